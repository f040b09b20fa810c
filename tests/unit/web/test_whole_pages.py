"""Pages that are kept whole: for strangers, while nothing has changed that any loader asked."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from app.regions import Supplies, expand_page, find_whole
from app.regions.cache import Entry
from tests.unit.web.garden import Garden, Somebody, leaf, supplies_of, twig


@pytest.fixture
def garden() -> Garden:
    return Garden()


@pytest.fixture
def supplies(garden: Garden, tmp_path: Path) -> Supplies:
    return supplies_of(garden, tmp_path)


def visits(garden: Garden) -> str:
    """Say what the loaders were asked since the last time."""
    asked = [name for name in garden.asked if name != "head"]
    garden.asked.clear()
    return " ".join(asked)


def test_a_stranger_gets_the_whole_page_and_no_loader_is_asked(
    supplies: Supplies, garden: Garden
) -> None:
    first = expand_page(supplies, twig(common="/"))
    assert visits(garden) == "page leaf flower"
    second = expand_page(supplies, twig(common="/"))
    assert (second.html, visits(garden)) == (first.html, "")
    assert (second.timing.hits, second.timing.load) == (1, 0)


def test_who_is_known_or_told_something_gets_a_page_made_for_them(
    supplies: Supplies, garden: Garden
) -> None:
    expand_page(supplies, twig(common="/"))
    visits(garden)
    for visit in (twig(), twig(Somebody(editor=True), common="/")):
        expand_page(supplies, visit)
    assert visits(garden) == "page page"


def test_a_change_of_what_any_loader_asked_makes_the_page_stale(
    supplies: Supplies, garden: Garden
) -> None:
    """The page's own loader asks for the post, the regions for what it points to."""
    expand_page(supplies, twig(common="/"))
    garden.changes["post:oak"] = 1
    visits(garden)
    expand_page(supplies, twig(common="/"))
    assert visits(garden) == ""
    garden.changes["post:ash"], garden.kinds = 2, ("flower",)
    changed = expand_page(supplies, twig(common="/")).html
    assert (visits(garden), "green leaf" in changed) == ("page", False)
    garden.changes["out:ash:flower"], garden.body = 3, "yellow"
    assert "yellow flower" in expand_page(supplies, twig(common="/")).html


def test_a_page_of_kept_regions_asks_what_they_asked_when_they_were_made(
    supplies: Supplies, garden: Garden
) -> None:
    expand_page(supplies, twig())
    expand_page(supplies, twig(common="/"))
    garden.changes["out:ash:leaf"], garden.body = 1, "yellow"
    assert "yellow leaf" in expand_page(supplies, twig(common="/")).html


def test_what_the_helpers_depend_on_is_part_of_its_name(supplies: Supplies, garden: Garden) -> None:
    for common in ("/", "/a", "/"):
        expand_page(supplies, twig(common=common))
    assert visits(garden) == "page leaf flower page"


def test_other_sources_and_another_database_meet_no_page(
    supplies: Supplies, garden: Garden
) -> None:
    expand_page(supplies, twig(common="/"))
    garden.body = "brown"
    assert "brown" in expand_page(replace(supplies, fingerprint="others"), twig(common="/")).html
    garden.site, garden.body = "restored", "white"
    assert "white" in expand_page(supplies, twig(common="/")).html


def test_a_page_is_not_found_by_its_key_once_the_sources_are_others(supplies: Supplies) -> None:
    whole = expand_page(supplies, twig(common="/")).whole
    assert whole is not None
    assert isinstance(find_whole(supplies, whole), Entry)
    assert find_whole(replace(supplies, fingerprint="others"), whole) is None


def test_parts_for_each_item_are_asked_for_when_it_is_known_which_there_are(
    supplies: Supplies, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their keys name the items, which only the page's loader knows: no page of ours needs it."""
    asked: list[int] = []
    get_many = Garden.get_many

    def counted(garden: Garden, keys: Sequence[str]) -> Mapping[str, Entry]:
        asked.append(len(keys))
        return get_many(garden, keys)

    monkeypatch.setattr(Garden, "get_many", counted)
    for _ in range(2):
        expand_page(supplies, twig(common="/"))
    # The whole goes together with the mark of the site.
    assert asked == [2, 2, 2]


def test_a_page_with_anything_private_is_not_kept_whole(supplies: Supplies, garden: Garden) -> None:
    for _ in range(2):
        expand_page(supplies, replace(leaf(), common="/"))
    assert visits(garden) == "page text tags tools page tags tools"
