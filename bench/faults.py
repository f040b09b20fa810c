"""What a visitor waits while Redis is away in several ways: 8 browsers read, 2 processes write."""

import multiprocessing
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

from app.config import from_env
from app.factory import create_app
from bench.clients import Sample, load
from bench.server import COMMAND, fill, newest_posts, settings
from bench.serving import serving
from bench.writing import add_posts, save
from db.engine import Database
from tests.redis import Server
from tests.unit.faults.garbage import garbage

SECONDS = 2.0
ROUNDS = 5
WRITERS = 2
#: Seconds that a writer thinks between two saves: without it all that is timed is writing.
PAUSE = 0.2
PAGES = 8
#: Where no Redis has ever been.
NOWHERE = "redis://127.0.0.1:1/0"

Fault = Callable[[Server], AbstractContextManager[object]]


@contextmanager
def killed(redis: Server) -> Iterator[None]:
    """End it, and start it again."""
    redis.stop()
    yield
    redis.start()


@contextmanager
def replaced(redis: Server) -> Iterator[None]:
    """Put a server in its place that talks nonsense."""
    redis.stop()
    with garbage(port=redis.port):
        yield
    redis.start()


@contextmanager
def emptied(redis: Server) -> Iterator[None]:
    """Forget all that is kept."""
    redis.client.flushall()
    yield


FAULTS: dict[str, Fault] = {
    "well": lambda _: nullcontext(),
    #: A site of its own, whose Redis never was there.
    "absent": lambda _: nullcontext(),
    "killed": killed,
    "frozen": Server.frozen,
    "garbage": replaced,
    "emptied": emptied,
}


def write(url: str, slug: str) -> None:
    """Save a post again and again."""
    database = Database(url)
    while True:
        save(database, slug)
        time.sleep(PAUSE)


@contextmanager
def writing(url: str) -> Iterator[None]:
    """Let processes write meanwhile."""
    writers = [
        multiprocessing.Process(target=write, args=(url, f"post-{number}"), daemon=True)
        for number in range(WRITERS)
    ]
    for writer in writers:
        writer.start()
    try:
        yield
    finally:
        for writer in writers:
            writer.terminate()
            writer.join()


def measure(posts: int) -> Iterator[str]:
    """The 99th percentile of a visit, well and under each fault."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        fill(folder, posts)
        redis = Server(folder)
        redis.start()
        environment = {**settings(folder, "on"), "REDIS_URL": redis.url}
        found = from_env({**environment, "APP_ENV": "production"})
        database = Database(found.database_url)
        add_posts(database, WRITERS)
        database.dispose()
        paths = ["/", *newest_posts(create_app(found))[:PAGES]]
        yield f"visits while Redis is away, {posts} posts, 1 process, {WRITERS} writers:"
        without = {**environment, "REDIS_URL": NOWHERE}
        with (
            serving([COMMAND, "serve"], environment) as port,
            serving([COMMAND, "serve"], without) as other,
            writing(found.database_url),
        ):
            for each in (port, other):
                load(each, paths, 1)
            yield from _under_faults(redis, {"absent": other}, port, paths)
        redis.stop()


def _under_faults(
    redis: Server, others: dict[str, int], port: int, paths: list[str]
) -> Iterator[str]:
    """Rounds of all of them, so that what else the machine does falls on each alike."""
    samples: dict[str, list[Sample]] = {name: [] for name in FAULTS}
    for _ in range(ROUNDS):
        for name, fault in FAULTS.items():
            with fault(redis):
                samples[name].append(load(others.get(name, port), paths, SECONDS))
    well = [sample.percentile(99) for sample in samples["well"]]
    for name, seen in samples.items():
        slow = [sample.percentile(99) for sample in seen]
        rise = statistics.median(each - before for each, before in zip(slow, well, strict=True))
        said = "" if name == "well" else f", {rise:+.0f} ms (goal: under 100)"
        rate = statistics.median(sample.rate for sample in seen)
        typical = statistics.median(slow)
        yield f"  {name:8} {rate:5.0f} a second, 99th percentile {typical:4.0f} ms{said}"
