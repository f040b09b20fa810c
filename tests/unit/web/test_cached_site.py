"""The law of the cache: the cached site equals the uncached site, whatever was written.

Two sites on one database, one with a cache and one without, are read after
each of a series of random writes. Every page must be the same, byte for byte.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import sx
from app.cache import LocalCache, RedisCache
from app.config import Settings
from app.factory import site_of
from db import graph, posts, queries
from db.engine import Database
from db.errors import DbError
from db.posts import Changes, NewPost
from tests.unit.web.visits import assembled

pytestmark = pytest.mark.slow

SLUGS = ["ash", "birch", "secret", "trees", "post-3", "article", "tag", "new", "newer", "gone"]
PAGES = ["/", "/?page=2", "/tags/", "/types/", *(f"/{slug}/" for slug in SLUGS)]
KINDS = ["tagged", "related", "is-a", "subtype-of"]
DAY = datetime(2026, 3, 1, tzinfo=UTC)

Write = Callable[[random.Random], object]


@pytest.fixture
def sites(settings: Settings, library: sx.Library) -> Iterator[tuple[Flask, Flask]]:
    """The site with its cache, and without."""
    with (
        assembled(replace(settings, cache=True, rate_limits=None), library) as cached,
        assembled(replace(settings, cache=False, rate_limits=None), library) as plain,
    ):
        yield cached, plain


def create(chance: random.Random) -> object:
    """Make a post, a draft or not."""
    status = chance.choice(["draft", "published"])
    title = chance.choice(["New", "Newer", "Gone"])
    return posts.create(NewPost(title, "words", status=status, slug=title.lower(), published=DAY))


def revise(chance: random.Random) -> object:
    """Change something about a post."""
    slug = chance.choice(SLUGS)
    post = queries.post(slug)
    if post is None:
        return None
    changes = chance.choice(
        [
            Changes(title=f"Title {chance.randrange(9)}"),
            Changes(body=chance.choice(["", "other words"])),
            Changes(summary=f"Summary {chance.randrange(9)}"),
            Changes(status=chance.choice(["draft", "published"])),
            Changes(published=DAY + timedelta(days=chance.randrange(60))),
        ]
    )
    return posts.revise(slug, post.rev, changes)


def delete(chance: random.Random) -> object:
    """Delete a post."""
    posts.delete(chance.choice(SLUGS))
    return None


def relate(chance: random.Random) -> object:
    """Make an edge of any kind."""
    return graph.relate(chance.choice(SLUGS), chance.choice(KINDS), chance.choice(SLUGS))


def unrelate(chance: random.Random) -> object:
    """Delete an edge of any kind."""
    return graph.unrelate(chance.choice(SLUGS), chance.choice(KINDS), chance.choice(SLUGS))


WRITES: list[Write] = [create, revise, revise, delete, relate, relate, relate, unrelate]


def write(database: Database, chance: random.Random) -> str:
    """Do something at random, which may be refused; say what."""
    act = chance.choice(WRITES)
    try:
        with database.writing():
            act(chance)
    except DbError as refused:
        return f"{act.__name__} refused: {refused}"
    return act.__name__


def bodies(client: FlaskClient, chance: random.Random) -> dict[str, tuple[int, bytes]]:
    """Read some pages; not all, so that some entries grow old."""
    paths = chance.sample(PAGES, 4)
    answers = {path: client.get(path) for path in paths}
    return {path: (answer.status_code, _lasting(answer.data)) for path, answer in answers.items()}


def _lasting(body: bytes) -> bytes:
    """Cut off what differs from one request to the next: an error page names its request."""
    return body.partition(b"the number of the request")[0]


@pytest.mark.parametrize("seed", range(2))
def test_the_cached_site_equals_the_uncached_site(sites: tuple[Flask, Flask], seed: int) -> None:
    chance, history = random.Random(seed), []
    cached, plain = (site.test_client() for site in sites)
    for _ in range(25):
        history.append(write(site_of(sites[0]).database, chance))
        look = chance.randrange(10**6)
        found = bodies(cached, random.Random(look))
        assert found == bodies(plain, random.Random(look)), history


def test_a_page_that_is_kept_asks_its_regions_loaders_nothing(
    sites: tuple[Flask, Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sites[0].test_client()
    first = client.get("/").data
    monkeypatch.setattr(queries, "recent", None)
    assert client.get("/").data == first


def test_a_log_that_forgets_a_topic_is_found(
    sites: tuple[Flask, Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The law can fail: with stale entries taken for fresh ones it does."""
    supplies = site_of(sites[0]).supplies
    assert isinstance(supplies.cache, LocalCache | RedisCache)
    monkeypatch.setattr(type(supplies.log), "newest", lambda *_: {})
    with pytest.raises(AssertionError):
        test_the_cached_site_equals_the_uncached_site(sites, 0)
