"""The change log under many writers: positions grow in the order in which commits are seen."""

from collections.abc import Callable
from functools import partial
from threading import Event, Thread

import pytest
from sqlalchemy import select, text

from db import graph, posts
from db.engine import Database
from db.kernel.errors import Unavailable
from db.kernel.models import ChangeRow
from db.kernel.session import session
from db.log import changes
from db.posts import Changes
from tests.unit.db.making import draft, names_of_nodes, publish, readable, tag

pytestmark = pytest.mark.slow


class AbortedError(Exception):
    """Ends a transaction that was never meant."""


def in_threads(work: Callable[[int], object], count: int) -> None:
    """Do some work with each number below `count` at once."""
    threads = [Thread(target=work, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def write_often(database: Database, number: int, times: int) -> set[str]:
    """Save a post of one's own and relate it, or think better of it; give what was said."""
    changed: set[str] = set()
    slug = f"post-{number}"
    for rev in range(1, times + 1):
        try:
            with database.writing(actor=slug) as written:
                posts.revise(slug, rev, Changes(body=f"Text {rev}."))
                graph.relate(slug, "tagged", "shared")
        finally:
            changed |= written.topics
        try:
            with database.writing(actor="nobody"):
                draft(f"Never {number}")
                raise AbortedError
        except AbortedError:
            pass
    return changed


def log_after(position: int) -> list[tuple[int, str, str | None]]:
    """Give the lines of the log after a position."""
    found = select(ChangeRow.position, ChangeRow.topic, ChangeRow.actor).where(
        ChangeRow.position > position
    )
    rows = session().execute(found.order_by(ChangeRow.position))
    return [(at, topic, actor) for at, topic, actor in rows]


def watch(database: Database, ended: Event, seen: list[list[int]]) -> None:
    """Look at the log again and again: at each look, at all that came after the last."""
    last = 0
    while True:
        is_last = ended.is_set()
        with database.reading():
            head = changes.head()
            seen.append([position for position, _, _ in log_after(last)])
        last = head
        if is_last:
            return


def test_a_reader_never_misses_a_change_behind_the_head_that_it_saw(database: Database) -> None:
    with database.writing():
        tag("Shared")
        for number in range(8):
            publish(f"Post {number}")
    ended, seen = Event(), list[list[int]]()
    told: dict[int, set[str]] = {}

    def work(number: int) -> None:
        told[number] = write_often(database, number, 4)

    watcher = Thread(target=watch, args=(database, ended, seen))
    watcher.start()
    in_threads(work, 8)
    ended.set()
    watcher.join()
    with database.reading():
        whole = log_after(0)
    positions = [position for position, _, _ in whole]
    # Each position was new to the watcher once, in order: none appeared behind its head.
    assert [position for look in seen for position in look] == positions
    assert len(set(positions)) == len(positions)
    for number in range(8):
        by_it = {topic for _, topic, actor in whole if actor == f"post-{number}"}
        assert by_it == told[number]
    assert [topic for _, topic, actor in whole if actor == "nobody"] == []


def test_the_lines_of_a_write_stand_together(database: Database) -> None:
    with database.writing():
        tag("Shared")
        for number in range(8):
            publish(f"Post {number}")
    with database.reading():
        head = changes.head()
    in_threads(partial(write_two, database), 8)
    with database.reading():
        lines = log_after(head)
    actors = [actor for _, _, actor in lines]
    runs = [actor for at, actor in enumerate(actors) if at == 0 or actors[at - 1] != actor]
    assert sorted(map(str, runs)) == [f"post-{number}" for number in range(8)]


def write_two(database: Database, number: int) -> None:
    """Change two questions in one transaction."""
    with database.writing(actor=f"post-{number}"):
        graph.relate(f"post-{number}", "tagged", "shared")


def test_thirty_two_threads_that_write_on_sqlite_never_find_it_locked(
    sqlite_database: Database,
) -> None:
    refused: list[str] = []

    def work(number: int) -> None:
        try:
            for turn in range(2):
                with sqlite_database.writing():
                    draft(f"Post {number} {turn}")
        except Unavailable as fault:
            refused.append(fault.message)

    in_threads(work, 32)
    with sqlite_database.reading():
        made = [topic for _, topic, _ in log_after(0) if topic.startswith("at:post-")]
    assert (refused, len(made), len(set(made))) == ([], 64, 64)


@pytest.mark.postgres
def test_writers_that_touch_each_others_posts_do_not_deadlock_over_the_log(
    postgresql_database: Database,
) -> None:
    with postgresql_database.writing():
        one, other = publish("One"), publish("Other")
    refused: list[str] = []

    def work(number: int) -> None:
        source, target = (one, other) if number % 2 else (other, one)
        try:
            for _ in range(5):
                with postgresql_database.writing():
                    graph.relate(source, "related", target)
                    graph.unrelate(source, "related", target)
        except Unavailable as fault:
            refused.append(fault.message)

    in_threads(work, 8)
    assert refused == []


@pytest.mark.postgres
def test_who_has_a_position_commits_before_the_next_is_given_out(
    postgresql_database: Database,
) -> None:
    second = Thread(target=draft_alone, args=(postgresql_database,))
    with postgresql_database.writing():
        draft("First")
        changes.append(None, None)
        first = changes.head()
        second.start()
        while second.is_alive() and not waiting_for_a_lock(postgresql_database):
            second.join(0.01)
        assert second.is_alive()
    second.join()
    with postgresql_database.reading():
        names = names_of_nodes()
        topics = [name for _, topic, _ in log_after(first) for name in readable([topic], names)]
    assert topics == ["at:second", "post:second", "posts"]


def draft_alone(database: Database) -> None:
    with database.writing():
        draft("Second")


def waiting_for_a_lock(database: Database) -> bool:
    """Say whether somebody waits for a lock of ours."""
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    with database.engine.connect() as connection:
        return bool(connection.scalar(text(waiting)))
