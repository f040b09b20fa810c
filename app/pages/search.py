"""The search: full text over titles, summaries and bodies."""

from dataclasses import dataclass

from app.regions import Audience, BadInputError
from app.web.pages.paging import Pager, address, offset_of, page_number, pager
from db import search
from db.search import SearchResult

PATH = "/search"
SIZE = 20
LONGEST = 200


@dataclass(frozen=True, slots=True)
class SearchView:
    """What was looked for, and a page of what was found."""

    q: str
    results: tuple[SearchResult, ...]
    total: int
    pager: Pager
    canonical: str
    problem: str | None


def search_page(viewer: Audience | None, q: str | None, page: str | None) -> SearchView:
    """Search for the words of `q`; without any, just show the form."""
    return results_page(PATH, q, page_number(page))


def results_page(path: str, q: str | None, number: int, hidden: bool = False) -> SearchView:
    """Return a page of what is found for `q`, on a page at this path; `hidden`: drafts too."""
    words = " ".join((q or "").split())
    if len(words) > LONGEST:
        raise BadInputError(f"A search may have up to {LONGEST} characters.")
    if not words:
        return SearchView("", (), 0, pager(path, number, SIZE, 0), path, None)
    query = {"q": words}
    if not any(character.isalnum() for character in words):
        problem = "There is no letter and no digit in this to search for."
        empty = pager(path, number, SIZE, 0, query)
        return SearchView(words, (), 0, empty, address(path, number, query), problem)
    hits = search.find(words, offset_of(number, SIZE), SIZE, hidden)
    return SearchView(
        q=words,
        results=hits.items,
        total=hits.total,
        pager=pager(path, number, SIZE, hits.total, query),
        canonical=address(path, number, query),
        problem=None,
    )
