"""First words of a site's paths, which no post can have as its slug.

A reserved word stays reserved: a service that is not mounted for a while finds its addresses free.
Knows no service and no route.
"""

from collections.abc import Collection, Iterator
from typing import Final

import sqlalchemy as sa

from db.kernel.errors import Conflict
from db.kernel.models import Node, Post, SiteMeta, id_of
from db.kernel.session import insert_if_new, session
from db.kernel.well_known import FIXED
from db.posts.slugs import numbered

_RESERVED: Final = "reserved words"
_FIND: Final = sa.select(SiteMeta.value).where(SiteMeta.name == _RESERVED)


def reserved_words() -> frozenset[str]:
    """Return the words that no new post can have as its slug."""
    return frozenset((session().scalars(_FIND).one_or_none() or "").split())


def reserve(words: Collection[str]) -> tuple[tuple[str, str], ...]:
    """Reserve more words; return the slugs that were in use, each with its post's new slug.

    Raises Conflict for a post that every site is built on.
    """
    reserved = reserved_words()
    if reserved.issuperset(words):
        return ()
    session().execute(sa.delete(SiteMeta).where(SiteMeta.name == _RESERVED))
    value = " ".join(sorted(reserved.union(words)))
    session().execute(insert_if_new(SiteMeta).values(name=_RESERVED, value=value))
    return tuple(_move(words))


def _move(words: Collection[str]) -> Iterator[tuple[str, str]]:
    """Append `-post` to the slugs that are in the way."""
    for slug in [*session().scalars(sa.select(Node.slug).where(Node.slug.in_(words)))]:
        if slug in FIXED:
            raise Conflict(f"the site needs the address /{slug}/ of a post that it stands on")
        free = next(new for new in numbered(f"{slug}-post") if not _is_taken(new))
        session().execute(sa.update(Post).where(Post.id == id_of(slug)).values(rev=Post.rev + 1))
        session().execute(sa.update(Node).where(Node.slug == slug).values(slug=free))
        yield slug, free


def _is_taken(slug: str) -> bool:
    return session().scalars(sa.select(Node.id).where(Node.slug == slug)).first() is not None
