"""A URL to sessions: `Database` opens them, `session` returns the open one.

Knows no table. SQLite and PostgreSQL behave alike here: a reading session sees one state of the
database from its first query to its last and cannot write; a writing session commits when its block
ends and rolls back when it raises. The topics that it changed are appended to the change log last
before the commit.

SQLite has one writer. A transaction that reads first and writes later fails however long it may
wait, so writers use BEGIN IMMEDIATE; and SQLite's own waiting is a lottery, so the writers of a
process queue up in `WriterQueue` before they begin. On PostgreSQL only a few write at once, so that
writers that wait for each other's locks leave threads and connections to readers.
"""

import sqlite3
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Literal, cast

from sqlalchemy import Connection, Engine, PoolProxiedConnection, create_engine, event, exc
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import Session

from db.kernel import postgresql
from db.kernel.errors import Invalid, Unavailable
from db.kernel.file_modes import keep_private
from db.kernel.pulse import Pulse
from db.kernel.session import check_allowed, check_alone, current
from db.kernel.waiting import budget, waiting
from db.kernel.writer_queue import MOST_STANDING, WriterQueue
from db.log import changes

Dialect = Literal["sqlite", "postgresql"]
Purpose = Literal["read", "write", "migrate"]

#: Seconds that a writer waits for its turn in this process.
PATIENCE = 10.0

#: Seconds that SQLite waits for another process's lock; a reader hardly ever meets one.
_BUSY: Mapping[Purpose, float] = {"read": 2.0, "write": 5.0, "migrate": 60.0}

#: Seconds that the check whether the database answers may take.
_PING = 2.0


@dataclass(slots=True)
class Written:
    """The result of a writing block; filled in when the block has ended without an error."""

    #: The topics that may have changed.
    topics: frozenset[str] = frozenset()


class Database:
    """One database, which opens sessions; created once in a process, after any fork."""

    def __init__(self, url: str) -> None:
        address = _address(url)
        self.dialect: Dialect = "sqlite" if _is_sqlite(address) else "postgresql"
        self.engine = (
            _sqlite(address) if self.dialect == "sqlite" else postgresql.engine_for(address)
        )
        event.listen(self.engine, "before_cursor_execute", lambda *_: check_allowed())
        self._readers = self._options("read")
        self._writers = self._options("write")
        self._queue = WriterQueue(1 if self.dialect == "sqlite" else MOST_STANDING)
        self._lookouts: deque[PoolProxiedConnection] = deque()
        self._pulse = Pulse(self._ask)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Open a session that sees one state of the database and cannot change it."""
        with self._current(self._readers):
            yield

    @contextmanager
    def writing(self, actor: str | None = None, verb: str | None = None) -> Iterator[Written]:
        """Open a session that commits all changes when the block ends without an error, or none.

        `actor` and `verb` are stored in the log beside the topics that changed.
        """
        check_alone()
        written = Written()
        with self._queue.turn(PATIENCE), self._current(self._writers):
            yield written
            topics = changes.append(actor, verb)
        written.topics = topics

    @contextmanager
    def peek(self) -> Iterator[changes.LogView]:
        """Read the change log alone, at a fraction of the cost of a session."""
        check_alone()
        self._pulse.check()
        connection = None
        try:
            connection = self._lookout()
            yield changes.LogView(connection.cursor(), self.dialect)
        except (self.engine.dialect.loaded_dbapi.Error, exc.TimeoutError) as fault:
            if connection is not None:
                connection.invalidate()
            self._doubt_if_silent(fault)
            raise Unavailable(f"the database does not answer: {_in_a_line(fault)}") from fault
        finally:
            if connection is not None:
                self._look_later(connection)

    def is_set_back(self, site_id: str, position: int) -> bool:
        """Return whether the log of this database ends before a position that it had reached.

        If so, an older copy has replaced it, and gets an id of its own: what was cached of the
        lost history is not used again.
        """
        with self.peek() as log:
            site_now, head = log.site_and_head()
        if site_now == site_id and head < position:
            with self.writing():
                changes.renew_site_id(site_id)
            return True
        return site_now != site_id

    def _lookout(self) -> PoolProxiedConnection:
        """Return a connection for `peek`; those of SQLite are apart, because a pool costs more."""
        with suppress(IndexError):
            return self._lookouts.pop()
        connection = self.engine.raw_connection()
        if self.dialect == "sqlite":
            connection.detach()
        return connection

    def _look_later(self, connection: PoolProxiedConnection) -> None:
        if self.dialect == "sqlite" and connection.is_valid:
            self._lookouts.append(connection)
        else:
            connection.close()

    def ping(self, timeout: float) -> bool:
        """Return whether the database answers within `timeout` seconds."""
        return self._pulse.answers(timeout)

    def _ask(self) -> None:
        with budget(_PING), translated(), self._readers.connect() as connection:
            connection.exec_driver_sql("SELECT 1")

    def dispose(self) -> None:
        """Close every connection; the database may be used again afterwards."""
        while self._lookouts:
            self._lookouts.pop().close()
        self.engine.dispose()

    def _options(self, purpose: Literal["read", "write"]) -> Engine:
        if self.dialect == "sqlite" or purpose == "write":
            return self.engine.execution_options(purpose=purpose)
        return self.engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )

    @contextmanager
    def _current(self, engine: Engine) -> Iterator[None]:
        check_alone()
        try:
            with (
                translated(),
                _LazySession(engine, self._pulse) as opened,
                opened.begin(),
                current(opened),
            ):
                yield
        except Unavailable as refusal:
            self._doubt_if_silent(refusal)
            raise

    def _doubt_if_silent(self, fault: BaseException) -> None:
        """Mark the server as in doubt, if it did not even refuse."""
        while fault.__cause__ is not None:
            fault = fault.__cause__
        if postgresql.is_silence(fault):
            self._pulse.doubt()


class _LazySession(Session):
    """Connects when it is first used: a page without data needs no database."""

    def __init__(self, engine: Engine, pulse: Pulse) -> None:
        super().__init__(engine, autoflush=False)
        self._unchecked: Pulse | None = pulse

    def get_bind(self, *mapper: Any, **options: Any) -> Engine | Connection:
        """Return the engine, unless the database is in doubt; checked once."""
        if self._unchecked is not None:
            self._unchecked.check()
            self._unchecked = None
        return super().get_bind(*mapper, **options)


@contextmanager
def translated() -> Iterator[None]:
    """Turn a driver's temporary failures into Unavailable."""
    try:
        yield
    except (exc.OperationalError, exc.InterfaceError, exc.InternalError, exc.TimeoutError) as fault:
        cause = fault.orig if isinstance(fault, exc.DBAPIError) else fault
        raise Unavailable(f"the database does not answer: {_in_a_line(cause)}") from fault


def _in_a_line(fault: BaseException | None) -> str:
    return " ".join(str(fault).split())


def _address(url: str) -> URL:
    """Parse a database URL; raise Invalid, with a sentence, if it is not supported."""
    try:
        address = make_url(url)
    except (exc.ArgumentError, ValueError):
        raise Invalid(f"expected a database URL, got {url!r}") from None
    scheme = address.drivername
    if _is_sqlite(address):
        if address.database in (None, "", ":memory:"):
            raise Invalid("an SQLite database must be a file, for example sqlite:///site.db")
        return address
    if scheme in ("postgresql", "postgres", "postgresql+psycopg"):
        return address.set(drivername="postgresql+psycopg")
    raise Invalid(f"expected an sqlite or postgresql URL, got the scheme {scheme!r}")


def _is_sqlite(address: URL) -> bool:
    return address.drivername in ("sqlite", "sqlite+pysqlite")


def _sqlite(address: URL) -> Engine:
    engine = create_engine(address, pool_size=16, max_overflow=16, pool_timeout=2)
    file = address.database or ""
    if not file.startswith("file:"):
        event.listen(engine, "do_connect", lambda *_: keep_private(file))
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    """Prepare a new connection: we begin transactions, never the driver."""
    connection.isolation_level = None
    _wait_for_locks(connection, _BUSY["read"])
    for setting in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {setting}")


def _begin_sqlite(connection: Connection) -> None:
    purpose: Purpose = connection.get_execution_options().get("purpose", "read")
    driver = cast("sqlite3.Connection", connection.connection.driver_connection)
    if purpose == "migrate":
        # SQLite rebuilds a table by dropping it, and must not cascade from that.
        driver.execute("PRAGMA foreign_keys = OFF")
    driver.execute(f"PRAGMA query_only = {'ON' if purpose == 'read' else 'OFF'}")
    with waiting(_BUSY[purpose]) as seconds:
        _wait_for_locks(driver, seconds)
        connection.exec_driver_sql("BEGIN" if purpose == "read" else "BEGIN IMMEDIATE")


def _wait_for_locks(connection: sqlite3.Connection, seconds: float) -> None:
    connection.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")
