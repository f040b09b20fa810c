"""Names to addresses, and where a login may lead."""

import pytest

from app.factory import MOUNTED
from app.web.http.addresses import Addresses, safe_next

ADDRESSES = Addresses({route.name: route.path for route in MOUNTED.routes})


@pytest.mark.parametrize(
    ("name", "parameters", "address"),
    [
        ("home", None, "/"),
        ("home", {"page": 2}, "/?page=2"),
        ("home", {"page": None}, "/"),
        ("blog/post", {"slug": "ash"}, "/ash/"),
        ("blog/post", {"slug": "ash", "page": 3, "q": "a b&c"}, "/ash/?page=3&q=a+b%26c"),
        ("blog/post", {"slug": "../ä/"}, "/..%2F%C3%A4%2F/"),
        ("blog/source", {"slug": "ash"}, "/ash/source"),
    ],
)
def test_parameters_fill_the_path_then_the_query(
    name: str, parameters: dict[str, object] | None, address: str
) -> None:
    assert ADDRESSES.url(name, parameters) == address


def test_an_unknown_name_is_said() -> None:
    with pytest.raises(LookupError, match="there is no page or route 'hom'"):
        ADDRESSES.url("hom")


@pytest.mark.parametrize("address", ["/", "/tags/", "/search?q=a%20b", "/ash/?page=2#members"])
def test_a_login_goes_on_to_a_path_of_this_site(address: str) -> None:
    assert safe_next(address) == address


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "tags/",
        "//example.org/",
        "/\\example.org",
        "\\\\example.org",
        "https://example.org/",
        "javascript:alert(1)",
        "/\t/example.org",
        "/\n/example.org",
        " //example.org",
        "///example.org",
        "//[",
        "/ok\0",
    ],
)
def test_a_login_never_goes_anywhere_else(address: str | None) -> None:
    assert safe_next(address) == "/"
