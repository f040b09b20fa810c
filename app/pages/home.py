"""The home page: published posts, newest first."""

from dataclasses import dataclass

from app.regions import Audience
from app.web.pages.paging import ListPage, Pager, list_page, offset_of, page_number, pager
from db.graph import queries
from db.kernel.records import PostCard

PATH = "/"
SIZE = 20


@dataclass(frozen=True, slots=True)
class HomePosts:
    """The posts of one page."""

    posts: tuple[PostCard, ...]
    pager: Pager


def home_page(viewer: Audience | None, page: str | None) -> ListPage:
    """Find out which page is asked for, and that there is one."""
    return list_page(PATH, page_number(page), SIZE, lambda: queries.recent(0, 0).total)


def home_posts(page: str | None) -> HomePosts:
    """List the posts of this page."""
    number = page_number(page)
    listing = queries.recent(offset_of(number, SIZE), SIZE)
    return HomePosts(listing.items, pager(PATH, number, SIZE, listing.total))
