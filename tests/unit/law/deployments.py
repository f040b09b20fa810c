"""Where histories take place: processes with a cache, one without, and their database."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.config import Settings
from db.engine import Database
from tests.setups import SetUp
from tests.unit.law.editions import Compiled, Editions
from tests.unit.law.processes import Asked, DistantProcess, Process, Uncached


@dataclass(slots=True)
class World:
    """A site that is served by processes, each with a cache or all with one."""

    processes: Sequence[Asked]
    #: What is served without a cache.
    plain: Uncached
    database: Database
    #: Makes the site what it was at first.
    again: Callable[[], None]

    def begin(self) -> None:
        """Let another history take place here: of those before nothing is left."""
        self.close()
        self.again()
        for process in self.processes:
            process.begin()

    def close(self) -> None:
        """Leave the database."""
        for process in self.processes:
            process.close()
        self.plain.close()
        self.database.dispose()


def small_world(
    setup: SetUp, folder: Path, compiled: Compiled, editions: Iterable[Editions]
) -> World:
    """A process in each of these editions, asked here."""
    settings = _served(setup.copy(folder))
    processes = [Process(settings, each) for each in editions]
    return _world(setup, settings, processes, compiled)


def wide_world(
    setup: SetUp, folder: Path, compiled: Compiled, others: Sequence[DistantProcess]
) -> World:
    """Processes of their own."""
    settings = _served(setup.copy(folder))
    for process in others:
        process.open(settings)
    return _world(setup, settings, others, compiled)


def _world(
    setup: SetUp, settings: Settings, processes: Sequence[Asked], compiled: Compiled
) -> World:
    plain, database = Uncached(settings, compiled), Database(settings.database_url)
    return World(processes, plain, database, lambda: setup.again(settings))


def _served(settings: Settings) -> Settings:
    """In production pages take the fast path."""
    return replace(settings, environment="production", rate_limits=None, cache=True)
