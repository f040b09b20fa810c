"""A response to the form in which it is sent: gzipped where that pays off and is allowed.

What was compressed before is sent as it is; otherwise only large responses are compressed. Each
form has an ETag of its own. Compression reveals lengths, which is harmful where a secret and
somebody else's words are on one page: pages hold no tokens, and no other site can request an
editor's page unseen, because the session's cookie is SameSite=Lax.
"""

import gzip
import hashlib
from functools import lru_cache
from typing import Final

from flask import Response, request
from werkzeug.http import parse_accept_header

#: The header on which the form depends.
DEPENDS_ON: Final = "Accept-Encoding"
#: Bytes up to which a new response is sent uncompressed.
LARGEST_PLAIN: Final = 8 * 1024
#: Headers in which a browser names the version that it has.
CONDITIONS: Final = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")


@lru_cache(maxsize=256)
def takes_gzip(header: str) -> bool:
    """Return whether an Accept-Encoding header (RFC 9110, 12.5.3) allows gzip."""
    return parse_accept_header(header).quality("gzip") > 0


def version_of(body: bytes) -> str:
    """Return the version of a response: a digest of its content."""
    return hashlib.sha256(body).hexdigest()[:32]


def form_name(etag: str, is_packed: bool) -> str:
    """Return the version of one form of a response."""
    return f"{etag}-gzip" if is_packed else etag


def deliver(response: Response, etag: str | None = None, packed: bytes = b"") -> Response:
    """Choose the form of a response; with an `etag` that the browser has, send 304."""
    if DEPENDS_ON not in response.headers.get("Vary", ""):
        response.vary.add(DEPENDS_ON)
    pays = packed or len(response.get_data()) > LARGEST_PLAIN
    is_packed = bool(pays) and takes_gzip(request.headers.get(DEPENDS_ON, ""))
    if etag is not None:
        response.set_etag(form_name(etag, is_packed))
        if any(condition in request.environ for condition in CONDITIONS):
            response.make_conditional(request)
    if is_packed and response.status_code != 304:
        response.set_data(packed or _packed(response.get_data()))
        response.content_encoding = "gzip"
    return response


# A feed and a site map are polled, and mostly unchanged.
@lru_cache(maxsize=4)
def _packed(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=6, mtime=0)
