"""A stranger's page that is kept whole is answered without Flask, and by the same answer."""

import gzip
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, NoReturn

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import sx
from app.config import Settings
from app.factory import site_of
from app.web import fast_path
from app.web.http.budget import TimeBudget
from app.web.http.proxies import Proxies
from db import posts
from db.engine import Database
from db.graph import queries
from db.kernel.errors import Unavailable
from db.log import changes
from db.posts import Changes
from tests.setups import uncounted
from tests.unit.web.site_client import NAME, NAVIGATION, PASSWORD, assembled


@dataclass(frozen=True, slots=True)
class Served:
    """A site in production, and which addresses its Flask was asked for."""

    app: Flask
    asked: list[str]

    def stranger(self) -> FlaskClient:
        """Open a browser that keeps nothing."""
        return self.app.test_client(use_cookies=False)

    def asks_flask(self, method: str, **options: Any) -> bool:
        """Ask for a page that takes the fast path; tell whether it was Flask that answered."""
        stranger = self.stranger()
        for _ in range(2):
            stranger.get("/ash/")
        known = len(self.asked)
        stranger.open("/ash/", method=method, **options)
        return (known, len(self.asked)) == (1, 2)


@contextmanager
def serving(settings: Settings, library: sx.Library) -> Iterator[Served]:
    """Put a site together, and listen at its door."""
    with assembled(uncounted(settings), library) as app:
        asked: list[str] = []
        dispatch = app.full_dispatch_request

        def listened() -> object:
            asked.append(request.full_path)
            return dispatch()

        app.full_dispatch_request = listened  # type: ignore[method-assign, assignment]
        yield Served(app, asked)


@pytest.fixture
def served(settings: Settings, library: sx.Library) -> Iterator[Served]:
    """A site in production."""
    with serving(replace(settings, environment="production"), library) as served:
        yield served


def lasting(response: TestResponse) -> tuple[str, bytes, dict[str, str]]:
    """Give all of an answer that is not new with each request."""
    headers = {name: value for name, value in response.headers if name != "X-Request-Id"}
    return response.status, response.data, headers


@pytest.mark.parametrize("path", ["/", "/ash/", "/?page=2", "/trees/", "/tags/", "/types/"])
def test_the_second_answer_is_the_first_without_flask(served: Served, path: str) -> None:
    stranger = served.stranger()
    first, second = stranger.get(path), stranger.get(path)
    assert lasting(second) == lasting(first)
    assert len(served.asked) == 1
    numbers = [answer.headers["X-Request-Id"] for answer in (first, second)]
    assert len({*numbers}) == 2
    assert [len(number) for number in numbers] == [16, 16]


@pytest.mark.parametrize("accepted", ["gzip", "br, gzip;q=0.5", "*", "gzip;q=0", "br", "", "x;;q="])
def test_the_second_answer_is_packed_as_the_first(served: Served, accepted: str) -> None:
    stranger = served.stranger()
    plain = stranger.get("/ash/")
    third, fourth = (stranger.get("/", headers={"Accept-Encoding": accepted}) for _ in range(2))
    assert lasting(fourth) == lasting(third)
    first, second = (stranger.get("/ash/", headers={"Accept-Encoding": accepted}) for _ in range(2))
    assert lasting(first) == lasting(second)
    assert len(served.asked) == 2
    is_packed = accepted in ("gzip", "br, gzip;q=0.5", "*")
    assert first.headers.get("Content-Encoding") == ("gzip" if is_packed else None)
    assert (gzip.decompress(first.data) if is_packed else first.data) == plain.data
    assert (first.headers["ETag"] != plain.headers["ETag"]) is is_packed


def test_an_address_is_not_taken_for_another_that_reads_alike(served: Served) -> None:
    stranger = served.stranger()
    assert stranger.get("/ash/?x=1?y").status_code == 200
    assert stranger.get("/ash/%3Fx=1?y").status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": "anything=1"},
        {"If-None-Match": '"x"'},
        {"If-Modified-Since": "Sat, 21 Nov 2026 12:00:00 GMT"},
        {"Transfer-Encoding": "chunked"},
        {"Upgrade": "websocket"},
        {"X-Long": "x" * 17_000},
        NAVIGATION,
        *({name: "true"} for name in NAVIGATION),
        {"HX-History-Restore-Request": "true"},
    ],
    ids=lambda headers: " ".join(headers),
)
def test_what_is_not_plain_is_asked_of_flask(served: Served, headers: dict[str, str]) -> None:
    assert served.asks_flask("GET", headers=headers)


def test_a_question_with_a_body_is_asked_of_flask(served: Served) -> None:
    assert served.asks_flask("GET", data=b"x")


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "POST", "PUT"])
def test_another_method_is_asked_of_flask(served: Served, method: str) -> None:
    assert served.asks_flask(method)


def test_who_is_signed_in_gets_a_page_of_their_own(served: Served) -> None:
    stranger, editor = served.stranger(), served.app.test_client()
    shared = stranger.get("/ash/").data
    editor.post("/login", data={"username": NAME, "password": PASSWORD})
    assert editor.get("/ash/").data != shared == stranger.get("/ash/").data


def test_a_page_goes_with_its_post(served: Served) -> None:
    stranger = served.stranger()
    statuses = [stranger.get("/ash/").status_code for _ in range(2)]
    with site_of(served.app).database.writing():
        post = queries.post("ash")
        assert post is not None
        posts.revise("ash", post.rev, Changes(status="draft"))
    statuses += [stranger.get("/ash/").status_code for _ in range(2)]
    assert statuses == [200, 200, 404, 404]


def test_a_restored_database_begins_anew(served: Served) -> None:
    stranger = served.stranger()
    stranger.get("/ash/")
    with site_of(served.app).database.writing():
        changes.renew_site_id()
    served.asked.clear()
    assert [stranger.get("/ash/").status_code for _ in range(2)] == [200, 200]
    assert len(served.asked) == 1


@pytest.mark.parametrize("path", ["/search?q=ash", "/login", "/nowhere/", "/healthz", "/feed.xml"])
def test_what_is_no_page_or_is_counted_is_asked_of_flask(served: Served, path: str) -> None:
    stranger = served.stranger()
    for _ in range(2):
        stranger.get(path)
    assert len(served.asked) == 2


@pytest.mark.parametrize(
    ("fault", "status"), [(Unavailable("it does not answer"), 503), (ValueError("odd"), 500)]
)
def test_what_goes_wrong_is_explained_by_flask_and_not_tried_again(
    served: Served, monkeypatch: pytest.MonkeyPatch, fault: Exception, status: int
) -> None:
    looks: list[Database] = []

    def fail(database: Database) -> NoReturn:
        looks.append(database)
        raise fault

    stranger = served.stranger()
    stranger.get("/ash/")
    monkeypatch.setattr(Database, "_lookout", fail)
    answer = stranger.get("/ash/")
    assert (answer.status_code, "X-Request-Id" in answer.headers, len(looks)) == (status, True, 1)


ODD = [
    *("/", "/?", "/?page=2", "/?page=2&x", "/ash/", "/ash/?", "/ash/??", "/ash/?x=1?y"),
    *("/ash/%3Fx=1?y", "/ash/%3f", "/%61sh/", "/ASH/", "//ash/", "/ash//", "/ash", "/ash/?page=9"),
    *("/ash/%2e%2e/", "/ash%2F", "/ash/?%00", "/ash/%00", "/ash/?%ff", "/tags/", "/tags/?page=1"),
]


def test_whatever_is_asked_both_ways_answer_alike(served: Served) -> None:
    stranger = served.stranger()
    for _ in range(2):
        fast = [lasting(stranger.get(path)) for path in ODD]
    assert len(served.asked) < 2 * len(ODD)
    served.app.wsgi_app = path_of(served)._flask  # type: ignore[method-assign]
    plain = [lasting(stranger.get(path)) for path in ODD]
    for path, one, other in zip(ODD, fast, plain, strict=True):
        assert without_number(one) == without_number(other), path


def path_of(served: Served) -> fast_path.FastPath:
    """Give what stands between the proxies and Flask."""
    outermost = served.app.wsgi_app
    assert isinstance(outermost, TimeBudget)
    assert isinstance(outermost.site, Proxies)
    assert isinstance(outermost.site.site, fast_path.FastPath)
    return outermost.site.site


def without_number(answer: tuple[str, bytes, dict[str, str]]) -> tuple[str, bytes, list[str]]:
    """Leave out the number of the request, by which the page for a fault differs."""
    status, body, headers = answer
    return status, body.partition(b"the number of the request")[0], sorted(headers)


def test_both_ways_write_the_same_line_into_the_journal(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[dict[str, object]] = []
    requests = logging.getLogger("rose_ash.requests")
    monkeypatch.setattr(requests, "handle", lambda record: lines.append(record.fields))
    monkeypatch.setattr(requests, "isEnabledFor", lambda _: True)
    for _ in range(2):
        served.stranger().get("/ash/")
    assert [{**line, "request_id": "", "ms": 0} for line in lines] == [
        {
            "request_id": "",
            "address": "127.0.0.1",
            "user": None,
            "method": "GET",
            "route": "/<slug:slug>/",
            "status": 200,
            "ms": 0,
        }
    ] * 2


def test_only_so_many_addresses_are_known(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast_path, "MOST_ADDRESSES", 3)
    stranger = served.stranger()
    for number in (1, 2, 3, 4, 4, 1):
        stranger.get(f"/ash/?unknown={number}")
    assert len(served.asked) == 5


def test_an_address_that_is_too_long_is_not_remembered(served: Served) -> None:
    stranger = served.stranger()
    for _ in range(2):
        stranger.get(f"/ash/?unknown={'x' * fast_path.LONGEST_ADDRESS}")
    assert len(served.asked) == 2


@pytest.mark.parametrize("change", [{"environment": "development"}, {"cache": False}])
def test_where_files_change_or_nothing_is_kept_there_is_none(
    settings: Settings, library: sx.Library, change: dict[str, object]
) -> None:
    with serving(replace(settings, environment="production"), library) as served:
        path_of(served)
    plain = replace(settings, **{"environment": "production", **change})  # type: ignore[arg-type]
    with serving(plain, library) as served:
        for _ in range(2):
            served.stranger().get("/ash/")
        assert len(served.asked) == 2
