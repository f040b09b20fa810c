"""What a visitor waits while Redis is away in several ways: 8 browsers read, 2 processes write."""

import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

from app.config import from_env
from app.factory import create_app
from bench.clients import load
from bench.server import COMMAND, fill, newest_posts, settings
from bench.serving import serving
from bench.writing import add_posts, save
from db.engine import Database
from tests.redis import Server
from tests.unit.faults.garbage import garbage

SECONDS = 4.0
WRITERS = 2
#: Seconds that a writer thinks between two saves: without it all that is timed is writing.
PAUSE = 0.2
PAGES = 8

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
        with serving([COMMAND, "serve"], environment) as port, writing(found.database_url):
            load(port, paths, 1)
            yield from _under_faults(redis, port, paths)
        redis.stop()


def _under_faults(redis: Server, port: int, paths: list[str]) -> Iterator[str]:
    well = 0.0
    for name, fault in FAULTS.items():
        with fault(redis):
            sample = load(port, paths, SECONDS)
        slow = sample.percentile(99)
        well = well or slow
        rise = "" if name == "well" else f", {slow - well:+.0f} ms (goal: under 100)"
        yield f"  {name:8} {sample.rate:5.0f} a second, 99th percentile {slow:4.0f} ms{rise}"
