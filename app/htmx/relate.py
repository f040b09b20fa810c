"""Widgets that change the graph: relate, unrelate, move, take back.

Each request is a plain form. What it did is said in one sentence; which regions that
changes, on whatever page it was sent from, is derived from the log.
"""

from collections.abc import Callable
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
from db.graph import edges, operations, queries, target_sets, undo
from db.graph.edges import LockedEdge, TitledTarget
from db.kernel.errors import Conflict, NotFound
from db.kernel.records import PostView
from db.kernel.well_known import IS_A, RELATED, TAG
from db.posts import addresses

PAGE = "blog/edit"
ASK = "blog/ask"

#: What was done, by verb; and that it was taken back.
DONE = {
    operations.RELATE: "“{title}” was added to {label}.",
    operations.UNRELATE: "“{title}” was removed from {label}.",
    operations.MOVE: "“{title}” was moved in {label}.",
    operations.CREATE: "“{title}” was made, and added to {label}.",
}
UNDONE = {
    operations.RELATE: "“{title}” is out of {label} again.",
    operations.UNRELATE: "“{title}” is back in {label}.",
    operations.MOVE: "“{title}” is back in its old place in {label}.",
    operations.CREATE: "“{title}” is out of {label} again.",
}
#: Of what was made for a draft.
GOES_PUBLIC = "It is a draft, and goes public with its posts."
#: Nothing was to be done.
ALREADY = {
    operations.RELATE: "“{title}” is in {label} already.",
    operations.UNRELATE: "“{title}” is not in {label} any more.",
    operations.MOVE: "“{title}” stands there already.",
}


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked before a tag that posts carry stops being one."""

    slug: str
    uuid: str
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
    query = {"slug": slug, "find": kind, "q": title}
    address = current_site().addresses.url(PAGE, query)
    return WayBack(f"{address}#picker-{kind}", f"Back, with “{title}” to be added")


def relate(slug: str) -> Response:
    """Add an edge to a post that is there, or that is found or made by its title."""
    title = " ".join(request.form.get("create", "").split())
    target = TitledTarget(title) if title else _named("other")
    return _edit(slug, operations.RELATE, target, LockedEdge.relate)


def unrelate(slug: str) -> Response:
    """Remove the edge of one kind; ask first, where the form says so and members are left."""
    kind, other = _kind(), _named("other")
    if request.form.get("ask") and (kind, other) == (IS_A, TAG):
        ask = _asked(slug)
        if ask.count and wants_swaps():
            raise Conflict(f"“{ask.title}” is a tag of other posts by now. Please try again")
        if ask.count:
            return respond(ASK, override=ask)
    return _edit(slug, operations.UNRELATE, other, LockedEdge.unrelate)


def move(slug: str) -> Response:
    """Put an edge before another, or last; or, by a button, one place earlier than it stands."""
    earlier = request.form.get("earlier")
    if earlier:
        return _edit(slug, operations.MOVE, earlier, LockedEdge.move_earlier)
    before = request.form.get("before") or None
    return _edit(slug, operations.MOVE, _named("other"), lambda edge: edge.move(before))


def take_back(slug: str) -> Response:
    """Take an operation back."""
    op = whole_number(_named("op"))
    with current_site().database.writing(actor(), "undo") as written:
        now_at = slug_now(slug, request.form.get("of"))
        _there(now_at)
        done = undo.take_back(op, now_at, actor())
    notice = Notice(UNDONE[done.verb].format(title=done.other_title, label=done.label))
    return respond_outcome(_outcome(slug, now_at, done.kind, notice, written.topics))


def _edit(
    slug: str, verb: str, target: str | TitledTarget, change: Callable[[LockedEdge], bool]
) -> Response:
    """Change an edge of a post, and answer with what that changed."""
    with current_site().database.writing(actor(), verb) as written:
        kind, now_at = target_sets.picked(_kind()), slug_now(slug, request.form.get("of"))
        with edges.editing(actor(), kind, now_at, target) as edge:
            change(edge)
        notice = _said(edge, verb)
    return respond_outcome(_outcome(slug, now_at, kind.key, notice, written.topics))


def slug_now(slug: str, uuid: str | None) -> str:
    """Return the slug of the post for which a form was made, which may have had this one before.

    Another post may have that by now, so what the form says of the post goes before its address.
    """
    now_at = addresses.slug_of(uuid) if uuid else slug
    if now_at is None:
        raise NotFound(f"there is no post {slug!r}")
    return now_at


def _said(edge: LockedEdge, verb: str) -> Notice:
    """Say what came of a write, and offer to take it back."""
    done, words = edge.operation, {"title": edge.target.title, "label": edge.kind.label}
    if done is None:
        return Notice(ALREADY[verb].format(**words))
    text = DONE[done.verb].format(**words)
    if done.verb == operations.CREATE and _goes_public(done.other):
        text = f"{text} {GOES_PUBLIC}"
    return Notice(text, Undo(done.source, edge.source.uuid, done.id))


def _goes_public(slug: str) -> bool:
    post = queries.post(slug)
    return post is not None and post.goes_public


def _asked(slug: str) -> Ask:
    with current_site().database.reading():
        now_at = slug_now(slug, request.form.get("of"))
        post = _there(now_at)
        return Ask(now_at, post.uuid, post.title, queries.carriers_of(now_at))


def _there(slug: str) -> PostView:
    post = queries.post(slug)
    if post is None:
        raise NotFound(f"there is no post {slug!r}")
    return post


def _outcome(slug: str, now_at: str, kind: str, notice: Notice, changed: frozenset[str]) -> Outcome:
    return Outcome(
        notice=notice,
        place=PageRef(PAGE, {"slug": now_at}),
        own=(f"chips-{kind}",),
        changed=changed,
        at_old_address=now_at != slug,
        anchor=f"#picker-{kind}",
    )


def _kind() -> str:
    return request.form.get("kind", RELATED)


def _named(field: str) -> str:
    value = request.form.get(field, "")
    if not value:
        raise BadRequest(f"The request does not say which: `{field}` is missing.")
    return value
