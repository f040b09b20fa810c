"""The change log: which topics have changed, and at which position.

Queries record the topics that they read, writes append the topics that they may have changed; what
is stale is a query on this log. Topics name nodes by their UUIDs. A query by address also reads
which node has the address, so a rename changes no topic of an edge. A reader of `posts` depends on
which posts exist, are published, when, and are listed; a reader of `text` on the title, summary or
body of any post, with markup or without.

Triggers in the database note every row of `nodes`, `posts` and `edges` that is inserted, updated or
deleted, in `touched_nodes` and `touched_edges`, and every name that may now mean another post, in
`touched_names`. `append`, which a writing session calls last, deletes these notes and turns them
into topics. A trigger sees what no Python function could: the edges that are deleted with a post,
an author that is set to null, a statement typed into the database's own shell (whose notes stay
until the next writing session). The notes are facts about rows; one function for each table turns
them into topics. They also count added and removed edges, for the counts that pickers use.

Positions grow in the order of commits. SQLite has one writer. On PostgreSQL positions are assigned
under a lock that is held until the commit, and taken when everything else has been written: its
holder waits for nobody, so it is short and cannot deadlock.
"""

import json
import secrets
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import NamedTuple, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.orm import aliased
from sqlalchemy.sql.dml import ReturningInsert

from db.kernel.models import (
    ChangeRow,
    EdgeCount,
    Moment,
    Node,
    SiteMeta,
)
from db.kernel.notes import DirtyEdge, DirtyName, DirtyNode
from db.kernel.session import array_of, is_sqlite, one_at_a_time, session, unnested
from db.kernel.well_known import MENTION
from db.log import listing, mentions

POSTS = "posts"
TEXT = "text"

#: Positions after which the log is pruned, and those that stay besides each topic's newest.
PRUNED_EVERY = 10_000
KEPT = 10_000

#: The most characters of a name in a topic, because an index limits their length.
_LONGEST_NAME = 200

#: The name of the lock under which positions are assigned on PostgreSQL.
_LOCK = "change log"

_SITE_ID = "site id"

_LOOK = (
    f"SELECT (SELECT value FROM facts WHERE name = '{_SITE_ID}'),"  # noqa: S608
    " (SELECT coalesce(max(position), 0) FROM change)"
)
_LAST = "(SELECT max(position) FROM change WHERE topic = asked.value)"
_NEWEST = {
    "sqlite": f"SELECT asked.value, {_LAST} FROM json_each(?) AS asked",  # noqa: S608
    "postgresql": f"SELECT asked.value, {_LAST} FROM unnest(%s::text[]) AS asked(value)",  # noqa: S608
}


def at(slug: str) -> str:
    """Return the topic of which node has an address, and in which status."""
    return f"at:{slug}"


def post(uuid: str) -> str:
    """Return the topic of what this node is."""
    return f"post:{uuid}"


def out(uuid: str, kind: str) -> str:
    """Return the topic of what this node points to."""
    return f"out:{uuid}:{kind}"


def into(uuid: str, kind: str) -> str:
    """Return the topic of what points to this node."""
    return f"in:{uuid}:{kind}"


def mentions_at(uuid: str) -> str:
    """Return the topic of the mentions that begin or end at this node."""
    return f"mentions:{uuid}"


def name(key: str) -> str:
    """Name the question which post a name means; the key is folded, or a slug."""
    return f"name:{key[:_LONGEST_NAME]}"


def head() -> int:
    """Return the position of the newest change; 0 if nothing ever changed."""
    return session().scalars(_HEAD).one()


def newest(topics: Collection[str]) -> Mapping[str, int]:
    """Return the position of the newest change of each topic that ever changed."""
    if not topics:
        return {}
    rows = session().execute(_newest(is_sqlite()), {"given": array_of(topics)})
    return {topic: position for topic, position in rows if position is not None}


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """Who did what, as far as known, and when."""

    actor: str | None
    verb: str | None
    time: datetime


def latest(topic: str) -> ChangeEntry | None:
    """Return the last change of a topic, which is never pruned; None if it never changed."""
    row = session().execute(_LATEST_OF, {"topic": topic}).one_or_none()
    return None if row is None else ChangeEntry(*row)


def news(position: int) -> tuple[int, frozenset[str]]:
    """Return the position of the newest change, and the topics that changed after a position.

    Pruning the log loses no topic.
    """
    rows = session().execute(_NEWS, {"position": position}).all()
    return rows[0][0], frozenset(topic for _, topic in rows if topic is not None)


def prune(keep: int) -> int:
    """Delete all but the last `keep` positions, and return the number of deleted rows.

    The newest row of each topic stays, so no result of `newest` changes.
    """
    later = aliased(ChangeRow)
    is_outdated = (
        sa.select(later.position)
        .where(later.topic == ChangeRow.topic, later.position > ChangeRow.position)
        .exists()
    )
    old = sa.delete(ChangeRow).where(ChangeRow.position <= head() - max(keep, 0), is_outdated)
    return len(session().scalars(old.returning(ChangeRow.position)).all())


def site_id() -> str:
    """Return the random id of this database's history, for the names of data stored outside it."""
    return session().scalars(_SITE).one()


def renew_site_id(old: str | None = None) -> str:
    """Start another history, as after a restored backup, so that data stored outside is not used.

    Unless `old` is the current id, another process has done it already. Return the id.
    """
    is_old = SiteMeta.value == old if old is not None else sa.true()
    new = (
        sa.update(SiteMeta)
        .where(SiteMeta.name == _SITE_ID, is_old)
        .values(value=secrets.token_hex(16))
    )
    session().execute(new)
    return site_id()


def site_and_head() -> tuple[str, int]:
    """Return the site's id and the position of the newest change, in one question."""
    site, position = session().execute(_SITE_AND_HEAD).one()
    return site, position


class LogView:
    """The log as it is now, read without a session, with the functions of this module."""

    def __init__(self, cursor: DBAPICursor, dialect: str) -> None:
        self._cursor = cursor
        self._dialect = dialect
        cursor.execute(_LOOK)
        ((self._site_id, self._head),) = cursor.fetchall()

    def site_and_head(self) -> tuple[str, int]:
        """Return the site's id and the position of the newest change."""
        return str(self._site_id), int(self._head)

    def newest(self, topics: Collection[str]) -> Mapping[str, int]:
        """Return the position of the newest change of each topic that ever changed."""
        names = [*topics]
        parameter = json.dumps(names) if self._dialect == "sqlite" else names
        self._cursor.execute(_NEWEST[self._dialect], (parameter,))
        rows = self._cursor.fetchall()
        return {topic: position for topic, position in rows if position is not None}


def append(actor: str | None, verb: str | None) -> frozenset[str]:
    """Append what this transaction changed, and return it; nothing may be written after it."""
    session().flush()
    topics = drain()
    if topics:
        entry = {"time": datetime.now(UTC), "actor": actor, "verb": verb}
        added = session().scalars(
            _append(is_sqlite()), {"given": array_of(sorted(topics)), **entry}
        )
        _prune_if_due(added.all())
    return topics


def _prune_if_due(positions: Sequence[int]) -> None:
    """Prune when the log passes a round number, which only one writer does at a time."""
    if max(positions) // PRUNED_EVERY > (min(positions) - 1) // PRUNED_EVERY:
        prune(KEPT)


def drain() -> frozenset[str]:
    """Take the notes on touched rows out of the database: count edges, and return topics."""
    edges = [listing.EdgeStep(*row) for row in session().execute(_TAKE_EDGES)]
    listing.settle(edges)
    nodes = [_NodeNote(*row) for row in session().execute(_TAKE_NODES)]
    names = session().scalars(_TAKE_NAMES).all()
    if nodes or edges or names:
        one_at_a_time(_LOCK)
    if mentions.settle(_unsettled(edges), {*names, *(note.slug for note in nodes if note.slug)}):
        edges += [listing.EdgeStep(*row) for row in session().execute(_TAKE_EDGES)]
    _count((kind, target, step) for _, kind, target, step in edges)
    uuids = _uuids(nodes, edges)
    topics = {name(key) for key in names}
    for note in nodes:
        topics.update(_topics_of_node(uuids[note.node], note))
    for source, kind, target, _ in edges:
        topics.update(_topics_of_edge(uuids[source], kind, uuids[target]))
    return frozenset(topics)


class _NodeNote(NamedTuple):
    """A row of `touched_nodes`."""

    node: int
    uuid: str | None
    slug: str | None
    lists: bool
    words: bool


def _unsettled(edges: Iterable[listing.EdgeStep]) -> set[int]:
    """Return the posts with mentions whose targets nobody has looked up."""
    return {each.source_id for each in edges if each.kind == MENTION and not each.target_id}


def _uuids(
    nodes: Iterable[_NodeNote], edges: Iterable[listing.EdgeStep]
) -> Mapping[int, Collection[str]]:
    """Return the UUIDs of each touched node: more than one where its number was given out again."""
    touched = {node for source, _, target, _ in edges for node in (source, target)}
    uuids: defaultdict[int, set[str]] = defaultdict(set)
    for note in nodes:
        touched.add(note.node)
        if note.uuid is not None:
            uuids[note.node].add(note.uuid)
    unnamed = touched - uuids.keys()
    if unnamed:
        rows = session().execute(_uuids_of(is_sqlite()), {"given": array_of(unnamed)})
        for node, uuid in rows:
            uuids[node].add(uuid)
    return uuids


def _count(steps: Iterable[tuple[str, int, int]]) -> None:
    """Add new edges to the counts and subtract removed ones, by kind and target.

    This runs under the lock of the log, so writers of the same posts do not deadlock.
    """
    counts: Counter[tuple[str, int]] = Counter()
    for kind, target, step in steps:
        counts[kind, target] += step
    changed = [
        {"kind": kind, "target_id": target, "count": count}
        for (kind, target), count in counts.items()
        if count
    ]
    if changed:
        session().execute(_add_uses(is_sqlite()), changed)
        session().execute(_DROP_USES, {"kinds": [*{kind for kind, _ in counts}]})


@cache
def _add_uses(on_sqlite: bool) -> sqlite.Insert | postgresql.Insert:
    """Build the statement that adds to a count, or starts one."""
    insert_into = sqlite.insert if on_sqlite else postgresql.insert
    new = insert_into(EdgeCount)
    added = EdgeCount.count + new.excluded.count
    return new.on_conflict_do_update(
        index_elements=[EdgeCount.kind, EdgeCount.target_id], set_={"count": added}
    )


def _topics_of_node(uuids: Iterable[str], note: _NodeNote) -> Iterator[str]:
    """Return the topics of a touched node: its own, its address, lists that show what changed."""
    yield from map(post, uuids)
    if note.slug is not None:
        yield at(note.slug)
    if note.lists:
        yield POSTS
    if note.words:
        yield TEXT


def _topics_of_edge(sources: Iterable[str], kind: str, targets: Iterable[str]) -> Iterator[str]:
    """Return the topics of a touched edge or mention: of both its ends."""
    if kind == MENTION:
        yield from map(mentions_at, (*sources, *targets))
        return
    yield from (out(source, kind) for source in sources)
    yield from (into(target, kind) for target in targets)


# Each statement is built once: building one takes longer than running it.

_HEAD = sa.select(sa.func.coalesce(sa.func.max(ChangeRow.position), 0))
_SITE = sa.select(SiteMeta.value).where(SiteMeta.name == _SITE_ID)
_SITE_AND_HEAD = sa.select(_SITE.scalar_subquery(), _HEAD.scalar_subquery())
_LATEST_OF = (
    sa.select(ChangeRow.actor, ChangeRow.verb, ChangeRow.time)
    .where(ChangeRow.topic == sa.bindparam("topic"))
    .order_by(ChangeRow.position.desc())
    .limit(1)
)
_LATEST = _HEAD.subquery()
_LATER = ChangeRow.position > sa.bindparam("position")
_NEWS = sa.select(_LATEST.c[0], ChangeRow.topic).outerjoin(ChangeRow, _LATER).distinct()
_TAKE_NODES = sa.delete(DirtyNode).returning(
    DirtyNode.node_id, DirtyNode.uuid, DirtyNode.slug, DirtyNode.listing, DirtyNode.words
)
_TAKE_NAMES = sa.delete(DirtyName).returning(DirtyName.name)
_TAKE_EDGES = sa.delete(DirtyEdge).returning(
    DirtyEdge.source_id, DirtyEdge.kind, DirtyEdge.target_id, DirtyEdge.step
)


_DROP_USES = sa.delete(cast("sa.Table", EdgeCount.__table__)).where(
    EdgeCount.kind.in_(sa.bindparam("kinds", expanding=True)), EdgeCount.count <= 0
)


@cache
def _newest(on_sqlite: bool) -> sa.Select[str, int]:
    """Build one index look-up for each topic; a GROUP BY would read all their rows."""
    names = unnested(sa.Text(), "given", on_sqlite)
    last = sa.select(sa.func.max(ChangeRow.position)).where(ChangeRow.topic == names.c.value)
    return sa.select(names.c.value, last.correlate(names).scalar_subquery().label("last"))


@cache
def _append(on_sqlite: bool) -> ReturningInsert[int]:
    parameters = sa.bindparam("time", type_=Moment), sa.bindparam("actor", type_=sa.Text)
    rows = sa.select(
        unnested(sa.Text(), "given", on_sqlite).c.value,
        *parameters,
        sa.bindparam("verb", type_=sa.Text),
    )
    # The table, because for the class a session takes parameters as values of rows.
    table = cast("sa.Table", ChangeRow.__table__)
    new = sa.insert(table).from_select(["topic", "time", "actor", "verb"], rows)
    return new.returning(ChangeRow.position)


@cache
def _uuids_of(on_sqlite: bool) -> sa.Select[int, str]:
    nodes = sa.select(unnested(sa.Integer(), "given", on_sqlite).c.value)
    return sa.select(Node.id, Node.uuid).where(Node.id.in_(nodes))
