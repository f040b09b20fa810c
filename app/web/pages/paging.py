"""Long lists, a page at a time: page numbers of addresses, and links to the neighbours."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil
from urllib.parse import urlencode

from app.regions import MissingError


@dataclass(frozen=True, slots=True)
class Pager:
    """A page's position in a list; `previous` and `next` are addresses."""

    number: int
    pages: int
    total: int
    previous: str | None
    next: str | None


@dataclass(frozen=True, slots=True)
class ListPage:
    """Which page of a list this is."""

    number: int
    canonical: str


def page_number(text: str | None) -> int:
    """Parse `?page=`; raise MissingError if it is not a page number."""
    if text is None:
        return 1
    if not (text.isascii() and text.isdigit()) or text.startswith("0") or len(text) > 7:
        raise MissingError
    return int(text)


def offset_of(number: int, size: int) -> int:
    """Return how many items precede this page."""
    return (number - 1) * size


def address(path: str, number: int, query: Mapping[str, str] | None = None) -> str:
    """Return the address of a page of a list; the first has no number."""
    parameters = dict(query or {})
    if number > 1:
        parameters["page"] = str(number)
    return f"{path}?{urlencode(parameters)}" if parameters else path


def pager(
    path: str, number: int, size: int, total: int, query: Mapping[str, str] | None = None
) -> Pager:
    """Return the links around a page; raise MissingError if the list is not that long."""
    pages = max(1, ceil(total / size))
    if number > pages:
        raise MissingError
    return Pager(
        number=number,
        pages=pages,
        total=total,
        previous=address(path, number - 1, query) if number > 1 else None,
        next=address(path, number + 1, query) if number < pages else None,
    )


def list_page(path: str, number: int, size: int, total: Callable[[], int]) -> ListPage:
    """Check that a list has this page; raise MissingError if it is not that long."""
    if number > 1:
        pager(path, number, size, total())
    return ListPage(number, address(path, number))
