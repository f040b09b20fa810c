"""Clients that send a form as slowly as they can: they lose their connection, nobody else does."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from app.cli.serve import THREADS, Server, options_for
from app.config import ROOT, from_env
from app.factory import create_app
from tests.e2e.server import free_port, wait_until_ready
from tests.setups import SetUp
from tests.unit.faults.served import PATIENCE, Client

pytestmark = pytest.mark.slow

#: Seconds that a request may take in this test.
TIMEOUT = 8


#: A request that stops in its headers, and one that stops in its form.
BEGUN = (
    b"GET / HTTP/1.1\r\nHost: a\r\nAccept: ",
    b"POST /login HTTP/1.1\r\nHost: a\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 99\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\nusername=",
)


@contextmanager
def impatient(folder: Path, database_url: str) -> Iterator[int]:
    """Serve a site whose requests must end soon, and give the port."""
    port, log = free_port(), folder / "server.log"
    environment = {
        **os.environ,
        "INSTANCE_PATH": str(folder),
        "DATABASE_URL": database_url,
        "PORT": str(port),
        "WEB_CONCURRENCY": "1",
        "LOG_LEVEL": "ERROR",
    }
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=output,
        )
    try:
        wait_until_ready(process, f"http://127.0.0.1:{port}", log)
        yield port
    finally:
        process.terminate()
        process.wait(PATIENCE)


def test_those_who_never_end_what_they_send_hold_no_thread(small: SetUp, tmp_path: Path) -> None:
    database_url = small.copy(tmp_path).database_url
    with impatient(tmp_path, database_url) as port, ExitStack() as stack:
        slow = []
        for number in range(THREADS):
            slow.append(stack.enter_context(socket.create_connection(("127.0.0.1", port))))
            slow[-1].settimeout(PATIENCE)
            slow[-1].sendall(BEGUN[number % len(BEGUN)])
        assert Client(port).get("/ash/").status == 200
        assert [client.recv(1) for client in slow] == [b""] * THREADS


if __name__ == "__main__":
    SETTINGS = replace(from_env(), rate_limits=None)
    Server(create_app(SETTINGS), {**options_for(SETTINGS), "timeout": TIMEOUT}).run()
