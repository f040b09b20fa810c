"""The graph in small and in large: what a picker offers while one types, and writes of edges."""

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, select

from db import graph, migrations
from db.engine import Database
from db.graph import suggestions
from db.kernel.identity import uuid_at
from db.kernel.models import Edge, Node, Post
from db.kernel.session import session
from tests.postgres import serving

#: Posts; the last has some 400,000 edges.
SIZES = (10, 1_000, 100_000)
TAGS = 300
BATCH = 5_000
ROUNDS = 200
WRITES = {"relate": graph.relate, "unrelate": graph.unrelate}
VOCABULARY = (
    *("ash", "rose", "ember", "branch", "garden", "river", "stone", "paper", "letter", "window"),
    *("winter", "harbour", "lantern", "orchard", "thread", "mirror", "engine", "pattern"),
    *("signal", "margin", "echo", "meadow", "copper", "salt", "map", "voice", "shore", "bridge"),
)
FIRST_DAY = datetime(2020, 1, 1, tzinfo=UTC)


def fill(posts: int) -> None:
    """Put made-up posts into the open session, straight into the tables: tags first."""
    first, chance = newest_node(), random.Random(posts)
    for numbers in batches(posts):
        put(first, numbers, chance)


def newest_node() -> int:
    """Give the highest number that a node of the open session has."""
    return session().scalars(select(Node.id).order_by(Node.id.desc()).limit(1)).one()


def batches(posts: int) -> Iterator[range]:
    """Cut the numbers of posts into pieces."""
    return (range(at, min(at + BATCH, posts + 1)) for at in range(1, posts + 1, BATCH))


def put(first: int, numbers: range, chance: random.Random) -> None:
    """Put some of the posts, with the edges that they bring."""
    tag = session().scalars(select(Node.id).where(Node.slug == "tag")).one()
    session().execute(insert(Node), [_card(first, number, chance) for number in numbers])
    session().execute(insert(Post), [_post(first, number, chance) for number in numbers])
    edges = [edge for number in numbers for edge in _edges(first, number, tag, chance)]
    session().execute(insert(Edge), edges)


def _card(first: int, number: int, chance: random.Random) -> dict[str, object]:
    name = f"{' '.join(chance.choices(VOCABULARY, k=3))} {number}"
    day = FIRST_DAY + timedelta(minutes=number)
    return {
        "id": first + number,
        "uuid": uuid_at(day),
        "slug": name.replace(" ", "-"),
        "title": name.capitalize(),
        "folded": name,
        "status": "published",
        "published": day,
        "created": day,
        "updated": day,
        "listed": True,
    }


def _post(first: int, number: int, chance: random.Random) -> dict[str, object]:
    return {
        "id": first + number,
        "rev": 1,
        "format": "markdown",
        "fields": {},
        "summary": "",
        "body": " ".join(chance.choices(VOCABULARY, k=250)),
    }


def _edges(first: int, number: int, tag: int, chance: random.Random) -> list[dict[str, object]]:
    """Make the first posts tags; tag the others, and relate them to an earlier one."""
    if number <= TAGS:
        return [_edge(first + number, "is-a", tag, 1)]
    tags = chance.sample(range(1, TAGS + 1), 2)
    made = [_edge(first + number, "tagged", first + each, each) for each in tags]
    other = first + chance.randrange(1, number)
    ends = (first + number, other), (other, first + number)
    return made + [_edge(source, "related", target, first + number) for source, target in ends]


def _edge(source: int, kind: str, target: int, position: int) -> dict[str, object]:
    return {"source_id": source, "kind": kind, "target_id": target, "position": position}


def typed(chance: random.Random) -> Iterator[str]:
    """Type words as people do: letter by letter, one wrong, one with a space."""
    while True:
        word = chance.choice(VOCABULARY)
        yield from (word[:length] for length in range(len(word) + 1))
        yield word[2:]
        yield f"{word} {chance.choice(VOCABULARY)}"
        yield f"{word}x"


def times_of_options(
    database: Database, kind: str, chance: random.Random
) -> tuple[list[float], list[float]]:
    """Measure what a picker offers, from the opening of the session to its end, and its work."""
    words = typed(chance)
    times: list[float] = []
    worked: list[float] = []
    with database.reading():
        slug = session().scalars(select(Node.slug).order_by(Node.id.desc()).limit(1)).one()
    for _ in range(ROUNDS):
        start, start_of_work = time.perf_counter(), time.thread_time()
        with database.reading():
            suggestions.options(slug, kind, next(words), 0)
        worked.append((time.thread_time() - start_of_work) * 1000)
        times.append((time.perf_counter() - start) * 1000)
    return times, worked


def times_of_writes(databases: list[Database]) -> list[list[list[float]]]:
    """Measure relating and unrelating, from the opening of the session to its commit, in turns."""
    chance = random.Random(1)
    slugs = [_newest(database) for database in databases]
    times: list[list[list[float]]] = [[[] for _ in databases] for _ in WRITES]
    for _ in range(ROUNDS):
        for number, database in enumerate(databases):
            source, target = chance.sample(slugs[number], 2)
            for verb, write in enumerate(WRITES.values()):
                start = time.perf_counter()
                with database.writing():
                    write(source, "related", target)
                times[verb][number].append((time.perf_counter() - start) * 1000)
    return times


def _newest(database: Database) -> list[str]:
    """Give posts that are related to few others."""
    with database.reading():
        return [*session().scalars(select(Node.slug).order_by(Node.id.desc()).limit(10))]


def measure() -> Iterator[str]:
    """Yield a line for each size and question, for both databases."""
    for name, serve in DATABASES.items():
        with serve() as make:
            yield f"graph, {name}, {ROUNDS} calls each:"
            databases = [filled(make(f"size_{size}"), size) for size in SIZES]
            for size, database in zip(SIZES[1:], databases[1:], strict=True):
                yield from _options(size, database)
            yield from _writes(databases)
            for database in databases:
                database.dispose()


def _options(size: int, database: Database) -> Iterator[str]:
    for kind in ("related", "tagged", "is-a"):
        times, worked = times_of_options(database, kind, random.Random(size))
        busy = f"on this processor {_summary(worked)}"
        yield f"  {size:7,} posts  options {kind:8} {_summary(times)}, {busy}"


def _writes(databases: list[Database]) -> Iterator[str]:
    for verb, times in zip(WRITES, times_of_writes(databases), strict=True):
        for size, each in zip(SIZES, times, strict=True):
            yield f"  {size:7,} posts  {verb:16} {_summary(each)}"
        ratio = statistics.median(times[-1]) / statistics.median(times[0])
        yield f"  {verb} in the largest takes {ratio:.2f} times as long as in the smallest"


def filled(url: str, size: int, begin: Callable[[], None] = graph.seed) -> Database:
    """Make a site of so many posts at an address, behind those of its beginning, and give it."""
    migrations.upgrade(url)
    database = Database(url)
    with database.writing():
        begin()
    with database.reading():
        first, chance = newest_node(), random.Random(size)
    for numbers in batches(size):
        with database.writing():
            put(first, numbers, chance)
    _settle(database)
    return database


def _settle(database: Database) -> None:
    """Do what PostgreSQL soon does by itself: sweep what the filling left, and plan anew."""
    if database.dialect == "postgresql":
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as swept:
            swept.exec_driver_sql("VACUUM ANALYZE")
    # A connection plans a statement once, and these saw an empty site.
    database.dispose()


def _summary(times: list[float]) -> str:
    ordered = sorted(times)
    p95 = ordered[int(len(ordered) * 0.95)]
    return f"p50 {statistics.median(ordered):6.2f} ms  p95 {p95:6.2f} ms"


@contextmanager
def _sqlite() -> Iterator[Callable[[str], str]]:
    with tempfile.TemporaryDirectory() as folder:
        yield lambda name: f"sqlite:///{Path(folder) / name}.db"


@contextmanager
def _postgresql() -> Iterator[Callable[[str], str]]:
    with serving() as server:
        yield server.create


#: Each gives a way to make addresses of databases.
DATABASES = {"SQLite": _sqlite, "PostgreSQL": _postgresql}


if __name__ == "__main__":
    for line in measure():
        print(line, flush=True)
