"""A page that is kept is not made again. That it is right all the same is in `tests/unit/law`."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app import sx
from app.config import Settings
from app.factory import site_of
from db import posts
from db.graph import queries
from db.posts import Changes
from tests.setups import uncounted
from tests.unit.web.site_client import NAME, PASSWORD, assembled


@pytest.fixture
def kept(settings: Settings, library: sx.Library) -> Iterator[Flask]:
    """A site with a cache, that counts nobody's requests."""
    with assembled(uncounted(settings), library) as app:
        yield app


def test_a_page_that_is_kept_asks_its_regions_loaders_nothing(
    kept: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = kept.test_client()
    first = client.get("/").data
    monkeypatch.setattr(queries, "recent", None)
    assert client.get("/").data == first


def test_a_page_that_strangers_share_is_not_for_who_brings_a_session(
    kept: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger, editor = (kept.test_client() for _ in range(2))
    editor.post("/login", data={"username": NAME, "password": PASSWORD})
    shared, own = (client.get("/ash/").data for client in (stranger, editor))
    monkeypatch.setattr(queries, "post", None)
    assert stranger.get("/ash/").data == shared != own
    assert editor.get("/ash/").status_code == 500


def test_a_page_that_strangers_share_goes_with_its_post(kept: Flask) -> None:
    client = kept.test_client()
    statuses = [client.get("/ash/").status_code for _ in range(2)]
    with site_of(kept).database.writing():
        post = queries.post("ash")
        assert post is not None
        posts.revise("ash", post.rev, Changes(status="draft"))
    statuses.append(client.get("/ash/").status_code)
    assert statuses == [200, 200, 404]
