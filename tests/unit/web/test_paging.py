"""Numbers of pages from the address, and links around them."""

import pytest

from app.regions import MissingError
from app.web.pages.paging import Pager, address, page_number, pager


def test_no_number_is_the_first_page() -> None:
    assert [page_number(None), page_number("1"), page_number("20")] == [1, 1, 20]


@pytest.mark.parametrize("text", ["0", "-1", "x", "", " 1", "01", "1.5", "٢", "1e3", "9" * 30])
def test_what_is_no_number_of_a_page_is_missing(text: str) -> None:
    with pytest.raises(MissingError):
        page_number(text)


def test_a_page_in_the_middle_links_to_both_neighbours() -> None:
    assert pager("/", 2, 20, 55) == Pager(2, 3, 55, "/", "/?page=3")


def test_the_ends_link_to_one_neighbour_and_keep_the_query() -> None:
    assert [pager("/search", number, 20, 40, {"q": "a b"}) for number in (1, 2)] == [
        Pager(1, 2, 40, None, "/search?q=a+b&page=2"),
        Pager(2, 2, 40, "/search?q=a+b", None),
    ]


def test_an_empty_list_has_one_page() -> None:
    assert pager("/tags/", 1, 100, 0) == Pager(1, 1, 0, None, None)


def test_a_page_behind_the_last_is_missing() -> None:
    with pytest.raises(MissingError):
        pager("/", 3, 20, 40)


def test_the_first_page_has_no_number_in_its_address() -> None:
    assert [address("/", 1), address("/", 2)] == ["/", "/?page=2"]
