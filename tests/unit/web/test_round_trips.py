"""What an answer asks of Redis and of the database: one MGET a page, few small questions.

Redis counts its commands itself; statements are counted where SQLite runs them. The log is asked
where it ends before anything is loaded, and then, if it has grown since something was kept, where
the topics changed last. It cannot be one question: which topics these are is in what is kept, and
under which keys that is follows from the first answer, which names the database.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from sqlite3 import Connection
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from app import sx
from app.factory import site_of
from app.web.pages.viewer import begun
from db import accounts, graph, posts
from db.graph import queries
from db.log import changes
from db.posts import Changes
from tests.redis import Server as Redis
from tests.setups import SetUp, uncounted
from tests.unit.web.site_client import NAME, NAVIGATION, assembled

pytestmark = pytest.mark.redis

BASE = "http://site.example"
PATIENCE = "?socket_timeout=10&socket_connect_timeout=10"
WIDGET = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Current-URL": f"{BASE}/ash/edit"}


@dataclass(slots=True)
class Asked:
    """What was asked for one answer."""

    mget: int = 0
    #: Questions to the log, for the viewer, and of loaders.
    sql: Counter[str] = field(default_factory=Counter)

    @property
    def counts(self) -> tuple[int, int, int, bool]:
        """Count the MGETs, the questions to the log and for the viewer; say if loaders ran."""
        return self.mget, self.sql["log"], self.sql["viewer"], self.sql["loaders"] > 0


class Watched:
    """A site on SQLite and Redis, in production, that counts."""

    def __init__(self, app: Flask, redis: Redis) -> None:
        self._app, self._redis = app, redis
        self.database = site_of(app).database
        self._statements: list[str] = []
        event.listen(self.database.engine, "connect", self._listen)
        with self.database.writing():
            # Others have used this Redis for a copy of the same site.
            changes.renew_site_id()

    def _listen(self, connection: Connection, _: object) -> None:
        connection.set_trace_callback(self._statements.append)

    def stranger(self) -> FlaskClient:
        """Open a browser that keeps nothing."""
        return self._app.test_client(use_cookies=False)

    def editor(self) -> FlaskClient:
        """Open a browser in which somebody is signed in."""
        browser = self._app.test_client()
        with self.database.reading():
            user = accounts.user_named(NAME)
        assert user is not None
        with browser.session_transaction() as session:
            session.update(begun(user))
        return browser

    @contextmanager
    def counting(self) -> Iterator[Asked]:
        """Count what is asked in a block."""
        asked, before = Asked(), self._mgets()
        self._statements.clear()
        yield asked
        asked.mget = self._mgets() - before
        asked.sql = Counter(part_of(each) for each in self._statements if is_question(each))

    def _mgets(self) -> int:
        stats = self._redis.client.info("commandstats")
        return int(stats.get("cmdstat_mget", {"calls": 0})["calls"])

    def get(
        self,
        browser: FlaskClient,
        path: str,
        headers: Mapping[str, str] | None = None,
        status: int = 200,
    ) -> Asked:
        """Ask for a page, and give what was asked for it."""
        with self.counting() as asked:
            answer = browser.get(path, headers=headers)
        assert answer.status_code == status
        return asked

    def save(self, slug: str) -> None:
        """Let somebody change a post."""
        with self.database.writing():
            post = queries.post(slug)
            assert post is not None
            posts.revise(slug, post.rev, Changes(body=f"{post.body} More."))


def is_question(statement: str) -> bool:
    """Leave out what opens and closes transactions."""
    return statement.startswith(("SELECT", "WITH"))


def part_of(statement: str) -> str:
    """Say for what a statement is, by the tables that it names."""
    tables = set(re.findall(r"(?:FROM|JOIN) (\w+)", statement))
    if tables <= {"change", "facts", "json_each"}:
        return "log"
    return "viewer" if tables == {"users"} else "loaders"


@pytest.fixture
def site(
    small: SetUp, redis_server: Redis, library: sx.Library, tmp_path: Path
) -> Iterator[Watched]:
    settings = uncounted(small.copy(tmp_path))
    settings = replace(settings, environment="production", redis_url=redis_server.url + PATIENCE)
    with assembled(settings, library) as app:
        yield Watched(app, redis_server)


@pytest.mark.parametrize("path", ["/", "/ash/", "/trees/", "/tags/", "/types/"])
def test_a_strangers_page(site: Watched, path: str) -> None:
    stranger = site.stranger()
    cold, warm = (site.get(stranger, path).counts for _ in range(2))
    # Before Flask knows who asks the log is glanced at; what is made is made from one state.
    assert cold == (1, 2, 0, True)
    assert warm == (1, 1, 0, False)


def test_a_strangers_page_after_a_change(site: Watched) -> None:
    stranger = site.stranger()
    site.get(stranger, "/ash/")
    site.save("post-1")
    elsewhere = site.get(stranger, "/post-2/").counts
    site.get(stranger, "/post-2/")
    site.save("ash")
    assert elsewhere == (1, 2, 0, True)
    assert site.get(stranger, "/ash/").counts == (1, 4, 0, True)
    assert site.get(stranger, "/ash/").counts == (1, 1, 0, False)


def test_a_strangers_page_that_is_right_though_the_log_has_grown(site: Watched) -> None:
    stranger = site.stranger()
    site.get(stranger, "/post-1/")
    with site.database.writing():
        graph.relate("post-2", "related", "post-3")
    assert site.get(stranger, "/post-1/").counts == (1, 2, 0, False)


def test_a_page_that_redis_has_lost(site: Watched, redis_server: Redis) -> None:
    stranger = site.stranger()
    site.get(stranger, "/ash/")
    redis_server.client.flushall()
    assert site.get(stranger, "/ash/").counts == (1, 2, 0, True)


def test_a_page_that_a_browser_has_already(site: Watched) -> None:
    stranger = site.stranger()
    etag = stranger.get("/ash/").headers["ETag"]
    again = site.get(stranger, "/ash/", {"If-None-Match": etag}, 304)
    assert again.counts == (1, 1, 0, False)


def test_a_page_that_navigation_asks_for(site: Watched) -> None:
    cold, warm = (site.get(site.stranger(), "/ash/", NAVIGATION).counts for _ in range(2))
    assert (cold, warm) == ((1, 2, 0, True), (1, 1, 0, False))


@pytest.mark.parametrize("path", ["/", "/ash/", "/ash/edit", "/trees/edit"])
def test_an_editors_page(site: Watched, path: str) -> None:
    editor = site.editor()
    cold, warm = (site.get(editor, path) for _ in range(2))
    assert (cold.mget, warm.mget) == (1, 1)
    assert warm.counts[1:3] == (1, 1)
    site.save("post-1")
    assert site.get(editor, path).counts[:3] == (1, 2, 1)


def test_what_an_open_page_asks_every_two_seconds(site: Watched) -> None:
    editor = site.editor()
    after = int(editor.get("/ash/edit").headers["Log-Position"])
    query = urlencode({"page": "/ash/edit", "after": after})
    assert site.get(editor, f"/_live?{query}", status=204).counts == (0, 1, 1, False)
    with site.database.writing():
        graph.relate("ash", "related", "post-1")
    # What is new; then as for a page: where the log ends, and what of the page is stale.
    assert site.get(editor, f"/_live?{query}").counts[:3] == (1, 3, 1)


def test_a_pick_in_a_picker(site: Watched) -> None:
    editor = site.editor()
    editor.get("/ash/edit")
    form = {"kind": "related", "other": "post-1"}
    with site.counting() as asked:
        answer = editor.post(
            "/ash/relate", data=form, headers={**WIDGET, "Sec-Fetch-Site": "same-origin"}
        )
    assert (answer.status_code, "region-chips-related" in answer.text) == (200, True)
    assert (asked.mget, asked.sql["viewer"]) == (1, 1)


def test_no_page_for_everyone_has_a_region_for_each_item(library: sx.Library) -> None:
    """One would need two MGETs: the second when its loader has said which items there are."""
    for page in library.pages.values():
        shared = all(region.audience == "everyone" for region in page.regions)
        assert not (shared and any(region.each for region in page.regions)), page.name
