"""A site with a few posts of every sort, in both set-ups, and ways to look at it.

Every test that takes `settings` or a site runs on SQLite with a cache in the process; and, as
one of the slow ones, on PostgreSQL with Redis.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import factory, sx
from app.config import Settings
from db import accounts, graph, posts
from db.posts import NewPost
from tests.postgres import Server as Postgres
from tests.redis import Server as Redis
from tests.setups import Large, SetUp, Small, uncounted
from tests.unit.web.site_client import NAME, PASSWORD, assembled

FIRST_DAY = datetime(2026, 1, 1, 12, tzinfo=UTC)
ASH = """
Ash grows back **after a fire**. See [Birch](/birch/).

```python
def burn(): return "ash"
```
"""


def _write_posts() -> None:
    """Articles, a tag, a type with a subtype, a draft, an SX document, related posts."""
    for number in range(1, 26):
        _publish(f"Post {number}", f"Body of number {number}.", FIRST_DAY + timedelta(days=number))
    _publish("Ash", ASH, FIRST_DAY + timedelta(days=40))
    _publish("Birch", '(p "A birch & more.")', FIRST_DAY + timedelta(days=39), body_format="sx")
    posts.create(NewPost("Secret", body="Nobody reads this yet.", status="draft"))
    trees = graph.find_or_create("Trees", "tag")
    for slug in ("ash", "birch", "secret"):
        graph.relate(slug, "tagged", trees)
    graph.relate("ash", "related", "birch")
    graph.relate("ash", "related", "secret")
    graph.relate("ash", "is-a", "article")


def _publish(title: str, body: str, when: datetime, body_format: str = "markdown") -> None:
    new = NewPost(title, body=body, format=body_format, status="published", published=when)
    posts.create(replace(new, updated=when))


def write_site() -> None:
    """The graph, an editor, the posts."""
    graph.seed()
    accounts.add_user(NAME, PASSWORD)
    _write_posts()


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> SetUp:
    """The site on SQLite, written once."""
    return Small(tmp_path_factory.mktemp("written"), write_site)


@pytest.fixture(scope="session")
def large(postgres_server: Postgres, redis_server: Redis) -> SetUp:
    """The site on PostgreSQL with Redis, written once."""
    return Large(postgres_server, redis_server, write_site)


LARGE = pytest.param("large", marks=[pytest.mark.slow, pytest.mark.postgres, pytest.mark.redis])


@pytest.fixture(scope="session", params=["small", LARGE])
def setup(request: pytest.FixtureRequest) -> SetUp:
    """The one set-up, and then the other."""
    chosen: SetUp = request.getfixturevalue(request.param)
    return chosen


@pytest.fixture(scope="session")
def library() -> sx.Library:
    """The pages of the site, compiled once."""
    return factory.load_library()


@pytest.fixture(scope="session")
def app(
    setup: SetUp, library: sx.Library, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The site, for tests that only look at it."""
    with assembled(uncounted(setup.copy(tmp_path_factory.mktemp("site"))), library) as app:
        yield app


@pytest.fixture
def settings(setup: SetUp, tmp_path: Path) -> Settings:
    """The settings of a site that a test may change: its database is a copy."""
    return setup.copy(tmp_path)


@pytest.fixture
def environment(settings: Settings) -> dict[str, str]:
    """The environment of a site in a temporary folder."""
    return {
        "INSTANCE_PATH": str(settings.instance),
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url or "",
        "SECRET_KEY": "a key for the command line",
    }


@pytest.fixture
def own_app(settings: Settings, library: sx.Library) -> Iterator[Flask]:
    """A site for tests that change it, or count."""
    with assembled(settings, library) as app:
        yield app


@pytest.fixture
def garden(settings: Settings, library: sx.Library) -> Iterator[Flask]:
    """A site to be written in, that counts nobody's requests."""
    with assembled(uncounted(settings), library) as app:
        yield app


@pytest.fixture
def writer(garden: Flask) -> FlaskClient:
    """A browser of an editor in that site."""
    client = garden.test_client()
    assert client.post("/login", data={"username": NAME, "password": PASSWORD}).status_code == 303
    return client


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    """A browser of somebody who is not signed in."""
    return app.test_client()


@pytest.fixture
def editor(app: Flask) -> FlaskClient:
    """A browser of somebody who is."""
    client = app.test_client()
    answer = client.post("/login", data={"username": NAME, "password": PASSWORD})
    assert answer.status_code == 303
    return client
