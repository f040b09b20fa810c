"""The one builder of page responses, with its three answers.

A GET gets a document, or what htmx navigation puts into `#main`; a write gets
the regions that it changed. Whatever the answer, the same headers say on what
it depends.
"""

from collections.abc import Collection, Mapping

from flask import Response, request

from app import regions
from app.web.asked import VARY, Answer, answer
from app.web.helpers import helpers_for
from app.web.site import current_site
from app.web.viewer import current_viewer

#: A browser may keep a page, and asks each time whether it is still the same.
PAGE_CACHING = "private, no-cache"


def show(page: str, **path: str) -> Response:
    """Answer a GET for a page: the view behind every page of the library."""
    query = current_site().supplies.library.pages[page].query
    return respond(page, {**path, **{name: request.args.get(name) for name in query}})


def respond(
    page: str,
    parameters: Mapping[str, str | None] | None = None,
    *,
    given: object | None = None,
    status: int = 200,
    changed: Collection[str] | None = None,
) -> Response:
    """Build the response of a page: whole, for navigation, or the regions that a write changed."""
    site, viewer = current_site(), current_viewer()
    visit = regions.Visit(
        page=page,
        parameters={name.replace("-", "_"): value for name, value in (parameters or {}).items()},
        viewer=viewer,
        helpers=helpers_for(site, viewer, request.path),
        given=given,
    )
    match answer() if changed is None else Answer.REGIONS:
        case Answer.DOCUMENT:
            made = regions.expand_page(site.supplies, visit)
        case Answer.NAVIGATION:
            made = regions.expand_page(site.supplies, visit, navigation=True)
        case Answer.REGIONS:
            made = regions.expand_changed(site.supplies, visit, changed or ())
    response = page_response(made.html, status)
    if viewer is not None and viewer.editor:
        response.headers["Log-Position"] = str(made.head)
    return response


def page_response(html: str, status: int = 200) -> Response:
    """Give markup the headers that every page has."""
    response = Response(html, status, mimetype="text/html")
    response.vary.update(VARY)
    response.headers["Cache-Control"] = PAGE_CACHING
    if status == 200 and request.method in ("GET", "HEAD"):
        response.add_etag()
        response.make_conditional(request)
    return response


def go_to(address: str) -> Response:
    """Send the browser on to an address of this site; htmx loads it as a document of its own."""
    if request.headers.get("HX-Request") == "true":
        return Response(status=200, headers={"HX-Redirect": address})
    return Response(status=303, headers={"Location": address})
