"""All tags with counts."""

from dataclasses import dataclass

from app.regions import Audience
from app.web.pages.paging import Pager, address, offset_of, page_number, pager
from db.graph import queries
from db.kernel.records import TagCount

PATH = "/tags/"
SIZE = 100


@dataclass(frozen=True, slots=True)
class TagsPage:
    """Which page of the list this is."""

    number: int
    canonical: str


@dataclass(frozen=True, slots=True)
class TagsIndex:
    """A page of the list of tags."""

    tags: tuple[TagCount, ...]
    pager: Pager


def tags_page(viewer: Audience | None, page: str | None) -> TagsPage:
    """Find out which page is asked for, and that there is one."""
    number = page_number(page)
    if number > 1:
        pager(PATH, number, SIZE, queries.tag_counts(0, 0).total)
    return TagsPage(number, address(PATH, number))


def tags_index(page: str | None) -> TagsIndex:
    """List the tags of this page."""
    number = page_number(page)
    listing = queries.tag_counts(offset_of(number, SIZE), SIZE)
    return TagsIndex(listing.items, pager(PATH, number, SIZE, listing.total))
