"""For every sequence of edits and reads, the cached site equals the uncached site."""

from collections.abc import Callable, Sequence
from itertools import count
from math import ceil
from pathlib import Path
from typing import cast

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.redis import Server as Redis
from tests.setups import SetUp
from tests.unit.law.deployments import small_world, wide_world
from tests.unit.law.editions import Compiled, Editions
from tests.unit.law.machine import Law
from tests.unit.law.multi_process import WideLaw
from tests.unit.law.postgres_redis import LargeLaw
from tests.unit.law.processes import DistantProcess

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("short_lists")]

#: Steps of a history.
LENGTH = 50


def live(begin: Callable[[], Law], steps: int, number: int, shrink: bool = True) -> None:
    """Live through histories, the same ones for the same number, until so many steps are done."""
    for attempt in count(number * 1000):
        steps -= live_once(begin, steps, attempt, shrink)
        if steps <= 0:
            break


def live_once(begin: Callable[[], Law], steps: int, number: int, shrink: bool) -> int:
    """Live through as many histories as make so many steps, and say how many it became."""
    laws: list[Law] = []

    def machine() -> Law:
        laws.append(begin())
        return laws[-1]

    given = settings(
        # The first is the plainest there is, one rule again and again, and does not count.
        max_examples=1 + ceil(steps / LENGTH),
        stateful_step_count=LENGTH,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, *([Phase.shrink] if shrink else [])),
    )
    run_state_machine_as_test(cast("type[Law]", seed(number)(machine)), settings=given)
    return sum(law.steps for law in laws[1:])


@pytest.fixture
def small_law(
    small: SetUp, compiled: Compiled, editions: Sequence[Editions], tmp_path: Path
) -> Callable[[], Law]:
    """One process on SQLite."""
    world = small_world(small, tmp_path, compiled, editions[:1])
    return lambda: Law(world)


@pytest.fixture
def large_law(
    large: SetUp, redis: Redis, compiled: Compiled, editions: Sequence[Editions], tmp_path: Path
) -> Callable[[], Law]:
    """Two processes on PostgreSQL, and a Redis."""
    world = small_world(large, tmp_path, compiled, editions)
    return lambda: LargeLaw(world, redis)


@pytest.fixture
def wide_law(
    small: SetUp, compiled: Compiled, others: list[DistantProcess], tmp_path: Path
) -> Callable[[], Law]:
    """Three processes on SQLite."""
    world = wide_world(small, tmp_path, compiled, others)
    return lambda: WideLaw(world, others)


@pytest.mark.parametrize("number", range(2))
def test_one_process(small_law: Callable[[], Law], number: int) -> None:
    live(small_law, 250, number)


@pytest.mark.postgres
@pytest.mark.redis
def test_two_processes_with_redis(large_law: Callable[[], Law]) -> None:
    live(large_law, 150, 0)


def test_three_processes(wide_law: Callable[[], Law]) -> None:
    live(wide_law, 150, 0)


@pytest.mark.long
@pytest.mark.parametrize("number", range(10, 20))
def test_one_process_for_long(small_law: Callable[[], Law], number: int) -> None:
    live(small_law, 2000, number)


@pytest.mark.long
@pytest.mark.postgres
@pytest.mark.redis
@pytest.mark.parametrize("number", range(10, 20))
def test_two_processes_with_redis_for_long(large_law: Callable[[], Law], number: int) -> None:
    live(large_law, 2000, number)


@pytest.mark.long
@pytest.mark.parametrize("number", range(10, 20))
def test_three_processes_for_long(wide_law: Callable[[], Law], number: int) -> None:
    live(wide_law, 2000, number)
