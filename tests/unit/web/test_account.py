"""Logging in and out: sessions, cookies, where one is sent, and what slows a guesser down."""

import html
import logging
import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import sx
from app.config import Settings
from app.factory import site_of
from app.web.http.counters import Counters
from app.web.http.rate_limits import LoginThrottle
from app.web.site import EXTENSION
from tests.unit.web.site_client import (
    NAME,
    NAVIGATION,
    PASSWORD,
    assembled,
    check_html,
    read,
    texts,
)

RIGHT = {"username": NAME, "password": PASSWORD}
WRONG = {"username": NAME, "password": "ash and rose"}


@pytest.fixture
def app(own_app: Flask) -> Flask:
    """Every test has a site of its own: failures are counted."""
    return own_app


@pytest.fixture
def still(app: Flask) -> None:
    """Let the time of the throttle stand."""
    app.extensions[EXTENSION] = replace(site_of(app), logins=LoginThrottle(Counters(lambda: 1.0)))


def is_signed_in(browser: FlaskClient) -> bool:
    return f"Signed in as {NAME}" in " ".join(texts(browser.get("/"), ".site-footer"))


def test_the_right_password_signs_in_and_logging_out_signs_out(visitor: FlaskClient) -> None:
    states = [is_signed_in(visitor)]
    visitor.post("/login", data=RIGHT)
    states.append(is_signed_in(visitor))
    answer = visitor.post("/logout")
    states.append(is_signed_in(visitor))
    assert (states, answer.status_code, answer.headers["Location"]) == (
        [False, True, False],
        303,
        "/",
    )


@pytest.mark.parametrize(
    "data",
    [
        WRONG,
        {"username": "nobody", "password": PASSWORD},
        {"username": "", "password": ""},
        {},
        {"username": "a\0b", "password": "\0"},
        {"username": "a" * 5000, "password": "b" * 5000},
    ],
)
def test_anything_else_shows_the_form_again(visitor: FlaskClient, data: dict[str, str]) -> None:
    response = visitor.post("/login", data=data)
    check_html(response)
    assert (read(response).status, read(response).headings, is_signed_in(visitor)) == (
        422,
        ["Log in"],
        False,
    )


def test_the_form_keeps_the_name_and_where_to_go_on_to(visitor: FlaskClient) -> None:
    response = visitor.post("/login", data={**WRONG, "next": "/ash/"})
    fields = {
        name: f'name="{name}" value="{value}"' in response.text
        for name, value in (("next", "/ash/"), ("username", NAME))
    }
    assert (fields, "ash and rose" in response.text) == ({"next": True, "username": True}, False)


@pytest.mark.parametrize(
    ("wanted", "sent"),
    [("/ash/", "/ash/"), ("//evil.example/", "/"), ("https://evil.example/", "/"), ("", "/")],
)
def test_a_login_goes_on_within_the_site_only(visitor: FlaskClient, wanted: str, sent: str) -> None:
    response = visitor.post("/login", data={**RIGHT, "next": wanted})
    assert (response.status_code, response.headers["Location"]) == (303, sent)


def login_link(answer: TestResponse) -> str:
    """Read where the link to the login leads."""
    (link,) = re.findall(r'<a href="(/login[^"]*)">Log in</a>', answer.text)
    return html.unescape(link)


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("/", None),
        ("/ash/", "/ash/"),
        ("/tags/?page=1", "/tags/?page=1"),
        ("/search?q=%C3%A9t%C3%A9+%26+more", "/search?q=%C3%A9t%C3%A9+%26+more"),
        ("/ash/?utm=x", "/ash/"),
        ("/there-is-n%C3%B4ne/", "/there-is-n%C3%B4ne/"),
        ("/login?next=/ash/", "/ash/"),
        ("/login?next=//evil.example/", None),
        ("/login", None),
    ],
)
@pytest.mark.parametrize("headers", [{}, NAVIGATION], ids=["document", "navigation"])
def test_the_link_to_the_login_leads_back_to_the_page_it_is_on(
    visitor: FlaskClient, headers: dict[str, str], path: str, wanted: str | None
) -> None:
    """Also where the page is kept and was asked for under other addresses before."""
    for other in ("/", "/ash/", "/tags/", "/search?q=other", path, path):
        answer = visitor.get(other, headers=headers)
    link = login_link(answer)
    assert parse_qs(urlsplit(link).query).get("next", [None]) == [wanted]
    form = visitor.get(link).text
    assert (f'name="next" value="{html.escape(wanted or "")}"' in form) == (wanted is not None)
    sent = visitor.post("/login", data={**RIGHT, "next": wanted or ""})
    assert sent.headers["Location"] == (wanted or "/")


def test_a_wrong_password_forgets_no_way_back(visitor: FlaskClient) -> None:
    answer = visitor.post("/login", data={**WRONG, "next": "/ash/"})
    assert parse_qs(urlsplit(login_link(answer)).query) == {"next": ["/ash/"]}


def test_under_htmx_the_browser_is_told_to_load_the_page(visitor: FlaskClient) -> None:
    response = visitor.post("/login", data=RIGHT, headers={"HX-Request": "true"})
    assert (response.status_code, response.headers["HX-Redirect"]) == (200, "/")


def test_the_cookie_is_for_the_server_alone(visitor: FlaskClient) -> None:
    cookie = visitor.post("/login", data=RIGHT).headers["Set-Cookie"]
    flags = {part.strip().partition("=")[0] for part in cookie.split(";")}
    assert (flags, "SameSite=Lax" in cookie) == (
        {"session", "Expires", "HttpOnly", "Path", "SameSite"},
        True,
    )


def test_in_production_the_cookie_needs_https(settings: Settings, library: sx.Library) -> None:
    production = replace(settings, environment="production")
    with assembled(production, library) as app:
        response = app.test_client().post("/login", data=RIGHT)
    cookie = response.headers["Set-Cookie"]
    assert (
        cookie.startswith("__Host-session="),
        "Secure" in cookie,
        response.headers["Strict-Transport-Security"],
    ) == (True, True, "max-age=31536000; includeSubDomains")


def test_visitors_get_no_cookie(visitor: FlaskClient) -> None:
    answers = [visitor.get("/"), visitor.get("/login"), visitor.post("/login", data=WRONG)]
    assert [answer.headers.get("Set-Cookie") for answer in answers] == [None] * 3


def test_a_cookie_that_was_changed_is_nobody(visitor: FlaskClient) -> None:
    visitor.set_cookie("session", "eyJ1c2VyIjoiZWRpdG9yIiwiaWQiOjF9.aaaaaa.bbbbbbbbbbbbbbbbbbbbbb")
    assert not is_signed_in(visitor)


#: One name, however it is typed.
SPELLINGS = [
    NAME,
    " Editor",
    "EDITOR\N{NO-BREAK SPACE}",
    "\u2003editor\t",
    "éditôr",
    "editor" + " " * 200,
]


@pytest.mark.usefixtures("still")
def test_five_wrong_passwords_slow_a_name_down_however_it_is_typed(visitor: FlaskClient) -> None:
    tries = [visitor.post("/login", data={**WRONG, "username": name}) for name in SPELLINGS[:5]]
    slowed = [visitor.post("/login", data={**RIGHT, "username": name}) for name in SPELLINGS[1:]]
    assert [answer.status_code for answer in tries] == [422] * 5
    assert {(each.status_code, each.headers["Retry-After"]) for each in slowed} == {(429, "4")}


@pytest.mark.parametrize("name", SPELLINGS)
def test_a_name_signs_in_however_it_is_typed(visitor: FlaskClient, name: str) -> None:
    assert visitor.post("/login", data={**RIGHT, "username": name}).status_code == 303


@pytest.mark.usefixtures("still")
def test_a_stranger_slows_nobody_down_elsewhere(app: Flask, visitor: FlaskClient) -> None:
    stranger = {"environ_overrides": {"REMOTE_ADDR": "192.0.2.66"}}
    guesses = [visitor.post("/login", data=WRONG, **stranger) for _ in range(7)]
    other = visitor.post("/login", data={"username": "ada", "password": "x"}, **stranger)
    mine = app.test_client().post("/login", data=RIGHT)
    assert [answer.status_code for answer in (guesses[-1], other, mine)] == [429, 422, 303]


def test_the_journal_tells_who_logs_in_who_may_not_and_from_where(
    visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    records: list[logging.LogRecord] = []
    for name in ("rose_ash.sessions", "rose_ash.requests"):
        monkeypatch.setattr(logging.getLogger(name), "handle", records.append)
        monkeypatch.setattr(logging.getLogger(name), "isEnabledFor", lambda _: True)
    for data in (RIGHT, *[WRONG] * 6):
        visitor.post("/login", data=data)
    visitor.post("/edit", headers={"Sec-Fetch-Site": "cross-site"})
    visitor.post("/logout")
    lines = [(record.getMessage(), record.fields) for record in records]  # type: ignore[attr-defined]
    sessions = [event for event, fields in lines if event != "request" and fields["user"] == NAME]
    assert sessions == ["login", *["login refused"] * 5, "login held", "logout"]
    assert {fields["address"] for _, fields in lines} == {"127.0.0.1"}
    refusals = {(fields["status"], fields["user"]) for event, fields in lines if event == "request"}
    assert refusals >= {(422, NAME), (429, NAME), (403, NAME)}


def test_ten_logins_a_minute_are_enough(visitor: FlaskClient) -> None:
    statuses = [
        visitor.post("/login", data={"username": f"user {number}"}).status_code
        for number in range(11)
    ]
    assert statuses == [422] * 10 + [429]
