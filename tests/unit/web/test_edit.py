"""Writing posts: what is saved, what is refused, and that nothing typed is lost."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from werkzeug.test import TestResponse

from app.factory import site_of
from db import queries
from db.queries import PostView
from tests.unit.web.visits import check_html, texts

FORM = {"title": "Ash", "body": "Ash.", "format": "markdown", "summary": "", "status": "published"}


def stored(app: Flask, slug: str) -> PostView | None:
    """The post as it is in the database."""
    with site_of(app).database.reading():
        return queries.post(slug)


def written(answer: TestResponse, selector: str) -> list[str]:
    """The text of elements with all its spaces and line ends."""
    return [node.text() for node in LexborHTMLParser(answer.text).css(selector)]


def save(client: FlaskClient, app: Flask, **changes: str) -> TestResponse:
    """Send the form of the post `ash` as a browser would, with these fields filled in."""
    post = stored(app, "ash")
    assert post is not None
    return client.post("/ash/edit", data={**FORM, "rev": str(post.rev), **changes})


def test_a_new_post_is_made_with_a_slug_of_its_title(garden: Flask, writer: FlaskClient) -> None:
    answer = writer.post("/new", data={**FORM, "title": "Über  die Rose"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/uber-die-rose/")
    post = stored(garden, "uber-die-rose")
    assert post is not None
    assert (post.title, post.author, post.status) == ("Über die Rose", "editor", "published")


def test_a_save_changes_all_that_the_form_holds(garden: Flask, writer: FlaskClient) -> None:
    before = stored(garden, "ash")
    answer = save(
        writer,
        garden,
        title="Ash trees",
        body='(p "Of ash.")',
        format="sx",
        summary="About",
        status="draft",
    )
    after = stored(garden, "ash")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/ash/")
    assert before is not None
    assert after is not None
    assert after.rev == before.rev + 1
    assert (after.title, after.body, after.format) == ("Ash trees", '(p "Of ash.")', "sx")
    assert (after.summary, after.status) == ("About", "draft")


def test_the_next_page_says_once_that_it_is_saved(garden: Flask, writer: FlaskClient) -> None:
    save(writer, garden)
    said = [texts(writer.get("/ash/"), "#status") for _ in range(2)]
    assert said == [["Saved."], [""]]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"title": "  "}, "A post needs a title."),
        ({"title": "x" * 501}, "A title has at most 500 characters, got 501."),
        ({"status": "hidden"}, "Expected the status draft or published, got 'hidden'."),
        ({"format": "html"}, "A text is written in Markdown or SX, not in 'html'."),
    ],
)
def test_what_is_refused_comes_back_as_it_was_sent(
    garden: Flask, writer: FlaskClient, changes: dict[str, str], problem: str
) -> None:
    before = stored(garden, "ash")
    answer = save(writer, garden, body="Typed for an hour.", **changes)
    check_html(answer)
    assert answer.status_code == 422
    assert texts(answer, "[role=alert] p") == [problem]
    assert texts(answer, "textarea") == ["Typed for an hour."]
    assert stored(garden, "ash") == before


@pytest.mark.parametrize("path", ["/ash/edit", "/new"])
def test_a_body_that_does_not_compile_is_shown_with_its_fault(
    garden: Flask, writer: FlaskClient, path: str
) -> None:
    body = '(p "one")\n(scrpt "two")'
    answer = writer.post(path, data={**FORM, "body": body, "format": "sx", "rev": "1"})
    check_html(answer)
    assert answer.status_code == 422
    assert "scrpt" in texts(answer, "pre.report")[0]
    assert written(answer, "textarea") == [body]


def test_an_old_version_is_not_saved_over_a_newer_one(garden: Flask, writer: FlaskClient) -> None:
    save(writer, garden, body="one\ntwo\n")
    seen = stored(garden, "ash")
    assert seen is not None
    save(writer, garden, body="one\ntheirs\n")
    answer = save(writer, garden, body="one\nmine\n", rev=str(seen.rev))
    check_html(answer)
    assert answer.status_code == 409
    assert texts(answer, "[role=alert] > p")[0].startswith("Somebody else has saved this post")
    shown = written(answer, "pre.difference")[0]
    assert re.findall(r"^[+-] .*", shown, re.MULTILINE) == ["- theirs", "+ mine"]
    assert written(answer, "textarea") == ["one\nmine\n"]
    post = stored(garden, "ash")
    assert post is not None
    assert post.body == "one\ntheirs\n"


def test_saving_again_after_a_conflict_replaces_what_was_seen(
    garden: Flask, writer: FlaskClient
) -> None:
    save(writer, garden, body="theirs")
    refused = save(writer, garden, body="mine", rev="1")
    rev = re.search(r'name="rev" value="(\d+)"', refused.text)
    assert rev is not None
    assert save(writer, garden, body="mine", rev=rev[1]).status_code == 303


@pytest.mark.parametrize("rev", ["", "x", "-1", "9" * 40, "٣"])
def test_a_rev_that_is_none_is_no_rev_that_anybody_has_seen(
    garden: Flask, writer: FlaskClient, rev: str
) -> None:
    assert save(writer, garden, rev=rev).status_code == 409


def test_a_deleted_post_is_gone_with_its_edges(garden: Flask, writer: FlaskClient) -> None:
    answer = writer.post("/ash/delete")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert stored(garden, "ash") is None
    assert texts(writer.get("/"), "#status") == ["“Ash” was deleted."]
    assert writer.get("/ash/").status_code == 404


def test_what_the_site_stands_on_is_not_deleted(writer: FlaskClient) -> None:
    answer = writer.post("/tag/delete")
    assert answer.status_code == 403
    assert "cannot be deleted" in texts(answer, "main .lead")[0]


def test_who_was_signed_out_is_told_what_was_not_done(garden: Flask) -> None:
    client = garden.test_client()
    answer = client.post("/ash/relate", data={"kind": "related", "other": "birch"})
    assert answer.headers["Location"] == "/login?next=%2Fash%2Fedit"
    told = ["You were signed out, so “Birch” was not added. Please do it again."]
    assert texts(client.get("/login?next=%2Fash%2Fedit"), "#status") == told
    data = {"username": "editor", "password": "rose and bush", "next": "/ash/edit"}
    assert texts(client.post("/login", data=data), "#status") == told
    data = {"username": "editor", "password": "rose and ash", "next": "/ash/edit"}
    assert client.post("/login", data=data).headers["Location"] == "/ash/edit"
    assert texts(client.get("/ash/edit"), "#status") == told
    assert texts(client.get("/ash/edit"), "#status") == [""]


def test_who_was_signed_out_hears_no_title_of_a_draft(garden: Flask) -> None:
    for route, data, told in (
        ("relate", {"other": "secret"}, "“secret” was not added"),
        ("relate", {"create": "New tag"}, "“New tag” was not added"),
        ("relate", {"other": "no-such\0post"}, "was not added"),
        ("move", {"earlier": "birch"}, "“Birch” was not moved"),
    ):
        client = garden.test_client()
        client.post(f"/ash/{route}", data={"kind": "related", **data})
        assert told in texts(client.get("/login"), "#status")[0]


def test_a_script_that_wants_a_part_of_a_page_leaves_the_notice_to_the_next_page(
    writer: FlaskClient,
) -> None:
    writer.post("/ash/relate", data={"kind": "related", "other": "post-1"})
    writer.get("/ash/edit", headers={"Part-Of-Page": "pickers"})
    told = texts(writer.get("/ash/edit"), "#status span")
    assert told == ["“Post 1” was added to Related posts."]
    assert texts(writer.get("/ash/edit"), "#status span") == []


def test_who_was_signed_out_while_writing_comes_back_to_the_form(garden: Flask) -> None:
    for path in ("/new", "/ash/edit"):
        answer = garden.test_client().post(path, data={"title": "Elm"})
        assert answer.headers["Location"] == f"/login?next={path.replace('/', '%2F')}"


def test_both_forms_are_complete_pages(writer: FlaskClient) -> None:
    for path, heading in (("/new", "New post"), ("/ash/edit", "Edit “Ash”")):
        answer = writer.get(path)
        check_html(answer)
        assert texts(answer, "h1") == [heading]


def test_markup_in_a_title_stays_text(garden: Flask, writer: FlaskClient) -> None:
    writer.post("/new", data={**FORM, "title": "<b>&amp; x</b>"})
    answer = writer.get("/b-amp-x-b/edit")
    check_html(answer)
    assert texts(answer, "h1") == ["Edit “<b>&amp; x</b>”"]
