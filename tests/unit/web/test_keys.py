"""Names of entries: two that depend on different things never share one, two on the same always."""

import random
from html import unescape
from pathlib import Path

import pytest

from app.freshness import name_of, written_out
from app.regions import expand_page
from tests.unit.web.garden import Garden, leaf, supplies_of

DRAWN = 150_000

#: What is most easily mistaken for something else once it is joined with its neighbours.
PIECES = (
    *("", " ", "a", "b", "ab", "a b", '"', '""', '","', "\\", '\\"', ",", ", ", "[", "]", "[]"),
    *("null", "None", "true", "0", "1", "1.0", "é", "e\N{COMBINING ACUTE ACCENT}", "\\u00e9", "É"),
    *("\0", "\n", "\ud800", "\udc00", "\ud83d\ude80", "\N{ROCKET}", "page", "slug", "/", "//"),
)

Parameters = tuple[tuple[str, str | None], ...]
Arguments = tuple[str, str, str, bool, Parameters]


def text(chance: random.Random) -> str:
    """Join one or two pieces."""
    return "".join(chance.choices(PIECES, k=chance.choice((1, 1, 1, 2))))


def arguments(chance: random.Random) -> Arguments:
    """Draw a site, a page, a region, a yes or no, and parameters with their values."""
    names = chance.sample(("page", "slug", "q", "key"), chance.randrange(3))
    values = [None if chance.random() < 0.2 else text(chance) for _ in names]
    asked = tuple(zip(names, values, strict=True))
    return text(chance), text(chance), text(chance), chance.random() < 0.5, asked


@pytest.mark.slow
def test_unequal_arguments_are_written_differently_and_equal_ones_alike() -> None:
    """A form for each of the arguments, and arguments for each form: that is so for every pair."""
    chance = random.Random(4)
    by_arguments: dict[Arguments, bytes] = {}
    by_form: dict[bytes, Arguments] = {}
    repeated = 0
    for _ in range(DRAWN):
        drawn = arguments(chance)
        form = written_out(drawn)
        repeated += drawn in by_arguments
        assert by_arguments.setdefault(drawn, form) == form
        assert by_form.setdefault(form, drawn) == drawn
    assert (len(by_form), repeated > 100) == (len(by_arguments), True)


@pytest.mark.slow
def test_names_of_different_forms_differ() -> None:
    chance = random.Random(5)
    drawn = {arguments(chance) for _ in range(DRAWN // 10)}
    assert len({name_of(each) for each in drawn}) == len(drawn)


def test_each_value_of_a_parameter_has_an_entry_of_its_own(tmp_path: Path) -> None:
    garden = Garden()
    supplies = supplies_of(garden, tmp_path)
    drawn = {text(random.Random(number)) for number in range(99)}
    pages = [None, *sorted(each for each in drawn if each.isprintable())]
    for page in (*pages, *reversed(pages)):
        assert f"green {page}</p>" in unescape(expand_page(supplies, leaf(page=page)).html)
    assert garden.asked.count("text") == len(pages)
