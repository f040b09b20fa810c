"""What an editor did to an edge to the state before it.

Knows no page. An operation is taken back once, by its actor, for an hour, and only as long
as nobody has changed the same edge since. It goes through the door of all writes of edges,
so that the rules hold and the change log hears of it.
"""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from db import posts
from db.graph import edges, operations, order, target_sets
from db.graph.edges import LockedEdge
from db.graph.operations import Operation
from db.kernel.errors import Conflict, Invalid
from db.kernel.models import Edge, Node
from db.kernel.session import session
from db.kernel.well_known import IS_A

_Row = sa.Row[*tuple[Any, ...]]


def take_back(op: int, source: str, actor: str) -> Operation:
    """Take an operation back and give it; raise Conflict when that cannot be any more."""
    row = operations.noted(op, source, actor)
    kind = target_sets.kind_of_key(row.kind)
    if row.verb == operations.CREATE:
        # First of all: nobody may relate the post while it is decided whether it goes.
        posts.hold(row.name)
    with edges.editing(None, kind, source, row.name) as edge:
        operations.check_last(row, kind)
        try:
            _BACK[row.verb](edge, row)
        except Invalid as fault:
            raise Conflict(fault.message) from None
    operations.mark_undone(op)
    return Operation(op, row.verb, source, kind.key, row.name, row.title, kind.label)


def _from_relate(edge: LockedEdge, _: _Row) -> None:
    if not edge.unrelate():
        raise Conflict(f"“{edge.target.title}” does not stand under {edge.kind.label} any more")


def _from_unrelate(edge: LockedEdge, row: _Row) -> None:
    if not edge.relate():
        raise Conflict(f"“{edge.target.title}” stands under {edge.kind.label} again already")
    _from_move(edge, row)
    if edge.kind.symmetric:
        other = edge.from_target()
        other.move(order.nearest(other.source.id, edge.kind.key, row.before_at_other))


def _from_move(edge: LockedEdge, row: _Row) -> None:
    edge.move(order.nearest(edge.source.id, edge.kind.key, row.before))


def _from_create(edge: LockedEdge, row: _Row) -> None:
    _from_relate(edge, row)
    if _is_as_made(edge.target.id):
        posts.delete(edge.target.name)


_BACK: Mapping[str, Callable[[LockedEdge, _Row], None]] = {
    operations.RELATE: _from_relate,
    operations.UNRELATE: _from_unrelate,
    operations.MOVE: _from_move,
    operations.CREATE: _from_create,
}


def _is_as_made(node: int) -> bool:
    """Return whether a post is as it was made: unsaved, of its one type, and nobody's target.

    Going public with its posts is no save: it leaves the date of change alone.
    """
    was_saved = sa.exists().where(Node.id == node, Node.updated != Node.created)
    is_target = sa.exists().where(Edge.target_id == node)
    of_node = Edge.source_id == node
    points_on = sa.exists().where(of_node, Edge.kind != IS_A)
    types = sa.select(Edge.target_id).where(of_node, Edge.kind == IS_A).limit(2)
    changed = session().scalars(sa.select(sa.or_(was_saved, is_target, points_on))).one()
    return not changed and len(session().scalars(types).all()) == 1
