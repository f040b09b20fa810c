"""Whatever goes wrong with a request that carries what somebody typed, they get it back."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from werkzeug.test import TestResponse

from app import sx
from app.config import RateLimits, Settings
from app.factory import site_of
from db.graph import queries
from tests.unit.web.site_client import NAME, PASSWORD, assembled, check_html, texts

#: Typed for an hour; what is no ASCII, and what has a meaning in HTML, with its spaces.
TYPED = {
    "title": "Ash & <b>élan</b>",
    "summary": "About “ash”.",
    "body": "One\n\n  two </textarea> three\n",
    "format": "sx",
    "status": "published",
    "rev": "1",
    "was-listed": "yes",
}
PATHS = ["/new", "/ash/edit"]
WITH_SCRIPT = {"HX-Request": "true", "HX-Request-Type": "full", "HX-Boosted": "true"}
SCRIPTS = pytest.mark.parametrize("headers", [{}, WITH_SCRIPT], ids=["none", "script"])
#: What takes the data of a site away is done to a file.
ON_A_FILE = pytest.mark.parametrize("setup", ["small"], indirect=True)


def attributes(answer: TestResponse, selector: str) -> dict[str, str | None]:
    """Give what the first element that a selector finds says of itself."""
    node = LexborHTMLParser(answer.text).css_first(selector)
    assert node is not None, selector
    return dict(node.attributes)


def check_given_back(answer: TestResponse, status: int, path: str) -> None:
    """Fail where an answer is not the form as it was sent, with a sentence."""
    check_html(answer)
    page = LexborHTMLParser(answer.text)
    chosen = [node.attributes["value"] for node in page.css("input[type=radio][checked]")]
    assert answer.status_code == status
    for name in ("title", "summary"):
        assert attributes(answer, f"[name={name}]")["value"] == TYPED[name]
    assert [node.text() for node in page.css("textarea")] == [TYPED["body"]]
    assert chosen == [TYPED["format"], TYPED["status"]]
    assert "checked" not in attributes(answer, "[name=listed]")
    assert attributes(answer, ".edit-form")["action"] == f"{path}?save"
    assert all(len(text) > 20 for text in texts(answer, "[role=alert] > p"))
    assert len(texts(answer, "h1")) == 1
    assert answer.headers["Cache-Control"] == "private, no-cache"


def fail(app: Flask, how: Callable[[], NoReturn]) -> None:
    """Let every further request fail behind the guards."""
    app.before_request_funcs.setdefault(None, []).append(how)


def break_down() -> NoReturn:
    raise RuntimeError("a test wants to see this")


def signed_in(app: Flask) -> FlaskClient:
    client = app.test_client()
    assert client.post("/login", data={"username": NAME, "password": PASSWORD}).status_code == 303
    return client


@SCRIPTS
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("status", [404, 409, 410, 422, 429])
def test_a_refusal_gives_the_form_back(
    garden: Flask, writer: FlaskClient, path: str, headers: dict[str, str], status: int
) -> None:
    fail(garden, lambda: abort(status))
    check_given_back(writer.post(path, data=TYPED, headers=headers), status, path)


@SCRIPTS
@pytest.mark.parametrize("path", PATHS)
def test_a_fault_of_ours_gives_the_form_back(
    garden: Flask, writer: FlaskClient, path: str, headers: dict[str, str]
) -> None:
    fail(garden, break_down)
    check_given_back(writer.post(path, data=TYPED, headers=headers), 500, path)


@ON_A_FILE
@SCRIPTS
@pytest.mark.parametrize("path", PATHS)
def test_a_database_that_is_away_gives_the_form_back(
    garden: Flask, writer: FlaskClient, path: str, headers: dict[str, str]
) -> None:
    take_data_away(garden)
    answer = writer.post(path, data=TYPED, headers=headers)
    check_given_back(answer, 503, path)
    assert answer.headers["Retry-After"] == "5"


def take_data_away(app: Flask) -> None:
    """Put a folder where the database was."""
    database = site_of(app).database
    database.dispose()
    path = Path(str(database.engine.url.database))
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()
    path.mkdir()


@SCRIPTS
@pytest.mark.parametrize("path", PATHS)
def test_too_many_writes_give_the_form_back(
    settings: Settings, library: sx.Library, path: str, headers: dict[str, str]
) -> None:
    limits = RateLimits(writes=0)
    with assembled(replace(settings, rate_limits=limits), library) as app:
        answer = signed_in(app).post(path, data=TYPED, headers=headers)
    check_given_back(answer, 429, path)
    assert int(answer.headers["Retry-After"]) > 0


@SCRIPTS
def test_a_post_that_was_deleted_meanwhile_is_saved_as_a_new_one(
    garden: Flask, writer: FlaskClient, headers: dict[str, str]
) -> None:
    writer.post("/ash/delete")
    answer = writer.post("/ash/edit", data=TYPED, headers=headers)
    check_given_back(answer, 404, "/ash/edit")
    assert texts(answer, "h1") == ["This post is gone"]
    assert texts(answer, "[role=alert] > p")[0].startswith("It was deleted by editor at ")
    button = attributes(answer, ".edit-form button.button")
    assert (button["name"], button["value"]) == ("as", "new")
    good = {**TYPED, "format": "markdown", "title": "Ash", "as": "new"}
    refused = writer.post("/ash/edit", data={**TYPED, "as": "new"}, headers=headers)
    check_given_back(refused, 422, "/ash/edit")
    assert "Save as a new post" in refused.text
    assert writer.post("/ash/edit", data=good).headers["Location"] == "/ash/"
    with site_of(garden).database.reading():
        post = queries.post("ash")
    assert post is not None
    assert post.body == TYPED["body"]


def test_nobody_is_named_for_a_post_that_never_was(writer: FlaskClient) -> None:
    answer = writer.post("/nobody-wrote-this/edit", data=TYPED)
    check_given_back(answer, 404, "/nobody-wrote-this/edit")
    assert "deleted by" not in answer.text


@pytest.mark.parametrize("path", PATHS)
def test_a_text_that_is_too_large_to_be_read_is_where_it_was_typed(
    writer: FlaskClient, path: str
) -> None:
    answer = writer.post(path, data={**TYPED, "body": "x" * (1024 * 1024 + 1)})
    check_html(answer)
    assert answer.status_code == 413
    assert texts(answer, "main .lead")[0].endswith(
        "go back in your browser, and make two posts of it."
    )
    assert texts(answer, "form.edit-form") == []
    assert answer.headers["Cache-Control"] == "private, no-cache"


@SCRIPTS
@pytest.mark.parametrize("path", PATHS)
def test_an_ended_session_says_where_the_text_is(
    garden: Flask, path: str, headers: dict[str, str]
) -> None:
    client = garden.test_client()
    answer = client.post(path, data=TYPED, headers=headers)
    led = answer.headers.get("Location") or answer.headers["HX-Redirect"]
    assert led == f"/login?next={path.replace('/', '%2F')}"
    (told,) = texts(client.get(led), "#status")
    assert told.endswith("go back in your browser to where you typed it: it is still there.")


def test_a_text_from_elsewhere_is_not_given_back(writer: FlaskClient) -> None:
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    answer = writer.post("/ash/edit", data=TYPED, headers=elsewhere)
    assert (answer.status_code, texts(answer, "textarea")) == (403, [])


@pytest.mark.parametrize(
    "path", ["/new", "/ash/edit", "/login", "/search", "/drafts/", "/nowhere/"]
)
def test_a_page_with_a_form_may_be_gone_back_to(writer: FlaskClient, path: str) -> None:
    assert writer.get(path).headers["Cache-Control"] == "private, no-cache"


def test_what_was_searched_for_is_given_back(garden: Flask, writer: FlaskClient) -> None:
    fail(garden, lambda: abort(429))
    answer = writer.get("/search?q=rose+ash")
    box = attributes(answer, "main input[name=q]")
    assert (answer.status_code, box["value"]) == (429, "rose ash")


@ON_A_FILE
def test_what_was_searched_for_is_given_back_without_data(
    garden: Flask, writer: FlaskClient
) -> None:
    take_data_away(garden)
    answer = writer.get("/search?q=rose+ash")
    box = attributes(answer, "main input[name=q]")
    assert (answer.status_code, box["value"]) == (503, "rose ash")


@pytest.mark.parametrize("status", [429, 500])
def test_the_name_of_a_login_is_given_back(garden: Flask, status: int) -> None:
    fail(garden, break_down if status == 500 else lambda: abort(status))
    data = {"username": "Élan", "password": "never shown", "next": "/tags/"}
    answer = garden.test_client().post("/login", data=data)
    check_html(answer)
    assert answer.status_code == status
    assert attributes(answer, "[name=username]")["value"] == "Élan"
    assert attributes(answer, "[name=next]")["value"] == "/tags/"
    assert texts(answer, "[role=alert]") != []
    assert "never shown" not in answer.text


@pytest.mark.parametrize("status", [404, 422, 429, 500])
def test_the_title_that_was_to_be_made_is_given_back(
    garden: Flask, writer: FlaskClient, status: int
) -> None:
    fail(garden, break_down if status == 500 else lambda: abort(status))
    answer = writer.post("/ash/relate", data={"kind": "tagged", "create": "Élan & co"})
    check_html(answer)
    link = attributes(answer, "main .stack a")["href"]
    assert answer.status_code == status
    assert link == "/ash/edit?find=tagged&q=%C3%89lan+%26+co#picker-tagged"
