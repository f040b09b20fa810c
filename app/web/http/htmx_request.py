"""A request's htmx headers to the kind of its response: a document, a navigation, or regions.

flask-htmx names the headers that htmx 2 and 4 share; `HX-Request-Type` is read here, and `VARY`
lists the headers on which a response depends. Also parses numbers in forms and addresses. Knows no
page.
"""

from enum import Enum

from flask import request
from flask_htmx import HTMX

VARY = ("HX-Request", "HX-Request-Type", "HX-Boosted", "HX-History-Restore-Request", "Cookie")

#: Methods that change nothing.
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

htmx = HTMX()


class ResponseKind(Enum):
    """The kinds of responses that `respond` builds."""

    DOCUMENT = "document"
    #: The contents of `#main`, and what changes with them.
    NAVIGATION = "navigation"
    #: Out-of-band swaps alone, for a widget.
    SWAPS = "swaps"


def is_htmx() -> bool:
    """Return whether a script sent this request and will swap in the response."""
    return bool(htmx) and not htmx.history_restore_request


def wants_navigation() -> bool:
    """Return whether htmx requests the contents of `#main`."""
    return is_htmx() and request.headers.get("HX-Request-Type") == "partial"


def wants_swaps() -> bool:
    """Return whether a widget sent this request, which takes out-of-band swaps and no page."""
    return is_htmx() and not htmx.boosted


def wanted() -> ResponseKind:
    """Return the kind of response that fits a request, also one for no page."""
    if wants_swaps():
        return ResponseKind.SWAPS
    return ResponseKind.NAVIGATION if wants_navigation() else ResponseKind.DOCUMENT


def whole_number(text: str, longest: int = 15) -> int:
    """Parse a whole number of a form or an address; 0 if it is invalid or too long."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= longest else 0
