"""An editor at work in a site of a hundred thousand edges: requests as the server answers them.

From the WSGI call to the last byte, in this process, warm; a page is opened before its
pickers are used, as an editor does.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import select

from app.config import from_env
from app.factory import create_app, open_database, site_of
from bench import graph as graph_bench
from bench.server import settings
from db import accounts, graph, migrations, queries
from db.engine import session
from db.models import Post

POSTS = 25_000
RELATIONS = 200
ROUNDS = 200
CHIPS = 10
OPENINGS = 50
NAME, PASSWORD = "bench", "a password for benchmarks"
HEADERS = {"Sec-Fetch-Site": "same-origin", "HX-Request": "true", "HX-Request-Type": "partial"}


Times = tuple[float, float]


def timed(call: Callable[[], object]) -> Times:
    """Give the milliseconds that a call takes, and those of the processor."""
    start, work = time.perf_counter(), time.thread_time()
    call()
    worked = (time.thread_time() - work) * 1e3
    return (time.perf_counter() - start) * 1e3, worked


def said(times: Sequence[Times]) -> str:
    """Median and 95th percentile in milliseconds, and the median of the processor's time."""
    took, worked = zip(*times, strict=True)
    slow = statistics.quantiles(took, n=20)[-1]
    return (
        f"{statistics.median(took):6.1f} ms, 95th percentile {slow:6.1f} ms, "
        f"of which processor {statistics.median(worked):6.1f} ms"
    )


def times_of(call: Callable[[], object], rounds: int = ROUNDS) -> str:
    """Say how long a call takes, made again and again."""
    return said([timed(call) for _ in range(rounds)])


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
        self._database = site_of(client.application).database
        self.bytes = 0

    def open(self) -> None:
        """Open the page."""
        self._checked(self._client.get(f"/{self._slug}/edit"))

    def save(self, turn: int) -> None:
        """Save the post with another summary."""
        with self._database.reading():
            post = queries.post(self._slug)
        if post is None:
            raise SystemExit(f"bench: {self._slug} is gone")
        names = ("title", "body", "format", "status", "rev")
        form = {name: str(getattr(post, name)) for name in names}
        data = {**form, "summary": f"Summary {turn}."}
        headers = {"Sec-Fetch-Site": "same-origin"}
        answer = self._client.post(f"/{self._slug}/edit", data=data, headers=headers)
        if answer.status_code != 303:
            raise SystemExit(f"bench: a save gave {answer.status_code}")

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
    for other in waiting[:10]:
        editor.post("relate", other)
        editor.post("unrelate", other)
    related, parted = [], []
    for other in waiting:
        related.append(timed(partial(editor.post, "relate", other)))
        size = editor.bytes
        parted.append(timed(partial(editor.post, "unrelate", other)))
    words = graph_bench.typed(chance)
    yield f"  relate                 {said(related)} (goals: 15 and 40)"
    yield f"  unrelate               {said(parted)}"
    yield f"  the answer to a relate with {CHIPS} relations there: {size:,} bytes"
    yield f"  what a picker offers   {times_of(lambda: editor.type(next(words)))}"
    yield from _opening(busy)


def _opening(busy: Editor) -> Iterator[str]:
    """Open the page of many relations, when nothing has changed and after each save."""
    warm, changed = [], []
    for turn in range(OPENINGS):
        warm.append(timed(busy.open))
        busy.save(turn)
        changed.append(timed(busy.open))
    yield f"  page of {RELATIONS} relations  {said(warm)} (goal: 50)"
    yield f"    after a save         {said(changed)} (goal: 50)"


if __name__ == "__main__":
    for line in measure():
        print(line)
