"""Odd spellings of addresses: each leads to the one address of what it means, or to no page."""

from collections.abc import Callable
from urllib.parse import unquote, urlsplit

import pytest
from flask.testing import FlaskClient

from tests.unit.web.site_client import visit

#: Path, as it is right, and how it may be spelled.
PAGES = ["/ash/", "/ash/source", "/ash/edit", "/tags/", "/types/", "/search", "/login", "/new"]
TWISTS: dict[str, Callable[[str], str]] = {
    "two slashes in front": lambda path: f"/{path}",
    "five slashes in front": lambda path: f"////{path}",
    "two slashes at the end": lambda path: f"{path.rstrip('/')}//",
    "no slash at the end": lambda path: path.rstrip("/"),
    "a slash at the end": lambda path: f"{path.rstrip('/')}/",
    "slashes between": lambda path: path.replace("/", "//"),
    "an encoded slash at the end": lambda path: f"{path.rstrip('/')}%2F",
    "encoded slashes": lambda path: "/" + path[1:].replace("/", "%2f"),
    "an encoded slash in front": lambda path: f"/%2F{path[1:]}",
    "capitals": str.upper,
    "encoded letters": lambda path: path.replace("s", "%73"),
    "another site in front": lambda path: f"//evil.example{path}",
    "a backslash in front": lambda path: f"/%5Cevil.example{path}",
    "dots in front": lambda path: f"/./..{path}",
    "a parameter": lambda path: f"{path};x=1",
}


def check_leads_home(client: FlaskClient, written: str, right: set[str]) -> None:
    """Whatever is answered under an odd path, a browser never stands on a page there."""
    response = visit(client, written)
    steps = 0
    while response.status_code in (301, 303, 308):
        address = response.headers["Location"]
        parts = urlsplit(address)
        assert (parts.scheme, parts.netloc, address[:2] in ("//", "/\\")) == ("", "", False)
        steps, written = steps + 1, parts.path
        assert steps < 3, written
        response = visit(client, address.partition("?")[0])
    assert response.status_code in (200, 404)
    if response.status_code == 200:
        assert unquote(written) in right, "a page stands under an odd path"


@pytest.mark.parametrize("twist", TWISTS)
@pytest.mark.parametrize("path", PAGES)
def test_an_odd_path_leads_to_the_right_one_or_nowhere(
    editor: FlaskClient, path: str, twist: str
) -> None:
    check_leads_home(editor, TWISTS[twist](path), {path})


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("//ash/", "/ash/"),
        ("/ash", "/ash/"),
        ("/ash//", "/ash/"),
        ("/ash%2F", "/ash/"),
        ("/ash%2fsource", "/ash/source"),
        ("/ASH/", "/ash/"),
        ("/Ash/Edit", "/ash/edit"),
        ("/ash/source/", "/ash/source"),
        ("/TAGS/", "/tags/"),
        ("/SEARCH", "/search"),
        ("///search", "/search"),
    ],
)
def test_an_odd_path_that_is_clear_redirects(
    visitor: FlaskClient, written: str, right: str
) -> None:
    response = visit(visitor, written)
    assert (response.status_code, response.headers["Location"]) == (308, right)


def test_a_redirect_keeps_the_query(visitor: FlaskClient) -> None:
    response = visitor.get("/?page=1", environ_overrides={"PATH_INFO": "//ash"})
    assert response.headers["Location"] == "/ash/?page=1"


def test_a_page_that_is_kept_whole_is_not_sent_under_an_odd_path(visitor: FlaskClient) -> None:
    assert [visit(visitor, path).status_code for path in ("/ash/", "/ash/", "/ash%2F")] == [
        200,
        200,
        308,
    ]
