"""A post to its new slug: the old one redirects to it, and what refers to its slug follows.

Knows no page. Edges, keys of kinds and UUIDs need no change: they contain no slug.
"""

from typing import Final

import sqlalchemy as sa

from db.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from db.kernel.models import ID_OF_SLUG, WHOLE_POSTS, Address, Alias, Edge, Node, Post
from db.kernel.session import insert_if_new, one_at_a_time, session
from db.kernel.text import clean, fold
from db.kernel.well_known import FIXED, IS_A, RELATION
from db.posts.reserved import reserved_words
from db.posts.slugs import slug_from
from db.posts.writes import SEEDED

_FOUND: Final = (
    sa.select(Node.id, Post.origin)
    .select_from(WHOLE_POSTS)
    .where(Node.slug == sa.bindparam("slug"))
    .with_for_update(of=Node)
)
_TAKEN: Final = sa.select(sa.exists().where(Node.slug == sa.bindparam("slug")))


def rename(slug: str, new: str) -> None:
    """Give a post another slug; its old address redirects to it from now on.

    Raises NotFound, Invalid for an invalid slug, NotAllowed for a post that the site is built
    on, and Conflict for a slug of another post or of the site itself.
    """
    one_at_a_time(f"slug {new}")
    row = session().execute(_FOUND, {"slug": clean(slug)}).one_or_none()
    if row is None:
        raise NotFound(f"there is no post {slug!r}")
    if new == slug:
        return
    if slug in FIXED or (row.origin or "").startswith(SEEDED):
        raise NotAllowed(f"the site stands on the post {slug!r}: its address stays")
    _check(new)
    try:
        with session().begin_nested():
            session().execute(sa.update(Node).where(Node.id == row.id).values(slug=new))
    except sa.exc.IntegrityError:
        raise Conflict(f"another post has the address /{new}/") from None
    grown = sa.update(Post).where(Post.id == row.id).values(rev=Post.rev + 1)
    session().execute(grown)
    _lead(slug, new, row.id)
    _follow(slug, new)


def _check(new: str) -> None:
    """Refuse an invalid slug, and one that is not free."""
    if not new:
        raise Invalid("a post needs an address")
    if slug_from(new) != new:
        raise Invalid(f"an address has letters, digits and single dashes, like {slug_from(new)!r}")
    if new in reserved_words():
        raise Conflict(f"the site needs the address /{new}/ for itself")
    if session().scalars(_TAKEN, {"slug": new}).one():
        raise Conflict(f"another post has the address /{new}/")


def _lead(slug: str, new: str, node: int) -> None:
    """Lead the address and the name that a post had last to it, and its new one nowhere else."""
    own = sa.and_(Address.path == new, Address.post_id == node)
    session().execute(sa.delete(Address).where((Address.path == slug) | own))
    session().execute(insert_if_new(Address).values(path=slug, post_id=node))
    alias = {"post_id": node, "folded": fold(slug), "name": slug}
    session().execute(insert_if_new(Alias).values(alias))


#: Kinds say on the posts of which types their pickers stand.
_KINDS: Final = sa.select(Post).where(
    Post.id.in_(sa.select(Edge.source_id).where(Edge.kind == IS_A, Edge.target_id == ID_OF_SLUG))
)


def _follow(slug: str, new: str) -> None:
    """Replace the slug of a type in the kinds that name it."""
    for kind in session().scalars(_KINDS, {"slug": RELATION}):
        shown_on = kind.fields.get("shown_on")
        if isinstance(shown_on, list) and slug in shown_on:
            named = [new if each == slug else each for each in shown_on]
            kind.fields = {**kind.fields, "shown_on": named}
    session().flush()
