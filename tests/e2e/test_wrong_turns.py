"""Requests that ask for something odd get a page, never a fault of the server."""

import socket
from urllib.parse import urlsplit

import pytest

from tests.e2e.server import fetch


@pytest.mark.parametrize(
    ("path", "statuses"),
    [
        ("/there-is-no-such-page/", {404}),
        ("/paper-boats", {200, 404}),
        ("/?page=0", {400, 404}),
        ("/?page=x", {400, 404}),
        ("/?page=9999999999999999999999", {400, 404}),
        ("/?page=4000", {404}),
        ("/rivers/?page=99", {404}),
        ("/search?q=" + "a" * 10_000, {400, 414}),
        ("/search?q=%00", {200, 400}),
        ("/search?q=%FF%FE", {200, 400}),
        ("/search?q=%22unclosed", {200}),
        ("/search?q=a%20AND%20(", {200}),
        ("/%FF%FE/", {400, 404}),
        ("/%00/", {400, 404}),
        ("/paper-boats/%2e%2e/", {400, 404}),
        ("/static/../pyproject.toml", {400, 404}),
        ("/static/%2e%2e/pyproject.toml", {400, 404}),
        ("/new", {200, 404}),
    ],
)
def test_an_odd_address_gets_an_answer_of_its_own(
    base_url: str, path: str, statuses: set[int]
) -> None:
    answer = fetch(f"{base_url}{path}")
    assert (answer.status in statuses, "Traceback" in answer.text) == (True, False)


def test_raw_bytes_in_a_request_line_do_not_hurt(base_url: str) -> None:
    place = urlsplit(base_url)
    assert place.hostname
    with socket.create_connection((place.hostname, place.port or 80), timeout=10) as line:
        line.sendall(b"GET /\xc3\x28\xff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        first = line.makefile("rb").readline()
    assert first.split()[1] in {b"400", b"404"}
