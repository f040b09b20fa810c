"""What a site needs to know of its pages: paths, loaders, regions and their audiences.

Plain values without the nodes they were compiled with, so that a library can start from stored
code.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.sx.values import Fault, described, field, is_record, items

_KEY: Final = re.compile("[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a page that can be cached and swapped on its own.

    With `each`, a field of the page's loader, there is one part for each key in it.
    """

    name: str
    component: str
    data: str
    audience: str
    each: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What a site needs to know of a page; `regions` in the order of their declaration."""

    name: str
    path: str | None
    data: str | None
    query: tuple[str, ...]
    regions: tuple[Region, ...]


@dataclass(frozen=True, slots=True)
class RegionItem:
    """One part of a page: a region, or the one for a key."""

    region: Region
    key: str | None = None

    @property
    def name(self) -> str:
        """Return the name under which it is loaded, cached and swapped."""
        return self.region.name if self.key is None else item_name(self.region.name, self.key)


def item_name(region: str, key: str) -> str:
    """Return the name of the part of a region for a key."""
    return f"{region}-{key}"


def region_items(page: Page, value: object) -> tuple[RegionItem, ...]:
    """Return every part of a page whose loader returned `value`; raise ValueError at a bad key."""
    try:
        return tuple(item for region in page.regions for item in _items(region, value))
    except Fault as fault:
        raise ValueError(f"the page `{page.name}` has a region for each: {fault}") from None


def _items(region: Region, value: object) -> Iterator[RegionItem]:
    if region.each is None:
        yield RegionItem(region)
        return
    keys = [key_of(each) for each in items(field(value, region.each))]
    if len(set(keys)) < len(keys):
        raise Fault(f"`{region.each}` has a key twice")
    yield from (RegionItem(region, key) for key in keys)


def key_of(value: object, argument: int | None = None) -> str:
    """Return the key of a value: itself, or its field `key`; raise Fault if that is no key."""
    key = field(value, "key") if is_record(value) or isinstance(value, dict) else value
    if not isinstance(key, str):
        hint = "give a string, or what has a `key`"
        raise Fault(f"expected a key, got {described(value)}", hint, argument)
    if not _KEY.fullmatch(key):
        raise Fault(f'"{key}" is no key', "use letters, digits, `-` and `_`", argument)
    return key
