"""The notes that triggers make of what a transaction writes; `db.log.changes` empties them."""

from sqlalchemy.orm import Mapped, mapped_column

from db.kernel.models import Base, Name, Serial


class DirtyNode(Base):
    """A note by a trigger that a node or its post was written, deleted before the commit."""

    __tablename__ = "touched_nodes"

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    node_id: Mapped[int]
    #: The address where it is found now and was not before, or the other way round.
    slug: Mapped[str | None] = mapped_column(Name)
    #: Whether lists may have changed: it was added or removed, or its state or date changed.
    listing: Mapped[bool]
    #: Whether its address, title, summary or body changed, with markup or without.
    words: Mapped[bool]
    #: None where only its post is noted.
    uuid: Mapped[str | None] = mapped_column(Name)


class DirtyEdge(Base):
    """A note by a trigger that an edge was written, deleted before the commit."""

    __tablename__ = "touched_edges"

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    source_id: Mapped[int]
    kind: Mapped[str] = mapped_column(Name)
    target_id: Mapped[int]
    #: 1 for an edge that came, -1 for one that went; one that was changed went and came.
    step: Mapped[int] = mapped_column(server_default="0")


class DirtyName(Base):
    """A note by a trigger that a name may mean another post, deleted before the commit."""

    __tablename__ = "touched_names"

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    #: The first 200 characters of a slug, a folded title or a folded alias.
    name: Mapped[str] = mapped_column(Name)
