"""In which language and direction a text is: said by its author, and by what is written."""

from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser, LexborNode

from app.factory import site_of
from db import graph, posts
from db.graph import queries
from db.posts import NewPost

FORM = {"title": "Thé", "body": "Du thé.", "format": "markdown", "summary": "", "rev": "1"}


def _save(writer: FlaskClient, lang: str, status: str = "published") -> int:
    form = {**FORM, "status": status, "lang": lang}
    return writer.post("/new", data=form).status_code


def _all(client: FlaskClient, path: str, selector: str) -> list[LexborNode]:
    return LexborHTMLParser(client.get(path).text).css(selector)


@pytest.mark.parametrize("lang", ["fr", "pt-BR", "zh-Hans-CN", " de "])
def test_a_text_says_its_language_on_its_page_in_the_feed_and_in_its_form(
    garden: Flask, writer: FlaskClient, lang: str
) -> None:
    assert _save(writer, lang) == 303
    (article,) = _all(writer, "/the/", "article")
    (field,) = _all(writer, "/the/edit", "#lang")
    feed = ElementTree.fromstring(garden.test_client().get("/feed.xml").data)
    langs = [
        entry.get("{http://www.w3.org/XML/1998/namespace}lang")
        for entry in feed.iter("{http://www.w3.org/2005/Atom}entry")
    ]
    assert article.attributes["lang"] == field.attributes["value"] == langs[0] == lang.strip()
    assert set(langs[1:]) == {None}


@pytest.mark.parametrize("lang", ["french!", "f", "fr_FR", '"><b>', "fr-", "x" * 400])
def test_what_is_no_language_is_refused(writer: FlaskClient, lang: str) -> None:
    answer = writer.post("/new", data={**FORM, "status": "draft", "lang": lang})
    assert answer.status_code == 422
    assert "Expected a language like en" in answer.text


def test_a_post_without_a_language_has_that_of_the_site(visitor: FlaskClient) -> None:
    (article,) = _all(visitor, "/ash/", "article")
    (page,) = _all(visitor, "/ash/", "html")
    assert ("lang" in article.attributes, page.attributes["lang"]) == (False, "en")


def test_a_language_that_a_form_does_not_change_stays(garden: Flask, writer: FlaskClient) -> None:
    _save(writer, "fr")
    form = {**FORM, "status": "published", "lang": "fr", "body": "Plus."}
    assert writer.post("/the/edit", data=form).status_code == 303
    with site_of(garden).database.reading():
        post = queries.post("the")
    assert post is not None
    assert (post.body, post.lang) == ("Plus.", "fr")


#: Where words of authors stand, and what holds them.
PLACES = {
    "/arabic/": ["h1", ".prose", ".tag", ".related-list a"],
    "/kinds/": [".member a", ".member p:not(.margin-note)"],
    "/": [".post-card h2", ".post-card p:not(.margin-note)", ".tag"],
    "/tags/": [".count-list a"],
    "/types/": [".type-tree a"],
    "/search?q=arabic": [".post-card h2", ".post-card p:not(.margin-note)", "input[name=q]"],
    "/arabic/edit": ["#title", "#summary", "#body", ".relate-chips a", "input[name=q]"],
    "/drafts/": [".member a[dir]", "input[name=q]"],
}


@pytest.mark.parametrize("path", PLACES)
def test_words_of_authors_have_a_direction_of_their_own(
    garden: Flask, writer: FlaskClient, path: str
) -> None:
    with site_of(garden).database.writing():
        kinds = graph.find_or_create("Kinds", "tag")
        for title in ("مرحبا", "Other"):
            new = NewPost(
                title,
                body="نص arabic.",
                summary="نص",
                slug=title.lower() if title == "Other" else "arabic",
            )
            graph.relate(posts.create(new), "tagged", kinds)
        graph.relate("arabic", "related", "other")
        for slug in ("arabic", "other"):
            posts.revise(slug, 1, posts.Changes(status="published"))
    for selector in PLACES[path]:
        nodes = _all(writer, path, selector)
        assert nodes, selector
        assert {node.attributes.get("dir") for node in nodes} == {"auto"}, selector
