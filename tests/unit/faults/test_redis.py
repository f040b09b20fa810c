"""Redis away in every way, under load: nobody sees a fault, nobody sees an old page."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from app import sx
from app.factory import site_of
from app.regions.cache import CacheEntry, RedisCache, SharedRedis
from app.web.http.counters import Count, RedisCounters
from tests.redis import Server
from tests.setups import SetUp
from tests.unit.faults.garbage import ANSWERS, garbage
from tests.unit.faults.load import Load, served, whole
from tests.unit.web.site_client import assembled

pytestmark = [pytest.mark.slow, pytest.mark.redis]

Fault = Callable[[Server], AbstractContextManager[object]]


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Server]:
    """A Redis to torture."""
    server = Server(tmp_path)
    server.start()
    yield server
    server.stop()


@contextmanager
def killed(server: Server) -> Iterator[None]:
    """Kill it, and start it again, empty."""
    server.stop()
    yield
    server.start()


@contextmanager
def replaced(server: Server) -> Iterator[None]:
    """Put in its place a server that talks nonsense; few ask it, since it never answers."""
    server.stop()
    with garbage(port=server.port) as other:
        yield
    assert 1 <= other.connections <= 40
    server.start()


@contextmanager
def emptied(server: Server) -> Iterator[None]:
    """Empty it now and at the end."""
    server.client.flushall()
    yield
    server.client.flushall()


@contextmanager
def spoiled(server: Server) -> Iterator[None]:
    """Cut every value that is there in half."""
    for key in list(server.client.scan_iter()):
        value = server.client.get(key)
        assert isinstance(value, bytes)
        server.client.set(key, value[: len(value) // 2])
    yield


@pytest.mark.parametrize("fault", [killed, Server.frozen, replaced, emptied, spoiled])
def test_a_site_does_not_mind(
    small: SetUp, library: sx.Library, tmp_path: Path, redis: Server, fault: Fault
) -> None:
    settings = served(replace(small.copy(tmp_path), redis_url=redis.url))
    with (
        assembled(settings, library) as app,
        assembled(replace(settings, cache=False), library) as plain,
    ):
        load = Load(app)
        with load.running():
            load.wait_for(reads=50, writes=5)
            with fault(redis):
                load.wait_for(reads=150, writes=15)
            load.wait_for(reads=50, writes=5)
        assert load.book.broken == []
        assert (set(load.book.reads), load.book.refused, load.book.stale) == ({200}, 0, [])
        assert load.book.asked < load.book.reads.total()
        assert whole(app) == whole(plain)


def test_a_redis_that_never_was_there_is_no_fault(
    small: SetUp, library: sx.Library, tmp_path: Path
) -> None:
    settings = served(replace(small.copy(tmp_path), redis_url="redis://127.0.0.1:1/0"))
    with assembled(settings, library) as app:
        load = Load(app)
        with load.running():
            load.wait_for(reads=100, writes=10)
    assert (load.book.broken, set(load.book.reads), load.book.stale) == ([], {200}, [])
    assert load.book.asked < load.book.reads.total()


def test_what_is_kept_is_used_again_once_redis_is_back(
    small: SetUp, library: sx.Library, tmp_path: Path, redis: Server
) -> None:
    settings = served(replace(small.copy(tmp_path), redis_url=redis.url))
    with assembled(settings, library) as app:
        whole(app)
        redis.stop()
        whole(app)
        redis.start()
        site, client = site_of(app), app.test_client()
        while not redis.client.dbsize():
            assert client.get("/ash/").status_code == 200
        assert isinstance(site.render_context.cache, RedisCache)


def add(counters: RedisCounters) -> None:
    assert counters.add("a", 60) == Count(1, 60)


@pytest.mark.parametrize("answer", ANSWERS)
def test_no_answer_is_believed_that_is_none(answer: bytes) -> None:
    entry = CacheEntry("<p>", 1, frozenset())
    for ask in (
        lambda redis: RedisCache(redis, "secret").put_many({"one": entry}),
        lambda redis: add(RedisCounters(redis, "secret")),
        lambda redis: RedisCache(redis, "secret").get_many(("one", "two")),
    ):
        with garbage([answer]) as server:
            assert not ask(SharedRedis(server.url))
