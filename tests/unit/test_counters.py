"""Counts by key: together where there is a Redis, alone without, and right whatever lies there."""

from collections.abc import Iterator

import pytest

from app.regions.cache import SharedRedis
from app.web.http.counters import NEVER, Count, Counters, RedisCounters
from tests.redis import Server


@pytest.fixture(scope="module")
def own_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Redis that tests may fill with anything."""
    server = Server(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(params=["local", "redis"])
def counters(request: pytest.FixtureRequest) -> Counters:
    """Each way to count, from nothing."""
    if request.param == "local":
        return Counters()
    server: Server = request.getfixturevalue("own_redis")
    server.client.flushall()
    return RedisCounters(SharedRedis(server.url, patience=10), "secret")


def test_each_key_is_counted_for_itself(counters: Counters) -> None:
    numbers = [counters.add(key, 60).number for key in ("a", "b", "a", "a")]
    assert (numbers, 59 < counters.add("a", 60).seconds <= 60) == ([1, 1, 2, 3], True)


def test_what_is_over_is_counted_anew(counters: Counters) -> None:
    first = counters.add("a", 0.01)
    while (later := counters.add("a", 0.01)).number > 1:
        pass
    assert (first.number, later.number) == (1, 1)


def test_processes_count_together_and_sites_apart(own_redis: Server) -> None:
    own_redis.client.flushall()
    ours, ours_too, theirs = (
        RedisCounters(SharedRedis(own_redis.url), secret) for secret in ("ours", "ours", "theirs")
    )
    numbers = [each.add("logins 1.2.3.4", 60).number for each in (ours, ours_too, theirs)]
    names = b" ".join(own_redis.client.scan_iter())
    assert (numbers, b"1.2.3.4" in names) == ([1, 2, 1], False)


def test_a_count_whose_end_was_lost_ends_again(own_redis: Server) -> None:
    counters = RedisCounters(SharedRedis(own_redis.url, 10), "secret")
    own_redis.client.flushall()
    counters.add("a", 60)
    (name,) = own_redis.client.scan_iter()
    own_redis.client.persist(name)
    assert (counters.add("a", 60), own_redis.client.ttl(name)) == (Count(2, 60.0), 60)


def test_a_redis_that_forgets_resets_no_count(own_redis: Server) -> None:
    own_redis.client.flushall()
    counters = RedisCounters(SharedRedis(own_redis.url, 10), "secret")
    numbers = [counters.add("a", 60).number]
    own_redis.client.flushall()
    numbers.append(counters.add("a", 60).number)
    assert numbers == [1, 2]


def test_without_redis_each_process_counts_for_itself() -> None:
    counters = RedisCounters(SharedRedis("redis://127.0.0.1:1/0"), "secret")
    assert [counters.add("a", 60).number for _ in range(3)] == [1, 2, 3]


def test_a_count_is_read_without_being_counted_and_forgotten(counters: Counters) -> None:
    counts = [counters.get("a", 60)]
    for _ in range(2):
        counters.add("a", 60)
    counts.append(counters.get("a", 60))
    counters.add("b", 60)
    counters.drop("a", "b", "c")
    counts += [counters.get(key, 60) for key in "abc"]
    assert [count.number for count in counts] == [0, 2, 0, 0, 0]


def test_what_is_over_is_read_as_never(counters: Counters) -> None:
    counters.add("a", 0.01)
    while counters.get("a", 0.01) != NEVER:
        pass


@pytest.mark.parametrize("value", ["", "many", "1.5", "-3", "9" * 19, "9" * 5000, "\0", "hash"])
def test_a_value_that_is_no_count_is_none_and_closes_no_redis(
    own_redis: Server, value: str
) -> None:
    own_redis.client.flushall()
    shared = SharedRedis(own_redis.url, 10)
    counters, other = (RedisCounters(shared, "secret") for _ in range(2))
    counters.add("a", 60)
    (name,) = own_redis.client.scan_iter()
    if value == "hash":
        own_redis.client.delete(name)
        own_redis.client.hset(name, "a", "b")
    else:
        own_redis.client.set(name, value, px=60_000)
    assert (other.get("a", 60), counters.get("a", 60).number) == (NEVER, 1)
    assert [other.add("a", 60).number, shared.ask(lambda redis: redis.ping())] == [1, True]
    assert 0 < own_redis.client.pttl(name) <= 60_000


def test_a_count_that_would_last_too_long_ends_in_time(own_redis: Server) -> None:
    own_redis.client.flushall()
    counters, other = (RedisCounters(SharedRedis(own_redis.url, 10), "secret") for _ in range(2))
    counters.add("a", 60)
    (name,) = own_redis.client.scan_iter()
    own_redis.client.pexpire(name, 10**12)
    assert (other.get("a", 60), other.add("a", 60)) == (NEVER, Count(2, 60))
    assert own_redis.client.ttl(name) <= 60
