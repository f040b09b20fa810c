"""Types above and below: the closures over `subtype-of` that queries are built from.

Knows no page. `is-a` does not chain, `subtype-of` does: an instance of a subtype is an
instance of the supertype. Every closure is one recursive query whose UNION drops what
was reached before, so a cycle ends it. The cost grows with the number of types.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from db.kernel.models import HERE, ID_OF_SLUG, PUBLIC_HERE, Edge, Node, id_of, visible_to
from db.kernel.records import PostLink, TypeNode
from db.kernel.session import record, session
from db.kernel.text import clean, fold
from db.kernel.well_known import IS_A, SUBTYPE_OF, TYPE
from db.log import changes

#: How deep the tree of types is drawn; what lies deeper stands beside the roots.
DEEPEST = 20


def own_type(public: bool) -> sa.ScalarSelect[str]:
    """Name the title of the first type of a query's `Node`; NULL there when it has none."""
    query = sa.select(_OWN.title).join(_IS, _IS.target_id == _OWN.id)
    own = query.where(_IS.source_id == Node.id, _IS.kind == IS_A, visible_to(public, _OWN))
    first = own.order_by(_IS.position, _IS.target_id).limit(1)
    return first.correlate(Node).scalar_subquery()


_IS, _OWN = aliased(Edge), aliased(Node)
#: The title of the first type of the `Node` of a query; made once, for making it takes long.
OWN_TYPE: Final = own_type(public=False)


class TypeDefinition(NamedTuple):
    """A type itself; one of another site has no slug."""

    node: int
    slug: str | None
    title: str
    is_public: bool


class PostTypes(NamedTuple):
    """The types of the post at an address; where there is none, it has no UUID."""

    uuid: str | None
    links: tuple[PostLink, ...]


def _with_subtypes() -> sa.Select[int, str]:
    """Write the query that gives types of these slugs, and everything below them."""
    starts = Node.slug.in_(sa.bindparam("slugs", expanding=True))
    reached = sa.select(Node.id.label("id")).where(starts).cte(recursive=True)
    below = sa.select(Edge.source_id).join(reached, Edge.target_id == reached.c.id)
    reached = reached.union(below.where(Edge.kind == SUBTYPE_OF))
    return sa.select(reached.c.id, Node.uuid).join(Node, Node.id == reached.c.id)


#: Types of some `slugs` and everything below them: their nodes and UUIDs.
BELOW: Final = _with_subtypes()


def with_subtypes(*slugs: str) -> list[int]:
    """Return the nodes of types and of everything below them."""
    record(*map(changes.at, slugs), changes.POSTS)
    rows = session().execute(BELOW, {"slugs": [clean(slug) for slug in slugs]}).all()
    for _, uuid in rows:
        record(changes.into(uuid, SUBTYPE_OF), changes.into(uuid, IS_A))
    return [node for node, _ in rows]


def _types(public: bool) -> sa.Select[str, str | None, str | None, str, bool]:
    """Write the query for the post with a slug and every type of it, and whether that is shown.

    A post without types makes one row; what it says of a type is NULL.
    """
    own = sa.select(Edge.target_id.label("id"))
    reached = own.where(Edge.source_id == ID_OF_SLUG, Edge.kind == IS_A).cte(recursive=True)
    above = sa.select(Edge.target_id).join(reached, Edge.source_id == reached.c.id)
    reached = reached.union(above.where(Edge.kind == SUBTYPE_OF))
    is_shown = visible_to(public).label("is_shown")
    query = sa.select(_SUBJECT.uuid, Node.uuid, Node.slug, Node.title, is_shown)
    query = query.select_from(_SUBJECT).outerjoin(reached, sa.true())
    query = query.outerjoin(Node, Node.id == reached.c.id)
    return query.where(_SUBJECT.slug == sa.bindparam("slug")).order_by(Node.folded, Node.id)


_SUBJECT = aliased(Node)
_TYPES_FOR: Final = {public: _types(public) for public in (True, False)}


def types_of(slug: str, public: bool) -> PostTypes:
    """Return every type of a post that is a post here, supertypes too, by title."""
    record(changes.at(slug), changes.POSTS, changes.TEXT)
    rows = session().execute(_TYPES_FOR[public], {"slug": clean(slug)}).all()
    if not rows:
        return PostTypes(None, ())
    uuid = rows[0][0]
    record(changes.out(uuid, IS_A))
    record(*(changes.out(each, SUBTYPE_OF) for _, each, *_ in rows if each is not None))
    links = (PostLink(name, title) for *_, name, title, is_shown in rows if is_shown and name)
    return PostTypes(uuid, tuple(links))


def instance_named(title: str, type_slug: str) -> str | None:
    """Return the slug of the first instance of a type that has this title, in any case."""
    instances = sa.select(Edge.source_id).where(
        Edge.kind == IS_A, Edge.target_id.in_(with_subtypes(type_slug))
    )
    return member_named(title, instances)


def member_named(title: str, members: sa.Select[int]) -> str | None:
    """Return the slug of the first of some posts that has this title, in any case."""
    name = fold(" ".join(title.split()))
    same = sa.select(Node.slug).where(Node.folded == name, HERE, Node.id.in_(members))
    return session().scalars(same.order_by(Node.id).limit(1)).one_or_none()


def is_below(node: int, other: int) -> bool:
    """Return whether a type is a subtype of another, at any distance, local or remote."""
    start = sa.select(Edge.target_id.label("id"))
    reached = start.where(Edge.source_id == node, Edge.kind == SUBTYPE_OF).cte(recursive=True)
    above = sa.select(Edge.target_id).join(reached, Edge.source_id == reached.c.id)
    reached = reached.union(above.where(Edge.kind == SUBTYPE_OF))
    return session().scalars(sa.select(sa.exists().where(reached.c.id == other))).one()


def tree() -> tuple[TypeNode, ...]:
    """Return the published types as trees, by title, with their published instances counted.

    A type stands under each of its supertypes; its own subtypes are drawn once, so that
    neither a cycle nor a web of types makes the tree longer than the list of edges.
    """
    types = _published()
    below = _subtypes(types)
    under_another = {subtype for subtypes in below.values() for subtype in subtypes}
    drawing = _Drawing(types, below, _instance_counts(types))
    drawing.draw_roots(node for node in types if node not in under_another)
    drawing.draw_roots(types)
    return tuple(drawing.roots)


def _definitions() -> sa.Select[str, int, str, str, bool]:
    """Write the query that gives the types themselves."""
    direct = sa.select(Edge.source_id).where(Edge.target_id == id_of(TYPE), Edge.kind == IS_A)
    # Not an OR: PostgreSQL would read every post to find these few.
    tops = sa.union(sa.select(Node.id).where(Node.slug == TYPE), direct).subquery()
    reached = sa.select(Node.id.label("id")).join(tops, tops.c.id == Node.id).cte(recursive=True)
    below = sa.select(Edge.source_id).join(reached, Edge.target_id == reached.c.id)
    reached = reached.union(below.where(Edge.kind == SUBTYPE_OF))
    is_public = visible_to(public=True).label("is_public")
    query = sa.select(Node.uuid, reached.c.id, Node.slug, Node.title, is_public)
    return query.join(Node, Node.id == reached.c.id).order_by(Node.folded, Node.id)


_DEFINITIONS: Final = _definitions()


def definitions() -> Sequence[TypeDefinition]:
    """Return the types themselves, drafts too: `type`, what is directly is-a it, their subtypes."""
    record(changes.at(TYPE), changes.POSTS, changes.TEXT)
    rows = session().execute(_DEFINITIONS).all()
    for uuid, *_ in rows:
        record(changes.into(uuid, SUBTYPE_OF), changes.into(uuid, IS_A))
    return [TypeDefinition(*row[1:]) for row in rows]


def _published() -> dict[int, PostLink]:
    """Return the published types that are posts of ours, by title."""
    return {
        each.node: PostLink(each.slug, each.title)
        for each in definitions()
        if each.slug is not None and each.is_public
    }


def _subtypes(types: dict[int, PostLink]) -> dict[int, list[int]]:
    """Return the direct subtypes of each type, in the order of `types`."""
    query = sa.select(Edge.source_id, Edge.target_id).where(
        Edge.kind == SUBTYPE_OF, Edge.source_id.in_(types), Edge.target_id.in_(types)
    )
    below: defaultdict[int, list[int]] = defaultdict(list)
    for subtype, supertype in session().execute(query):
        below[supertype].append(subtype)
    order = {node: place for place, node in enumerate(types)}
    return {node: sorted(subtypes, key=order.__getitem__) for node, subtypes in below.items()}


def _instance_counts(types: dict[int, PostLink]) -> dict[int, int]:
    """Count the published instances of each type, those of its subtypes once with them."""
    start = sa.select(Node.id.label("top"), Node.id.label("id")).where(Node.id.in_(types))
    reached = start.cte(recursive=True)
    below = sa.select(reached.c.top, Edge.source_id).join(Edge, Edge.target_id == reached.c.id)
    reached = reached.union(below.where(Edge.kind == SUBTYPE_OF))
    query = (
        sa.select(reached.c.top, sa.func.count(Node.id.distinct()))
        .join(Edge, Edge.target_id == reached.c.id)
        .join(Node, Node.id == Edge.source_id)
        .where(Edge.kind == IS_A, PUBLIC_HERE)
        .group_by(reached.c.top)
    )
    return dict(session().execute(query).all())


@dataclass(slots=True)
class _Drawing:
    """Trees of types while they are drawn."""

    types: dict[int, PostLink]
    below: dict[int, list[int]]
    counts: dict[int, int]
    roots: list[TypeNode] = field(default_factory=list)
    drawn: set[int] = field(default_factory=set)
    #: The types whose subtypes are drawn.
    opened: set[int] = field(default_factory=set)

    def draw_roots(self, nodes: Iterable[int]) -> None:
        """Draw a tree for each of `nodes` that stands in none yet."""
        for node in nodes:
            if node not in self.drawn:
                self.roots.append(self.draw(node, 1))

    def draw(self, node: int, depth: int) -> TypeNode:
        """Draw a type, and what is below it if that is drawn nowhere else."""
        self.drawn.add(node)
        children: list[TypeNode] = []
        if depth < DEEPEST and node not in self.opened:
            self.opened.add(node)
            children = [self.draw(subtype, depth + 1) for subtype in self.below.get(node, ())]
        link = self.types[node]
        return TypeNode(link.slug, link.title, self.counts.get(node, 0), tuple(children))
