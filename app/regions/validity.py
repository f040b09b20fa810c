"""What makes an entry of the cache right: its name, and the change log.

An entry is named by all that its markup depends on besides data; of the data it knows the
topics that were asked, and how much of the log had been written then. Knows no page.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from typing import Protocol

from app.regions.cache import CacheEntry, Lookup

#: Escaped, a letter beyond U+FFFF would look like the two halves that it is made of there.
_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False)


class ChangeLog(Protocol):
    """The change log, as far as freshness goes."""

    def site_and_head(self) -> tuple[str, int]:
        """Name the database, for another one never meets its entries; and its newest change."""
        ...

    def newest(self, topics: Collection[str]) -> Mapping[str, int]:
        """Give the position of the newest change of each topic that ever changed."""
        ...


class HistoryLostError(Exception):
    """The database was set back behind what caches keep of it, and goes on under another id."""


@lru_cache(maxsize=16)
def mark_key(site_id: str) -> str:
    """Name where a cache keeps the highest position at which anything of this site was made."""
    return name_of(["mark", site_id])


def check_history(
    lookup: Lookup, site_id: str, head: int, is_set_back: Callable[[str, int], bool]
) -> None:
    """Raise HistoryLostError where a cache knows a later log than the database has.

    Another process may have kept something after `head` was read, so `is_set_back` looks at
    the database once more before that is believed. Call it outside of any session.
    """
    for mark in lookup.get_many((mark_key(site_id),)).values():
        if mark.head > head and is_set_back(site_id, mark.head):
            raise HistoryLostError


def fresh(log: ChangeLog, entries: Mapping[str, CacheEntry], head: int) -> dict[str, CacheEntry]:
    """Keep the entries of which no topic has changed since; one from a later log is not ours."""
    older = [entry for entry in entries.values() if entry.head < head]
    newest = log.newest({topic for entry in older for topic in entry.topics}) if older else {}
    return {
        key: entry
        for key, entry in entries.items()
        if entry.head <= head and all(newest.get(topic, 0) <= entry.head for topic in entry.topics)
    }


def written_out(parts: Sequence[object]) -> bytes:
    """Write texts, numbers, None and lists of these so that no two unequal ones look alike."""
    return _ENCODER.encode(parts).encode("utf-8", "surrogatepass")


def name_of(parts: Sequence[object]) -> str:
    """Name what an entry depends on, in a few letters."""
    return hashlib.sha256(written_out(parts)).hexdigest()
