"""Make the change log, the triggers that note what is written, and the site's random id.

The triggers of SQLite go with their table: a later version that rebuilds `posts` or
`edges` there has to make them again.
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision: str | None = "0001"

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

#: By which lists choose and order posts.
_LISTING = ("id", "slug", "status", "published", "body = ''")
_WORDS = ("title", "summary", "body", "plain")
_POST = (
    *("id", "slug", "title", "folded", "status", "published", "created", "updated", "rev"),
    *("format", "author_id", "origin", "origin_hash", "origin_rev", "fields", "summary"),
    *("body", "plain"),
)
_EDGE = ("source_id", "kind", "target_id", "position")

_NOTE_POST = "INSERT INTO touched_posts (node_id, slug, listing, words)"
_NOTE_EDGE = "INSERT INTO touched_edges (source_id, kind, target_id)"


def upgrade() -> None:
    """Make everything."""
    _make_log()
    _make_notes()
    _make_facts()
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    make = _make_trigger_on_sqlite if is_sqlite else _make_trigger_on_postgresql
    for table, event, condition, action in _triggers("IS NOT" if is_sqlite else "IS DISTINCT FROM"):
        make(table, event, condition, action)


def _make_log() -> None:
    op.create_table(
        "change",
        sa.Column("position", _SERIAL, nullable=False),
        sa.Column("topic", _NAME, nullable=False),
        sa.Column("time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("verb", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("position", name="pk_change"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_change_topic", "change", ["topic", "position"])


def _make_notes() -> None:
    op.create_table(
        "touched_posts",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("node_id", sa.Integer(), nullable=False),
        sa.Column("slug", _NAME, nullable=False),
        sa.Column("listing", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_touched_posts"),
    )
    op.create_table(
        "touched_edges",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("kind", _NAME, nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_touched_edges"),
    )


def _make_facts() -> None:
    facts = op.create_table(
        "facts",
        sa.Column("name", _NAME, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_facts"),
    )
    op.bulk_insert(facts, [{"name": "site id", "value": secrets.token_hex(16)}])


def _triggers(is_other: str) -> list[tuple[str, str, str, str]]:
    """Give table, event, condition and action; the databases differ in how they compare."""
    posts_differ = _compared(_POST, is_other)
    flags = f"{_compared(_LISTING, is_other)}, {_compared(_WORDS, is_other)}"
    # A UNION drops what is there twice, which is the rule: slugs do not change.
    both = f"SELECT OLD.id, OLD.slug, {flags} UNION SELECT NEW.id, NEW.slug, {flags}"
    ends = {row: f"SELECT {row}.source_id, {row}.kind, {row}.target_id" for row in ("OLD", "NEW")}
    return [
        ("posts", "insert", "true", f"{_NOTE_POST} VALUES (NEW.id, NEW.slug, true, false)"),
        ("posts", "delete", "true", f"{_NOTE_POST} VALUES (OLD.id, OLD.slug, true, false)"),
        ("posts", "update", posts_differ, f"{_NOTE_POST} {both}"),
        ("edges", "insert", "true", f"{_NOTE_EDGE} {ends['NEW']}"),
        ("edges", "delete", "true", f"{_NOTE_EDGE} {ends['OLD']}"),
        (
            "edges",
            "update",
            _compared(_EDGE, is_other),
            f"{_NOTE_EDGE} {ends['OLD']} UNION {ends['NEW']}",
        ),
    ]


def _compared(columns: tuple[str, ...], is_other: str) -> str:
    """Write an expression that is true when the row before and the row after differ."""
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
    return f"(({old}) {is_other} ({new}))"


def _make_trigger_on_sqlite(table: str, event: str, condition: str, action: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_{event}_is_noted AFTER {event} ON {table}"
        f" WHEN {condition} BEGIN {action}; END"
    )


def _make_trigger_on_postgresql(table: str, event: str, condition: str, action: str) -> None:
    name = f"{table}_{event}_is_noted"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {action}; RETURN NULL; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} AFTER {event} ON {table}"
        f" FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION {name}()"
    )
