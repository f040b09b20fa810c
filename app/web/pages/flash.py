"""The message after a write: one sentence, and how to undo the change.

A response to htmx carries it at once; without JavaScript it waits in the session for the next
page, which shows it once. Knows nothing of what was written.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from flask import g, request, session

_KEY = "notice"

#: Shows a notice and keeps it, because it is meant for the page after the login.
DOORS = ("account/login", "account/sign-in")

#: Says that a script wants a part of a page and shows no notice.
_PART = "Part-Of-Page"


@dataclass(frozen=True, slots=True)
class Undo:
    """The operation that a button can undo, and the post on which it was done."""

    slug: str
    #: Its UUID, should it have another slug when the button is pressed.
    of: str
    op: int


@dataclass(frozen=True, slots=True)
class Notice:
    """What `#status` says."""

    text: str
    undo: Undo | None = None


def leave_notice(notice: Notice) -> None:
    """Store a notice for the next page that this browser opens."""
    session[_KEY] = asdict(notice)


def tell(notice: Notice | None) -> None:
    """Set the notice of the response to this request, or None."""
    g.notice = notice


def current_notice() -> Notice | None:
    """Return the notice of this response: from this request, else from the session."""
    if "notice" not in g:
        g.notice = _taken()
    notice: Notice | None = g.notice
    return notice


def _taken() -> Notice | None:
    """Take the notice out of the session; ignore anything else there."""
    stays = request.endpoint in DOORS or _PART in request.headers
    take = session.get if stays else session.pop
    match take(_KEY, None) if _KEY in session else None:
        case {"text": str(text), "undo": {"slug": str(slug), "of": str(of), "op": int(op)}}:
            return Notice(text, Undo(slug, of, op))
        case {"text": str(text)}:
            return Notice(text)
        case _:
            return None


def as_data(notice: Notice | None) -> Mapping[str, object] | None:
    """Return a notice as the helper `notice` returns it to pages."""
    return None if notice is None else asdict(notice)
