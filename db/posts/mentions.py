"""The links of a body to rows: what is mentioned, and by what a post would be found that is.

Knows no text. Where mentions lead `db.log.mentions` looks up at the end of each write.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

import sqlalchemy as sa

from db.kernel.models import Address, Mention, MentionKey, Node
from db.kernel.records import StoredLink
from db.kernel.session import record, session
from db.kernel.text import clean
from db.log import changes
from db.posts import addresses, names

#: Longer names are no keys: topics tell no more of a name.
_LONGEST_KEY: Final = 200


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """A link of a post, and the slug of the post that it leads to."""

    link: StoredLink
    slug: str | None


def put(post_id: int, links: Sequence[StoredLink]) -> None:
    """Give a post these mentions and no others; those that it has already stay as they are."""
    there = sa.select(Mention.kind, Mention.written).where(Mention.source_id == post_id)
    rows = session().execute(there.order_by(Mention.position)).all()
    if [StoredLink(*row) for row in rows] == [*links]:
        return
    session().execute(sa.delete(Mention).where(Mention.source_id == post_id))
    mentions, keys = [], []
    for position, link in enumerate(links):
        at = {"source_id": post_id, "position": position}
        mentions.append({**at, "kind": link.kind, "written": link.written})
        keys += [{**at, "preference": number, "key": key} for number, key in _keys(link)]
    for table, new in ((Mention, mentions), (MentionKey, keys)):
        if new:
            session().execute(sa.insert(table), new)


def mentions_of(slug: str) -> tuple[LinkTarget, ...]:
    """Return the links of a post in their order, with the posts that they lead to."""
    record(changes.at(slug))
    source, target = sa.orm.aliased(Node), sa.orm.aliased(Node)
    query = (
        sa.select(source.uuid, target.uuid, target.slug, Mention.kind, Mention.written)
        .outerjoin(Mention, Mention.source_id == source.id)
        .outerjoin(target, target.id == Mention.target_id)
        .where(source.slug == clean(slug))
        .order_by(Mention.position)
    )
    rows = session().execute(query).all()
    record(*{changes.mentions_at(of) for of, *_ in rows})
    record(*{changes.post(to) for _, to, *_ in rows if to is not None})
    return tuple(
        LinkTarget(StoredLink(kind, written), slug_of_target)
        for *_, slug_of_target, kind, written in rows
        if kind is not None
    )


def led(links: Collection[StoredLink]) -> tuple[LinkTarget, ...]:
    """Look up where links lead now, whatever is stored of them."""
    named = names.resolve({link.written for link in links if link.kind == "name"})
    return tuple(
        LinkTarget(link, named.get(link.written) if link.kind == "name" else _at(link))
        for link in links
    )


def path_of(written: str) -> str | None:
    """Return the path of an address as it is compared; a relative one is taken from a post."""
    try:
        return addresses.plain_address(urljoin("/_/", written))
    except ValueError:
        return None


def _at(link: StoredLink) -> str | None:
    path = path_of(link.written) if link.kind == "path" else None
    own = sa.select(Node.slug, sa.literal(0)).where(Node.slug == path)
    old = sa.select(Node.slug, sa.literal(1)).join(Address, Address.post_id == Node.id)
    found = sa.union_all(own, old.where(Address.path == path)).order_by(sa.literal_column("2"))
    row = session().execute(found).first()
    return None if row is None else row[0]


def _keys(link: StoredLink) -> Iterator[tuple[int, str]]:
    """Return what a link is found by, each with its preference."""
    if link.kind == "path":
        path = path_of(link.written)
        if path is not None and len(path) <= _LONGEST_KEY:
            yield 0, path
    elif link.kind == "name":
        for number, candidate in enumerate(names.candidates(link.written)):
            for place, key in enumerate(candidate):
                if len(key) <= _LONGEST_KEY:
                    yield 2 * number + place, key
