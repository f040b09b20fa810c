"""Where finished regions are kept between requests: in the process, in Redis, or nowhere.

Knows keys and entries, not what they mean: `app.regions` makes both, and asks
the change log whether an entry is still right. A store that is down, slow,
emptied or full of somebody else's bytes may answer with nothing; it may never
answer with something else, and never raise.
"""

import hashlib
import json
import logging
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Final, Protocol, cast

from redis import Redis
from redis.exceptions import RedisError

#: What a process keeps at most, and how long Redis keeps what nobody asks for.
MOST_BYTES: Final = 64 * 1024 * 1024
LONGEST_DAYS: Final = 7
PATIENCE: Final = 0.05

_PREFIX: Final = "rose-ash:1:"
_DIGEST: Final = 16
_FAILURES: Final = 3
_REST: Final = 5.0

_log = logging.getLogger("rose_ash.cache")

#: What `count` and `clear` raise when Redis does not answer.
CacheError = RedisError


@dataclass(frozen=True, slots=True)
class Entry:
    """A region's markup, the log's head before its loader ran, and the loader's topics."""

    html: str
    head: int
    topics: frozenset[str]


class FragmentCache(Protocol):
    """A store of entries by key, many at a time."""

    def get_many(self, keys: Sequence[str]) -> Mapping[str, Entry]:
        """Give the entries that are kept under these keys."""
        ...

    def put_many(self, entries: Mapping[str, Entry]) -> None:
        """Keep these entries, each under its key."""
        ...


class NoCache:
    """Keeps nothing: every region is made afresh."""

    def get_many(self, keys: Sequence[str]) -> Mapping[str, Entry]:
        """Give no entry."""
        return {}

    def put_many(self, entries: Mapping[str, Entry]) -> None:
        """Forget these entries."""


class LocalCache:
    """Keeps entries in this process, those used last, up to a number of bytes."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._bytes = 0
        self._lock = Lock()
        self._entries: OrderedDict[str, tuple[Entry, int]] = OrderedDict()

    def __len__(self) -> int:
        """Count the entries."""
        return len(self._entries)

    def get_many(self, keys: Sequence[str]) -> Mapping[str, Entry]:
        """Give the entries that are kept under these keys."""
        with self._lock:
            found = {key: self._entries[key][0] for key in keys if key in self._entries}
            for key in found:
                self._entries.move_to_end(key)
        return found

    def put_many(self, entries: Mapping[str, Entry]) -> None:
        """Keep these entries; forget those that were not used for longest."""
        with self._lock:
            for key, entry in entries.items():
                self._forget(key)
                size = _size(key, entry)
                self._entries[key] = (entry, size)
                self._bytes += size
            while self._bytes > self._most and self._entries:
                self._forget(next(iter(self._entries)))

    def _forget(self, key: str) -> None:
        _, size = self._entries.pop(key, (None, 0))
        self._bytes -= size


def _size(key: str, entry: Entry) -> int:
    """Estimate the bytes that an entry takes: four a character at worst, and its objects."""
    return 4 * (len(key) + len(entry.html) + sum(map(len, entry.topics))) + 500


class RedisCache:
    """Keeps entries in Redis, for all processes of the site.

    A request waits for it twice at most, 50 ms each: once to read, once to
    write. After three failures in a row nobody asks it for five seconds.
    """

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(
            url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=None
        )
        self._lock = Lock()
        self._failures = 0
        self._closed_until = 0.0

    def get_many(self, keys: Sequence[str]) -> Mapping[str, Entry]:
        """Give the entries that are kept under these keys, in one MGET."""
        if not keys or not self._may_ask():
            return {}
        try:
            values = cast("list[bytes | None]", self._redis.mget([_PREFIX + key for key in keys]))
        except (RedisError, OSError, ValueError) as fault:
            self._failed(fault)
            return {}
        self._failures = 0
        found = {key: decoded(value) for key, value in zip(keys, values, strict=False) if value}
        return {key: entry for key, entry in found.items() if entry is not None}

    def put_many(self, entries: Mapping[str, Entry]) -> None:
        """Keep these entries, in one pipeline."""
        if not self._may_ask():
            return
        try:
            with self._redis.pipeline(transaction=False) as pipeline:
                for key, entry in entries.items():
                    pipeline.set(_PREFIX + key, encoded(entry), ex=LONGEST_DAYS * 24 * 3600)
                pipeline.execute()
        except (RedisError, OSError, ValueError) as fault:
            self._failed(fault)

    def count(self) -> int:
        """Count the entries of all sites that use this Redis; raise RedisError without it."""
        return sum(1 for _ in self._redis.scan_iter(f"{_PREFIX}*", count=1000))

    def clear(self) -> int:
        """Forget every entry, and say how many there were; raise RedisError without it."""
        keys = list(self._redis.scan_iter(f"{_PREFIX}*", count=1000))
        for start in range(0, len(keys), 1000):
            self._redis.delete(*keys[start : start + 1000])
        return len(keys)

    def _may_ask(self) -> bool:
        return time.monotonic() >= self._closed_until

    def _failed(self, fault: Exception) -> None:
        with self._lock:
            self._failures += 1
            if self._failures >= _FAILURES:
                self._failures = 0
                self._closed_until = time.monotonic() + _REST
                _log.warning("cache", extra={"fields": {"redis": str(fault), "rest": _REST}})


def encoded(entry: Entry) -> bytes:
    """Write an entry as bytes, its digest in front."""
    payload = json.dumps([entry.html, entry.head, sorted(entry.topics)]).encode()
    return hashlib.blake2b(payload, digest_size=_DIGEST).digest() + payload


def decoded(value: object) -> Entry | None:
    """Read an entry back; None for bytes that were never written by `encoded`."""
    if not isinstance(value, bytes):
        return None
    digest, payload = value[:_DIGEST], value[_DIGEST:]
    if hashlib.blake2b(payload, digest_size=_DIGEST).digest() != digest:
        return None
    html, head, topics = json.loads(payload)
    return Entry(html, head, frozenset(topics))
