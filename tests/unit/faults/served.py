"""A site behind its real server, with one process of as many threads as it has, and clients.

Knows no fault. What a client got is a `Reply`, with the seconds that it took.
"""

import os
import subprocess
import urllib.parse
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from math import ceil
from time import monotonic

from app.config import ROOT, Settings
from tests.e2e.server import COMMAND, free_port, wait_until_ready
from tests.unit.web.site_client import NAME, PASSWORD

#: Longer than anything that is asked may take; who waits so long has found a fault.
PATIENCE = 60


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, and the seconds until it had come."""

    status: int
    headers: dict[str, str]
    text: str
    seconds: float


class Client:
    """Somebody who asks, signed in or not; each request is on a connection of its own."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._cookie = ""

    def get(self, path: str) -> Reply:
        """Ask for a page."""
        return self._ask("GET", path)

    def post(self, path: str, fields: dict[str, str]) -> Reply:
        """Send a form."""
        return self._ask("POST", path, urllib.parse.urlencode(fields))

    def sign_in(self) -> None:
        """Become the editor."""
        reply = self.post("/login", {"username": NAME, "password": PASSWORD})
        assert reply.status == 303, reply
        self._cookie = reply.headers["set-cookie"].partition(";")[0]

    def _ask(self, method: str, path: str, body: str | None = None) -> Reply:
        headers = {"Sec-Fetch-Site": "same-origin", "Cookie": self._cookie}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        began = monotonic()
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        pairs = {name.lower(): value for name, value in answer.getheaders()}
        return Reply(answer.status, pairs, text, monotonic() - began)


@contextmanager
def serving(settings: Settings) -> Iterator[int]:
    """Serve a copied site in production, and give the port."""
    port, log = free_port(), settings.instance / "server.log"
    environment = {
        **os.environ,
        "APP_ENV": "production",
        "INSTANCE_PATH": str(settings.instance),
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url or "",
        "SECRET_KEY": settings.secret_key,
        "BASE_URL": settings.base_url,
        "RATE_LIMITS": "off",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "WEB_CONCURRENCY": "1",
        "LOG_LEVEL": "ERROR",
    }
    with log.open("wb") as output:
        process = subprocess.Popen(
            [COMMAND, "serve"], cwd=ROOT, env=environment, stdout=output, stderr=output
        )
    try:
        wait_until_ready(process, f"http://127.0.0.1:{port}", log)
        yield port
    finally:
        process.terminate()
        process.wait(PATIENCE)


def at_once(work: Sequence[Callable[[], Reply]]) -> list[Reply]:
    """Do all of this at the same time, and give what came back in the same order."""
    with ThreadPoolExecutor(len(work)) as threads:
        return [each.result() for each in [threads.submit(each) for each in work]]


def percentile(seconds: Sequence[float], share: float) -> float:
    """Give the time within which such a share of all was done."""
    return sorted(seconds)[ceil(len(seconds) * share) - 1]
