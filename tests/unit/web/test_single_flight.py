"""Many requests at once for what nobody has made yet: one makes it, and nobody waits for ever."""

from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from threading import Event, Lock, Thread

import pytest

from app.regions import RenderContext, expand_page
from app.regions.cache import CacheEntry, LocalCache
from app.regions.single_flight import Flight, Flights
from tests.unit.web.sample_site import Garden, render_context_of, twig

MANY = 8
PATIENCE = 30
ENTRY = CacheEntry("<p>", 1, frozenset())


@pytest.fixture
def garden() -> Garden:
    return Garden()


@pytest.fixture
def context(garden: Garden, tmp_path: Path) -> RenderContext:
    return render_context_of(garden, tmp_path)


class Watched(Flights):
    """Flights that tell when so many requests wait for others."""

    def __init__(self, others: int, patience: float = PATIENCE) -> None:
        super().__init__(patience)
        self._others = others
        self._count = Lock()
        self.all_wait = Event()

    def lead_or_join(self, keys: Collection[str]) -> Flight:
        """Count who joins."""
        flight = super().lead_or_join(keys)
        with self._count:
            self._others -= flight.keys is not keys
            if self._others == 0:
                self.all_wait.set()
        return flight


def at_once(ask: Callable[[], object], many: int = MANY) -> list[object]:
    """Ask from many threads; give what each of them got."""
    answers: list[object] = []

    def work() -> None:
        try:
            answers.append(ask())
        except LookupError as fault:
            answers.append(str(fault))

    threads = [Thread(target=work) for _ in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert len(answers) == many
    return answers


def loads(garden: Garden) -> int:
    """Count how often the leaves were looked for."""
    return garden.asked.count("leaf")


def test_of_many_requests_for_the_same_one_makes_it(context: RenderContext, garden: Garden) -> None:
    flights = Watched(MANY - 1)
    garden.meanwhile = lambda: flights.all_wait.wait(PATIENCE)
    asked = replace(context, flights=flights)
    pages = at_once(lambda: expand_page(asked, twig()).html)
    assert (len(set(pages)), loads(garden)) == (1, 1)


def test_who_waited_gets_it_even_if_no_cache_takes_it(
    context: RenderContext, garden: Garden
) -> None:
    flights = Watched(MANY - 1)
    garden.meanwhile = lambda: flights.all_wait.wait(PATIENCE)
    asked = replace(context, flights=flights, cache=LocalCache(0))
    pages = at_once(lambda: expand_page(asked, twig()).html)
    assert (len(set(pages)), loads(garden)) == (1, 1)


def test_what_changed_meanwhile_is_made_by_each_who_waited(
    context: RenderContext, garden: Garden
) -> None:
    flights = Watched(MANY - 1)

    def change() -> None:
        if flights.all_wait.wait(PATIENCE) and not garden.changes:
            garden.body, garden.changes["out:ash:leaf"] = "yellow", 1

    garden.meanwhile = change
    asked = replace(context, flights=flights)
    pages = [str(page) for page in at_once(lambda: expand_page(asked, twig()).html)]
    assert sorted("yellow leaf" in page for page in pages) == [False] + [True] * (MANY - 1)


def test_a_fault_of_the_first_is_not_that_of_the_others(
    context: RenderContext, garden: Garden
) -> None:
    flights = Watched(MANY - 1)

    def fail() -> None:
        flights.all_wait.wait(PATIENCE)
        if loads(garden) == 1:
            raise LookupError("the first one fails")

    garden.meanwhile = fail
    asked = replace(context, flights=flights)
    pages = at_once(lambda: expand_page(asked, twig()).html)
    assert pages.count("the first one fails") == 1
    assert len(set(pages)) == 2


def test_nobody_waits_longer_than_a_while(context: RenderContext, garden: Garden) -> None:
    flights, done = Watched(1, patience=0.01), Event()

    def stay_until_the_other_is_done() -> None:
        if loads(garden) == 1:
            assert done.wait(PATIENCE)

    def ask() -> str:
        page = expand_page(asked, twig()).html
        done.set()
        return page

    garden.meanwhile = stay_until_the_other_is_done
    asked = replace(context, flights=flights)
    assert len(set(at_once(ask, 2))) == 1


def test_one_key_in_common_is_enough_to_wait_and_nothing_stays_behind() -> None:
    flights = Flights(PATIENCE)
    with flights.boarding() as first:
        asked = [first.must_wait(["a", "b"])]
        with flights.boarding() as second:
            asked += [second.must_wait(["b", "c"]), second.must_wait(["b", "c"])]
        first.give({"a": ENTRY})
    with flights.boarding() as third:
        asked.append(third.must_wait(["b"]))
    second.wait()
    assert (asked, second.got) == ([False, True, False, False], {"a": ENTRY})


def test_without_patience_nobody_waits() -> None:
    flights = Flights(0)
    with flights.boarding() as first, flights.boarding() as second:
        assert [each.must_wait(["a"]) for each in (first, second)] == [False, False]
