"""A site in both set-ups, the editions of its components, and processes of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import sx
from app.pages import home, post, tags
from tests.postgres import serving
from tests.redis import Server as Redis
from tests.setups import Large, SetUp, Small
from tests.unit.law.garden import write_garden
from tests.unit.law.processes import (
    COMPONENTS,
    SIZE,
    DistantProcess,
    load_editions,
    write_edition,
)


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    """The components as they are, and with another text."""
    return COMPONENTS, write_edition(tmp_path_factory.mktemp("edition") / "components")


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where compiled pages are kept."""
    return tmp_path_factory.mktemp("compiled")


@pytest.fixture(scope="session")
def libraries(folders: tuple[Path, ...], store: Path) -> list[sx.Library]:
    """The pages in each edition."""
    return load_editions(folders, store)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> SetUp:
    """The garden on SQLite."""
    return Small(tmp_path_factory.mktemp("garden"), write_garden)


@pytest.fixture(scope="session")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    """A Redis that may be stopped."""
    server = Redis(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def large(redis: Redis) -> Iterator[SetUp]:
    """The garden on PostgreSQL, with that Redis."""
    with serving() as postgres:
        yield Large(postgres, redis, write_garden)


@pytest.fixture(scope="session")
def others(
    libraries: list[sx.Library], folders: tuple[Path, ...], store: Path
) -> Iterator[list[DistantProcess]]:
    """Three processes of their own; the pages are compiled before, and in the store."""
    processes = [DistantProcess(folders, store) for _ in range(3)]
    yield processes
    for process in processes:
        process.end()


@pytest.fixture
def short_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a page of a list hold a few items only."""
    for module in (home, post, tags):
        monkeypatch.setattr(module, "SIZE", SIZE)
