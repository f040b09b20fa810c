"""Make what pickers stand on: narrow titles, counts of edges, the operations to take back.

`titles` is kept by triggers on `posts`; counts are made of the notes on edges, which now
say whether an edge came or went. On SQLite the triggers go with their table: a later
version that rebuilds `posts` or `edges` there has to make them again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision: str | None = "0002"

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

_NOTE = "INSERT INTO touched_edges (source_id, kind, target_id, step)"
_CAME = "SELECT NEW.source_id, NEW.kind, NEW.target_id, 1"
_WENT = "SELECT OLD.source_id, OLD.kind, OLD.target_id, -1"
#: By event: what a trigger on `edges` notes.
_NOTES = {
    "insert": f"{_NOTE} {_CAME}",
    "delete": f"{_NOTE} {_WENT}",
    "update": f"{_NOTE} {_WENT} UNION ALL {_CAME}",
}
_EDGE = ("source_id", "kind", "target_id", "position")


def upgrade() -> None:
    """Make everything."""
    _make_titles()
    _make_uses()
    _make_operations()
    op.add_column(
        "touched_edges", sa.Column("step", sa.Integer(), nullable=False, server_default="0")
    )
    if op.get_bind().dialect.name == "sqlite":
        _make_triggers_on_sqlite()
    else:
        _make_triggers_on_postgresql()


def _make_titles() -> None:
    op.create_table(
        "titles",
        sa.Column("post_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("names", _NAME, nullable=False),
        sa.PrimaryKeyConstraint("post_id", name="pk_titles"),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name="fk_titles_post_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_titles_names", "titles", ["names", "post_id"])
    names = _names("posts")
    op.execute(f"INSERT INTO titles (post_id, names) SELECT id, {names} FROM posts")  # noqa: S608


def _make_uses() -> None:
    op.create_table(
        "uses",
        sa.Column("kind", _NAME, nullable=False),
        sa.Column("target_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "target_id", name="pk_uses"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_uses_count", "uses", ["kind", "count", "target_id"])
    op.execute(
        "INSERT INTO uses (kind, target_id, count)"
        " SELECT kind, target_id, count(*) FROM edges GROUP BY kind, target_id"
    )


def _make_operations() -> None:
    op.create_table(
        "operations",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("kind", _NAME, nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("before_at_other", sa.JSON(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_operations"),
        sa.ForeignKeyConstraint(
            ["source_id"], ["nodes.id"], name="fk_operations_source_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["nodes.id"], name="fk_operations_other_id", ondelete="CASCADE"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_operations_time", "operations", ["time"])
    op.create_index("ix_operations_source_id", "operations", ["source_id"])
    op.create_index("ix_operations_other_id", "operations", ["other_id"])


def _make_triggers_on_sqlite() -> None:
    for event, note in _NOTES.items():
        op.execute(f"DROP TRIGGER edges_{event}_is_noted")
        old, new = (", ".join(f"{row}.{column}" for column in _EDGE) for row in ("OLD", "NEW"))
        differs = f"WHEN (({old}) IS NOT ({new}))" if event == "update" else ""
        op.execute(
            f"CREATE TRIGGER edges_{event}_is_noted AFTER {event} ON edges {differs}"
            f" BEGIN {note}; END"
        )
    for event, write in _title_writes().items():
        op.execute(
            f"CREATE TRIGGER posts_{event}_keeps_title AFTER {_event(event)} ON posts"
            f" BEGIN {write}; END"
        )


def _make_triggers_on_postgresql() -> None:
    for event, note in _NOTES.items():
        op.execute(_function(f"edges_{event}_is_noted", note))
    for event, write in _title_writes().items():
        name = f"posts_{event}_keeps_title"
        op.execute(_function(name, write))
        op.execute(
            f"CREATE TRIGGER {name} AFTER {_event(event)} ON posts"
            f" FOR EACH ROW EXECUTE FUNCTION {name}()"
        )


def _names(row: str) -> str:
    """Write the two lines by which a post is found; an index takes no title of any length."""
    feed = "char(10)" if op.get_bind().dialect.name == "sqlite" else "chr(10)"
    return f"substr({row}.folded, 1, 500) || {feed} || {row}.slug"


def _title_writes() -> dict[str, str]:
    """Give, by event, what a trigger on `posts` writes."""
    names = _names("NEW")
    return {
        "insert": f"INSERT INTO titles (post_id, names) VALUES (NEW.id, {names})",  # noqa: S608
        "update": f"UPDATE titles SET names = {names} WHERE post_id = NEW.id",  # noqa: S608
    }


def _event(event: str) -> str:
    return "update OF folded, slug" if event == "update" else event


def _function(name: str, action: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {action}; RETURN NULL; END $$"
    )
