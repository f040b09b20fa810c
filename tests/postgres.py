"""A PostgreSQL server of our own for one test session, on a free port, thrown away at its end.

Knows nothing of our tables. `tests/unit/conftest.py` offers `postgres_server` to all; it
fails, and does not skip, where PostgreSQL's programs are missing.
"""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

#: Durability costs time, and this server's data is thrown away.
_SETTINGS = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    " -c shared_buffers=16MB -c max_connections=60 -c listen_addresses=127.0.0.1"
)


class Server:
    """A running server: makes databases and gives their URLs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()

    def start(self) -> None:
        """Make an empty cluster and serve it."""
        data = self.folder / "data"
        _run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync",
             "--no-instructions", "--locale=C")  # fmt: skip
        options = f"-p {self.port} -k {self.folder} {_SETTINGS}"
        log = self.folder / "log"
        _run("pg_ctl", "-D", data, "-l", log, "-o", options, "-w", "start")

    def stop(self) -> None:
        """End it without waiting for clients."""
        _run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "-w", "stop")

    def create(self, name: str, template: str = "template1") -> str:
        """Make an empty database, or a copy of one that nobody uses, and give its URL."""
        address = f"host=127.0.0.1 port={self.port} user=postgres dbname=postgres"
        command = psycopg.sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        names = psycopg.sql.Identifier(name), psycopg.sql.Identifier(template)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(command.format(*names))
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{name}"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """Serve PostgreSQL while the session lasts."""
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    try:
        server = Server(folder)
        server.start()
        yield server
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
