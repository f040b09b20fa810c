"""Make the table of mentions, what is stored of the outline and pictures of a body, their triggers.

Which mentions there are the bodies say: `rose-ash migrate` reads them.
"""

from db.migrations import node_triggers
from db.migrations.tables import run

revision = "0012"
down_revision: str | None = "0011"

_TABLES = """
ALTER TABLE posts ADD COLUMN outline JSON DEFAULT '[]' NOT NULL;
ALTER TABLE posts ADD COLUMN pictures JSON DEFAULT '[]' NOT NULL;
CREATE TABLE mentions (
  source_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  written TEXT NOT NULL,
  target_id INTEGER,
  CONSTRAINT pk_mentions PRIMARY KEY (source_id, position),
  CONSTRAINT fk_mentions_source_id FOREIGN KEY (source_id) REFERENCES posts (id) ON DELETE CASCADE,
  CONSTRAINT ck_mentions_kind CHECK (kind IN ('name', 'path', 'url'))
);
CREATE INDEX ix_mentions_target ON mentions (target_id, source_id);
CREATE TABLE mention_keys (
  source_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  preference INTEGER NOT NULL,
  key {name} NOT NULL,
  CONSTRAINT pk_mention_keys PRIMARY KEY (source_id, position, preference),
  CONSTRAINT fk_mention_keys_source_id FOREIGN KEY (source_id, position)
    REFERENCES mentions (source_id, position) ON DELETE CASCADE
);
CREATE INDEX ix_mention_keys_key ON mention_keys (key)
"""


def upgrade() -> None:
    """Make columns, tables and triggers."""
    run(_TABLES)
    node_triggers.make_for_mentions()
