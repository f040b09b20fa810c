"""Single flight: of many requests in a process for the same entries, one makes them.

A request that finds its entries under way waits a while for them, then starts over: what
the other one made is validated like anything from the cache. The request that makes
entries waits for nobody, so there is no deadlock. Knows keys and entries, and no pages.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from threading import Event, Lock
from typing import Final

from app.regions.cache import CacheEntry

#: Seconds that a request waits for another's work before it does it by itself.
PATIENCE: Final = 2.0


class Flight:
    """The making of some entries."""

    def __init__(self, keys: Collection[str]) -> None:
        self.keys = keys
        self.landed = Event()
        self.made: Mapping[str, CacheEntry] = {}


class Boarding:
    """One request's part: what it makes for others, and what others made for it."""

    def __init__(self, flights: "Flights") -> None:
        self._flights = flights
        self._led: Flight | None = None
        self._joined: Flight | None = None
        #: What another request has made; empty if it failed or took too long.
        self.got: Mapping[str, CacheEntry] = {}

    def must_wait(self, keys: Collection[str]) -> bool:
        """Say whether another request makes one of these; if not, this one is to make them.

        That is asked once to wait at most: afterwards everyone works alone.
        """
        if not keys or self._joined is not None or not self._flights.patience:
            return False
        flight = self._flights.lead_or_join(keys)
        if flight.keys is keys:
            self._led = flight
            return False
        self._joined = flight
        return True

    def wait(self) -> None:
        """Wait for the other request, a while; nothing may be held meanwhile."""
        if self._joined is not None and self._joined.landed.wait(self._flights.patience):
            self.got = self._joined.made

    def give(self, made: Mapping[str, CacheEntry]) -> None:
        """Hand over to those who wait what was made."""
        if self._led is not None:
            self._led.made = made

    def end(self) -> None:
        """Let nobody wait any longer, whatever came of it."""
        if self._led is not None:
            self._flights.land(self._led)


class Flights:
    """All work that is under way; with no patience nobody waits for anybody."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self.patience = patience
        self._lock = Lock()
        self._by_key: dict[str, Flight] = {}

    @contextmanager
    def boarding(self) -> Iterator[Boarding]:
        """Take part for the length of a block; whoever waits for it goes on at its end."""
        boarding = Boarding(self)
        try:
            yield boarding
        finally:
            boarding.end()

    def lead_or_join(self, keys: Collection[str]) -> Flight:
        """Give the flight that makes one of these keys; if there is none, a new one for all."""
        flight = Flight(keys)
        with self._lock:
            for key in keys:
                if key in self._by_key:
                    return self._by_key[key]
            self._by_key.update(dict.fromkeys(keys, flight))
        return flight

    def land(self, flight: Flight) -> None:
        """Take a flight off the board, and let those go on who waited for it."""
        with self._lock:
            for key in flight.keys:
                del self._by_key[key]
        flight.landed.set()
