"""What a person is told after a write: one sentence, and how to take the change back.

An answer to htmx carries it at once; without a script it waits in the session for the
next page, which shows it once. Knows nothing of what was written.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from flask import g, request, session

_KEY = "notice"

#: Where a notice is shown and stays: it is meant for the page behind the login.
DOORS = ("account/login", "account/sign-in")

#: Says that a script wants a part of a page and shows no notice.
_PART = "Part-Of-Page"


@dataclass(frozen=True, slots=True)
class Undo:
    """The operation that a button may take back, and the post on which it was done."""

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
    """Keep a notice for the next page that this browser opens."""
    session[_KEY] = asdict(notice)


def tell(notice: Notice | None) -> None:
    """Make a notice, or none, part of the answer to this request."""
    g.notice = notice


def current_notice() -> Notice | None:
    """Give what this answer is to say: what happened in this request, else what was left for it."""
    if "notice" not in g:
        g.notice = _taken()
    notice: Notice | None = g.notice
    return notice


def _taken() -> Notice | None:
    """Take the notice out of the session; whatever else lies there is none of ours."""
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
    """Give a notice as the helper `notice` gives it to pages."""
    return None if notice is None else asdict(notice)
