"""Widgets that change the graph: relate, unrelate, move, take back.

Each request is a plain form. What it did is said in one sentence; which regions that
changes, on whatever page it was sent from, is derived from the log.
"""

from dataclasses import dataclass

from flask import Response, request
from werkzeug.exceptions import BadRequest, HTTPException

from app.web.http.htmx_request import wants_swaps, whole_number
from app.web.pages import error_pages
from app.web.pages.current_page import PageRef
from app.web.pages.error_pages import WayBack
from app.web.pages.flash import Notice, Undo
from app.web.pages.respond import Outcome, respond, respond_outcome
from app.web.pages.viewer import actor
from app.web.site import current_site
from db import posts
from db.graph import editing, queries, target_sets
from db.graph.editing import Operation
from db.kernel.errors import Conflict, NotFound
from db.kernel.well_known import IS_A, RELATED, TAG

PAGE = "blog/edit"
ASK = "blog/ask"

#: What was done, by verb; and that it was taken back.
DONE = {
    editing.RELATE: "“{title}” was added to {label}.",
    editing.UNRELATE: "“{title}” was removed from {label}.",
    editing.MOVE: "“{title}” was moved in {label}.",
    editing.CREATE: "“{title}” was made, and added to {label}.",
}
UNDONE = {
    editing.RELATE: "“{title}” is out of {label} again.",
    editing.UNRELATE: "“{title}” is back in {label}.",
    editing.MOVE: "“{title}” is back in its old place in {label}.",
    editing.CREATE: "“{title}” is out of {label} again.",
}
#: Of what was made for a draft.
GOES_PUBLIC = "It is a draft, and goes public with its posts."
#: Nothing was to be done.
ALREADY = {
    editing.RELATE: "“{title}” is in {label} already.",
    editing.UNRELATE: "“{title}” is not in {label} any more.",
    editing.MOVE: "“{title}” stands there already.",
}


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked before a tag that posts carry stops being one."""

    slug: str
    title: str
    count: int


def refuse(fault: Exception) -> Response:
    """Answer a request that failed; without a script, with a way back to what was typed."""
    return error_pages.answer(fault, way_back=_way_back())


def _way_back() -> WayBack | None:
    """Lead to the picker with the title in it that was to be made."""
    slug = (request.view_args or {}).get("slug")
    try:
        title = request.form.get("create", "")[: posts.LONGEST_TITLE]
    except HTTPException:
        return None
    if slug is None or not title:
        return None
    kind = _kind()
    found = {"slug": slug, "find": kind, "q": title}
    address = current_site().addresses.url(PAGE, found)
    return WayBack(f"{address}#picker-{kind}", f"Back, with “{title}” to be added")


def relate(slug: str) -> Response:
    """Add an edge to a post that is there, or that is found or made by its title."""
    kind, title = _kind(), " ".join(request.form.get("create", "").split())
    other = "" if title else _named("other")
    with current_site().database.writing(actor(), editing.RELATE) as written:
        if title:
            done = editing.create(actor(), slug, kind, title)
        else:
            done = editing.relate(actor(), slug, kind, other)
        said = _said(done, editing.RELATE, kind, other or title)
    return respond_outcome(_outcome(slug, kind, said, written.topics))


def unrelate(slug: str) -> Response:
    """Remove the edge of one kind; ask first, where the form says so and members are left."""
    kind, other = _kind(), _named("other")
    if request.form.get("ask") and (kind, other) == (IS_A, TAG):
        asked = _asked(slug)
        if asked.count and wants_swaps():
            raise Conflict(f"“{asked.title}” is a tag of other posts by now. Please try again")
        if asked.count:
            return respond(ASK, override=asked)
    with current_site().database.writing(actor(), editing.UNRELATE) as written:
        done = editing.unrelate(actor(), slug, kind, other)
        said = _said(done, editing.UNRELATE, kind, other)
    return respond_outcome(_outcome(slug, kind, said, written.topics))


def move(slug: str) -> Response:
    """Put an edge before another, or last; or, by a button, one place earlier than it stands."""
    kind, earlier = _kind(), request.form.get("earlier")
    other = earlier or _named("other")
    with current_site().database.writing(actor(), editing.MOVE) as written:
        if earlier:
            done = editing.move_earlier(actor(), slug, kind, other)
        else:
            before = request.form.get("before") or None
            done = editing.move(actor(), slug, kind, other, before)
        said = _said(done, editing.MOVE, kind, other)
    return respond_outcome(_outcome(slug, kind, said, written.topics))


def undo(slug: str) -> Response:
    """Take an operation back."""
    op = whole_number(_named("op"))
    with current_site().database.writing(actor(), "undo") as written:
        _title(slug)
        done = editing.undo(op, slug, actor())
    said = Notice(UNDONE[done.verb].format(title=done.other_title, label=done.label))
    return respond_outcome(_outcome(slug, done.kind, said, written.topics))


def _said(done: Operation | None, verb: str, kind: str, other: str) -> Notice:
    """Say what came of a write, and offer to take it back."""
    if done is None:
        post = queries.post(other)
        title = other if post is None else post.title
        return Notice(ALREADY[verb].format(title=title, label=target_sets.kind_of_key(kind).label))
    text = DONE[done.verb].format(title=done.other_title, label=done.label)
    if done.verb == editing.CREATE and _goes_public(done.other):
        text = f"{text} {GOES_PUBLIC}"
    return Notice(text, Undo(done.source, done.id))


def _goes_public(slug: str) -> bool:
    post = queries.post(slug)
    return post is not None and post.goes_public


def _asked(slug: str) -> Ask:
    with current_site().database.reading():
        return Ask(slug, _title(slug), queries.carriers_of(slug))


def _title(slug: str) -> str:
    post = queries.post(slug)
    if post is None:
        raise NotFound(f"there is no post {slug!r}")
    return post.title


def _outcome(slug: str, kind: str, notice: Notice, changed: frozenset[str]) -> Outcome:
    return Outcome(
        notice=notice,
        place=PageRef(PAGE, {"slug": slug}),
        own=(f"chips-{kind}",),
        changed=changed,
        anchor=f"#picker-{kind}",
    )


def _kind() -> str:
    return request.form.get("kind", RELATED)


def _named(field: str) -> str:
    value = request.form.get(field, "")
    if not value:
        raise BadRequest(f"The request does not say which: `{field}` is missing.")
    return value
