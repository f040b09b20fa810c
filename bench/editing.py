"""An editor at work in a site of a hundred thousand edges: requests as the server answers them.

From the WSGI call to the last byte, in this process, warm; a page is opened before its
pickers are used, as an editor does.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import select

from app.config import from_env
from app.factory import create_app, open_database
from bench import graph as graph_bench
from bench.server import settings
from db import accounts, graph, migrations
from db.engine import session
from db.models import Post

POSTS = 25_000
RELATIONS = 200
ROUNDS = 200
CHIPS = 10
NAME, PASSWORD = "bench", "a password for benchmarks"
HEADERS = {"Sec-Fetch-Site": "same-origin", "HX-Request": "true", "HX-Request-Type": "partial"}


def times_of(call: Callable[[], object], rounds: int = ROUNDS) -> str:
    """Median and 95th percentile of a call in milliseconds, and its time on the processor."""
    times, worked = [], []
    for _ in range(rounds):
        start, work = time.perf_counter(), time.thread_time()
        call()
        worked.append((time.thread_time() - work) * 1e3)
        times.append((time.perf_counter() - start) * 1e3)
    slow = statistics.quantiles(times, n=20)[-1]
    return (
        f"{statistics.median(times):6.1f} ms, 95th percentile {slow:6.1f} ms, "
        f"of which processor {statistics.median(worked):6.1f} ms"
    )


def write(posts: int) -> tuple[str, str, list[str]]:
    """Fill the open session; give a post with a few tags, one with many relations, and others."""
    graph.seed()
    accounts.add_user(NAME, PASSWORD)
    graph_bench.fill(posts)
    newest = select(Post.slug).order_by(Post.id.desc()).limit(RELATIONS + 2)
    few, many, *others = session().scalars(newest)
    for other in others:
        graph.relate(many, "related", other)
    return few, many, list(others)


class Editor:
    """A browser of an editor, on the edit page of one post."""

    def __init__(self, client: FlaskClient, slug: str) -> None:
        self._client = client
        self._slug = slug
        self.bytes = 0

    def open(self) -> None:
        """Open the page."""
        self._checked(self._client.get(f"/{self._slug}/edit"))

    def post(self, verb: str, other: str) -> None:
        """Relate or unrelate."""
        page = f"http://localhost/{self._slug}/edit"
        data = {"kind": "related", "other": other}
        headers = {**HEADERS, "HX-Current-URL": page}
        self._checked(self._client.post(f"/{self._slug}/{verb}", data=data, headers=headers))

    def type(self, words: str) -> None:
        """Ask what the picker offers."""
        query = {"kind": "related", "q": words}
        address = f"/{self._slug}/relate-options"
        self._checked(self._client.get(address, query_string=query, headers=HEADERS))

    def _checked(self, answer: object) -> None:
        status, body = answer.status_code, answer.data  # type: ignore[attr-defined]
        if status != 200:
            raise SystemExit(f"bench: {status} {body[:300]!r}")
        self.bytes = len(body)


def measure(posts: int = POSTS) -> Iterator[str]:
    """One line for each thing that an editor does."""
    with tempfile.TemporaryDirectory() as folder:
        chosen = from_env(settings(Path(folder), "on"))
        migrations.upgrade(chosen.database_url)
        database = open_database(chosen)
        with database.writing():
            few, many, others = write(posts)
        database.dispose()
        client = create_app(chosen).test_client()
        login = {"username": NAME, "password": PASSWORD}
        client.post("/login", data=login, headers={"Sec-Fetch-Site": "same-origin"})
        yield f"an editor, {posts:,} posts with about {4 * posts:,} edges, SQLite, {ROUNDS} calls:"
        yield from _lines(Editor(client, few), Editor(client, many), others)


def _lines(editor: Editor, busy: Editor, others: list[str]) -> Iterator[str]:
    chance = random.Random(1)
    for other in others[:CHIPS]:
        editor.post("relate", other)
    editor.open()
    busy.open()
    waiting = list(others[CHIPS : CHIPS + ROUNDS])

    def toggle() -> None:
        """Relate one, and take it away again."""
        editor.post("relate", waiting[0])
        editor.post("unrelate", waiting[0])
        chance.shuffle(waiting)

    for _ in range(10):
        toggle()
    editor.post("relate", waiting[0])
    size = editor.bytes
    editor.post("unrelate", waiting[0])
    words = graph_bench.typed(chance)
    yield f"  relate and unrelate    {times_of(toggle, ROUNDS // 2)} (two requests)"
    yield f"  the answer to a relate with {CHIPS} relations there: {size:,} bytes"
    yield f"  what a picker offers   {times_of(lambda: editor.type(next(words)))}"
    yield f"  page of {RELATIONS} relations  {times_of(busy.open, 50)}"


if __name__ == "__main__":
    for line in measure():
        print(line)
