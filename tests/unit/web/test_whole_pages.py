"""Pages that are kept whole: for strangers, while nothing has changed that any loader asked."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from app.regions import RenderContext, expand_page, find_whole
from app.regions.cache import CacheEntry
from tests.unit.web.sample_site import Garden, Somebody, leaf, render_context_of, twig


@pytest.fixture
def garden() -> Garden:
    return Garden()


@pytest.fixture
def context(garden: Garden, tmp_path: Path) -> RenderContext:
    return render_context_of(garden, tmp_path)


def visits(garden: Garden) -> str:
    """Say what the loaders were asked since the last time."""
    asked = [name for name in garden.asked if name != "head"]
    garden.asked.clear()
    return " ".join(asked)


def test_a_stranger_gets_the_whole_page_and_no_loader_is_asked(
    context: RenderContext, garden: Garden
) -> None:
    first = expand_page(context, twig(shared_key="/"))
    assert visits(garden) == "page leaf flower"
    second = expand_page(context, twig(shared_key="/"))
    assert (second.html, visits(garden)) == (first.html, "")
    assert (second.timing.hits, second.timing.load) == (1, 0)


def test_who_is_known_or_told_something_gets_a_page_made_for_them(
    context: RenderContext, garden: Garden
) -> None:
    expand_page(context, twig(shared_key="/"))
    visits(garden)
    for visit in (twig(), twig(Somebody(editor=True), shared_key="/")):
        expand_page(context, visit)
    assert visits(garden) == "page page"


def test_a_change_of_what_any_loader_asked_makes_the_page_stale(
    context: RenderContext, garden: Garden
) -> None:
    """The page's own loader asks for the post, the regions for what it points to."""
    expand_page(context, twig(shared_key="/"))
    garden.changes["post:oak"] = 1
    visits(garden)
    expand_page(context, twig(shared_key="/"))
    assert visits(garden) == ""
    garden.changes["post:ash"], garden.kinds = 2, ("flower",)
    changed = expand_page(context, twig(shared_key="/")).html
    assert (visits(garden), "green leaf" in changed) == ("page", False)
    garden.changes["out:ash:flower"], garden.body = 3, "yellow"
    assert "yellow flower" in expand_page(context, twig(shared_key="/")).html


def test_a_page_of_kept_regions_asks_what_they_asked_when_they_were_made(
    context: RenderContext, garden: Garden
) -> None:
    expand_page(context, twig())
    expand_page(context, twig(shared_key="/"))
    garden.changes["out:ash:leaf"], garden.body = 1, "yellow"
    assert "yellow leaf" in expand_page(context, twig(shared_key="/")).html


def test_what_the_helpers_depend_on_is_part_of_its_name(
    context: RenderContext, garden: Garden
) -> None:
    for shared_key in ("/", "/a", "/"):
        expand_page(context, twig(shared_key=shared_key))
    assert visits(garden) == "page leaf flower page"


def test_other_sources_and_another_database_meet_no_page(
    context: RenderContext, garden: Garden
) -> None:
    expand_page(context, twig(shared_key="/"))
    garden.body = "brown"
    assert "brown" in expand_page(replace(context, fingerprint="others"), twig(shared_key="/")).html
    garden.site, garden.body = "restored", "white"
    assert "white" in expand_page(context, twig(shared_key="/")).html


def test_a_page_is_not_found_by_its_key_once_the_sources_are_others(
    context: RenderContext,
) -> None:
    whole = expand_page(context, twig(shared_key="/")).key
    assert whole is not None
    assert isinstance(find_whole(context, whole), CacheEntry)
    assert find_whole(replace(context, fingerprint="others"), whole) is None


def test_parts_for_each_item_are_asked_for_when_it_is_known_which_there_are(
    context: RenderContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their keys name the items, which only the page's loader knows: no page of ours needs it."""
    asked: list[int] = []
    get_many = Garden.get_many

    def counted(garden: Garden, keys: Sequence[str]) -> Mapping[str, CacheEntry]:
        asked.append(len(keys))
        return get_many(garden, keys)

    monkeypatch.setattr(Garden, "get_many", counted)
    for _ in range(2):
        expand_page(context, twig(shared_key="/"))
    # The whole goes together with the mark of the site.
    assert asked == [2, 2, 2]


def test_a_page_with_anything_private_is_not_kept_whole(
    context: RenderContext, garden: Garden
) -> None:
    for _ in range(2):
        expand_page(context, replace(leaf(), shared_key="/"))
    assert visits(garden) == "page text tags tools page tags tools"
