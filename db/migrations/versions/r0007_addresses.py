"""Make the old addresses of posts."""

from db.migrations.tables import run

revision = "0007"
down_revision: str | None = "0006"

_TABLES = """
CREATE TABLE addresses (
  path {name} NOT NULL,
  post_id INTEGER NOT NULL,
  CONSTRAINT pk_addresses PRIMARY KEY (path),
  CONSTRAINT fk_addresses_post_id FOREIGN KEY (post_id) REFERENCES posts (id) ON DELETE CASCADE
);
CREATE INDEX ix_addresses_post_id ON addresses (post_id)
"""


def upgrade() -> None:
    """Make the table."""
    run(_TABLES)
