"""Make what pickers stand on: counts of edges, and the operations to take back.

Counts are made of the notes on edges, which now say whether an edge came or went.
"""

from db.migrations.tables import run

revision = "0003"
down_revision: str | None = "0002"

_TABLES = """
CREATE TABLE uses (
  kind {name} NOT NULL,
  target_id INTEGER NOT NULL,
  count INTEGER NOT NULL,
  CONSTRAINT pk_uses PRIMARY KEY (kind, target_id)
){without_rowid};
CREATE INDEX ix_uses_count ON uses (kind, count, target_id);
CREATE TABLE operations (
  id {serial} NOT NULL CONSTRAINT pk_operations PRIMARY KEY{autoincrement},
  time {moment} NOT NULL,
  actor TEXT NOT NULL,
  verb TEXT NOT NULL,
  source_id INTEGER NOT NULL,
  kind {name} NOT NULL,
  other_id INTEGER NOT NULL,
  before JSON NOT NULL,
  before_at_other JSON NOT NULL,
  undone BOOLEAN NOT NULL,
  CONSTRAINT fk_operations_source_id
    FOREIGN KEY (source_id) REFERENCES nodes (id) ON DELETE CASCADE,
  CONSTRAINT fk_operations_other_id FOREIGN KEY (other_id) REFERENCES nodes (id) ON DELETE CASCADE
);
CREATE INDEX ix_operations_time ON operations (time);
CREATE INDEX ix_operations_source_id ON operations (source_id);
CREATE INDEX ix_operations_other_id ON operations (other_id);
ALTER TABLE touched_edges ADD COLUMN step INTEGER DEFAULT '0' NOT NULL
"""


def upgrade() -> None:
    """Make everything."""
    run(_TABLES)
