"""The pages of a site of many posts: from the WSGI call to the last byte, in this process, warm."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

from app.config import from_env
from app.factory import create_app

COMMAND = Path(sys.executable).with_name("rose-ash")
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

WARMING = 20
CALLS = 300


def settings(folder: Path, cache: str) -> dict[str, str]:
    """The environment of a site that keeps everything in one folder."""
    return {
        "INSTANCE_PATH": str(folder),
        "SECRET_KEY": "a secret key for benchmarks",
        "BASE_URL": "http://127.0.0.1",
        "RATE_LIMITS": "off",
        "LOG_LEVEL": "ERROR",
        "CACHE": cache,
    }


def fill(folder: Path, posts: int) -> None:
    """Make a fresh site with the demo content and made-up posts."""
    for arguments in (["prepare"], ["bulk", "--posts", str(posts), "--tags", "110"]):
        subprocess.run(
            [COMMAND, *arguments],
            env={**os.environ, **settings(folder, "off")},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )


def get(application: Application, path: str) -> bytes:
    """The body of one answer."""
    url = urlsplit(path)
    environ: dict[str, Any] = {"PATH_INFO": url.path, "QUERY_STRING": url.query}
    setup_testing_defaults(environ)
    statuses: list[str] = []

    def start(status: str, *_: object) -> None:
        statuses.append(status)

    answer = application(environ, start)
    body = b"".join(answer)
    if close := getattr(answer, "close", None):
        close()
    if statuses != ["200 OK"]:
        raise SystemExit(f"bench: {path} gave {statuses}")
    return body


def newest_posts(application: Application) -> list[str]:
    """Paths of the posts in the feed."""
    tree = ET.fromstring(get(application, "/feed.xml"))  # noqa: S314 - our own
    links = tree.findall("./{*}entry/{*}link")
    return [urlsplit(link.get("href", "")).path for link in links]


def time_of(application: Application, paths: list[str]) -> str:
    """Median and 95th percentile over warm calls, and the median of the time on the processor."""
    for number in range(WARMING):
        get(application, paths[number % len(paths)])
    times, worked = [], []
    for number in range(CALLS):
        start, start_of_work = time.perf_counter(), time.thread_time()
        get(application, paths[number % len(paths)])
        worked.append((time.thread_time() - start_of_work) * 1e3)
        times.append((time.perf_counter() - start) * 1e3)
    slow = statistics.quantiles(times, n=20)[-1]
    return (
        f"{statistics.median(times):6.2f} ms, 95th percentile {slow:6.2f} ms, "
        f"of which processor {statistics.median(worked):6.2f} ms"
    )


def first_visits(start: Callable[[], Application], paths: list[str]) -> str:
    """Median of the first visit of each post after a start, beside the next one, made afresh."""
    application, rounds = start(), []
    get(application, "/")
    for _ in range(2):
        times = []
        for path in paths:
            begin = time.perf_counter()
            get(application, path)
            times.append((time.perf_counter() - begin) * 1e3)
        rounds.append(statistics.median(times))
    first, next_one = rounds
    return f"{first:6.2f} ms, then {next_one:6.2f} ms, ratio {first / next_one:.2f} (goal: 1.5)"


def measure(posts: int) -> Iterator[str]:
    """One line for each kind of page, without the cache and with it."""
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder), posts)
        yield f"server, {posts} posts, SQLite, warm, {CALLS} calls each:"
        for cache in ("off", "on"):
            start = partial(create_app, from_env(settings(Path(folder), cache)))
            application = start()
            kinds = {
                "a post": newest_posts(application),
                "home": ["/"],
                "all tags": ["/tags/"],
                "search": ["/search?q=garden"],
            }
            for kind, paths in kinds.items():
                yield f"  cache {cache:3}  {kind:10} {time_of(application, paths)}"
            if cache == "off":
                yield f"  first visit after a start {first_visits(start, kinds['a post'])}"
