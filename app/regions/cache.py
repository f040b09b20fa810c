"""The cache of rendered regions: in the process, in Redis, or nowhere.

Knows keys and entries, not what they mean: `app.regions` makes both, and asks the change log
whether an entry is valid. A store that is down, slow, emptied or full of foreign bytes may return
nothing; it never returns anything else, and never raises. Entries in Redis carry a MAC over key
and content: whoever can write there can only remove entries.
"""

import gzip
import hashlib
import hmac
import json
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Final, Protocol, TypeVar

from redis import Redis
from redis.exceptions import RedisError
from redis.maint_notifications import MaintNotificationsConfig

#: The most that a process keeps, alone or beside Redis, and how long Redis keeps entries.
MOST_BYTES: Final = 64 * 1024 * 1024
MOST_BYTES_BESIDE: Final = 16 * 1024 * 1024
LONGEST_DAYS: Final = 7
PATIENCE: Final = 0.05

#: For commands that maintain the cache and may wait for it.
LONG_PATIENCE: Final = 10.0

_PREFIX: Final = "rose-ash:3:"
_SEAL: Final = 16
#: Never occurs in JSON, which escapes it.
_BEFORE_PACKED: Final = b"\0"
_SECONDS: Final = LONGEST_DAYS * 24 * 3600
#: Seconds by which a mark outlives the entries that were put just before it.
_MARGIN: Final = 60
#: Sets a mark atomically, unless the present one, after its MAC, is higher.
_RAISE: Final = f"""
local mark = redis.call('GET', KEYS[1])
local head = mark and string.match(string.sub(mark, {_SEAL + 1}), '^%[\"\", (%d+),')
if not head or tonumber(head) <= tonumber(ARGV[2]) then
  redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[3])
end
"""
#: Seconds that Redis is left alone after a failure; twice as long after each further one.
_REST: Final = 0.25
_LONGEST_REST: Final = 5.0

_log = logging.getLogger("rose_ash.cache")

Answer = TypeVar("Answer")
#: Raised by `count` and `clear` when Redis does not answer.
CacheError = RedisError


@dataclass(frozen=True, slots=True)
class CacheEntry:
    """A region's or a page's markup, the log's head before its loader ran, the loader's topics."""

    html: str
    head: int
    topics: frozenset[str]
    #: A page's markup as gzip; empty: nobody is sent it by itself.
    packed: bytes = b""


def packed(html: str) -> bytes:
    """Compress the markup of a page, once for all its recipients."""
    return gzip.compress(html.encode(), compresslevel=6, mtime=0)


class FragmentCache(Protocol):
    """A store of entries by key, many at a time."""

    def get_many(self, keys: Sequence[str]) -> Mapping[str, CacheEntry]:
        """Return the entries that are kept under these keys."""
        ...

    def put_many(self, entries: Mapping[str, CacheEntry]) -> None:
        """Keep these entries, each under its key."""
        ...

    def raise_mark(self, key: str, head: int) -> None:
        """Keep an entry without markup under this key, unless one with a higher head is there."""
        ...


class Lookup:
    """The lookups of one request: each key is fetched once, however often it is needed."""

    def __init__(self, cache: FragmentCache) -> None:
        self._cache = cache
        self._answers: dict[str, Mapping[str, CacheEntry]] = {}

    def ask(self, keys: Sequence[str]) -> None:
        """Fetch those of these keys that have not been fetched yet."""
        unknown = [key for key in keys if key not in self._answers]
        if unknown:
            self._answers |= dict.fromkeys(unknown, self._cache.get_many(unknown))

    def get_many(self, keys: Sequence[str]) -> dict[str, CacheEntry]:
        """Return the entries under these keys, and ask for those that were never asked for."""
        self.ask(keys)
        entries = {key: self._answers[key].get(key) for key in keys}
        return {key: entry for key, entry in entries.items() if entry is not None}

    def take(self, entries: Mapping[str, CacheEntry]) -> None:
        """Use what another request has made as if it had been fetched."""
        self._answers |= dict.fromkeys(entries, entries)


class LocalCache:
    """Entries in this process, the last used ones, up to a number of bytes; none up to 0."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._bytes = 0
        self._lock = Lock()
        self._entries: OrderedDict[str, tuple[CacheEntry, int]] = OrderedDict()

    def __len__(self) -> int:
        """Count the entries."""
        return len(self._entries)

    def get_many(self, keys: Sequence[str]) -> Mapping[str, CacheEntry]:
        """Return the entries that are kept under these keys."""
        with self._lock:
            entries = {key: self._entries[key][0] for key in keys if key in self._entries}
            for key in entries:
                self._entries.move_to_end(key)
        return entries

    def put_many(self, entries: Mapping[str, CacheEntry]) -> None:
        """Keep these entries; forget those that were not used for longest."""
        with self._lock:
            for key, entry in entries.items():
                self._forget(key)
                size = _size(key, entry)
                self._entries[key] = (entry, size)
                self._bytes += size
            while self._bytes > self._most and self._entries:
                self._forget(next(iter(self._entries)))

    def raise_mark(self, key: str, head: int) -> None:
        """Keep the highest head under this key."""
        mark = self.get_many((key,)).get(key)
        if mark is None or mark.head < head:
            self.put_many({key: CacheEntry("", head, frozenset())})

    def _forget(self, key: str) -> None:
        _, size = self._entries.pop(key, (None, 0))
        self._bytes -= size


def _size(key: str, entry: CacheEntry) -> int:
    """Estimate the bytes of an entry: at most four per character, and its objects."""
    return 4 * (len(key) + len(entry.html) + sum(map(len, entry.topics))) + len(entry.packed) + 500


class SharedRedis:
    """One Redis for all processes of the site, behind a circuit breaker.

    A call waits at most 50 ms. After a failure nobody calls for a while; then one caller
    tries again, alone.
    """

    def __init__(self, url: str, patience: float = PATIENCE) -> None:
        self.client = Redis.from_url(
            url,
            socket_timeout=patience,
            socket_connect_timeout=patience,
            retry=None,
            # Otherwise a new connection takes one more round trip, and a server may ask to wait.
            maint_notifications_config=MaintNotificationsConfig(enabled=False),
        )
        self._lock = Lock()
        self._failures = 0
        self._failed_at = 0.0
        self._closed_until = 0.0

    def ask(self, question: Callable[[Redis], Answer]) -> Answer | None:
        """Return the answer, or None where none came, or one that the question raises over."""
        asked_at = time.monotonic()
        if not self._may_ask(asked_at):
            return None
        try:
            answer = question(self.client)
        # A driver that reads garbage may raise any exception.
        except Exception as fault:  # noqa: BLE001
            self._failed(asked_at, fault)
            return None
        self._failures = 0
        return answer

    def _may_ask(self, now: float) -> bool:
        if not self._failures:
            return True
        with self._lock:
            if now < self._closed_until:
                return False
            # This caller tries; the others wait for the result.
            self._closed_until = now + self._rest()
            return True

    def _failed(self, asked_at: float, fault: Exception) -> None:
        with self._lock:
            if asked_at < self._failed_at:
                return  # Called before the last failure was known: the same failure.
            self._failures += 1
            self._failed_at = time.monotonic()
            self._closed_until = self._failed_at + self._rest()
        _log.warning("cache", extra={"fields": {"redis": repr(fault), "rest": self._rest()}})

    def _rest(self) -> float:
        return min(_LONGEST_REST, _REST * 2.0 ** min(max(self._failures - 1, 0), 10))


class RedisCache:
    """Entries in Redis, for all processes of the site.

    Entries that this process used last are also kept locally, for when Redis does not answer:
    otherwise every visit would become slow at once. The log validates both alike.
    """

    def __init__(self, redis: SharedRedis, secret: str) -> None:
        self._redis = redis
        self._secret = derived(secret, b"fragments")
        self._local = LocalCache(MOST_BYTES_BESIDE)

    def get_many(self, keys: Sequence[str]) -> Mapping[str, CacheEntry]:
        """Return the entries that are kept under these keys, in one MGET."""
        if not keys:
            return {}
        values = self._redis.ask(lambda redis: _values(redis, keys))
        if values is None:
            return self._local.get_many(keys)
        return _Sent(dict(zip(keys, values, strict=True)), self._secret, self._local)

    def put_many(self, entries: Mapping[str, CacheEntry]) -> None:
        """Keep these entries, in one pipeline."""
        values = {
            _PREFIX + key: encoded(key, entry, self._secret) for key, entry in entries.items()
        }

        def put(redis: Redis) -> None:
            with redis.pipeline(transaction=False) as pipeline:
                for key, value in values.items():
                    pipeline.set(key, value, ex=_SECONDS)
                pipeline.execute()

        self._local.put_many(entries)
        self._redis.ask(put)

    def raise_mark(self, key: str, head: int) -> None:
        """Keep the highest head of all processes under this key, for as long as any entry."""
        self._local.raise_mark(key, head)
        value = encoded(key, CacheEntry("", head, frozenset()), self._secret)
        self._redis.ask(
            lambda redis: redis.eval(_RAISE, 1, _PREFIX + key, value, head, _SECONDS + _MARGIN)
        )

    def count(self) -> int:
        """Count the entries of all sites that use this Redis; raise CacheError without it."""
        return sum(1 for _ in self._redis.client.scan_iter(f"{_PREFIX}*", count=1000))

    def clear(self) -> int:
        """Forget every entry, and say how many there were; raise CacheError without it."""
        keys = list(self._redis.client.scan_iter(f"{_PREFIX}*", count=1000))
        for start in range(0, len(keys), 1000):
            self._redis.client.unlink(*keys[start : start + 1000])
        return len(keys)


class _Sent(Mapping[str, CacheEntry]):
    """Entries as Redis sent them: each is decoded when needed, and then stored locally too."""

    def __init__(self, values: Mapping[str, object], secret: bytes, local: LocalCache) -> None:
        self._values = values
        self._secret = secret
        self._local = local

    def __getitem__(self, key: str) -> CacheEntry:
        entry = decoded(key, self._values[key], self._secret)
        if entry is None:
            raise KeyError(key)
        self._local.put_many({key: entry})
        return entry

    def __iter__(self) -> Iterator[str]:
        return (key for key, value in self._values.items() if self._is_ours(key, value))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _is_ours(self, key: str, value: object) -> bool:
        return decoded(key, value, self._secret) is not None


def _values(redis: Redis, keys: Sequence[str]) -> list[object]:
    values: object = redis.mget([_PREFIX + key for key in keys])
    if not isinstance(values, list) or len(values) != len(keys):
        raise ValueError("the answer is no list of as many values as were asked for")
    return values


def derived(secret: str, purpose: bytes) -> bytes:
    """Derive the key for one purpose from the site's secret; none reveals another."""
    return hashlib.blake2b(secret.encode("utf-8", "surrogateescape"), person=purpose).digest()


def encoded(key: str, entry: CacheEntry, secret: bytes) -> bytes:
    """Return an entry as bytes, preceded by its MAC."""
    text = json.dumps([entry.html, entry.head, sorted(entry.topics)]).encode()
    payload = text + _BEFORE_PACKED + entry.packed
    return _seal(key, payload, secret) + payload


def decoded(key: str, value: object, secret: bytes) -> CacheEntry | None:
    """Decode an entry; None for bytes that `encoded` did not write for this key and secret."""
    if not isinstance(value, bytes):
        return None
    seal, payload = value[:_SEAL], value[_SEAL:]
    if not hmac.compare_digest(seal, _seal(key, payload, secret)):
        return None
    text, _, gzipped = payload.partition(_BEFORE_PACKED)
    html, head, topics = json.loads(text)
    return CacheEntry(html, head, frozenset(topics), gzipped)


def _seal(key: str, payload: bytes, secret: bytes) -> bytes:
    """Return the MAC of a payload and its key, whose length precedes it."""
    name = key.encode()
    seal = hashlib.blake2b(b"%d:" % len(name), key=secret, digest_size=_SEAL)
    seal.update(name)
    seal.update(payload)
    return seal.digest()
