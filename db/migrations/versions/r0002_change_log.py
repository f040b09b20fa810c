"""Make the change log, the table of notes on edges, and the site's random id."""

import secrets

from alembic import op

from db.migrations.tables import run

revision = "0002"
down_revision: str | None = "0001"

_TABLES = """
CREATE TABLE change (
  position {serial} NOT NULL CONSTRAINT pk_change PRIMARY KEY{autoincrement},
  topic {name} NOT NULL,
  time {moment} NOT NULL,
  actor TEXT,
  verb TEXT
);
CREATE INDEX ix_change_topic ON change (topic, position);
CREATE TABLE touched_edges (
  id {serial} NOT NULL,
  source_id INTEGER NOT NULL,
  kind {name} NOT NULL,
  target_id INTEGER NOT NULL,
  CONSTRAINT pk_touched_edges PRIMARY KEY (id)
);
CREATE TABLE facts (
  name {name} NOT NULL,
  value TEXT NOT NULL,
  CONSTRAINT pk_facts PRIMARY KEY (name)
)
"""


def upgrade() -> None:
    """Make everything."""
    run(_TABLES)
    op.execute(f"INSERT INTO facts VALUES ('site id', '{secrets.token_hex(16)}')")  # noqa: S608
