"""What is done to edges, in one line each: by editors, and by nobody who takes it back."""

from collections.abc import Callable
from typing import NamedTuple

from db.graph import edges, target_sets, undo
from db.graph.edges import LockedEdge, TitledTarget
from db.graph.operations import Operation


def relate(actor: str, source: str, kind: str, target: str) -> Operation | None:
    """Make an edge of the kind of a key; give None when it is there."""
    return _edit(actor, source, kind, target, LockedEdge.relate)


def create(actor: str, source: str, kind: str, title: str) -> Operation | None:
    """Relate what has a title, or is made of it."""
    return _edit(actor, source, kind, TitledTarget(" ".join(title.split())), LockedEdge.relate)


def unrelate(actor: str, source: str, kind: str, target: str) -> Operation | None:
    """Delete an edge; give None when it is not there."""
    return _edit(actor, source, kind, target, LockedEdge.unrelate)


def move(actor: str, source: str, kind: str, target: str, before: str | None) -> Operation | None:
    """Move an edge; give None when it stands there."""
    return _edit(actor, source, kind, target, lambda edge: edge.move(before))


def move_earlier(actor: str, source: str, kind: str, target: str) -> Operation | None:
    """Move an edge one place to the front; give None when it is the first."""
    return _edit(actor, source, kind, target, LockedEdge.move_earlier)


def take_back(op: int, source: str, actor: str) -> Operation:
    """Take an operation back."""
    return undo.take_back(op, source, actor)


class NewTarget(NamedTuple):
    """What became of a title that was to be a target."""

    slug: str
    #: Whether the post was made for it.
    made: bool
    #: Whether the edge is new.
    related: bool


def relate_new(source: str, kind: str, title: str) -> NewTarget:
    """Relate what has a title, or is made of it; nobody takes it back."""
    with edges.editing(None, target_sets.kind_named(kind), source, TitledTarget(title)) as edge:
        is_new = edge.relate()
    return NewTarget(edge.target.name, edge.has_new_target, is_new)


def put_before(source: str, kind: str, target: str, before: str | None) -> bool:
    """Move an edge; nobody takes it back."""
    with edges.editing(None, target_sets.kind_named(kind), source, target) as edge:
        return edge.move(before)


def put_earlier(source: str, kind: str, target: str) -> bool:
    """Move an edge one place to the front; nobody takes it back."""
    with edges.editing(None, target_sets.kind_named(kind), source, target) as edge:
        return edge.move_earlier()


def _edit(
    actor: str,
    source: str,
    kind: str,
    target: str | TitledTarget,
    change: Callable[[LockedEdge], bool],
) -> Operation | None:
    with edges.editing(actor, target_sets.picked(kind), source, target) as edge:
        change(edge)
    return edge.operation
