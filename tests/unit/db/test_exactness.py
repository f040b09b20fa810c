"""What a read recorded meets what a write changed, whenever it changed what the read gave.

A random history of writes; between them, reads of every query function, which are kept
until a topic they recorded changes, as a cache would keep them. What is still kept must be
what the same read gives now.
"""

import inspect
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from types import ModuleType
from typing import Any

import pytest

from db import graph, posts
from db.graph import queries
from db.kernel.models import Node
from db.kernel.session import recording
from db.log import changes
from db.posts import mentions, names
from tests.unit.db.history import (
    CONTENT,
    LETTERS,
    SEEDS,
    WRITES,
    Rows,
    State,
    make_tags,
    state,
    write,
)

pytestmark = [pytest.mark.usefixtures("writing"), pytest.mark.slow]

#: What the parameters of query functions may be; a new name of a parameter is added here.
VALUES: Mapping[str, Sequence[object]] = {
    "slug": (*LETTERS, *SEEDS, "nowhere", *("a", "b", "c") * 4),
    "kind": ("related", "tagged", "is-a", "subtype-of"),
    "type_slug": (*LETTERS, *SEEDS),
    "offset": (0, 0, 2),
    "limit": (3, 100, 0),
    "public": (True, False),
    "names": (("a", "b", "nowhere"), ("A x", "a y"), ("c",), ("tag", "d", "e", "f", "g")),
}
#: Public functions that ask the database nothing.
PURE = {"as_kind"}
#: Public functions of the modules that write which do not write.
READS = {
    "db.posts.hold",
    "db.posts.imported",
    "db.posts.all_slugs",
    "db.posts.reserved_words",
    "db.posts.unique_slug",
}
#: Functions that write as a part of another, which takes part.
PARTS = {
    # Asked when a site is prepared, before anybody reads it.
    "db.posts.reserve",
}

#: For tests of the test: one database is enough.
ON_ONE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

Call = tuple[str, tuple[object, ...]]
Hear = Callable[[str, set[str]], set[str]]


def functions(module: ModuleType) -> dict[str, Callable[..., object]]:
    """Give the public functions that a module defines, or a package passes on of its own."""
    return {
        name: function
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__.startswith(module.__name__) and not name.startswith("_")
    }


QUERIES = {name: each for name, each in functions(queries).items() if name not in PURE}
QUERIES |= {"resolve": names.resolve, "aliases_of": names.aliases_of}
QUERIES |= {"mentions_of": mentions.mentions_of}


def some_call(chance: Random, names: Sequence[str]) -> Call:
    """Choose a query and arguments for it."""
    name = chance.choice(names)
    parameters = inspect.signature(QUERIES[name]).parameters
    return name, tuple(chance.choice(VALUES[parameter]) for parameter in parameters)


def hear_all(_: str, topics: set[str]) -> set[str]:
    """Record as the queries do."""
    return topics


class Kept:
    """Results of reads, each with the topics that it recorded."""

    def __init__(self, names: Sequence[str], hear: Hear) -> None:
        self.names, self.hear = names, hear
        self.entries: dict[Call, tuple[object, set[str]]] = {}

    def forget(self, topics: frozenset[str]) -> None:
        """Drop what asked about a topic that changed."""
        stale = [call for call, (_, heard) in self.entries.items() if heard & topics]
        for call in stale:
            del self.entries[call]

    def faults(self, chance: Random, count: int) -> Iterator[Call]:
        """Read again some of what is kept, and something new; give what is kept but false."""
        known = chance.sample([*self.entries], min(count, len(self.entries)))
        new = (some_call(chance, self.names) for _ in range(count))
        for name, arguments in dict.fromkeys((*known, *new)):
            with recording() as recorder:
                result = QUERIES[name](*arguments)
            heard = self.hear(name, recorder.topics)
            if self.entries.setdefault((name, arguments), (result, heard))[0] != result:
                yield name, arguments


def first_fault(
    seed: int, steps: int, names: Sequence[str] = tuple(QUERIES), hear: Hear = hear_all
) -> str | None:
    """Live through a random history; say where the first read went stale unnoticed."""
    chance, kept = Random(seed), Kept(names, hear)
    make_tags("a", "b")
    for step in range(steps):
        done = write(chance)
        topics = changes.drain()
        kept.forget(topics)
        for name, arguments in kept.faults(chance, 6 if step > 9 else 0):
            return f"step {step}: {name}{arguments} is stale after {done}, which changed {topics}"
    return None


@pytest.mark.parametrize("seed", range(2))
def test_no_read_goes_stale_unnoticed(seed: int) -> None:
    assert first_fault(seed, 40) is None


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 160))
def test_no_read_goes_stale_unnoticed_in_a_long_history(seed: int) -> None:
    assert first_fault(seed, 400) is None


@ON_ONE
@pytest.mark.parametrize("name", QUERIES)
def test_a_query_that_records_nothing_is_found_out(name: str) -> None:
    assert any(first_fault(seed, 60, [name], lambda *_: set()) for seed in range(8))


@ON_ONE
@pytest.mark.parametrize(
    ("topic", "names"),
    [
        ("post:", ["post", "kinds", "feed"]),
        ("at:", ["post"]),
        ("posts", ["recent", "published_count"]),
        ("text", ["recent", "tags_of"]),
        ("out:", ["tags_of", "related_to"]),
        ("in:", ["tag_counts", "type_tree"]),
        ("name:", ["resolve"]),
    ],
)
def test_a_topic_that_nobody_records_is_found_out(topic: str, names: list[str]) -> None:
    def hear(_: str, topics: set[str]) -> set[str]:
        return {each for each in topics if not each.startswith(topic)}

    assert any(first_fault(seed, 60, names, hear) for seed in range(8))


@pytest.mark.parametrize("seed", range(2))
def test_the_topics_of_a_write_are_those_of_the_rows_that_differ(seed: int) -> None:
    chance = Random(seed + 50)
    for step in range(40):
        before = state()
        done = write(chance)
        assert (step, done, changes.drain()) == (step, done, topics_between(before, state()))


def test_every_function_that_writes_takes_part() -> None:
    modules = (posts, graph)
    public = {f"{module.__name__}.{name}" for module in modules for name in functions(module)}
    assert public - READS - PARTS == set(WRITES)


def topics_between(before: State, after: State) -> frozenset[str]:
    """Compare two states of the graph, and say what changed between them."""
    ends: defaultdict[int, set[str]] = defaultdict(set)
    for rows in (before.posts, after.posts):
        for node, row in rows.items():
            ends[node].add(str(row[UUID]))
    topics: set[str] = set()
    for node in differing(before.posts, after.posts):
        old, new = before.posts.get(node), after.posts.get(node)
        topics |= {f"post:{each}" for each in ends[node]}
        if old is None or new is None or shown_in_lists(old) != shown_in_lists(new):
            topics.add("posts")
        if old is None or new is None or place_of(old) != place_of(new):
            topics |= {f"at:{row[SLUG]}" for row in (old, new) if row and row[SLUG]}
        if old and new and [old[column] for column in WORDS] != [new[column] for column in WORDS]:
            topics.add("text")
    for source, kind, target in differing(before.edges, after.edges):
        topics |= {f"out:{each}:{kind}" for each in ends[source]}
        topics |= {f"in:{each}:{kind}" for each in ends[target]}
    for source, target in mentions_between(before, after):
        topics |= {f"mentions:{each}" for each in (*ends[source], *ends[target])}
    return frozenset(topics | names_between(before, after))


def mentions_between(before: State, after: State) -> Iterator[tuple[int, int]]:
    """Give the ends of the mentions that came, went or lead elsewhere; new ones led to 0 first."""
    for source in differing(before.mentions, after.mentions):
        old, new = (state.mentions.get(source, ()) for state in (before, after))
        if [link[:2] for link in old] != [link[:2] for link in new]:
            yield from ((source, target) for *_, target in (*old, *new))
            if new:
                yield source, 0
            continue
        for (*_, was), (*_, now) in zip(old, new, strict=True):
            if was != now:
                yield from ((source, was), (source, now))


def names_between(before: State, after: State) -> set[str]:
    """Say of which names the post may be another: a published one's, an alias, an old address."""
    keys = {folded for _, folded in differing(before.aliases, after.aliases)}
    keys |= {*differing(before.addresses, after.addresses)}
    for node in differing(before.posts, after.posts):
        states = [state.posts[node] for state in (before, after) if node in state.posts]
        rows = [row for row in states if row[SLUG]]
        if not rows:
            continue
        naming = [tuple(row[column] for column in NAMING) for row in rows]
        if (len(rows) == 1 or naming[0] != naming[1]) and "published" in {n[-1] for n in naming}:
            keys |= {key for name in naming for key in name[:-1]}
            aliases = {*before.aliases, *after.aliases}
            keys |= {folded for of, folded in aliases if of == node}
    return {f"name:{key}" for key in keys}


COLUMNS = [column.name for column in (*Node.__table__.columns, *CONTENT)]
SLUG, UUID = (COLUMNS.index(name) for name in ("slug", "uuid"))
PLACE = [COLUMNS.index(name) for name in ("slug", "status")]
LISTS = [COLUMNS.index(name) for name in ("slug", "status", "published", "listed", "goes_public")]
NAMING = [COLUMNS.index(name) for name in ("slug", "folded", "status")]
WORDS = [COLUMNS.index(name) for name in ("slug", "url", "title", "summary", "body", "plain")]


def shown_in_lists(row: tuple[object, ...]) -> tuple[object, ...]:
    """Give what lists choose and order by."""
    return tuple(row[column] for column in LISTS)


def place_of(row: tuple[object, ...]) -> tuple[object, ...]:
    """Give what decides whether a post is found at its address."""
    return tuple(row[column] for column in PLACE)


def differing(before: Rows, after: Rows) -> list[Any]:
    """Give the keys of the rows that came, went or changed."""
    return [key for key in before.keys() | after.keys() if before.get(key) != after.get(key)]
