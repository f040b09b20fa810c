"""Writes of edges: relate, unrelate, move, find or create what is related, seed a new site.

Knows no page. What must stay true: an edge is there once; its target is in the pool of its
kind when it is made; a symmetric one is two rows, made and deleted together, each with a
place of its own; `subtype-of` has no cycle. The cost of a write does not grow with the
graph.

Whoever writes an edge holds the nodes whose lists change until the transaction ends, and
keeps both ends from being deleted, so writers of the same edge do one after the other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import Final

import sqlalchemy as sa
from sqlalchemy.sql.dml import ReturningInsert

from db import posts
from db.graph import target_sets, types
from db.graph.seeds import LASTING_EDGES
from db.graph.target_sets import TargetSet
from db.kernel.errors import Invalid, NotAllowed, NotFound
from db.kernel.models import EDGES, HERE, NODES, Edge, Name, Node
from db.kernel.records import Kind
from db.kernel.session import insert_if_new, is_sqlite, one_at_a_time, session
from db.kernel.text import clean, fold
from db.kernel.well_known import IS_A, SEED_KINDS, SUBTYPE_OF
from db.log import listing
from db.posts import NewPost, publication

#: Left between two positions, so that a post can be moved between them.
_GAP = 1024

#: The highest and, below zero, the lowest position that a move gives.
_HIGHEST = 2**30

#: The positions between which an edge is to stand; None where there is nothing.
_Room = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class NewTarget:
    """What became of a title that was to be a target."""

    slug: str
    #: Whether the post was made for it.
    made: bool
    #: Whether the edge is new.
    related: bool


@dataclass(frozen=True, slots=True)
class LockedEdge:
    """An edge, there or not, that nobody else writes until the transaction ends."""

    kind: Kind
    source: str
    target: str
    #: The nodes of the two posts.
    ends: tuple[int, int]


def relate(source: str, kind: str, target: str) -> bool:
    """Make an edge behind the others of its source and kind; say whether it is new.

    Raises UnknownKind, NotFound when an end is gone, Invalid for a post and itself, for a
    target outside of the kind's pool, and when a `subtype-of` would close a cycle.
    """
    return relate_within(target_sets.pool_of(target_sets.kind_named(kind)), source, target)


def relate_within(pool: TargetSet, source: str, target: str) -> bool:
    """Make an edge to a target of this pool, as `relate` does."""
    kind = pool.kind.key
    ends = hold(pool.kind, source, target)
    if source == target:
        raise Invalid("a post cannot be related to itself")
    pairs = _pairs(pool.kind, ends)
    if _are_there(pairs, kind):
        return False
    _check_pool(pool, ends[1])
    if kind == SUBTYPE_OF:
        _check_no_cycle(ends)
    _keep_key(pool.kind)
    made = [append(source_id, kind, target_id) for source_id, target_id in pairs]
    publication.publish_with([source_id for source_id, _ in pairs])
    return any(made)


def unrelate(source: str, kind: str, target: str) -> bool:
    """Delete the edges of this kind between two posts; say whether there was one.

    Raises NotAllowed for an edge that the graph stands on.
    """
    return unrelate_held(hold_edge(target_sets.kind_named(kind), source, target))


def unrelate_held(held: LockedEdge) -> bool:
    """Delete an edge that is held, as `unrelate` does."""
    kind, ends = held.kind, held.ends
    if (held.source, kind.slug, held.target) in LASTING_EDGES:
        place = f"{kind.label} of {_named(ends[0])}"
        raise NotAllowed(f"the site needs {_named(ends[1])} in the {place}: it cannot be removed")
    pairs = _pairs(kind, ends)
    gone = [session().execute(_DELETE, _key(ends, kind.key)).one_or_none() for ends in pairs]
    return any(row is not None for row in gone)


def move(source: str, kind: str, target: str, before: str | None) -> bool:
    """Put an edge before another of its source and kind, or last; say whether it moved.

    Raises UnknownKind, NotFound when a post is gone, Invalid when one of the two edges is.
    """
    return move_held(hold_edge(target_sets.kind_named(kind), source, target), before)


def move_held(held: LockedEdge, before: str | None) -> bool:
    """Move an edge that is held, as `move` does."""
    kind, ends = held.kind, held.ends
    next_id = None if before is None else ends_of(held.source, before)[1]
    for node in (ends[1], next_id):
        if node is not None:
            _check_there((ends[0], node), kind)
    return _place(ends, kind.key, partial(_around, ends, kind.key, next_id))


def move_earlier(held: LockedEdge) -> bool:
    """Put an edge that is held before the one before it; say whether there was one.

    Raises as `move` does.
    """
    kind, ends = held.kind, held.ends
    _check_there(ends, kind)
    return _place(ends, kind.key, partial(_around_one_before, ends, kind.key))


def relate_new(source: str, kind: str, title: str) -> NewTarget:
    """Find the post of this title in the kind's pool, or make it for this one, and relate it.

    Raises Invalid for a kind without an anchor, and what `relate` raises.
    """
    name = _reserve(title)
    pool = target_sets.pool_of(target_sets.kind_named(kind))
    if not pool.anchors:
        raise Invalid(f"what stands under {pool.kind.label} is chosen, not made here")
    slug = _member_named(name, pool.members())
    made = slug is None
    slug = slug or _make(title, pool.anchors[0], publication.is_public(source))
    return NewTarget(slug, made, relate(source, kind, slug))


def find_or_create(title: str, type_slug: str, public: bool = True) -> str:
    """Give the slug of the instance of a type that has this title, in any case and accents.

    A new one is empty, and published or, if not `public`, a draft that goes public with its posts.
    """
    _reserve(title)
    return types.instance_named(title, type_slug) or _make(title, type_slug, public)


def hold_edge(kind: Kind, source: str, target: str) -> LockedEdge:
    """Hold an edge as `hold` does, and give what is known of it."""
    return LockedEdge(kind, source, target, hold(kind, source, target))


def hold(kind: Kind, source: str, target: str) -> tuple[int, int]:
    """Find the nodes of two posts, and keep others from writing this edge; raise NotFound."""
    # Before the nodes, or two who write halves of a cycle wait for each other.
    listing.hold(kind.slug, target)
    if is_sqlite():
        return ends_of(source, target)
    session().execute(_KEEP, {"slugs": [*{clean(source), clean(target), kind.slug}]})
    ends = ends_of(source, target)
    session().execute(_HOLD, {"nodes": ends if kind.symmetric else ends[:1]})
    return ends


_NODES_IN_ORDER: Final = sa.select(Node.id).order_by(Node.id)
#: Keeps posts from being deleted.
_KEEP: Final = _NODES_IN_ORDER.where(
    Node.slug.in_(sa.bindparam("slugs", expanding=True))
).with_for_update(read=True, key_share=True)
_OF_NODES: Final = Node.id.in_(sa.bindparam("nodes", expanding=True))
#: Keeps others from writing the lists of nodes.
_HOLD: Final = _NODES_IN_ORDER.where(_OF_NODES).with_for_update(key_share=True)


_KEEP_KEY: Final = (
    sa.update(NODES)
    .where(NODES.c.slug == sa.bindparam("kind"), NODES.c.key.is_(None))
    .values(key=sa.bindparam("name"))
)


def _keep_key(kind: Kind) -> None:
    """Keep the key of a kind, which its edges are named by from now on."""
    if kind.slug not in SEED_KINDS:
        session().execute(_KEEP_KEY, {"kind": kind.slug, "name": kind.key})


def _place(ends: tuple[int, int], kind: str, find: Callable[[], _Room | None]) -> bool:
    """Put an edge that is held between the positions that are found; say whether it moved."""
    around = find()
    if around is None:
        return False
    position = _between(*around)
    if position is None:
        _renumber(ends[0], kind)
        return _place(ends, kind, find)
    session().execute(sa.update(Edge).where(_edge_is(ends, kind)).values(position=position))
    return True


def _edge_is(ends: tuple[int, int], kind: str) -> sa.ColumnElement[bool]:
    """Write the condition that an edge is this one."""
    return sa.and_(Edge.source_id == ends[0], Edge.kind == kind, Edge.target_id == ends[1])


_ONE_EDGE: Final = sa.and_(
    EDGES.c.source_id == sa.bindparam("source"),
    EDGES.c.kind == sa.bindparam("of"),
    EDGES.c.target_id == sa.bindparam("target"),
)
_IS_THERE: Final = sa.select(EDGES.c.kind).where(_ONE_EDGE)
_DELETE: Final = sa.delete(EDGES).where(_ONE_EDGE).returning(EDGES.c.kind)


def _key(ends: tuple[int, int], kind: str) -> dict[str, int | str]:
    """Give the parameters of a statement about one edge."""
    return {"source": ends[0], "of": kind, "target": ends[1]}


def _pairs(kind: Kind, ends: tuple[int, int]) -> list[tuple[int, int]]:
    """Give the ends of the rows that make an edge."""
    return [ends, ends[::-1]] if kind.symmetric else [ends]


def _reserve(title: str) -> str:
    """Fold a title, and keep others from making a post of this title before it is looked for."""
    name = fold(" ".join(title.split()))
    one_at_a_time(f"create {name}")
    return name


def _member_named(name: str, members: sa.Select[int]) -> str | None:
    """Give the slug of the first member that has this folded title."""
    same = (
        sa.select(Node.slug)
        .where(Node.folded == name, HERE, Node.id.in_(members))
        .order_by(Node.id)
    )
    return session().scalars(same.limit(1)).one_or_none()


def _make(title: str, anchor: str, public: bool) -> str:
    """Make an empty post of a type; raise Invalid when it is no type any more."""
    _check_pool(target_sets.pool_of(target_sets.kind_named(IS_A)), ends_of(anchor, anchor)[0])
    status = "published" if public else "draft"
    slug = posts.create(NewPost(title, status=status, goes_public=not public))
    relate(slug, IS_A, anchor)
    return slug


_NODES: Final = sa.select(Node.slug, Node.id).where(
    Node.slug.in_(sa.bindparam("slugs", expanding=True))
)


def ends_of(source: str, target: str) -> tuple[int, int]:
    """Find the nodes of two posts; raise NotFound."""
    nodes = dict(session().execute(_NODES, {"slugs": [clean(source), clean(target)]}).all())
    for slug in (source, target):
        if slug not in nodes:
            raise NotFound(f"there is no post {slug!r}")
    return nodes[source], nodes[target]


def _are_there(pairs: list[tuple[int, int]], kind: str) -> bool:
    """Say whether all these rows of a kind are there."""
    found = (session().execute(_IS_THERE, _key(ends, kind)) for ends in pairs)
    return all(row.one_or_none() is not None for row in found)


def _check_there(ends: tuple[int, int], kind: Kind) -> None:
    """Refuse to move an edge, or to move one before it, that is not there."""
    if not _are_there([ends], kind.key):
        raise Invalid(f"{_named(ends[1])} does not stand under {kind.label} any more")


def _check_pool(pool: TargetSet, node: int) -> None:
    """Refuse a target that the kind does not offer."""
    if not pool.takes(node):
        wanted = " or ".join(pool.anchors)
        raise Invalid(f"{_named(node)} is no {wanted}, so it cannot stand under {pool.kind.label}")


def _check_no_cycle(ends: tuple[int, int]) -> None:
    """Refuse an edge to a type that is below; who adds such edges does it alone."""
    if types.is_below(ends[1], ends[0]):
        above, below = (_named(node) for node in ends)
        raise Invalid(f"{below} is a subtype of {above} already: it cannot be both")


def _named(node: int) -> str:
    """Give a post's title as a sentence shows it."""
    return f"“{session().scalars(sa.select(Node.title).where(Node.id == node)).one()}”"


def append(source_id: int, kind: str, target_id: int) -> bool:
    """Insert an edge behind the others of its source and kind, unless it is there."""
    made = session().scalars(_appending(is_sqlite()), _key((source_id, target_id), kind))
    return made.one_or_none() is not None


@cache
def _appending(_on_sqlite: bool) -> ReturningInsert[str]:
    """Write the statement that inserts an edge, as the current database says it."""
    source, kind = sa.bindparam("source", type_=sa.Integer), sa.bindparam("of", type_=Name)
    last = sa.select(sa.func.max(Edge.position)).where(Edge.source_id == source, Edge.kind == kind)
    position = sa.func.coalesce(last.scalar_subquery(), 0) + _GAP
    target = sa.bindparam("target", type_=sa.Integer)
    edge = insert_if_new(EDGES).values(
        source_id=source, kind=kind, target_id=target, position=position
    )
    return edge.returning(Edge.kind)


def _around(ends: tuple[int, int], kind: str, next_id: int | None) -> _Room | None:
    """Give the positions between which an edge has to stand; None when it does already."""
    source_id, target_id = ends
    of_source = Edge.source_id == source_id, Edge.kind == kind
    earlier = sa.select(Edge.target_id, Edge.position).where(*of_source)
    following = None
    if next_id is not None:
        at_next = sa.select(Edge.position).where(_edge_is((source_id, next_id), kind))
        following = session().scalars(at_next).one()
        same_place = sa.and_(Edge.position == following, Edge.target_id >= next_id)
        # The first condition is for the index.
        earlier = earlier.where(Edge.position <= following, sa.not_(same_place))
    backwards = earlier.order_by(Edge.position.desc(), Edge.target_id.desc())
    nearest = session().execute(backwards.limit(1)).one_or_none()
    if next_id == target_id or (nearest is not None and nearest.target_id == target_id):
        return None
    return None if nearest is None else nearest.position, following


def _around_one_before(ends: tuple[int, int], kind: str) -> _Room | None:
    """Give the positions around the edge that stands before one; None when none does."""
    # Positions are enough, and stay right though what stands there is deleted meanwhile.
    own = sa.select(Edge.position).where(_edge_is(ends, kind)).scalar_subquery()
    of_source = Edge.source_id == ends[0], Edge.kind == kind
    same_place = sa.and_(Edge.position == own, Edge.target_id >= ends[1])
    before = sa.select(Edge.position).where(*of_source, Edge.position <= own, sa.not_(same_place))
    backwards = before.order_by(Edge.position.desc(), Edge.target_id.desc())
    found = [*session().scalars(backwards.limit(2)), None]
    return (found[1], found[0]) if found[0] is not None else None


def _between(previous: int | None, following: int | None) -> int | None:
    """Choose a position; None when there is no room for one."""
    if previous is None or following is None:
        chosen = following - _GAP if following is not None else (previous or 0) + _GAP
        return chosen if abs(chosen) <= _HIGHEST else None
    chosen = (previous + following) // 2
    return chosen if previous < chosen < following else None


def _renumber(source_id: int, kind: str) -> None:
    """Make room between the edges of a source and kind; they keep their order."""
    of_source = Edge.source_id == source_id, Edge.kind == kind
    order = sa.func.row_number().over(order_by=(Edge.position, Edge.target_id))
    ranked = sa.select(Edge.target_id, order.label("number")).where(*of_source).subquery()
    moved = sa.update(Edge).where(*of_source, Edge.target_id == ranked.c.target_id)
    session().execute(moved.values(position=ranked.c.number * _GAP))
