"""The names by which texts link to posts: `[[name]]` to its post.

A name is a slug, a title or an alias, compared without case and accents. A slug precedes a title,
a title an alias; of several posts with the same title or alias the oldest is meant. Only
published posts are meant, so a name does not reveal whether a draft has it. A name that matches
no post may be a path, as other programs write it: then its last part is looked up. Knows no text
and no page.
"""

from collections.abc import Collection, Iterator, Mapping
from itertools import product

import sqlalchemy as sa

from db.kernel.models import PUBLIC_HERE, Alias, Node
from db.kernel.session import record, session
from db.kernel.text import clean, fold
from db.log import changes
from db.posts.slugs import spelling

#: The longest name, in characters; nothing longer is a title.
LONGEST_NAME = 500
#: The most names in one statement.
_AT_ONCE = 2000

#: What a name may be, best first.
_SLUG, _TITLE, _ALIAS = range(3)
_SUFFIXES = (".md", ".markdown")

Keys = tuple[str, ...]


def resolve(names: Collection[str]) -> Mapping[str, str]:
    """Return the slug of the published post that each name means; others are left out."""
    keyed = {name: [*candidates(name)] for name in names}
    keys = sorted({key for each in keyed.values() for keys in each for key in keys})
    record(*map(changes.name, keys))
    slugs: dict[tuple[str, int], str] = {}
    for start in range(0, len(keys), _AT_ONCE):
        for key, rank, slug in session().execute(_FIND, {"keys": keys[start : start + _AT_ONCE]}):
            slugs[key, rank] = slug
    best = {name: _best(slugs, each) for name, each in keyed.items()}
    return {name: slug for name, slug in best.items() if slug is not None}


def aliases_of(slug: str) -> tuple[str, ...]:
    """List the aliases of a post, as they were written, by name."""
    record(changes.at(slug))
    aliases = sa.select(Node.uuid, Alias.name).outerjoin(Alias, Alias.post_id == Node.id)
    of_post = aliases.where(Node.slug == clean(slug)).order_by(Alias.name)
    rows = session().execute(of_post).all()
    record(*(changes.post(uuid) for uuid, _ in rows))
    return tuple(name for _, name in rows if name is not None)


def put(post_id: int, aliases: Collection[str]) -> None:
    """Give a post these aliases and no others; empty and too long ones are left out."""
    spaced = (" ".join(clean(alias).split()) for alias in aliases)
    by_key = {fold(alias): alias for alias in spaced if 0 < len(fold(alias)) <= LONGEST_NAME}
    of_post = Alias.post_id == post_id
    there = dict(session().execute(sa.select(Alias.folded, Alias.name).where(of_post)).all())
    gone = [folded for folded, alias in there.items() if by_key.get(folded) != alias]
    if gone:
        session().execute(sa.delete(Alias).where(of_post, Alias.folded.in_(gone)))
    new = [
        {"post_id": post_id, "folded": folded, "name": alias}
        for folded, alias in by_key.items()
        if there.get(folded) != alias
    ]
    if new:
        session().execute(sa.insert(Alias), new)


def candidates(name: str) -> Iterator[Keys]:
    """Return the keys to look up, best first: the whole name, then the last part of a path."""
    whole = " ".join(clean(name).split())
    last = whole.rpartition("/")[2]
    for candidate in dict.fromkeys((whole, _bare(whole), last, _bare(last))):
        folded = fold(candidate)
        if 0 < len(folded) <= LONGEST_NAME:
            # A slug keeps the marks of scripts whose letters they are.
            yield tuple(dict.fromkeys((folded, spelling(candidate) or folded)))


def _bare(name: str) -> str:
    return next((name.removesuffix(end) for end in _SUFFIXES if name.endswith(end)), name)


def _best(slugs: Mapping[tuple[str, int], str], candidates: Collection[Keys]) -> str | None:
    for keys in candidates:
        for rank, key in product((_SLUG, _TITLE, _ALIAS), keys):
            if (key, rank) in slugs:
                return slugs[key, rank]
    return None


def _statement() -> sa.Select[str, int, str]:
    """Build the statement for the published posts with any of many names."""
    keys = sa.bindparam("keys", type_=sa.Text(), expanding=True)
    oldest = sa.func.min(Node.id)
    slugs = sa.select(Node.slug.label("key"), _rank(_SLUG), Node.id.label("id"))
    titles = sa.select(Node.folded, _rank(_TITLE), oldest).group_by(Node.folded)
    aliases = sa.select(Alias.folded, _rank(_ALIAS), oldest).group_by(Alias.folded)
    names = sa.union_all(
        slugs.where(Node.slug.in_(keys), PUBLIC_HERE),
        titles.where(Node.folded.in_(keys), PUBLIC_HERE),
        aliases.join(Node, Node.id == Alias.post_id).where(Alias.folded.in_(keys), PUBLIC_HERE),
    ).subquery()
    return sa.select(names.c.key, names.c.rank, Node.slug).join(Node, Node.id == names.c.id)


def _rank(rank: int) -> sa.Label[int]:
    return sa.literal_column(str(rank), sa.Integer()).label("rank")


#: Made once: making a statement takes longer than running it.
_FIND = _statement()
