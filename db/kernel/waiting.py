"""The budget of a request: the seconds that it may wait for others in all.

Only waiting counts, never work: a slow machine takes longer and refuses nobody. Without a budget,
in commands and migrations, each wait has the limit of its caller, because no reader waits behind
a terminal. Knows no database.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic


class Budget:
    """The remaining seconds, and since when some of them are being spent."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds
        self.since: float | None = None

    @contextmanager
    def spending(self) -> Iterator[None]:
        """Deduct the duration of this block."""
        self.since = began = monotonic()
        try:
            yield
        finally:
            self.since = None
            self.left = max(0.0, self.left - (monotonic() - began))


_budget: ContextVar[Budget | None] = ContextVar("budget", default=None)


@contextmanager
def budget(seconds: float) -> Iterator[None]:
    """Limit all waits in this block to this many seconds together."""
    token = _budget.set(Budget(seconds))
    try:
        yield
    finally:
        _budget.reset(token)


def current_budget() -> Budget | None:
    """Return the current budget, which every request has."""
    return _budget.get()


@contextmanager
def waiting(longest: float, *, unlimited: float | None = None) -> Iterator[float]:
    """Return the seconds that the wait in this block may take, and deduct what it took.

    Without a budget they are `unlimited`, or `longest` as well.
    """
    budget = _budget.get()
    if budget is None:
        yield longest if unlimited is None else unlimited
        return
    with budget.spending():
        yield min(longest, budget.left)


def exhaust() -> None:
    """Leave nothing, so that nobody waits a second time for a server that is silent."""
    budget = _budget.get()
    if budget is not None:
        budget.left = 0.0
