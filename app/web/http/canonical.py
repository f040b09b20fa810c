"""A path as written to its one canonical address.

Doubled, missing and encoded slashes, capitals and decomposed letters mean the same page, but
relative addresses would lead elsewhere and search engines would count two pages. The address is
built from a route, never copied from the request, so it stays on this site. Knows routes and no
post.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING
from unicodedata import normalize
from urllib.parse import unquote

from flask import current_app, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import MapAdapter

from app.web.http.htmx_request import SAFE_METHODS

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


def canonical_address() -> str | None:
    """Return the canonical path and query of a request that is spelled differently.

    None if the path is canonical already, or matches no route.
    """
    path = decoded_path(request.environ)
    if not _may_be_odd(path):
        return None
    routes = current_app.url_map.bind(request.host)
    address = next(_addresses(routes, path), None)
    if address is None or (unquote(address) == path and not has_encoded_slash(request.environ)):
        return None
    query = request.query_string.decode("ascii", "ignore")
    return f"{address}?{query}" if query else address


def decoded_path(environ: "WSGIEnvironment") -> str:
    """Return the path of a request with all its slashes; invalid UTF-8 becomes U+FFFD."""
    return str(environ.get("PATH_INFO", "")).encode("latin-1").decode(errors="replace") or "/"


def has_encoded_slash(environ: "WSGIEnvironment") -> bool:
    """Return whether the path has `%2F`, as far as the server passes the raw path."""
    written = str(environ.get("RAW_URI", ""))
    return "%" in written and "%2f" in written.partition("?")[0].lower()


def _may_be_odd(path: str) -> bool:
    """Return whether a path needs a check: it has no route, or is spelled differently."""
    fault, slug = request.routing_exception, (request.view_args or {}).get("slug")
    return (
        (fault is not None and not isinstance(fault, MethodNotAllowed))
        or "//" in path
        or (slug is not None and not path.startswith(f"/{slug}"))
        or has_encoded_slash(request.environ)
    )


def _addresses(routes: MapAdapter, path: str) -> Iterator[str]:
    """Yield the addresses of the routes that match a path, or the path in lower case."""
    bare = "/" + "/".join(filter(None, path.split("/")))
    method = "GET" if request.method in SAFE_METHODS else request.method
    lower = normalize("NFC", bare.lower())
    for candidate in (bare, lower, f"{bare}/", f"{lower}/"):
        try:
            endpoint, values = routes.match(candidate, method=method)
            yield routes.build(endpoint, values)
        except HTTPException:
            continue
