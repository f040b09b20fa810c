"""Make users, nodes, posts, edges and the search index of each database."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision: str | None = None

_NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_FIELDS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_MOMENT = sa.DateTime(timezone=True)
_PUBLISHED = sa.text("status = 'published'")
_LISTED = sa.text("status = 'published' AND body <> ''")


def upgrade() -> None:
    """Make everything."""
    _make_users()
    _make_nodes()
    _make_posts()
    _make_edges()
    if op.get_bind().dialect.name == "sqlite":
        _make_search_on_sqlite()
    else:
        _make_search_on_postgresql()


def _make_users() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", _NAME, nullable=False),
        sa.Column("folded", _NAME, nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("folded", name="uq_users_folded"),
    )


def _make_nodes() -> None:
    op.create_table(
        "nodes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", _NAME, nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_nodes"),
        sa.UniqueConstraint("url", name="uq_nodes_url"),
    )


def _make_posts() -> None:
    op.create_table(
        "posts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", _NAME, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("folded", _NAME, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("published", _MOMENT, nullable=True),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("updated", _MOMENT, nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("origin", _NAME, nullable=True),
        sa.Column("origin_hash", sa.Text(), nullable=True),
        sa.Column("origin_rev", sa.Integer(), nullable=True),
        sa.Column("fields", _FIELDS, nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("plain", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_posts"),
        sa.ForeignKeyConstraint(["id"], ["nodes.id"], name="fk_posts_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["author_id"], ["users.id"], name="fk_posts_author_id", ondelete="SET NULL"
        ),
        sa.UniqueConstraint("slug", name="uq_posts_slug"),
        sa.UniqueConstraint("origin", name="uq_posts_origin"),
        sa.CheckConstraint("status IN ('draft', 'published')", name="ck_posts_status"),
        sa.CheckConstraint("format IN ('markdown', 'sx')", name="ck_posts_format"),
        sa.CheckConstraint("status = 'draft' OR published IS NOT NULL", name="ck_posts_published"),
    )
    for name, which in (("ix_posts_published", _PUBLISHED), ("ix_posts_listed", _LISTED)):
        op.create_index(
            name, "posts", ["published", "id"], sqlite_where=which, postgresql_where=which
        )
    op.create_index("ix_posts_folded", "posts", ["folded"])
    op.create_index("ix_posts_author_id", "posts", ["author_id"])


def _make_edges() -> None:
    op.create_table(
        "edges",
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
        sa.ForeignKeyConstraint(["kind"], ["posts.slug"], name="fk_edges_kind"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_edges_position", "edges", ["source_id", "kind", "position"])
    op.create_index("ix_edges_target", "edges", ["target_id", "kind"])
    op.create_index("ix_edges_kind", "edges", ["kind"])


def _make_search_on_sqlite() -> None:
    """Make an index of words that `db.search` has folded and cut: `ascii` cuts at spaces only."""
    op.execute(
        "CREATE VIRTUAL TABLE search_words"
        " USING fts5(title, summary, body, tokenize = 'ascii', prefix = '2 3')"
    )
    op.execute(
        "CREATE TRIGGER posts_leave_search AFTER DELETE ON posts"
        " BEGIN DELETE FROM search_words WHERE rowid = OLD.id; END"
    )


def _make_search_on_postgresql() -> None:
    """Make an index of words that `db.search` has folded, cut and given their places."""
    op.create_table(
        "search_words",
        sa.Column("post_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.PrimaryKeyConstraint("post_id", name="pk_search_words"),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name="fk_search_words_post_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_search_words_words", "search_words", ["words"], postgresql_using="gin")
