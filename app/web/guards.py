"""Requests that are refused before any page: invalid text, too large, cross-site, too many.

Runs before every request; knows no page, only the manifest's entry of its route.
"""

import secrets
import time
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from flask import Response, g, request
from werkzeug.exceptions import BadRequest, Forbidden, RequestEntityTooLarge, TooManyRequests

from app.regions import LoginNeededError
from app.service import LARGEST_BODY, Access
from app.web.http.canonical import canonical_address
from app.web.http.htmx_request import SAFE_METHODS
from app.web.http.rate_limits import network_of
from app.web.pages.current_page import is_ours
from app.web.pages.viewer import current_viewer, is_admitted
from app.web.site import current_route, current_site

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

#: Where in a request the exception is that was raised before Flask.
FAULT = "rose-ash.fault"

LARGEST_HEADERS = 16 * 1024


def admit() -> Response | None:
    """Give the request an id, then refuse it if anything about it is wrong."""
    g.request_id = secrets.token_hex(8)
    g.started = time.perf_counter()
    route = current_route()
    g.is_logged = route.is_logged and route.access is not Access.LINK
    if FAULT in request.environ:
        raise request.environ[FAULT]
    _check_size()
    _check_text()
    _check_origin()
    _check_viewer()
    _check_rate()
    address = canonical_address()
    return None if address is None else Response(status=308, headers={"Location": address})


def _check_size() -> None:
    # From the bare environment: this runs for every request, and werkzeug's headers are slow.
    sent, most = request.environ, current_route().largest_body
    if headers_size(sent) > LARGEST_HEADERS or (request.content_length or 0) > most:
        raise RequestEntityTooLarge
    # Read through a limit, a body of unknown length would be cut off silently.
    if sent.get("HTTP_TRANSFER_ENCODING"):
        raise RequestEntityTooLarge("The request does not say how large it is.")
    if most > LARGEST_BODY:
        request.max_content_length = request.max_form_memory_size = most


def headers_size(environ: "WSGIEnvironment") -> int:
    """Count the characters of a request's headers."""
    return sum(len(name) + len(environ[name]) for name in environ if name.startswith("HTTP_"))


def _check_text() -> None:
    """Refuse a path or a query that is not UTF-8 or has NUL: no page can have it."""
    path = request.environ.get("PATH_INFO", "").encode("latin-1")
    query = unquote_to_bytes(request.query_string)
    try:
        text = path.decode() + query.decode()
    except UnicodeDecodeError:
        raise BadRequest("The address holds bytes that are no text.") from None
    if "\0" in text:
        raise BadRequest("The address holds a character that no address may hold.")


def _check_origin() -> None:
    """Refuse an unsafe request that another site may have sent, or of unknown origin."""
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        admitted = site in ("same-origin", "none")
    else:
        admitted = is_ours(current_site(), request.headers.get("Origin", ""))
    if not admitted:
        raise Forbidden("This request did not come from a page of this site.")


def _check_viewer() -> None:
    access = current_route().access
    if not is_admitted(access):
        raise LoginNeededError if access is Access.EDITORS else Forbidden


def _check_rate() -> None:
    route = current_route()
    if route.limit is None:
        return
    viewer = current_viewer() if route.access is Access.EDITORS else None
    sender = network_of(request.remote_addr or "") if viewer is None else viewer.name
    wait = current_site().rates.wait(route.limit, sender)
    if wait:
        raise TooManyRequests(
            f"That was too much at once. Please try again in {wait} seconds.", retry_after=wait
        )
