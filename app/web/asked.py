"""What the request's htmx headers ask for: a document, what navigation swaps in, or regions.

flask-htmx names the headers that htmx 2 and 4 share; `HX-Request-Type` and
`HX-Source` are read here, and `VARY` says on which of them an answer depends.
"""

from enum import Enum

from flask import request
from flask_htmx import HTMX

VARY = ("HX-Request", "HX-Request-Type", "HX-Boosted", "HX-History-Restore-Request")

htmx = HTMX()


class Answer(Enum):
    """The three kinds of answer that `respond` builds."""

    DOCUMENT = "document"
    NAVIGATION = "navigation"
    REGIONS = "regions"


def is_htmx() -> bool:
    """Tell whether a script sent this request and will swap in what comes."""
    return bool(htmx) and not htmx.history_restore_request


def answer() -> Answer:
    """Choose the kind of answer to a GET: htmx wants less if its target is in a page."""
    partial = request.headers.get("HX-Request-Type") == "partial"
    return Answer.NAVIGATION if is_htmx() and partial else Answer.DOCUMENT
