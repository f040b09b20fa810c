"""An author's home: drafts, what was edited last, and a search that includes drafts."""

from dataclasses import dataclass

from app.pages.search import SearchView, results_page
from app.regions import Audience
from app.web.pages.paging import Pager, address, offset_of, page_number, pager
from db.posts import drafts
from db.posts.drafts import EditorCard

PATH = "/drafts/"
SIZE = 50
EDITED = 10


@dataclass(frozen=True, slots=True)
class DraftsPage:
    """What is shown: what was found where something was looked for, else the two lists."""

    search: SearchView
    drafts: tuple[EditorCard, ...]
    edited: tuple[EditorCard, ...]
    pager: Pager
    number: int
    canonical: str


def drafts_page(viewer: Audience | None, q: str | None, page: str | None) -> DraftsPage:
    """List drafts and what was edited last, or search all posts for `q`."""
    number = page_number(page)
    results = results_page(PATH, q, 1 if not (q or "").strip() else number, hidden=True)
    if results.q:
        return DraftsPage(results, (), (), results.pager, number, results.canonical)
    listing = drafts.drafts(offset_of(number, SIZE), SIZE)
    edited = drafts.edited_last(EDITED) if number == 1 else ()
    pages = pager(PATH, number, SIZE, listing.total)
    return DraftsPage(results, listing.items, edited, pages, number, address(PATH, number))
