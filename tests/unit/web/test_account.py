"""Logging in and out: sessions, cookies, where one is sent, and what slows a guesser down."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import sx
from app.config import Settings
from tests.unit.web.visits import NAME, PASSWORD, assembled, check_html, read, texts

RIGHT = {"username": NAME, "password": PASSWORD}
WRONG = {"username": NAME, "password": "ash and rose"}


@pytest.fixture
def app(own_app: Flask) -> Flask:
    """Every test has a site of its own: failures are counted."""
    return own_app


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


def test_five_wrong_passwords_slow_a_name_down(app: Flask, visitor: FlaskClient) -> None:
    statuses = [visitor.post("/login", data=WRONG).status_code for _ in range(5)]
    slowed = visitor.post("/login", data=RIGHT)
    other = visitor.post("/login", data={"username": "ada", "password": "x"})
    assert (statuses, slowed.status_code, slowed.headers["Retry-After"], other.status_code) == (
        [422] * 5,
        429,
        "1",
        422,
    )


def test_ten_logins_a_minute_are_enough(visitor: FlaskClient) -> None:
    statuses = [
        visitor.post("/login", data={"username": f"user {number}"}).status_code
        for number in range(11)
    ]
    assert statuses == [422] * 10 + [429]
