"""PostgreSQL frozen where it stands: an apology in time, and all is well after the thaw.

Frozen is worse than gone: the kernel goes on to take what is sent, so no time-out of the
server's and none of TCP's ends the wait.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from time import monotonic

import pytest

from tests.postgres import Server
from tests.postgres import serving as postgres_serving
from tests.redis import Server as Redis
from tests.setups import Large
from tests.unit.faults.served import Client, Reply, at_once, serving
from tests.unit.web.conftest import write_site

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.redis]

CLIENTS = 24
IN_TIME = 3.0
TYPED = "Typed while nothing moved."
POST = {"title": "Cold", "body": TYPED, "format": "markdown", "status": "published"}


@pytest.fixture(scope="module")
def postgres() -> Iterator[Server]:
    """A server to freeze."""
    with postgres_serving() as server:
        yield server


@pytest.fixture(scope="module")
def site(postgres: Server, redis_server: Redis) -> Large:
    """The site on it."""
    return Large(postgres, redis_server, write_site)


def ask_all(stranger: Client, editor: Client) -> list[Reply]:
    """Ask for pages that are kept and pages that are not, and save, all at the same time."""
    asked = [
        partial(stranger.get, "/ash/"),
        partial(stranger.get, "/search?q=ash"),
        partial(editor.get, "/ash/edit"),
        partial(editor.post, "/new", POST),
    ]
    return at_once([asked[number % len(asked)] for number in range(CLIENTS)])


def saves(replies: list[Reply]) -> list[Reply]:
    """Give what those got who saved."""
    return replies[3::4]


def test_a_frozen_server_costs_each_request_a_moment_and_nobody_after_its_thaw(
    postgres: Server, site: Large, tmp_path: Path
) -> None:
    with serving(site.copy(tmp_path)) as port:
        stranger, editor = Client(port), Client(port)
        editor.sign_in()
        assert {reply.status for reply in ask_all(stranger, editor)} == {200, 303}
        with postgres.frozen():
            first, later = ask_all(stranger, editor), ask_all(stranger, editor)
            health = [stranger.get(path) for path in ("/healthz", "/readyz")]
        thawed = monotonic()
        while stranger.get("/ash/").status != 200:
            assert monotonic() - thawed < IN_TIME
        assert {reply.status for reply in ask_all(stranger, editor)} == {200, 303}
        assert monotonic() - thawed < IN_TIME + 3
        for reply in (*first, *later):
            assert (reply.status, reply.headers["retry-after"]) == (503, "5")
        assert all(TYPED in reply.text for reply in saves(first) + saves(later))
        assert max(reply.seconds for reply in first) < IN_TIME
        assert max(reply.seconds for reply in later) < 1
        assert [(reply.status, reply.seconds < 1) for reply in health] == [(200, True), (503, True)]
