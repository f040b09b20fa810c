"""A stranger's plain request for a page that is cached whole, to its response, before Flask.

Flask answers first, and `respond` records in the request the key of the cached page. From then on
the address leads to the key, the change log decides at each visit whether the entry is valid, and
nothing else of the request is looked at. Flask answers everything else. Knows no route and no
session.
"""

import secrets
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask

from app.regions import find_whole
from app.regions.cache import CacheEntry
from app.web.guards import FAULT, LARGEST_HEADERS, headers_size
from app.web.headers import headers_of_all
from app.web.http.access_log import Sender, note
from app.web.http.canonical import has_encoded_slash
from app.web.http.htmx_request import VARY
from app.web.http.packing import CONDITIONS
from app.web.pages.respond import KEPT_PAGE, PAGE_MISS, KeptPage, kept_answer
from app.web.site import EXTENSION, Site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

#: Script name, path, query: a tuple, because any separator may occur in them.
Address = tuple[str, str, str]
_ADDRESS = ("SCRIPT_NAME", "PATH_INFO", "QUERY_STRING")

#: The most addresses, and the longest one: all have to fit into memory.
MOST_ADDRESSES = 10_000
LONGEST_ADDRESS = 400

#: What a response depends on besides the address, or what only Flask reads.
_NOT_PLAIN = frozenset(
    (
        *(f"HTTP_{name.upper().replace('-', '_')}" for name in VARY),
        *CONDITIONS,
        "HTTP_TRANSFER_ENCODING",
        "HTTP_UPGRADE",
    )
)


class FastPath:
    """WSGI middleware that answers what needs no application."""

    def __init__(self, app: Flask) -> None:
        self._flask = app.wsgi_app
        self._extensions = app.extensions
        self._known: dict[Address, KeptPage] = {}

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer, or let Flask answer and remember the key of the page."""
        began = time.perf_counter()
        address = plain_address(environ)
        page = None if address is None else self._known.get(address)
        site: Site = self._extensions[EXTENSION]
        entry = None if page is None else _entry(site, page, environ)
        if page is None or entry is None:
            answer = self._flask(environ, start_response)
            self._remember(address, environ.get(KEPT_PAGE))
            return answer
        request_id = secrets.token_hex(8)
        note(Sender(request_id, environ.get("REMOTE_ADDR")), "GET", page.route, 200, began)
        body, own = kept_answer(entry, environ.get("HTTP_ACCEPT_ENCODING", ""))
        common = headers_of_all(site.settings)
        start_response("200 OK", [*own, *common.items(), ("X-Request-Id", request_id)])
        return [body]

    def _remember(self, address: Address | None, page: KeptPage | None) -> None:
        if address is None or page is None or sum(map(len, address)) > LONGEST_ADDRESS:
            return
        if len(self._known) >= MOST_ADDRESSES:
            self._known.clear()
        self._known[address] = page


def _entry(site: Site, page: KeptPage, environ: "WSGIEnvironment") -> CacheEntry | None:
    """Return the entry if it is valid; otherwise tell Flask the result of the lookup."""
    try:
        result = find_whole(site.render_context, page.key)
    except Exception as fault:  # noqa: BLE001
        environ[FAULT] = fault
        return None
    if not isinstance(result, CacheEntry):
        environ[PAGE_MISS] = result
        return None
    return result


def plain_address(environ: "WSGIEnvironment") -> Address | None:
    """Return the address of a request that any stranger may send; None for another."""
    is_plain = (
        environ["REQUEST_METHOD"] == "GET"
        and _NOT_PLAIN.isdisjoint(environ)
        and environ.get("CONTENT_LENGTH", "") in ("", "0")
        and headers_size(environ) <= LARGEST_HEADERS
        and not has_encoded_slash(environ)
    )
    if not is_plain:
        return None
    script, path, query = (environ.get(name, "") for name in _ADDRESS)
    return script, path, query
