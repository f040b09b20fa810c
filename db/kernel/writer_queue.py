"""The queue of a process's writers, so that each gets its turn, and readers keep their threads.

SQLite's own waiting is a lottery; here the first to come is the first to write. Every writer in
the queue occupies a thread. As long as the writers whose turn it is make progress, however
slowly, all may wait; when these wait themselves, because another process blocks the database,
only the first few stay and the others are refused at once. That applies to requests: a command
occupies no thread that a reader needs. Knows no database.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from threading import Lock
from time import monotonic

from db.kernel.errors import Unavailable
from db.kernel.waiting import Budget, current_budget, waiting

#: The most requests that stay in a queue without progress: half of the threads.
MOST_STANDING = 4

#: Seconds that those whose turn it is must have waited for a line to stand still.
STANDSTILL = 0.15


@dataclass(frozen=True, slots=True, eq=False)
class _Ticket:
    """A place in the queue; its lock is released when its turn comes."""

    budget: Budget | None
    lock: Lock = field(default_factory=Lock)


class WriterQueue:
    """A number of simultaneous turns, given in the order of arrival."""

    def __init__(self, places: int = 1) -> None:
        self._places = places
        self._mutex = Lock()
        self._tickets: deque[_Ticket] = deque()
        #: When a turn last began.
        self._moved = 0.0

    def __len__(self) -> int:
        """Count the writers whose turn it is and those that wait."""
        return len(self._tickets)

    @contextmanager
    def turn(self, patience: float) -> Iterator[None]:
        """Wait for a turn and hold it; raise Unavailable after `patience` seconds, or sooner."""
        ticket = self._line_up()
        try:
            with waiting(patience) as seconds:
                self._wait(ticket, monotonic() + seconds)
            yield
        finally:
            self._leave(ticket)

    def _line_up(self) -> _Ticket:
        ticket = _Ticket(current_budget())
        with self._mutex:
            if len(self._tickets) < self._places:
                self._moved = monotonic()
            else:
                ticket.lock.acquire()
            self._tickets.append(ticket)
        return ticket

    def _wait(self, ticket: _Ticket, end: float) -> None:
        while not ticket.lock.acquire(timeout=max(0.0, self._end(ticket, end) - monotonic())):
            if monotonic() >= self._end(ticket, end):
                raise Unavailable("too many changes are waiting for the database")

    def _end(self, ticket: _Ticket, end: float) -> float:
        """Return until when a writer may wait, as far as that is known now."""
        with self._mutex:
            if ticket.budget is None or self._tickets.index(ticket) < MOST_STANDING:
                return end
            return min(end, self._stood_since() + STANDSTILL)

    def _stood_since(self) -> float:
        """Return since when all whose turn it is have been waiting; now, if one of them works."""
        now = monotonic()
        turns = [each.budget for each in islice(self._tickets, self._places)]
        return max(self._moved, *(now if each is None else each.since or now for each in turns))

    def _leave(self, ticket: _Ticket) -> None:
        with self._mutex:
            had_a_place = self._tickets.index(ticket) < self._places
            self._tickets.remove(ticket)
            if had_a_place and len(self._tickets) >= self._places:
                self._moved = monotonic()
                self._tickets[self._places - 1].lock.release()
