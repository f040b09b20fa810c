"""Writing posts: what is saved, what is refused, and that nothing typed is lost."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.factory import site_of
from db import posts
from db.graph import queries
from db.kernel.models import Node
from db.kernel.records import PostView
from db.kernel.session import session
from db.posts import Changes, NewPost
from tests.unit.web.site_client import check_html, texts

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


def test_html_that_cannot_be_shown_is_told_and_saved(garden: Flask, writer: FlaskClient) -> None:
    answer = save(writer, garden, body="Ash <kbd>a</kbd>.\n\nOf <b>trees.\n\n<script>x</script>")
    assert answer.status_code == 303
    said = "Saved. 2 pieces of HTML in it cannot be shown: see Edit."
    assert texts(writer.get("/ash/"), "#status span") == [said]
    assert texts(writer.get("/ash/edit"), ".left-out li") == [
        "Line 3: `<b>` is never closed",
        "Line 5: what `<script>` holds is not shown",
    ]
    save(writer, garden, body="Ash.")
    assert texts(writer.get("/ash/edit"), ".left-out li") == []


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


def test_a_form_moves_a_post_and_the_old_address_leads_there(
    garden: Flask, writer: FlaskClient
) -> None:
    visitor = garden.test_client()
    assert visitor.get("/ash/").status_code == 200
    answer = save(writer, garden, slug="ash-tree", title="Ash tree")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/ash-tree/")
    assert texts(visitor.get("/ash-tree/"), "h1") == ["Ash tree"]
    old = visitor.get("/ash/")
    assert (old.status_code, old.headers["Location"]) == (301, "/ash-tree/")
    assert old.headers["Cache-Control"] == "no-cache"
    assert "/ash-tree/" in visitor.get("/birch/").text


def test_a_form_that_was_open_when_its_post_moved_is_a_conflict_and_then_saved(
    garden: Flask, writer: FlaskClient
) -> None:
    """Nothing typed is lost, and saving it moves the post nowhere."""
    form = {**FORM, "slug": "ash", "rev": "1", "title": "Mine"}
    with site_of(garden).database.writing():
        posts.rename("ash", "ash-tree")
    refused = writer.post("/ash/edit", data=form)
    page = LexborHTMLParser(refused.text)
    shown = {
        name: field.attributes["value"]
        for name in ("slug", "rev", "title")
        if (field := page.css_first(f'[name="{name}"]')) is not None
    }
    assert (refused.status_code, shown) == (409, {"slug": "ash-tree", "rev": "2", "title": "Mine"})
    assert (form_of(page), writer.post("/ash/edit", data={**form, "rev": "2"}).status_code) == (
        "/ash-tree/edit?save",
        409,
    )
    saved = writer.post("/ash-tree/edit", data={**form, **shown})
    assert (saved.status_code, saved.headers["Location"]) == (303, "/ash-tree/")


def form_of(page: LexborHTMLParser) -> str | None:
    """The address to which a page sends a post."""
    form = page.css_first("#editor form[action*=edit], form[action$='edit?save']")
    return None if form is None else form.attributes["action"]


def test_a_form_of_a_post_that_is_gone_writes_over_no_post_that_had_its_address(
    garden: Flask, writer: FlaskClient
) -> None:
    with site_of(garden).database.writing():
        posts.rename("ash", "oak")
        posts.create(NewPost("Ash", slug="ash"))
        posts.revise("ash", 1, Changes(body="Of ash."))
    form = {**FORM, "slug": "ash", "rev": "2", "title": "Mine"}
    before = stored(garden, "oak")
    with site_of(garden).database.writing():
        posts.delete("ash")
    assert before is not None
    assert before.rev == 2
    assert writer.post("/ash/edit", data=form).status_code == 409
    assert stored(garden, "oak") == before


@pytest.mark.parametrize(
    ("slug", "fault"),
    [
        ("", "A post needs an address"),
        ("Two Words", "An address has letters, digits and single dashes, like 'two-words'"),
        ("birch", "Another post has the address /birch/"),
        ("login", "The site needs the address /login/ for itself"),
    ],
)
def test_an_address_that_cannot_be_is_a_fault_of_the_form(
    garden: Flask, writer: FlaskClient, slug: str, fault: str
) -> None:
    before = stored(garden, "ash")
    answer = save(writer, garden, slug=slug, title="Other")
    assert answer.status_code == 422
    assert fault in answer.text.replace("&#39;", "'")
    field = LexborHTMLParser(answer.text).css_first("#slug")
    assert field is not None
    assert field.attributes["value"] == slug
    assert stored(garden, "ash") == before


def test_a_seed_keeps_its_address(garden: Flask, writer: FlaskClient) -> None:
    post = stored(garden, "tag")
    assert post is not None
    form = {**FORM, "title": "Tag", "rev": str(post.rev), "slug": "label"}
    answer = writer.post("/tag/edit", data=form)
    assert (answer.status_code, stored(garden, "tag")) == (422, post)


def turned(client: FlaskClient, app: Flask, slug: str, **switch: str) -> tuple[bool, str]:
    """Save a post with its switch like this; say whether it is listed, and by which rule."""
    post = stored(app, slug)
    assert post is not None
    form = {**FORM, "title": post.title, "body": post.body, "rev": str(post.rev), **switch}
    assert client.post(f"/{slug}/edit", data=form).status_code == 303
    with site_of(app).database.reading():
        found = select(Node.listed, Node.listing_rule).where(Node.slug == slug)
        listed, rule = session().execute(found).one()
    return listed, rule


ON, OFF = {"was-listed": "no", "listed": "yes"}, {"was-listed": "yes"}


def test_the_switch_lists_a_tag_and_takes_it_off_again(garden: Flask, writer: FlaskClient) -> None:
    assert turned(writer, garden, "trees", **ON) == (True, "always")
    assert "Trees" in texts(writer.get("/"), "main h2")
    assert "Trees" in writer.get("/feed.xml").text
    assert turned(writer, garden, "trees", **OFF) == (False, "type")
    assert "Trees" not in texts(writer.get("/"), "main h2")


def test_the_switch_leaves_a_post_out_of_lists(garden: Flask, writer: FlaskClient) -> None:
    assert turned(writer, garden, "ash", **OFF) == (False, "never")
    assert "Ash" not in texts(writer.get("/"), "main h2")
    assert "/ash/" in writer.get("/sitemap.xml").text
    assert turned(writer, garden, "ash", **ON) == (True, "type")


def test_a_switch_that_nobody_turned_leaves_it_to_the_types(
    garden: Flask, writer: FlaskClient
) -> None:
    writer.post("/ash/relate", data={"kind": "is-a", "other": "tag"})
    # The form was opened before the post became a tag.
    as_it_was = {"was-listed": "yes", "listed": "yes"}
    assert turned(writer, garden, "ash", **as_it_was) == (False, "type")
    assert turned(writer, garden, "ash") == (False, "type")


def test_a_draft_that_goes_public_with_its_posts_stays_one_until_it_is_said(
    garden: Flask, writer: FlaskClient
) -> None:
    told = writer.post("/secret/relate", data={"kind": "tagged", "create": "Moss"})
    assert told.status_code == 303
    page = writer.get("/secret/edit")
    assert "goes public with its posts" in texts(page, "#region-chips-tagged")[0]
    assert texts(page, "#status span")[0].endswith("It is a draft, and goes public with its posts.")
    assert garden.test_client().get("/moss/").status_code == 404
    assert "Moss" not in garden.test_client().get("/tags/").text
    for state, expected in (("with-posts", True), ("draft", False)):
        post = stored(garden, "moss")
        assert post is not None
        form = {**FORM, "title": "Moss", "status": state, "rev": str(post.rev)}
        writer.post("/moss/edit", data=form)
        post = stored(garden, "moss")
        assert post is not None
        assert (post.status, post.goes_public) == ("draft", expected)


def test_an_authors_home_has_drafts_and_finds_them(garden: Flask, writer: FlaskClient) -> None:
    page = writer.get("/drafts/")
    check_html(page)
    assert texts(page, ".drafts-list")[0].startswith("Secret Draft")
    found = writer.get("/drafts/?q=nobody")
    check_html(found)
    assert texts(found, "main h2 a") == ["Secret"]
    assert texts(writer.get("/search?q=nobody"), "main h2 a") == []
    assert garden.test_client().get("/drafts/").headers["Location"] == "/login?next=%2Fdrafts%2F"


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
