"""A gunicorn worker whose threads are not kept by clients: each request must end in time.

Gunicorn waits for as long as a client takes to send its form or to take its page, so a
few slow ones hold all threads. Here the connection of such a one is shut, which wakes
the thread. A server in front that buffers is still the better answer to many of them.
"""

import socket
from contextlib import suppress
from time import monotonic
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Threads that serve for `timeout` seconds at most."""

    def __init__(self, *options: Any, **more: Any) -> None:
        super().__init__(*options, **more)
        self._began: dict[TConn, float] = {}

    def handle(self, conn: TConn) -> object:
        """Serve one request, in a thread."""
        self._began[conn] = monotonic()
        try:
            return super().handle(conn)
        finally:
            del self._began[conn]

    def murder_pending(self) -> None:
        """Shut connections that take too long; called every second, by the thread that accepts."""
        super().murder_pending()
        latest = monotonic() - self.cfg.timeout
        for conn, began in self._began.copy().items():
            if began < latest:
                with suppress(OSError):
                    conn.sock.shutdown(socket.SHUT_RDWR)
