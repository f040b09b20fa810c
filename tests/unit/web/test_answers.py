"""The answers of `respond`: a document, what navigation swaps in; and the headers of all."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import sx
from app.config import Settings
from app.factory import site_of
from app.web.pages.error_pages import ErrorPage
from tests.unit.web.site_client import NAME, NAVIGATION, PASSWORD, assembled, read, texts

VARY = (
    "HX-Request, HX-Request-Type, HX-Boosted, HX-History-Restore-Request, Cookie, Accept-Encoding"
)


def is_document(text: str) -> bool:
    return text.startswith("<!doctype html><html")


@pytest.mark.parametrize(
    ("headers", "document"),
    [
        ({}, True),
        (NAVIGATION, False),
        ({"HX-Request": "true", "HX-Request-Type": "partial"}, False),
        ({"HX-Request": "true", "HX-Request-Type": "full", "HX-Boosted": "true"}, True),
        ({"HX-Request": "true"}, True),
        ({"HX-Request-Type": "partial"}, True),
        ({"HX-History-Restore-Request": "true", "HX-Request-Type": "full"}, True),
        ({**NAVIGATION, "HX-History-Restore-Request": "true"}, True),
    ],
)
def test_the_headers_of_htmx_choose_the_answer(
    visitor: FlaskClient, headers: dict[str, str], document: bool
) -> None:
    response = visitor.get("/ash/", headers=headers)
    assert (is_document(response.text), response.headers["Vary"]) == (document, VARY)


def test_navigation_brings_the_title_and_the_content_and_no_frame(visitor: FlaskClient) -> None:
    response = visitor.get("/ash/", headers=NAVIGATION)
    assert (
        read(response).title,
        read(response).headings,
        texts(response, ".site-header, .site-footer"),
        response.text.count("hx-swap-oob"),
    ) == ("Ash · Rose Ash", ["Ash"], [], 5)


def test_a_region_is_the_same_bytes_in_both_answers(visitor: FlaskClient) -> None:
    pages = [visitor.get("/ash/").text, visitor.get("/ash/", headers=NAVIGATION).text]
    regions = [
        re.findall(r'<article[^>]* id="region-article".*?</article>', page, re.DOTALL)
        for page in pages
    ]
    assert (len(regions[0]), regions[0]) == (1, regions[1])


def test_a_missing_page_under_navigation_is_a_small_page_with_its_status(
    visitor: FlaskClient,
) -> None:
    response = visitor.get("/nowhere/", headers=NAVIGATION)
    assert (response.status_code, is_document(response.text), read(response).headings) == (
        404,
        False,
        ["There is no such page"],
    )


def test_every_answer_has_the_headers_of_safety(visitor: FlaskClient) -> None:
    paths = ["/", "/nowhere/", "/static/site.css", "/feed.xml", "/healthz", "/search?q=%00"]
    assert [
        {
            name: response.headers.get(name)
            for name in (
                "Content-Security-Policy",
                "X-Content-Type-Options",
                "Referrer-Policy",
                "Strict-Transport-Security",
            )
        }
        for response in map(visitor.get, paths)
    ] == [
        {
            "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
            "img-src 'self' data: https:; connect-src 'self'; form-action 'self'; "
            "base-uri 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "strict-origin-when-cross-origin",
            "Strict-Transport-Security": None,
        }
    ] * len(paths)


def test_every_request_has_a_number_of_its_own(visitor: FlaskClient) -> None:
    numbers = {visitor.get("/healthz").headers["X-Request-Id"] for _ in range(3)}
    assert [len(numbers), *{len(number) for number in numbers}] == [3, 16]


def test_a_page_that_did_not_change_is_not_sent_again(visitor: FlaskClient) -> None:
    first = visitor.get("/ash/")
    again = visitor.get("/ash/", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.headers["Cache-Control"], again.status_code, again.data) == (
        "private, no-cache",
        304,
        b"",
    )


def test_the_page_of_an_editor_is_another_than_that_of_a_visitor(
    visitor: FlaskClient, editor: FlaskClient
) -> None:
    tags = {browser.get("/ash/").headers["ETag"] for browser in (visitor, editor)}
    assert len(tags) == 2


def test_no_pass_can_reach_the_database(app: Flask) -> None:
    context = site_of(app).render_context

    def nosy(*_: object) -> str:
        with context.reading():
            return "read"

    helpers = dict.fromkeys(("site", "url-for", "asset-url", "viewer", "absolute-url"), nosy)
    with pytest.raises(RuntimeError, match="the database must not be used here"):
        context.library.aser_slot("error", {"page": ErrorPage(404, "Gone", "", None, "")}, helpers)


def test_the_answers_for_editors_say_how_much_of_the_log_they_know(
    editor: FlaskClient, visitor: FlaskClient
) -> None:
    told = [
        client.get("/ash/", headers=headers).headers.get("Log-Position")
        for client in (editor, visitor)
        for headers in ({}, NAVIGATION)
    ]
    assert (told[0] == told[1], int(told[0] or 0) > 0, told[2:]) == (True, True, [None, None])


def test_every_page_has_an_empty_place_for_what_a_write_says(visitor: FlaskClient) -> None:
    assert '<div id="status" class="status" role="status"></div>' in visitor.get("/ash/").text


def timing(browser: FlaskClient) -> str:
    """Read where the time went, without the numbers of milliseconds."""
    response = browser.get("/ash/", base_url="https://site.example")
    return re.sub(r"dur=[0-9.]+", "dur", response.headers.get("Server-Timing", ""))


def test_developers_and_editors_see_where_the_time_went(
    settings: Settings, library: sx.Library
) -> None:
    seen = []
    for environment in ("development", "production"):
        with assembled(replace(settings, environment=environment), library) as app:
            visitor = app.test_client()
            seen += [timing(visitor), timing(visitor)]
            right = {"username": NAME, "password": PASSWORD}
            visitor.post("/login", data=right, base_url="https://site.example")
            seen.append(timing(visitor))
    parts = "plan;dur, load;dur, expand;dur, cache;desc"
    made, whole, parts_kept = (
        f'{parts}="kept {kept}, rendered {made}"' for kept, made in ((0, 4), (1, 0), (4, 0))
    )
    assert seen == [made, whole, parts_kept, "", "", parts_kept]
