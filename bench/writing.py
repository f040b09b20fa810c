"""Writes: beside few and many kept fragments, and by many writers at once."""

import shutil
import statistics
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from app import factory
from app.config import Settings, from_env
from app.regions.cache import CacheEntry, FragmentCache, LocalCache, RedisCache, SharedRedis
from app.web.site import EXTENSION
from bench.editing import NAME, PASSWORD
from bench.server import fill, settings
from db import accounts, graph, posts
from db.engine import Database
from db.graph import queries
from db.kernel.errors import Conflict
from db.log import changes
from db.posts import Changes, NewPost
from tests.redis import Server

FEW, MANY = 10, 100_000
#: So many are kept at once.
BATCH = 1000
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


def filled(cache: FragmentCache, database: Database, number: int) -> FragmentCache:
    """Fill a cache with fragments that all depend on what is written."""
    with database.reading():
        head = changes.head()
    topics = frozenset(("post:post-0", "text", "out:post-0:tagged"))
    entry = CacheEntry("<p>kept</p>", head, topics)
    for start in range(0, number, BATCH):
        keys = range(start, min(start + BATCH, number))
        cache.put_many({f"{key:064}": entry for key in keys})
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
        accounts.add_user(NAME, PASSWORD)
        for writer in range(writers):
            posts.create(NewPost("Bench post", slug=f"post-{writer}", status="published"))


class Site:
    """A site with so many kept fragments, and an editor's browser in it."""

    def __init__(self, settings: Settings, database: Database, cache: FragmentCache) -> None:
        app = factory.assemble(settings, database, factory.load_library())
        site = factory.site_of(app)
        context = replace(site.render_context, cache=cache)
        app.extensions[EXTENSION] = replace(site, render_context=context)
        self._client, self._database = app.test_client(), database
        self._send("/login", {"username": NAME, "password": PASSWORD})

    def save(self, turn: int) -> float:
        """Save a post by its form; give the milliseconds that took."""
        with self._database.reading():
            post = queries.post("post-0")
        if post is None:
            raise SystemExit("bench: post-0 is gone")
        names = ("title", "body", "format", "status", "rev")
        form = {name: str(getattr(post, name)) for name in names}
        began = time.perf_counter()
        self._send("/post-0/edit", {**form, "summary": f"Summary {turn}."})
        return (time.perf_counter() - began) * 1000

    def _send(self, path: str, form: dict[str, str]) -> None:
        answer = self._client.post(path, data=form, headers={"Sec-Fetch-Site": "same-origin"})
        if answer.status_code != 303:
            raise SystemExit(f"bench: {path} gave {answer.status_code}")


def beside(sites: dict[int, Site], where: str) -> Iterator[str]:
    """The cost of a save beside few and many fragments, in turns."""
    times: dict[int, list[float]] = {number: [] for number in sites}
    for turn in range(ROUNDS):
        for number, site in sites.items():
            took = site.save(turn * 2 + (number == MANY))
            if turn >= ROUNDS // 10:
                times[number].append(took)
    for number, each in times.items():
        yield f"  beside {number:7,} fragments in {where} {statistics.median(each):6.2f} ms"
    ratio = statistics.median(times[MANY]) / statistics.median(times[FEW])
    yield f"  ratio {ratio:.2f} (goal: under 1.2)"


def beside_local(settings: Settings, database: Database) -> Iterator[str]:
    """Fragments in the process."""
    caches = {number: LocalCache(BYTES) for number in (FEW, MANY)}
    sites = {
        number: Site(settings, database, filled(cache, database, number))
        for number, cache in caches.items()
    }
    for number, cache in caches.items():
        if len(cache) < number:
            raise SystemExit(f"bench: {len(cache)} fragments are kept, not {number}")
    yield from beside(sites, "the process")


def beside_redis(settings: Settings, database: Database, folder: Path) -> Iterator[str]:
    """Fragments in a Redis, if there is one: few in one of its databases, many in another."""
    if shutil.which("redis-server") is None:
        yield "  there is no redis-server"
        return
    server = Server(folder)
    server.start()
    sites = {}
    for number, url in ((FEW, server.url), (MANY, server.url.removesuffix("0") + "1")):
        filling = RedisCache(SharedRedis(url, patience=60), settings.secret_key)
        filled(filling, database, number)
        if filling.count() != number:
            raise SystemExit(f"bench: {filling.count()} fragments are kept, not {number}")
        cache = RedisCache(SharedRedis(url), settings.secret_key)
        sites[number] = Site(replace(settings, redis_url=url), database, cache)
    yield from beside(sites, "Redis")
    server.stop()


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
        found = from_env({**settings(Path(folder), "on"), "APP_ENV": "production"})
        yield from beside_local(found, database)
        yield from beside_redis(found, database, Path(folder))
        yield from at_once(database)
        database.dispose()
