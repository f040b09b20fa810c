"""Say of each post whether it is listed, and of a draft whether it goes public with its posts.

`listed` follows from the types of a post and from its rule; until now a post was listed if it
had a text. A post whose address is `/drafts/`, a page of the site from now on, gets another slug.
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
    """Add the columns and fill them."""
    for column in _COLUMNS:
        op.execute(f"ALTER TABLE posts ADD COLUMN {column}")
    op.execute(_UNLIST)
    _make_room()


def _make_room() -> None:
    """Rename the post at `/drafts/`; edges are named by the slug of their kind."""
    if not op.get_bind().scalar(sa.text("SELECT 1 FROM posts WHERE slug = 'drafts'")):
        return
    taken = sa.text("SELECT slug FROM posts WHERE slug LIKE 'drafts-post%'")
    slugs = {*op.get_bind().scalars(taken)}
    numbered = (f"{_NEW_SLUG}-{number}" for number in range(2, len(slugs) + 3))
    slug = next(each for each in (_NEW_SLUG, *numbered) if each not in slugs)
    if op.get_bind().dialect.name == "postgresql":
        # The next version makes it again, over the keys of kinds.
        op.execute("ALTER TABLE edges DROP CONSTRAINT IF EXISTS fk_edges_kind")
    for table, column in (("posts", "slug"), ("edges", "kind"), ("uses", "kind")):
        rename = f"UPDATE {table} SET {column} = :slug WHERE {column} = 'drafts'"  # noqa: S608
        op.get_bind().execute(sa.text(rename), {"slug": slug})
    context.config.attributes["renames"].append(("drafts", slug))
