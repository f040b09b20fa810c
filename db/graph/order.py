"""The order of the edges of one source and kind: positions with gaps.

Knows no rule and no lock: the caller has locked the source. A move writes one row; a list is
renumbered only when a gap is used up.
"""

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlalchemy.sql.dml import ReturningInsert

from db.kernel.models import EDGES, Edge, Name, Node
from db.kernel.session import insert_if_new, is_sqlite, session

#: The gap between two positions, so that a post can be moved there.
_GAP = 1024

#: The highest and, below zero, the lowest position that a move assigns.
_HIGHEST = 2**30

#: How many followers of an edge are recorded, should the nearest be gone.
_REMEMBERED = 20

#: Source, key of the kind, target.
EdgeKey = tuple[int, str, int]

#: The positions around an edge's new place; None at an end of the list.
_Room = tuple[int | None, int | None]


def append(edge: EdgeKey) -> bool:
    """Append an edge to those of its source and kind; return whether it is new."""
    rows = session().scalars(_appending(is_sqlite()), parameters(edge))
    return rows.one_or_none() is not None


def put_before(edge: EdgeKey, following: int | None) -> bool:
    """Put an edge before that to another target, or last; return whether it moved."""
    return _place(edge, partial(_around, edge, following))


def put_earlier(edge: EdgeKey) -> bool:
    """Put an edge before the preceding one; return whether there is one."""
    return _place(edge, partial(_around_one_before, edge))


def behind(edge: EdgeKey) -> Sequence[str]:
    """Return what follows an edge in its source's list, nearest first."""
    return session().scalars(_BEHIND, parameters(edge)).all()


def nearest(source: int, kind: str, names: Sequence[str]) -> str | None:
    """Return the first of some names that is still in a source's list."""
    query = sa.select(NAME).join(Edge, Edge.target_id == Node.id)
    of_source = Edge.source_id == source, Edge.kind == kind
    there = {*session().scalars(query.where(*of_source, NAME.in_(names)))}
    return next((name for name in names if name in there), None)


#: What a node is named by: the slug of what is here, the url of what is elsewhere.
NAME: Final = sa.func.coalesce(Node.slug, Node.url)

ONE_EDGE: Final = sa.and_(
    EDGES.c.source_id == sa.bindparam("source"),
    EDGES.c.kind == sa.bindparam("of"),
    EDGES.c.target_id == sa.bindparam("target"),
)


def parameters(edge: EdgeKey) -> dict[str, int | str]:
    """Return the parameters of a statement about one edge."""
    source, kind, target = edge
    return {"source": source, "of": kind, "target": target}


def edge_is(edge: EdgeKey) -> sa.ColumnElement[bool]:
    """Build the condition that an edge is this one."""
    source, kind, target = edge
    return sa.and_(Edge.source_id == source, Edge.kind == kind, Edge.target_id == target)


def _later() -> sa.Select[str]:
    """Build the query for what follows an edge."""
    own = aliased(Edge)
    is_own = sa.and_(own.source_id == Edge.source_id, own.kind == Edge.kind)
    is_later = sa.or_(
        Edge.position > own.position,
        sa.and_(Edge.position == own.position, Edge.target_id > own.target_id),
    )
    query = (
        sa.select(NAME)
        .join(Edge, Edge.target_id == Node.id)
        .join(own, is_own)
        .where(Edge.source_id == sa.bindparam("source"), Edge.kind == sa.bindparam("of"))
        .where(own.target_id == sa.bindparam("target"), Edge.position >= own.position, is_later)
        .order_by(Edge.position, Edge.target_id)
    )
    return query.limit(_REMEMBERED)


_BEHIND: Final = _later()


@cache
def _appending(_on_sqlite: bool) -> ReturningInsert[str]:
    """Build the statement that inserts an edge, in the current database's dialect."""
    source, kind = sa.bindparam("source", type_=sa.Integer), sa.bindparam("of", type_=Name)
    last = sa.select(sa.func.max(Edge.position)).where(Edge.source_id == source, Edge.kind == kind)
    position = sa.func.coalesce(last.scalar_subquery(), 0) + _GAP
    target = sa.bindparam("target", type_=sa.Integer)
    edge = insert_if_new(EDGES).values(
        source_id=source, kind=kind, target_id=target, position=position
    )
    return edge.returning(Edge.kind)


def _place(edge: EdgeKey, find: Callable[[], _Room | None]) -> bool:
    """Put an edge between two positions; return whether it moved."""
    around = find()
    if around is None:
        return False
    position = _between(*around)
    if position is None:
        _renumber(*edge[:2])
        return _place(edge, find)
    session().execute(sa.update(Edge).where(edge_is(edge)).values(position=position))
    return True


def _around(edge: EdgeKey, next_id: int | None) -> _Room | None:
    """Return the positions around an edge's new place; None if it is there already."""
    source_id, kind, target_id = edge
    of_source = Edge.source_id == source_id, Edge.kind == kind
    earlier = sa.select(Edge.target_id, Edge.position).where(*of_source)
    following = None
    if next_id is not None:
        at_next = sa.select(Edge.position).where(edge_is((source_id, kind, next_id)))
        following = session().scalars(at_next).one()
        same_place = sa.and_(Edge.position == following, Edge.target_id >= next_id)
        # The first condition is for the index.
        earlier = earlier.where(Edge.position <= following, sa.not_(same_place))
    backwards = earlier.order_by(Edge.position.desc(), Edge.target_id.desc())
    nearest = session().execute(backwards.limit(1)).one_or_none()
    if next_id == target_id or (nearest is not None and nearest.target_id == target_id):
        return None
    return None if nearest is None else nearest.position, following


def _around_one_before(edge: EdgeKey) -> _Room | None:
    """Return the positions around the edge that precedes one; None if there is none."""
    # Positions are enough, and stay right though what stands there is deleted meanwhile.
    own = sa.select(Edge.position).where(edge_is(edge)).scalar_subquery()
    of_source = Edge.source_id == edge[0], Edge.kind == edge[1]
    same_place = sa.and_(Edge.position == own, Edge.target_id >= edge[2])
    before = sa.select(Edge.position).where(*of_source, Edge.position <= own, sa.not_(same_place))
    backwards = before.order_by(Edge.position.desc(), Edge.target_id.desc())
    places = [*session().scalars(backwards.limit(2)), None]
    return (places[1], places[0]) if places[0] is not None else None


def _between(previous: int | None, following: int | None) -> int | None:
    """Return a position between two; None if there is no gap."""
    if previous is None or following is None:
        chosen = following - _GAP if following is not None else (previous or 0) + _GAP
        return chosen if abs(chosen) <= _HIGHEST else None
    chosen = (previous + following) // 2
    return chosen if previous < chosen < following else None


def _renumber(source_id: int, kind: str) -> None:
    """Make gaps between the edges of a source and kind; they keep their order."""
    of_source = Edge.source_id == source_id, Edge.kind == kind
    order = sa.func.row_number().over(order_by=(Edge.position, Edge.target_id))
    ranked = sa.select(Edge.target_id, order.label("number")).where(*of_source).subquery()
    moved = sa.update(Edge).where(*of_source, Edge.target_id == ranked.c.target_id)
    session().execute(moved.values(position=ranked.c.number * _GAP))
