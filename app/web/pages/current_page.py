"""An address of this site to its page, so that the response to a write can update an open page.

Whether the viewer may see that page is decided as for a GET: by the route here, by the page's own
loader later. An address of another site, or of no page, has none.
"""

from dataclasses import dataclass
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from flask import current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app.web.http.addresses import safe_next
from app.web.http.htmx_request import SAFE_METHODS
from app.web.pages.flash import DOORS
from app.web.pages.viewer import is_admitted
from app.web.site import Site, current_site

#: Longer addresses are ignored.
LONGEST = 4000


@dataclass(frozen=True, slots=True)
class PageRef:
    """A page of the library, and the parameters from its address."""

    page: str
    parameters: dict[str, str | None]


def current_path() -> str | None:
    """Return path and query of the page that the browser is on, if it is on this site."""
    address = request.headers.get("HX-Current-URL", "")
    if len(address) > LONGEST or not is_ours(current_site(), address):
        return None
    parts = urlsplit(address)
    return safe_next(f"{parts.path}?{parts.query}" if parts.query else parts.path)


def return_address() -> str:
    """Return the address to continue at after a login: that of the requested page.

    It is the path with the query parameters that its page declares, so it depends only on the
    page's cache key. From the login it is where the login leads; from a write, the home page.
    """
    if request.endpoint in DOORS:
        return safe_next(_next_of_login())
    if request.method not in SAFE_METHODS:
        return "/"
    page = current_site().render_context.library.pages.get(request.endpoint or "")
    query = (
        {name: request.args[name] for name in page.query if name in request.args} if page else {}
    )
    path = quote(request.path)
    address = f"{path}?{urlencode(query)}" if query else path
    return safe_next(address) if len(address) <= LONGEST else "/"


def _next_of_login() -> str | None:
    try:
        return request.values.get("next")
    except HTTPException:
        # The page that refuses the form calls this, too.
        return None


def place_of(path: str | None) -> PageRef | None:
    """Return the page at the path and query of an address, if this viewer may request it."""
    if path is None or len(path) > LONGEST:
        return None
    parts = urlsplit(safe_next(path))
    try:
        endpoint, parameters = current_app.url_map.bind(request.host).match(
            unquote(parts.path), method="GET"
        )
    except (HTTPException, RequestRedirect):
        return None
    page = current_site().render_context.library.pages.get(endpoint)
    if page is None or not is_admitted(current_site().mounted.route(endpoint, "GET").access):
        return None
    query = parse_qs(parts.query)
    query_parameters = {name: query[name][0] if name in query else None for name in page.query}
    return PageRef(page.name, {**parameters, **query_parameters})


def is_ours(site: Site, address: str) -> bool:
    """Return whether an address or an origin is of this site."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if f"{parts.scheme}://{parts.netloc}" == site.settings.base_url:
        return True
    return parts.scheme in ("http", "https") and parts.netloc == request.host
