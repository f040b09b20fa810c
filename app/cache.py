"""Where finished regions are kept between requests: the protocol, and keeping nothing.

Knows keys and entries, not what they mean: `app.regions` makes both. A store
that is down may answer with nothing; it may never answer with something else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


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
