"""A path without a page to the post that once had it, for viewers who may see that post.

Called only after a 404 of routes and posts. Redirects to the post's own address and no further, so
there is no chain. The query is dropped, because it belongs to the old page.
"""

from flask import Response, request

from app.web.http.addresses import post_path
from app.web.http.htmx_request import SAFE_METHODS
from app.web.pages.viewer import current_viewer
from app.web.site import current_site
from db.graph import queries
from db.posts import addresses

#: Browsers revalidate each time: the post may get the old address back, or be hidden.
HEADERS = {"Cache-Control": "no-cache", "Vary": "Cookie"}


def moved() -> Response | None:
    """Return the redirect from an old address; None where there is none. Raises Unavailable.

    Only what is read is led on. Another post may have had the address since a form was opened, and
    nobody writes to a post that they have not seen.
    """
    if request.method not in SAFE_METHODS:
        return None
    public = current_viewer() is None
    with current_site().database.reading():
        location = _post(public) or _below(public)
    if location is None:
        return None
    return Response(status=301, headers={"Location": location, **HEADERS})


def _post(public: bool) -> str | None:
    """Return the address of the post that had this one."""
    slug = addresses.post_at(request.path, public)
    # A page beyond the end of a list is a 404 at the post's own address.
    return None if slug is None or request.path == f"/{slug}/" else post_path(slug)


def _below(public: bool) -> str | None:
    """Return the address of a page below a post that had another slug."""
    old = (request.view_args or {}).get("slug")
    if old is None or queries.post(old, public) is not None:
        return None
    slug = addresses.post_at(f"/{old}/", public)
    return None if slug is None else f"{post_path(slug)}{request.path.removeprefix(f'/{old}/')}"
