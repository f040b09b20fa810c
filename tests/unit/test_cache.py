"""Stores of fragments: what was put is given back whole, or nothing is."""

import hashlib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.regions.cache import (
    CacheEntry,
    FragmentCache,
    LocalCache,
    RedisCache,
    SharedRedis,
    decoded,
    derived,
    encoded,
)
from tests.redis import Server

ONE = CacheEntry("<p>eins &amp; ✿</p>", 3, frozenset({"post:one", "posts"}), b"\x1f\x8b\0packed")
TWO = CacheEntry("<p>zwei</p>", 4, frozenset())
SECRET = "the secret of a site"
KEY = derived(SECRET, b"fragments")


@pytest.fixture(scope="module")
def own_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Redis that tests may stop, freeze and empty."""
    server = Server(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(params=["local", "redis"])
def cache(request: pytest.FixtureRequest) -> FragmentCache:
    """Each store that keeps something, empty."""
    if request.param == "local":
        return LocalCache()
    server: Server = request.getfixturevalue("own_redis")
    server.client.flushall()
    return RedisCache(SharedRedis(server.url, patience=10), SECRET)


def test_what_was_put_is_given_back(cache: FragmentCache) -> None:
    cache.put_many({"one": ONE, "two": TWO})
    assert cache.get_many(("one", "two", "three")) == {"one": ONE, "two": TWO}


def test_a_later_entry_replaces_an_earlier_one(cache: FragmentCache) -> None:
    cache.put_many({"one": ONE})
    cache.put_many({"one": TWO})
    assert cache.get_many(("one",)) == {"one": TWO}


def test_a_mark_only_rises(cache: FragmentCache) -> None:
    heads = []
    for head in (3, 11, 7, 11, 12):
        cache.raise_mark("mark", head)
        heads.append(cache.get_many(("mark",))["mark"].head)
    assert heads == [3, 11, 11, 11, 12]


def test_a_mark_that_is_no_mark_is_replaced(own_redis: Server) -> None:
    cache = RedisCache(SharedRedis(own_redis.url, patience=10), SECRET)
    for value in (b"", b"nonsense", b"x" * 99):
        own_redis.client.set("rose-ash:3:mark", value)
        cache.raise_mark("mark", 5)
        assert cache.get_many(("mark",))["mark"].head == 5


def test_nothing_is_asked_for_no_keys(cache: FragmentCache) -> None:
    assert cache.get_many(()) == {}


def test_no_cache_keeps_nothing() -> None:
    cache = LocalCache(0)
    cache.put_many({"one": ONE})
    assert cache.get_many(("one",)) == {}


def test_a_process_forgets_what_was_not_used_for_longest() -> None:
    cache = LocalCache(most_bytes=3 * 1200)
    entry = CacheEntry("x" * 150, 1, frozenset())
    cache.put_many(dict.fromkeys("abc", entry))
    cache.get_many(("a",))
    cache.put_many({"d": entry})
    assert set(cache.get_many(tuple("abcd"))) == {"a", "c", "d"}


def test_an_entry_larger_than_the_store_is_not_kept() -> None:
    cache = LocalCache(most_bytes=1000)
    cache.put_many({"one": CacheEntry("x" * 2000, 1, frozenset())})
    assert (cache.get_many(("one",)), len(cache)) == ({}, 0)


@given(st.text(max_size=9), st.text(), st.integers(0, 2**60), st.frozensets(st.text(max_size=9)))
def test_an_entry_is_read_back_as_it_was(
    key: str, html: str, head: int, topics: frozenset[str]
) -> None:
    entry = CacheEntry(html, head, topics)
    assert decoded(key, encoded(key, entry, KEY), KEY) == entry


@given(st.binary(max_size=80))
def test_bytes_of_others_are_no_entry(value: bytes) -> None:
    assert decoded("one", value, KEY) is None


@pytest.mark.parametrize("cut", [0, 1, 15, 16, 17, -1])
def test_a_truncated_entry_is_none(cut: int) -> None:
    assert decoded("one", encoded("one", ONE, KEY)[:cut], KEY) is None


def test_an_entry_counts_under_its_key_and_with_its_secret_alone() -> None:
    value = encoded("one", ONE, KEY)
    others = [
        ("two", value, KEY),
        ("on", value[:16] + b"e" + value[16:], KEY),
        ("one", value, derived(SECRET, b"counters")),
        ("one", value, derived("another secret", b"fragments")),
        ("one", value[:-1] + b" ", KEY),
    ]
    assert [decoded(*each) for each in others] == [None] * len(others)


FOREIGN = [
    b"garbage",
    b"",
    hashlib.blake2b(b'["<script>", 1, []]', digest_size=16).digest() + b'["<script>", 1, []]',
    encoded("one", CacheEntry("<script>", 99, frozenset()), derived("guessed", b"fragments")),
    encoded("two", TWO, KEY),
    *(b"\0" * 16 + payload for payload in (b"[]", b"null", b"[1, 2]", b"[" * 5000, b"\xff")),
]


@pytest.mark.parametrize("value", FOREIGN, ids=range(len(FOREIGN)))
def test_foreign_values_in_redis_are_misses(own_redis: Server, value: bytes) -> None:
    own_redis.client.flushall()
    cache = RedisCache(SharedRedis(own_redis.url, 10), SECRET)
    cache.put_many({"one": ONE})
    for key in list(own_redis.client.scan_iter()):
        own_redis.client.set(key, value)
        own_redis.client.hset(key.replace(b"one", b"hash"), "a", "b")
    entries = cache.get_many(("one", "hash"))
    assert ([*entries], len(entries), entries == {}) == ([], 0, True)


def test_who_can_write_to_redis_cannot_swap_entries(own_redis: Server) -> None:
    own_redis.client.flushall()
    cache = RedisCache(SharedRedis(own_redis.url, 10), SECRET)
    cache.put_many({"page for everyone": ONE, "page for editors": TWO})
    shared, private = sorted(own_redis.client.scan_iter(), reverse=True)
    own_redis.client.copy(private, shared, replace=True)
    assert cache.get_many(("page for everyone", "page for editors")) == {"page for editors": TWO}


def test_a_redis_that_is_not_there_is_left_alone_for_a_while(
    monkeypatch: pytest.MonkeyPatch, own_redis: Server
) -> None:
    cache = RedisCache(SharedRedis(own_redis.url), SECRET)
    now = 100.0
    monkeypatch.setattr("app.regions.cache.time.monotonic", lambda: now)
    own_redis.stop()
    cache.put_many({"one": ONE})
    own_redis.start()
    cache.put_many({"one": ONE})
    held = [own_redis.client.dbsize()]
    now += 0.3
    cache.put_many({"one": ONE})
    held.append(own_redis.client.dbsize())
    assert held == [0, 1]


def test_while_redis_is_away_each_process_has_what_it_used_last(own_redis: Server) -> None:
    own_redis.client.flushall()
    writer, reader, other = (RedisCache(SharedRedis(own_redis.url, 10), SECRET) for _ in range(3))
    writer.put_many({"one": ONE, "two": TWO})
    assert reader.get_many(("one", "two"))["one"] == ONE
    own_redis.stop()
    found = [each.get_many(("one", "two")) for each in (writer, reader, other)]
    own_redis.start()
    assert found == [{"one": ONE, "two": TWO}, {"one": ONE}, {}]


class Never:
    """A Redis that is always away, and how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, redis: object) -> object:
        """Be asked."""
        self.asked += 1
        raise ConnectionRefusedError


def test_redis_is_read_by_hiredis_and_waited_for_fifty_milliseconds(own_redis: Server) -> None:
    pool = SharedRedis(own_redis.url).client.connection_pool
    connection = pool.get_connection()
    parser = type(connection._parser).__name__
    pool.release(connection)
    patience = connection.socket_timeout, connection.socket_connect_timeout
    assert (parser, patience) == ("_HiredisParser", (0.05, 0.05))


def test_the_longer_it_is_away_the_less_often_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    redis, question, now, asked = SharedRedis("redis://127.0.0.1:1/0"), Never(), 0.0, []
    monkeypatch.setattr("app.regions.cache.time.monotonic", lambda: now)
    while now < 20:
        before = question.asked
        for _ in range(5):
            redis.ask(question)
        if question.asked > before:
            asked.append(now)
        now += 0.125
    assert (question.asked, asked) == (8, [0, 0.25, 0.75, 1.75, 3.75, 7.75, 12.75, 17.75])


def test_a_frozen_redis_is_one_that_is_away(own_redis: Server) -> None:
    cache = RedisCache(SharedRedis(own_redis.url), SECRET)
    cache.put_many({"one": ONE})
    with own_redis.frozen():
        assert cache.get_many(("one", "two")) == {"one": ONE}
        cache.put_many({"two": TWO})


def test_redis_is_counted_and_cleared_but_for_what_is_not_ours(own_redis: Server) -> None:
    own_redis.client.flushall()
    own_redis.client.set("theirs", b"1")
    cache = RedisCache(SharedRedis(own_redis.url), SECRET)
    cache.put_many({"one": ONE, "two": TWO})
    counted = (cache.count(), cache.clear(), cache.count())
    assert (counted, own_redis.client.get("theirs")) == ((2, 2, 0), b"1")


def test_no_redis_at_all_is_no_error() -> None:
    cache = RedisCache(SharedRedis("redis://127.0.0.1:1/0"), SECRET)
    cache.put_many({"one": ONE})
    assert cache.get_many(("one", "two")) == {"one": ONE}
