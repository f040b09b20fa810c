"""An editor at work in a small site and in large ones: requests as the server answers them.

From the WSGI call to the last byte, in this process, warm; a page is opened before its
pickers are used, as an editor does. Writes are timed in the smallest site and in a large
one in turns, so that both meet the same load.
"""

import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.config import from_env
from app.factory import create_app, prepare_database, site_of
from bench import graph as graph_bench
from bench.server import settings
from db import accounts, graph, posts
from db.graph import queries
from db.kernel.models import Edge, Node
from db.kernel.session import session
from db.kernel.text import fold
from db.posts import NewPost

if TYPE_CHECKING:
    from db.engine import Database

#: Posts of the sites in which is written; the second has about four times as many edges.
SMALLEST, LARGE = 10, 25_000
#: Posts of the sites in which is searched, with the goal for the 95th percentile.
SEARCHED = {1_000: 10, 100_000: 50}
KINDS = ("related", "tagged", "is-a")
RELATIONS = 200
ROUNDS = 200
CHIPS = 10
#: Posts that are related and unrelated in turns.
SPARE = 10
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


def _middle(times: Sequence[Times]) -> float:
    return statistics.median(took for took, _ in times)


#: Posts of the editor's own, the same in every site.
OWN = [f"A post of an editor {number}" for number in range(1 + CHIPS + SPARE)]


def _begin() -> None:
    """Put the editor into an empty site, and posts to be related."""
    graph.seed()
    accounts.add_user(NAME, PASSWORD)
    day = datetime(2026, 1, 1, tzinfo=UTC)
    for title in OWN:
        posts.create(NewPost(title, body="Words.", status="published", published=day))


def _relate_many() -> str:
    """Relate one post to many others, if there are so many, and name it."""
    found = select(Node.slug).order_by(Node.id.desc()).limit(RELATIONS + 1)
    busy, *others = session().scalars(found)
    for other in others if len(others) == RELATIONS else ():
        graph.relate(busy, "related", other)
    return busy


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

    def type(self, words: str, kind: str) -> None:
        """Ask what a picker offers."""
        query = {"kind": kind, "q": words}
        address = f"/{self._slug}/relate-options"
        self._checked(self._client.get(address, query_string=query, headers=HEADERS))

    def _checked(self, answer: object) -> None:
        status, body = answer.status_code, answer.data  # type: ignore[attr-defined]
        if status != 200:
            raise SystemExit(f"bench: {status} {body[:300]!r}")
        self.bytes = len(body)


class Site:
    """A site of so many posts, with an editor who has logged in."""

    def __init__(self, url: str, size: int) -> None:
        self.size = size
        made = graph_bench.filled(url, size, _begin)
        slug, *self.others = (fold(title).replace(" ", "-") for title in OWN)
        with made.writing():
            busy = _relate_many()
            self.edges = session().scalars(select(func.count()).select_from(Edge)).one()
        made.dispose()
        prepare_database(url)
        self._folder = tempfile.TemporaryDirectory()
        chosen = from_env({**settings(Path(self._folder.name), "on"), "DATABASE_URL": url})
        client = create_app(chosen).test_client()
        login = {"username": NAME, "password": PASSWORD}
        client.post("/login", data=login, headers={"Sec-Fetch-Site": "same-origin"})
        self._database: Database = site_of(client.application).database
        self.editor, self.busy = Editor(client, slug), Editor(client, busy)
        self.editor.open()

    def close(self) -> None:
        """Let the database go."""
        self._database.dispose()
        self._folder.cleanup()


@contextmanager
def _site(url: str, size: int) -> Iterator[Site]:
    site = Site(url, size)
    yield site
    site.close()


def measure() -> Iterator[str]:
    """One line for each thing that an editor does, for both databases."""
    for name, serve in graph_bench.DATABASES.items():
        load = os.getloadavg()[0]
        yield f"an editor, {name}, {ROUNDS} calls each, load {load:.1f} at the beginning:"
        with serve() as make:
            for size, goal in SEARCHED.items():
                with _site(make(f"searched_{size}"), size) as site:
                    yield from _searches(site, goal)
            with (
                _site(make("smallest"), SMALLEST) as smallest,
                _site(make("large"), LARGE) as large,
            ):
                yield from _writes(smallest, large)
                yield from _opening(large)


def _searches(site: Site, goal: int) -> Iterator[str]:
    """Type into each picker."""
    words = graph_bench.typed(random.Random(site.size))
    for kind in KINDS:
        times = [timed(partial(site.editor.type, each, kind)) for each in islice(words, ROUNDS)]
        yield f"  {site.size:7,} posts  offers of {kind:8} {said(times)} (goal: p95 {goal})"


def _writes(*sites: Site) -> Iterator[str]:
    """Relate and unrelate beside ten others, in one site after the other."""
    for site in sites:
        for other in site.others[:CHIPS]:
            site.editor.post("relate", other)
    size = sites[-1].editor.bytes
    _in_turns(sites, SPARE)
    for verb, times in _in_turns(sites, ROUNDS).items():
        for site, each in zip(sites, times, strict=True):
            yield f"  {site.edges:7,} edges  {verb:18} {said(each)} (goals: 15 and 40)"
        ratio = _middle(times[-1]) / _middle(times[0])
        yield f"  {verb} beside the most edges takes {ratio:.3f} times as long (goal: 1.15)"
    yield f"  the answer to a relate with {CHIPS} relations: {size:,} bytes (goal: 8,192)"


def _in_turns(sites: Sequence[Site], rounds: int) -> dict[str, list[list[Times]]]:
    """Time each verb in each site."""
    times: dict[str, list[list[Times]]] = {
        verb: [[] for _ in sites] for verb in ("relate", "unrelate")
    }
    for turn in range(rounds):
        for number, site in enumerate(sites):
            other = site.others[CHIPS + turn % SPARE]
            for verb, found in times.items():
                found[number].append(timed(partial(site.editor.post, verb, other)))
    return times


def _opening(site: Site) -> Iterator[str]:
    """Open the page of many relations, when nothing has changed and after each save."""
    warm, changed = [], []
    for turn in range(OPENINGS):
        warm.append(timed(site.busy.open))
        site.busy.save(turn)
        changed.append(timed(site.busy.open))
    yield f"  edit page of {RELATIONS} relations    {said(warm)} (goal: 50)"
    yield f"    after a save             {said(changed)} (goal: 50)"


if __name__ == "__main__":
    for line in measure():
        print(line, flush=True)
