"""A kept page over HTTP beside the same bytes from a constant, and beside itself made afresh.

The three servers have the same settings and one process each, and are asked in turns, so
that what else the machine does falls on all of them alike.
"""

import os
import socket
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from app.config import from_env
from app.factory import create_app
from bench.clients import load
from bench.server import COMMAND, fill, get, newest_posts, settings

ROUNDS = 7
SECONDS = 1.0


def free_port() -> int:
    """Find a port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(command: list[str | Path], environment: dict[str, str]) -> Iterator[int]:
    """Start a server as it stands in production, with one process; give its port."""
    port = free_port()
    extra = {"PORT": str(port), "WEB_CONCURRENCY": "1", "APP_ENV": "production"}
    process = subprocess.Popen(
        command, env={**os.environ, **environment, **extra}, stdout=subprocess.PIPE
    )
    try:
        # The server says so when it listens.
        if process.stdout is None or not process.stdout.readline():
            raise SystemExit(f"bench: {command} did not start")
        yield port
    finally:
        process.terminate()
        process.wait()


def measure(posts: int) -> Iterator[str]:
    """Rates of the three, and their ratios."""
    with TemporaryDirectory() as name, ExitStack() as servers:
        folder = Path(name)
        fill(folder, posts)
        kept, fresh = settings(folder, "on"), settings(folder, "off")
        application = create_app(from_env({**kept, "APP_ENV": "production"}))
        path = newest_posts(application)[0]
        page = folder / "page.html"
        page.write_bytes(get(application, path))
        constant: list[str | Path] = [sys.executable, "-m", "bench.constant", page]
        ports = {
            "constant": servers.enter_context(serving(constant, kept)),
            "kept": servers.enter_context(serving([COMMAND, "serve"], kept)),
            "afresh": servers.enter_context(serving([COMMAND, "serve"], fresh)),
        }
        rates: dict[str, list[float]] = {kind: [] for kind in ports}
        for _ in range(ROUNDS):
            for kind, port in ports.items():
                rates[kind].append(load(port, [path], SECONDS).rate)
        yield f"a post over HTTP, {posts} posts, SQLite, 1 process, {ROUNDS} rounds:"
        for kind, each in rates.items():
            yield f"  {kind:9} {statistics.median(each):7.0f} requests a second"
        yield f"  kept / constant  {_ratio(rates['kept'], rates['constant']):5.0%} (goal: 60 %)"
        yield f"  kept / afresh    {_ratio(rates['kept'], rates['afresh']):5.1f} (goal: 3)"


def _ratio(ours: list[float], theirs: list[float]) -> float:
    """Median of the ratios of each round."""
    return statistics.median(mine / other for mine, other in zip(ours, theirs, strict=True))
