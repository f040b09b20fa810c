"""For every sequence of edits and reads, the cached site equals the uncached site."""

from collections.abc import Callable
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import cast

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from app import sx
from tests.redis import Server as Redis
from tests.setups import SetUp
from tests.unit.law.large import LargeLaw
from tests.unit.law.machine import Law
from tests.unit.law.processes import DistantProcess
from tests.unit.law.wide import WideLaw
from tests.unit.law.worlds import World, small_world, wide_world

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("short_lists")]

#: Steps of a history.
LENGTH = 50


def live(begin: Callable[[], Law], steps: int, number: int, shrink: bool = True) -> None:
    """Live through histories, the same ones for the same number, until so many steps are done."""
    worlds: list[World] = []

    def machine() -> Law:
        law = begin()
        worlds.append(law.world)
        return law

    given = settings(
        # The first is the plainest there is, one rule again and again, and does not count.
        max_examples=2 + steps // LENGTH,
        stateful_step_count=LENGTH,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, *([Phase.shrink] if shrink else [])),
    )
    for attempt in count(number * 1000):
        factory = cast("type[Law]", seed(attempt)(machine))
        run_state_machine_as_test(factory, settings=given)
        if sum(world.steps for world in worlds[1:]) >= steps:
            break


def fresh(folder: Path) -> Path:
    """Make a folder for one world."""
    return Path(mkdtemp(dir=folder))


def small_law(setup: SetUp, libraries: list[sx.Library], folder: Path) -> Law:
    """Begin with one process on SQLite."""
    return Law(small_world(setup.copy(fresh(folder)), libraries))


def large_law(setup: SetUp, libraries: list[sx.Library], folder: Path, redis: Redis) -> Law:
    """Begin with two processes on PostgreSQL, and a Redis."""
    return LargeLaw(small_world(setup.copy(fresh(folder)), libraries, 2), redis)


def wide_law(
    setup: SetUp, libraries: list[sx.Library], folder: Path, others: list[DistantProcess]
) -> Law:
    """Begin with three processes on SQLite."""
    return WideLaw(wide_world(setup.copy(fresh(folder)), libraries, others), others)


@pytest.mark.parametrize("number", range(4))
def test_one_process(
    small: SetUp, libraries: list[sx.Library], tmp_path: Path, number: int
) -> None:
    live(lambda: small_law(small, libraries, tmp_path), 500, number)


@pytest.mark.postgres
@pytest.mark.redis
def test_two_processes_with_redis(
    large: SetUp, redis: Redis, libraries: list[sx.Library], tmp_path: Path
) -> None:
    live(lambda: large_law(large, libraries, tmp_path, redis), 300, 0)


def test_three_processes(
    small: SetUp, libraries: list[sx.Library], others: list[DistantProcess], tmp_path: Path
) -> None:
    live(lambda: wide_law(small, libraries, tmp_path, others), 300, 0)


@pytest.mark.fuzz
@pytest.mark.parametrize("number", range(10, 20))
def test_one_process_for_long(
    small: SetUp, libraries: list[sx.Library], tmp_path: Path, number: int
) -> None:
    live(lambda: small_law(small, libraries, tmp_path), 2000, number)


@pytest.mark.fuzz
@pytest.mark.postgres
@pytest.mark.redis
@pytest.mark.parametrize("number", range(10, 20))
def test_two_processes_with_redis_for_long(
    large: SetUp, redis: Redis, libraries: list[sx.Library], tmp_path: Path, number: int
) -> None:
    live(lambda: large_law(large, libraries, tmp_path, redis), 2000, number)


@pytest.mark.fuzz
@pytest.mark.parametrize("number", range(10, 20))
def test_three_processes_for_long(
    small: SetUp,
    libraries: list[sx.Library],
    others: list[DistantProcess],
    tmp_path: Path,
    number: int,
) -> None:
    live(lambda: wide_law(small, libraries, tmp_path, others), 2000, number)
