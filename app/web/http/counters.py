"""Counts of recent events: for all processes in Redis, or in this process without one.

Knows keys and seconds, not what is counted. Redis is called behind the breaker of the cache. Its
values may be anybody's: an invalid count is treated as missing and replaced; no answer raises.
"""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Final

from redis import Redis

from app.regions.cache import SharedRedis, derived

#: The most keys that a process counts; the least recently counted are dropped first.
MOST_COUNTED: Final = 10_000

_PREFIX: Final = "rose-ash:counted:"
_DIGEST: Final = 16
_LONGEST_NUMBER: Final = 18

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Count:
    """The number of events, and the seconds until the count starts again."""

    number: int
    seconds: float


NEVER: Final = Count(0, 0)


class Counters:
    """Counts by key in this process, each for some seconds from its first event."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._counts: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def add(self, key: str, seconds: float) -> Count:
        """Count once more, and return the count; drop the least recently counted key."""
        now = self._clock()
        with self._lock:
            number, ends = self._counts.pop(key, (0, now))
            if now >= ends:
                number, ends = 0, now + seconds
            self._counts[key] = number + 1, ends
            if len(self._counts) > MOST_COUNTED:
                self._counts.popitem(last=False)
        return Count(number + 1, ends - now)

    def get(self, key: str, seconds: float) -> Count:
        """Return the count of a key that is counted for at most this many seconds."""
        now = self._clock()
        with self._lock:
            number, ends = self._counts.get(key, (0, now))
        return NEVER if now >= ends else Count(number, ends - now)

    def drop(self, *keys: str) -> None:
        """Drop the counts of these keys."""
        with self._lock:
            for key in keys:
                self._counts.pop(key, None)


class RedisCounters(Counters):
    """Counts in Redis, for all processes of the site, and here for when it does not answer.

    The names in Redis are derived from the site's secret.
    """

    def __init__(self, redis: SharedRedis, secret: str) -> None:
        super().__init__()
        self._redis = redis
        self._secret = derived(secret, b"counters")

    def add(self, key: str, seconds: float) -> Count:
        """Count once more, and return the count."""
        name, local = self._name(key), super().add(key, seconds)
        return _larger(local, self._redis.ask(lambda redis: _add(redis, name, seconds)))

    def get(self, key: str, seconds: float) -> Count:
        """Return the count."""
        name, local = self._name(key), super().get(key, seconds)
        return _larger(local, self._redis.ask(lambda redis: _get(redis, name, seconds)))

    def drop(self, *keys: str) -> None:
        """Drop the counts of these keys."""
        super().drop(*keys)
        names = [self._name(key) for key in keys]
        self._redis.ask(lambda redis: redis.unlink(*names))

    def _name(self, key: str) -> str:
        named = key.encode("utf-8", "surrogatepass")
        return _PREFIX + hashlib.blake2b(named, key=self._secret, digest_size=_DIGEST).hexdigest()


def _larger(local: Count, shared: Count | None) -> Count:
    """Return the larger count: a Redis that was away or emptied knows less than this process."""
    return local if shared is None or shared.number < local.number else shared


def _add(redis: Redis, name: str, seconds: float) -> Count:
    milliseconds = round(seconds * 1000)
    with redis.pipeline(transaction=False) as pipeline:
        pipeline.set(name, 0, px=milliseconds, nx=True)
        pipeline.incr(name)
        pipeline.pttl(name)
        # Redis refuses to add to what is no number; that does not mean that it is away.
        answers = pipeline.execute(raise_on_error=False)
    match answers:
        case [_, int(number), int(left)] if number > 0 and 0 <= left <= milliseconds:
            return Count(number, left / 1000)
        case [_, int(number), int()] if number > 0:
            # It expired between the two commands, or has lost its expiry.
            redis.pexpire(name, milliseconds)
            return Count(number, seconds)
    if not redis.set(name, 1, px=milliseconds):
        raise ValueError("the answer is no count")
    return Count(1, seconds)


def _get(redis: Redis, name: str, seconds: float) -> Count:
    with redis.pipeline(transaction=False) as pipeline:
        pipeline.get(name)
        pipeline.pttl(name)
        answers = pipeline.execute(raise_on_error=False)
    match answers:
        case [bytes(number), int(left)] if 0 < left <= seconds * 1000 and number.isdigit():
            return Count(int(number), left / 1000) if len(number) <= _LONGEST_NUMBER else NEVER
        case [_, int()]:
            return NEVER
        case _:
            raise ValueError("the answer is no count")
