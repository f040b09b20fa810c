"""A new site for each test, and a folder to import from."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.factory import prepare_database
from db.engine import Database

Write = Callable[[str, str], Path]

#: When the files of a test were changed.
CHANGED = datetime(2024, 5, 6, 7, 8, tzinfo=UTC)


@pytest.fixture(scope="session")
def new_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a site that nobody has written in."""
    path = tmp_path_factory.mktemp("new") / "site.db"
    prepare_database(f"sqlite:///{path}")
    return path


@pytest.fixture
def database(new_site: Path, tmp_path: Path) -> Iterator[Database]:
    """A site of the test's own."""
    path = shutil.copy(new_site, tmp_path / "site.db")
    made = Database(f"sqlite:///{path}")
    yield made
    made.dispose()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder."""
    made = tmp_path / "notes"
    made.mkdir()
    return made


@pytest.fixture
def write(folder: Path) -> Write:
    """Write a file of the folder."""

    def written(name: str, text: str) -> Path:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="")
        os.utime(path, (CHANGED.timestamp(), CHANGED.timestamp()))
        return path

    return written
