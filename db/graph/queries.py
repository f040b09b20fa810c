"""Reads: a slug to the frozen dataclasses that pages show.

Knows no page. Every function uses the current session, records its topics, and makes a number of
queries that does not depend on the number of rows. A function that takes an address records it,
and the topics of its node, whose UUID the query returns even where it finds nothing else.

`visible_to` decides what is shown: to everybody, or to editors with `public=False`. Lists of
`PostLink` and `PostCard` have posts of this site only; an edge may lead elsewhere, and `NodeLink`
and `Target` show such ends, too. Closures over `subtype-of` are recursive queries with UNION, so
a cycle ends them.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, aliased

from db.graph import types
from db.kernel import records
from db.kernel.models import (
    DRAFT,
    HERE,
    ID_OF_SLUG,
    LISTED,
    PUBLIC_HERE,
    WHOLE_POSTS,
    Edge,
    Node,
    Post,
    UserRow,
    column_of,
    visible_to,
)
from db.kernel.post_fields import FIELDS
from db.kernel.session import record, rows_of, session
from db.kernel.text import beginning, clean
from db.kernel.well_known import IS_A, RELATED, RELATION, SEED_KINDS, TAG, TAGGED, TYPE
from db.log import changes

#: Stands before the node of a kind in its key. A node is a post's for ever, a slug is not.
KEY_OF_NODE: Final = "k"

#: So much of the text that a beginning can be made of it, where there is no summary.
_START = sa.case(
    (
        Post.summary == sa.literal_column("''"),
        sa.func.substr(sa.func.coalesce(Post.plain, Post.body), 1, 600),
    ),
    else_="",
)
_CARD = (
    *(Node.id, Node.uuid, Node.slug, Node.title),
    *(Post.summary, _START, Node.published, Node.status),
)
_VIEW = (
    *map(column_of, FIELDS),
    Node.updated,
    Post.rev,
    UserRow.name.label("author"),
    Node.id.label("node"),
    Node.listed,
    _START.label("start"),
    Node.uuid,
)
_NEWEST_FIRST = (Node.published.desc(), Node.id.desc())


def post(slug: str, public: bool = False) -> records.PostView | None:
    """Return the post; None when there is none, or none to show."""
    record(changes.at(slug))
    row = session().execute(_POST_FOR[public], {"slug": clean(slug)}).one_or_none()
    if row is None:
        return None
    record(changes.post(row.uuid))
    return records.PostView(**row._mapping)


def recent(offset: int, limit: int) -> records.Listing[records.PostCard]:
    """List what is published and listed, newest first."""
    record(changes.POSTS, changes.TEXT)
    return _cards_of(_RECENT, {}, offset, limit)


def feed(limit: int) -> tuple[records.PostView, ...]:
    """Return the newest posts of `recent` whole."""
    record(changes.POSTS, changes.TEXT)
    return _whole(rows_of(_views().where(LISTED).order_by(*_NEWEST_FIRST), 0, limit))


def sitemap(offset: int, limit: int) -> tuple[tuple[str, datetime], ...]:
    """Return slug and time of change of every published post, oldest post first."""
    record(changes.POSTS, changes.TEXT)
    query = sa.select(Node.uuid, Node.slug, Node.updated).where(PUBLIC_HERE).order_by(Node.id)
    rows = rows_of(query, offset, limit)
    record(*(changes.post(uuid) for uuid, _, _ in rows))
    return tuple((slug, updated) for _, slug, updated in rows)


def published_count() -> int:
    """Count the published posts, those that are not listed too."""
    record(changes.POSTS)
    return session().scalars(sa.select(sa.func.count()).select_from(Node).where(PUBLIC_HERE)).one()


def post_count() -> int:
    """Count all posts, drafts too."""
    record(changes.POSTS)
    return session().scalars(sa.select(sa.func.count()).select_from(Node).where(HERE)).one()


def bodies(offset: int, limit: int) -> tuple[records.PostView, ...]:
    """Return all posts whole, whatever their status, oldest first."""
    record(changes.POSTS, changes.TEXT)
    return _whole(rows_of(_views().order_by(Node.id), offset, limit))


def ends_of(slug: str, kind: str, public: bool = True) -> tuple[records.NodeLink, ...]:
    """Return what a post points to by the kind of a key, in its order, here and elsewhere."""
    rows = _linked(slug, kind, public)
    return tuple(records.NodeLink(*row) for row in rows)


def tags_of(slug: str, public: bool = True) -> tuple[records.PostLink, ...]:
    """Return the posts that this one is tagged with, in its order."""
    return _targets(slug, TAGGED, public)


def related_to(slug: str, public: bool = True) -> tuple[records.PostLink, ...]:
    """Return the posts related to this one, in its order."""
    return _targets(slug, RELATED, public)


def targets_of(slug: str, kind: str, public: bool = False) -> tuple[records.Target, ...]:
    """Return the posts that this one points to by the kind of a key, in its order."""
    record(changes.at(slug), changes.POSTS, changes.TEXT)
    rows = session().execute(_TARGETS_FOR[public], {"slug": clean(slug), "kind": clean(kind)}).all()
    record(*{changes.out(row.source, kind) for row in rows})
    record(*(changes.out(row.uuid, IS_A) for row in rows if row.uuid is not None))
    return tuple(
        records.Target(node, own, title, kind_of_end or "", is_draft, goes_public, url)
        for _, uuid, node, own, title, kind_of_end, is_draft, goes_public, url in rows
        if uuid is not None
    )


def tagged_with(slug: str, offset: int, limit: int) -> records.Listing[records.PostCard]:
    """List the posts that carry this tag, newest first; none when it is not a tag."""
    tag = types.types_of(slug, public=False)
    if tag.uuid is None or not any(kind.slug == TAG for kind in tag.links):
        return records.Listing((), 0)
    record(changes.into(tag.uuid, TAGGED))
    return _sources(_TAGGED, {"slug": clean(slug)}, offset, limit)


def carriers_of(slug: str) -> int:
    """Count the posts that carry this tag, drafts too."""
    record(changes.at(slug))
    row = session().execute(_CARRIERS, {"slug": clean(slug)}).one_or_none()
    if row is None:
        return 0
    record(changes.into(row.uuid, TAGGED))
    return int(row.carriers)


def instances_of(slug: str, offset: int, limit: int) -> records.Listing[records.PostCard]:
    """List the posts that are of this type or of a subtype of it, newest first."""
    below = types.with_subtypes(slug)
    return _sources(_OF_TYPES, {"types": below}, offset, limit)


def types_of(slug: str, public: bool = True) -> tuple[records.PostLink, ...]:
    """Return the types of a post: its own in its order, then their supertypes by title."""
    own = _targets(slug, IS_A, public)
    every = types.types_of(slug, public).links
    return own + tuple(link for link in every if link not in own)


def is_a(slug: str, type_slug: str) -> bool:
    """Return whether the post is of this type, or of a subtype of it."""
    return any(kind.slug == type_slug for kind in types.types_of(slug, public=False).links)


def tag_counts(offset: int, limit: int) -> records.Listing[records.TagCount]:
    """List the published tags by title, each with the number of published posts it is on."""
    record(changes.POSTS, changes.TEXT)
    tags = types.with_subtypes(TAG)
    instances = sa.select(Edge.source_id).where(Edge.kind == IS_A, Edge.target_id.in_(tags))
    are_tags = sa.and_(PUBLIC_HERE, Node.id.in_(instances))
    total = session().scalars(sa.select(sa.func.count()).select_from(Node).where(are_tags)).one()
    query = sa.select(Node.id, Node.uuid, Node.slug, Node.title).where(are_tags)
    rows = rows_of(query.order_by(Node.folded, Node.id), offset, limit)
    record(*(changes.into(uuid, TAGGED) for _, uuid, _, _ in rows))
    counts = _count_sources(TAGGED, [key for key, *_ in rows])
    items = tuple(records.TagCount(slug, title, counts.get(key, 0)) for key, _, slug, title in rows)
    return records.Listing(items, total)


def type_tree() -> tuple[records.TypeNode, ...]:
    """Return the published types as trees, each with the number of its published instances."""
    return types.tree()


_INSTANCES = sa.select(Edge.source_id).where(
    Edge.kind == IS_A, Edge.target_id.in_(sa.bindparam("types", expanding=True))
)
#: What `as_kind` reads.
KIND: Final = (Node.id, Node.slug, Node.title, Post.fields)
_KINDS = sa.select(Node.uuid, *KIND).select_from(WHOLE_POSTS).where(Node.id.in_(_INSTANCES))
_KINDS = _KINDS.order_by(Node.id)


def kinds() -> tuple[records.Kind, ...]:
    """Return every kind of edge, drafts too, in the order they were made."""
    below = types.with_subtypes(RELATION)
    rows = session().execute(_KINDS, {"types": below}).all()
    record(*(changes.post(uuid) for uuid, *_ in rows))
    return tuple(as_kind(*row[1:]) for row in rows)


def pickers_of(slug: str) -> tuple[records.Kind, ...]:
    """Return the kinds whose picker stands on this post, in the order they were made.

    A kind names the types on whose instances it stands, those of subtypes too. `type` is
    named for the types themselves: every tag is, by way of subtypes, an instance of it.
    """
    names = {kind.slug for kind in types.types_of(slug, public=False).links} - {TYPE}
    if any(each.slug == slug for each in types.definitions()):
        names.add(TYPE)
    return tuple(
        kind for kind in kinds() if kind.shown_on is None or not names.isdisjoint(kind.shown_on)
    )


def as_kind(node: int, slug: str, title: str, fields: dict[str, object]) -> records.Kind:
    """Read a kind's fields; what an editor left out or spoilt gets its plainest meaning."""
    label = fields.get("label")
    label = label if isinstance(label, str) else title
    inverse = fields.get("inverse")
    shown_on = fields.get("shown_on")
    return records.Kind(
        slug,
        slug if slug in SEED_KINDS else f"{KEY_OF_NODE}{node}",
        title,
        label,
        inverse if isinstance(inverse, str) else label,
        fields.get("symmetric") is True,
        tuple(str(item) for item in shown_on) if isinstance(shown_on, list) else None,
    )


def _views() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(*_VIEW).select_from(WHOLE_POSTS).outerjoin(UserRow, UserRow.id == Post.author_id)
    )


_POST = _views().where(Node.slug == sa.bindparam("slug"))
_POST_FOR = {public: _POST.where(visible_to(public)) for public in (True, False)}


class _Cards(NamedTuple):
    """Two statements: how many posts there are, and what their cards show, newest first."""

    number: sa.Select[int]
    newest_first: sa.Select[int, str, str, str, str, str, datetime | None, str]


# Each statement is made once: making one takes longer than running it.


def _cards_where(which: sa.ColumnElement[bool]) -> _Cards:
    count = sa.select(sa.func.count()).select_from(Node).where(which)
    cards = sa.select(*_CARD).select_from(WHOLE_POSTS).where(which)
    return _Cards(count, cards.order_by(*_NEWEST_FIRST))


def _pointing(at_target: sa.ColumnElement[bool], kind: str) -> _Cards:
    """Write the statements for the published posts that point to some targets."""
    pointing = sa.select(Edge.source_id).where(at_target, Edge.kind == kind)
    return _cards_where(sa.and_(PUBLIC_HERE, Node.id.in_(pointing)))


_Column = sa.ColumnElement[Any] | InstrumentedAttribute[Any]


def _pointed_to(*columns: _Column, public: bool) -> sa.Select[*tuple[Any, ...]]:
    """Write the statement for what a post points to by a kind of edge, in its order.

    Each row begins with the UUIDs of the two. The second is NULL where an edge leads to nothing
    that is shown, and in the one row of a post without edges.
    """
    source = aliased(Node)
    of_source = sa.and_(Edge.source_id == source.id, Edge.kind == sa.bindparam("kind"))
    is_target = sa.and_(Node.id == Edge.target_id, visible_to(public))
    ends = sa.select(source.uuid.label("source"), Node.uuid, *columns)
    ends = ends.select_from(source).outerjoin(Edge, of_source).outerjoin(Node, is_target)
    at_slug = ends.where(source.slug == sa.bindparam("slug"))
    return at_slug.order_by(Edge.position, Edge.target_id)


_RECENT = _cards_where(LISTED)
_TAGGED = _pointing(Edge.target_id == ID_OF_SLUG, TAGGED)
_OF_TYPES = _pointing(Edge.target_id.in_(sa.bindparam("types", expanding=True)), IS_A)
_LINK = Node.slug, Node.title, Node.url
_LINKS_FOR = {public: _pointed_to(*_LINK, public=public) for public in (True, False)}
_CARRIERS = sa.select(
    Node.uuid,
    sa.select(sa.func.count())
    .select_from(Edge)
    .where(Edge.target_id == Node.id, Edge.kind == TAGGED)
    .correlate(Node)
    .scalar_subquery()
    .label("carriers"),
).where(Node.slug == sa.bindparam("slug"))
_STATE = DRAFT.label("is_draft"), Node.goes_public, Node.url
_TARGETS_FOR = {
    public: _pointed_to(
        *(Node.id, Node.slug, Node.title, types.own_type(public), *_STATE), public=public
    )
    for public in (True, False)
}
_TAGS = (
    sa.select(Edge.source_id, Node.slug, Node.title, Node.url)
    .join(Node, Node.id == Edge.target_id)
    .where(Edge.source_id.in_(sa.bindparam("posts", expanding=True)), Edge.kind == TAGGED)
    .where(visible_to(public=True))
    .order_by(Edge.position, Edge.target_id)
)


def _whole(rows: Sequence[sa.Row[*tuple[Any, ...]]]) -> tuple[records.PostView, ...]:
    """Return posts with all that a save changes: its time, its format, its rev."""
    record(*(changes.post(row.uuid) for row in rows))
    return tuple(records.PostView(**row._mapping) for row in rows)


def _targets(slug: str, kind: str, public: bool) -> tuple[records.PostLink, ...]:
    rows = _linked(slug, kind, public)
    return tuple(records.PostLink(own, title) for own, title, url in rows if url is None)


def _linked(slug: str, kind: str, public: bool) -> list[tuple[str, str, str | None]]:
    record(changes.at(slug), changes.POSTS, changes.TEXT)
    parameters = {"slug": clean(slug), "kind": clean(kind)}
    rows = session().execute(_LINKS_FOR[public], parameters).all()
    record(*{changes.out(row.source, kind) for row in rows})
    return [(own, title, url) for _, uuid, own, title, url in rows if uuid is not None]


def _sources(
    members: "_Cards", parameters: Mapping[str, object], offset: int, limit: int
) -> records.Listing[records.PostCard]:
    """List the published posts that point to some targets, each once, newest first."""
    record(changes.POSTS, changes.TEXT)
    return _cards_of(members, parameters, offset, limit)


def _cards_of(
    query: "_Cards", parameters: Mapping[str, object], offset: int, limit: int
) -> records.Listing[records.PostCard]:
    total = session().scalars(query.number, parameters).one()
    return records.Listing(_cards(rows_of(query.newest_first, offset, limit, parameters)), total)


def _cards(
    rows: Sequence[sa.Row[int, str, str, str, str, str, datetime | None, str]],
) -> tuple[records.PostCard, ...]:
    """Make cards of rows, with the tags of all of them in one query."""
    record(*(changes.out(row.uuid, TAGGED) for row in rows))
    tags: defaultdict[int, list[records.NodeLink]] = defaultdict(list)
    for source, slug, title, url in session().execute(_TAGS, {"posts": [row.id for row in rows]}):
        tags[source].append(records.NodeLink(slug, title, url))
    return tuple(
        records.PostCard(
            slug, title, summary or beginning(start), published, status, tuple(tags[key])
        )
        for key, _, slug, title, summary, start, published, status in rows
    )


def _count_sources(kind: str, targets: Sequence[int]) -> dict[int, int]:
    """Count the published posts that point to each of `targets`."""
    query = (
        sa.select(Edge.target_id, sa.func.count())
        .join(Node, Node.id == Edge.source_id)
        .where(Edge.target_id.in_(targets), Edge.kind == kind, PUBLIC_HERE)
        .group_by(Edge.target_id)
    )
    return dict(session().execute(query).all())
