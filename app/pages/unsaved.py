"""A request with a text that failed, to the form as it was sent, and what to do about it.

The form needs nothing of the database: it is there when the data are away. What could not
be read, because there was too much of it, is where it was typed: in the browser.
"""

import logging
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from flask import Response, request
from werkzeug.exceptions import HTTPException

from app.pages.post_form import DiffLine, PostForm, sent, with_text
from app.regions import LoginNeededError
from app.web.documents import report
from app.web.pages import error_pages
from app.web.site import current_route, current_site
from db.kernel.errors import Invalid
from db.kernel.records import PostView
from db.log import changes
from db.log.changes import ChangeEntry

PAGE = "blog/unsaved"

NO_DOCUMENT = "The text cannot be saved as it is. This stands in the way:"
TOO_LARGE = (
    "The text is larger than this site takes, so nothing was saved. It is still where you typed"
    " it: go back in your browser, and make two posts of it."
)
NEW = "Your text is below. Save it as a new post, or copy what you need of it."
ADVICE = {
    404: NEW,
    410: NEW,
    429: "Nothing was saved. Your text is below: save it again in a moment.",
    503: "Nothing was saved. Your text is below: save it again in a moment.",
}
OTHERWISE = "Nothing was saved. Your text is below: save it again, or copy it to a safe place."

_log = logging.getLogger("rose_ash.errors")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a form came back."""

    problem: str
    #: What to do about it, where the problem does not say so.
    advice: str = ""
    #: What is wrong with the body, with the place.
    report: str | None = None
    #: How what was sent differs from what somebody else has saved.
    difference: tuple[DiffLine, ...] | None = None
    theirs: PostView | None = None


@dataclass(frozen=True, slots=True)
class UnsavedPage:
    """A form alone, and why it is not saved; `as_new`: it can be saved as a post of its own."""

    heading: str
    address: str
    draft: PostForm
    refusal: Refusal
    as_new: bool


def refusal_of(fault: Exception) -> Refusal:
    """Return what is wrong with a form or its body."""
    if isinstance(fault, Invalid):
        return Refusal(f"{fault.message[:1].upper()}{fault.message[1:]}.")
    return Refusal(NO_DOCUMENT, report=report(fault))


def give_back(fault: Exception) -> Response:
    """Answer a request that failed: with the form if a text came with it.

    A request that did not come from a page of ours gets none: nobody typed it here.
    """
    if isinstance(fault, LoginNeededError):
        return error_pages.to_login()
    verdict = error_pages.judge(fault)
    if verdict.status == 413:
        verdict = replace(verdict, message=TOO_LARGE)
    draft = _typed()
    if draft is None or verdict.status == 403:
        return error_pages.answer(fault, verdict)
    try:
        return _form(verdict, draft)
    except Exception:  # noqa: BLE001
        _log.exception("form")
        return error_pages.answer(fault, verdict)


def _typed() -> PostForm | None:
    """Read what was typed, if anything was and can be read."""
    if not current_route().typed:
        return None
    try:
        draft = sent()
    except HTTPException:
        return None
    return draft if any(draft.texts[key] for key in ("title", "body", "summary")) else None


def _form(verdict: error_pages.Verdict, draft: PostForm) -> Response:
    slug = (request.view_args or {}).get("slug")
    gone = verdict.status in (404, 410) and slug is not None
    message = (_farewell(slug) if gone else None) or verdict.message
    advice = ADVICE.get(verdict.status, OTHERWISE)
    refusal = Refusal(message, advice, report=verdict.report)
    heading = "This post is gone" if gone else verdict.heading
    as_new = gone or request.form.get("as") == "new"
    page = form_alone(heading, draft, refusal, as_new)
    return error_pages.show_verdict(verdict, PAGE, page)


def form_alone(heading: str, draft: PostForm, refusal: Refusal, as_new: bool) -> UnsavedPage:
    """Show a form at the address that it was sent to, with nothing of the post around it."""
    slug = (request.view_args or {}).get("slug")
    addresses = current_site().addresses
    address = addresses.url("blog/edit", {"slug": slug}) if slug else addresses.url("blog/new")
    # What is made anew gets its address from its title.
    shown = with_text(draft, "slug", None) if as_new else draft
    return UnsavedPage(heading, address, shown, refusal, as_new)


def _farewell(slug: str | None) -> str | None:
    """Say who deleted a post, and when; None where nobody knows of such a post."""
    if slug is None:
        return None
    with current_site().database.reading():
        entry = changes.latest(changes.at(slug))
    return None if entry is None else _sentence(entry, datetime.now(UTC))


def _sentence(entry: ChangeEntry, now: datetime) -> str:
    when = f"at {entry.time:%H:%M} UTC"
    if entry.time.date() != now.date():
        when = f"on {entry.time.day} {entry.time:%B %Y} {when}"
    return f"It was deleted by {entry.actor or 'somebody'} {when}."
