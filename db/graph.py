"""Writes of edges: relate, unrelate, find or create what is related, seed a new site.

Knows no page. What must stay true: an edge is there once; a symmetric one is two rows,
made and deleted together; `subtype-of` has no cycle. Each edge goes behind the last of
its source and kind. The cost of a write does not grow with the graph.
"""

from datetime import UTC, datetime

from sqlalchemy import delete, func, select

from db import hierarchy, posts, queries
from db.engine import insert_if_new, one_at_a_time, session
from db.errors import Conflict, Invalid, NotFound
from db.folding import clean, fold
from db.models import Edge, Post
from db.posts import SEEDED, NewPost
from db.seeds import SEED_EDGES, SEEDS, Seed
from db.vocabulary import IS_A, SUBTYPE_OF

#: Left between two positions, so that a post can be moved between them.
_GAP = 1024

#: The date of the posts of a new site: behind everything that its authors write.
_SEED_DATE = datetime(2020, 1, 1, tzinfo=UTC)


def relate(source: str, kind: str, target: str) -> bool:
    """Make an edge behind the others of its source and kind; say whether it is new.

    Raises Invalid for an unknown kind or a post and itself, NotFound when an end is gone,
    Conflict when a `subtype-of` would close a cycle.
    """
    symmetric = _is_symmetric(kind)
    ends = _ends(source, target)
    if source == target:
        raise Invalid("a post cannot be related to itself")
    if kind == SUBTYPE_OF:
        _check_no_cycle(source, target, ends)
    # Sorted, so that two writers who relate the same posts from either end do not deadlock.
    pairs = sorted([ends, ends[::-1]]) if symmetric else [ends]
    made = [_append(source_id, kind, target_id) for source_id, target_id in pairs]
    return any(made)


def unrelate(source: str, kind: str, target: str) -> bool:
    """Delete the edges of this kind between two posts; say whether there was one."""
    symmetric = _is_symmetric(kind)
    source_id, target_id = _ends(source, target)
    found = (Edge.source_id == source_id) & (Edge.target_id == target_id)
    if symmetric:
        found = found | (Edge.source_id == target_id) & (Edge.target_id == source_id)
    gone = session().scalars(delete(Edge).where(Edge.kind == kind, found).returning(Edge.kind))
    return bool(gone.all())


def find_or_create(title: str, type_slug: str) -> str:
    """Give the slug of the instance of a type that has this title, in any case and accents.

    When there is none, it is made: published, with an empty body.
    """
    name = fold(" ".join(title.split()))
    one_at_a_time(f"create {type_slug} {name}")
    types = hierarchy.with_subtypes(type_slug)
    instances = select(Edge.source_id).where(Edge.kind == IS_A, Edge.target_id.in_(types))
    same = select(Post.slug).where(Post.folded == name, Post.id.in_(instances)).order_by(Post.id)
    found = session().scalars(same.limit(1)).one_or_none()
    if found is not None:
        return found
    slug = posts.create(NewPost(title, status="published"))
    relate(slug, IS_A, type_slug)
    return slug


def seed() -> None:
    """Make the posts and edges that every site stands on; what is there stays as it is."""
    new = {seed.slug for seed in SEEDS if _put(seed) == "created"}
    for source, kind, target in SEED_EDGES:
        if source in new or target in new:
            _relate_seeds(source, kind, target)


def _put(seed: Seed) -> posts.Outcome:
    post = NewPost(
        seed.title,
        seed.body,
        summary=seed.summary,
        status="published",
        slug=seed.slug,
        published=_SEED_DATE,
        fields=seed.fields,
    )
    return posts.put(post, f"{SEEDED}{seed.slug}")


def _relate_seeds(source: str, kind: str, target: str) -> None:
    """Make an edge unasked: the first kinds are kinds only once these edges are there."""
    source_id, target_id = _ends(source, target)
    _append(source_id, kind, target_id)


def _is_symmetric(kind: str) -> bool:
    """Say whether a kind reads the same from both ends; raise Invalid when it is no kind."""
    for known in queries.kinds():
        if known.slug == kind:
            return known.symmetric
    raise Invalid(f"there is no kind of relation {kind!r}")


def _ends(source: str, target: str) -> tuple[int, int]:
    """Find the nodes of two posts; raise NotFound."""
    wanted = select(Post.slug, Post.id).where(Post.slug.in_([clean(source), clean(target)]))
    nodes = dict(session().execute(wanted).all())
    for slug in (source, target):
        if slug not in nodes:
            raise NotFound(f"there is no post {slug!r}")
    return nodes[source], nodes[target]


def _check_no_cycle(source: str, target: str, ends: tuple[int, int]) -> None:
    """Refuse an edge to a type that is below; others who add such edges wait meanwhile."""
    one_at_a_time(SUBTYPE_OF)
    if hierarchy.is_below(ends[1], ends[0]):
        raise Conflict(f"{target!r} is a subtype of {source!r} already: it cannot be both")


def _append(source_id: int, kind: str, target_id: int) -> bool:
    """Insert an edge behind the others of its source and kind, unless it is there."""
    last = select(func.max(Edge.position)).where(Edge.source_id == source_id, Edge.kind == kind)
    position = func.coalesce(last.scalar_subquery(), 0) + _GAP
    edge = insert_if_new(Edge).values(
        source_id=source_id, kind=kind, target_id=target_id, position=position
    )
    return session().scalars(edge.returning(Edge.kind)).one_or_none() is not None
