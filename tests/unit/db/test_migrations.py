"""Schemas: from nothing to the newest, once."""

import multiprocessing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import delete, inspect, select, text

from db import migrations, search
from db.engine import Database
from db.kernel.errors import Unavailable
from db.kernel.models import Base, Edge, Title, Use
from db.kernel.session import session
from tests.postgres import Server

pytestmark = pytest.mark.slow

#: Kept by `db.search` with statements of its own, a different table on each database.
BESIDE_THE_MODELS = "search_words"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty 100%.db'}"
    server = request.getfixturevalue("postgres_server")
    assert isinstance(server, Server)
    return server.create(f"empty_{request.node.name.partition('[')[0]}"[:60])


def table_names(url: str) -> set[str]:
    database = Database(url)
    try:
        return set(inspect(database.engine).get_table_names())
    finally:
        database.dispose()


def test_an_empty_database_gets_every_table(empty_url: str) -> None:
    migrations.upgrade(empty_url)
    ours = {"alembic_version", "edges", "nodes", "posts", "users", "search_words"}
    ours |= {"operations", "titles", "uses"}
    ours |= {"change", "facts", "touched_edges", "touched_posts"}
    ours |= {"addresses", "aliases", "touched_names"}
    assert {name for name in table_names(empty_url) if "search_words_" not in name} == ours


def test_a_database_is_current_when_it_was_upgraded(empty_url: str) -> None:
    before = migrations.head_is_current(empty_url)
    migrations.upgrade(empty_url)
    assert (before, migrations.head_is_current(empty_url)) == (False, True)


def test_upgrading_twice_is_upgrading_once(empty_url: str) -> None:
    migrations.upgrade(empty_url)
    names = table_names(empty_url)
    migrations.upgrade(empty_url)
    assert table_names(empty_url) == names


def test_two_processes_that_upgrade_at_once_both_end_well(empty_url: str) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["db.migrations"])
    processes = [context.Process(target=migrations.upgrade, args=(empty_url,)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(30)
    assert [process.exitcode for process in processes] == [0, 0]
    assert migrations.head_is_current(empty_url)


#: A site as the second version had it: two posts, related, and a tag.
_SITE_OF_0002 = """
INSERT INTO nodes (id) VALUES (1), (2), (3);
INSERT INTO posts (id, slug, title, folded, status, created, updated, rev, format, fields,
 summary, body) VALUES
 (1, 'creme', 'Crème', 'creme', 'draft', :now, :now, 1, 'markdown', '{}', '', ''),
 (2, 'related', 'Related', 'related', 'draft', :now, :now, 1, 'markdown', '{}', '', ''),
 (3, 'tagged', 'Tagged', 'tagged', 'draft', :now, :now, 1, 'markdown', '{}', '', '');
INSERT INTO edges (source_id, kind, target_id, position) VALUES
 (1, 'related', 2, 1), (2, 'related', 1, 1), (3, 'related', 2, 1), (1, 'tagged', 2, 1);
"""


def test_a_site_of_the_second_version_gets_its_titles_and_counts(empty_url: str) -> None:
    with migrations._migrating(empty_url) as connection:
        command.upgrade(migrations._config(connection), "0002")
        for statement in _SITE_OF_0002.strip().split(";")[:-1]:
            connection.execute(text(statement), {"now": "2024-01-01 00:00:00+00:00"})
    migrations.upgrade(empty_url)
    database = Database(empty_url)
    try:
        with database.writing() as written:
            titles = [(row.post_id, row.names) for row in session().scalars(select(Title))]
            session().execute(delete(Edge).where(Edge.source_id == 3))
        with database.reading():
            uses = {(row.kind, row.target_id): row.count for row in session().scalars(select(Use))}
    finally:
        database.dispose()
    assert sorted(titles) == [(1, "creme\ncreme"), (2, "related\nrelated"), (3, "tagged\ntagged")]
    assert uses == {("related", 2): 1, ("related", 1): 1, ("tagged", 2): 1}
    assert {"in:related:related", "out:tagged:related"} <= written.topics


#: A site as the eighth version had it, with posts at an address that the site needs now.
_SITE_OF_0008 = """
INSERT INTO nodes (id) VALUES (1), (2);
INSERT INTO posts (id, slug, title, folded, status, created, updated, rev, format, fields,
 summary, body) VALUES
 (1, 'drafts', 'Drafts', 'drafts', 'draft', :now, :now, 1, 'markdown', '{}', '', ''),
 (2, 'drafts-post', 'Other', 'other', 'draft', :now, :now, 1, 'markdown', '{}', '', '');
"""


def test_a_post_at_an_address_of_the_site_gets_another_which_is_told(empty_url: str) -> None:
    with migrations._migrating(empty_url) as connection:
        command.upgrade(migrations._config(connection), "0008")
        for statement in _SITE_OF_0008.strip().split(";")[:-1]:
            connection.execute(text(statement), {"now": "2024-01-01 00:00:00+00:00"})
    first, second = migrations.upgrade(empty_url), migrations.upgrade(empty_url)
    assert (first, second) == ((("drafts", "drafts-post-2"),), ())


_THAI = """
INSERT INTO nodes (id) VALUES (1);
INSERT INTO posts (id, slug, title, folded, status, published, created, updated, rev, format,
 fields, summary, body) VALUES (1, 'thai', 'การค้นหา', 'การคนหา', 'published', :now, :now, :now, 1,
 'markdown', '{}', '', 'ข้อความภาษาไทย');
"""


def test_a_text_without_spaces_is_indexed_again(empty_url: str) -> None:
    with migrations._migrating(empty_url) as connection:
        command.upgrade(migrations._config(connection), "0007")
        for statement in _THAI.strip().split(";")[:-1]:
            connection.execute(text(statement), {"now": "2024-01-01 00:00:00+00:00"})
    migrations.upgrade(empty_url)
    database = Database(empty_url)
    try:
        with database.reading():
            assert [result.slug for result in search.find("ภาษา", 0, 5).items] == ["thai"]
    finally:
        database.dispose()


def test_the_migrated_schema_is_the_one_that_the_models_describe(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_name": lambda name, kind, _: (
                    kind != "table" or not str(name).startswith(BESIDE_THE_MODELS)
                ),
                "compare_type": True,
            },
        )
        assert compare_metadata(context, Base.metadata) == []


def test_a_database_that_cannot_be_reached_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="unable to open database file"):
        migrations.upgrade(f"sqlite:///{tmp_path}/nowhere/site.db")
