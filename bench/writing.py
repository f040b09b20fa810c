"""Writes: beside few and many kept fragments, and by many writers at once."""

import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from app.cache import Entry, LocalCache
from app.config import from_env
from bench.server import fill, settings
from db import changes, graph, posts, queries
from db.engine import Database
from db.errors import Conflict
from db.posts import Changes, NewPost

FEW, MANY = 10, 100_000
ROUNDS = 300
WRITERS = 32
WRITES = 25
#: Large enough for all of them.
BYTES = 1 << 30


def save(database: Database, slug: str) -> float:
    """Save a post with a change of an edge of its; give the milliseconds that took."""
    began = time.perf_counter()
    with database.writing("bench", "save"):
        post = queries.post(slug)
        if post is None:
            raise SystemExit(f"bench: {slug} is gone")
        posts.revise(slug, post.rev, Changes(summary=f"Summary {post.rev}."))
        (graph.unrelate if post.rev % 2 else graph.relate)(slug, "tagged", "bench")
    return (time.perf_counter() - began) * 1000


def kept(database: Database, number: int) -> LocalCache:
    """Fill a cache with fragments that all depend on what is written."""
    cache = LocalCache(BYTES)
    with database.reading():
        head = changes.head()
    topics = frozenset(("post:post-0", "text", "out:post-0:tagged"))
    cache.put_many({f"{key:064}": Entry("<p>kept</p>", head, topics) for key in range(number)})
    return cache


def prepared(folder: Path, posts_in_site: int) -> Database:
    """Make a site with posts to write, one for each writer, and a tag for them."""
    fill(folder, posts_in_site)
    database = Database(from_env(settings(folder, "on")).database_url)
    add_posts(database, WRITERS)
    return database


def add_posts(database: Database, writers: int) -> None:
    """Make a tag, and for each writer a post of its own."""
    with database.writing():
        graph.find_or_create("Bench", "tag")
        for writer in range(writers):
            posts.create(NewPost("Bench post", slug=f"post-{writer}", status="published"))


def beside(database: Database) -> Iterator[str]:
    """The cost of a write beside few and many fragments, in turns."""
    caches = {number: kept(database, number) for number in (FEW, MANY)}
    times: dict[int, list[float]] = {number: [] for number in caches}
    for turn in range(ROUNDS):
        for number, cache in caches.items():
            if len(cache) != number:
                raise SystemExit(f"bench: {len(cache)} fragments are kept, not {number}")
            # Two: one makes the edge, the other takes it away.
            took = statistics.mean(save(database, "post-0") for _ in range(2))
            if turn >= ROUNDS // 10:
                times[number].append(took)
    for number, each in times.items():
        yield f"  beside {number:7,} fragments {statistics.median(each):6.2f} ms"
    ratio = statistics.median(times[MANY]) / statistics.median(times[FEW])
    yield f"  ratio {ratio:.2f} (goal: under 1.2)"


def at_once(database: Database) -> Iterator[str]:
    """The time of each of many writes by many writers, from the wish to the commit."""
    times: list[float] = []

    def work(writer: int) -> None:
        for _ in range(WRITES):
            try:
                times.append(save(database, f"post-{writer}"))
            except Conflict:
                raise SystemExit("bench: a writer met another") from None

    threads = [Thread(target=work, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    high = statistics.quantiles(times, n=100)
    yield (
        f"  {WRITERS} writers, {len(times)} of {WRITERS * WRITES} writes: median {high[49]:.0f} ms,"
        f" 99th percentile {high[98]:.0f} ms (goal: 250), longest {max(times):.0f} ms"
    )


def measure(posts_in_site: int) -> Iterator[str]:
    """All of it."""
    with TemporaryDirectory() as folder:
        database = prepared(Path(folder), posts_in_site)
        yield f"writes with edges, {posts_in_site} posts, SQLite:"
        yield from beside(database)
        yield from at_once(database)
        database.dispose()
