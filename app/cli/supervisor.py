"""`rose-ash serve --reload`: one server after the other on one socket, a new one for new Python.

The supervisor holds the socket, so that no browser is refused while servers change. When a
Python file of the site changes, it starts another server beside the one that serves. Once that
one is ready, the older one goes. If it cannot start, the older one goes on, and its pages show
the note of what is wrong (`app.web.dev.autoreload`); the next change is tried in the same way.

Knows files and processes; of the site only its folders.
"""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from select import select
from types import FrameType

import click

ROOT = Path(__file__).parents[2]
FOLDERS = ("app", "db", "services")
#: Its program stands by itself: it must come to its notes where nothing else can be imported.
CANDIDATE = Path(__file__).with_name("candidate.py")
#: Seconds between two looks at the files, which take some milliseconds.
INTERVAL = 0.2

Files = dict[Path, int]


def look() -> Files:
    """Say when each Python file was changed."""
    return dict(_times())


def _times() -> Iterator[tuple[Path, int]]:
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*.py"):
            with suppress(FileNotFoundError):
                yield path, path.stat().st_mtime_ns


class Candidate:
    """A server that was started, and says when it is ready."""

    def __init__(self, listener: socket.socket, note: Path) -> None:
        read, write = os.pipe()
        self._pipe = os.fdopen(read, "rb", buffering=0)
        files = (listener.fileno(), write)
        # Without -P the folder of the program would stand first on the path.
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-P", CANDIDATE, *map(str, files), note],
            pass_fds=files,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        os.close(write)

    def waits(self) -> bool:
        """Wait for a moment; say whether it is still neither ready nor gone."""
        return not select([self._pipe], [], [], INTERVAL)[0]

    def is_ready(self) -> bool:
        """Say, once it waits no more, whether it serves."""
        return bool(self._pipe.read(1))

    def status(self, seconds: float) -> int | None:
        """Give the exit status if it ends in this time."""
        with suppress(subprocess.TimeoutExpired):
            return self._process.wait(seconds)
        return None

    def end(self) -> None:
        """Let it finish what it is at, and go."""
        self._process.terminate()
        self._pipe.close()

    def wait(self) -> None:
        """Wait until it is gone."""
        self._process.wait()


class Supervisor:
    """Keeps one server on a socket, the newest that starts."""

    def __init__(self, listener: socket.socket, note: Path) -> None:
        self._listener = listener
        self._note = note
        self._files = look()
        #: All processes that may be there; the one that serves stands last.
        self._servers: list[Candidate] = []

    def run(self) -> int:
        """Serve until the server ends or somebody ends this process; give the exit status."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _stop)
        try:
            return self._run()
        finally:
            for server in self._servers:
                server.end()
                server.wait()
            self._note.unlink(missing_ok=True)

    def _run(self) -> int:
        if not self._is_renewed():
            return 1
        while (status := self._servers[-1].status(INTERVAL)) is None:
            if self._have_files_changed() and not self._is_renewed():
                click.echo("The site goes on as it was, and every change is tried.", err=True)
        return status

    def _is_renewed(self) -> bool:
        """Start a server and, if it gets ready, let the older ones go; say whether it did."""
        candidate = self._candidate()
        while candidate.waits():
            if self._have_files_changed():
                candidate.end()
                candidate = self._candidate()
        if not candidate.is_ready():
            return False
        self._note.unlink(missing_ok=True)
        older = [each for each in self._servers if each is not candidate]
        for server in older:
            server.end()
        self._servers = [*(each for each in older if each.status(0) is None), candidate]
        return True

    def _candidate(self) -> Candidate:
        candidate = Candidate(self._listener, self._note)
        self._servers.insert(0, candidate)
        return candidate

    def _have_files_changed(self) -> bool:
        before, self._files = self._files, look()
        return before != self._files


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
