"""Operations of editors on edges, recorded for an hour so that they can be undone.

Knows no page and no rule of the graph. Expired ones are deleted when new ones are added.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from db.graph.order import NAME
from db.kernel import models
from db.kernel.errors import Conflict
from db.kernel.models import OPERATIONS, Node, OperationRow, id_of
from db.kernel.records import Kind
from db.kernel.session import session

RELATE: Final = "relate"
UNRELATE: Final = "unrelate"
MOVE: Final = "move"
CREATE: Final = "create"

#: For how long an operation can be undone.
KEPT = timedelta(hours=1)

#: The most expired ones that are deleted with each new one.
_PRUNED = 100

#: Numbers of operations are smaller on both databases.
_LARGEST = 2**63


class EdgeEnd(NamedTuple):
    """A thing at the end of an edge."""

    id: int
    #: Its slug, or its url where it is elsewhere.
    name: str
    title: str
    uuid: str


class EdgeChange(NamedTuple):
    """A change of an edge, and what it preceded at each end, nearest first."""

    verb: str
    before: Sequence[str] = ()
    before_at_other: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation: the verb, and its edge."""

    id: int
    verb: str
    source: str
    #: The key of the kind.
    kind: str
    #: The slug of the target, or its url.
    other: str
    other_title: str
    #: What the kind is called on the source.
    label: str


def note(actor: str, kind: Kind, ends: tuple[EdgeEnd, EdgeEnd], change: EdgeChange) -> Operation:
    """Record an operation, and delete expired ones."""
    source, other = ends
    now = datetime.now(UTC)
    row = {
        "time": now,
        "actor": actor,
        "verb": change.verb,
        "source_id": source.id,
        "kind": kind.key,
        "other_id": other.id,
        "before": [*change.before],
        "before_at_other": [*change.before_at_other],
        "undone": False,
    }
    number = session().scalars(_NOTE, row).one()
    # Two who do this at once take different ones.
    session().execute(_PRUNE, {"oldest": now - KEPT})
    what = kind.key, other.name, other.title, kind.label
    return Operation(number, change.verb, source.name, *what)


_NOTE: Final = sa.insert(OPERATIONS).returning(OPERATIONS.c.id)
_OLD = sa.select(OperationRow.id).where(
    OperationRow.time < sa.bindparam("oldest", type_=models.Moment)
)
_FEW = _OLD.order_by(OperationRow.time).limit(_PRUNED).with_for_update(skip_locked=True)
_PRUNE: Final = sa.delete(OperationRow).where(OperationRow.id.in_(_FEW))


def noted(op: int, source: str, actor: str) -> sa.Row[*tuple[Any, ...]]:
    """Return the row of an operation of this actor on this post; raise Conflict when it is gone.

    Its `name` and `title` are those of the target.
    """
    query = (
        sa.select(*OPERATIONS.c, NAME.label("name"), Node.title)
        .join(Node, Node.id == OPERATIONS.c.other_id)
        .where(OPERATIONS.c.id == op, OPERATIONS.c.actor == actor)
        .where(OPERATIONS.c.source_id == id_of(source))
        .where(OPERATIONS.c.time > datetime.now(UTC) - KEPT)
    )
    row = session().execute(query).one_or_none() if 0 < op < _LARGEST else None
    if row is None:
        raise Conflict("this can no longer be taken back")
    return row


def check_last(row: sa.Row[*tuple[Any, ...]], kind: Kind) -> None:
    """Refuse an operation that is undone already, or was followed by another change of its edge.

    The caller has locked the edge.
    """
    later = aliased(OperationRow)
    same = sa.and_(later.source_id == row.source_id, later.other_id == row.other_id)
    if kind.symmetric:
        same |= sa.and_(later.source_id == row.other_id, later.other_id == row.source_id)
    newer = sa.exists().where(later.id > row.id, later.kind == row.kind, same, ~later.undone)
    state = sa.select(OPERATIONS.c.undone, newer).where(OPERATIONS.c.id == row.id)
    found = session().execute(state).one_or_none()
    if found is None or found[0]:
        raise Conflict("this was taken back already")
    if found[1]:
        raise Conflict("this was changed again since, so it cannot be taken back")


def mark_undone(op: int) -> None:
    """Record that an operation was undone."""
    session().execute(sa.update(OPERATIONS).where(OPERATIONS.c.id == op).values(undone=True))
