"""A PostgreSQL URL to an engine whose waits are all limited, whatever the state of the server.

The server's own timeouts end what takes too long while it lives. They do nothing when it is
frozen or cut off, and neither do TCP's, because the kernel of a frozen process still
acknowledges. So every wait for an answer is limited on this side, and a connection without an
answer is closed: nobody can tell what it would send next.
"""

from math import inf
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL

from db.kernel.waiting import exhaust, waiting

Answer = TypeVar("Answer")

#: Seconds that a request waits for one answer; the driver gives a new connection no less.
SILENCE = 2.0

#: Milliseconds after which the server gives up by itself: a statement, the wait for a lock,
#: and a transaction whose client has stopped.
_SETTINGS = (
    "-c statement_timeout=5000 -c lock_timeout=1500"
    " -c idle_in_transaction_session_timeout=10000 -c timezone=UTC"
)

#: A machine that is gone is noticed by the kernel, for those who wait without a budget and
#: for connections at rest: seconds, and milliseconds for data that nobody acknowledges.
_TCP = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}


class _Connection(psycopg.Connection[Any]):
    """A connection on which nobody waits longer than the request may."""

    def wait(
        self, gen: PQGen[Answer], interval: float = 0.1, timeout: float | None = None
    ) -> Answer:
        """Wait for one exchange with the server; close the connection if there is no answer."""
        with waiting(SILENCE, unlimited=inf) as seconds:
            try:
                return super().wait(gen, interval, seconds if timeout is None else timeout)
            except psycopg.OperationalError:
                # An answer ends the exchange; as long as it lasts there was none.
                if self.info.transaction_status == TransactionStatus.ACTIVE:
                    self.close()
                    exhaust()
                raise


def is_silence(fault: BaseException | None) -> bool:
    """Return whether a server gave no answer at all; its answers have a code."""
    return isinstance(fault, psycopg.OperationalError) and fault.sqlstate is None


def engine_for(address: URL) -> Engine:
    """Return the engine of a PostgreSQL database, with a pool of 16 connections."""
    engine = create_engine(
        address,
        pool_size=5,
        max_overflow=11,
        pool_timeout=1,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": int(SILENCE),
            "application_name": "rose-ash",
            "options": _SETTINGS,
            **_TCP,
        },
    )
    event.listen(engine, "do_connect", _connect)
    return engine


def _connect(
    _dialect: object, _record: object, address: list[str], options: dict[str, Any]
) -> _Connection:
    with waiting(SILENCE) as seconds:
        if not seconds:
            raise psycopg.OperationalError("the time for waiting is used up")
        return _Connection.connect(*address, **options)
