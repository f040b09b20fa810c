"""Say of each post whether it is listed, and of a draft whether it goes public with its posts.

`listed` follows from the types of a post and from its rule; until now a post was listed if it
had a text. The triggers that note what is written hear of the new columns. A post whose address
is `/drafts/`, a page of the site from now on, gets another slug.
"""

import sqlalchemy as sa
from alembic import context, op

revision = "0009"
down_revision: str | None = "0008"

_COLUMNS = (
    "listing_rule TEXT NOT NULL DEFAULT 'type' CONSTRAINT ck_posts_listing_rule"
    " CHECK (listing_rule IN ('type', 'always', 'never'))",
    "listed BOOLEAN NOT NULL DEFAULT true",
    "goes_public BOOLEAN NOT NULL DEFAULT false",
)

#: By which lists choose and order posts, and what chips say of their state.
_LISTING = ("id", "slug", "status", "published", "listed", "goes_public")
_WORDS = ("title", "summary", "body", "plain")

#: Tags and kinds, instances of what lies below `tag` and `relation`, and the types themselves.
_UNLIST = """
WITH RECURSIVE
quiet(id) AS (
  SELECT id FROM posts WHERE slug IN ('tag', 'relation')
  UNION SELECT edges.source_id FROM edges
    JOIN quiet ON quiet.id = edges.target_id WHERE edges.kind = 'subtype-of'
),
tops(id) AS (
  SELECT id FROM posts WHERE slug = 'type'
  UNION SELECT edges.source_id FROM edges
    JOIN posts ON posts.id = edges.target_id WHERE edges.kind = 'is-a' AND posts.slug = 'type'
),
types(id) AS (
  SELECT id FROM tops
  UNION SELECT edges.source_id FROM edges
    JOIN types ON types.id = edges.target_id WHERE edges.kind = 'subtype-of'
)
UPDATE posts SET listed = false WHERE id IN (SELECT id FROM types) OR id IN
  (SELECT source_id FROM edges WHERE kind = 'is-a' AND target_id IN (SELECT id FROM quiet))
"""

_NEW_SLUG = "drafts-post"


def upgrade() -> None:
    """Add the columns and fill them; then indexes and triggers follow."""
    for column in _COLUMNS:
        op.execute(f"ALTER TABLE posts ADD COLUMN {column}")
    op.execute(_UNLIST)
    _make_room()
    _make_indexes()
    _note_posts()


def _make_room() -> None:
    """Rename the post at `/drafts/`; edges are named by the slug of their kind."""
    if not op.get_bind().scalar(sa.text("SELECT 1 FROM posts WHERE slug = 'drafts'")):
        return
    taken = sa.text("SELECT slug FROM posts WHERE slug LIKE 'drafts-post%'")
    slugs = {*op.get_bind().scalars(taken)}
    numbered = (f"{_NEW_SLUG}-{number}" for number in range(2, len(slugs) + 3))
    slug = next(each for each in (_NEW_SLUG, *numbered) if each not in slugs)
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    if is_postgresql:
        op.drop_constraint("fk_edges_kind", "edges", type_="foreignkey")
    for table, column in (("posts", "slug"), ("edges", "kind"), ("uses", "kind")):
        rename = f"UPDATE {table} SET {column} = :slug WHERE {column} = 'drafts'"  # noqa: S608
        op.get_bind().execute(sa.text(rename), {"slug": slug})
    if is_postgresql:
        op.create_foreign_key("fk_edges_kind", "edges", "posts", ["kind"], ["slug"])
    context.config.attributes["renames"].append(("drafts", slug))


def _make_indexes() -> None:
    """Index what is listed, and what editors go back to."""
    op.drop_index("ix_posts_listed", "posts")
    for name, columns, which in (
        ("ix_posts_listed", ["published", "id"], "status = 'published' AND listed = true"),
        ("ix_posts_drafts", ["updated", "id"], "status = 'draft'"),
        ("ix_posts_edited", ["updated", "id"], "status = 'published'"),
    ):
        where = sa.text(which)
        op.create_index(name, "posts", columns, sqlite_where=where, postgresql_where=where)


def _note_posts() -> None:
    """Make the trigger on changed posts anew, over every column that there is."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    is_other = "IS NOT" if is_sqlite else "IS DISTINCT FROM"
    columns = tuple(each["name"] for each in sa.inspect(op.get_bind()).get_columns("posts"))
    flags = f"{_compared(_LISTING, is_other)}, {_compared(_WORDS, is_other)}"
    note = (
        "INSERT INTO touched_posts (node_id, slug, listing, words)"
        f" SELECT OLD.id, OLD.slug, {flags} UNION SELECT NEW.id, NEW.slug, {flags}"
    )
    differs = _compared(columns, is_other)
    name = "posts_update_is_noted"
    op.execute(f"DROP TRIGGER {name}" + ("" if is_sqlite else " ON posts"))
    if is_sqlite:
        op.execute(f"CREATE TRIGGER {name} AFTER update ON posts WHEN {differs} BEGIN {note}; END")
        return
    op.execute(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {note}; RETURN NULL; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} AFTER update ON posts"
        f" FOR EACH ROW WHEN ({differs}) EXECUTE FUNCTION {name}()"
    )


def _compared(columns: tuple[str, ...], is_other: str) -> str:
    """Write an expression that is true when the row before and the row after differ."""
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
    return f"(({old}) {is_other} ({new}))"
