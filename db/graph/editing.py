"""Changes of edges by editors, each kept for a while so that it can be taken back.

Knows no page. Editors name kinds by their keys. A door here does what `graph` does and
writes it down; what takes a change back goes through `graph` too, so that the rules hold
and the change log hears of it. An operation is taken back once, by its actor, for an
hour, and only as long as nobody has changed the same edge since.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from db import graph, posts
from db.graph import LockedEdge, target_sets
from db.kernel import models
from db.kernel.errors import Conflict, Invalid
from db.kernel.models import HERE, NODES, OPERATIONS, Edge, Node, id_of
from db.kernel.records import Kind
from db.kernel.session import session
from db.kernel.text import clean
from db.kernel.well_known import IS_A

Value = TypeVar("Value")

RELATE: Final = "relate"
UNRELATE: Final = "unrelate"
MOVE: Final = "move"
CREATE: Final = "create"

#: For how long an operation can be taken back.
KEPT = timedelta(hours=1)

#: So many that are older go, at most, when a new one comes.
_PRUNED = 100

#: So many posts behind an edge are remembered, should the nearest be gone.
_REMEMBERED = 20

#: Numbers of operations are smaller on both databases.
_LARGEST = 2**63


@dataclass(frozen=True, slots=True)
class Operation:
    """What was done: the verb, and the edge that it was done to."""

    id: int
    verb: str
    source: str
    #: The key of the kind.
    kind: str
    other: str
    other_title: str
    #: What the kind is called on the source.
    label: str


@dataclass(frozen=True, slots=True)
class _Positions:
    """Before which posts an edge stands at each end, nearest first."""

    before: Sequence[str] = ()
    before_at_other: Sequence[str] = ()


def relate(actor: str, source: str, kind: str, target: str) -> Operation | None:
    """Make an edge; give None when it is there. Raises what `graph.relate` raises."""
    picked = target_sets.picked(kind)
    if not graph.relate_within(target_sets.pool_of(picked), source, target):
        return None
    return _keep(actor, RELATE, (source, picked, target), _Positions())


def unrelate(actor: str, source: str, kind: str, target: str) -> Operation | None:
    """Delete an edge; give None when it is not there. Raises what `graph.unrelate` raises."""
    return _edit(actor, UNRELATE, (source, kind, target), graph.unrelate_held)


def move(actor: str, source: str, kind: str, target: str, before: str | None) -> Operation | None:
    """Move an edge; give None when it stands there. Raises what `graph.move` raises."""
    edge = source, kind, target
    return _edit(actor, MOVE, edge, lambda held: graph.move_held(held, before))


def move_earlier(actor: str, source: str, kind: str, target: str) -> Operation | None:
    """Move an edge one place to the front; give None when it is the first. Raises as `move`."""
    return _edit(actor, MOVE, (source, kind, target), graph.move_earlier)


def create(actor: str, source: str, kind: str, title: str) -> Operation | None:
    """Find or make a post and relate it; give None when it is. Raises as `graph.relate_new`."""
    picked = target_sets.picked(kind)
    new = graph.relate_new(source, picked.slug, title)
    if not new.related:
        return None
    return _keep(actor, CREATE if new.made else RELATE, (source, picked, new.slug), _Positions())


def undo(op: int, source: str, actor: str) -> Operation:
    """Take an operation back and give it; raise Conflict when that cannot be any more."""
    row = _row(op, source, actor)
    kind = target_sets.kind_of_key(row.kind)
    try:
        _take_back(row, source, kind)
    except Invalid as fault:
        raise Conflict(fault.message) from None
    done = sa.update(models.OperationRow).where(models.OperationRow.id == op)
    session().execute(done.values(undone=True))
    return Operation(op, row.verb, source, kind.key, row.slug, row.title, kind.label)


def _edit(
    actor: str, verb: str, edge: tuple[str, str, str], change: Callable[[LockedEdge], bool]
) -> Operation | None:
    """Change an edge that is there, and write it down; None where that changes nothing."""
    source, kind, target = edge
    held = graph.hold_edge(target_sets.picked(kind), source, target)
    places = _places(held)
    return _keep(actor, verb, (source, held.kind, target), places) if change(held) else None


def _keep(actor: str, verb: str, edge: tuple[str, Kind, str], places: _Positions) -> Operation:
    """Write down what was done, and forget what is too old."""
    source, kind, other = edge
    now = datetime.now(UTC)
    done = {
        "time": now,
        "actor": actor,
        "verb": verb,
        "kind": kind.key,
        "before": [*places.before],
        "before_at_other": [*places.before_at_other],
        "undone": False,
        "source": clean(source),
        "other": clean(other),
    }
    op, title = session().execute(_KEEP, done).one()
    _prune(now - KEPT)
    return Operation(op, verb, source, kind.key, other, title, kind.label)


def _of_post(column: sa.Column[Value], slug: str) -> sa.ScalarSelect[Value]:
    """Name a column of the post whose slug is a parameter."""
    return sa.select(column).where(NODES.c.slug == sa.bindparam(slug)).scalar_subquery()


_KEEP: Final = (
    sa.insert(OPERATIONS)
    .values(source_id=_of_post(NODES.c.id, "source"), other_id=_of_post(NODES.c.id, "other"))
    .returning(OPERATIONS.c.id, _of_post(NODES.c.title, "other"))
)


def _prune(oldest: datetime) -> None:
    """Forget a few operations that are too old; two who do it at once take different ones."""
    session().execute(_PRUNE, {"oldest": oldest})


_OLD = sa.select(models.OperationRow.id).where(
    models.OperationRow.time < sa.bindparam("oldest", type_=models.Moment)
)
_FEW = _OLD.order_by(models.OperationRow.time).limit(_PRUNED).with_for_update(skip_locked=True)
_PRUNE: Final = sa.delete(models.OperationRow).where(models.OperationRow.id.in_(_FEW))


def _places(held: LockedEdge) -> _Positions:
    """Note where an edge that is held stands."""
    source, target = held.ends
    at_other = _behind(target, held.kind.key, source) if held.kind.symmetric else ()
    return _Positions(_behind(source, held.kind.key, target), at_other)


def _behind(source: int, kind: str, target: int) -> Sequence[str]:
    """Give the posts that stand behind one in its source's list, nearest first."""
    edge = {"source": source, "of": kind, "target": target}
    return session().scalars(_BEHIND, edge).all()


def _later() -> sa.Select[str]:
    """Write the query for what stands behind an edge."""
    own = aliased(Edge)
    is_own = sa.and_(own.source_id == Edge.source_id, own.kind == Edge.kind)
    is_later = sa.or_(
        Edge.position > own.position,
        sa.and_(Edge.position == own.position, Edge.target_id > own.target_id),
    )
    found = (
        sa.select(Node.slug)
        .join(Edge, Edge.target_id == Node.id)
        .join(own, is_own)
        .where(Edge.source_id == sa.bindparam("source"), Edge.kind == sa.bindparam("of"))
        .where(
            HERE, own.target_id == sa.bindparam("target"), Edge.position >= own.position, is_later
        )
        .order_by(Edge.position, Edge.target_id)
    )
    return found.limit(_REMEMBERED)


_BEHIND: Final = _later()


def _row(op: int, source: str, actor: str) -> sa.Row[*tuple[Any, ...]]:
    """Find an operation of this actor on this post that may be taken back."""
    columns = models.OperationRow.__table__.columns
    found = (
        sa.select(*columns, Node.slug, Node.title)
        .join(Node, Node.id == models.OperationRow.other_id)
        .where(models.OperationRow.id == op, models.OperationRow.actor == actor)
        .where(models.OperationRow.source_id == id_of(source))
        .where(models.OperationRow.time > datetime.now(UTC) - KEPT)
    )
    row = session().execute(found).one_or_none() if 0 < op < _LARGEST else None
    if row is None:
        raise Conflict("this can no longer be taken back")
    return row


def _take_back(row: sa.Row[*tuple[Any, ...]], source: str, kind: Kind) -> None:
    """Do the opposite of an operation, if it is the last on its edge."""
    if row.verb == CREATE:
        # First of all: nobody may relate the post while it is decided whether it goes.
        posts.hold(row.slug)
    graph.hold(kind, source, row.slug)
    _check_newest(row, kind)
    _BACK[row.verb](source, kind, row)


def _check_newest(row: sa.Row[*tuple[Any, ...]], kind: Kind) -> None:
    """Refuse what was taken back already, and what was followed by another change."""
    later = aliased(models.OperationRow)
    undone = sa.select(models.OperationRow.undone).where(models.OperationRow.id == row.id)
    if session().scalars(undone).one_or_none() is not False:
        raise Conflict("this was taken back already")
    same = sa.and_(later.source_id == row.source_id, later.other_id == row.other_id)
    if kind.symmetric:
        same |= sa.and_(later.source_id == row.other_id, later.other_id == row.source_id)
    newer = sa.exists().where(later.id > row.id, later.kind == row.kind, same, ~later.undone)
    if session().scalars(sa.select(newer)).one():
        raise Conflict("this was changed again since, so it cannot be taken back")


def _back_from_relate(source: str, kind: Kind, row: sa.Row[*tuple[Any, ...]]) -> None:
    if not graph.unrelate(source, kind.slug, row.slug):
        raise Conflict(f"“{row.title}” does not stand under {kind.label} any more")


def _back_from_unrelate(source: str, kind: Kind, row: sa.Row[*tuple[Any, ...]]) -> None:
    if not graph.relate(source, kind.slug, row.slug):
        raise Conflict(f"“{row.title}” stands under {kind.label} again already")
    _back_from_move(source, kind, row)
    if kind.symmetric:
        following = _nearest(row.slug, kind.key, row.before_at_other)
        graph.move(row.slug, kind.slug, source, following)


def _back_from_move(source: str, kind: Kind, row: sa.Row[*tuple[Any, ...]]) -> None:
    graph.move(source, kind.slug, row.slug, _nearest(source, kind.key, row.before))


def _back_from_create(source: str, kind: Kind, row: sa.Row[*tuple[Any, ...]]) -> None:
    _back_from_relate(source, kind, row)
    if _is_as_made(row.other_id):
        posts.delete(row.slug)


_BACK: Mapping[str, Callable[[str, Kind, sa.Row[*tuple[Any, ...]]], None]] = {
    RELATE: _back_from_relate,
    UNRELATE: _back_from_unrelate,
    MOVE: _back_from_move,
    CREATE: _back_from_create,
}


def _nearest(source: str, kind: str, slugs: Sequence[str]) -> str | None:
    """Choose the first of some posts that still stands in a source's list."""
    found = sa.select(Node.slug).join(Edge, Edge.target_id == Node.id)
    of_source = Edge.source_id == id_of(source), Edge.kind == kind
    there = {*session().scalars(found.where(*of_source, Node.slug.in_(slugs)))}
    return next((slug for slug in slugs if slug in there), None)


def _is_as_made(node: int) -> bool:
    """Say whether a post is as it was made: unsaved, of its one type, and nobody's target.

    Going public with its posts is no save: it leaves the date of change alone.
    """
    was_saved = sa.exists().where(Node.id == node, Node.updated != Node.created)
    is_target = sa.exists().where(Edge.target_id == node)
    of_node = Edge.source_id == node
    points_on = sa.exists().where(of_node, Edge.kind != IS_A)
    types = sa.select(Edge.target_id).where(of_node, Edge.kind == IS_A).limit(2)
    changed = session().scalars(sa.select(sa.or_(was_saved, is_target, points_on))).one()
    return not changed and len(session().scalars(types).all()) == 1
