"""What is read by machines: feed, site map, robots, health, source, static files."""

import re
from dataclasses import replace
from datetime import datetime
from xml.etree import ElementTree

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.config import Settings
from app.factory import site_of
from app.pages import sitemap
from tests.unit.web.site_client import assembled

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def children(parent: ElementTree.Element) -> list[str]:
    return [child.tag.removeprefix(ATOM) for child in parent]


def test_the_feed_has_what_the_standard_wants(visitor: FlaskClient) -> None:
    response = visitor.get("/feed.xml")
    root = ElementTree.fromstring(response.data)
    entries = root.findall(f"{ATOM}entry")
    assert (response.mimetype, root.tag, children(root)[:7], len(entries)) == (
        "application/atom+xml",
        f"{ATOM}feed",
        ["id", "title", "subtitle", "updated", "link", "link", "author"],
        20,
    )
    assert {tuple(children(entry)) for entry in entries} == {
        ("id", "title", "published", "updated", "link", "summary", "content")
    }


def test_an_entry_has_the_whole_text_as_html(visitor: FlaskClient) -> None:
    root = ElementTree.fromstring(visitor.get("/feed.xml").data)
    entry = root.find(f"{ATOM}entry")
    assert entry is not None
    content = entry.find(f"{ATOM}content")
    assert content is not None
    tree = html5lib.parseFragment(content.text or "", namespaceHTMLElements=False)
    assert (content.get("type"), [strong.text for strong in tree.iter("strong")]) == (
        "html",
        ["after a fire"],
    )


def ids(client: FlaskClient) -> list[str]:
    """The ids of the feed and of its entries."""
    root = ElementTree.fromstring(client.get("/feed.xml").data)
    return [str(each.text) for each in root.iter(f"{ATOM}id")]


def test_ids_of_the_feed_survive_a_new_address_of_the_site(
    own_app: Flask, settings: Settings
) -> None:
    before = ids(own_app.test_client())
    moved = replace(settings, base_url="https://elsewhere.example")
    with assembled(moved, site_of(own_app).render_context.library) as elsewhere:
        again = ids(elsewhere.test_client())
    assert (again, len(set(before))) == (before, 21)
    # RFC 4151: authority (a host and a day) and what is its own.
    tag = re.compile(r"tag:site\.example,\d{4}-\d\d-\d\d:[0-9a-f]{16}/(feed|post/\d+)")
    assert all(tag.fullmatch(each) for each in before)


def test_a_host_that_no_tag_may_hold_is_not_used(own_app: Flask, settings: Settings) -> None:
    local = replace(settings, base_url="http://[::1]:8000")
    with assembled(local, site_of(own_app).render_context.library) as nameless:
        assert ids(nameless.test_client())[0].startswith("tag:localhost,")


def test_the_times_of_the_feed_are_those_of_the_posts(visitor: FlaskClient) -> None:
    root = ElementTree.fromstring(visitor.get("/feed.xml").data)
    times = [str(entry.findtext(f"{ATOM}published")) for entry in root.findall(f"{ATOM}entry")]
    assert (times == sorted(times, reverse=True), [datetime.fromisoformat(times[0]).year]) == (
        True,
        [2026],
    )


def test_the_map_has_every_published_post_and_the_lists(visitor: FlaskClient) -> None:
    response = visitor.get("/sitemap.xml")
    places = [place.text for place in ElementTree.fromstring(response.data).iter(f"{MAP}loc")]
    assert (response.mimetype, places[:3]) == (
        "application/xml",
        [f"http://site.example{path}" for path in ("/", "/tags/", "/types/")],
    )
    assert {"http://site.example/ash/", "http://site.example/tag/"} <= set(places)


def test_a_long_map_is_an_index_of_its_parts(
    visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = ElementTree.fromstring(visitor.get("/sitemap.xml").data)
    monkeypatch.setattr(sitemap, "MOST", 13)
    index = ElementTree.fromstring(visitor.get("/sitemap.xml").data)
    parts = [
        str(place.text).removeprefix("http://site.example") for place in index.iter(f"{MAP}loc")
    ]
    places = [
        place.text
        for part in parts
        for place in ElementTree.fromstring(visitor.get(part).data).iter(f"{MAP}loc")
    ]
    assert (index.tag, places) == (
        f"{MAP}sitemapindex",
        [place.text for place in whole.iter(f"{MAP}loc")],
    )


def test_robots_are_shown_the_map(visitor: FlaskClient) -> None:
    assert visitor.get("/robots.txt").text == (
        "User-agent: *\nDisallow: /search\nDisallow: /login\n\n"
        "Sitemap: http://site.example/sitemap.xml\n"
    )


def test_the_source_of_a_post_is_its_body_as_text(visitor: FlaskClient) -> None:
    response = visitor.get("/birch/source")
    assert (response.content_type, response.text) == (
        "text/plain; charset=utf-8",
        '(p "A birch & more.")',
    )


def test_the_site_says_how_it_is(app: Flask, visitor: FlaskClient) -> None:
    answers = [visitor.get(path).json for path in ("/healthz", "/readyz")]
    assert answers == [{"status": "ok"}, {"status": "ok", "database": True}]


def test_the_build_has_a_version_and_a_fingerprint(app: Flask, visitor: FlaskClient) -> None:
    build = visitor.get("/version").get_json()
    assert build == {
        "version": build["version"],
        "library": site_of(app).render_context.library.fingerprint,
    }


def test_a_file_under_its_hash_lasts_a_year(app: Flask, visitor: FlaskClient) -> None:
    address = site_of(app).assets.url("site.css")
    answers = [
        visitor.get(address),
        visitor.get("/static/site.css"),
        visitor.get("/static/site.css?v=0"),
    ]
    assert [(answer.status_code, answer.headers["Cache-Control"]) for answer in answers] == [
        (200, "public, max-age=31536000, immutable"),
        (200, "public, no-cache"),
        (200, "public, no-cache"),
    ]


def test_the_pickers_script_has_its_address(visitor: FlaskClient) -> None:
    answers = [visitor.get("/relate-picker.js"), visitor.get("/static/relate-picker.js")]
    assert (answers[0].mimetype, answers[0].data) == ("text/javascript", answers[1].data)
