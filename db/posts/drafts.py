"""What an author returns to: drafts, and the posts edited last.

Knows no page. Nothing here is cached, so no topics are recorded.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from db.kernel.models import DRAFT, PUBLIC_HERE, Node
from db.kernel.records import Listing
from db.kernel.session import rows_of, session


@dataclass(frozen=True, slots=True)
class EditorCard:
    """A post as its authors find it again."""

    slug: str
    title: str
    draft: bool
    #: Of a draft: it is published with the first published post that points to it.
    goes_public: bool
    updated: datetime


_NEWEST_FIRST: Final = Node.updated.desc(), Node.id.desc()
_EDITED: Final = select(
    Node.slug, Node.title, DRAFT.label("draft"), Node.goes_public, Node.updated
).order_by(*_NEWEST_FIRST)
_DRAFTS: Final = _EDITED.where(DRAFT)
_PUBLISHED: Final = _EDITED.where(PUBLIC_HERE)
_NUMBER: Final = select(func.count()).select_from(Node).where(DRAFT)


def drafts(offset: int, limit: int) -> Listing[EditorCard]:
    """List the drafts, what was edited last first."""
    total = session().scalars(_NUMBER).one()
    return Listing(tuple(EditorCard(*row) for row in rows_of(_DRAFTS, offset, limit)), total)


def edited_last(limit: int) -> tuple[EditorCard, ...]:
    """Return the published posts that were edited last."""
    return tuple(EditorCard(*row) for row in rows_of(_PUBLISHED, 0, limit))
