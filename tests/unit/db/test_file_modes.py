"""The file of a site, and what SQLite keeps beside it: nobody else on the machine reads it."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from db import migrations
from db.engine import Database
from db.log import changes


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


PRIVATE = dict.fromkeys(("site.db", "site.db-wal", "site.db-shm"), 0o600)


@pytest.mark.parametrize("mask", [0, 0o022, 0o777])
def test_a_new_file_is_its_owners_alone(tmp_path: Path, mask: int) -> None:
    url = f"sqlite:///{tmp_path}/site.db"
    with umask(mask):
        migrations.upgrade(url)
        database = Database(url)
        with database.writing():
            changes.renew_site_id()
            held = modes(tmp_path)
        database.dispose()
    assert (held, modes(tmp_path)) == (PRIVATE, {"site.db": 0o600})


def test_files_that_others_could_read_are_closed_to_them(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/site.db"
    migrations.upgrade(url)
    first, second = Database(url), Database(url)
    with first.reading():
        changes.head()
        for path in tmp_path.iterdir():
            path.chmod(0o664)
        with_others = modes(tmp_path)
    with second.reading():
        changes.head()
        mended = modes(tmp_path)
    first.dispose()
    second.dispose()
    assert with_others == dict.fromkeys(PRIVATE, 0o664)
    assert mended == PRIVATE


def test_a_file_of_somebody_else_is_still_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path}/site.db"
    migrations.upgrade(url)
    (tmp_path / "site.db").chmod(0o664)

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "chmod", refuse)
    database = Database(url)
    with database.reading():
        assert changes.head() == 0
    database.dispose()
