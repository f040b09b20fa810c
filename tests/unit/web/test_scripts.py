"""Pages and pickers of posts, and of kinds, whose titles are in many scripts."""

import re
from dataclasses import dataclass
from unicodedata import normalize
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser

from app.factory import site_of
from db import graph, posts
from db.engine import Database
from db.graph import queries, target_sets
from db.log import changes
from db.posts import NewPost
from tests.unit.web.site_client import read, texts, visit

#: Ten scripts: a title, and the slug of its post.
SCRIPTS = {
    "Latin": ("Crème brûlée für Łódź", "creme-brulee-fur-lodz"),
    "Cyrillic": ("Ёлка и мой йод", "ёлка-и-мой-йод"),
    "Greek": ("Καλημέρα κόσμος", "καλημέρα-κόσμος"),
    "Hebrew": ("שלום עולם", "שלום-עולם"),
    "Arabic": ("مرحبا بالعالم", "مرحبا-بالعالم"),
    "Devanagari": ("हिन्दी में ख़बर", "हिन्दी-में-ख़बर"),
    "Thai": ("สวัสดีชาวโลก น้ำ", "สวัสดีชาวโลก-น้ำ"),
    "Han": ("你好世界", "你好世界"),
    "kana": ("ガラスのぞうり", "ガラスのぞうり"),
    "Hangul": ("안녕 세상", "안녕-세상"),
    "emoji": ("🌹🔥", "post"),
    "80 signs": ("語" * 100, "語" * 80),
}
EVERY_SCRIPT = pytest.mark.parametrize(("title", "slug"), SCRIPTS.values(), ids=SCRIPTS)


@EVERY_SCRIPT
def test_a_post_stands_under_its_slug_in_every_script(
    garden: Flask, writer: FlaskClient, title: str, slug: str
) -> None:
    form = {"title": title, "body": "Text.", "status": "published", "format": "markdown"}
    made = writer.post("/new", data=form)
    slug = normalize("NFC", slug)
    right = f"/{quote(slug)}/"
    assert made.headers["Location"] == right
    base = site_of(garden).settings.base_url
    for client in (garden.test_client(), writer):
        composed, decomposed = quote(slug), quote(normalize("NFD", slug))
        for spelled in {composed, composed.lower(), decomposed, decomposed.lower()}:
            response = visit(client, f"/{spelled}/")
            if response.status_code == 308:
                assert response.headers["Location"] == right
                response = visit(client, right)
            page = read(response)
            assert (response.status_code, page.headings[0]) == (200, title)
            assert f'rel="canonical" href="{base}{right}"' in response.text
    assert f"{base}{right}" in writer.get("/sitemap.xml").text
    assert f"{base}{right}" in writer.get("/feed.xml").text
    assert writer.get(f"{right}source").text == "Text."
    assert writer.get(f"{right}edit").status_code == 200


WIDGET = {"HX-Request": "true"}


@dataclass(frozen=True, slots=True)
class Three:
    """A kind, a post and another, all of one title; where the post is, and the log's head."""

    kind: str
    key: str
    post: str
    other: str
    address: str
    head: int


def write_three(database: Database, title: str) -> Three:
    """Make the three."""
    with database.writing():
        kind = posts.create(NewPost(title, status="published", fields={"label": title}))
        graph.relate(kind, "is-a", "relation")
        post, other = (posts.create(NewPost(title, status="published")) for _ in range(2))
    with database.reading():
        key, head = target_sets.kind_named(kind).key, changes.head()
    return Three(kind, key, post, other, f"/{quote(post)}/", head)


def ids(html: str) -> set[str]:
    """Give every id."""
    return {node.attributes["id"] or "" for node in LexborHTMLParser(html).css("[id]")}


@EVERY_SCRIPT
def test_no_id_of_a_picker_holds_a_slug(
    garden: Flask, writer: FlaskClient, title: str, slug: str
) -> None:
    three = write_three(site_of(garden).database, title)
    key, asked = three.key, {"kind": three.key, "q": title[:20]}
    page = writer.get(f"{three.address}edit").text
    rows = writer.get(f"{three.address}relate-options", query_string=asked).text
    assert {f"picker-{key}", f"q-{key}", f"options-{key}", f"region-chips-{key}"} <= ids(page)
    assert f'data-slug="{three.other}"' in rows
    assert normalize("NFC", slug) == three.kind
    odd = {each for each in ids(page) | ids(rows) if not re.fullmatch("[A-Za-z0-9_-]+", each)}
    assert odd == set()
    find = {"find": key, "q": title[:20]}
    without_script = writer.get(f"{three.address}edit", query_string=find).text
    assert f'data-slug="{three.other}"' in without_script


@EVERY_SCRIPT
def test_writes_and_news_find_the_open_page_in_every_script(
    garden: Flask, writer: FlaskClient, title: str, slug: str
) -> None:
    database = site_of(garden).database
    three = write_three(database, title)
    edit, chips = f"{three.address}edit", f"#region-chips-{three.key}"
    here = WIDGET | {"HX-Current-URL": f"http://localhost{edit}"}
    form = {"kind": three.key, "other": three.other}
    answer = writer.post(f"{three.address}relate", data=form, headers=here).text
    assert (chips in answer, f'data-slug="{three.other}"' in answer) == (True, True)
    asked = {"page": edit, "after": three.head}
    assert chips in writer.get("/_live", query_string=asked, headers=WIDGET).text
    op = re.search(r'name="op" value="(\d+)"', answer)
    assert op is not None
    assert f'action="{three.address}undo"' in answer
    writer.post(f"{three.address}undo", data={"op": op[1]}, headers=here)
    with database.reading():
        assert queries.targets_of(three.post, three.kind) == ()


@EVERY_SCRIPT
def test_a_write_brings_the_public_list_of_the_page_too(
    garden: Flask, writer: FlaskClient, title: str, slug: str
) -> None:
    three = write_three(site_of(garden).database, title)
    here = WIDGET | {"HX-Current-URL": f"http://localhost{three.address}"}
    form = {"kind": "related", "other": three.other}
    answer = writer.post(f"{three.address}relate", data=form, headers=here).text
    assert "#region-related" in answer
    assert f'href="/{quote(three.other)}/"' in answer


def test_a_kind_is_not_asked_for_by_its_slug(writer: FlaskClient) -> None:
    for kind in (
        "relation",
        "k0",
        "k99999999999999999999",
        "k1",
        "тэг",
        "k\N{ARABIC-INDIC DIGIT ONE}",
    ):
        assert writer.get("/ash/relate-options", query_string={"kind": kind}).status_code == 400


def test_a_login_goes_back_to_a_page_in_another_script(garden: Flask, writer: FlaskClient) -> None:
    with site_of(garden).database.writing():
        slug = posts.create(NewPost("Ёлка", status="published"))
    asked = garden.test_client().get(f"/{quote(slug)}/edit?find=related")
    again = f"/{quote(slug)}/edit?find=related"
    assert asked.headers["Location"] == f"/login?next={quote(again, safe='')}"
    assert texts(writer.get(again), "h1") == ["Edit “Ёлка”"]
