"""What a site must know of its pages: paths, loaders, regions and their audiences.

Plain values, apart from the nodes that they were compiled with, so that a
library can be started from stored code.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a page that can be kept and swapped on its own."""

    name: str
    component: str
    data: str
    audience: str


@dataclass(frozen=True, slots=True)
class Page:
    """What a site must know of a page; `regions` in the order in which they are declared."""

    name: str
    path: str | None
    data: str | None
    query: tuple[str, ...]
    regions: tuple[Region, ...]
