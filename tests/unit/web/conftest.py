"""A site in a temporary folder, with a few posts of every sort, and ways to look at it."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import factory, sx
from app.config import Settings
from db import accounts, graph, migrations, posts
from db.engine import Database
from db.posts import NewPost
from tests.unit.web.visits import NAME, PASSWORD, assembled, settings_for

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
    posts.create(NewPost("Secret", "Nobody reads this yet.", status="draft"))
    trees = graph.find_or_create("Trees", "tag")
    for slug in ("ash", "birch", "secret"):
        graph.relate(slug, "tagged", trees)
    graph.relate("ash", "related", "birch")
    graph.relate("ash", "related", "secret")
    graph.relate("ash", "is-a", "article")


def _publish(title: str, body: str, when: datetime, body_format: str = "markdown") -> None:
    new = NewPost(title, body, format=body_format, status="published", published=when)
    posts.create(replace(new, updated=when))


@pytest.fixture(scope="session")
def written_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of the site, made once."""
    path = tmp_path_factory.mktemp("written") / "site.db"
    migrations.upgrade(f"sqlite:///{path}")
    database = Database(f"sqlite:///{path}")
    with database.writing():
        graph.seed()
        accounts.add_user(NAME, PASSWORD)
        _write_posts()
    database.dispose()
    return path


@pytest.fixture(scope="session")
def library() -> sx.Library:
    """The pages of the site, compiled once."""
    return factory.load_library()


@pytest.fixture(scope="session")
def app(written_site: Path, library: sx.Library) -> Iterator[Flask]:
    """The site, for tests that only look at it."""
    settings = replace(settings_for(written_site), rate_limits=None)
    with assembled(settings, library) as app:
        yield app


@pytest.fixture
def settings(written_site: Path, tmp_path: Path) -> Settings:
    """The settings of a site that a test may change: its database is a copy."""
    return settings_for(Path(shutil.copy(written_site, tmp_path / "site.db")))


@pytest.fixture
def own_app(settings: Settings, library: sx.Library) -> Iterator[Flask]:
    """A site for tests that change it, or count."""
    with assembled(settings, library) as app:
        yield app


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
