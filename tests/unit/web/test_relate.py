"""Widgets that change the graph: what each request does, answers and refuses."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from werkzeug.test import TestResponse

from app.factory import site_of
from db.graph import queries
from tests.unit.web.site_client import check_html, texts

EDIT = "http://localhost/ash/edit"


def widget(page: str | None = EDIT) -> dict[str, str]:
    """What htmx sends with the request of a widget on this page."""
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"}
    return headers if page is None else {**headers, "HX-Current-URL": page}


def chips(app: Flask, slug: str, kind: str) -> list[str]:
    """The posts that one points to, in its order."""
    with site_of(app).database.reading():
        return [str(target.slug) for target in queries.targets_of(slug, kind)]


def all_edges(app: Flask) -> dict[tuple[str, str], list[str]]:
    """What every post points to by every kind, in its order."""
    with site_of(app).database.reading():
        slugs = [body.slug for body in queries.bodies(0, 100)]
        kinds = [kind.key for kind in queries.kinds()]
        pairs = [(slug, kind) for slug in slugs for kind in kinds]
        return {pair: [str(target.slug) for target in queries.targets_of(*pair)] for pair in pairs}


def swapped(answer: TestResponse) -> list[str]:
    """The ids of what an answer swaps, in its order."""
    envelopes = LexborHTMLParser(answer.text).css("[hx-swap-oob]")
    found = [re.findall(r"target:#(\S+)", str(e.attributes["hx-swap-oob"])) for e in envelopes]
    return [name for names in found for name in names]


def test_without_a_script_the_edit_page_comes_back_at_the_picker(
    garden: Flask, writer: FlaskClient
) -> None:
    answer = writer.post("/birch/relate", data={"kind": "tagged", "other": "trees"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/birch/edit#picker-tagged")
    page = writer.get("/birch/edit")
    check_html(page)
    assert texts(page, "#status span") == ["“Trees” is in Tags already."]
    writer.post("/birch/unrelate", data={"kind": "tagged", "other": "trees"})
    page = writer.get("/birch/edit")
    assert texts(page, "#status span") == ["“Trees” was removed from Tags."]
    assert texts(page, "#status button") == ["Undo"]
    assert chips(garden, "birch", "tagged") == []


def test_a_widget_gets_the_regions_that_changed_and_what_happened(writer: FlaskClient) -> None:
    answer = writer.post(
        "/ash/unrelate", data={"kind": "related", "other": "birch"}, headers=widget()
    )
    assert answer.status_code == 200
    assert swapped(answer) == ["region-chips-related", "region-related", "status"]
    assert texts(answer, "#region-chips-related li a") == ["Secret"]
    assert int(answer.headers["Log-Position"]) > 0


def test_the_answer_to_a_widget_stays_small(writer: FlaskClient) -> None:
    for number in range(10):
        title = f"A tree with a title of the usual length {number}"
        assert writer.post("/new", data={"title": title, "status": "published"}).status_code == 303
        data = {"other": f"a-tree-with-a-title-of-the-usual-length-{number}"}
        answer = writer.post(
            "/birch/relate", data=data, headers=widget("http://localhost/birch/edit")
        )
    assert swapped(answer) == ["region-chips-related", "region-related", "status"]
    assert len(answer.data) < 8 * 1024


def test_a_widget_mends_whatever_page_it_was_sent_from(writer: FlaskClient) -> None:
    answer = writer.post(
        "/ash/unrelate",
        data={"kind": "tagged", "other": "trees"},
        headers=widget("http://localhost/trees/"),
    )
    assert swapped(answer) == ["region-members", "status"]


@pytest.mark.parametrize(
    "page",
    [
        None,
        "",
        "http://elsewhere.example/ash/edit",
        "http://localhost/no-such-post/edit",
        "http://localhost/no/such/page",
        "http://localhost/feed.xml",
        "http://[",
        "javascript:alert(1)",
        f"http://localhost/ash/edit?q={'a' * 5000}",
    ],
)
def test_on_a_page_that_is_none_of_ours_the_widget_gets_its_own_region(
    writer: FlaskClient, page: str | None
) -> None:
    answer = writer.post(
        "/ash/unrelate", data={"kind": "tagged", "other": "trees"}, headers=widget(page)
    )
    assert (answer.status_code, swapped(answer)) == (200, ["region-chips-tagged", "status"])


def test_twice_is_once(garden: Flask, writer: FlaskClient) -> None:
    for said in ("“Ash” was added to Related posts.", "“Ash” is in Related posts already."):
        answer = writer.post(
            "/trees/relate",
            data={"other": "ash"},
            headers=widget("http://localhost/trees/edit"),
        )
        assert texts(answer, "#status span") == [said]
    assert chips(garden, "trees", "related") == ["ash"]


@pytest.mark.parametrize(
    ("path", "data", "status", "sentence"),
    [
        ("/nobody/relate", {"other": "birch"}, 404, "There is no post 'nobody'."),
        ("/ash/relate", {"other": "nobody"}, 404, "There is no post 'nobody'."),
        ("/ash/relate", {"kind": "x", "other": "birch"}, 400, "There is no kind of relation 'x'."),
        ("/ash/relate", {}, 400, "The request does not say which: `other` is missing."),
        ("/ash/relate", {"other": "ash"}, 422, "A post cannot be related to itself."),
        (
            "/ash/relate",
            {"kind": "tagged", "other": "birch"},
            422,
            "“Birch” is no tag, so it cannot stand under Tags.",
        ),
        (
            "/type/relate",
            {"kind": "subtype-of", "other": "tag"},
            422,
            "“Tag” is a subtype of “Type” already: it cannot be both.",
        ),
        (
            "/tagged/unrelate",
            {"kind": "is-a", "other": "relation"},
            403,
            "The site needs “Relation” in the Types of “Tagged”: it cannot be removed.",
        ),
        ("/ash/undo", {"op": "999"}, 409, "This can no longer be taken back."),
        ("/ash/undo", {"op": "x"}, 409, "This can no longer be taken back."),
        ("/nobody/undo", {"op": "1"}, 404, "There is no post 'nobody'."),
    ],
)
def test_a_refusal_is_a_sentence_and_changes_nothing(
    garden: Flask,
    writer: FlaskClient,
    path: str,
    data: dict[str, str],
    status: int,
    sentence: str,
) -> None:
    before = all_edges(garden)
    small = writer.post(path, data=data, headers=widget())
    assert (small.status_code, swapped(small)) == (status, ["status"])
    assert texts(small, "#status span") == [sentence]
    whole = writer.post(path, data=data)
    check_html(whole)
    assert (whole.status_code, texts(whole, "main .lead")) == (status, [sentence])
    assert before == all_edges(garden)


def test_a_title_that_nobody_has_is_made_and_one_that_somebody_has_is_found(
    garden: Flask, writer: FlaskClient
) -> None:
    made = writer.post(
        "/birch/relate", data={"kind": "tagged", "create": " Été "}, headers=widget()
    )
    found = writer.post("/ash/relate", data={"kind": "tagged", "create": "ETE"}, headers=widget())
    assert texts(made, "#status span") == ["“Été” was made, and added to Tags."]
    assert texts(found, "#status span") == ["“Été” was added to Tags."]
    assert chips(garden, "birch", "tagged") == ["trees", "ete"]
    assert chips(garden, "ash", "tagged") == ["trees", "ete"]


def test_without_a_script_each_chip_but_the_first_has_a_button_that_puts_it_before_the_last(
    garden: Flask, writer: FlaskClient
) -> None:
    page = LexborHTMLParser(writer.get("/ash/edit").text)
    buttons = [button.attributes for button in page.css("#picker-related .earlier")]
    asked = [[each[name] for name in ("formaction", "name", "value")] for each in buttons]
    assert asked == [["/ash/move", "earlier", "secret"]]
    said = []
    for _ in range(2):
        writer.post("/ash/move", data={"kind": "related", "earlier": "secret"})
        assert chips(garden, "ash", "related") == ["secret", "birch"]
        said += texts(writer.get("/ash/edit"), "#status span")
    assert said == ["“Secret” was moved in Related posts.", "“Secret” stands there already."]


def test_what_stands_there_no_more_is_not_moved(garden: Flask, writer: FlaskClient) -> None:
    answer = writer.post("/ash/move", data={"kind": "related", "earlier": "post-1"})
    assert answer.status_code == 422
    assert chips(garden, "ash", "related") == ["birch", "secret"]


def test_undo_takes_back_each_change_once(garden: Flask, writer: FlaskClient) -> None:
    def op(answer: TestResponse) -> str:
        found = LexborHTMLParser(answer.text).css_first("#status [name=op]")
        assert found is not None
        return str(found.attributes["value"])

    changes = [
        ("/ash/unrelate", {"other": "birch"}),
        ("/ash/move", {"other": "secret", "before": "birch"}),
        ("/ash/relate", {"kind": "tagged", "create": "Ember"}),
    ]
    before = chips(garden, "ash", "related"), chips(garden, "ash", "tagged")
    for path, data in changes:
        done = writer.post(path, data=data, headers=widget())
        assert before != (chips(garden, "ash", "related"), chips(garden, "ash", "tagged"))
        back = writer.post("/ash/undo", data={"op": op(done)}, headers=widget())
        assert back.status_code == 200
        assert before == (chips(garden, "ash", "related"), chips(garden, "ash", "tagged"))
        again = writer.post("/ash/undo", data={"op": op(done)}, headers=widget())
        assert again.status_code == 409


def test_the_toggle_makes_a_post_a_tag_and_asks_before_it_stops(
    garden: Flask, writer: FlaskClient
) -> None:
    toggle = {"kind": "is-a", "other": "tag"}
    on = writer.post("/ash/relate", data=toggle, headers=widget())
    assert 'aria-checked="true"' in on.text
    writer.post("/birch/relate", data={"kind": "tagged", "other": "ash"})
    asked = writer.post("/ash/unrelate", data={**toggle, "ask": "1"})
    check_html(asked)
    assert "is on 1 post" in texts(asked, "main p")[0]
    assert chips(garden, "ash", "is-a") == ["article", "tag"]
    off = writer.post("/ash/unrelate", data=toggle, headers=widget())
    assert 'aria-checked="false"' in off.text
    assert chips(garden, "birch", "tagged") == ["trees", "ash"]


def test_a_tag_that_only_a_draft_carries_asks_as_well(garden: Flask, writer: FlaskClient) -> None:
    toggle = {"kind": "is-a", "other": "tag"}
    writer.post("/ash/relate", data=toggle)
    writer.post("/secret/relate", data={"kind": "tagged", "other": "ash"})
    assert texts(writer.get("/ash/edit"), ".toggle .quiet") == ["It is on 1 post."]
    asked = writer.post("/ash/unrelate", data={**toggle, "ask": "1"})
    assert "is on 1 post" in texts(asked, "main p")[0]


def test_a_tag_that_somebody_used_meanwhile_is_not_turned_off_unasked(
    garden: Flask, writer: FlaskClient
) -> None:
    """The page shows no question yet, and its script says so by the field that it leaves."""
    toggle = {"kind": "is-a", "other": "tag"}
    writer.post("/ash/relate", data=toggle)
    writer.post("/birch/relate", data={"kind": "tagged", "other": "ash"})
    told = writer.post("/ash/unrelate", data={**toggle, "ask": "1"}, headers=widget())
    sentence = "“Ash” is a tag of other posts by now. Please try again."
    assert (told.status_code, texts(told, "#status span")) == (409, [sentence])
    assert chips(garden, "ash", "is-a") == ["article", "tag"]


def test_options_are_rows_of_twenty_and_a_place_for_more(
    garden: Flask, writer: FlaskClient
) -> None:
    for number in range(25):
        data = {"title": f"Tree {number:02}", "status": "published"}
        assert writer.post("/new", data=data).status_code == 303
    seen: list[str] = []
    address: str | None = "/ash/relate-options?kind=related&q=tree"
    while address:
        answer = writer.get(address, headers=widget())
        assert answer.headers["Cache-Control"] == "private, no-store"
        rows = LexborHTMLParser(answer.text)
        found = [str(row.attributes["data-slug"]) for row in rows.css("[role=option]")]
        assert len(found) <= 20
        seen += found
        sentinel = rows.css_first(".sentinel")
        address = None if sentinel is None else str(sentinel.attributes["hx-get"])
    assert len(seen) == len(set(seen)) == 26
    assert {f"tree-{number:02}" for number in range(25)} < set(seen)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("kind=related&offset=-1", 200),
        ("kind=related&offset=99999999999999999999", 200),
        ("kind=related&offset=x", 200),
        (f"kind=related&q={'a' * 10_000}", 200),
        ("kind=related&q=%25_%22%3C", 200),
        ("kind=declares", 422),
        ("kind=nothing", 400),
    ],
)
def test_odd_questions_get_an_answer(writer: FlaskClient, query: str, status: int) -> None:
    assert writer.get(f"/ash/relate-options?{query}", headers=widget()).status_code == status


def test_without_a_script_find_shows_the_options_on_the_page(writer: FlaskClient) -> None:
    page = writer.get("/ash/edit?find=related&q=tre")
    check_html(page)
    assert texts(page, "#options-related [role=option]")[0].startswith("Trees")


def test_an_open_page_hears_what_changed_after_it_was_made(writer: FlaskClient) -> None:
    page = writer.get("/birch/")
    after = page.headers["Log-Position"]
    nothing = writer.get(f"/_live?page=/birch/&after={after}", headers=widget())
    assert (nothing.status_code, nothing.headers["Log-Position"]) == (204, after)
    writer.post("/birch/unrelate", data={"kind": "tagged", "other": "trees"})
    news = writer.get(f"/_live?page=/birch/&after={after}", headers=widget())
    assert (news.status_code, swapped(news)) == (200, ["region-tags"])
    assert int(news.headers["Log-Position"]) > int(after)


def test_a_page_that_is_gone_has_no_news(writer: FlaskClient) -> None:
    writer.post("/birch/delete")
    for page in ("/birch/", "//evil.example/", "x", ""):
        assert writer.get("/_live", query_string={"page": page, "after": "0"}).status_code in (
            200,
            204,
        )


def test_visitors_hear_no_news(visitor: FlaskClient) -> None:
    answer = visitor.get("/_live?page=/ash/&after=0")
    assert (answer.status_code, answer.text) == (204, "")
    assert "log-position" not in visitor.get("/ash/").text
