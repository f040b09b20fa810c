"""Writing a post: the forms of a new one and of one that is there, saving and deleting.

Whatever is refused comes back with the form as it was sent: nothing is stored, and
nothing that was typed is lost.
"""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from flask import Blueprint, Response, request

from app import markdown
from app.regions import MissingError, Viewer
from app.web.asked import whole_number
from app.web.documents import FAULTS, compile_body, report
from app.web.notices import Notice, leave_notice
from app.web.respond import go_to, respond
from app.web.site import current_site
from app.web.viewer import actor
from db import options, pools, posts, queries
from db.errors import Conflict, Invalid
from db.posts import Changes, NewPost
from db.queries import Kind, PostView
from db.values import Options, Target
from db.vocabulary import IS_A, TAG

bp = Blueprint("edit", __name__)

NEW = "blog/new"
PAGE = "blog/edit"
STALE = "Somebody else has saved this post since you opened it."
NO_DOCUMENT = "The text cannot be saved as it is. This stands in the way:"
#: Stands between parts of a difference, for lines that both have.
GAP = "…"


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the form; `rev` is the version that its author has seen."""

    title: str = ""
    body: str = ""
    format: str = "markdown"
    summary: str = ""
    status: str = "draft"
    rev: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a difference: `+` only in what was sent, `-` only in what is stored."""

    sign: str
    text: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a form came back."""

    problem: str
    #: What is wrong with the body, with the place.
    report: str | None = None
    #: How what was sent differs from what somebody else has saved.
    difference: tuple[Line, ...] | None = None
    theirs: Draft | None = None


@dataclass(frozen=True, slots=True)
class NewPage:
    """The form of a post that is not there yet."""

    draft: Draft
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a picker offers without a script: the key of its kind, the words, the rows."""

    kind: str
    q: str
    options: Options


@dataclass(frozen=True, slots=True)
class EditPage:
    """The form of a post, and the kinds whose pickers stand below it."""

    slug: str
    title: str
    draft: Draft
    kinds: tuple[Kind, ...] = ()
    found: Found | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class EditChips:
    """The chips of one picker of a post."""

    slug: str
    kind: str
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class EditPickers:
    """The kinds whose pickers stand on a post, by key."""

    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EditToggle:
    """Whether a post is a tag, and how many posts carry it."""

    slug: str
    title: str
    on: bool
    count: int


def new_page(viewer: Viewer | None) -> NewPage:
    """Show an empty form."""
    return NewPage(Draft())


def edit_page(viewer: Viewer | None, slug: str, find: str | None, q: str | None) -> EditPage | None:
    """Show the form of a post as it is stored, and what the picker `find` offers for `q`."""
    post = queries.post(slug)
    if post is None:
        return None
    found = None if find is None else Found(find, q or "", options.options(slug, find, q or "", 0))
    return EditPage(slug, post.title, _stored(post), queries.pickers_of(slug), found)


def edit_chips(slug: str, key: str) -> EditChips:
    """Give what stands in the picker of the kind `key`, drafts too."""
    return EditChips(slug, key, queries.targets_of(slug, pools.kind_of_key(key).slug))


def edit_pickers(slug: str) -> EditPickers:
    """Name the kinds whose pickers stand on a post as it is now."""
    return EditPickers(tuple(kind.key for kind in queries.pickers_of(slug)))


def edit_toggle(slug: str) -> EditToggle:
    """Tell whether the post itself is a tag; through a subtype does not count."""
    post = queries.post(slug)
    on = any(each.slug == TAG for each in queries.targets_of(slug, IS_A))
    title = slug if post is None else post.title
    return EditToggle(slug, title, on, queries.carriers_of(slug))


@bp.post("/new")
def create() -> Response:
    """Make a post, or show the form again."""
    draft = _sent()
    try:
        plain = _words(draft)
        with current_site().database.writing(actor(), "create"):
            slug = posts.create(_new_post(draft, plain))
    except (Invalid, *FAULTS) as fault:
        return respond(NEW, given=NewPage(draft, _refusal(fault)), status=422)
    leave_notice(Notice(f"“{draft.title}” was made."))
    return go_to(current_site().addresses.url("blog/post", {"slug": slug}))


@bp.post("/<slug:slug>/edit")
def save(slug: str) -> Response:
    """Save a post over the version that its author has seen, or show the form again."""
    draft = _sent()
    with current_site().database.reading():
        title = _found(queries.post(slug)).title
        shown = EditPage(slug, title, draft, queries.pickers_of(slug))
    try:
        plain = _words(draft)
        with current_site().database.writing(actor(), "save"):
            posts.revise(slug, draft.rev, _changes(draft, plain))
    except Conflict:
        return _refused(_conflict(slug, shown), 409)
    except (Invalid, *FAULTS) as fault:
        return _refused(replace(shown, refusal=_refusal(fault)), 422)
    leave_notice(Notice("Saved."))
    return go_to(current_site().addresses.url("blog/post", {"slug": slug}))


@bp.post("/<slug:slug>/delete")
def delete(slug: str) -> Response:
    """Delete a post with all its edges."""
    with current_site().database.writing(actor(), "delete"):
        title = _found(queries.post(slug)).title
        posts.delete(slug)
    leave_notice(Notice(f"“{title}” was deleted."))
    return go_to("/")


def difference(theirs: Draft, ours: Draft) -> Iterator[Line]:
    """Compare two bodies by lines, with three lines around each change."""
    old, new = theirs.body.splitlines(), ours.body.splitlines()
    for line in list(difflib.unified_diff(old, new, lineterm=""))[3:]:
        yield Line(" ", GAP) if line.startswith("@@") else Line(line[:1], line[1:])


def _sent() -> Draft:
    """Read the form; a `rev` that is no number is a version that nobody has seen."""
    form = request.form
    return Draft(
        title=" ".join(form.get("title", "").split()),
        body=form.get("body", "").replace("\r\n", "\n"),
        format=form.get("format", "markdown"),
        summary=form.get("summary", "").strip(),
        status=form.get("status", "draft"),
        rev=whole_number(form.get("rev", ""), longest=9),
    )


def _words(draft: Draft) -> str:
    """Compile the body as a page would and give its words; raise one of FAULTS."""
    if draft.format not in ("markdown", "sx"):
        raise Invalid(f"A text is written in Markdown or SX, not in {draft.format[:40]!r}")
    compile_body(current_site().supplies.library, draft.body, draft.format)
    return markdown.plain_text(draft.body, draft.format)


def _new_post(draft: Draft, plain: str) -> NewPost:
    return NewPost(
        title=draft.title,
        body=draft.body,
        format=draft.format,
        summary=draft.summary,
        status=draft.status,
        author=actor(),
        plain=plain,
    )


def _changes(draft: Draft, plain: str) -> Changes:
    return Changes(
        title=draft.title,
        body=draft.body,
        format=draft.format,
        summary=draft.summary,
        status=draft.status,
        plain=plain,
    )


def _refusal(fault: Exception) -> Refusal:
    if isinstance(fault, Invalid):
        return Refusal(f"{fault.message[:1].upper()}{fault.message[1:]}.")
    return Refusal(NO_DOCUMENT, report=report(fault))


def _conflict(slug: str, shown: EditPage) -> EditPage:
    """Show both versions; saving again then overwrites what its author has now seen."""
    with current_site().database.reading():
        theirs = _stored(_found(queries.post(slug)))
    ours = shown.draft
    refusal = Refusal(STALE, difference=tuple(difference(theirs, ours)), theirs=theirs)
    return replace(shown, draft=replace(ours, rev=theirs.rev), refusal=refusal)


def _refused(page: EditPage, status: int) -> Response:
    return respond(PAGE, {"slug": page.slug}, given=page, status=status)


def _found(post: PostView | None) -> PostView:
    if post is None:
        raise MissingError
    return post


def _stored(post: PostView) -> Draft:
    return Draft(post.title, post.body, post.format, post.summary, post.status, post.rev)
