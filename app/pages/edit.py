"""Writing a post: the forms of a new one and of one that is there, saving and deleting.

Whatever goes wrong with a request that carries a text, the answer is the form as it was
sent, what is wrong, and what to do about it: nothing that was typed is lost.
"""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace

from flask import Response, request

from app.markdown import Body, LeftOut
from app.pages import post_form, unsaved
from app.pages.unsaved import Refusal, refusal_of
from app.regions import Audience, MissingError
from app.web.documents import FAULTS
from app.web.pages.flash import Notice, leave_notice
from app.web.pages.respond import go_to, respond
from app.web.pages.viewer import actor
from app.web.site import current_site
from db import posts
from db.graph import queries, suggestions, target_sets
from db.kernel.errors import Conflict, DbError, Invalid, NotAllowed
from db.kernel.records import Kind, PostView, SuggestionPage, Target
from db.kernel.text import fold
from db.kernel.well_known import IS_A, TAG
from db.posts import addresses

NEW = "blog/new"
PAGE = "blog/edit"
NOT_YET = "This cannot be saved"
STALE = "Somebody else has saved this post since you opened it."


@dataclass(frozen=True, slots=True)
class NewPage:
    """The form of a post that is not there yet."""

    draft: post_form.PostForm
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class PickerResults:
    """What a picker offers without a script: the key of its kind, the words, the rows."""

    kind: str
    q: str
    options: SuggestionPage


@dataclass(frozen=True, slots=True)
class EditPage:
    """The form of a post, and the kinds whose pickers stand below it."""

    slug: str
    title: str
    #: What forms send of the post besides its slug, which may be another by then.
    uuid: str
    draft: post_form.PostForm
    kinds: tuple[Kind, ...] = ()
    found: PickerResults | None = None
    refusal: Refusal | None = None
    #: What of the HTML in the text its page does not show.
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class EditChips:
    """The chips of one picker of a post."""

    slug: str
    kind: str
    targets: tuple[Target, ...]
    #: The addresses of those whose titles are the same, case and accents aside: slugs, or urls.
    same_titled: tuple[str, ...]


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


def new_page(viewer: Audience | None) -> NewPage:
    """Show an empty form."""
    return NewPage(post_form.empty())


def edit_page(
    viewer: Audience | None, slug: str, find: str | None, q: str | None
) -> EditPage | None:
    """Show the form of a post as it is stored, and what the picker `find` offers for `q`."""
    post = queries.post(slug)
    if post is None:
        return None
    found = (
        None
        if find is None
        else PickerResults(find, q or "", suggestions.options(slug, find, q or "", 0))
    )
    draft = post_form.stored(post)
    kinds = queries.pickers_of(slug)
    left_out = post_form.left_out(draft)
    return EditPage(slug, post.title, post.uuid, draft, kinds, found, left_out=left_out)


def edit_chips(slug: str, key: str) -> EditChips:
    """Return what stands in the picker of the kind `key`, drafts too."""
    targets = queries.targets_of(slug, target_sets.kind_of_key(key).key)
    titles = Counter(fold(target.title) for target in targets)
    twins = (target for target in targets if titles[fold(target.title)] > 1)
    same = tuple(target.slug or target.url or "" for target in twins)
    return EditChips(slug, key, targets, same)


def edit_pickers(slug: str) -> EditPickers:
    """Name the kinds whose pickers stand on a post as it is now."""
    return EditPickers(tuple(kind.key for kind in queries.pickers_of(slug)))


def edit_toggle(slug: str) -> EditToggle:
    """Return whether the post itself is a tag; through a subtype does not count."""
    post = queries.post(slug)
    on = any(each.slug == TAG for each in queries.targets_of(slug, IS_A))
    title = slug if post is None else post.title
    return EditToggle(slug, title, on, queries.carriers_of(slug))


def create() -> Response:
    """Make a post, or show the form again."""
    draft = post_form.sent()
    try:
        return _make(draft)
    except (Invalid, *FAULTS) as fault:
        return respond(NEW, override=NewPage(draft, refusal_of(fault)), status=422)


def save(slug: str) -> Response:
    """Save a post over the version that its author has seen, or show the form again.

    A post that is gone is made again where the form says so.
    """
    draft = post_form.sent()
    if request.form.get("as") == "new":
        return _make_again(draft)
    with current_site().database.reading():
        slug, draft = _followed(slug, draft)
        post = _there(queries.post(slug))
        shown = EditPage(slug, post.title, post.uuid, draft, queries.pickers_of(slug))
    try:
        body = post_form.body_of(draft)
        with current_site().database.writing(actor(), "save"):
            posts.revise(slug, draft.rev, post_form.changes(slug, draft, body))
            now_at = _renamed(slug, draft)
    except Conflict:
        return _refused(_conflict(slug, shown), 409)
    except (Invalid, *FAULTS) as fault:
        return _refused(replace(shown, refusal=refusal_of(fault)), 422)
    _render(draft)
    leave_notice(Notice(_said("Saved.", body)))
    return go_to(current_site().addresses.url("blog/post", {"slug": now_at}))


def _followed(slug: str, draft: post_form.PostForm) -> tuple[str, post_form.PostForm]:
    """Return the slug of the post that had this one, and the form with no version seen.

    It may be another post than the form was opened for, so its author sees it before it is saved.
    """
    now_at = None if queries.post(slug) else addresses.post_at(f"/{slug}/", public=False)
    if now_at is None:
        return slug, draft
    seen = replace(draft, rev=0)
    is_same = draft.texts.get("slug") == slug
    return now_at, post_form.with_text(seen, "slug", now_at) if is_same else seen


def _renamed(slug: str, draft: post_form.PostForm) -> str:
    """Give a post the address that the form says, and return the one that it has.

    What cannot be its address is a fault of the form, not a version that nobody has seen.
    """
    new = draft.texts.get("slug")
    if new is None or new == slug:
        return slug
    try:
        posts.rename(slug, new)
    except (Conflict, NotAllowed) as fault:
        raise Invalid(fault.message) from None
    return new


def delete(slug: str) -> Response:
    """Delete a post with all its edges."""
    with current_site().database.writing(actor(), "delete"):
        title = _there(queries.post(slug)).title
        posts.delete(slug)
    leave_notice(Notice(f"“{title}” was deleted."))
    return go_to("/")


def _said(words: str, body: Body) -> str:
    """Say what was done, and how much of the text is not shown as it is written."""
    count = len(body.left_out)
    pieces = "One piece" if count == 1 else f"{count} pieces"
    return f"{words} {pieces} of HTML in it cannot be shown: see Edit." if count else words


def _make(draft: post_form.PostForm) -> Response:
    """Make a post of what was typed, and go on to it."""
    body = post_form.body_of(draft)
    with current_site().database.writing(actor(), "create"):
        slug = posts.create(post_form.new_post(draft, body))
    _render(draft)
    leave_notice(Notice(_said(f"“{draft.texts['title']}” was made.", body)))
    return go_to(current_site().addresses.url("blog/post", {"slug": slug}))


def _render(draft: post_form.PostForm) -> None:
    """Render a saved body, so that its first reader need not wait for that.

    The post is saved by now: a database that fails here must not be told as a save that failed.
    """
    site = current_site()
    with suppress(DbError), site.database.reading():
        site.render_context.document(draft.texts["body"], draft.texts["format"])


def _make_again(draft: post_form.PostForm) -> Response:
    """Make a post of a text whose post is gone, or show the form again."""
    try:
        return _make(draft)
    except (Invalid, *FAULTS) as fault:
        page = unsaved.form_alone(NOT_YET, draft, refusal_of(fault), as_new=True)
        return respond(unsaved.PAGE, override=page, status=422)


def _conflict(slug: str, shown: EditPage) -> EditPage:
    """Show both versions; saving again then overwrites what its author has now seen."""
    with current_site().database.reading():
        theirs = _there(queries.post(slug))
    ours = replace(shown.draft, rev=theirs.rev)
    refusal = Refusal(STALE, difference=tuple(post_form.difference(theirs, ours)), theirs=theirs)
    return replace(shown, draft=ours, refusal=refusal)


def _refused(page: EditPage, status: int) -> Response:
    return respond(PAGE, {"slug": page.slug}, override=page, status=status)


def _there(post: PostView | None) -> PostView:
    if post is None:
        raise MissingError
    return post
