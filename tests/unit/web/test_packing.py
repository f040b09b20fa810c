"""What is sent packed: the same bytes once unpacked, under a name of its own."""

import gzip

import pytest
from flask.testing import FlaskClient

from app.web.http.packing import LARGEST_PLAIN

GZIP = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.mark.parametrize(
    "path", ["/", "/ash/", "/feed.xml", "/ash/edit", "/ash/source", "/nothing/"]
)
def test_what_is_packed_says_the_same(editor: FlaskClient, path: str) -> None:
    plain, packed = editor.get(path), editor.get(path, headers=GZIP)
    is_packed = packed.headers.get("Content-Encoding") == "gzip"
    assert is_packed == (len(plain.data) > LARGEST_PLAIN)
    body = gzip.decompress(packed.data) if is_packed else packed.data
    assert len(body) == len(plain.data)
    assert "Accept-Encoding" in plain.headers["Vary"] == packed.headers["Vary"]


def test_a_kept_page_is_packed_however_small(visitor: FlaskClient) -> None:
    visitor.get("/types/")
    small = visitor.get("/types/", headers=GZIP)
    assert (small.headers["Content-Encoding"], len(small.data) < LARGEST_PLAIN) == ("gzip", True)


@pytest.mark.parametrize("path", ["/ash/", "/feed.xml", "/sitemap.xml", "/ash/source"])
@pytest.mark.parametrize("headers", [{}, GZIP], ids=["plain", "packed"])
def test_each_form_is_known_again(visitor: FlaskClient, path: str, headers: dict[str, str]) -> None:
    first = visitor.get(path, headers=headers)
    again = visitor.get(path, headers={**headers, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data, again.headers["ETag"]) == (
        304,
        b"",
        first.headers["ETag"],
    )
    assert again.headers["Vary"] == first.headers["Vary"]


def test_one_form_is_not_taken_for_the_other(visitor: FlaskClient) -> None:
    plain, packed = visitor.get("/ash/"), visitor.get("/ash/", headers=GZIP)
    crossed = visitor.get("/ash/", headers={**GZIP, "If-None-Match": plain.headers["ETag"]})
    assert (crossed.status_code, crossed.data) == (200, packed.data)
