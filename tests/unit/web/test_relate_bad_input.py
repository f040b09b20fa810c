"""Too much at once: a burst of relates, and twenty editors of one post, through the whole site."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random
from threading import Barrier, Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import sx
from app.config import RateLimits, Settings
from app.factory import site_of
from db import accounts, posts
from db.graph import queries
from db.kernel import models
from db.kernel.models import Node
from db.kernel.session import session
from db.posts import NewPost
from tests.setups import uncounted
from tests.unit.web.site_client import PASSWORD, assembled
from tests.unit.web.test_relate import chips, widget

pytestmark = pytest.mark.slow

BURSTS = [(200, 20), pytest.param(1000, 100, marks=pytest.mark.long)]
THREADS = 8
POSTS = 25
EDITORS = 20
TURNS = [2, pytest.param(10, marks=pytest.mark.long)]
PATIENCE = 50
#: The post that all of them edit, and what they relate it to.
POST = "post-1"
OTHERS = {"related": ("post-2", "post-3", "post-4"), "tagged": ("trees", "bushes")}

Lists = dict[str, list[str]]


@pytest.fixture
def busy(settings: Settings, library: sx.Library) -> Iterator[Flask]:
    """A site with twenty editors, whose requests nobody counts."""
    with assembled(uncounted(settings), library) as app:
        with site_of(app).database.writing():
            posts.create(NewPost("Bushes", status="published"))
            for number in range(EDITORS):
                accounts.add_user(f"editor {number}", PASSWORD)
        signed_in(app).post("/bushes/relate", data={"kind": "is-a", "other": "tag"})
        yield app


def signed_in(app: Flask, name: str = "editor") -> FlaskClient:
    """A browser of an editor."""
    client = app.test_client()
    answer = client.post("/login", data={"username": name, "password": PASSWORD})
    assert answer.status_code == 303
    return client


def at_once(work: Callable[[int], None], count: int) -> None:
    """Do a piece of work in so many threads, which begin together."""
    start = Barrier(count)

    def begin(number: int) -> None:
        start.wait()
        work(number)

    threads = [Thread(target=begin, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.parametrize(("burst", "allowed"), BURSTS)
def test_of_the_relates_of_a_burst_each_is_done_or_refused_and_none_is_half_done(
    settings: Settings, library: sx.Library, burst: int, allowed: int
) -> None:
    """A minute may end between two of them, and with it the count."""
    limited = replace(settings, rate_limits=RateLimits(writes=allowed))
    statuses: Counter[int] = Counter()
    done: list[str] = []
    with assembled(limited, library) as app:
        # One after the other: who tries a name many times at once is held back.
        clients = [signed_in(app) for _ in range(THREADS)]

        def relate(number: int) -> None:
            client = clients[number]
            for turn in range(number, burst, THREADS):
                data = {"kind": "tagged", "create": f"Burst {turn}"}
                path = f"/post-{turn % POSTS + 1}/relate"
                answer = client.post(path, data=data, headers=widget())
                statuses[answer.status_code] += 1
                if answer.status_code == 200:
                    done.append(f"burst-{turn}")
                else:
                    assert "too much at once" in answer.text

        at_once(relate, THREADS)
        tags = [tag for n in range(POSTS) for tag in chips(app, f"post-{n + 1}", "tagged")]
        with site_of(app).database.reading():
            made = [each.slug for each in queries.bodies(0, burst) if "burst" in each.slug]
    assert set(statuses) == {200, 429}
    assert allowed <= statuses[200] <= 2 * allowed
    assert sorted(done) == sorted(tags) == sorted(made)


@pytest.mark.parametrize("turns", TURNS)
def test_twenty_editors_of_one_post_leave_what_some_order_of_their_requests_leaves(
    busy: Flask, turns: int
) -> None:
    statuses: Counter[int] = Counter()
    clients = [signed_in(busy, f"editor {number}") for number in range(EDITORS)]

    def edit(number: int) -> None:
        chance = Random(number)
        for _ in range(turns):
            path, data = change(chance)
            statuses[persistent(clients[number], path, data)] += 1

    at_once(edit, EDITORS)
    assert statuses == {200: EDITORS * turns}
    with site_of(busy).database.reading():
        lists = replayed()
        stored = {
            kind: [target.slug for target in queries.targets_of(POST, kind)] for kind in OTHERS
        }
        for other in OTHERS["related"]:
            ends = [target.slug for target in queries.targets_of(other, "related")]
            assert ends.count(POST) == stored["related"].count(other)
    assert stored == lists


def persistent(client: FlaskClient, path: str, data: dict[str, str]) -> int:
    """Ask until nobody is in the way, as a 503 asks for; there are more threads than a site has."""
    for _ in range(PATIENCE):
        status = client.post(path, data=data, headers=widget()).status_code
        if status != 503:
            break
    return status


def change(chance: Random) -> tuple[str, dict[str, str]]:
    """Choose a request: relate or unrelate, now and then from the other end."""
    kind = chance.choice(list(OTHERS))
    other = chance.choice(OTHERS[kind])
    verb = chance.choice(["relate", "unrelate"])
    if kind == "related" and chance.random() < 0.3:
        return f"/{other}/{verb}", {"kind": kind, "other": POST}
    return f"/{POST}/{verb}", {"kind": kind, "other": other}


def replayed() -> Lists:
    """Do again what was kept of each change, in its order; each must be one there, too."""
    lists: Lists = {kind: [] for kind in OTHERS}
    names = dict(session().execute(select(Node.id, Node.slug)).all())
    for operation in session().scalars(
        select(models.OperationRow).order_by(models.OperationRow.id)
    ):
        ends = [names[operation.source_id], names[operation.other_id]]
        if POST not in ends:
            continue
        ends.remove(POST)
        listed = lists[operation.kind]
        if operation.verb == "relate":
            assert ends[0] not in listed
            listed += ends
        else:
            listed.remove(ends[0])
    return lists
