"""The validity of a cache entry: by its key, and by the change log.

A key contains everything that markup depends on besides data. For the data, an entry has the
topics that its loader read and the log position of that moment. Knows no page.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from typing import Protocol

from app.regions.cache import CacheEntry, Lookup

#: Escaped, a character beyond U+FFFF would look like its two surrogates.
_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False)


class ChangeLog(Protocol):
    """The change log, as far as validity is concerned."""

    def site_and_head(self) -> tuple[str, int]:
        """Return the id of the database and the position of its newest change."""
        ...

    def newest(self, topics: Collection[str]) -> Mapping[str, int]:
        """Return the position of the newest change of each topic that ever changed."""
        ...


class HistoryLostError(Exception):
    """The database was set back to before the caches, and continues under another id."""


@lru_cache(maxsize=16)
def mark_key(site_id: str) -> str:
    """Return the key of the highest log position of any entry of this site."""
    return name_of(["mark", site_id])


def check_history(
    lookup: Lookup, site_id: str, head: int, is_set_back: Callable[[str, int], bool]
) -> None:
    """Raise HistoryLostError if a cache knows a later log position than the database has.

    Another process may have cached something after `head` was read, so `is_set_back` reads
    the database once more. Call it outside any session.
    """
    for mark in lookup.get_many((mark_key(site_id),)).values():
        if mark.head > head and is_set_back(site_id, mark.head):
            raise HistoryLostError


def fresh(log: ChangeLog, entries: Mapping[str, CacheEntry], head: int) -> dict[str, CacheEntry]:
    """Return the entries none of whose topics changed since; one from a later log is not ours."""
    older = [entry for entry in entries.values() if entry.head < head]
    newest = log.newest({topic for entry in older for topic in entry.topics}) if older else {}
    return {
        key: entry
        for key, entry in entries.items()
        if entry.head <= head and all(newest.get(topic, 0) <= entry.head for topic in entry.topics)
    }


def written_out(parts: Sequence[object]) -> bytes:
    """Write texts, numbers, None and lists of these, so that unequal ones differ."""
    return _ENCODER.encode(parts).encode("utf-8", "surrogatepass")


def name_of(parts: Sequence[object]) -> str:
    """Return a short digest of what an entry depends on."""
    return hashlib.sha256(written_out(parts)).hexdigest()
