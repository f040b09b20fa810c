"""Make the old addresses of posts."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision: str | None = "0006"

_NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "addresses",
        sa.Column("path", _NAME, nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("path", name="pk_addresses"),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name="fk_addresses_post_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_addresses_post_id", "addresses", ["post_id"])
