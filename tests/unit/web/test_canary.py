"""A secret in every construct that no page shows, and a look through every door.

Each construct holds a word of its own, so that a door that leaks says which construct it leaks.
"""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import markdown
from app.factory import site_of
from db import graph, posts
from db.posts import NewPost

#: What hides `{}` in a Markdown text.
HIDDEN = {
    "html": "words <!-- {} --> words",
    "html over lines": "words <!-- a\n\n{}\n\n-->",
    "html block": "<!--\n{}\n-->",
    "obsidian": "words %%{}%% words",
    "obsidian block": "%%\n\n{}\n\n%%",
    "in a list": "- a\n- <!-- {} --> b\n  - %%{}%%",
    "in a quote": "> a <!-- b\n> {} -->",
    "in a callout": "> [!note] %%{}%%\n> <!-- {} -->",
    "in a table": "| a | b %%{}%% |\n|---|---|\n| <!-- {} --> | c |",
    "in a heading": "## Heading <!-- {} -->\n\nSetext %%{}%%\n---",
    "in a footnote": "words[^note]\n\n[^note]: note <!-- {} -->",
    "in emphasis": "**bold %%{}%%**",
    "in a link": '[words %%{}%%](/x "title <!-- {} -->")',
    "in a picture": "![words <!-- {} -->](/x.png)",
    "round code": "%% `code` {} ``` %%",
    "with a fence": "<!--\n```\n{}\n```\n-->",
    "deep": "> " * 50 + "<!-- {} -->",
    "behind a comment": "<!-- a --> words %%{}%% <!-- {} -->",
    "as a definition": "[//]: # ({})\n[{}]: /x",
    "as a definition's title": '[unused]: /{} "{}"',
    "as a footnote": "[^unused]: {}",
    "behind a language": "```text {}\ncode\n```",
    "in an embed": '```sx embed\n; {}\n(p "shown") #;(p "{}")\n```',
    "in a broken embed": "```sx embed\n(p ; {}\n```",
    "behind a link by name": "[[{}|words]]",
    "in a script": "<script>{}</script>",
    "hidden over blocks": "<div hidden>\n\n{}\n\n- {}\n\n</div>\n\nwords",
    "hidden by a style": 'words <b style="display: none">{}</b>',
    "hidden in a quote": "> <p hidden>\n> {}\n> </p>\n> words",
    "hidden in a cell": "| a | <i hidden>{}</i> b |\n|---|---|\n| <i hidden>{}</i> b | c |",
    "hidden and never closed": "> words <b hidden> {}\n> {}",
    "an attribute": '<p data-x="{}" class="{}" lang="{}{}{}"><b id="{}">words</b></p>',
    "an attribute in a list": "- words <a\n  class='{}' href='/x'>words</a>",
    "a tag that is left out": '<p {}="{}">words <input value="{}"> <meta content="{}">',
    "an instruction": "<?php {} ?>\n\nwords <![CDATA[{}]]> words <!X {}>",
    "in a frame": '<iframe src="https://x.org/" srcdoc="{}">{}</iframe>',
    "an unclosed one of obsidian": "words %% {}\n{}",
    # Last, for nothing follows it.
    "an unclosed one of html": "words <!-- {}\n\n{}",
}
SX = '; {}\n(p "shown words") #;(p "{}")'
VISIBLE = "visiblewords"

DOORS = (
    *("/canary/", "/canary/source", "/sx/", "/sx/source", "/", "/feed.xml", "/sitemap.xml"),
    *("/tags/", "/birds/", "/types/", f"/search?q={VISIBLE}", "/search?q=shown", "/robots.txt"),
)


def _secret(construct: str) -> str:
    return "secret" + "".join(filter(str.isalnum, construct))


SECRETS = {construct: _secret(construct) for construct in (*HIDDEN, "sx")}


@pytest.fixture
def canary(garden: Flask) -> FlaskClient:
    """A visitor of a site with all secrets in two posts, as an editor stores them."""
    parts = (text.replace("{}", _secret(name)) for name, text in HIDDEN.items())
    body = "\n\n".join((f"%%{_secret('html')}%% {VISIBLE}", *parts))
    sx = SX.replace("{}", _secret("sx"))
    with site_of(garden).database.writing():
        birds = graph.find_or_create("Birds", "tag")
        for slug, text, kind in (("canary", body, "markdown"), ("sx", sx, "sx")):
            plain = markdown.plain_text(text, kind)
            new = NewPost(slug, body=text, format=kind, slug=slug, status="published", plain=plain)
            graph.relate(posts.create(new), "tagged", birds)
    return garden.test_client(use_cookies=False)


@pytest.mark.parametrize("door", DOORS)
def test_no_door_shows_a_secret(canary: FlaskClient, door: str) -> None:
    answer = canary.get(door)
    assert answer.status_code == 200
    assert {name for name, secret in SECRETS.items() if secret in answer.text} == set()


def test_the_doors_show_the_rest(canary: FlaskClient) -> None:
    shown = {
        door for door in DOORS if VISIBLE in canary.get(door).text.replace("q=visiblewords", "")
    }
    assert shown >= {"/canary/", "/canary/source", "/", "/feed.xml", "/birds/"}
    assert "shown words" in canary.get("/sx/source").text


@pytest.mark.parametrize("construct", SECRETS)
def test_no_search_finds_a_secret(canary: FlaskClient, construct: str) -> None:
    answer = canary.get(f"/search?q={SECRETS[construct]}").text
    assert 'href="/canary/"' not in answer
    assert 'href="/sx/"' not in answer


def test_an_editor_reads_the_source_as_it_was_written(
    canary: FlaskClient, writer: FlaskClient
) -> None:
    source = writer.get("/canary/source").text + writer.get("/sx/source").text
    assert {name for name, secret in SECRETS.items() if secret not in source} == set()


def test_a_comment_that_never_ends_is_not_saved(writer: FlaskClient) -> None:
    form = {"title": "A", "format": "markdown", "status": "draft", "summary": ""}
    answer = writer.post("/new", data={**form, "body": "a\n\nb <!-- c\n\nd"})
    assert answer.status_code == 422
    assert "line 3 never ends" in answer.text
    assert "b &lt;!-- c" in answer.text
