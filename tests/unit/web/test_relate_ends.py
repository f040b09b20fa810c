"""The ends of what a widget relates: things elsewhere, and posts that were renamed or are gone."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from werkzeug.test import TestResponse

from app.factory import site_of
from db import graph, posts
from db.graph import queries
from db.posts import NewPost
from tests.unit.db.making import elsewhere
from tests.unit.web.site_client import check_html, texts
from tests.unit.web.test_relate import chips, swapped, widget


def test_a_thing_elsewhere_is_offered_added_moved_and_removed(
    garden: Flask, writer: FlaskClient
) -> None:
    address = "https://example.org/fern"
    with site_of(garden).database.writing():
        elsewhere("Fern")
    rows = writer.get("/ash/relate-options", query_string={"kind": "related", "q": "fern"})
    assert [each.attributes["value"] for each in LexborHTMLParser(rows.text).css("button")] == [
        address
    ]
    added = writer.post("/ash/relate", data={"other": address}, headers=widget())
    assert texts(added, "#region-chips-related li:last-child button") == ["←", "×"]
    assert "“Fern” was added to Related posts." in added.text
    writer.post("/ash/move", data={"earlier": address}, headers=widget())
    assert chips(garden, "ash", "related") == ["birch", "None", "secret"]
    page = writer.get("/ash/edit")
    check_html(page)
    removed = writer.post("/ash/unrelate", data={"kind": "related", "other": address})
    assert removed.status_code == 303
    assert chips(garden, "ash", "related") == ["birch", "secret"]


def uuid_of(app: Flask, slug: str) -> str:
    """What the forms for a post say of it."""
    with site_of(app).database.reading():
        post = queries.post(slug)
    assert post is not None
    return post.uuid


def test_a_form_writes_to_the_post_it_was_made_for_though_another_has_its_address(
    garden: Flask, writer: FlaskClient
) -> None:
    opened = LexborHTMLParser(writer.get("/ash/edit").text).css("#editor input[name=of]")
    uuid = uuid_of(garden, "ash")
    assert {field.attributes["value"] for field in opened} == {uuid}
    with site_of(garden).database.writing():
        posts.rename("ash", "rowan")
        posts.create(NewPost("Ash", status="published"))
    data = {"of": uuid, "kind": "related", "other": "trees"}
    answer = writer.post("/ash/relate", data=data, headers=widget())
    assert "region-chips-related" in swapped(answer)
    assert texts(answer, "#region-chips-related li a") == ["Birch", "Secret", "Trees"]
    rows = writer.get("/ash/relate-options", query_string={"of": uuid, "q": "ash"})
    assert 'value="ash"' in rows.text
    back = writer.post("/ash/unrelate", data=data)
    assert back.headers["Location"] == "/rowan/edit#picker-related"
    assert (chips(garden, "rowan", "related"), chips(garden, "ash", "related")) == (
        ["birch", "secret"],
        [],
    )


@pytest.mark.parametrize("path", ["relate", "unrelate", "move"])
def test_a_form_for_a_post_that_is_gone_writes_to_no_other(
    garden: Flask, writer: FlaskClient, path: str
) -> None:
    uuid = uuid_of(garden, "ash")
    with site_of(garden).database.writing():
        posts.delete("ash")
        posts.create(NewPost("Ash", status="published"))
    for of in (uuid, "x\x00"):
        data = {"of": of, "kind": "related", "other": "trees"}
        answer = writer.post(f"/ash/{path}", data=data, headers=widget())
        assert (answer.status_code, chips(garden, "ash", "related")) == (404, [])


def undo_form(answer: TestResponse) -> tuple[str, dict[str, str]]:
    """Where the button of a notice sends what."""
    form = LexborHTMLParser(answer.text).css_first("#status form")
    assert form is not None
    fields = {str(f.attributes["name"]): str(f.attributes["value"]) for f in form.css("input")}
    return str(form.attributes["action"]), fields


@pytest.mark.parametrize("is_taken", [False, True])
def test_undo_finds_the_post_at_its_new_address(
    garden: Flask, writer: FlaskClient, is_taken: bool
) -> None:
    pick = {"kind": "related", "other": "trees"}
    path, data = undo_form(writer.post("/ash/relate", data=pick, headers=widget()))
    with site_of(garden).database.writing():
        posts.rename("ash", "rowan")
        if is_taken:
            posts.create(NewPost("Ash", status="published"))
    answer = writer.post(path, data=data, headers=widget())
    assert texts(answer, "#region-chips-related li a") == ["Birch", "Secret"]
    assert chips(garden, "rowan", "related") == ["birch", "secret"]


def test_undo_without_a_script_finds_the_post_at_its_new_address(
    garden: Flask, writer: FlaskClient
) -> None:
    writer.post("/ash/relate", data={"kind": "related", "other": "trees"})
    path, data = undo_form(writer.get("/ash/edit"))
    with site_of(garden).database.writing():
        posts.rename("ash", "rowan")
    answer = writer.post(path, data=data)
    assert answer.headers["Location"] == "/rowan/edit#picker-related"


@pytest.mark.parametrize("page", ["/ash/", "/ash/edit"])
def test_an_open_page_hears_of_its_post_though_another_has_its_address(
    garden: Flask, writer: FlaskClient, page: str
) -> None:
    opened = writer.get(page)
    place = LexborHTMLParser(opened.text).css_first("#log-position")
    assert place is not None
    query = {
        "page": page,
        "of": place.attributes["data-of"],
        "after": opened.headers["Log-Position"],
    }
    with site_of(garden).database.writing():
        posts.rename("ash", "rowan")
        posts.create(NewPost("Ash", status="published"))
        graph.relate("rowan", "tagged", "trees")
    news = writer.get("/_live", query_string=query, headers=widget())
    assert texts(news, "#region-tags a") == ["Trees"]
    with site_of(garden).database.writing():
        posts.delete("rowan")
    gone = writer.get("/_live", query_string=query, headers=widget())
    assert (gone.status_code, gone.text) == (204, "")
