"""What is made of a body is made when it is saved, and outlives the process that made it."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markdown_it import MarkdownIt

from app import factory, sx
from app.config import Settings
from app.factory import site_of
from app.web.documents import document_maker
from app.web.site import EXTENSION
from db import posts
from db.engine import Database
from db.graph import queries
from db.kernel.errors import Unavailable
from db.posts import NewPost
from tests.unit.web.site_client import assembled, texts
from tests.unit.web.test_edit import FORM

CONTENT = sorted((Path(__file__).parents[3] / "content").glob("*.md"))
BODIES = [(file.read_text().split("---\n", 2)[2], "markdown") for file in CONTENT]
BROKEN = "Words.\n\n```sx embed\n(~blog/nothing)\n```"


class NotNeeded(BaseException):
    """A text was parsed or compiled though what is made of it is stored."""


def forbid(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let whatever parses or compiles a text fail from now on."""

    def refuse(*_: object, **__: object) -> None:
        raise NotNeeded

    monkeypatch.setattr(MarkdownIt, "parse", refuse)
    monkeypatch.setattr(sx.Library, "compile_document", refuse)


def test_a_second_process_finds_every_body_of_the_handbook(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(settings.database_url)
    with database.writing():
        posts.create(NewPost("Everything is a post", status="published"))
    pages = []
    for _ in range(2):
        library = factory.load_library(store=tmp_path / "compiled")
        document = document_maker(library, tmp_path / "documents")
        with database.reading():
            pages.append([document(*body).text for body in BODIES])
        forbid(monkeypatch)
    database.dispose()
    assert any('href="/everything-is-a-post/"' in page for page in pages[0])
    assert pages[0] == pages[1]


@pytest.mark.parametrize("path", ["/new", "/ash/edit"])
def test_the_first_reader_after_a_save_and_a_start_finds_the_document(
    settings: Settings, writer: FlaskClient, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    form = {**FORM, "title": "Beech", "body": "Some *new* words,\r\nlike [[Birch]]. "}
    slug = writer.post(path, data={**form, "rev": "1"}).headers["Location"]
    library = factory.load_library()
    forbid(monkeypatch)
    with assembled(settings, library) as app:
        assert texts(app.test_client().get(slug), ".prose a[href='/birch/']") == ["Birch"]


def test_a_link_that_leads_elsewhere_is_made_again(garden: Flask, writer: FlaskClient) -> None:
    writer.post("/new", data={**FORM, "title": "Beech", "body": "Like [[Elm]]."})
    for title, links in (("Oak", []), ("Elm", ["Elm"])):
        with site_of(garden).database.writing():
            posts.create(NewPost(title, status="published"))
        assert texts(writer.get("/beech/"), ".prose a") == links


def test_a_body_with_a_fault_is_not_stored(
    settings: Settings, library: sx.Library, tmp_path: Path
) -> None:
    database = Database(settings.database_url)
    with database.reading():
        document = document_maker(library, tmp_path / "documents")
        shown = [document(BROKEN, "markdown").text, document("(b", "sx").text]
    database.dispose()
    assert shown == ["<p>Words.</p>", "<p><em>This text cannot be shown at the moment.</em></p>"]
    assert not (tmp_path / "documents").exists()


@pytest.mark.parametrize("path", ["/new", "/ash/edit"])
def test_a_save_that_cannot_be_rendered_is_a_save(
    garden: Flask, writer: FlaskClient, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    def refuse(*_: object) -> sx.Document:
        raise Unavailable("the database does not answer")

    site = site_of(garden)
    context = replace(site.render_context, document=refuse)
    monkeypatch.setitem(garden.extensions, EXTENSION, replace(site, render_context=context))
    answer = writer.post(path, data={**FORM, "title": "Ash trees", "rev": "1"})
    assert (answer.status_code, "was not" in answer.text) == (303, False)
    with site.database.reading():
        assert queries.post((answer.location or "").strip("/").partition("/")[0]) is not None
