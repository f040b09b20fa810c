"""Where histories take place: processes with a cache, one without, and their database."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app import sx
from app.config import Settings
from db.engine import Database
from tests.unit.law.processes import Asked, DistantProcess, Process


@dataclass(slots=True)
class World:
    """A site that is served by processes, each with a cache or all with one."""

    processes: Sequence[Asked]
    #: What is served without a cache.
    plain: Asked
    database: Database
    #: How many steps were done here.
    steps: int = 0

    def close(self) -> None:
        """Leave the database."""
        for process in (*self.processes, self.plain):
            process.close()
        self.database.dispose()


def small_world(settings: Settings, libraries: Sequence[sx.Library], count: int = 1) -> World:
    """So many processes, asked here."""
    processes = [Process(_cached(settings), libraries) for _ in range(count)]
    return _world(processes, settings, libraries)


def wide_world(
    settings: Settings, libraries: Sequence[sx.Library], others: Sequence[DistantProcess]
) -> World:
    """Processes of their own."""
    for process in others:
        process.open(_cached(settings))
    return _world(others, settings, libraries)


def _world(
    processes: Sequence[Asked], settings: Settings, libraries: Sequence[sx.Library]
) -> World:
    plain = Process(replace(_served(settings), cache=False), libraries)
    return World(processes, plain, Database(settings.database_url))


def _cached(settings: Settings) -> Settings:
    return replace(_served(settings), cache=True)


def _served(settings: Settings) -> Settings:
    """In production pages take the fast path."""
    return replace(settings, environment="production", rate_limits=None)
