"""The posts and edges that every site stands on, put where they are missing.

Knows no page. What is there stays as it is: an editor may have rewritten it.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import update

from db import posts
from db.graph import order
from db.graph.edges import end_named
from db.graph.seeds import SEED_EDGES, SEEDS, Seed
from db.kernel.models import NODES
from db.kernel.session import session
from db.kernel.well_known import SEED_KINDS, SUBTYPE_OF, TYPE
from db.posts import SEEDED, NewPost

#: The date of the posts of a new site: behind everything that its authors write.
_SEED_DATE = datetime(2020, 1, 1, tzinfo=UTC)


_KEEP_SEED_KEYS: Final = (
    update(NODES)
    .where(NODES.c.slug.in_(SEED_KINDS), NODES.c.key.is_(None))
    .values(key=NODES.c.slug)
)


def seed(types: Iterable[Seed] = ()) -> None:
    """Make the posts and edges that a site stands on, and more types; what is there stays."""
    more = tuple(types)
    new = {seed.slug for seed in (*SEEDS, *more) if _put(seed) == "created"}
    session().execute(_KEEP_SEED_KEYS)
    for source, kind, target in (*SEED_EDGES, *((seed.slug, SUBTYPE_OF, TYPE) for seed in more)):
        if source in new or target in new:
            _relate_seeds(source, kind, target)


def _put(seed: Seed) -> posts.Outcome:
    post = NewPost(
        seed.title,
        body=seed.body,
        summary=seed.summary,
        status="published",
        slug=seed.slug,
        published=_SEED_DATE,
        fields=seed.fields,
    )
    return posts.put(post, f"{SEEDED}{seed.slug}")


def _relate_seeds(source: str, kind: str, target: str) -> None:
    """Make an edge unasked: the first kinds are kinds only once these edges are there."""
    order.append((end_named(source).id, kind, end_named(target).id))
