"""What somebody types into a picker to a page of posts that it offers, best first.

Knows no page. Nothing here is kept, so no topics are recorded.

A small pool is read as a whole: what matches is ordered by how well it does, then by how
often it is used already. A large one is not: what begins with the text, or is used at all,
is read from an index until the page is full, and only then is the rest gone through, in
rows so narrow that a hundred thousand are quick.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import SQLCoreOperations

from db.graph import target_sets, types
from db.graph.target_sets import TargetSet
from db.kernel.errors import NotFound
from db.kernel.models import DRAFT, HERE, Edge, EdgeCount, Node, Title, visible_to
from db.kernel.records import Option, SuggestionPage
from db.kernel.session import is_sqlite, rows_of, session
from db.kernel.text import clean, fold
from db.kernel.well_known import SUBTYPE_OF
from db.posts import LONGEST_TITLE

#: A pool of at most so many posts is read as a whole.
SMALL = 5_000

#: A page has at most so many rows.
_LONGEST_PAGE = 100

#: Stands behind every character that a title has.
_LAST = chr(0x10FFFF)
#: Ends a title, which has no such character; its slug follows.
_END = "\n"
#: What may stand before a word of a title or a slug.
_BEFORE_WORDS = (" ", "-", _END)

_TOO_LOW = "is a subtype of this post already"


def options(slug: str, kind: str, q: str, offset: int, limit: int = 20) -> SuggestionPage:
    """Return a page of the posts that may be related to a post by the kind of a key, best first.

    Raises UnknownKind, NotFound, and Invalid for a kind that is not picked.
    """
    pool, node = target_sets.pool_of(target_sets.picked(kind)), _node(slug)
    title = " ".join(clean(q).split())
    if len(title) > LONGEST_TITLE:
        return SuggestionPage((), False, None)
    limit = min(max(limit, 1), _LONGEST_PAGE)
    ids = _rows(_parts(_Question(node, pool, fold(title))), offset, limit + 1)
    more = len(ids) > limit
    create = title if not more and _can_be_made(pool, fold(title)) else None
    return SuggestionPage(_items(pool, node, slug, ids[:limit]), more, create)


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked: for which post, from which pool, by which folded text."""

    node: int
    pool: TargetSet
    text: str

    def offers(self) -> sa.ColumnElement[bool]:
        """Write the condition that a title is another post's: none is offered to itself."""
        return Title.node_id != self.node

    def rank(self) -> sa.ColumnElement[int]:
        """Write how well a title matches; the best has the lowest rank."""
        begins_word = sa.or_(*(_holds(sign + self.text) for sign in _BEFORE_WORDS))
        return sa.case(
            (_begins(self.text + _END), 0), (_begins(self.text), 1), (begins_word, 2), else_=3
        )

    def use(self) -> sa.ColumnElement[bool]:
        """Write the condition that joins a title with how often it is used."""
        return sa.and_(EdgeCount.kind == self.pool.kind.key, EdgeCount.target_id == Title.node_id)


_NODE: Final = sa.select(Node.id).where(Node.slug == sa.bindparam("slug"))


def _node(slug: str) -> int:
    node = session().scalars(_NODE, {"slug": clean(slug)}).one_or_none()
    if node is None:
        raise NotFound(f"there is no post {slug!r}")
    return node


def _parts(question: _Question) -> Iterator[sa.Select[int]]:
    """Return the queries whose rows, one after the other, are the answer."""
    yield from _parts_here(question)
    # A thing elsewhere has no row among the titles. The first condition is for the index.
    query = sa.select(Node.id).where(Node.url > "", visible_to(public=False))
    offered = query.where(Node.id != question.node, question.pool.holds(Node.id))
    names = Node.folded + _END + sa.func.lower(Node.url)
    yield offered.where(_holds(question.text, names)).order_by(Node.folded, Node.id)


def _parts_here(question: _Question) -> Iterator[sa.Select[int]]:
    """Return the queries for what is here: the best, then the most used, first."""
    members = question.pool.members().limit(SMALL + 1).subquery()
    if session().scalars(sa.select(sa.func.count()).select_from(members)).one() <= SMALL:
        yield _whole(question)
        return
    offers = question.offers(), question.pool.holds(Title.node_id)
    query = sa.select(Title.node_id)
    if question.text:
        begins = _begins(question.text)
        yield query.where(begins, *offers).order_by(Title.names, Title.node_id)
        # SQLite tries conditions as they stand: the one that most titles fail is the first.
        elsewhere = query.where(_holds(question.text), sa.not_(begins), *offers)
        yield elsewhere.order_by(question.rank(), Title.names, Title.node_id)
        return
    used = query.join(EdgeCount, question.use()).where(*offers)
    yield used.order_by(EdgeCount.count.desc(), EdgeCount.target_id.desc())
    unused = query.where(*offers, sa.not_(sa.exists().where(question.use())))
    yield unused.order_by(Title.node_id.desc())


def _whole(question: _Question) -> sa.Select[int]:
    """Ask for everything in the pool that matches: the best, then the most used, first."""
    count = sa.func.coalesce(EdgeCount.count, 0).desc()
    query = sa.select(Title.node_id).outerjoin(EdgeCount, question.use()).where(question.offers())
    if question.pool.anchors:
        query = query.where(Title.node_id.in_(question.pool.members()))
    if not question.text:
        return query.order_by(count, Title.node_id.desc())
    matching = query.where(_holds(question.text))
    return matching.order_by(question.rank(), count, Title.names, Title.node_id)


def _rows(parts: Iterator[sa.Select[int]], offset: int, limit: int) -> list[int]:
    """Fetch a page of the rows of several queries, as if they were one list."""
    ids: list[int] = []
    offset = max(offset, 0)
    for part in parts:
        rows = rows_of(part, offset, limit - len(ids))
        ids += (post for (post,) in rows)
        if len(ids) == limit:
            break
        if offset > 0:
            offset = 0 if rows else max(offset - _length(part), 0)
    return ids


def _length(part: sa.Select[int]) -> int:
    rows = part.order_by(None).subquery()
    return session().scalars(sa.select(sa.func.count()).select_from(rows)).one()


_COUNT: Final = sa.func.coalesce(EdgeCount.count, 0)
#: Whether the post that is asked for has the edge already.
_PRESENT: Final = sa.exists().where(
    Edge.source_id == sa.bindparam("source"),
    Edge.kind == sa.bindparam("of"),
    Edge.target_id == Node.id,
)
_DESCRIBED: Final = (
    sa.select(Node.id, Node.slug, Node.title, types.OWN_TYPE, _COUNT, _PRESENT)
    .add_columns(DRAFT.label("is_draft"), Node.url)
    .outerjoin(
        EdgeCount, sa.and_(EdgeCount.kind == sa.bindparam("of"), EdgeCount.target_id == Node.id)
    )
    .where(Node.id.in_(sa.bindparam("nodes", expanding=True)))
)


def _items(pool: TargetSet, source: int, slug: str, nodes: Sequence[int]) -> tuple[Option, ...]:
    """Describe the posts that were found, in two queries, in their order."""
    parameters = {"of": pool.kind.key, "source": source, "nodes": nodes}
    rows = session().execute(_DESCRIBED, parameters)
    below = set(types.with_subtypes(slug)) if pool.kind.slug == SUBTYPE_OF else set()
    shared = _shared_titles(pool, nodes)
    items = {
        node: Option(
            node,
            name,
            title,
            own or "",
            uses,
            _TOO_LOW if node in below else None,
            is_draft,
            present,
            node in shared,
            url,
        )
        for node, name, title, own, uses, present, is_draft, url in rows
    }
    return tuple(items[node] for node in nodes)


def _shared_titles(pool: TargetSet, nodes: Sequence[int]) -> frozenset[int]:
    """Say whose title another post of the pool has as well, on whatever page that one is."""
    twin = aliased(Node)
    same = twin.folded == Node.folded, twin.id != Node.id, twin.slug.is_not(None)
    other = sa.exists().where(*same, pool.holds(twin.id))
    return frozenset(session().scalars(sa.select(Node.id).where(Node.id.in_(nodes), other)))


def _can_be_made(pool: TargetSet, name: str) -> bool:
    """Return whether the pool takes new posts, and holds none of this name."""
    if not pool.anchors or not name:
        return False
    same = sa.exists().where(Node.folded == name, HERE, pool.holds(Node.id))
    return not session().scalars(sa.select(same)).one()


def _holds(text: str, names: SQLCoreOperations[str] = Title.names) -> sa.ColumnElement[bool]:
    """Write the condition that a title or a slug holds a text, in which no sign means more."""
    place = sa.func.instr if is_sqlite() else sa.func.strpos
    return place(names, sa.literal(text)) > 0


def _begins(text: str) -> sa.ColumnElement[bool]:
    """Write the condition that a title begins with a text, as a range of an index."""
    return sa.and_(Title.names >= text, Title.names < text + _LAST)
