"""Keys of entries: two that depend on different things never share one, two on the same always.

The keys are made as for a visit, of drawn pages, regions, parameters, sources and databases.
"""

import random
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from typing import TypeVar

import pytest

from app import sx
from app.regions import PageRequest, RenderContext, expand_page, region_keys, whole_key
from app.regions.loaders import LoaderFunction
from tests.unit.web.sample_site import Garden, leaf, render_context_of

#: What is most easily mistaken for something else once it is joined with its neighbours.
PIECES = (
    *("", " ", "a", "b", "ab", "a b", '"', '""', '","', "\\", '\\"', ",", ", ", "[", "]", "[]"),
    *("null", "None", "true", "0", "1", "1.0", "é", "e\N{COMBINING ACUTE ACCENT}", "\\u00e9", "É"),
    *("\0", "\n", "\ud800", "\udc00", "\ud83d\ude80", "\N{ROCKET}", "page", "slug", "/", "//"),
)
NAMES = ("page", "slug", "q", "sort")
PLACES = ("shape", "sources", "site", "page", "region", "item", "path", "values")


def none() -> None:
    """Read no parameter."""


def slug(slug: str) -> None:
    """Read one."""


def page_of_slug(slug: str, page: str, key: str) -> None:
    """Read two, for an item."""


def everything(slug: str, page: str, q: str, sort: str, viewer: object) -> None:
    """Read all."""


LOADERS: dict[str, LoaderFunction] = {
    each.__name__: each for each in (everything, none, slug, page_of_slug)
}
READ = {"none": (), "slug": NAMES[1:2], "page_of_slug": ("slug", "page"), "everything": NAMES}


Choice = TypeVar("Choice")


@dataclass(frozen=True, slots=True)
class Drawn:
    """All that a key has to tell apart."""

    sources: str
    site_id: str
    page: str
    #: A region with its item and its audience; or where a whole page stands, and for whom.
    what: tuple[object, ...]
    asked: frozenset[tuple[str, str | None]]


class Keys:
    """Draws what keys are made of, and makes them."""

    def __init__(self, context: RenderContext, number: int) -> None:
        self._supplies = replace(context, loaders=LOADERS)
        self._page = context.library.pages["leaf"]
        self._region = self._page.regions[0]
        self._chance = random.Random(number)
        self._free: list[str] = []

    def _text(self, place: str) -> str:
        """Join one or two pieces, in places that are free."""
        if place not in self._free:
            return "a"
        return "".join(self._chance.choices(PIECES, k=self._chance.choice((1, 1, 1, 2))))

    def _of(self, *choices: Choice) -> Choice:
        """Choose, where the shape is free; else take the first."""
        return self._chance.choice(choices) if "shape" in self._free else choices[0]

    def draw(self) -> tuple[Drawn, str]:
        """Draw a page or a region of a visit, and give its key."""
        # What differs in few places only is what is most easily taken for the same.
        self._free = self._chance.sample(PLACES, 2)
        names = self._of(*(self._chance.sample(NAMES, many) for many in (1, 0, 1, 2)))
        values = {name: self._of(self._text("values"), None) for name in names}
        visit = PageRequest("leaf", values, None, {}, shared_key=self._text("path"))
        context = replace(self._supplies, fingerprint=self._text("sources"))
        page, site_id = replace(self._page, name=self._text("page")), self._text("site")
        if self._of(False, True):
            return self._whole(context, site_id, page, visit)
        return self._part(context, site_id, page, visit)

    def _whole(
        self, context: RenderContext, site_id: str, page: sx.Page, visit: PageRequest
    ) -> tuple[Drawn, str]:
        navigation = self._of(False, True)
        key = whole_key(context, site_id, page, visit, navigation)
        what, asked = (navigation, visit.shared_key), frozenset(visit.parameters.items())
        return Drawn(context.fingerprint, site_id, page.name, what, asked), key

    def _part(
        self, context: RenderContext, site_id: str, page: sx.Page, visit: PageRequest
    ) -> tuple[Drawn, str]:
        loader, audience = self._of(*LOADERS), self._of("everyone", "editors")
        region = replace(self._region, name=self._text("region"), data=loader, audience=audience)
        item = sx.RegionItem(region, self._of(None, self._text("item")))
        (key,) = region_keys(context, site_id, page, [item], visit).values()
        read = {name: value for name, value in visit.parameters.items() if name in READ[loader]}
        what, asked = (item.name, audience), frozenset(read.items())
        return Drawn(context.fingerprint, site_id, page.name, what, asked), key


def check_keys(context: RenderContext, many: int, number: int) -> None:
    """Fail unless each thing has a key and each key a thing: that is so for every pair of draws."""
    keys = Keys(context, number)
    by_thing: dict[Drawn, str] = {}
    by_key: dict[str, Drawn] = {}
    repeated = 0
    for _ in range(many):
        drawn, key = keys.draw()
        repeated += drawn in by_thing
        assert by_thing.setdefault(drawn, key) == key
        assert by_key.setdefault(key, drawn) == drawn
    assert repeated > many // 10_000


@pytest.mark.slow
def test_unequal_arguments_share_no_key_and_equal_ones_do(tmp_path: Path) -> None:
    check_keys(render_context_of(Garden(), tmp_path), 60_000, 4)


@pytest.mark.long
def test_a_million_draws_share_no_key(tmp_path: Path) -> None:
    check_keys(render_context_of(Garden(), tmp_path), 1_000_000, 5)


def test_each_value_of_a_parameter_has_an_entry_of_its_own(tmp_path: Path) -> None:
    garden = Garden()
    context = render_context_of(garden, tmp_path)
    pages = [None, *sorted(each for each in PIECES if each.isprintable())]
    for page in (*pages, *reversed(pages)):
        assert f"green {page}</p>" in unescape(expand_page(context, leaf(page=page)).html)
    assert garden.asked.count("text") == len(pages)
