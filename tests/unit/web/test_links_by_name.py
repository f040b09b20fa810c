"""`[[Name]]` in a body leads to the post that the name means when the page is asked for."""

import re
from collections.abc import Collection, Mapping
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.factory import site_of
from db import posts
from db.graph import queries
from db.posts import Changes, NewPost, names

BODY = "See [[Harbour]], [[the port|a port]], [[Harbour#Low tide]], [[Plan B|our plan]]."
WORDS = "<p>See Harbour, a port, Harbour &gt; Low tide, our plan.</p>"


def _links(client: FlaskClient, path: str = "/boat/") -> list[tuple[str, str]]:
    article = client.get(path).text.partition('class="prose"')[2].partition("</article>")[0]
    return re.findall('<a href="(/[^"]*)">([^<]*)</a>', article)


@pytest.fixture
def boat(garden: Flask) -> FlaskClient:
    """A visitor of a site with a post that links to others by names that nobody has."""
    with site_of(garden).database.writing():
        posts.create(NewPost("Boat", body=BODY, status="published"))
        posts.create(NewPost("Plan B", body="Hidden."))
    return garden.test_client(use_cookies=False)


def _write(garden: Flask, new: NewPost) -> None:
    with site_of(garden).database.writing():
        posts.create(new)


def _revise(garden: Flask, slug: str, changes: Changes) -> None:
    with site_of(garden).database.writing():
        post = queries.post(slug)
        assert post is not None
        posts.revise(slug, post.rev, changes)


def test_missing_and_hidden_posts_look_alike(boat: FlaskClient, writer: FlaskClient) -> None:
    assert WORDS in boat.get("/boat/").text
    assert WORDS in writer.get("/boat/").text


def test_a_link_comes_and_goes_with_the_post_that_is_meant(
    garden: Flask, boat: FlaskClient
) -> None:
    assert _links(boat) == []
    _write(garden, NewPost("Harbour", status="published", aliases=("The Port",)))
    everything = [
        ("/harbour/", "Harbour"),
        ("/harbour/", "a port"),
        ("/harbour/#low-tide", "Harbour &gt; Low tide"),
    ]
    assert _links(boat) == everything
    _revise(garden, "harbour", Changes(status="draft"))
    assert _links(boat) == []
    _revise(garden, "plan-b", Changes(status="published"))
    assert _links(boat) == [("/plan-b/", "our plan")]
    _revise(garden, "harbour", Changes(status="published", aliases=()))
    assert [link for link, _ in _links(boat)] == ["/harbour/", "/harbour/#low-tide", "/plan-b/"]
    with site_of(garden).database.writing():
        posts.delete("harbour")
    assert [link for link, _ in _links(boat)] == ["/plan-b/"]


def test_an_address_is_written_in_percent_escapes(garden: Flask, boat: FlaskClient) -> None:
    _write(garden, NewPost("Порт", status="published", aliases=("the port",)))
    assert _links(boat) == [("/%D0%BF%D0%BE%D1%80%D1%82/", "a port")]


def test_the_feed_has_the_same_links(garden: Flask, boat: FlaskClient) -> None:
    _write(garden, NewPost("Harbour", status="published"))
    feed = ElementTree.fromstring(boat.get("/feed.xml").data)
    contents = [each.text or "" for each in feed.iter("{http://www.w3.org/2005/Atom}content")]
    assert any('See <a href="/harbour/">Harbour</a>, a port, ' in content for content in contents)


def test_an_article_with_many_names_asks_once(
    garden: Flask, boat: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Collection[str]] = []
    resolve = names.resolve

    def count(wanted: Collection[str]) -> Mapping[str, str]:
        asked.append(wanted)
        return resolve(wanted)

    monkeypatch.setattr(names, "resolve", count)
    boat.get("/boat/")
    assert asked == [{"Harbour", "the port", "Plan B"}]
