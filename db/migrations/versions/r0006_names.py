"""Make the aliases of posts, their language, and the triggers that note which names changed.

A name is noted where the post that it means may be another: an alias comes or goes, or what
posts are named by changes (`node_triggers`).
"""

from db.migrations.node_triggers import LONGEST
from db.migrations.tables import make_trigger, run

revision = "0006"
down_revision: str | None = "0004"

_TABLES = """
ALTER TABLE posts ADD COLUMN lang TEXT DEFAULT '' NOT NULL;
CREATE TABLE aliases (
  post_id INTEGER NOT NULL,
  folded {name} NOT NULL,
  name TEXT NOT NULL,
  CONSTRAINT pk_aliases PRIMARY KEY (post_id, folded),
  CONSTRAINT fk_aliases_post_id FOREIGN KEY (post_id) REFERENCES posts (id) ON DELETE CASCADE
);
CREATE INDEX ix_aliases_folded ON aliases (folded, post_id);
CREATE TABLE touched_names (
  id {serial} NOT NULL,
  name {name} NOT NULL,
  CONSTRAINT pk_touched_names PRIMARY KEY (id)
)
"""


def upgrade() -> None:
    """Make everything."""
    run(_TABLES)
    new, old = (f"SELECT substr({row}.folded, 1, {LONGEST})" for row in ("NEW", "OLD"))
    for event, names in (("insert", new), ("delete", old), ("update", f"{old} UNION {new}")):
        note = f"INSERT INTO touched_names (name) {names}"
        make_trigger(f"aliases_{event}_notes_names", event, "true", note)
