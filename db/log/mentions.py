"""Mentions to the nodes that they lead to, brought up to date when the names of posts change.

A name leads where `db.posts.names` says, so to what is published; a path to the post that has
it for its slug, published or not, else to the one that had it before. It is done under the lock
of the change log, so that of two who write at once the second sees the first: one makes the
post that the other mentions. Nobody who holds that lock waits for a row: one that somebody else
is writing is skipped, and the names by which it is found are noted again. If that writer rolls
back, the next write looks it up.
"""

from collections.abc import Collection
from functools import cache
from typing import Final

import sqlalchemy as sa

from db.kernel.models import Mention, MentionKey
from db.kernel.notes import DirtyName
from db.kernel.session import array_of, is_sqlite, session, unnested

_OWN: Final = "keys.source_id = mentions.source_id AND keys.position = mentions.position"
_NAMED: Final = """
SELECT id FROM (
  SELECT preference, 0 AS rank, nodes.id FROM mention_keys keys
    {slugs} WHERE {own} AND nodes.status = 'published'
  UNION ALL
  SELECT preference, 1, nodes.id FROM mention_keys keys
    {titles}
    WHERE {own} AND nodes.status = 'published' AND nodes.slug IS NOT NULL
  UNION ALL
  SELECT preference, 2, nodes.id FROM mention_keys keys
    {aliases} {owners}
    WHERE {own} AND nodes.status = 'published'
) named ORDER BY preference / 2, rank, preference, id LIMIT 1
"""
_AT: Final = """
SELECT id FROM (
  SELECT 0 AS rank, nodes.id FROM mention_keys keys {slugs} WHERE {own}
  UNION ALL
  SELECT 1, addresses.post_id FROM mention_keys keys
    {addresses} WHERE {own}
) there ORDER BY rank LIMIT 1
"""
_UNSETTLED: Final = """
SELECT source_id, position, target_id,
  CASE kind WHEN 'name' THEN ({named}) WHEN 'path' THEN ({at}) END AS meant
FROM mentions WHERE (source_id, position) IN (
  SELECT source_id, position FROM mentions WHERE source_id IN ({sources})
  UNION ALL SELECT source_id, position FROM mention_keys WHERE key IN ({keys})
) {lock}
"""
_ARRAYS_ON_SQLITE: Final = {
    "sources": "SELECT value FROM json_each(:sources)",
    "keys": "SELECT value FROM json_each(:keys)",
    "lock": "",
}
_ARRAYS_ON_POSTGRESQL: Final = {
    "sources": "SELECT unnest(CAST(:sources AS integer[]))",
    "keys": "SELECT unnest(CAST(:keys AS text[]))",
    "lock": "FOR UPDATE OF mentions SKIP LOCKED",
}
_LEAD: Final = (
    sa.update(Mention)
    .where(Mention.source_id == sa.bindparam("source"), Mention.position == sa.bindparam("place"))
    .values(target_id=sa.bindparam("meant", type_=sa.Integer))
)

_WITH_KEYS: Final = sa.select(MentionKey.key, MentionKey.source_id, MentionKey.position).where(
    MentionKey.key.in_(sa.select(unnested(sa.Text(), "keys", on_sqlite=False).c.value))
)


def settle(sources: Collection[int], keys: Collection[str]) -> bool:
    """Lead the mentions of these posts, and all with these keys; say whether any led elsewhere."""
    if not sources and not keys:
        return False
    arrays = {"sources": array_of(sources), "keys": array_of(keys)}
    rows = session().execute(_unsettled(is_sqlite()), arrays).all()
    if keys and not is_sqlite():
        _note_skipped(keys, {(source, position) for source, position, *_ in rows})
    changed = [
        {"source": source, "place": position, "meant": meant}
        for source, position, target, meant in rows
        if target != meant
    ]
    if changed:
        session().connection().execute(_LEAD, changed)
    return bool(changed)


def _note_skipped(keys: Collection[str], locked: Collection[tuple[int, int]]) -> None:
    """Note the names of mentions that somebody else is writing for the next write."""
    rows = session().execute(_WITH_KEYS, {"keys": array_of(keys)})
    skipped = {key for key, *mention in rows if tuple(mention) not in locked}
    if skipped:
        session().execute(sa.insert(DirtyName), [{"name": key} for key in skipped])


@cache
def _unsettled(on_sqlite: bool) -> sa.TextClause:
    arrays = _ARRAYS_ON_SQLITE if on_sqlite else _ARRAYS_ON_POSTGRESQL
    joined = {
        "slugs": _join(on_sqlite, "nodes", "nodes.slug = keys.key"),
        "titles": _join(on_sqlite, "nodes", "nodes.folded = keys.key"),
        "aliases": _join(on_sqlite, "aliases", "aliases.folded = keys.key"),
        "owners": _join(on_sqlite, "nodes", "nodes.id = aliases.post_id"),
        "addresses": _join(on_sqlite, "addresses", "addresses.path = keys.key"),
    }
    named, at = (each.format(own=_OWN, **joined) for each in (_NAMED, _AT))
    return sa.text(_UNSETTLED.format(named=named, at=at, **arrays))


def _join(on_sqlite: bool, table: str, condition: str) -> str:
    """Join by a look-up for each row: PostgreSQL would read a whole index beside it."""
    if on_sqlite:
        return f"JOIN {table} ON {condition}"
    return f"JOIN LATERAL (SELECT * FROM {table} WHERE {condition} OFFSET 0) {table} ON true"  # noqa: S608
