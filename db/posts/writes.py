"""Writes of posts: create, revise, delete, and put what was imported.

Knows no page and no edge. A slug is made from the title once and never changes; a save
names the `rev` it has seen, so that nobody overwrites what they have not read; the words
of a post go to the search index in the same transaction.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any, Literal, NamedTuple, cast

from sqlalchemy import Table, bindparam, exists, insert, or_, select, update
from sqlalchemy import delete as delete_rows
from sqlalchemy.sql.dml import ReturningUpdate

from db import search
from db.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from db.kernel.models import Edge, Node, Post, User
from db.kernel.session import insert_if_new, one_at_a_time, session
from db.kernel.text import clean, fold
from db.log import listing
from db.posts import addresses, names, publication
from db.posts.reserved import reserved_words
from db.posts.slugs import numbered, slug_from, stem_of

Outcome = Literal["created", "changed", "unchanged"]

#: Posts whose origin begins like this hold the graph together.
SEEDED = "seed:"

#: Fields that came later, and what they usually are: what was put before keeps its hash.
_LATER: Mapping[str, object] = {
    "addresses": (),
    "aliases": (),
    "lang": "",
    "listing_rule": "type",
    "goes_public": False,
}

_TRIES = 20

LONGEST_TITLE = 500
_LONGEST_TEXT = 4_000_000

#: RFC 5646, section 2.1, without private use and grandfathered tags.
_LANGUAGE_TAG = re.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class NewPost:
    """A post to be; without a slug it gets one from its title."""

    title: str
    body: str = ""
    format: str = "markdown"
    summary: str = ""
    status: str = "draft"
    slug: str | None = None
    #: None: now, when the status is published.
    published: datetime | None = None
    #: None: now.
    updated: datetime | None = None
    #: The name of a user.
    author: str | None = None
    #: What a kind says about itself.
    fields: Mapping[str, object] = field(default_factory=dict)
    #: The body without markup, for search and its excerpts; None: the body as it is.
    plain: str | None = None
    #: The language tag (BCP 47) of the text; empty: that of the site.
    lang: str = ""
    #: Names besides slug and title by which texts link to the post.
    aliases: tuple[str, ...] = ()
    #: Paths that the post had elsewhere or before, which lead to it.
    addresses: tuple[str, ...] = ()
    #: Whether the home page and the feed show it: as its types say, or as is said here.
    listing_rule: str = "type"
    #: Of a draft: it is published with the first published post that points to it.
    goes_public: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """What a save changes; None leaves a thing as it is."""

    title: str | None = None
    body: str | None = None
    format: str | None = None
    summary: str | None = None
    status: str | None = None
    published: datetime | None = None
    fields: Mapping[str, object] | None = None
    #: Goes with `body`: without it a new body is searched as it is.
    plain: str | None = None
    lang: str | None = None
    aliases: tuple[str, ...] | None = None
    addresses: tuple[str, ...] | None = None
    listing_rule: str | None = None
    goes_public: bool | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """A post that was put from somewhere."""

    origin: str
    slug: str
    title: str
    published: datetime | None


def create(new: NewPost) -> str:
    """Make a post and give its slug; raise Conflict when the slug asked for is taken."""
    return _create(new, {})


def revise(slug: str, rev: int, changes: Changes) -> int:
    """Save changes to the version `rev` and give the new rev; raise Conflict if it is old."""
    post_id, old = _current(slug)
    given = {name: value for name, value in asdict(changes).items() if value is not None}
    if changes.body is not None:
        given["plain"] = changes.plain
    columns = _columns(replace(old, **given)) | {"updated": datetime.now(UTC)}
    saved = _overwrite(post_id, rev, _Before(old.status, old.listing_rule), columns)
    if changes.aliases is not None:
        names.put(post_id, changes.aliases)
    if changes.addresses is not None:
        addresses.put(post_id, changes.addresses)
    return saved


def delete(slug: str) -> None:
    """Delete a post and its edges both ways; raise NotAllowed when the graph stands on it."""
    node, origin = hold(slug)
    if (origin or "").startswith(SEEDED):
        raise NotAllowed(f"the site stands on the post {slug!r}: it cannot be deleted")
    if session().scalars(select(exists().where(Edge.kind == slug))).one():
        raise NotAllowed(f"{slug!r} is a kind that posts are related by: remove these edges first")
    session().execute(delete_rows(Node).where(Node.id == node))


def hold(slug: str) -> tuple[int, str | None]:
    """Give node and origin of a post, and keep others from relating it; raise NotFound.

    Who deletes does it alone: two whose posts are related would wait for each other's edges.
    """
    one_at_a_time("delete")
    found = select(Post.id, Post.origin).join(Node, Node.id == Post.id)
    held = found.where(Post.slug == clean(slug)).with_for_update(of=Node)
    row = session().execute(held).one_or_none()
    if row is None:
        raise NotFound(f"there is no post {slug!r}")
    return row.id, row.origin


def put(new: NewPost, origin: str) -> Outcome:
    """Make the post that comes from `origin`, or bring it up to date.

    Nothing happens when the same content was put before, and nothing when the post was
    edited here since: what came later from the origin does not overwrite an editor.
    """
    one_at_a_time(f"origin {origin}")
    digest = _digest(new)
    known = select(Post.id, Post.rev, Post.published, Post.origin_rev, Post.origin_hash, *_BEFORE)
    row = session().execute(known.where(Post.origin == clean(origin))).one_or_none()
    if row is None:
        _create(new, {"origin": clean(origin), "origin_hash": digest, "origin_rev": 1})
        return "created"
    if row.origin_hash == digest or row.rev != row.origin_rev:
        return "unchanged"
    updated = new.updated or datetime.now(UTC)
    imported = {"origin_hash": digest, "origin_rev": row.rev + 1, "updated": updated}
    dated = replace(new, published=new.published or row.published)
    before = _Before(row.status, row.listing_rule)
    _overwrite(row.id, row.rev, before, _columns(dated) | imported)
    names.put(row.id, new.aliases)
    addresses.put(row.id, new.addresses)
    return "changed"


def renew_words(slug: str, plain: str) -> None:
    """Keep the words of a body anew, where another rule takes them out of it; it is no edit."""
    found = select(Post.id, Post.title, Post.summary, Post.plain).where(Post.slug == clean(slug))
    row = session().execute(found).one_or_none()
    if row is None or row.plain == clean(plain):
        return
    session().execute(update(Post).where(Post.id == row.id).values(plain=clean(plain)))
    search.index(row.id, row.title, row.summary, clean(plain))


def imported() -> tuple[Imported, ...]:
    """Return every post that was put from somewhere but the seeds, ordered by origin."""
    columns = select(Post.origin, Post.slug, Post.title, Post.published)
    ours = columns.where(Post.origin.is_not(None), Post.origin.not_like(f"{SEEDED}%"))
    rows = session().execute(ours.order_by(Post.origin))
    return tuple(Imported(row[0] or "", *row[1:]) for row in rows)


def all_slugs() -> frozenset[str]:
    """Return the slugs that are taken, by posts or by the site itself."""
    return reserved_words() | {*session().scalars(select(Post.slug))}


def unique_slug(title: str) -> str:
    """Make a slug from a title that no post has and no path of the site begins with."""
    base = slug_from(title)
    stem = stem_of(base)
    # "." is the character after "-": this finds all that begin with the stem and a dash.
    others = (Post.slug >= f"{stem}-") & (Post.slug < f"{stem}.")
    taken = {*session().scalars(select(Post.slug).where(or_(Post.slug == base, others)))}
    return next(slug for slug in numbered(base) if slug not in taken | reserved_words())


def _create(new: NewPost, imported: Mapping[str, object]) -> str:
    """Insert a node, its post and its words; try again while others take the slug first."""
    now = datetime.now(UTC)
    columns = _columns(new) | {
        "created": now,
        "updated": new.updated or now,
        "rev": 1,
        "listed": new.listing_rule != "never",
        "author_id": _author_id(new.author),
    }
    node = session().scalars(insert(Node).values(url=None).returning(Node.id)).one()
    for slug in _slugs_to_try(new):
        post = insert_if_new(Post).values(id=node, slug=slug, **columns, **imported)
        if session().scalars(post.returning(Post.id)).one_or_none() is not None:
            _index(node, columns)
            names.put(node, new.aliases)
            addresses.put(node, new.addresses)
            return slug
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


def _current(slug: str) -> tuple[int, NewPost]:
    """Fetch what a save starts from."""
    row = session().execute(_CURRENT, {"slug": clean(slug)}).one_or_none()
    if row is None:
        raise NotFound(f"there is no post {slug!r}")
    content = row._asdict()
    return content.pop("id"), NewPost(**content)


class _Before(NamedTuple):
    """What a post was before a save, as far as other things hang on it."""

    status: str
    listing_rule: str


_BEFORE = Post.status, Post.listing_rule


#: Made once, as the statement of a save: making one takes longer than running it.
_CURRENT = select(
    Post.id,
    Post.title,
    Post.body,
    Post.format,
    Post.summary,
    Post.status,
    Post.published,
    Post.fields,
    Post.plain,
    Post.lang,
    Post.listing_rule,
    Post.goes_public,
).where(Post.slug == bindparam("slug"))


def _overwrite(post_id: int, rev: int, before: _Before, columns: dict[str, Any]) -> int:
    """Write over a version of a post, and let follow what hangs on it; give the new rev."""
    goes_public = (before.status, columns["status"]) == ("draft", "published")
    if goes_public:
        publication.hold(post_id)
    new_rev = _save(post_id, rev, columns)
    if goes_public:
        publication.publish_with([post_id])
    if columns["listing_rule"] != before.listing_rule:
        listing.settle((), [post_id])
    return new_rev


def _save(post_id: int, rev: int, columns: dict[str, object]) -> int:
    """Write over the version `rev` and no other."""
    given = {"post_id": post_id, "seen": rev, "rev": rev + 1, **columns}
    saved = session().execute(_update(tuple(columns)), given)
    if saved.one_or_none() is None:
        raise Conflict("somebody else has saved this post since you opened it")
    _index(post_id, columns)
    return rev + 1


@cache
def _update(columns: tuple[str, ...]) -> ReturningUpdate[int]:
    """Write the statement that saves these columns of one version of a post."""
    table = cast("Table", Post.__table__)
    same = table.c.id == bindparam("post_id"), table.c.rev == bindparam("seen")
    values: dict[str, Any] = {name: bindparam(name) for name in ("rev", *columns)}
    return update(table).where(*same).values(values).returning(table.c.rev)


def _columns(new: NewPost) -> dict[str, Any]:
    """Check what a post says about itself and give it as columns; raise Invalid."""
    title = " ".join(clean(new.title).split())
    if not title:
        raise Invalid("a post needs a title")
    if len(title) > LONGEST_TITLE:
        raise Invalid(f"a title has at most {LONGEST_TITLE} characters, got {len(title)}")
    for text in (new.body, new.summary, new.plain or ""):
        if len(text) > _LONGEST_TEXT:
            raise Invalid(f"a text has at most {_LONGEST_TEXT:,} characters, got {len(text):,}")
    return {
        "title": title,
        "folded": fold(title),
        "body": clean(new.body),
        "format": _one_of(("markdown", "sx"), "format", new.format),
        "summary": clean(new.summary),
        "status": _one_of(("draft", "published"), "status", new.status),
        "published": _publication(new),
        "fields": dict(new.fields),
        "plain": None if new.plain is None else clean(new.plain),
        "lang": _language(new.lang),
        "listing_rule": _one_of(("type", "always", "never"), "listing rule", new.listing_rule),
        "goes_public": new.goes_public and new.status == "draft",
    }


def _language(tag: str) -> str:
    """Check a language tag by its shape; whether there is such a language is not asked."""
    tag = tag.strip()
    if tag and not _LANGUAGE_TAG.fullmatch(tag):
        raise Invalid(f"expected a language like en, pt-BR or zh-Hans, got {tag[:40]!r}")
    return tag


def _one_of(words: tuple[str, ...], name: str, word: str) -> str:
    if word not in words:
        allowed = f"{', '.join(words[:-1])} or {words[-1]}"
        raise Invalid(f"expected the {name} {allowed}, got {word!r}")
    return word


def _publication(new: NewPost) -> datetime | None:
    """Give the date of publication; it is now for what is published and says none."""
    if new.published is None:
        return datetime.now(UTC) if new.status == "published" else None
    if new.published.tzinfo is None:
        raise Invalid(f"expected a date with a time zone, got {new.published}")
    return new.published


def _author_id(name: str | None) -> int | None:
    if name is None:
        return None
    found = session().scalars(select(User.id).where(User.folded == fold(name))).one_or_none()
    if found is None:
        raise NotFound(f"there is no user {name!r}")
    return found


def _index(post_id: int, columns: Mapping[str, Any]) -> None:
    plain = columns["plain"]
    shown = columns["body"] if plain is None else plain
    search.index(post_id, columns["title"], columns["summary"], shown)


def _digest(new: NewPost) -> str:
    """Hash all that an origin says about a post, except when it was changed."""
    content = asdict(replace(new, updated=None, fields=dict(new.fields)))
    for name, usual in _LATER.items():
        if content[name] == usual:
            del content[name]
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()
