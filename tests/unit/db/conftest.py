"""Every test of this folder that takes `database` runs on SQLite and on PostgreSQL.

A test gets a site as new: the schema and the seeded posts. SQLite's file is put back from a
copy that was made once. PostgreSQL keeps the rows of a new site in a schema of their own, and
puts them back before each test.
"""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from db import graph, migrations, posts
from db.engine import Database
from tests.postgres import Server

_KEEP = """
CREATE SCHEMA kept;
CREATE TABLE kept.nodes AS TABLE nodes;
CREATE TABLE kept.posts AS TABLE posts;
CREATE TABLE kept.edges AS TABLE edges;
CREATE TABLE kept.search_words AS TABLE search_words;
CREATE TABLE kept.uses AS TABLE uses;
CREATE TABLE kept.change AS TABLE change;
"""
_RESTORE = """
DELETE FROM edges;
DELETE FROM nodes;
DELETE FROM users;
INSERT INTO nodes SELECT * FROM kept.nodes;
INSERT INTO posts SELECT * FROM kept.posts;
INSERT INTO edges SELECT * FROM kept.edges;
INSERT INTO search_words SELECT * FROM kept.search_words;
DELETE FROM uses;
INSERT INTO uses SELECT * FROM kept.uses;
DELETE FROM touched_nodes;
DELETE FROM touched_edges;
DELETE FROM touched_names;
DELETE FROM change;
INSERT INTO change SELECT * FROM kept.change;
SELECT setval('nodes_id_seq', (SELECT max(id) FROM nodes));
SELECT setval('users_id_seq', 1, false);
SELECT setval('change_position_seq', (SELECT max(position) FROM change));
"""


@pytest.fixture(scope="session")
def sqlite_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One database, and beside it the file of a new site."""
    path = tmp_path_factory.mktemp("sqlite") / "site.db"
    database = _new_site(f"sqlite:///{path}")
    database.dispose()
    shutil.copy(path, path.with_suffix(".new"))
    yield database
    database.dispose()


@pytest.fixture(scope="session")
def postgresql_site(postgres_server: Server) -> Iterator[Database]:
    """One database on the server, whose first rows are kept."""
    database = _new_site(postgres_server.create("site"))
    with database.engine.begin() as connection:
        connection.execute(text(_KEEP))
    yield database
    database.dispose()


@pytest.fixture
def sqlite_database(sqlite_site: Database, untouched: set[str]) -> Database:
    """A new site on SQLite."""
    untouched.discard("sqlite")
    sqlite_site.dispose()
    path = Path(str(sqlite_site.engine.url.database))
    shutil.copy(path.with_suffix(".new"), path)
    return sqlite_site


@pytest.fixture
def postgresql_database(postgresql_site: Database, untouched: set[str]) -> Database:
    """A new site on PostgreSQL."""
    untouched.discard("postgresql")
    with postgresql_site.engine.begin() as connection:
        connection.execute(text(_RESTORE))
    return postgresql_site


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, untouched: set[str]) -> Database:
    """A new site, on one database and then on the other."""
    kind = "site" if request.param in untouched else "database"
    untouched.discard(request.param)
    chosen = request.getfixturevalue(f"{request.param}_{kind}")
    assert isinstance(chosen, Database)
    return chosen


@pytest.fixture(scope="session")
def untouched() -> set[str]:
    """The databases that the last test left as new: nothing has to be put back in them."""
    return set()


@pytest.fixture
def writing(database: Database, untouched: set[str]) -> Iterator[None]:
    """A writing session that is open for the whole test, and undone after it."""
    with contextlib.suppress(_UndoneError), database.writing():
        yield
        raise _UndoneError
    untouched.add(database.dialect)


class _UndoneError(Exception):
    """Ends a transaction whose work nobody needs."""


def _new_site(url: str) -> Database:
    migrations.upgrade(url)
    database = Database(url)
    with database.writing():
        graph.seed()
        posts.reserve(("login", "search", "tags"))
    return database
