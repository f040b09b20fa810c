"""Schemas: from nothing to the newest, once."""

import multiprocessing
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import delete, inspect, select, text, update

from db import migrations, search
from db.engine import Database
from db.graph import queries
from db.kernel.errors import Unavailable
from db.kernel.models import DRAFT, Base, Edge, EdgeCount, Node, OperationRow, Post, Title
from db.kernel.records import PostView
from db.kernel.session import session
from db.posts import addresses, names
from tests.postgres import Server
from tests.unit.db.making import day, names_of_nodes, readable

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
    ours |= {"change", "facts", "touched_edges", "touched_nodes"}
    ours |= {"addresses", "aliases", "touched_names", "mentions", "mention_keys"}
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
            titles = [(row.node_id, row.names) for row in session().scalars(select(Title))]
            session().execute(delete(Edge).where(Edge.source_id == 3))
        with database.reading():
            topics = readable(written.topics, names_of_nodes())
            uses = {
                (row.kind, row.target_id): row.count for row in session().scalars(select(EdgeCount))
            }
    finally:
        database.dispose()
    assert sorted(titles) == [(1, "creme\ncreme"), (2, "related\nrelated"), (3, "tagged\ntagged")]
    assert uses == {("related", 2): 1, ("related", 1): 1, ("tagged", 2): 1}
    assert {"in:related:related", "out:tagged:related"} <= topics


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


#: A site as the ninth version had it: a tag, a kind of its own, a draft, a post elsewhere.
_SITE_OF_0009 = """
INSERT INTO users (id, name, folded, password_hash, created) VALUES (1, 'Ada', 'ada', '', :now);
INSERT INTO nodes (id, url, title) VALUES (1, NULL, NULL), (2, NULL, NULL), (3, NULL, NULL),
 (4, NULL, NULL), (5, 'https://example.org/a', 'Élan'), (6, 'https://example.org/b', NULL),
 (7, NULL, NULL);
INSERT INTO posts (id, slug, title, folded, status, published, created, updated, rev, format,
 author_id, origin, origin_hash, origin_rev, fields, summary, body, plain, lang, listing_rule,
 listed, goes_public) VALUES
 (1, 'tagged', 'Tagged', 'tagged', 'published', :now, :now, :now, 1, 'markdown', NULL,
  'seed:tagged', 'x', 1, '{}', '', '', NULL, '', 'type', false, false),
 (2, 'cites', 'Cites', 'cites', 'published', :now, :now, :now, 4, 'markdown', NULL, NULL, NULL,
  NULL, '{"label": "Cited"}', '', '', NULL, '', 'type', false, false),
 (3, 'creme', 'Crème', 'creme', 'published', :now, :now, :later, 2, 'sx', 1, NULL, NULL, NULL,
  '{}', 'Short.', '(p)', 'Plain.', 'fr', 'always', true, false),
 (4, 'moss', 'Moss', 'moss', 'draft', NULL, :now, :now, 1, 'markdown', NULL, NULL, NULL, NULL,
  '{}', '', 'Text.', NULL, '', 'never', false, true);
INSERT INTO edges (source_id, kind, target_id, position) VALUES
 (3, 'tagged', 4, 1), (3, 'cites', 5, 1), (4, 'cites', 3, 7), (7, 'tagged', 4, 1);
INSERT INTO uses (kind, target_id, count) VALUES ('cites', 3, 1), ('cites', 5, 1), ('tagged', 4, 2);
INSERT INTO aliases (post_id, folded, name) VALUES (3, 'cream', 'Cream');
INSERT INTO addresses (path, post_id) VALUES ('old/creme', 3);
INSERT INTO change (position, topic, time) VALUES (90, 'post:creme', :now);
INSERT INTO operations (id, time, actor, verb, source_id, kind, other_id, before, before_at_other,
 undone) VALUES (1, :now, 'ada', 'relate', 4, 'cites', 3, '[]', '[]', false);
DELETE FROM touched_edges; DELETE FROM touched_names;
"""

#: Of what the ninth version had and the tenth replaces: tables, and one trigger of each database.
_REPLACED = """
CREATE TABLE touched_posts (id INTEGER PRIMARY KEY, node_id INTEGER);
CREATE TABLE titles (post_id INTEGER PRIMARY KEY REFERENCES posts (id), names TEXT);
CREATE INDEX ix_titles_names ON titles (names);
"""
_NOTE = "INSERT INTO touched_posts (node_id) VALUES (OLD.id)"
_NOTE_ON = {
    "sqlite": (
        "CREATE TRIGGER posts_update_is_noted AFTER update ON posts"
        f" WHEN OLD.slug IS NOT NEW.slug BEGIN {_NOTE}; END",
    ),
    "postgresql": (
        "CREATE FUNCTION posts_update_is_noted() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {_NOTE}; RETURN NULL; END $$",
        "CREATE TRIGGER posts_update_is_noted AFTER update ON posts FOR EACH ROW"
        " WHEN (OLD.slug IS DISTINCT FROM NEW.slug) EXECUTE FUNCTION posts_update_is_noted()",
        "ALTER TABLE posts ADD CONSTRAINT uq_posts_slug UNIQUE (slug)",
        "ALTER TABLE edges ADD CONSTRAINT fk_edges_kind FOREIGN KEY (kind) REFERENCES posts (slug)",
    ),
}


@pytest.fixture
def site_of_0009(empty_url: str) -> Iterator[Database]:
    """That site, brought to the newest schema."""
    times = {"now": "2024-01-01 00:00:00+00:00", "later": "2024-02-01 00:00:00+00:00"}
    with migrations._migrating(empty_url) as connection:
        command.upgrade(migrations._config(connection), "0009")
        for statement in _SITE_OF_0009.strip().split(";")[:-1]:
            # A colon in JSON is no parameter.
            escaped = statement.replace('": ', '"\\: ')
            given = {name: value for name, value in times.items() if f":{name}" in statement}
            connection.execute(text(escaped), given)
        for statement in (*_REPLACED.strip().split(";")[:-1], *_NOTE_ON[connection.dialect.name]):
            connection.exec_driver_sql(statement)
    migrations.upgrade(empty_url)
    database = Database(empty_url)
    yield database
    database.dispose()


def test_cards_move_to_nodes(site_of_0009: Database) -> None:
    with site_of_0009.reading():
        cards = [
            (card.slug or card.url, card.title, card.folded, card.status, card.listed, card.key)
            for card in session().scalars(select(Node).order_by(Node.id))
        ]
        creme = queries.post("creme")
        ids = [*session().scalars(select(Node.uuid).order_by(Node.id))]
        draft = session().execute(select(Node.listing_rule, Node.goes_public).where(DRAFT)).one()
    elsewhere = "https://example.org/b"
    assert cards == [
        ("tagged", "Tagged", "tagged", "published", False, "tagged"),
        ("cites", "Cites", "cites", "published", False, "k2"),
        ("creme", "Crème", "creme", "published", True, None),
        ("moss", "Moss", "moss", "draft", False, None),
        ("https://example.org/a", "Élan", "elan", "published", False, None),
        (elsewhere, elsewhere, elsewhere, "published", False, None),
    ]
    moments = day(1).replace(hour=0), datetime(2024, 2, 1, tzinfo=UTC)
    assert creme == PostView(
        slug="creme",
        title="Crème",
        body="(p)",
        format="sx",
        summary="Short.",
        status="published",
        published=moments[0],
        updated=moments[1],
        rev=2,
        author="Ada",
        lang="fr",
    )
    assert tuple(draft) == ("never", True)
    assert len({*ids}) == 6
    assert [UUID(each).version for each in ids] == [7] * 6
    # The first 48 bits are milliseconds.
    assert ids[0][:13].replace("-", "") == f"{int(moments[0].timestamp() * 1000):012x}"


def test_edges_keep_their_kinds_under_keys(site_of_0009: Database) -> None:
    with site_of_0009.reading():
        edges = {(e.source_id, e.kind, e.target_id) for e in session().scalars(select(Edge))}
        uses = {
            (row.kind, row.target_id): row.count for row in session().scalars(select(EdgeCount))
        }
        kinds = [*session().scalars(select(OperationRow.kind))]
        found = addresses.post_at("/old/creme", public=True), names.resolve(["Cream"])
    # What came from nothing that there is went.
    assert edges == {(3, "tagged", 4), (3, "k2", 5), (4, "k2", 3)}
    assert (uses, kinds) == ({("tagged", 4): 1, ("k2", 3): 1, ("k2", 5): 1}, ["k2"])
    assert found == ("creme", {"Cream": "creme"})


def test_triggers_are_there_again(site_of_0009: Database) -> None:
    with site_of_0009.writing() as written:
        names = names_of_nodes()
        session().execute(update(Node).where(Node.id == 5).values(title="Verve", folded="verve"))
        session().execute(delete(Edge).where(Edge.source_id == 4))
        session().execute(update(Post).where(Post.id == 3).values(body="(p 1)"))
        session().execute(update(Node).where(Node.id == 4).values(status="deleted"))
        search.index(3, "Crème", "", "Plain.")
        session().execute(delete(Node).where(Node.id == 3))
    assert readable(written.topics, names) == {
        *("post:Élan", "post:creme", "post:moss", "posts", "text", "name:creme", "name:cream"),
        *("out:moss:k2", "in:creme:k2", "out:creme:k2", "in:Élan:k2", "out:creme:tagged"),
        *("in:moss:tagged", "at:creme", "at:moss", "name:old/creme"),
    }
    with site_of_0009.reading():
        titles = {*session().scalars(select(Title.names))}
        assert search.find("plain", 0, 5).total == 0
    assert titles == {"tagged\ntagged", "cites\ncites", "moss\nmoss"}


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
