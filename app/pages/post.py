"""The page of a post: its text, its tags, its members if it is a tag or a type, related posts."""

from collections.abc import Callable
from dataclasses import dataclass

from app import sx
from app.regions import Audience, MissingError
from app.web.http.addresses import post_path
from app.web.pages.paging import Pager, address, offset_of, page_number, pager
from db.graph import queries
from db.kernel.records import Listing, NodeLink, PostCard, PostView
from db.kernel.well_known import RELATED, TAG, TAGGED

SIZE = 100
LONGEST_DESCRIPTION = 160


@dataclass(frozen=True, slots=True)
class PostPage:
    """What the frame of the page needs to know of the post."""

    post: PostView
    #: Which page of its members this is.
    number: int
    description: str
    canonical: str
    #: Whether the post is related to any other; only editors are told that it is not.
    relates: bool


@dataclass(frozen=True, slots=True)
class PostArticle:
    """The post and its body."""

    post: PostView
    body: sx.Document


@dataclass(frozen=True, slots=True)
class PostTags:
    """The published tags of the post, here and elsewhere."""

    tags: tuple[NodeLink, ...]


@dataclass(frozen=True, slots=True)
class PostMembers:
    """What is tagged with this post, or what is of this type."""

    label: str
    members: tuple[PostCard, ...]
    pager: Pager


@dataclass(frozen=True, slots=True)
class PostRelated:
    """What is published and related to the post, here and elsewhere."""

    related: tuple[NodeLink, ...]


def visible_post(viewer: Audience | None, slug: str) -> PostView | None:
    """Return a post if this viewer may see it: drafts are for editors only."""
    return queries.post(slug, public=viewer is None or not viewer.editor)


def post_page(viewer: Audience | None, slug: str, page: str | None) -> PostPage | None:
    """Decide whether there is such a page for this viewer."""
    post = visible_post(viewer, slug)
    if post is None:
        return None
    number = page_number(page)
    if number > 1:
        pager(post_path(slug), number, SIZE, _members(slug, number)[1].total)
    return PostPage(
        post=post,
        number=number,
        description=describe(post),
        canonical=address(post_path(slug), number),
        relates=viewer is None or bool(queries.ends_of(slug, RELATED, public=False)),
    )


def post_article(slug: str, document: Callable[[str, str], sx.Document]) -> PostArticle:
    """Return the post with its body compiled."""
    post = queries.post(slug)
    if post is None:
        raise MissingError
    return PostArticle(post, document(post.body, post.format))


def post_tags(slug: str) -> PostTags:
    """Return the tags in the order of the post."""
    return PostTags(queries.ends_of(slug, TAGGED))


def post_members(slug: str, page: str | None) -> PostMembers:
    """List a page of what belongs to this post, if it is a tag or a type."""
    number = page_number(page)
    label, listing = _members(slug, number)
    return PostMembers(label, listing.items, pager(post_path(slug), number, SIZE, listing.total))


def post_related(slug: str) -> PostRelated:
    """Return the related posts in the order of the post."""
    return PostRelated(queries.ends_of(slug, RELATED))


def describe(post: PostView) -> str:
    """Return what a post is about in a line: its summary, else how its text begins."""
    line = " ".join((post.summary or post.start).split())
    if len(line) <= LONGEST_DESCRIPTION:
        return line or post.title
    return f"{line[:LONGEST_DESCRIPTION].rsplit(' ', 1)[0]}…"


def _members(slug: str, number: int) -> tuple[str, Listing[PostCard]]:
    offset = offset_of(number, SIZE)
    if queries.is_a(slug, TAG):
        return "Tagged with this", queries.tagged_with(slug, offset, SIZE)
    return "Instances", queries.instances_of(slug, offset, SIZE)
