"""Index the texts again that are in scripts without spaces: Thai, Lao, Burmese, Khmer.

They were one word each, and cut; now every two neighbours are a word.
"""

import re

import sqlalchemy as sa
from alembic import op

from db import search

revision = "0008"
down_revision: str | None = "0007"

_WITHOUT_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_TEXTS = sa.text("SELECT id, title, summary, coalesce(plain, body) FROM posts WHERE id = :id")


def upgrade() -> None:
    """Read one post after the other, and write those that are in such a script."""
    connection = op.get_bind()
    on_sqlite = connection.dialect.name == "sqlite"
    for post_id in connection.scalars(sa.text("SELECT id FROM posts")).all():
        row = connection.execute(_TEXTS, {"id": post_id}).one()
        if any(_WITHOUT_SPACES.search(text) for text in row[1:]):
            connection.execute(*search.entry(on_sqlite, *row))
