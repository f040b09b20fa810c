"""How long a request may wait for others, in all: the seconds that it has, and what took them.

Only waiting is counted, never work: a slow machine takes longer and refuses nobody. Outside
of a budget, in commands and migrations, a wait is as long as whoever waits allows; there
somebody sits at a terminal, and no reader stands behind them. Knows no database.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic


class Budget:
    """The seconds that are left, and since when some of them are being spent."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds
        self.since: float | None = None

    @contextmanager
    def spending(self) -> Iterator[None]:
        """Take off what this block lasts."""
        self.since = began = monotonic()
        try:
            yield
        finally:
            self.since = None
            self.left = max(0.0, self.left - (monotonic() - began))


_budget: ContextVar[Budget | None] = ContextVar("budget", default=None)


@contextmanager
def budget(seconds: float) -> Iterator[None]:
    """Let all waits in this block take so many seconds together."""
    token = _budget.set(Budget(seconds))
    try:
        yield
    finally:
        _budget.reset(token)


def current_budget() -> Budget | None:
    """Return the budget by which waiting is limited here, as it is in every request."""
    return _budget.get()


@contextmanager
def waiting(longest: float, *, unlimited: float | None = None) -> Iterator[float]:
    """Return the seconds that the wait in this block may take, and take off what it took.

    Where there is no budget they are `unlimited`, or `longest` as well.
    """
    budget = _budget.get()
    if budget is None:
        yield longest if unlimited is None else unlimited
        return
    with budget.spending():
        yield min(longest, budget.left)


def exhaust() -> None:
    """Leave nothing: what was silent for so long is not waited for a second time."""
    budget = _budget.get()
    if budget is not None:
        budget.left = 0.0
