"""Make the aliases of posts, their language, and the triggers that note which names changed.

A name is noted where the post that it means may be another: a published post with it
comes, goes, is hidden or shown, or gets another title or slug; an alias comes or goes. On SQLite
the triggers go with their table: a later version that rebuilds `posts` there has to make
them again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision: str | None = "0004"

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

#: By which names mean a post, or mean it no longer.
_NAMING = ("slug", "folded", "status")
#: What a topic says of a name: an index takes no line of any length.
_LONGEST = 200

#: All columns of a post, with the new one, which a note on a post watches.
_POST = (
    *("id", "slug", "title", "folded", "status", "published", "created", "updated", "rev"),
    *("format", "author_id", "origin", "origin_hash", "origin_rev", "fields", "summary"),
    *("body", "plain", "lang"),
)
_LISTING = ("id", "slug", "status", "published", "body = ''")
_WORDS = ("title", "summary", "body", "plain")


def upgrade() -> None:
    """Make everything."""
    op.add_column("posts", sa.Column("lang", sa.Text(), nullable=False, server_default=""))
    _make_aliases()
    op.create_table(
        "touched_names",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("name", _NAME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_touched_names"),
    )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    make = _make_trigger_on_sqlite if is_sqlite else _make_trigger_on_postgresql
    is_other = "IS NOT" if is_sqlite else "IS DISTINCT FROM"
    for table, event, condition, action in _triggers(is_other):
        make(f"{table}_{event}_notes_names", table, event, condition, action)
    _watch_language(is_sqlite, is_other)


def _make_aliases() -> None:
    op.create_table(
        "aliases",
        sa.Column("post_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("folded", _NAME, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("post_id", "folded", name="pk_aliases"),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name="fk_aliases_post_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_aliases_folded", "aliases", ["folded", "post_id"])


def _triggers(is_other: str) -> list[tuple[str, str, str, str]]:
    """Give table, event, condition and action."""
    came, went = _names_of("NEW"), _names_of("OLD")
    own = f"SELECT substr(folded, 1, {_LONGEST}) FROM aliases WHERE post_id = NEW.id"  # noqa: S608
    alias = {row: f"SELECT substr({row}.folded, 1, {_LONGEST})" for row in ("OLD", "NEW")}
    note = "INSERT INTO touched_names (name)"
    either = f"{note} {alias['OLD']} UNION {alias['NEW']}"
    return [
        ("posts", "insert", "NEW.status = 'published'", f"{note} {came}"),
        ("posts", "delete", "OLD.status = 'published'", f"{note} {went}"),
        (
            "posts",
            "update",
            f"{_compared(_NAMING, is_other)} AND 'published' IN (OLD.status, NEW.status)",
            f"{note} {went} UNION {came} UNION {own}",
        ),
        ("aliases", "insert", "true", f"{note} {alias['NEW']}"),
        ("aliases", "delete", "true", f"{note} {alias['OLD']}"),
        ("aliases", "update", "true", either),
    ]


def _names_of(row: str) -> str:
    return (
        f"SELECT substr({row}.slug, 1, {_LONGEST}) UNION SELECT substr({row}.folded, 1, {_LONGEST})"
    )


def _watch_language(is_sqlite: bool, is_other: str) -> None:
    """Make the trigger that notes a changed post again, now that it has another column."""
    name = "posts_update_is_noted"
    condition = _compared(_POST, is_other)
    if is_sqlite:
        op.execute(f"DROP TRIGGER {name}")
        flags = f"{_compared(_LISTING, is_other)}, {_compared(_WORDS, is_other)}"
        action = (
            "INSERT INTO touched_posts (node_id, slug, listing, words)"
            f" SELECT OLD.id, OLD.slug, {flags} UNION SELECT NEW.id, NEW.slug, {flags}"
        )
        _make_trigger_on_sqlite(name, "posts", "update", condition, action)
    else:
        op.execute(f"DROP TRIGGER {name} ON posts")
        op.execute(
            f"CREATE TRIGGER {name} AFTER update ON posts"
            f" FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION {name}()"
        )


def _compared(columns: tuple[str, ...], is_other: str) -> str:
    """Write an expression that is true when the row before and the row after differ."""
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
    return f"(({old}) {is_other} ({new}))"


def _make_trigger_on_sqlite(name: str, table: str, event: str, condition: str, action: str) -> None:
    op.execute(
        f"CREATE TRIGGER {name} AFTER {event} ON {table} WHEN {condition} BEGIN {action}; END"
    )


def _make_trigger_on_postgresql(
    name: str, table: str, event: str, condition: str, action: str
) -> None:
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {action}; RETURN NULL; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} AFTER {event} ON {table}"
        f" FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION {name}()"
    )
