"""The current session, and the recorder of its topics.

Knows no table and no URL: `db.engine` opens sessions, everything else gets them here.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any, TypeVarTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeEngine

Columns = TypeVarTuple("Columns")

#: The largest offset and limit that SQLite and PostgreSQL both take.
_LARGEST = 2**31 - 1

_NOTHING: Mapping[str, object] = MappingProxyType({})

_session: ContextVar[Session | None] = ContextVar("session", default=None)
_forbidden: ContextVar[bool] = ContextVar("forbidden", default=False)


@contextmanager
def current(opened: Session) -> Iterator[None]:
    """Make a session the result of `session` in this block."""
    token = _session.set(opened)
    try:
        yield
    finally:
        _session.reset(token)


def check_alone() -> None:
    """Refuse a nested session: it would see another state, or wait for itself."""
    check_allowed()
    if _session.get() is not None:
        raise RuntimeError("a database session is open already: end it before opening another")


def session() -> Session:
    """Return the session that `reading` or `writing` opened; raise RuntimeError without one."""
    check_allowed()
    current = _session.get()
    if current is None:
        raise RuntimeError("no database session is open here: use `with database.reading()`")
    return current


def rows_of(
    query: sa.Select[*Columns], offset: int, limit: int, parameters: Mapping[str, object] = _NOTHING
) -> Sequence[sa.Row[*Columns]]:
    """Fetch one page; limit and offset are clamped to the range of both databases."""
    offset, limit = (min(max(number, 0), _LARGEST) for number in (offset, limit))
    return session().execute(query.offset(offset).limit(limit), parameters).all()


def insert_if_new(table: type[DeclarativeBase] | sa.Table) -> sqlite.Insert | postgresql.Insert:
    """Start an INSERT that does nothing if a unique value is taken."""
    if is_sqlite():
        return sqlite.insert(table).on_conflict_do_nothing()
    return postgresql.insert(table).on_conflict_do_nothing()


def one_at_a_time(name: str) -> None:
    """Hold an exclusive lock of this name until the transaction ends."""
    if not is_sqlite():
        session().execute(
            sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(name, 0)))
        )


def beside_others(name: str) -> None:
    """Hold a shared lock of this name, excluding `one_at_a_time`, until the transaction ends."""
    if not is_sqlite():
        session().execute(
            sa.select(sa.func.pg_advisory_xact_lock_shared(sa.func.hashtextextended(name, 0)))
        )


def unnested(kind: TypeEngine[Any], parameter: str, on_sqlite: bool) -> sa.TableValuedAlias:
    """Read the values of one parameter as a table with the column `value`."""
    column = sa.Column("value", kind)
    if on_sqlite:
        rows = sa.func.json_each(sa.bindparam(parameter, type_=sa.Text))
        return rows.table_valued(column, name=parameter)
    rows = sa.func.unnest(sa.bindparam(parameter, type_=ARRAY(kind)))
    return rows.table_valued(column, name=parameter).render_derived()


def array_of(values: Collection[str] | Collection[int]) -> object:
    """Return values as the one parameter that `unnested` reads."""
    return json.dumps([*values]) if is_sqlite() else [*values]


def is_sqlite() -> bool:
    """Return whether the current session is on SQLite."""
    return session().get_bind().dialect.name == "sqlite"


@contextmanager
def forbidden() -> Iterator[None]:
    """Make `session`, and every query on another session, raise RuntimeError."""
    token = _forbidden.set(True)
    try:
        yield
    finally:
        _forbidden.reset(token)


def check_allowed() -> None:
    """Raise RuntimeError inside `forbidden`."""
    if _forbidden.get():
        raise RuntimeError("the database must not be used here: load the data before")


class Recorder:
    """The topics that the queries of a block read."""

    def __init__(self) -> None:
        self.topics: set[str] = set()


_recorder: ContextVar[Recorder | None] = ContextVar("recorder", default=None)


@contextmanager
def recording() -> Iterator[Recorder]:
    """Collect the topics recorded in this block; an outer recording gets them too."""
    outer, inner = _recorder.get(), Recorder()
    token = _recorder.set(inner)
    try:
        yield inner
    finally:
        _recorder.reset(token)
        if outer is not None:
            outer.topics |= inner.topics


def record(*topics: str) -> None:
    """Record that the caller is about to read `topics`."""
    recorder = _recorder.get()
    if recorder is not None:
        recorder.topics.update(topics)
