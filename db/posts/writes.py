"""Writes of posts: create, revise, delete, and import.

Knows no page and no edge. A slug is derived from the title, and changed in `renaming`; a save
names the `rev` it has seen, so that nobody overwrites what they have not read; the search index
is updated in the same transaction.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any, Literal, NamedTuple

from sqlalchemy import ScalarSelect, Update, bindparam, exists, insert, or_, select, update
from sqlalchemy import delete as delete_rows
from sqlalchemy.sql.dml import ReturningUpdate

from db import search
from db.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from db.kernel.identity import uuid_at
from db.kernel.models import HERE, NODES, POSTS, WHOLE_POSTS, Edge, Node, Post, UserRow, column_of
from db.kernel.records import Extract
from db.kernel.session import insert_if_new, one_at_a_time, session
from db.kernel.text import clean, fold
from db.log import listing
from db.posts import addresses, mentions, names, publication
from db.posts.content import STORED, Changes, Columns, NewPost, columns_of
from db.posts.reserved import reserved_words
from db.posts.slugs import numbered, slug_from, stem_of

Outcome = Literal["created", "changed", "unchanged"]

#: Posts whose origin begins with this are those that the graph is built on.
SEEDED = "seed:"

#: What the hash of an import always held; of a later field, only what is not its default.
_ALWAYS_HASHED = frozenset(
    {"title", "body", "format", "summary", "status", "slug", "published", "updated", "author"}
    | {"fields", "plain"}
)

_TRIES = 20


@dataclass(frozen=True, slots=True)
class ImportedPost:
    """A post that was imported from an origin."""

    origin: str
    slug: str
    title: str
    published: datetime | None


def create(new: NewPost) -> str:
    """Create a post and return its slug; raise Conflict if the requested slug is taken."""
    return _create(new, {})


def revise(slug: str, rev: int, changes: Changes) -> int:
    """Save changes to the version `rev` and return the new rev; raise Conflict if it is old."""
    post_id, old = _current(slug)
    values = {"plain": None, "extract": Extract(), **changes} if "body" in changes else changes
    columns = columns_of(replace(old, **values))
    columns.card["updated"] = datetime.now(UTC)
    saved = _overwrite(post_id, rev, _Before(old.status, old.listing_rule), columns)
    if "body" in changes:
        mentions.put(post_id, values["extract"].links)
    if "aliases" in changes:
        names.put(post_id, changes["aliases"])
    if "addresses" in changes:
        addresses.put(post_id, changes["addresses"])
    return saved


def delete(slug: str) -> None:
    """Delete a post and its edges both ways; raise NotAllowed if the graph is built on it."""
    node, origin = hold(slug)
    if (origin or "").startswith(SEEDED):
        raise NotAllowed(f"the site stands on the post {slug!r}: it cannot be deleted")
    if session().scalars(select(exists().where(Edge.kind == _key_of(node)))).one():
        raise NotAllowed(f"{slug!r} is a kind that posts are related by: remove these edges first")
    session().execute(delete_rows(Node).where(Node.id == node))


def hold(slug: str) -> tuple[int, str | None]:
    """Return node and origin of a post, and keep others from relating it; raise NotFound.

    Deletions run one at a time: two of related posts would wait for each other's edges.
    """
    one_at_a_time("delete")
    query = select(Node.id, Post.origin).select_from(WHOLE_POSTS)
    held = query.where(Node.slug == clean(slug)).with_for_update(of=Node)
    row = session().execute(held).one_or_none()
    if row is None:
        raise NotFound(f"there is no post {slug!r}")
    return row.id, row.origin


def put(new: NewPost, origin: str) -> Outcome:
    """Create the post that comes from `origin`, or update it.

    Nothing happens if the same content was imported before, or if the post was edited here
    since: an import does not overwrite an editor.
    """
    one_at_a_time(f"origin {origin}")
    digest = _digest(new)
    query = select(Node.id, Post.rev, Node.published, Post.origin_rev, Post.origin_hash, *_BEFORE)
    query = query.select_from(WHOLE_POSTS)
    row = session().execute(query.where(Post.origin == clean(origin))).one_or_none()
    if row is None:
        _create(new, {"origin": clean(origin), "origin_hash": digest, "origin_rev": 1})
        return "created"
    if row.origin_hash == digest or row.rev != row.origin_rev:
        return "unchanged"
    imported = {"origin_hash": digest, "origin_rev": row.rev + 1}
    extract = new.extract or Extract()
    dated = replace(new, published=new.published or row.published, extract=extract)
    before = _Before(row.status, row.listing_rule)
    columns = columns_of(dated)
    columns.content.update(imported)
    columns.card["updated"] = new.updated or datetime.now(UTC)
    _overwrite(row.id, row.rev, before, columns)
    mentions.put(row.id, extract.links)
    names.put(row.id, new.aliases)
    addresses.put(row.id, new.addresses)
    return "changed"


def renew_words(slug: str, plain: str, extract: Extract) -> None:
    """Store the words and parts of a body again, by another rule; this is not an edit."""
    columns = select(Node.id, Node.title, Post.summary, Post.plain).select_from(WHOLE_POSTS)
    row = session().execute(columns.where(Node.slug == clean(slug))).one_or_none()
    if row is None:
        return
    words, parts = clean(plain), {"outline": extract.outline, "pictures": extract.pictures}
    session().execute(update(Post).where(Post.id == row.id).values(plain=words, **parts))
    if row.plain != words:
        search.index(row.id, row.title, row.summary, words)
    mentions.put(row.id, extract.links)


def imported() -> tuple[ImportedPost, ...]:
    """Return every imported post except the seeds, ordered by origin."""
    columns = select(Post.origin, Node.slug, Node.title, Node.published).select_from(WHOLE_POSTS)
    ours = columns.where(Post.origin.is_not(None), Post.origin.not_like(f"{SEEDED}%"))
    rows = session().execute(ours.order_by(Post.origin))
    return tuple(ImportedPost(row[0] or "", *row[1:]) for row in rows)


def all_slugs() -> frozenset[str]:
    """Return the slugs that are taken, by posts or by the site itself."""
    return reserved_words() | {*session().scalars(select(Node.slug).where(HERE))}


def unique_slug(title: str) -> str:
    """Return a slug for a title that no post has and no path of the site begins with."""
    base = slug_from(title)
    stem = stem_of(base)
    # "." is the character after "-": this finds all that begin with the stem and a dash.
    others = (Node.slug >= f"{stem}-") & (Node.slug < f"{stem}.")
    taken = {*session().scalars(select(Node.slug).where(or_(Node.slug == base, others)))}
    return next(slug for slug in numbered(base) if slug not in taken | reserved_words())


def _create(new: NewPost, imported: Mapping[str, object]) -> str:
    """Insert a node, its post and its words; retry while others take the slug first."""
    now = datetime.now(UTC)
    columns = columns_of(new)
    columns.content.update(imported, rev=1, author_id=_author_id(new.author))
    columns.card.update(
        uuid=uuid_at(now),
        created=now,
        updated=new.updated or now,
        listed=new.listing_rule != "never",
    )
    node, slug = _insert_card(new, columns.card)
    session().execute(insert(POSTS).values(id=node, **columns.content))
    _index(node, columns)
    if new.extract is not None:
        mentions.put(node, new.extract.links)
    names.put(node, new.aliases)
    addresses.put(node, new.addresses)
    return slug


def _insert_card(new: NewPost, card: Mapping[str, Any]) -> tuple[int, str]:
    """Insert the node of a post under a free slug; return both."""
    for slug in _slugs_to_try(new):
        node = insert_if_new(Node).values(slug=slug, **card).returning(Node.id)
        row = session().scalars(node).one_or_none()
        if row is not None:
            return row, slug
    raise Conflict(f"the slug {new.slug or unique_slug(new.title)!r} is taken")


def _slugs_to_try(new: NewPost) -> Iterator[str]:
    if new.slug is None:
        # Others may take a slug between look and insert, but hardly this often.
        yield from (unique_slug(new.title) for _ in range(_TRIES))
        return
    if slug_from(new.slug) != new.slug:
        raise Invalid(f"expected a slug of letters, digits and single dashes, got {new.slug!r}")
    if new.slug in reserved_words():
        raise Conflict(f"the site needs the slug {new.slug!r} for itself")
    yield new.slug


def _key_of(node: int) -> ScalarSelect[str | None]:
    return select(Node.key).where(Node.id == node).scalar_subquery()


def _current(slug: str) -> tuple[int, NewPost]:
    """Fetch what a save starts from."""
    row = session().execute(_CURRENT, {"slug": clean(slug)}).one_or_none()
    if row is None:
        raise NotFound(f"there is no post {slug!r}")
    content = row._asdict()
    return content.pop("node"), NewPost(**content)


class _Before(NamedTuple):
    """A post before a save, as far as other things depend on it."""

    status: str
    listing_rule: str


_BEFORE = Node.status, Node.listing_rule


#: Made once, as the statement of a save: making one takes longer than running it.
_CURRENT = select(Node.id.label("node"), Post.fields, *map(column_of, STORED)).select_from(
    WHOLE_POSTS
)
_CURRENT = _CURRENT.where(Node.slug == bindparam("slug"))


def _overwrite(post_id: int, rev: int, before: _Before, columns: Columns) -> int:
    """Overwrite a version of a post, and update what depends on it; return the new rev."""
    goes_public = (before.status, columns.card["status"]) == ("draft", "published")
    publication.hold(post_id)
    new_rev = _save(post_id, rev, columns)
    if goes_public:
        publication.publish_with([post_id])
    if columns.card["listing_rule"] != before.listing_rule:
        listing.settle((), [post_id])
    return new_rev


def _save(post_id: int, rev: int, columns: Columns) -> int:
    """Overwrite the version `rev` and no other."""
    parameters = {"post_id": post_id, "seen": rev, "rev": rev + 1, **columns.content}
    saved = session().execute(_update_post(tuple(columns.content)), parameters)
    if saved.one_or_none() is None:
        raise Conflict("somebody else has saved this post since you opened it")
    session().execute(_update_card(tuple(columns.card)), {"node": post_id, **columns.card})
    _index(post_id, columns)
    return rev + 1


@cache
def _update_post(columns: tuple[str, ...]) -> ReturningUpdate[int]:
    """Build the statement that saves these columns of one version of a post."""
    same = POSTS.c.id == bindparam("post_id"), POSTS.c.rev == bindparam("seen")
    values: dict[str, Any] = {name: bindparam(name) for name in ("rev", *columns)}
    return update(POSTS).where(*same).values(values).returning(POSTS.c.rev)


@cache
def _update_card(columns: tuple[str, ...]) -> Update:
    """Build the statement that saves these columns of a node."""
    values: dict[str, Any] = {name: bindparam(name) for name in columns}
    return update(NODES).where(NODES.c.id == bindparam("node")).values(values)


def _author_id(name: str | None) -> int | None:
    if name is None:
        return None
    author_id = (
        session().scalars(select(UserRow.id).where(UserRow.folded == fold(name))).one_or_none()
    )
    if author_id is None:
        raise NotFound(f"there is no user {name!r}")
    return author_id


def _index(post_id: int, columns: Columns) -> None:
    content = columns.content
    shown = content["body"] if content["plain"] is None else content["plain"]
    search.index(post_id, columns.card["title"], content["summary"], shown)


def _digest(new: NewPost) -> str:
    """Hash everything that an origin says about a post, except when it was changed."""
    content = asdict(replace(new, updated=None, extract=None, fields=dict(new.fields)))
    for each in fields(NewPost):
        if each.name not in _ALWAYS_HASHED and content[each.name] == each.default:
            del content[each.name]
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()
