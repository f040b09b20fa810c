"""Make the node the index card of a thing: what lists, links and pickers show moves there.

Slug, title, state and dates move from `posts` to `nodes`; each node gets a UUID of the time it
was made. Kinds get keys, and edges name them by these. SQLite cannot drop such columns: `posts`,
`nodes` and `edges` are made anew there, and their triggers with them. The triggers note
nodes, posts and edges, of things elsewhere too.
"""

from datetime import UTC, datetime
from itertools import product
from typing import Any

import sqlalchemy as sa
from alembic import op

from db.kernel.identity import uuid_at
from db.kernel.text import fold
from db.migrations import node_triggers
from db.migrations.node_triggers import CARD, EDGE, POST
from db.migrations.tables import drop_trigger, is_sqlite, run

revision = "0010"
down_revision: str | None = "0009"

_NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
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


#: The columns of a card, which are empty yet.
_CARD_COLUMNS = """
ALTER TABLE nodes ADD COLUMN uuid {name};
ALTER TABLE nodes ADD COLUMN thing TEXT DEFAULT 'post' NOT NULL;
ALTER TABLE nodes ADD COLUMN service TEXT DEFAULT '' NOT NULL;
ALTER TABLE nodes ADD COLUMN slug {name};
ALTER TABLE nodes ADD COLUMN folded {name};
ALTER TABLE nodes ADD COLUMN status TEXT;
ALTER TABLE nodes ADD COLUMN published {moment};
ALTER TABLE nodes ADD COLUMN created {moment};
ALTER TABLE nodes ADD COLUMN updated {moment};
ALTER TABLE nodes ADD COLUMN listing_rule TEXT DEFAULT 'type' NOT NULL;
ALTER TABLE nodes ADD COLUMN listed BOOLEAN DEFAULT false NOT NULL;
ALTER TABLE nodes ADD COLUMN goes_public BOOLEAN DEFAULT false NOT NULL;
ALTER TABLE nodes ADD COLUMN key {name};
ALTER TABLE nodes ADD COLUMN snapshot {fields}
"""
#: On SQLite: leave a post what its card does not say, and let edges name kinds that there are.
_NARROW_TABLES = f"""
CREATE TABLE new_posts (
  id INTEGER NOT NULL,
  rev INTEGER NOT NULL,
  format TEXT NOT NULL,
  author_id INTEGER,
  origin TEXT,
  origin_hash TEXT,
  origin_rev INTEGER,
  fields JSON NOT NULL,
  lang TEXT DEFAULT '' NOT NULL,
  summary TEXT NOT NULL,
  body TEXT NOT NULL,
  plain TEXT,
  CONSTRAINT pk_posts PRIMARY KEY (id),
  CONSTRAINT fk_posts_id FOREIGN KEY (id) REFERENCES nodes (id) ON DELETE CASCADE,
  CONSTRAINT fk_posts_author_id FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE SET NULL,
  CONSTRAINT uq_posts_origin UNIQUE (origin),
  CONSTRAINT ck_posts_format CHECK (format IN ('markdown', 'sx'))
);
INSERT INTO new_posts ({", ".join(POST)}) SELECT {", ".join(POST)} FROM posts;
DROP TABLE posts;
ALTER TABLE new_posts RENAME TO posts;
CREATE INDEX ix_posts_author_id ON posts (author_id);
CREATE TABLE new_edges (
  source_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  target_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  CONSTRAINT pk_edges PRIMARY KEY (source_id, kind, target_id),
  CONSTRAINT fk_edges_source_id FOREIGN KEY (source_id) REFERENCES nodes (id) ON DELETE CASCADE,
  CONSTRAINT fk_edges_target_id FOREIGN KEY (target_id) REFERENCES nodes (id) ON DELETE CASCADE,
  CONSTRAINT fk_edges_kind FOREIGN KEY (kind) REFERENCES nodes (key)
) WITHOUT ROWID;
INSERT INTO new_edges ({", ".join(EDGE)}) SELECT {", ".join(EDGE)} FROM edges;
DROP TABLE edges;
ALTER TABLE new_edges RENAME TO edges;
CREATE INDEX ix_edges_position ON edges (source_id, kind, position);
CREATE INDEX ix_edges_target ON edges (target_id, kind);
CREATE INDEX ix_edges_kind ON edges (kind)
"""  # noqa: S608
_LEAVE_SEARCH = (
    "CREATE TRIGGER posts_leave_search AFTER DELETE ON posts"
    " BEGIN DELETE FROM search_words WHERE rowid = OLD.id; END"
)
#: The narrow rows are nodes' now, and so are the notes: none of these outlives a transaction.
_TITLES_AND_NOTES = """
DROP TABLE IF EXISTS titles;
CREATE TABLE titles (
  node_id INTEGER NOT NULL,
  names {name} NOT NULL,
  CONSTRAINT pk_titles PRIMARY KEY (node_id),
  CONSTRAINT fk_titles_node_id FOREIGN KEY (node_id) REFERENCES nodes (id) ON DELETE CASCADE
);
CREATE INDEX ix_titles_names ON titles (names, node_id);
INSERT INTO titles (node_id, names) SELECT id, <names> FROM nodes WHERE slug IS NOT NULL;
DROP TABLE IF EXISTS touched_posts;
CREATE TABLE touched_nodes (
  id {serial} NOT NULL,
  node_id INTEGER NOT NULL,
  slug {name},
  listing BOOLEAN NOT NULL,
  words BOOLEAN NOT NULL,
  CONSTRAINT pk_touched_nodes PRIMARY KEY (id)
)
"""
#: The triggers that earlier versions made.
_TRIGGERS = {
    "posts": ("is_noted", "notes_names", "keeps_title"),
    "edges": ("is_noted",),
}


def upgrade() -> None:
    """Move everything."""
    _drop_triggers()
    for statement in _DROP_NOTHINGS:
        op.execute(statement.format(nothings=_NOTHINGS))
    run(_CARD_COLUMNS)
    _fill_nodes()
    _name_kinds_by_keys()
    _close_nodes()
    if is_sqlite():
        run(_NARROW_TABLES)
        op.execute(_LEAVE_SEARCH)
    else:
        for name in CARD:
            op.execute(f"ALTER TABLE posts DROP COLUMN IF EXISTS {name} CASCADE")
        op.create_foreign_key("fk_edges_kind", "edges", "nodes", ["kind"], ["key"])
    _index_nodes()
    run(_TITLES_AND_NOTES.replace("<names>", node_triggers.names("nodes")))
    node_triggers.make()


def _drop_triggers() -> None:
    """Drop the triggers of posts and edges; those that name columns hold them on PostgreSQL."""
    for table, deeds in _TRIGGERS.items():
        for event, deed in product(("insert", "update", "delete"), deeds):
            drop_trigger(f"{table}_{event}_{deed}")


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


def _name_kinds_by_keys() -> None:
    """Give the kinds that edges have their keys, and name them so wherever they are named."""
    op.execute(_KEYS)
    if not is_sqlite():
        op.execute("ALTER TABLE edges DROP CONSTRAINT IF EXISTS fk_edges_kind")
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


def _close_nodes() -> None:
    """Hold cards to their rules, now that all have one."""
    filled: dict[str, Any] = {
        **dict.fromkeys(("uuid", "folded"), _NAME),
        **dict.fromkeys(("title", "status"), sa.Text()),
        **dict.fromkeys(("created", "updated"), _MOMENT),
    }
    with op.batch_alter_table("nodes", recreate="always" if is_sqlite() else "never") as nodes:
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
