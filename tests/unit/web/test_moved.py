"""Old addresses: they lead to their post, once, for who may see it, where nothing else is."""

from unicodedata import normalize
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.factory import site_of
from db import posts
from db.engine import Database
from db.kernel.errors import Unavailable
from db.posts import Changes, NewPost, addresses
from tests.unit.web.site_client import visit

OLD = (
    "/old/2014/p.html",
    "blog/ash-trees/",
    "https://elsewhere.example/2013/Привет мир/?x=1#top",
    "/100%25",
    "/birch/",
    "/tags/",
    "/forest/",
    "/",
    "",
    "/../etc/passwd",
    "http://[",
    "/" + "x" * 501,
    "/a%0Ab",
)


def write(database: Database, title: str, *old: str, status: str = "published") -> str:
    """Make a post that had other addresses."""
    with database.writing():
        return posts.create(NewPost(title, body="Text.", status=status, addresses=old))


@pytest.fixture
def forest(garden: Flask) -> str:
    """A post that had many."""
    return write(site_of(garden).database, "Forest", *OLD)


def leads_to(response: TestResponse, address: str) -> bool:
    """Tell whether a response is the redirect of an old address."""
    found = (
        response.status_code,
        response.headers.get("Location"),
        response.headers["Cache-Control"],
    )
    return found == (301, address, "no-cache")


@pytest.mark.parametrize(
    "written",
    [
        "/old/2014/p.html",
        "/old/2014/p.html/",
        "/Old/2014/P.HTML",
        "/old//2014/p.html",
        "/old%2F2014/p.html",
        "/old/2014/p.html?utm=1&page=2",
        "/blog/ash-trees/",
        "/blog/ash-trees",
        "/2013/" + quote("Привет мир"),
        "/2013/" + quote("привет мир").lower() + "/",
        "/2013/" + quote(normalize("NFD", "привет мир")),
        "/100%25",
    ],
)
@pytest.mark.usefixtures("forest")
def test_an_old_address_leads_to_its_post(garden: Flask, written: str) -> None:
    assert leads_to(visit(garden.test_client(), written), "/forest/")
    assert visit(garden.test_client(), "/forest/").status_code == 200


@pytest.mark.usefixtures("forest")
def test_what_a_post_or_a_route_has_wins(garden: Flask) -> None:
    client = garden.test_client()
    statuses = [client.get(path).status_code for path in ("/birch/", "/tags/", "/", "/forest/")]
    assert statuses == [200] * 4
    with site_of(garden).database.writing():
        posts.delete("birch")
    assert leads_to(client.get("/birch/"), "/forest/")
    assert client.get("/forest/?page=9").status_code == 404


@pytest.mark.usefixtures("forest")
def test_what_is_no_path_is_not_kept(garden: Flask) -> None:
    with site_of(garden).database.reading():
        kept = addresses.addresses_of("forest")
    assert kept == (
        "/100%",
        "/2013/привет мир",
        "/birch",
        "/blog/ash-trees",
        "/forest",
        "/old/2014/p.html",
        "/tags",
    )
    assert visit(garden.test_client(), "/../etc/passwd").status_code == 404


def test_a_draft_is_led_to_by_editors_only(garden: Flask, writer: FlaskClient) -> None:
    write(site_of(garden).database, "Hidden", "/old/hidden.html", status="draft")
    assert leads_to(writer.get("/old/hidden.html"), "/hidden/")
    assert garden.test_client().get("/old/hidden.html").status_code == 404


def test_an_address_leads_to_the_first_that_had_it_and_goes_with_it(garden: Flask) -> None:
    database, client = site_of(garden).database, garden.test_client()
    write(database, "First", "/old/a", "/old/b")
    write(database, "Second", "/old/a", "/old/c", "/first/")
    assert leads_to(client.get("/old/a"), "/first/")
    with database.writing():
        posts.revise("first", 1, Changes(addresses=("/old/b", "/second/")))
    assert client.get("/old/a").status_code == 404
    with database.writing():
        posts.revise("second", 1, Changes(addresses=("/old/a", "/first/")))
    assert leads_to(client.get("/old/a"), "/second/")
    assert client.get("/old/c").status_code == 404
    # Each has the other's address: a post that is there is no old address.
    assert [client.get(path).status_code for path in ("/first/", "/second/")] == [200, 200]
    with database.writing():
        posts.delete("second")
    assert client.get("/old/a").status_code == 404
    assert leads_to(client.get("/second/"), "/first/")


def test_an_import_brings_old_addresses_up_to_date(garden: Flask) -> None:
    database, client = site_of(garden).database, garden.test_client()
    plain = NewPost("Moss", body="Text.", status="published")
    with database.writing():
        assert posts.put(plain, "file:moss.md") == "created"
        assert posts.put(plain, "file:moss.md") == "unchanged"
        assert (
            posts.put(
                NewPost("Moss", body="Text.", status="published", addresses=("/m",)), "file:moss.md"
            )
            == "changed"
        )
    assert leads_to(client.get("/m/"), "/moss/")


@pytest.mark.usefixtures("forest")
def test_only_a_question_is_redirected_and_in_navigation_too(garden: Flask) -> None:
    client = garden.test_client()
    assert client.post("/old/2014/p.html").status_code == 404
    boosted = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Boosted": "true"}
    assert leads_to(client.get("/old/2014/p.html", headers=boosted), "/forest/")
    assert leads_to(client.head("/old/2014/p.html"), "/forest/")


def test_without_a_database_nothing_is_said_to_be_missing(
    own_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(path: str, public: bool) -> None:
        raise Unavailable("the database is away")

    monkeypatch.setattr(addresses, "post_at", away)
    assert own_app.test_client().get("/old/2014/p.html").status_code == 503


@pytest.fixture
def renamed(garden: Flask) -> str:
    """A post that has another address since its pages were opened."""
    with site_of(garden).database.writing():
        posts.rename("ash", "ash-tree")
    return "ash-tree"


@pytest.mark.usefixtures("renamed")
def test_what_stands_below_an_old_address_leads_on_too(garden: Flask, writer: FlaskClient) -> None:
    assert leads_to(garden.test_client().get("/ash/source"), "/ash-tree/source")
    assert leads_to(writer.get("/ash/edit"), "/ash-tree/edit")


@pytest.mark.usefixtures("renamed")
def test_nothing_is_written_by_an_old_address(writer: FlaskClient) -> None:
    """Another post may have had it since the page was opened."""
    form = {"kind": "related", "other": "birch"}
    assert writer.post("/ash/relate", data=form).status_code == 404


def test_a_draft_that_takes_an_old_address_is_not_given_away(
    garden: Flask, writer: FlaskClient
) -> None:
    with site_of(garden).database.writing():
        posts.rename("ash", "oak")
        posts.create(NewPost("Secret", slug="ash"))
    visitor = garden.test_client()
    assert leads_to(visitor.get("/ash/"), "/oak/")
    assert leads_to(visitor.get("/ash/source"), "/oak/source")
    assert writer.get("/ash/edit").status_code == 200


@pytest.mark.usefixtures("renamed")
def test_what_is_missing_below_a_post_that_is_there_leads_nowhere(
    garden: Flask, writer: FlaskClient
) -> None:
    posts_there = writer.post("/ash-tree/relate", data={"kind": "related", "other": "nowhere"})
    assert posts_there.status_code == 404
    assert garden.test_client().post("/ash/relate").status_code == 303
    assert garden.test_client().get("/ash/nowhere").status_code == 404
