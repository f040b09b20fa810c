"""When a session is over: by a logout, a new password, a command, by time; and what stays."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.factory import site_of
from app.web.pages.viewer import DAY
from db import accounts
from tests.unit.web.site_client import NAME, PASSWORD, texts


def is_signed_in(browser: FlaskClient) -> bool:
    return f"Signed in as {NAME}" in " ".join(texts(browser.get("/"), ".site-footer"))


def signed_in(app: Flask) -> FlaskClient:
    browser = app.test_client()
    assert browser.post("/login", data={"username": NAME, "password": PASSWORD}).status_code == 303
    return browser


def copy(browser: FlaskClient, app: Flask) -> FlaskClient:
    """Open a browser with the cookie of another one."""
    cookie = browser.get_cookie("session")
    assert cookie is not None
    other = app.test_client()
    other.set_cookie("session", cookie.value)
    return other


def aged(browser: FlaskClient, **days: float) -> FlaskClient:
    """Put times of a session so many days back."""
    with browser.session_transaction() as session:
        for name, number in days.items():
            session[name] -= round(number * DAY)
    return browser


def test_a_logout_ends_the_sessions_of_all_browsers_and_copies(garden: Flask) -> None:
    first, second = signed_in(garden), signed_in(garden)
    stolen = copy(first, garden)
    before = [is_signed_in(each) for each in (first, second, stolen)]
    first.post("/logout")
    after = [is_signed_in(each) for each in (first, second, stolen)]
    assert (before, after, is_signed_in(signed_in(garden))) == ([True] * 3, [False] * 3, True)


def remade() -> None:
    accounts.remove_user(NAME)
    accounts.add_user(NAME, PASSWORD)


@pytest.mark.parametrize(
    "end",
    [
        lambda: accounts.end_sessions(NAME),
        lambda: accounts.set_password(NAME, "another rose"),
        lambda: accounts.set_password(NAME, PASSWORD),
        lambda: accounts.remove_user(NAME),
        remade,
        accounts.end_all_sessions,
    ],
)
def test_what_ends_sessions_ends_them_at_once(garden: Flask, end: Callable[[], Any]) -> None:
    browser = signed_in(garden)
    before = is_signed_in(browser)
    with site_of(garden).database.writing():
        end()
    written = browser.post("/ash/delete", data={"rev": "1"})
    assert (before, is_signed_in(browser)) == (True, False)
    assert (written.status_code, written.headers["Location"][:7]) == (303, "/login?")


@pytest.mark.parametrize(
    ("days", "lasts"),
    [
        ({"visit": 29.9}, True),
        ({"visit": 30.1}, False),
        ({"login": 89.9}, True),
        ({"login": 90.1}, False),
        ({"login": 90.1, "visit": 90.1}, False),
    ],
)
def test_a_session_ends_after_a_month_of_rest_or_three_in_all(
    garden: Flask, days: dict[str, float], lasts: bool
) -> None:
    assert is_signed_in(aged(signed_in(garden), **days)) == lasts


def test_who_comes_back_in_time_stays_but_for_three_months_at_most(garden: Flask) -> None:
    browser, states = signed_in(garden), []
    for _ in range(4):
        states.append(is_signed_in(aged(browser, login=25, visit=25)))
    assert states == [True, True, True, False]


@pytest.mark.parametrize(
    "spoiled",
    [
        {"login": None},
        {"visit": "today"},
        {"generation": None},
        {"generation": "0"},
        {"id": 0},
        {"user": 3},
        {"user": "ada"},
    ],
)
def test_a_session_that_lacks_what_it_must_say_is_nobodys(
    garden: Flask, spoiled: dict[str, object]
) -> None:
    browser = signed_in(garden)
    with browser.session_transaction() as session:
        session.update(spoiled)
    assert not is_signed_in(browser)


PATHS = ["/", "/ash/", "/ash/edit", "/search?q=ash", "/ash/source", "/nowhere/"]
SHARED = [
    "/feed.xml",
    "/sitemap.xml",
    "/robots.txt",
    "/static/site.css",
    "/favicon.ico",
    "/healthz",
]


def test_the_visit_is_noted_once_a_day(garden: Flask) -> None:
    browser = signed_in(garden)
    young = [browser.get(path).headers.get("Set-Cookie") for path in PATHS]
    aged(browser, visit=1.1)
    with browser.session_transaction() as session:
        old = session["visit"]
    first, *others = (browser.get("/ash/").headers.get("Set-Cookie") for _ in range(3))
    with browser.session_transaction() as session:
        new = session["visit"]
    assert (young, others) == ([None] * len(PATHS), [None] * 2)
    assert first is not None
    assert "HttpOnly" in first
    assert old + DAY <= new <= time.time()


def test_noting_it_changes_no_header_of_caching(garden: Flask) -> None:
    browser = signed_in(garden)
    kept = ("Cache-Control", "ETag", "Vary", "Last-Modified", "Expires")
    for path in (*PATHS, *SHARED):
        plain = browser.get(path).headers
        noting = aged(browser, visit=1.1).get(path).headers
        assert [noting.get(name) for name in kept] == [plain.get(name) for name in kept], path


def test_no_answer_that_others_may_keep_sets_a_cookie(garden: Flask) -> None:
    browser = aged(signed_in(garden), visit=1.1)
    answers = {path: browser.get(path) for path in SHARED}
    assert {path for path, answer in answers.items() if "Set-Cookie" in answer.headers} == set()
    assert {path for path, answer in answers.items() if answer.status_code == 200} >= {
        "/feed.xml",
        "/sitemap.xml",
        "/robots.txt",
        "/static/site.css",
    }


def test_to_see_who_asks_takes_one_question(garden: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = signed_in(garden)
    user_named, asked = accounts.user_named, list[str]()

    def watched(name: str) -> accounts.User | None:
        asked.append(name)
        return user_named(name)

    monkeypatch.setattr(accounts, "user_named", watched)
    assert is_signed_in(browser)
    assert asked == [NAME]
