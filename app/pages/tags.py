"""All tags with counts."""

from dataclasses import dataclass

from app.regions import Audience
from app.web.pages.paging import ListPage, Pager, list_page, offset_of, page_number, pager
from db.graph import queries
from db.kernel.records import TagCount

PATH = "/tags/"
SIZE = 100


@dataclass(frozen=True, slots=True)
class TagsIndex:
    """A page of the list of tags."""

    tags: tuple[TagCount, ...]
    pager: Pager


def tags_page(viewer: Audience | None, page: str | None) -> ListPage:
    """Find out which page is asked for, and that there is one."""
    return list_page(PATH, page_number(page), SIZE, lambda: queries.tag_counts(0, 0).total)


def tags_index(page: str | None) -> TagsIndex:
    """List the tags of this page."""
    number = page_number(page)
    listing = queries.tag_counts(offset_of(number, SIZE), SIZE)
    return TagsIndex(listing.items, pager(PATH, number, SIZE, listing.total))
