"""Whether the database answers: one probe, in a thread that may hang without harm.

After a missing answer the database is in doubt, and nobody uses it before it has answered the
probe: the first request has waited, and the others need not. Knows no driver.
"""

from collections.abc import Callable
from threading import Event, Lock, Thread
from time import monotonic

from db.kernel.errors import Unavailable

#: Seconds after which a database in doubt that has not answered counts as gone.
VERDICT = 0.25


class Pulse:
    """The state of a database: it is well, or has yet to answer."""

    def __init__(self, ask: Callable[[], None]) -> None:
        self._ask = ask
        self._lock = Lock()
        self._question: _Ping | None = None
        self._in_doubt = False

    def doubt(self) -> None:
        """Require an answer before the database is used again."""
        self._in_doubt = True

    def check(self) -> None:
        """Raise Unavailable, at once or nearly so, while the database is in doubt."""
        if not self._in_doubt:
            return
        question = self._asked()
        if not self._hears(question, question.began + VERDICT - monotonic()):
            raise Unavailable(question.fault)

    def answers(self, timeout: float) -> bool:
        """Return whether the database answers within `timeout` seconds."""
        return self._hears(self._asked(), timeout)

    def _hears(self, question: "_Ping", timeout: float) -> bool:
        if question.done.wait(max(0.0, timeout)) and not question.fault:
            self._in_doubt = False
            return True
        return False

    def _asked(self) -> "_Ping":
        """Return the running probe, or start a new one."""
        with self._lock:
            if self._question is None or self._question.done.is_set():
                self._question = _Ping(self._ask)
            return self._question


class _Ping:
    """One probe."""

    def __init__(self, ask: Callable[[], None]) -> None:
        self.began = monotonic()
        self.done = Event()
        #: Why there is no answer; None once there is one.
        self.fault = "the database does not answer"
        Thread(target=self._put, args=(ask,), name="ping", daemon=True).start()

    def _put(self, ask: Callable[[], None]) -> None:
        try:
            ask()
            self.fault = ""
        except Unavailable as fault:
            self.fault = fault.message
        finally:
            self.done.set()
