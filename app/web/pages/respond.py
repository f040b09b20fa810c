"""The one builder of page responses, of which there are three kinds.

A GET gets a document, or what htmx navigation puts into `#main`; a widget gets swaps: the regions
that a write changed, or a message. Rows for a list box are a document of their own. All have the
same headers, which say what the response depends on.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from flask import Response, request

from app import regions
from app.regions.cache import CacheEntry
from app.service import Access
from app.web.http.htmx_request import VARY, wants_navigation, wants_swaps
from app.web.http.packing import DEPENDS_ON, deliver, form_name, takes_gzip, version_of
from app.web.pages.current_page import PageRef, current_path, place_of, return_address
from app.web.pages.flash import Notice, current_notice, leave_notice, tell
from app.web.pages.helpers import helpers_for
from app.web.pages.viewer import current_viewer, is_stranger
from app.web.site import current_route, current_site

#: A browser may cache a page, and revalidates it each time.
PAGE_CACHING = "private, no-cache"
PAGE_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Vary": ", ".join((*VARY, DEPENDS_ON)),
    "Cache-Control": PAGE_CACHING,
}

#: Where in a request `web/fast_path` finds the key of its cached page.
KEPT_PAGE = "rose-ash.kept-page"
#: Where in a request `web/fast_path` leaves the result of its lookup.
PAGE_MISS = "rose-ash.page-miss"


def show(page: str, **path: str) -> Response:
    """Answer a GET for a page: the view behind every page of the library."""
    query = current_site().render_context.library.pages[page].query
    return respond(page, {**path, **{name: request.args.get(name) for name in query}})


@dataclass(frozen=True, slots=True)
class KeptPage:
    """The key of a page that was just answered, and its route, for the next request."""

    key: regions.PageKey
    route: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a widget's request did, and what to show of it."""

    notice: Notice
    #: The page of the widget, and its own regions there.
    place: PageRef
    own: tuple[str, ...] = ()
    #: The topics that have changed.
    changed: frozenset[str] = frozenset()
    #: Whether the browser is on that page at an address which the post had before.
    at_old_address: bool = False
    #: Where a browser without a script goes on; the address of `place` if that is all.
    anchor: str = ""


def respond(
    page: str,
    parameters: Mapping[str, str | None] | None = None,
    *,
    override: object | None = None,
    status: int = 200,
) -> Response:
    """Build the response of a page: the whole page, or its navigation."""
    page_request = _page_request(page, parameters, override)
    rendered = regions.expand_page(
        current_site().render_context, page_request, navigation=wants_navigation()
    )
    if rendered.key is not None and status == 200:
        _tell_fast_path(rendered.key)
    return _made_response(rendered, status)


def _tell_fast_path(key: regions.PageKey) -> None:
    """Record in the request where this page is cached, unless its route has a rate limit."""
    route = current_route()
    is_plain = route.limit is None and route.access is not Access.LINK
    if request.url_rule is not None and is_plain:
        request.environ[KEPT_PAGE] = KeptPage(key, request.url_rule.rule)


def respond_rows(page: str, override: object) -> Response:
    """Build a response that is a part of a page: rows for a list box."""
    rendered = regions.expand_page(
        current_site().render_context, _page_request(page, override=override)
    )
    response = page_response(rendered.html)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def respond_outcome(outcome: Outcome) -> Response:
    """Build the response to a write.

    htmx gets what changed on the page that the browser is on or, if that is not ours, the
    widget's own regions; without JavaScript the next page shows the notice.
    """
    if not wants_swaps():
        leave_notice(outcome.notice)
        address = current_site().addresses.url(outcome.place.page, outcome.place.parameters)
        return go_to(address + outcome.anchor)
    tell(outcome.notice)
    here = outcome.place if outcome.at_old_address else place_of(current_path())
    try:
        if here is not None:
            return _swaps(_page_request(here.page, here.parameters), outcome.changed, outcome.own)
    except (regions.MissingError, regions.LoginNeededError):
        pass
    return _swaps(_page_request(outcome.place.page, outcome.place.parameters), (), outcome.own)


def respond_refusal(page: str, override: object, notice: Notice, status: int) -> Response:
    """Build the response to a refused request of a widget: its sentence, and nothing else."""
    tell(notice)
    return _swaps(_page_request(page, override=override), (), (), status)


def respond_news(place: PageRef, changed: Collection[str], position: int) -> Response:
    """Build the answer to an open page that asks what changed; a notice waits for its own page.

    It is right up to the position where that was asked: what changed since then is
    in it only where a region was rendered again anyway, and comes with the next answer.
    """
    tell(None)
    return with_position(_swaps(_page_request(place.page, place.parameters), changed, ()), position)


def _swaps(
    page_request: regions.PageRequest,
    changed: Collection[str],
    own: Collection[str],
    status: int = 200,
) -> Response:
    rendered = regions.expand_changed(
        current_site().render_context, page_request, changed, also=own
    )
    return _made_response(rendered, status)


def _made_response(rendered: regions.RenderedPage, status: int) -> Response:
    response = page_response(rendered.html, status, rendered.packed)
    if current_viewer() is not None or not current_site().settings.is_production:
        response.headers["Server-Timing"] = _timing(rendered.timing)
    return with_position(response, rendered.head) if rendered.head else response


def _timing(timing: regions.Timing) -> str:
    """Return the Server-Timing header, which a browser's developer tools show."""
    parts = {"plan": timing.plan, "load": timing.load, "expand": timing.expand}
    spans = [f"{name};dur={seconds * 1000:.2f}" for name, seconds in parts.items()]
    return ", ".join((*spans, f'cache;desc="kept {timing.hits}, rendered {timing.misses}"'))


def _page_request(
    page: str, parameters: Mapping[str, str | None] | None = None, override: object | None = None
) -> regions.PageRequest:
    site, viewer, address = current_site(), current_viewer(), return_address()
    query = site.render_context.library.pages[page].query
    values = {**dict.fromkeys(query), **(parameters or {})}
    return regions.PageRequest(
        page=page,
        parameters={name.replace("-", "_"): value for name, value in values.items()},
        viewer=viewer,
        helpers=helpers_for(site, viewer, address, current_notice),
        override=override,
        shared_key=address if viewer is None and is_stranger() else None,
        miss=request.environ.get(PAGE_MISS),
    )


def page_response(html: str, status: int = 200, packed: bytes = b"") -> Response:
    """Add the headers of every page to markup, which may be compressed already."""
    has_versions = status == 200 and request.method in ("GET", "HEAD")
    response = Response(html, status, PAGE_HEADERS)
    return deliver(response, _etag(html) if has_versions else None, packed)


def kept_answer(entry: CacheEntry, accepted: str) -> tuple[bytes, list[tuple[str, str]]]:
    """Return body and headers of a cached page for an unconditional request.

    `accepted` is the Accept-Encoding header.
    """
    is_packed = takes_gzip(accepted)
    body = entry.packed if is_packed else entry.html.encode()
    headers = [
        *PAGE_HEADERS.items(),
        ("ETag", f'"{form_name(_etag(entry.html), is_packed)}"'),
        ("Content-Length", str(len(body))),
    ]
    return body, [*headers, ("Content-Encoding", "gzip")] if is_packed else headers


@lru_cache(maxsize=128)
def _etag(html: str) -> str:
    """Return the ETag of a page; computed once for a cached page."""
    return version_of(html.encode())


def with_position(response: Response, position: int) -> Response:
    """Add the log position of a response, so that a browser can drop older ones."""
    response.headers["Log-Position"] = str(position)
    return response


def go_to(address: str) -> Response:
    """Redirect the browser to an address of this site; htmx loads it as a document."""
    if request.headers.get("HX-Request") == "true":
        return Response(status=200, headers={"HX-Redirect": address})
    return Response(status=303, headers={"Location": address})
