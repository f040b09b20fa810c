"""Let sessions end: those of a user count only with the generation that the user has now."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision: str | None = "0003"


def upgrade() -> None:
    """Begin the first generation; cookies of before name none, so everybody logs in anew."""
    op.add_column("users", sa.Column("generation", sa.Text(), nullable=False, server_default="0"))
