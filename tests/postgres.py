"""A PostgreSQL server of our own for one test session, on a free port, thrown away at its end.

Knows nothing of our tables. `tests/unit/conftest.py` offers `postgres_server` to all; it
fails, and does not skip, where PostgreSQL's programs are missing.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest

#: Durability costs time, and this server's data is thrown away.
_FORGETFUL = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
#: What was committed outlives the server, though not the machine.
DURABLE = "-c fsync=off"
_SETTINGS = "-c shared_buffers=16MB -c max_connections=60 -c listen_addresses=127.0.0.1"


class Server:
    """A running server: makes databases and gives their URLs."""

    def __init__(self, folder: Path, durability: str = _FORGETFUL) -> None:
        self.folder = folder
        self.port = _free_port()
        self._options = f"-p {self.port} -k {folder} {_SETTINGS} {durability}"

    def start(self) -> None:
        """Make an empty cluster and serve it."""
        _run("initdb", "-D", self.folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8",
             "--no-sync", "--no-instructions", "--locale=C")  # fmt: skip
        self.resume()

    def resume(self) -> None:
        """Serve the cluster that is there."""
        data, log = self.folder / "data", self.folder / "log"
        _run("pg_ctl", "-D", data, "-l", log, "-o", self._options, "-w", "start")

    def stop(self, mode: str = "immediate") -> None:
        """End it without waiting for clients: `immediate` is a crash, `fast` says goodbye."""
        _run("pg_ctl", "-D", self.folder / "data", "-m", mode, "-w", "stop")

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Stop every process of the server where it stands; the kernel still takes what is sent."""
        postmaster = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(postmaster, signal.SIGSTOP)
        pids = [postmaster, *_children(postmaster)]
        for pid in pids[1:]:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in reversed(pids):
                os.kill(pid, signal.SIGCONT)

    def create(self, name: str, template: str = "template1") -> str:
        """Make an empty database, or a copy of one that nobody uses, and give its URL.

        It is copied file by file: PostgreSQL's other way copies a sequence with numbers in
        advance that are in no log, and gives them out a second time after a crash.
        """
        self._do("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, template)
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{name}"

    def drop(self, name: str) -> None:
        """Delete a database, whoever uses it."""
        self._do("DROP DATABASE {} WITH (FORCE)", name)

    def _do(self, command: LiteralString, *names: str) -> None:
        address = f"host=127.0.0.1 port={self.port} user=postgres dbname=postgres"
        written = psycopg.sql.SQL(command).format(*map(psycopg.sql.Identifier, names))
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(written)


@contextmanager
def serving(durability: str = _FORGETFUL) -> Iterator[Server]:
    """Serve PostgreSQL from a folder of its own."""
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    try:
        server = Server(folder, durability)
        server.start()
        yield server
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """Serve PostgreSQL while the session lasts."""
    with serving() as server:
        yield server


def _run(program: str, *arguments: str | Path) -> None:
    """Run one of PostgreSQL's programs; as root, as the user postgres, for it refuses root."""
    command = [_find(program), *map(str, arguments)]
    if os.geteuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    done = subprocess.run(
        command, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        pytest.fail(f"{program} failed: {done.stdout}")


def _find(program: str) -> str:
    """Find a program on the path, or where Debian keeps it beside the path."""
    beside = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), reverse=True)
    found = shutil.which(program) or (str(beside[0]) if beside else None)
    if found is None:
        pytest.fail(f"{program} was not found: install the package `postgresql`")
    return found


def _children(process: int) -> list[int]:
    """Give the children of a process that is stopped, so that no other come."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text()
    return [int(child) for child in children.split()]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
