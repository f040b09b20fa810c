"""A kind to its target set: the posts that may be its targets.

Knows no page. That of `is-a` and `subtype-of` is the types themselves. That of any other kind is
the instances of its anchors, the types that declare it, through subtypes; a kind without an
anchor may point to every post. The cost grows with the number of types.
"""

import re
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Row, Select, bindparam, exists, select, true
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import SQLCoreOperations

from db.graph import queries, types
from db.kernel.errors import Invalid, UnknownKind
from db.kernel.models import ID_OF_SLUG, WHOLE_POSTS, Edge, Node, Title
from db.kernel.records import Kind
from db.kernel.session import session
from db.kernel.text import clean
from db.kernel.well_known import DECLARES, IS_A, RELATION, SEED_KINDS, SUBTYPE_OF, TYPE


@dataclass(frozen=True, slots=True)
class TargetSet:
    """The posts that may be targets of a kind."""

    kind: Kind
    #: The types whose instances they are, oldest first; none: every post.
    anchors: tuple[str, ...]
    #: The nodes of these types and of those below them, or of the targets themselves.
    nodes: frozenset[int]

    @property
    def has_types(self) -> bool:
        """Whether the targets are the types themselves, not instances of them."""
        return self.kind.slug in (IS_A, SUBTYPE_OF)

    def holds(self, node: SQLCoreOperations[int]) -> ColumnElement[bool]:
        """Write the condition that a node is a target."""
        if self.has_types:
            return node.in_(self.nodes)
        if not self.anchors:
            return true()
        edge = aliased(Edge)
        is_instance = edge.kind == IS_A, edge.target_id.in_(self.nodes)
        return exists().where(edge.source_id == node, *is_instance)

    def members(self) -> Select[int]:
        """Write the query that gives the nodes of all targets."""
        if self.has_types:
            return select(Node.id).where(Node.id.in_(self.nodes))
        if not self.anchors:
            return select(Title.node_id)
        is_instance = Edge.kind == IS_A, Edge.target_id.in_(self.nodes)
        return select(Edge.source_id).where(*is_instance)


def picked(key: str) -> Kind:
    """Return the kind of this key, which editors pick; raise UnknownKind, or Invalid for others.

    Nobody picks a kind whose picker stands on no post: what is tied by it says what others
    may be. Where the picker of a kind stands on some posts, others may have its edges all the
    same: a post becomes a type by its first `subtype-of`.
    """
    kind = kind_of_key(key)
    if kind.shown_on == ():
        raise Invalid(f"{kind.label} has no picker: it is not changed here")
    return kind


def kind_of_key(key: str) -> Kind:
    """Return the kind of this key; raise UnknownKind."""
    if key in SEED_KINDS:
        return kind_named(key)
    node = _NODE_KEY.fullmatch(key)
    parameters = {"node": int(node[1]) if node else 0, "slugs": [RELATION]}
    return _one_kind(key, session().execute(_KIND_AT, parameters).one_or_none())


def kind_named(slug: str) -> Kind:
    """Return the kind of this name; raise UnknownKind."""
    parameters = {"slug": clean(slug), "slugs": [RELATION]}
    return _one_kind(slug, session().execute(_KIND, parameters).one_or_none())


def _one_kind(name: str, row: Row[int, str, str, dict[str, object]] | None) -> Kind:
    if row is None:
        raise UnknownKind(f"there is no kind of relation {name!r}")
    return queries.as_kind(*row)


def _kind(which: ColumnElement[bool]) -> Select[int, str, str, dict[str, object]]:
    """Write the query for a kind: a post that is a relation, or of a type below it."""
    below = select(types.BELOW.subquery().c.id)
    are_kinds = select(Edge.source_id).where(Edge.kind == IS_A, Edge.target_id.in_(below))
    return select(*queries.KIND).select_from(WHOLE_POSTS).where(which, Node.id.in_(are_kinds))


_KIND: Final = _kind(Node.slug == bindparam("slug"))
_KIND_AT: Final = _kind(Node.id == bindparam("node"))

#: The key of a kind that is no seed. Longer numbers are no nodes, and too large for a database.
_NODE_KEY: Final = re.compile(f"{queries.KEY_OF_NODE}([1-9][0-9]{{0,8}})", re.ASCII)


#: The types that declare a kind, oldest first.
_ANCHORS: Final = (
    select(Node.slug)
    .join(Edge, Edge.source_id == Node.id)
    .where(Edge.kind == DECLARES, Edge.target_id == ID_OF_SLUG)
    .order_by(Node.id)
)


def pool_of(kind: Kind) -> TargetSet:
    """Return what may be targets of a kind."""
    if kind.slug in (IS_A, SUBTYPE_OF):
        nodes = (each.node for each in types.definitions())
        return TargetSet(kind, (TYPE,), frozenset(nodes))
    slugs = tuple(session().scalars(_ANCHORS, {"slug": kind.slug}))
    return TargetSet(kind, slugs, frozenset(types.with_subtypes(*slugs) if slugs else ()))
