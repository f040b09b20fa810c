"""Python files that change while the site runs: a new server takes over, or pages say why not."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import pytest

from app.cli.candidate import facts
from app.config import ROOT
from app.importing.confinement import Outside, resolve
from tests.e2e.server import free_port, wait_until_ready
from tests.setups import SetUp
from tests.unit.faults.served import PATIENCE, Client, Reply

pytestmark = pytest.mark.slow

COPIED = ("app", "db", "static")
SETTINGS = "app/config.py"
BROKEN = "site_name = = 1,"


@dataclass(frozen=True, slots=True)
class Tree:
    """A copy of the site's files, and the server on it."""

    folder: Path
    client: Client
    process: "subprocess.Popen[bytes]"

    def edit(self, name: str, old: str, new: str) -> None:
        """Change a file."""
        path = self.folder / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    def until(self, status: int, said: str) -> Reply:
        """Ask for a page until it is this one; all before are answered, and are whole."""
        end = monotonic() + PATIENCE
        while monotonic() < end:
            reply = self.client.get("/")
            assert reply.text.rstrip().endswith("</html>")
            if (reply.status, said in reply.text) == (status, True):
                return reply
        raise AssertionError(reply)


def start(folder: Path, environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    """Serve what stands in a folder."""
    with (folder / "server.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "app.cli", "serve", "--reload"],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=log,
        )


@pytest.fixture
def environment(small: SetUp, tmp_path: Path) -> dict[str, str]:
    """A copy of the files, and what its site has to know."""
    for name in COPIED:
        shutil.copytree(ROOT / name, tmp_path / name)
    return {
        **os.environ,
        "PYTHONPATH": str(tmp_path),
        "DATABASE_URL": small.copy(tmp_path).database_url,
        "INSTANCE_PATH": str(tmp_path),
        "PORT": str(free_port()),
        "WEB_CONCURRENCY": "1",
        "LOG_LEVEL": "ERROR",
    }


@pytest.fixture
def tree(environment: dict[str, str], tmp_path: Path) -> Iterator[Tree]:
    process, port = start(tmp_path, environment), int(environment["PORT"])
    try:
        wait_until_ready(process, f"http://127.0.0.1:{port}", tmp_path / "server.log")
        yield Tree(tmp_path, Client(port), process)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def name(text: str) -> str:
    """The line of the settings that names the site."""
    return f'site_name=values.line("SITE_NAME", "{text}")'


def test_a_change_is_taken_up_or_the_page_says_why_not(tree: Tree) -> None:
    tree.edit(SETTINGS, name("Rose Ash"), name("Rose Elm"))
    tree.until(200, "Rose Elm")
    tree.edit(SETTINGS, name("Rose Elm"), BROKEN)
    reply = tree.until(500, "SyntaxError: invalid syntax")
    assert f"{SETTINGS}:" in reply.text
    assert BROKEN in reply.text
    # Who has typed something can still send it.
    assert tree.client.post("/login", {"username": "nobody", "password": "wrong"}).status == 422
    tree.edit(SETTINGS, BROKEN, name("Rose Fir"))
    tree.until(200, "Rose Fir")
    tree.process.send_signal(signal.SIGINT)
    assert tree.process.wait(PATIENCE) == 0
    with pytest.raises(ConnectionRefusedError):
        tree.client.get("/")


def test_what_is_wrong_at_the_start_ends_it_with_the_place(
    environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / SETTINGS).write_text(BROKEN, "utf-8")
    assert start(tmp_path, environment).wait(PATIENCE) == 1
    assert SETTINGS in (tmp_path / "server.log").read_text("utf-8")


def test_a_fault_is_placed_in_the_innermost_file_of_the_site() -> None:
    with pytest.raises(Outside) as caught:
        resolve(Path("/nowhere"), Path("/"))
    said = facts(caught.value)
    assert said["message"] == "app.importing.confinement.Outside: / leads out of /nowhere"
    line = Path(str(said["file"])).read_text("utf-8").splitlines()[int(said["line"]) - 1]
    assert line[int(said["column"]) - 1 :].startswith("raise Outside")
