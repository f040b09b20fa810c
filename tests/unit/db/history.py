"""A random site and random writes to it, for tests that compare before and after."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import Any

from sqlalchemy import delete, select

from db import graph, posts
from db.graph import target_sets
from db.kernel.errors import DbError
from db.kernel.models import Address, Alias, Edge, Mention, Node, Post, UserRow, id_of
from db.kernel.records import Extract, StoredLink
from db.kernel.session import session
from db.posts import Changes, NewPost
from tests.unit.db import editing
from tests.unit.db.making import day, elsewhere

LETTERS = tuple("abcdefg")
SEEDS = ("tag", "type", "article", "relation", "tagged", "is-a")
KINDS = ("related", "tagged", "is-a", "subtype-of", "declares", "a", "b")
USERS = ("Ada", "Bob")

Rows = Mapping[Any, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class State:
    """Every row that the topics of a write tell of, by its key."""

    posts: Rows
    edges: Rows
    aliases: Rows
    addresses: Rows
    #: Of a post: each of its mentions, in their order.
    mentions: Rows


#: What a post holds besides its card, without the number that both have.
CONTENT = [column for column in Post.__table__.columns if column.name != "id"]


def state() -> State:
    """Read the whole graph."""
    rows = session().execute(select(Node.__table__, *CONTENT).outerjoin(Post, Post.id == Node.id))
    ends = session().execute(select(Edge.__table__))
    return State(
        {row.id: tuple(row) for row in rows},
        {(row.source_id, row.kind, row.target_id): (row.position,) for row in ends},
        {(row.post_id, row.folded): (row.name,) for row in session().scalars(select(Alias))},
        {row.path: (row.post_id,) for row in session().scalars(select(Address))},
        _mentions(),
    )


def _mentions() -> Rows:
    rows = session().execute(select(Mention.__table__).order_by(Mention.position))
    of_posts: defaultdict[int, tuple[Any, ...]] = defaultdict(tuple)
    for row in rows:
        of_posts[row.source_id] += ((row.kind, row.written, row.target_id or 0),)
    return of_posts


def make_tags(*titles: str) -> None:
    """Make tags that carry the first, so that a history has something to begin with."""
    for title in titles:
        # Where a history went before, the kinds may be kinds no longer.
        with suppress(DbError):
            graph.find_or_create(title, "tag")
            graph.relate(title, "tagged", titles[0])


def some_post(chance: Random) -> str:
    """Name a post that may be there."""
    return chance.choice(LETTERS) if chance.random() < 0.75 else chance.choice(SEEDS)


def some_extract(chance: Random) -> Extract:
    """Make up the links of a body, to posts that are there and that are not."""
    written = chance.sample([*LETTERS, "h", "A x", "notes/b.md"], chance.randint(0, 3))
    links = [
        StoredLink("name", each) if chance.random() < 0.5 else StoredLink("path", f"/{each}/#x")
        for each in written
    ]
    return Extract(links=(*links, StoredLink("url", "https://example.org/")))


def new_post(chance: Random, title: str) -> NewPost:
    """Make up a post of this title."""
    return NewPost(
        title,
        body=chance.choice(["", "Text.", "Other."]),
        format=chance.choice(["markdown", "sx"]),
        summary=chance.choice(["", "Summary."]),
        status=chance.choice(["draft", "published", "published"]),
        published=chance.choice([None, day(1), day(2), day(3)]),
        author=chance.choice([None, *session().scalars(select(UserRow.name))]),
        fields={"label": chance.choice("xyz")} if chance.random() < 0.2 else {},
        plain=chance.choice([None, "Plain."]),
        lang=chance.choice(["", "fr"]),
        aliases=tuple(chance.sample(LETTERS, chance.randint(0, 1))),
        listing_rule=chance.choice(["type", "type", "always", "never"]),
        goes_public=chance.random() < 0.3,
        extract=some_extract(chance),
        addresses=tuple(f"/{each}/" for each in chance.sample(LETTERS, chance.randint(0, 1))),
    )


def create(chance: Random) -> None:
    """Make a post, or another of the same title."""
    posts.create(new_post(chance, chance.choice(LETTERS)))


def revise(chance: Random) -> None:
    """Save a post with another content; each thing is changed once in a while."""
    slug = some_post(chance)
    rev = session().scalars(select(Post.rev).where(Post.id == id_of(slug))).one_or_none() or 0
    new = new_post(chance, f"{slug} {chance.choice('xyz')}")
    names = (
        "title",
        "body",
        "format",
        "summary",
        "status",
        "published",
        "fields",
        "aliases",
        "lang",
        "listing_rule",
        "goes_public",
    )
    changed = chance.sample(names, chance.randint(0, 2))
    given = {name: getattr(new, name) for name in changed}
    posts.revise(slug, rev, Changes(**given, extract=new.extract))


def rename(chance: Random) -> None:
    """Give a post another address, or one that is taken."""
    posts.rename(chance.choice(LETTERS), chance.choice([*LETTERS, "h", "tag"]))


def put(chance: Random) -> None:
    """Import a post, or its next version."""
    title = chance.choice(LETTERS)
    posts.put(new_post(chance, title), f"{title}.md")


def relate(chance: Random) -> None:
    """Make an edge, likely one that makes a tag, a type or a kind, or one to a tag."""
    kind = chance.choice(KINDS)
    target = chance.choice(SEEDS) if kind in ("is-a", "subtype-of") else some_post(chance)
    if chance.random() < 0.3:
        kind, target = chance.choice([("is-a", "tag"), ("tagged", "a"), ("tagged", "b")])
    graph.relate(some_post(chance), kind, target)


def unrelate(chance: Random) -> None:
    """Delete an edge that is there."""
    graph.unrelate(*some_edge(chance))


def some_edge(chance: Random) -> tuple[str, str, str]:
    """Name an edge that is there; an end of it may be elsewhere."""
    edges = select(Edge.source_id, Edge.kind, Edge.target_id)
    rows = session().execute(edges.order_by(Edge.source_id, Edge.kind, Edge.target_id)).all()
    source, kind, target = chance.choice(rows)
    slugs = dict(session().execute(select(Node.id, Node.slug)).all())
    keys = select(Node.slug).where(Node.key == kind)
    return slugs[source] or "", session().scalars(keys).one(), slugs[target] or ""


def targets(source: str, kind: str) -> list[str]:
    """Name what a post points to by a kind; raise UnknownKind."""
    found = select(Node.slug).join(Edge, Edge.target_id == Node.id)
    key = target_sets.kind_named(kind).key
    of_source = Edge.source_id == id_of(source), Edge.kind == key
    return [*session().scalars(found.where(*of_source).order_by(Node.slug))]


def move(chance: Random) -> None:
    """Put an edge that is there before another of its source and kind, or last."""
    source, kind, target = some_edge(chance)
    editing.put_before(source, kind, target, chance.choice([None, *targets(source, kind)]))


def move_earlier(chance: Random) -> None:
    """Put an edge that is there before the one before it."""
    source, kind, target = some_edge(chance)
    editing.put_earlier(source, kind, target)


def relate_new(chance: Random) -> None:
    """Relate a title."""
    kind = chance.choice(["tagged", "is-a", "subtype-of"])
    editing.relate_new(some_post(chance), kind, chance.choice(LETTERS))


def take_back(chance: Random) -> None:
    """Do something as an editor, and take it back or not."""
    source, kind, target = some_edge(chance)
    done = editing.unrelate("ada", source, target_sets.kind_named(kind).key, target)
    if done is not None and chance.random() < 0.7:
        editing.take_back(done.id, source, "ada")


def shift(chance: Random) -> None:
    """Change the place of an edge, by hand."""
    edges = session().scalars(select(Edge).order_by(Edge.source_id, Edge.kind, Edge.target_id))
    chance.choice(edges.all()).position = chance.randint(1, 5000)
    session().flush()


def reach_elsewhere(chance: Random) -> None:
    """Make an edge from or to a post of another site, by hand."""
    node = session().scalars(select(Node.id).where(Node.url.is_not(None))).first()
    if node is None:
        elsewhere()
        return
    post = session().scalars(select(Node.id).where(Node.slug == some_post(chance))).one_or_none()
    source, target = chance.sample([node, post or node], 2)
    key = (source, chance.choice(["is-a", "subtype-of", "tagged"]), target)
    if source != target and session().get(Edge, key) is None:
        session().add(Edge(**dict(zip(EDGE_KEY, key, strict=True)), position=1))
        session().flush()


EDGE_KEY = ("source_id", "kind", "target_id")


def delete_user(chance: Random) -> None:
    """Delete a user, by hand, and make another."""
    session().execute(delete(UserRow))
    name = chance.choice(USERS)
    session().add(UserRow(name=name, folded=name.lower(), password_hash="", created=day(1)))
    session().flush()


#: The public functions that write, each with arguments made up.
WRITES: Mapping[str, Callable[[Random], object]] = {
    "db.posts.create": create,
    "db.posts.revise": revise,
    "db.posts.rename": rename,
    "db.posts.delete": lambda chance: posts.delete(chance.choice(LETTERS)),
    "db.posts.put": put,
    "db.posts.renew_words": lambda chance: posts.renew_words(
        some_post(chance), "Plain.", some_extract(chance)
    ),
    "db.graph.relate": relate,
    "db.graph.unrelate": unrelate,
    "db.graph.find_or_create": lambda chance: graph.find_or_create(
        chance.choice(LETTERS),
        chance.choice(["tag", "type", "article", "a"]),
        public=chance.random() < 0.5,
    ),
    "db.graph.editing": lambda chance: chance.choice([move, move_earlier, relate_new])(chance),
    "db.graph.take_back": take_back,
    "db.graph.seed": lambda _: graph.seed(),
}
#: What nobody does by a function yet, or somebody in the database's own shell.
BY_HAND: Mapping[str, Callable[[Random], object]] = {
    "shift": shift,
    "reach elsewhere": reach_elsewhere,
    "delete user": delete_user,
}
_OFTEN = (
    "db.graph.relate",
    "db.graph.relate",
    "db.graph.editing",
    "db.posts.revise",
    "db.posts.create",
) * 2


def write(chance: Random) -> str:
    """Do a random write, and say which; one that is refused changes nothing."""
    every = {**WRITES, **BY_HAND}
    name = chance.choice([*every, *_OFTEN])
    try:
        every[name](chance)
    except DbError as refused:
        return f"{name}, refused: {refused.message}"
    return name
