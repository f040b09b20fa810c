"""Counting, so that nobody asks too often: requests a minute, and failed logins.

Knows numbers, names and a clock; knows nothing of requests. Requests are counted
by counters that are given; failed logins in the process, of at most `MOST_NAMES`
names, of which the oldest go first.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from math import ceil
from threading import Lock

from app.config import RateLimits
from app.counters import Counters

MINUTE = 60.0
MOST_NAMES = 10_000
FREE_FAILURES = 5
LONGEST_DELAY = 60.0

Clock = Callable[[], float]


class RateGate:
    """Counts requests by kind and sender; each may send so many in a minute."""

    def __init__(self, limits: RateLimits | None, counters: Counters) -> None:
        self._limits = limits
        self._counters = counters

    def wait(self, kind: str, sender: str) -> int:
        """Count a request; give 0, or for one too many the seconds to wait."""
        if self._limits is None:
            return 0
        most: int = getattr(self._limits, kind)
        count = self._counters.add(f"{kind} {sender}", MINUTE)
        return 0 if count.number <= most else max(1, ceil(count.seconds))


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
            failures, _ = self._failures.pop(name, (0, 0.0))
            self._failures[name] = failures + 1, self._clock()
            if len(self._failures) > MOST_NAMES:
                self._failures.popitem(last=False)

    def succeeded(self, name: str) -> None:
        """Forget the failures of this name."""
        with self._lock:
            self._failures.pop(name, None)
