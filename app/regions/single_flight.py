"""Single flight: if several requests of a process need the same entries, one makes them.

If another request is already making an entry, wait for it (`PATIENCE` seconds at most), then look
it up again: it is validated like anything from the cache. The request that makes entries waits
for nobody, so there is no deadlock. Knows keys and entries, and no pages.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from threading import Event, Lock
from typing import Final

from app.regions.cache import CacheEntry

#: Seconds that a request waits for another's work before doing it itself.
PATIENCE: Final = 2.0


class Flight:
    """Entries that are being made."""

    def __init__(self, keys: Collection[str]) -> None:
        self.keys = keys
        self.landed = Event()
        self.made: Mapping[str, CacheEntry] = {}


class Boarding:
    """One request's part in it: what it makes for others, and what others made for it."""

    def __init__(self, flights: "Flights") -> None:
        self._flights = flights
        self._led: Flight | None = None
        self._joined: Flight | None = None
        #: The entries of another request; empty if it failed or took too long.
        self.got: Mapping[str, CacheEntry] = {}

    def must_wait(self, keys: Collection[str]) -> bool:
        """Return whether another request is making one of these; if not, this one leads.

        A request waits once at most; after that it works alone.
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
        """Wait for the other request, up to the patience; hold no session meanwhile."""
        if self._joined is not None and self._joined.landed.wait(self._flights.patience):
            self.got = self._joined.made

    def give(self, made: Mapping[str, CacheEntry]) -> None:
        """Hand the entries to the requests that wait for them."""
        if self._led is not None:
            self._led.made = made

    def end(self) -> None:
        """Release the requests that wait, whatever the outcome."""
        if self._led is not None:
            self._flights.land(self._led)


class Flights:
    """All flights of a process; with no patience nobody waits for anybody."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self.patience = patience
        self._lock = Lock()
        self._by_key: dict[str, Flight] = {}

    @contextmanager
    def boarding(self) -> Iterator[Boarding]:
        """Take part for the length of a block; the requests that wait are released at its end."""
        boarding = Boarding(self)
        try:
            yield boarding
        finally:
            boarding.end()

    def lead_or_join(self, keys: Collection[str]) -> Flight:
        """Return the flight that makes one of these keys, or else a new one for all of them."""
        flight = Flight(keys)
        with self._lock:
            for key in keys:
                if key in self._by_key:
                    return self._by_key[key]
            self._by_key.update(dict.fromkeys(keys, flight))
        return flight

    def land(self, flight: Flight) -> None:
        """Remove a flight, and release the requests that wait for it."""
        with self._lock:
            for key in flight.keys:
                del self._by_key[key]
        flight.landed.set()
