"""Posts for tests, in one line each."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from sqlalchemy import select

from db import graph, posts
from db.kernel.models import Node
from db.kernel.session import session
from db.kernel.text import fold
from db.posts import NewPost


def day(number: int) -> datetime:
    """A moment: the days of a test are numbered."""
    return datetime(2024, 1, 1, 12, tzinfo=UTC).replace(day=number)


def publish(title: str, number: int = 1, body: str = "Text.", summary: str = "") -> str:
    """Make a post that was published on a numbered day."""
    new = NewPost(title, body=body, summary=summary, status="published", published=day(number))
    return posts.create(new)


def node_of(slug: str) -> int:
    """Give the node of a post."""
    return session().scalars(select(Node.id).where(Node.slug == slug)).one()


def uuid_of(slug: str) -> str:
    """Give the UUID of a post."""
    return session().scalars(select(Node.uuid).where(Node.slug == slug)).one()


def names_of_nodes() -> dict[str, str]:
    """Give the slug of each node by its UUID, or the title of what has no slug."""
    rows = session().execute(select(Node.uuid, Node.slug, Node.title))
    return {uuid: slug or title for uuid, slug, title in rows}


def readable(topics: Collection[str], names: Mapping[str, str]) -> set[str]:
    """Name the nodes in topics by their slugs."""
    return {":".join(names.get(part, part) for part in topic.split(":")) for topic in topics}


def elsewhere(title: str = "Elsewhere", status: str = "published") -> int:
    """Make the card of a thing of another site, and give its node."""
    address, now = f"https://example.org/{fold(title)}", day(1)
    card = Node(url=address, title=title, folded=fold(title), created=now, updated=now)
    card.status = status
    session().add(card)
    session().flush()
    return card.id


def draft(title: str, body: str = "Text.") -> str:
    """Make a post that is not published."""
    return posts.create(NewPost(title, body=body))


def tag(title: str) -> str:
    """Make a tag, published and empty."""
    return graph.find_or_create(title, "tag")


def make_type(title: str, *supertypes: str) -> str:
    """Make a published type below others; below none it is directly a type."""
    slug = publish(title)
    if not supertypes:
        graph.relate(slug, "is-a", "type")
    for supertype in supertypes:
        graph.relate(slug, "subtype-of", supertype)
    return slug


def relate(source: str, kind: str, *targets: str) -> None:
    """Make several edges, in this order."""
    for target in targets:
        graph.relate(source, kind, target)
