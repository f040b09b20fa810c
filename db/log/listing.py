"""Types of posts to `listed`: which posts the home page and the feed show.

A post is listed unless it is a tag, a kind of relation or a type, directly or through subtypes; its
`listing_rule` takes precedence. `db.log.changes` settles this at each commit, from the edges that
the transaction added and removed. Knows no page and no topic: its writes are noted like any others.

The cost grows with the number of types, and with the number of posts whose `listed` changes.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Final, NamedTuple

import sqlalchemy as sa

from db.kernel.models import EDGES, NODES, Node
from db.kernel.session import array_of, beside_others, is_sqlite, one_at_a_time, session, unnested
from db.kernel.text import clean
from db.kernel.well_known import IS_A, RELATION, SUBTYPE_OF, TAG, TYPE

#: The name of the lock that writers of `subtype-of` hold exclusively.
_LOCK: Final = SUBTYPE_OF

_Edge = tuple[int, str, int]


class EdgeStep(NamedTuple):
    """An edge that was added (`step` is 1) or removed (-1); a moved one is both."""

    source_id: int
    #: The key of its kind.
    kind: str
    target_id: int
    step: int


class _Types(NamedTuple):
    """The types at one time: their nodes, and those whose instances are not listed."""

    definitions: frozenset[int]
    quiet: frozenset[int]


def hold(kind: str, target: str) -> None:
    """Keep the types as they are for whoever writes an edge of a kind, or let it change them."""
    if kind == SUBTYPE_OF or (kind, target) == (IS_A, TYPE):
        one_at_a_time(_LOCK)
    elif kind == IS_A:
        beside_others(_LOCK)


def settle(steps: Iterable[EdgeStep], changed: Collection[int] = ()) -> None:
    """Update `listed` after these steps, and for posts whose rule has changed."""
    typing = [step for step in steps if step.kind in (IS_A, SUBTYPE_OF)]
    if not typing and not changed:
        return
    roots = _roots()
    shaping = [step for step in typing if step.kind == SUBTYPE_OF or step.target_id == roots[TYPE]]
    (one_at_a_time if shaping else beside_others)(_LOCK)
    after = _edges(roots)
    new, old = (_types(edges, roots) for edges in (after, after ^ _different(shaping)))
    retyped = {step.source_id for step in typing if step.kind == IS_A}
    moved = new.definitions ^ old.definitions
    # No edge says that `type` is a type.
    settled = {*changed, roots[TYPE]} | retyped | moved
    _update(new, settled, new.quiet ^ old.quiet)


def rule_for(slug: str, listed: bool) -> str:
    """Choose the rule by which a post is listed or not: what its types say goes without saying."""
    roots = _roots()
    types = _types(_edges(roots), roots)
    arrays = {name: array_of(values) for name, values in types._asdict().items()}
    by_type = session().scalars(_asking(is_sqlite()), {"slug": clean(slug), **arrays})
    if by_type.one_or_none() is listed:
        return "type"
    return "always" if listed else "never"


def _roots() -> dict[str, int]:
    """Return the posts at the roots of the types; a database without seeds has none."""
    return {TYPE: 0, TAG: 0, RELATION: 0, **dict(session().execute(_ROOTS).all())}


def _edges(roots: Mapping[str, int]) -> set[_Edge]:
    """Return the edges that define types and their subtypes."""
    return {(s, k, t) for s, k, t in session().execute(_SHAPE, {"type": roots[TYPE]})}


def _different(steps: Iterable[EdgeStep]) -> set[_Edge]:
    """Return the edges of which there is one more or one less than before."""
    counts: Counter[_Edge] = Counter()
    for each in steps:
        counts[each.source_id, each.kind, each.target_id] += each.step
    return {edge for edge, count in counts.items() if count}


def _types(edges: Iterable[_Edge], roots: Mapping[str, int]) -> _Types:
    """Compute the closure of a shape over `subtype-of`."""
    below: defaultdict[int, set[int]] = defaultdict(set)
    direct = {roots[TYPE]}
    for source, kind, target in edges:
        if kind == SUBTYPE_OF:
            below[target].add(source)
        else:
            direct.add(source)
    return _Types(_closure(direct, below), _closure({roots[TAG], roots[RELATION]}, below))


def _closure(starts: set[int], below: Mapping[int, set[int]]) -> frozenset[int]:
    reached, new = set(starts), set(starts)
    while new:
        new = {each for node in new for each in below.get(node, ())} - reached
        reached |= new
    return frozenset(reached)


def _update(types: _Types, nodes: Collection[int], moved: Collection[int]) -> None:
    """Write `listed` where it is wrong: of these posts, and of the instances of moved types."""
    parameters = {"settled": nodes, "moved": moved, **types._asdict()}
    arrays = {name: array_of(values) for name, values in parameters.items()}
    session().execute(_updating(is_sqlite()), arrays)


_ROOTS: Final = sa.select(Node.slug, Node.id).where(Node.slug.in_((TYPE, TAG, RELATION)))


def _shape() -> sa.Select[int, str, int]:
    """Build the query for the edges that define types and their subtypes."""
    columns = EDGES.c.source_id, EDGES.c.kind, EDGES.c.target_id
    subtypes = sa.select(*columns).where(EDGES.c.kind == SUBTYPE_OF)
    direct = sa.select(*columns).where(
        EDGES.c.kind == IS_A, EDGES.c.target_id == sa.bindparam("type")
    )
    # Not an OR, with which PostgreSQL would not use the index of the targets.
    both = sa.union_all(subtypes, direct).subquery()
    return sa.select(both.c.source_id, both.c.kind, both.c.target_id)


_SHAPE: Final = _shape()


def _array(name: str, on_sqlite: bool) -> sa.Select[int]:
    return sa.select(unnested(sa.Integer(), name, on_sqlite).c.value)


def _by_type(on_sqlite: bool) -> sa.ColumnElement[bool]:
    """Build the condition that a post is not a type, nor of a type that is not listed."""
    is_instance = EDGES.c.source_id == NODES.c.id, EDGES.c.kind == IS_A
    is_quiet = sa.exists().where(*is_instance, EDGES.c.target_id.in_(_array("quiet", on_sqlite)))
    return sa.and_(NODES.c.id.not_in(_array("definitions", on_sqlite)), sa.not_(is_quiet))


@cache
def _asking(on_sqlite: bool) -> sa.Select[bool]:
    """Build the query whether a post is listed by its types."""
    return sa.select(_by_type(on_sqlite)).where(NODES.c.slug == sa.bindparam("slug"))


@cache
def _updating(on_sqlite: bool) -> sa.Update:
    """Build the statement that updates `listed`."""
    rule, by_type = NODES.c.listing_rule, _by_type(on_sqlite)
    listed = sa.case((rule == "always", sa.true()), (rule == "never", sa.false()), else_=by_type)
    of_moved = EDGES.c.kind == IS_A, EDGES.c.target_id.in_(_array("moved", on_sqlite))
    instances = sa.select(EDGES.c.source_id).where(*of_moved)
    concerned = sa.union_all(_array("settled", on_sqlite), instances)
    return (
        sa.update(NODES)
        .where(NODES.c.id.in_(concerned), NODES.c.slug.is_not(None), NODES.c.listed != listed)
        .values(listed=listed)
    )
