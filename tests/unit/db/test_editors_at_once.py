"""Twenty editors of the same posts: nothing fails, and their work is that of some order.

Positions of the change log grow in the order of commits, so the log says in which order the
changes were made: each, done again in that order by a model, must be a change there too, and
must leave what the database has in the end.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from db import engine, graph, posts
from db.engine import Database
from db.graph import queries
from db.graph.operations import Operation
from db.kernel import postgresql
from db.kernel.errors import Conflict, DbError, Invalid, NotFound
from db.kernel.models import ChangeRow
from db.kernel.session import session
from tests.unit.db import editing
from tests.unit.db.making import publish, tag

pytestmark = pytest.mark.slow

EDITORS = 20
TURNS = 8
POSTS = ("a", "b", "c", "d")

#: What an editor may be told; everything else is a fault of ours.
REFUSALS = (Conflict, Invalid, NotFound)

Lists = dict[tuple[str, str], list[str]]


@dataclass
class Editor:
    """Somebody who changes edges at random, and now and then takes the last change back."""

    database: Database
    number: int
    done: dict[str, Callable[[Lists], None]] = field(default_factory=dict)
    faults: list[Exception] = field(default_factory=list)
    last: Operation | None = None

    def work(self, start: Barrier) -> None:
        """Do some changes, each in a transaction of its own."""
        chance = Random(self.number)
        start.wait()
        for turn in range(TURNS):
            try:
                self.change(chance, f"{self.number} {turn}")
            except REFUSALS:
                self.last = None
            except (DbError, AssertionError) as fault:
                self.faults.append(fault)

    def change(self, chance: Random, actor: str) -> None:
        """Change an edge; remember what a model has to do if it was a change."""
        source, other, third = chance.sample(POSTS, 3)
        kind = chance.choice(["related", "related", "tagged"])
        verb = chance.choice(["relate", "relate", "unrelate", "move", "undo"])
        with self.database.writing(actor) as written:
            if verb == "undo":
                again = undo(self.last)
                self.last = None
            else:
                self.last, again = write(verb, source, kind, other, third)
        if written.topics and again is not None:
            self.done[actor] = again


def write(
    verb: str, source: str, kind: str, other: str, third: str
) -> tuple[Operation | None, Callable[[Lists], None]]:
    """Do a change; give it, and what does the same to a model."""
    if verb == "relate":
        done = editing.relate("all", source, kind, other)
        return done, lambda lists: append(lists, source, kind, other)
    if verb == "unrelate":
        done = editing.unrelate("all", source, kind, other)
        return done, lambda lists: remove(lists, source, kind, other)
    done = editing.move("all", source, kind, other, third)
    return done, lambda lists: move(lists[source, kind], other, third)


def undo(last: Operation | None) -> Callable[[Lists], None] | None:
    """Take back what was related: the rest is left to the tests of one editor."""
    if last is None or last.verb != "relate":
        return None
    editing.take_back(last.id, last.source, "all")
    return lambda lists: remove(lists, last.source, last.kind, last.other)


def append(lists: Lists, source: str, kind: str, other: str) -> None:
    for one, end in ends(source, kind, other):
        assert end not in lists[one, kind]
        lists[one, kind].append(end)


def remove(lists: Lists, source: str, kind: str, other: str) -> None:
    for one, end in ends(source, kind, other):
        lists[one, kind].remove(end)


def move(listed: list[str], other: str, before: str) -> None:
    listed.remove(other)
    listed.insert(listed.index(before), other)


def ends(source: str, kind: str, other: str) -> Iterator[tuple[str, str]]:
    yield source, other
    if kind == "related":
        yield other, source


def in_threads(work: list[Callable[[Barrier], None]]) -> None:
    start = Barrier(len(work))
    threads = [Thread(target=each, args=(start,)) for each in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def order_of_commits() -> list[str]:
    """Give the actors of the log, in the order in which they committed."""
    first = func.min(ChangeRow.position)
    found = select(ChangeRow.actor).where(ChangeRow.actor.is_not(None)).group_by(ChangeRow.actor)
    return [actor for actor in session().scalars(found.order_by(first)) if actor is not None]


@pytest.fixture
def patient(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The same database, where a writer waits for as long as a busy machine takes."""
    monkeypatch.setattr(engine, "PATIENCE", 120.0)
    monkeypatch.setattr(postgresql, "_SETTINGS", "-c timezone=UTC")
    patient = Database(database.engine.url.render_as_string(hide_password=False))
    yield patient
    patient.dispose()


def test_what_twenty_editors_do_to_the_same_posts_is_what_some_order_does(
    patient: Database,
) -> None:
    with patient.writing():
        for name in POSTS:
            tag(name)
    editors = [Editor(patient, number) for number in range(EDITORS)]
    in_threads([editor.work for editor in editors])
    assert [fault for editor in editors for fault in editor.faults] == []
    done = {actor: each for editor in editors for actor, each in editor.done.items()}
    lists: Lists = {(slug, kind): [] for slug in POSTS for kind in ("related", "tagged")}
    with patient.reading():
        order = order_of_commits()
        found = {
            (slug, kind): [target.slug for target in queries.targets_of(slug, kind)]
            for slug, kind in lists
        }
    assert sorted(order) == sorted(done)
    for actor in order:
        done[actor](lists)
    assert (found, len(order) > EDITORS) == (lists, True)


def test_one_of_many_who_take_the_same_change_back_does_it(database: Database) -> None:
    with database.writing():
        slug, ocaml = publish("Post"), tag("OCaml")
        operation = editing.relate("ada", slug, "tagged", ocaml)
    assert operation is not None
    answers: list[str] = []

    def work(start: Barrier) -> None:
        start.wait()
        try:
            with database.writing():
                editing.take_back(operation.id, slug, "ada")
            answers.append("done")
        except Conflict as fault:
            answers.append(fault.message)

    in_threads([work] * 8)
    assert sorted(answers) == ["done"] + ["this was taken back already"] * 7


@pytest.mark.parametrize("kind", ["tagged", "is-a", "subtype-of"])
def test_what_many_make_at_once_is_one_post(database: Database, kind: str) -> None:
    with database.writing():
        slugs = [publish(f"Post {number}") for number in range(8)]
    made: list[Operation | None] = []

    def create(slug: str) -> Callable[[Barrier], None]:
        def work(start: Barrier) -> None:
            start.wait()
            with database.writing():
                made.append(editing.create(slug, slug, kind, "Crème"))

        return work

    in_threads([create(slug) for slug in slugs])
    assert {each and each.other for each in made} == {"creme"}
    assert sorted(each.verb for each in made if each) == ["create"] + ["relate"] * 7


def test_a_post_that_goes_while_others_relate_it_takes_its_edges_along(
    database: Database,
) -> None:
    with database.writing():
        slugs = [tag(f"Tag {number}") for number in range(8)]
        doomed = tag("Doomed")
    answers: list[str] = []

    def relate(slug: str, kind: str) -> Callable[[Barrier], None]:
        def work(start: Barrier) -> None:
            start.wait()
            try:
                with database.writing():
                    graph.relate(slug, kind, doomed)
            except NotFound as fault:
                answers.append(fault.message)

        return work

    def delete(start: Barrier) -> None:
        start.wait()
        with database.writing():
            posts.delete(doomed)

    kinds: Mapping[str, str] = dict(zip(slugs, ["related", "tagged"] * 4, strict=True))
    in_threads([*(relate(slug, kind) for slug, kind in kinds.items()), delete])
    with database.reading():
        left = [
            target.slug for slug, kind in kinds.items() for target in queries.targets_of(slug, kind)
        ]
    assert left == []
    assert set(answers) <= {"there is no post 'doomed'"}


def test_a_post_that_others_use_by_then_stays_when_its_making_is_taken_back(
    database: Database,
) -> None:
    with database.writing():
        slugs = [publish(f"Post {number}") for number in range(6)]
        operation = editing.create("ada", "post-0", "tagged", "New one")
    assert operation is not None

    def relate(slug: str) -> Callable[[Barrier], None]:
        def work(start: Barrier) -> None:
            start.wait()
            try:
                with database.writing():
                    graph.relate(slug, "tagged", "new-one")
            except NotFound:
                gone.append(slug)

        return work

    def undo(start: Barrier) -> None:
        start.wait()
        with database.writing():
            editing.take_back(operation.id, "post-0", "ada")

    gone: list[str] = []
    in_threads([*(relate(slug) for slug in slugs[1:]), undo])
    with database.reading():
        uses = [slug for slug in slugs if queries.targets_of(slug, "tagged")]
        is_there = queries.post("new-one") is not None
    assert sorted([*uses, *gone]) == slugs[1:]
    assert is_there == bool(uses)
