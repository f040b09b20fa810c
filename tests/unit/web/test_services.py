"""A service from outside, mounted and taken away again without an edit of the host."""

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import factory
from app.config import Settings
from app.factory import MOUNTED, StartError, create_app, prepare_database, site_of
from app.host import HOST
from app.service import Access, MountedServices, Route
from db.engine import Database
from db.graph import queries
from tests.unit.web.orchard.service import FOLDER, ORCHARD
from tests.unit.web.site_client import NAME, PASSWORD, SameOriginClient, check_html, read, texts

BOTH = MountedServices((HOST, ORCHARD))
SWAPS = {"HX-Request": "true", "HX-Current-URL": "http://site.example/orchard/"}


@contextmanager
def running(settings: Settings, mounted: MountedServices) -> Iterator[Flask]:
    """A prepared site with these services; what is compiled is kept for the next."""
    prepare_database(settings.database_url, mounted)
    kept = settings.instance.parent / f"compiled-{len(mounted.services)}"
    kept.mkdir(exist_ok=True)
    compiled = settings.instance / "compiled"
    if not compiled.exists():
        compiled.symlink_to(kept)
    app = create_app(settings, mounted)
    app.test_client_class = SameOriginClient
    yield app
    site_of(app).database.dispose()


@pytest.fixture
def orchard(settings: Settings) -> Iterator[Flask]:
    """A site with the orchard on it."""
    with running(settings, BOTH) as app:
        yield app


def signed_in(app: Flask) -> FlaskClient:
    client = app.test_client()
    assert client.post("/login", data={"username": NAME, "password": PASSWORD}).status_code == 303
    return client


def plant(client: FlaskClient, name: str, **headers: str) -> TestResponse:
    return client.post("/orchard/plant", data={"other": name}, headers=headers)


def tables(settings: Settings) -> set[str]:
    database = Database(settings.database_url)
    with database.engine.connect() as connection:
        names = {*sa.inspect(connection).get_table_names()}
    database.dispose()
    return {name for name in names if name.startswith("orchard")}


def navigation(client: FlaskClient) -> list[str]:
    return texts(client.get("/tags/"), "#site-nav a")


def test_its_page_and_its_widget_answer(orchard: Flask) -> None:
    editor = signed_in(orchard)
    assert plant(editor, "Ash").location == "/orchard/"
    page = editor.get("/orchard/")
    check_html(page)
    assert read(page).headings == ["Orchard"]
    assert texts(page, "#region-trees li") == ["Ash"]
    assert texts(page, "#status span") == ["“Ash” was planted."]
    swaps = editor.post("/orchard/plant", data={"other": "Yew"}, headers=SWAPS)
    assert texts(swaps, "#region-trees li") == ["Ash", "Yew"]


def test_its_routes_are_for_whom_the_manifest_says(orchard: Flask) -> None:
    visitor, editor = orchard.test_client(), signed_in(orchard)
    refused = plant(visitor, "Ash")
    assert refused.location == "/login?next=%2Forchard%2Fplant"
    said = "You were signed out, so “Ash” was not planted. Please do it again."
    assert texts(visitor.get("/login"), "#status span") == [said]
    assert texts(visitor.get("/orchard/"), "#region-trees li") == []
    for client in (visitor, editor):
        closed = [client.get(f"/orchard/{name}") for name in ("admins", "peers", "hook")]
        assert [answer.status_code for answer in closed] == [403, 403, 403]


def test_each_route_has_a_largest_body_of_its_own(orchard: Flask) -> None:
    editor = signed_in(orchard)
    assert plant(editor, "Ash" * 100).status_code == 413
    photo = editor.post("/orchard/photo", data=b"x" * (2**20 + 1))
    assert (photo.status_code, photo.text) == (200, str(2**20 + 1))
    assert editor.post("/orchard/photo", data=b"x" * (2**21 + 1)).status_code == 413


def test_a_link_is_kept_and_indexed_by_nobody(orchard: Flask) -> None:
    plant(signed_in(orchard), "Ash")
    answer = orchard.test_client().get("/orchard/harvest/secret")
    assert (answer.status_code, answer.text) == (200, "Ash")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_a_link_stands_in_no_line_of_the_log(
    orchard: Flask, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("rose_ash"), "propagate", True)
    with caplog.at_level(logging.INFO, "rose_ash"):
        assert orchard.test_client().get("/orchard/harvest/secret").status_code == 500
        assert plant(signed_in(orchard), "Ash").status_code == 303
        assert orchard.test_client().get("/orchard/harvest/secret").status_code == 200
    told = [(line.message, *line.__dict__["fields"].values()) for line in caplog.records]
    assert {words[0] for words in told if "/orchard/harvest/<key>" in words} == {"fault"}
    assert "/orchard/plant" in {word for words in told for word in words}
    assert [words for words in told if "secret" in str(words)] == []


def test_it_stands_in_the_navigation(orchard: Flask) -> None:
    assert navigation(orchard.test_client()) == ["Posts", "Tags", "Types", "Orchard"]
    page = orchard.test_client().get("/orchard/")
    assert texts(page, "#site-nav [aria-current]") == ["Orchard"]


def test_its_type_and_its_table_are_there(orchard: Flask, settings: Settings) -> None:
    assert tables(settings) == {"orchard_trees", "orchard_version"}
    with site_of(orchard).database.reading():
        (root,) = (each for each in queries.type_tree() if each.slug == "type")
    assert "apple-variety" in {each.slug for each in root.children}


def test_its_words_are_reserved(orchard: Flask) -> None:
    assert {"orchard", "cider"} <= BOTH.words - MOUNTED.words
    slugs = [new_post(orchard, title) for title in ("Orchard", "Cider")]
    assert slugs == ["/orchard-2/", "/cider-2/"]


def new_post(app: Flask, title: str) -> str | None:
    form = {"title": title, "body": "", "format": "markdown", "summary": "", "status": "draft"}
    return signed_in(app).post("/new", data=form).location


def test_a_post_in_its_way_moves(settings: Settings) -> None:
    with running(settings, MOUNTED) as app:
        assert new_post(app, "Orchard") == "/orchard/"
    assert prepare_database(settings.database_url, BOTH) == (("orchard", "orchard-post"),)
    with running(settings, BOTH) as app:
        assert read(signed_in(app).get("/orchard-post/")).headings == ["Orchard"]


def test_nothing_is_left_of_it_but_what_was_written(settings: Settings) -> None:
    with running(settings, BOTH) as app:
        plant(signed_in(app), "Ash")
    with running(settings, MOUNTED) as app:
        editor = signed_in(app)
        assert editor.get("/orchard/").status_code == 404
        assert plant(editor, "Yew").status_code == 404
        assert "Orchard" not in navigation(editor)
        assert not {"orchard-trees"} & site_of(app).mounted.loaders.keys()
        assert "orchard/trees" not in site_of(app).render_context.library.pages
        assert new_post(app, "Orchard") == "/orchard-2/"
    with running(settings, BOTH) as app:
        assert texts(app.test_client().get("/orchard/"), "#region-trees li") == ["Ash"]


def test_a_site_that_never_had_it_has_nothing_of_it(settings: Settings) -> None:
    with running(settings, MOUNTED) as app:
        assert tables(settings) == set()
        assert app.test_client().get("/apple-variety/").status_code == 404
        assert new_post(app, "Orchard") == "/orchard/"


def test_a_site_that_is_not_prepared_for_it_does_not_start(settings: Settings) -> None:
    prepare_database(settings.database_url)
    for more in (ORCHARD, replace(ORCHARD, migrations=None)):
        with pytest.raises(StartError, match="not migrated"):
            factory.open_database(settings, MountedServices((HOST, more)))


def test_the_fingerprint_covers_all_of_it(settings: Settings, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "orchard"))
    mounted = MountedServices(
        (HOST, replace(ORCHARD, folder=folder, migrations=FOLDER / "versions"))
    )
    with running(settings, mounted) as app:
        site = site_of(app)
    prints = [site.render_context.fingerprint]
    for file in ("pages/trees.sx", "components/orchard/trees.sx", "trees.py"):
        (folder / file).write_text((folder / file).read_text() + "\n")
        factory._code.cache_clear()
        site = factory.renewed(site, site.render_context.library.reloaded())
        prints.append(site.render_context.fingerprint)
    assert len({*prints}) == 4


@pytest.mark.parametrize(
    ("routes", "named"),
    [
        (ORCHARD.routes[1:], r"/orchard/ \(orchard/trees\)"),
        ((*ORCHARD.routes, Route("lost", "/orchard/lost", Access.EVERYONE)), r"/orchard/lost"),
        (
            (*ORCHARD.routes, replace(ORCHARD.routes[2], name="orchard/out", path="/out")),
            r"/out \(orchard/out\)",
        ),
    ],
    ids=["a page without a route", "a route without a page", "outside of the prefix"],
)
def test_a_manifest_that_is_not_true_does_not_start(
    settings: Settings, routes: tuple[Route, ...], named: str
) -> None:
    mounted = MountedServices((HOST, replace(ORCHARD, routes=routes)))
    prepare_database(settings.database_url, mounted)
    with pytest.raises(StartError, match=f"No manifest has these routes as they are: .*{named}"):
        create_app(settings, mounted)
