"""Counting, so that nobody asks too often: requests a minute, and failed logins.

Knows numbers, names and a clock; knows nothing of requests. Counts are kept in
the process, at most `MOST_KEYS` of each sort; the oldest go first.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from math import ceil
from threading import Lock
from typing import TypeVar

from app.config import RateLimits

MINUTE = 60.0
MOST_KEYS = 10_000
FREE_FAILURES = 5
LONGEST_DELAY = 60.0

Clock = Callable[[], float]
Key = TypeVar("Key")
Count = TypeVar("Count")


class RateGate:
    """Counts requests by kind and sender; each may send so many in a minute."""

    def __init__(self, limits: RateLimits | None, clock: Clock = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._lock = Lock()
        self._counts: OrderedDict[tuple[str, str], tuple[float, int]] = OrderedDict()

    def wait(self, kind: str, sender: str) -> int:
        """Count a request; give 0, or for one too many the seconds to wait."""
        if self._limits is None:
            return 0
        most: int = getattr(self._limits, kind)
        now = self._clock()
        with self._lock:
            started, count = self._counts.get((kind, sender), (now, 0))
            if now - started >= MINUTE:
                started, count = now, 0
            _keep(self._counts, (kind, sender), (started, count + 1))
        return 0 if count < most else max(1, ceil(started + MINUTE - now))


class LoginThrottle:
    """Slows down the logins of a name after five failures, longer each time; never locks it."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._failures: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def wait(self, name: str) -> int:
        """Give the seconds until a login of this name is looked at again, or 0."""
        with self._lock:
            failures, last = self._failures.get(name, (0, 0.0))
        if failures < FREE_FAILURES:
            return 0
        delay = min(LONGEST_DELAY, 2.0 ** min(failures - FREE_FAILURES, 10))
        return max(0, ceil(last + delay - self._clock()))

    def failed(self, name: str) -> None:
        """Count a failure."""
        with self._lock:
            failures, _ = self._failures.get(name, (0, 0.0))
            _keep(self._failures, name, (failures + 1, self._clock()))

    def succeeded(self, name: str) -> None:
        """Forget the failures of this name."""
        with self._lock:
            self._failures.pop(name, None)


def _keep(counts: OrderedDict[Key, Count], key: Key, count: Count) -> None:
    counts[key] = count
    counts.move_to_end(key)
    if len(counts) > MOST_KEYS:
        counts.popitem(last=False)
