"""Writes of edges, through one door: `with editing(actor, kind, source, target) as edge`.

Knows no page. Invariants: an edge exists once; its target is in the target set of its kind when
it is created; a symmetric one is two rows, created and deleted together, each with a position of
its own; `subtype-of` has no cycle. The cost of a write does not grow with the graph. What an
editor does is recorded (`operations`), so that it can be undone.

Inside the block nobody else writes the edge, and neither end is deleted, until the transaction
ends: the nodes whose lists change are locked, so the writes of one edge are serialized. The
triggers of the table notify the change log.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

import sqlalchemy as sa

from db import posts
from db.graph import operations, order, target_sets, types
from db.graph.operations import EdgeChange, EdgeEnd, Operation
from db.graph.order import EdgeKey
from db.graph.seeds import LASTING_EDGES
from db.graph.target_sets import TargetSet
from db.kernel.errors import Invalid, NotAllowed, NotFound
from db.kernel.models import EDGES, NODES, Node
from db.kernel.records import Kind
from db.kernel.session import is_sqlite, one_at_a_time, session
from db.kernel.text import clean, fold
from db.kernel.well_known import IS_A, SEED_KINDS, SUBTYPE_OF
from db.log import listing
from db.posts import NewPost, publication


@dataclass(frozen=True, slots=True)
class TitledTarget:
    """A target named by its title: the post of the kind's target set that has it, or a new one."""

    title: str


@dataclass(slots=True)
class LockedEdge:
    """An edge, existing or not, that nobody else writes until the transaction ends."""

    kind: Kind
    source: EdgeEnd
    target: EdgeEnd
    #: Who may undo the change; None: nobody.
    actor: str | None = None
    #: Whether the target was created for this edge.
    has_new_target: bool = False
    #: The operation, once it is recorded.
    operation: Operation | None = None
    _change: EdgeChange | None = None

    def relate(self) -> bool:
        """Append the edge to those of its source and kind; return whether it is new.

        Raises Invalid for a post and itself, for a target outside the kind's target set, and if a
        `subtype-of` would close a cycle.
        """
        if self.source.id == self.target.id:
            raise Invalid("a post cannot be related to itself")
        rows, pool = self._rows(), target_sets.pool_of(self.kind)
        count, is_offered = _state(rows, pool)
        if count == len(rows):
            return False
        self._check_rules(pool, is_offered)
        if self.kind.slug not in SEED_KINDS:
            # Its edges refer to it from now on.
            session().execute(_KEEP_KEY, {"kind": self.kind.slug, "name": self.kind.key})
        results = [order.append(row) for row in rows]
        publication.publish_with([source for source, _, _ in rows])
        verb = operations.CREATE if self.has_new_target else operations.RELATE
        return self._changed(any(results), EdgeChange(verb))

    def unrelate(self) -> bool:
        """Delete the edge; return whether it existed. Raises NotAllowed if the graph needs it."""
        if (self.source.name, self.kind.slug, self.target.name) in LASTING_EDGES:
            place = f"{self.kind.label} of “{self.source.title}”"
            raise NotAllowed(
                f"the site needs “{self.target.title}” in the {place}: it cannot be removed"
            )
        change = self._at_places(operations.UNRELATE)
        gone = [
            session().execute(_DELETE, order.parameters(row)).one_or_none() for row in self._rows()
        ]
        return self._changed(any(row is not None for row in gone), change)

    def move(self, before: str | None) -> bool:
        """Put the edge before that to another target, or last; return whether it moved.

        Raises NotFound if that target is gone, Invalid if one of the two edges is.
        """
        following = None if before is None else end_named(before)
        self._check_there(self.target, *([] if following is None else [following]))
        change = self._at_places(operations.MOVE)
        has_moved = order.put_before(self._rows()[0], following and following.id)
        return self._changed(has_moved, change)

    def move_earlier(self) -> bool:
        """Put the edge before the preceding one; return whether there is one. Raises as `move`."""
        self._check_there(self.target)
        change = self._at_places(operations.MOVE)
        return self._changed(order.put_earlier(self._rows()[0]), change)

    def from_target(self) -> "LockedEdge":
        """Return a symmetric edge as seen from its other end."""
        return replace(self, source=self.target, target=self.source)

    def write_down(self) -> None:
        """Record the change, if somebody may undo it."""
        if self.actor is not None and self._change is not None:
            ends = self.source, self.target
            self.operation = operations.note(self.actor, self.kind, ends, self._change)

    def _rows(self) -> list[EdgeKey]:
        """Return the keys of the rows that make the edge, that of its source first."""
        row = self.source.id, self.kind.key, self.target.id
        return [row, row[::-1]] if self.kind.symmetric else [row]

    def _changed(self, is_changed: bool, change: EdgeChange) -> bool:
        """Remember the change, if there was one, for undo."""
        if is_changed:
            self._change = change
        return is_changed

    def _at_places(self, verb: str) -> EdgeChange:
        """Return what is done to an edge that may stand in lists, and where it stands there."""
        if self.actor is None:
            return EdgeChange(verb)
        return EdgeChange(verb, *(order.behind(row) for row in self._rows()))

    def _check_rules(self, pool: TargetSet, is_offered: bool) -> None:
        """Refuse a target that the kind does not offer, or that would close a cycle."""
        if not is_offered:
            _refuse(self.target, pool)
        if self.kind.slug == SUBTYPE_OF and types.is_below(self.target.id, self.source.id):
            below, above = self.target.title, self.source.title
            raise Invalid(f"“{below}” is a subtype of “{above}” already: it cannot be both")

    def _check_there(self, *targets: EdgeEnd) -> None:
        """Refuse to move a missing edge, or to move one before a missing one."""
        for target in targets:
            row = self.source.id, self.kind.key, target.id
            if session().execute(_IS_THERE, order.parameters(row)).one_or_none() is None:
                raise Invalid(f"“{target.title}” does not stand under {self.kind.label} any more")


@contextmanager
def editing(
    actor: str | None, kind: Kind, source: str, target: str | TitledTarget
) -> Iterator[LockedEdge]:
    """Lock an edge for an editor's change, and record that change.

    A source is named by its slug, a target by its slug, its url or its title. Without an actor
    the change cannot be undone. Raises NotFound if an end is gone, and Invalid for a title if
    the kind has no anchor.
    """
    has_new_target = False
    if isinstance(target, TitledTarget):
        target, has_new_target = _titled(kind, source, target.title)
    ends = _lock(kind, source, target)
    edge = LockedEdge(kind, *ends, actor=actor, has_new_target=has_new_target)
    yield edge
    edge.write_down()


def relate(source: str, kind: str, target: str) -> bool:
    """Make an edge that nobody takes back, of a kind named by its slug; say whether it is new."""
    with editing(None, target_sets.kind_named(kind), source, target) as edge:
        return edge.relate()


def unrelate(source: str, kind: str, target: str) -> bool:
    """Delete an edge, as `relate` makes one; say whether it was there."""
    with editing(None, target_sets.kind_named(kind), source, target) as edge:
        return edge.unrelate()


def find_or_create(title: str, type_slug: str, public: bool = True) -> str:
    """Return the slug of the instance of a type that has this title, in any case and accents.

    A new one is empty, and published or, if not `public`, a draft that goes public with its posts.
    """
    _reserve(title)
    return types.instance_named(title, type_slug) or _make(title, type_slug, public)


def end_named(name: str) -> EdgeEnd:
    """Return the node with a slug or a url; raise NotFound."""
    parameters = {"slugs": [clean(name)], "url": clean(name)}
    row = session().execute(_ENDS, parameters).one_or_none()
    if row is None:
        raise NotFound(f"there is no post {name!r}")
    return EdgeEnd(*row)


def _lock(kind: Kind, source: str, target: str) -> tuple[EdgeEnd, EdgeEnd]:
    """Look up the ends of an edge, and keep others from writing it; raise NotFound."""
    # Before the nodes, or two who write halves of a cycle wait for each other.
    listing.hold(kind.slug, target)
    parameters = {"slugs": [*{clean(source), clean(target), kind.slug}], "url": clean(target)}
    rows = session().execute(_ENDS if is_sqlite() else _KEPT_ENDS, parameters)
    ends = {end.name: end for end in (EdgeEnd(*row) for row in rows)}
    for name in (source, target):
        if name not in ends:
            raise NotFound(f"there is no post {name!r}")
    if not is_sqlite():
        nodes = [ends[name].id for name in (source, target)]
        session().execute(_LOCK, {"nodes": nodes if kind.symmetric else nodes[:1]})
    return ends[source], ends[target]


_NAMED: Final = sa.or_(
    Node.slug.in_(sa.bindparam("slugs", expanding=True)), Node.url == sa.bindparam("url")
)
_ENDS: Final = sa.select(Node.id, order.NAME, Node.title, Node.uuid).where(_NAMED).order_by(Node.id)
#: Keeps what is found from being deleted.
_KEPT_ENDS: Final = _ENDS.with_for_update(read=True, key_share=True)
#: Keeps others from writing the lists of nodes.
_LOCK: Final = (
    sa.select(Node.id)
    .where(Node.id.in_(sa.bindparam("nodes", expanding=True)))
    .order_by(Node.id)
    .with_for_update(key_share=True)
)
_KEEP_KEY: Final = (
    sa.update(NODES)
    .where(NODES.c.slug == sa.bindparam("kind"), NODES.c.key.is_(None))
    .values(key=sa.bindparam("name"))
)
_IS_THERE: Final = sa.select(EDGES.c.kind).where(order.ONE_EDGE)
_DELETE: Final = sa.delete(EDGES).where(order.ONE_EDGE).returning(EDGES.c.kind)


def _state(rows: list[EdgeKey], pool: TargetSet) -> tuple[int, bool]:
    """Return how many rows of an edge exist, and whether its target is in the target set."""
    are_rows = sa.or_(*(order.edge_is(row) for row in rows))
    count = sa.select(sa.func.count()).where(are_rows).scalar_subquery()
    is_offered = pool.holds(sa.literal(rows[0][2]))
    number, offered = session().execute(sa.select(count, is_offered)).one()
    return number, bool(offered)


def _refuse(target: EdgeEnd, pool: TargetSet) -> None:
    """Raise Invalid for a target that a kind does not offer."""
    types = " or ".join(pool.anchors)
    raise Invalid(f"“{target.title}” is no {types}, so it cannot stand under {pool.kind.label}")


def _titled(kind: Kind, source: str, title: str) -> tuple[str, bool]:
    """Return the post of a title in a kind's target set, created if new, and whether it is new."""
    _reserve(title)
    pool = target_sets.pool_of(kind)
    if not pool.anchors:
        raise Invalid(f"what stands under {kind.label} is chosen, not made here")
    slug = types.member_named(title, pool.members())
    if slug is not None:
        return slug, False
    return _make(title, pool.anchors[0], publication.is_public(source)), True


def _reserve(title: str) -> None:
    """Keep others from creating a post of this title before it is looked up."""
    one_at_a_time(f"create {fold(' '.join(title.split()))}")


def _make(title: str, anchor: str, public: bool) -> str:
    """Create an empty post of a type; raise Invalid if that is no longer a type."""
    pool = target_sets.pool_of(target_sets.kind_named(IS_A))
    own_type = end_named(anchor)
    if own_type.id not in pool.nodes:
        _refuse(own_type, pool)
    status = "published" if public else "draft"
    slug = posts.create(NewPost(title, status=status, goes_public=not public))
    relate(slug, IS_A, anchor)
    return slug
