"""The table of the orchard, and what its page shows of it."""

from dataclasses import dataclass

import sqlalchemy as sa

from db.kernel.session import session

TREES = sa.Table(
    "orchard_trees",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class OrchardTrees:
    """What the region shows."""

    names: tuple[str, ...]


def orchard_trees() -> OrchardTrees:
    """Name all trees."""
    return OrchardTrees(tuple(session().scalars(sa.select(TREES.c.name).order_by(TREES.c.id))))


def plant(name: str) -> None:
    """Add a tree."""
    session().execute(sa.insert(TREES).values(name=name))
