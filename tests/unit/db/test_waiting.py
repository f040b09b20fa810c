"""Waiting within a budget: what it takes, and who is told at once that it is in vain."""

from socket import socket
from threading import Event, Thread
from time import monotonic

import pytest
from sqlalchemy import create_engine, text

from db.engine import Database
from db.kernel.errors import Unavailable
from db.kernel.session import one_at_a_time, session
from db.kernel.waiting import budget, exhaust, waiting
from db.kernel.writer_queue import MOST_STANDING, WriterQueue

PATIENCE = 60.0


def spend(seconds: float) -> None:
    """Wait for something that does not come."""
    Event().wait(seconds)


def test_all_waits_of_a_block_take_what_it_has_together() -> None:
    with budget(5):
        with waiting(3) as first:
            spend(0.01)
        with waiting(PATIENCE) as second:
            exhaust()
        with waiting(3) as third:
            pass
    assert (first, third) == (3, 0)
    assert 4.5 < second <= 4.99


def test_without_a_budget_a_wait_is_as_long_as_it_says() -> None:
    exhaust()
    with waiting(3) as seconds, waiting(3, unlimited=PATIENCE) as longer:
        assert (seconds, longer) == (3, PATIENCE)


class Line:
    """Writers in a queue of one place, each with a budget, behind one who holds it."""

    def __init__(self) -> None:
        self.queue = WriterQueue()
        self.refused: list[int] = []
        self.done: list[int] = []
        self._threads: list[Thread] = []

    def form(self, count: int) -> None:
        """Let so many come, one after the other."""
        for number in range(count):
            self._threads.append(Thread(target=self._write, args=(number,)))
            self._threads[-1].start()
            while len(self.queue) + len(self.refused) < number + 2:
                spend(0.001)

    def end(self) -> None:
        """Wait until all have written, or were refused."""
        for thread in self._threads:
            thread.join()

    def _write(self, number: int) -> None:
        try:
            with budget(PATIENCE), self.queue.turn(PATIENCE):
                self.done.append(number)
        except Unavailable:
            self.refused.append(number)


def test_where_the_first_in_line_waits_itself_only_a_few_wait_with_it() -> None:
    line, began = Line(), monotonic()
    with budget(PATIENCE), line.queue.turn(PATIENCE):
        with waiting(PATIENCE):
            line.form(8)
            while len(line.refused) < 9 - MOST_STANDING and monotonic() - began < PATIENCE:
                spend(0.01)
        assert monotonic() - began < PATIENCE
    line.end()
    assert (sorted(line.refused), line.done) == ([3, 4, 5, 6, 7], [0, 1, 2])


def test_where_the_first_in_line_works_nobody_is_refused_however_long_it_takes() -> None:
    line = Line()
    with budget(PATIENCE), line.queue.turn(PATIENCE):
        line.form(8)
        spend(0.5)
    line.end()
    assert (line.refused, line.done) == ([], [*range(8)])


def test_a_server_that_says_nothing_is_waited_for_once() -> None:
    with socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        frozen = Database(f"postgresql://postgres@127.0.0.1:{silent.getsockname()[1]}/site")
        took = []
        for _ in range(3):
            began = monotonic()
            with pytest.raises(Unavailable), budget(4), frozen.peek():
                pass
            took.append(monotonic() - began)
    assert took[0] > 1.5
    assert max(took[1:]) < 1


@pytest.mark.slow
@pytest.mark.postgres
def test_a_lock_that_somebody_holds_is_given_up_and_the_server_is_not_in_doubt(
    postgresql_database: Database,
) -> None:
    database, holder = postgresql_database, create_engine(postgresql_database.engine.url)
    with holder.begin() as other:
        other.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtextextended('a name', 0))")
        with pytest.raises(Unavailable, match="lock timeout"), budget(4), database.writing():
            one_at_a_time("a name")
        with database.reading():
            assert session().scalar(text("SELECT 1")) == 1
    with budget(4), database.writing():
        one_at_a_time("a name")
    holder.dispose()
