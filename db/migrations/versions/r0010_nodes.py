"""Make the node the index card of a thing: what lists, links and pickers show moves there.

Slug, title, state and dates move from `posts` to `nodes`; each node gets a UUID of the time it
was made. Kinds get keys, and edges name them by these. SQLite cannot drop such columns: `posts`,
`nodes` and `edges` are made anew there, and their triggers with them. The triggers note
nodes, posts and edges, of things elsewhere too.
"""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from db.kernel.identity import uuid_at
from db.kernel.text import fold
from db.migrations import node_triggers
from db.migrations.node_triggers import CARD, EDGE, POST

revision = "0010"
down_revision: str | None = "0009"

_NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_FIELDS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)

#: Kinds of every site: their slugs are their keys.
_SEEDS = "('related', 'tagged', 'is-a', 'subtype-of', 'declares')"

#: Nobody can show what has neither a post nor a url.
_DROP_NOTHINGS = (
    "DELETE FROM edges WHERE source_id IN ({nothings}) OR target_id IN ({nothings})",
    "DELETE FROM operations WHERE source_id IN ({nothings}) OR other_id IN ({nothings})",
    "DELETE FROM nodes WHERE id IN ({nothings})",
)
_NOTHINGS = "SELECT id FROM nodes WHERE url IS NULL AND id NOT IN (SELECT id FROM posts)"
_KEYS = (
    f"UPDATE nodes SET key = CASE WHEN slug IN {_SEEDS} THEN slug ELSE 'k' || id END"  # noqa: S608
    f" WHERE slug IN {_SEEDS} OR slug IN (SELECT kind FROM edges UNION SELECT kind FROM operations)"
)


def upgrade() -> None:
    """Move everything."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    _drop_triggers(is_sqlite)
    for statement in _DROP_NOTHINGS:
        op.execute(statement.format(nothings=_NOTHINGS))
    _widen_nodes()
    _fill_nodes()
    _name_kinds_by_keys(is_sqlite)
    _close_nodes(is_sqlite)
    _narrow_posts(is_sqlite)
    _reference_keys(is_sqlite)
    _index_nodes()
    _make_titles(is_sqlite)
    _make_notes()
    node_triggers.make(is_sqlite)


def _drop_triggers(is_sqlite: bool) -> None:
    """Drop the triggers of posts and edges; those that name columns hold them on PostgreSQL."""
    names = [
        ("posts", f"posts_{event}_{deed}")
        for event in ("insert", "update", "delete")
        for deed in ("is_noted", "notes_names", "keeps_title")
        if (event, deed) != ("delete", "keeps_title")
    ]
    names += [("edges", f"edges_{event}_is_noted") for event in ("insert", "update", "delete")]
    for table, name in names:
        op.execute(f"DROP TRIGGER {name}" + ("" if is_sqlite else f" ON {table}"))
        if not is_sqlite:
            op.execute(f"DROP FUNCTION {name}()")


def _card_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("uuid", _NAME, nullable=True),
        sa.Column("thing", sa.Text(), nullable=False, server_default="post"),
        sa.Column("service", sa.Text(), nullable=False, server_default=""),
        sa.Column("slug", _NAME, nullable=True),
        sa.Column("folded", _NAME, nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("published", _MOMENT, nullable=True),
        sa.Column("created", _MOMENT, nullable=True),
        sa.Column("updated", _MOMENT, nullable=True),
        sa.Column("listing_rule", sa.Text(), nullable=False, server_default="type"),
        sa.Column("listed", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("goes_public", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("key", _NAME, nullable=True),
        sa.Column("snapshot", _FIELDS, nullable=True),
    ]


def _widen_nodes() -> None:
    """Add the columns of a card, which are empty yet."""
    for column in _card_columns():
        op.add_column("nodes", column)


def _fill_nodes() -> None:
    """Copy the cards of posts, make those of things elsewhere, and give each a UUID."""
    moved = ", ".join(f"{name} = posts.{name}" for name in CARD)
    op.execute(f"UPDATE nodes SET url = NULL, {moved} FROM posts WHERE posts.id = nodes.id")  # noqa: S608
    _fill_elsewhere()
    nodes = sa.table("nodes", sa.column("id"), sa.column("uuid"), sa.column("created", _MOMENT))
    rows = op.get_bind().execute(sa.select(nodes.c.id, nodes.c.created).order_by(nodes.c.id)).all()
    named = [{"node": node, "new": uuid_at(_aware(created))} for node, created in rows]
    fill = nodes.update().where(nodes.c.id == sa.bindparam("node"))
    if named:
        op.get_bind().execute(fill.values(uuid=sa.bindparam("new")), named)


def _aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _fill_elsewhere() -> None:
    """Fill the cards of things elsewhere: they were public where they are."""
    names = ("id", "url", "title", "folded", "status", "created", "updated")
    nodes = sa.table("nodes", *(sa.column(name) for name in names[:5]), *_moments(names[5:]))
    found = sa.select(nodes.c.id, nodes.c.url, nodes.c.title).where(nodes.c.url.is_not(None))
    now = datetime.now(UTC)
    for node, url, title in op.get_bind().execute(found).all():
        shown = title or url
        card = {"title": shown, "folded": fold(shown), "status": "published"}
        filled = nodes.update().where(nodes.c.id == node).values(created=now, updated=now, **card)
        op.get_bind().execute(filled)


def _moments(names: tuple[str, ...]) -> list[sa.ColumnClause[datetime]]:
    return [sa.column(name, _MOMENT) for name in names]


def _name_kinds_by_keys(is_sqlite: bool) -> None:
    """Give the kinds that edges have their keys, and name them so wherever they are named."""
    op.execute(_KEYS)
    if not is_sqlite:
        op.drop_constraint("fk_edges_kind", "edges", type_="foreignkey")
    for table in ("edges", "operations"):
        op.execute(
            f"UPDATE {table} SET kind = nodes.key FROM nodes"  # noqa: S608
            f" WHERE nodes.slug = {table}.kind AND nodes.key <> nodes.slug"
        )
    op.execute("DELETE FROM uses")
    op.execute(
        "INSERT INTO uses (kind, target_id, count)"
        " SELECT kind, target_id, count(*) FROM edges GROUP BY kind, target_id"
    )


def _close_nodes(is_sqlite: bool) -> None:
    """Hold cards to their rules, now that all have one."""
    filled: dict[str, Any] = {
        **dict.fromkeys(("uuid", "folded"), _NAME),
        **dict.fromkeys(("title", "status"), sa.Text()),
        **dict.fromkeys(("created", "updated"), _MOMENT),
    }
    with op.batch_alter_table("nodes", recreate="always" if is_sqlite else "never") as nodes:
        for name, kind in filled.items():
            nodes.alter_column(name, existing_type=kind, nullable=False)
        for name in ("uuid", "slug", "key"):
            nodes.create_unique_constraint(f"uq_nodes_{name}", [name])
        for name, rule in _RULES.items():
            nodes.create_check_constraint(op.f(f"ck_nodes_{name}"), rule)


_RULES = {
    "status": "status IN ('draft', 'scheduled', 'published', 'deleted')",
    "place": "(slug IS NULL) <> (url IS NULL)",
    "published": "published IS NOT NULL OR url IS NOT NULL OR status IN ('draft', 'deleted')",
    "listing_rule": "listing_rule IN ('type', 'always', 'never')",
}


def _narrow_posts(is_sqlite: bool) -> None:
    """Leave a post what its card does not say."""
    if not is_sqlite:
        for name in CARD:
            op.execute(f"ALTER TABLE posts DROP COLUMN {name} CASCADE")
        return
    _make_posts("new_posts")
    columns = ", ".join(POST)
    op.execute(f"INSERT INTO new_posts ({columns}) SELECT {columns} FROM posts")  # noqa: S608
    op.drop_table("posts")
    op.rename_table("new_posts", "posts")
    op.create_index("ix_posts_author_id", "posts", ["author_id"])
    op.execute(
        "CREATE TRIGGER posts_leave_search AFTER DELETE ON posts"
        " BEGIN DELETE FROM search_words WHERE rowid = OLD.id; END"
    )


def _make_posts(name: str) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("origin", _NAME, nullable=True),
        sa.Column("origin_hash", sa.Text(), nullable=True),
        sa.Column("origin_rev", sa.Integer(), nullable=True),
        sa.Column("fields", _FIELDS, nullable=False),
        sa.Column("lang", sa.Text(), nullable=False, server_default=""),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("plain", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_posts"),
        sa.ForeignKeyConstraint(["id"], ["nodes.id"], name="fk_posts_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["author_id"], ["users.id"], name="fk_posts_author_id", ondelete="SET NULL"
        ),
        sa.UniqueConstraint("origin", name="uq_posts_origin"),
        sa.CheckConstraint("format IN ('markdown', 'sx')", name=op.f("ck_posts_format")),
    )


def _reference_keys(is_sqlite: bool) -> None:
    """Let edges name kinds that there are."""
    if not is_sqlite:
        op.create_foreign_key("fk_edges_kind", "edges", "nodes", ["kind"], ["key"])
        return
    _make_edges("new_edges")
    columns = ", ".join(EDGE)
    op.execute(f"INSERT INTO new_edges ({columns}) SELECT {columns} FROM edges")  # noqa: S608
    op.drop_table("edges")
    op.rename_table("new_edges", "edges")
    op.create_index("ix_edges_position", "edges", ["source_id", "kind", "position"])
    op.create_index("ix_edges_target", "edges", ["target_id", "kind"])
    op.create_index("ix_edges_kind", "edges", ["kind"])


def _make_edges(name: str) -> None:
    op.create_table(
        name,
        sa.Column("source_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", _NAME, nullable=False),
        sa.Column("target_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("source_id", "kind", "target_id", name="pk_edges"),
        sa.ForeignKeyConstraint(
            ["source_id"], ["nodes.id"], name="fk_edges_source_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["nodes.id"], name="fk_edges_target_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["kind"], ["nodes.key"], name="fk_edges_kind"),
        sqlite_with_rowid=False,
    )


def _index_nodes() -> None:
    """Index what is listed and published, what editors go back to, and titles."""
    here = "status = 'published' AND slug IS NOT NULL"
    for name, columns, which in (
        ("ix_nodes_published", ["published", "id"], here),
        ("ix_nodes_listed", ["published", "id"], "status = 'published' AND listed = true"),
        ("ix_nodes_drafts", ["updated", "id"], "status = 'draft'"),
        ("ix_nodes_edited", ["updated", "id"], here),
    ):
        where = sa.text(which)
        op.create_index(name, "nodes", columns, sqlite_where=where, postgresql_where=where)
    op.create_index("ix_nodes_folded", "nodes", ["folded"])


def _make_titles(is_sqlite: bool) -> None:
    """Make the narrow rows anew: they are nodes' now."""
    op.drop_table("titles")
    op.create_table(
        "titles",
        sa.Column("node_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("names", _NAME, nullable=False),
        sa.PrimaryKeyConstraint("node_id", name="pk_titles"),
        sa.ForeignKeyConstraint(
            ["node_id"], ["nodes.id"], name="fk_titles_node_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_titles_names", "titles", ["names", "node_id"])
    names = node_triggers.names("nodes", is_sqlite)
    op.execute(
        f"INSERT INTO titles (node_id, names) SELECT id, {names} FROM nodes"  # noqa: S608
        " WHERE slug IS NOT NULL"
    )


def _make_notes() -> None:
    """Make notes on nodes in the place of those on posts; none outlives a transaction."""
    op.drop_table("touched_posts")
    op.create_table(
        "touched_nodes",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("node_id", sa.Integer(), nullable=False),
        sa.Column("slug", _NAME, nullable=True),
        sa.Column("listing", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_touched_nodes"),
    )
