"""Drafts that go public with their posts: published with the first of these.

Such a draft is created in the picker of a draft, a new tag for example: nobody should read of it
before its post. Knows no page, and nothing of how a post is saved.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Select, bindparam, exists, select, update
from sqlalchemy.orm import aliased

from db.kernel.models import DRAFT, NODES, POSTS, PUBLIC_HERE, Edge, Moment, Node, visible_to
from db.kernel.session import is_sqlite, session
from db.kernel.text import clean


def is_public(slug: str) -> bool:
    """Return whether a post is published."""
    public = exists().where(Node.slug == clean(slug), PUBLIC_HERE)
    return session().scalars(select(public)).one()


def hold(node: int) -> None:
    """Keep others from adding edges of a post that is being published.

    Wait for whoever is adding one; whoever adds one later sees a public post.
    """
    if not is_sqlite():
        session().execute(_HOLD, {"node": node})


_HOLD: Final = select(Node.id).where(Node.id == bindparam("node")).with_for_update(key_share=True)


def publish_with(sources: Sequence[int]) -> None:
    """Publish the drafts that go public with their posts, if one of these posts is public.

    A published draft may be such a post itself, and publishes its own drafts. Whoever has one
    of the drafts open in a form has an older version now.
    """
    while sources:
        waiting = session().scalars(_WAITING, {"sources": [*sources]}).all()
        if waiting:
            now = {"nodes": waiting, "now": datetime.now(UTC)}
            session().execute(_PUBLISH, now)
            session().execute(_GROW, {"nodes": waiting})
        sources = waiting


def _find_waiting() -> Select[int]:
    """Build the query for drafts that would go public; other publishers of them wait."""
    source = aliased(Node)
    points = exists().where(
        Edge.source_id.in_(bindparam("sources", expanding=True)),
        Edge.target_id == Node.id,
        source.id == Edge.source_id,
        source.slug.is_not(None),
        visible_to(True, source),
    )
    query = select(Node.id).where(DRAFT, Node.goes_public, points)
    return query.order_by(Node.id).with_for_update(of=Node)


_WAITING: Final = _find_waiting()
_PUBLISH: Final = (
    update(NODES)
    .where(NODES.c.id.in_(bindparam("nodes", expanding=True)))
    .values(status="published", published=bindparam("now", type_=Moment), goes_public=False)
)
#: Only the version grows: neither the words nor the date of their change are others.
_GROW: Final = (
    update(POSTS)
    .where(POSTS.c.id.in_(bindparam("nodes", expanding=True)))
    .values(rev=POSTS.c.rev + 1)
)
