"""An answer to the form in which it is sent: packed by gzip where that pays and may be.

What was packed before is sent as it is; else only what is large is packed. Each form has an
ETag of its own. Compression gives lengths away, which harms where a secret and somebody else's
words stand on one page: pages hold no tokens, and no other site can ask for an editor's page
unseen, for the session's cookie is SameSite=Lax.
"""

import gzip
import hashlib
from functools import lru_cache
from typing import Final

from flask import Response, request
from werkzeug.http import parse_accept_header

#: The header on which the form depends.
DEPENDS_ON: Final = "Accept-Encoding"
#: Bytes up to which an answer that is made afresh is sent as it is.
LARGEST_PLAIN: Final = 8 * 1024
#: Headers by which a browser says which version it has.
CONDITIONS: Final = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")


@lru_cache(maxsize=256)
def takes_gzip(header: str) -> bool:
    """Return whether an Accept-Encoding header (RFC 9110, 12.5.3) allows gzip."""
    return parse_accept_header(header).quality("gzip") > 0


def version_of(body: bytes) -> str:
    """Name a version of an answer by what is in it."""
    return hashlib.sha256(body).hexdigest()[:32]


def form_name(etag: str, is_packed: bool) -> str:
    """Name the version of one form of an answer."""
    return f"{etag}-gzip" if is_packed else etag


def deliver(response: Response, etag: str | None = None, packed: bytes = b"") -> Response:
    """Choose the form of an answer; one with an `etag` is sent only to who has not got it."""
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


# A feed and a map are asked for again and again, and are mostly what they were.
@lru_cache(maxsize=4)
def _packed(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=6, mtime=0)
