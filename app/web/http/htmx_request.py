"""What a request asks for: by its htmx headers a document, what navigation swaps in, or regions.

flask-htmx names the headers that htmx 2 and 4 share; `HX-Request-Type` is read here,
and `VARY` says on which of them an answer depends. Numbers in forms and addresses are
read here, too. Knows no page.
"""

from enum import Enum

from flask import request
from flask_htmx import HTMX

VARY = ("HX-Request", "HX-Request-Type", "HX-Boosted", "HX-History-Restore-Request", "Cookie")

#: Methods that change nothing.
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

htmx = HTMX()


class ResponseKind(Enum):
    """The kinds of answer that `respond` builds."""

    DOCUMENT = "document"
    #: What goes into `#main`, and what changes with it.
    NAVIGATION = "navigation"
    #: Out-of-band swaps alone, for a widget.
    SWAPS = "swaps"


def is_htmx() -> bool:
    """Tell whether a script sent this request and will swap in what comes."""
    return bool(htmx) and not htmx.history_restore_request


def wants_navigation() -> bool:
    """Tell whether htmx asks a page for what goes into `#main`."""
    return is_htmx() and request.headers.get("HX-Request-Type") == "partial"


def wants_swaps() -> bool:
    """Tell whether a widget asks, which takes out-of-band swaps and no page."""
    return is_htmx() and not htmx.boosted


def wanted() -> ResponseKind:
    """Choose the kind of answer that fits any question, also one that no page is asked."""
    if wants_swaps():
        return ResponseKind.SWAPS
    return ResponseKind.NAVIGATION if wants_navigation() else ResponseKind.DOCUMENT


def whole_number(text: str, longest: int = 15) -> int:
    """Read a whole number that a form or an address holds; what is none, or is too long, is 0."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= longest else 0
