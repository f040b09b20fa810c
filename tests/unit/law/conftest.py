"""A site in both set-ups, the editions of its components, and processes of their own."""

import gc
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from app.pages import home, post, tags
from tests.postgres import serving
from tests.redis import Server as Redis
from tests.setups import Large, SetUp, Small
from tests.unit.law.editions import Compiled, Editions, Reloaded
from tests.unit.law.processes import SIZE, DistantProcess
from tests.unit.law.sample_site import write_garden


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where compiled pages are kept."""
    return tmp_path_factory.mktemp("compiled")


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory, store: Path) -> Iterator[Compiled]:
    """The pages in each edition."""
    compiled, before = Compiled(tmp_path_factory.mktemp("compiled"), store), gc.get_threshold()
    # All that was made so far stays for good: to look through it again and again takes long.
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    yield compiled
    gc.unfreeze()
    gc.set_threshold(*before)


@pytest.fixture(scope="session")
def editions(
    compiled: Compiled, tmp_path_factory: pytest.TempPathFactory, store: Path
) -> Sequence[Editions]:
    """The pages as each of two processes reloads them."""
    return [Reloaded(tmp_path_factory.mktemp("reloaded"), store) for _ in range(2)]


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
    compiled: Compiled, tmp_path_factory: pytest.TempPathFactory, store: Path
) -> Iterator[list[DistantProcess]]:
    """Three processes of their own; the pages are compiled before, and in the store."""
    folders = (tmp_path_factory.mktemp("distant") for _ in range(3))
    processes = [DistantProcess(folder, store) for folder in folders]
    yield processes
    for process in processes:
        process.end()


@pytest.fixture
def short_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a page of a list hold a few items only."""
    for module in (home, post, tags):
        monkeypatch.setattr(module, "SIZE", SIZE)
