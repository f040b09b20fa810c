"""What is refused, with which page: bad input, foreign writes, too much, too often, our faults."""

from dataclasses import replace

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from app import sx
from app.config import RateLimits, Settings
from app.factory import site_of
from app.regions import BadInputError, LoginNeededError
from app.web.http.htmx_request import ResponseKind
from app.web.pages.error_pages import ErrorPage
from app.web.pages.respond import respond
from db.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable
from tests.unit.web.site_client import NAVIGATION, assembled, check_html, read, texts


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nowhere/", 404),
        ("/nowhere", 404),
        ("/-ash/", 404),
        ("/../etc/passwd", 404),
        ("/static/../wsgi.py", 404),
        ("/static/%2e%2e/wsgi.py", 404),
        ("/static/nothing.css", 404),
        ("/static/", 404),
        ("/?page=0", 404),
        ("/?page=-1", 404),
        ("/?page=x", 404),
        ("/?page=", 404),
        ("/?page=1.5", 404),
        ("/?page=99999", 404),
        ("/?page=9999999999999999999999", 404),
        ("/tags/?page=2", 404),
        ("/ash/?page=2", 404),
        ("/search?page=2", 404),
        ("/search?q=ash&page=x", 404),
        ("/search?q=" + "a" * 10_000, 400),
        ("/search?q=%00", 400),
        ("/search?q=%ff", 400),
        ("/search?q=%ed%a0%80", 400),
        ("/search?%00=1", 400),
        ("/%00/", 400),
        ("/ash%00/", 400),
        ("/sitemap-0.xml", 404),
        ("/sitemap-2.xml", 404),
        ("/sitemap-99999999999999999999999.xml", 404),
    ],
)
def test_bad_input_gets_a_page_that_says_so(visitor: FlaskClient, path: str, status: int) -> None:
    response = visitor.get(path, follow_redirects=True)
    check_html(response)
    assert (response.status_code, len(read(response).headings)) == (status, 1)


@pytest.mark.parametrize(
    ("raw", "status"),
    [("/\xff\xfe/", 400), ("/\xc3\x28/", 400), ("/\xed\xa0\x80/", 400)],
)
def test_the_bytes_of_a_path_are_looked_at_as_they_came(
    visitor: FlaskClient, raw: str, status: int
) -> None:
    assert visitor.get("/", environ_overrides={"PATH_INFO": raw}).status_code == status


@pytest.mark.parametrize(
    "query", ["a AND (", '"', "*", "NEAR(", "'; DROP TABLE posts", "%", "_", "\\", "(", ":", "-"]
)
def test_no_search_is_a_fault(visitor: FlaskClient, query: str) -> None:
    assert visitor.get("/search", query_string={"q": query}).status_code == 200


def test_a_missing_page_offers_a_search_for_its_words(visitor: FlaskClient) -> None:
    response = visitor.get("/ash-trees/")
    assert 'value="ash trees"' in response.text


def test_a_slug_without_its_slash_leads_to_the_page(visitor: FlaskClient) -> None:
    responses = [visitor.get(path) for path in ("/ash", "/ash?page=1", "/tags")]
    assert [(each.status_code, each.headers["Location"]) for each in responses] == [
        (308, "/ash/"),
        (308, "/ash/?page=1"),
        (308, "/tags/"),
    ]


def test_a_page_takes_no_other_method(visitor: FlaskClient) -> None:
    response = visitor.post("/ash/")
    allowed = {method.strip() for method in response.headers["Allow"].split(",")}
    assert (response.status_code, allowed) == (405, {"GET", "HEAD", "OPTIONS"})


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://site.example"}, 403),
        ({"Origin": "http://site.example"}, 303),
        ({"Origin": "http://localhost"}, 303),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://site.example.evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Referer": "http://site.example/"}, 403),
        ({}, 403),
        ({"HX-Request": "true"}, 403),
    ],
)
def test_a_write_must_come_from_a_page_of_the_site(
    app: Flask, headers: dict[str, str], status: int
) -> None:
    response = FlaskClient(app, app.response_class).post("/logout", headers=headers)
    assert response.status_code == status


def test_too_large_a_body_or_head_is_refused(visitor: FlaskClient) -> None:
    body = visitor.post("/login", data={"username": "a" * 2_000_000})
    head = visitor.get("/", headers={"X-Long": "a" * 20_000})
    endless = visitor.post("/login", headers={"Transfer-Encoding": "chunked"})
    assert [body.status_code, head.status_code, endless.status_code] == [413, 413, 413]


def test_one_search_too_many_waits(settings: Settings, library: sx.Library) -> None:
    limited = replace(settings, rate_limits=RateLimits(searches=2))
    with assembled(limited, library) as app:
        browser = app.test_client()
        responses = [browser.get("/search?q=ash") for _ in range(3)]
    assert [each.status_code for each in responses] == [200, 200, 429]
    assert (0 < int(responses[2].headers["Retry-After"]) <= 60, read(responses[2]).headings) == (
        True,
        ["Too many requests"],
    )


def test_a_fault_of_ours_is_the_kept_page(own_app: Flask) -> None:
    def broken() -> str:
        raise ZeroDivisionError

    own_app.add_url_rule("/broken", view_func=broken)
    visitor = own_app.test_client()
    whole, small = visitor.get("/broken"), visitor.get("/broken", headers=NAVIGATION)
    check_html(whole)
    apologies = site_of(own_app).apologies
    assert [whole.status_code, whole.text, small.status_code, small.text] == [
        500,
        apologies[500, ResponseKind.DOCUMENT],
        500,
        apologies[500, ResponseKind.NAVIGATION],
    ]


@pytest.mark.parametrize(
    ("environment", "heading"),
    [
        ("development", "the argument `q` takes a string, got a number"),
        ("production", "Something broke"),
    ],
)
def test_a_fault_of_a_page_is_reported_to_developers_only(
    settings: Settings, library: sx.Library, environment: str, heading: str
) -> None:
    def broken() -> Response:
        return respond("error", override=ErrorPage(500, "", "", None, q=7))  # type: ignore[arg-type]

    with assembled(replace(settings, environment=environment), library) as app:
        app.add_url_rule("/broken", view_func=broken)
        response = app.test_client().get("/broken")
    check_html(response)
    reported = "expand error: " in response.text
    assert (response.status_code, read(response).headings, reported) == (
        500,
        [heading],
        environment == "development",
    )


@pytest.mark.parametrize(
    ("fault", "status", "message"),
    [
        (NotAllowed("the site needs this"), 403, "The site needs this."),
        (NotFound("there is no post 'x'"), 404, "There is no post 'x'."),
        (Conflict("somebody was faster"), 409, "Somebody was faster."),
        (Invalid("a title is needed"), 422, "A title is needed."),
        (BadInputError("That is too long."), 400, "That is too long."),
    ],
)
def test_what_the_database_refuses_is_said_on_a_page(
    own_app: Flask, fault: Exception, status: int, message: str
) -> None:
    def refuse() -> str:
        raise fault

    own_app.add_url_rule("/refused", view_func=refuse)
    response = own_app.test_client().get("/refused")
    check_html(response)
    assert (response.status_code, texts(response, "main .lead")) == (status, [message])


@pytest.mark.parametrize(
    ("headers", "status", "header"),
    [({}, 303, "Location"), (NAVIGATION, 200, "HX-Redirect")],
)
def test_a_page_for_editors_sends_visitors_to_the_login_and_back(
    own_app: Flask, headers: dict[str, str], status: int, header: str
) -> None:
    def refuse() -> str:
        raise LoginNeededError

    own_app.add_url_rule("/for-editors", view_func=refuse)
    response = own_app.test_client().get("/for-editors?a=b", headers=headers)
    assert (response.status_code, response.headers[header]) == (
        status,
        "/login?next=%2Ffor-editors%3Fa%3Db",
    )


def test_a_database_that_is_away_is_a_503(own_app: Flask) -> None:
    def away() -> str:
        raise Unavailable("the database does not answer")

    own_app.add_url_rule("/away", view_func=away)
    response = own_app.test_client().get("/away")
    check_html(response)
    said = response.status_code, response.headers["Retry-After"], read(response).headings
    assert said == (503, "5", ["Back in a moment"])
