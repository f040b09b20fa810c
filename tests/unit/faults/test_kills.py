"""A save that is killed at any of its writes: what was told is kept, and nothing is half there.

Every call that changes the disk is a point; strace ends the process there, or lets the call
fail. Then the file is opened as if nothing had been. It must be as it was between two saves,
table by table: the rows, the words of the search, and the change log beside them. A site that
had kept its pages before must show none of them where the rows are others.
"""

import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from app import sx
from app.config import ROOT
from app.factory import site_of
from db.engine import Database
from tests.setups import SetUp, settings_for
from tests.unit.faults.load import served, whole
from tests.unit.faults.saves import SAVES, TOUCHED
from tests.unit.web.site_client import assembled

#: At how many points a save is killed when it is not at all of them.
POINTS = 8
CALLS = ("pwrite64", "fdatasync", "ftruncate", "unlink")
#: Columns with times, or made from them: two runs of the same saves differ in them.
OWN = {"created", "updated", "published", "time", "uuid"}
#: Topics name nodes by what is made from times, in the database and in what is stored of it.
UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

Dump = dict[str, list[tuple[object, ...]]]
Point = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Walk:
    """A site, its states after none of the saves, after one and so on, and the points between."""

    path: Path
    states: tuple[Dump, ...]
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """What came of the saves in a process of their own."""

    #: How many were told to be done.
    told: int
    #: The calls that changed the disk, as strace writes them.
    calls: str
    #: What went wrong, as far as the process could say, and how it ended.
    wrong: str
    status: int


def strace(path: Path, *injected: str) -> Run:
    """Do the saves under strace, with these faults."""
    log = path.with_name("strace")
    options = ["-f", "-qq", "-o", str(log), "-e", f"trace={','.join(CALLS)}"]
    options += [word for fault in injected for word in ("-e", f"inject={fault}")]
    saves = [sys.executable, "-m", "tests.unit.faults.saves", str(path)]
    done = subprocess.run(
        ["strace", *options, *saves], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return Run(done.stdout.count("done"), log.read_text(), done.stderr, done.returncode)


def dump(path: Path) -> Dump:
    """Give all rows of all tables but for the times in them, and check the file."""
    connection = sqlite3.connect(path)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {name: rows(connection, name) for (name,) in tables.fetchall()}
    finally:
        connection.close()


def rows(connection: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    lasting = ", ".join(f'"{column}"' for column in columns if column not in OWN)
    found = connection.execute(f"SELECT {lasting} FROM {table}")  # noqa: S608
    return sorted((tuple(map(without_uuids, row)) for row in found), key=repr)


def without_uuids(value: object) -> object:
    return UUID.sub("uuid", value) if isinstance(value, str) else value


@pytest.fixture(scope="session")
def walk(small: SetUp, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """Walk through the saves once, undisturbed."""
    if shutil.which("strace") is None:
        pytest.fail("strace was not found: install the package `strace`, or run `make servers`")
    if subprocess.run(["strace", "true"], check=False, capture_output=True).returncode:
        pytest.skip("strace may not watch processes here")
    folder = tmp_path_factory.mktemp("walk")
    small.copy(folder)
    path = folder / "site.db"
    states = walked(Path(shutil.copy(path, folder / "states.db")))
    run = strace(Path(shutil.copy(path, folder / "points.db")))
    assert (run.told, run.wrong, run.status) == (len(SAVES), "", 0)
    assert dump(folder / "points.db") == states[-1]
    return Walk(path, states, numbered(run.calls))


def walked(path: Path) -> tuple[Dump, ...]:
    """Do the saves in this process, and look at the file after each."""
    states, database = [dump(path)], Database(f"sqlite:///{path}")
    for save in SAVES:
        with database.writing("editor", save.__name__):
            save()
        states.append(dump(path))
    database.dispose()
    return tuple(states)


def numbered(log: str) -> tuple[Point, ...]:
    """Find the calls in what strace wrote, each with its number among those of its name."""
    seen = dict.fromkeys(CALLS, 0)
    points = []
    for call in re.findall(rf"\b({'|'.join(CALLS)})\(", log):
        seen[call] += 1
        points.append((call, seen[call]))
    return tuple(points)


def check(walk: Walk, library: sx.Library, folder: Path, fault: str) -> Run:
    """Do the saves with a fault, on a site that has kept its pages, and look at what is left."""
    path = Path(shutil.copy(walk.path, folder / "site.db"))
    settings = served(settings_for(folder, f"sqlite:///{path}"))
    with (
        assembled(settings, library) as cached,
        assembled(replace(settings, cache=False), library) as plain,
    ):
        before = whole(cached, *TOUCHED)
        site_of(cached).database.dispose()
        run = strace(path, fault)
        assert dump(path) in walk.states[run.told : run.told + 2]
        after = whole(plain, *TOUCHED)
        assert whole(cached, *TOUCHED) == after
        # Nothing was told and nothing is there, or these are the pages on which it is seen.
        assert (after == before) == (dump(path) == walk.states[0])
    path.unlink()
    return run


def check_kill(walk: Walk, library: sx.Library, folder: Path, point: Point) -> int:
    """Kill at one point; give how many saves were told to be done."""
    call, number = point
    run = check(walk, library, folder, f"{call}:signal=KILL:when={number}")
    assert run.status == -signal.SIGKILL
    return run.told


@pytest.mark.slow
@pytest.mark.parametrize("part", range(POINTS))
def test_a_kill_leaves_what_was_told_and_nothing_half(
    walk: Walk, library: sx.Library, tmp_path: Path, part: int
) -> None:
    check_kill(walk, library, tmp_path, walk.points[len(walk.points) * part // POINTS])


@pytest.mark.long
def test_so_does_a_kill_at_every_point(walk: Walk, library: sx.Library, tmp_path: Path) -> None:
    told = [check_kill(walk, library, tmp_path, point) for point in walk.points]
    assert set(told) == set(range(len(SAVES) + 1))


@pytest.mark.long
@pytest.mark.parametrize("error", ["EIO", "ENOSPC"])
def test_so_does_a_disk_that_fails_from_some_point_on(
    walk: Walk, library: sx.Library, tmp_path: Path, error: str
) -> None:
    for call, number in walk.points[::5]:
        check(walk, library, tmp_path, f"{call}:error={error}:when={number}+")
