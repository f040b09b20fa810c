"""Rendered documents on disk: used only when they are ours, whole, and made of this text."""

import hashlib
import json
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app import sx
from tests.unit.sx.test_bytecode_cache import (
    call_something,
    cut,
    empty,
    flip_a_bit,
    link,
    open_folder,
    open_to_all,
)

ROSE = sx.RenderedDocument({"Ash": "/ash/", "Elm": None}, sx.Document("<p>Rosé &amp; ash</p>"))


@pytest.fixture
def files(tmp_path: Path) -> sx.DocumentFiles:
    """A folder in which one document is stored."""
    files = sx.DocumentFiles(tmp_path / "documents", "one library")
    files.write("rose", "markdown", ROSE)
    return files


def only_file(folder: Path) -> Path:
    (file,) = (folder / "documents").iterdir()
    return file


def test_a_stored_document_is_read_as_it_was(files: sx.DocumentFiles) -> None:
    stored = files.read("rose", "markdown")
    assert stored is not None
    assert (stored.links, stored.document.text) == (ROSE.links, ROSE.document.text)
    assert isinstance(stored.document, sx.Document)


def test_another_text_format_or_library_has_another_file(
    files: sx.DocumentFiles, tmp_path: Path
) -> None:
    other = sx.DocumentFiles(tmp_path / "documents", "another library")
    assert [
        files.read("ash", "markdown"),
        files.read("rose", "sx"),
        other.read("rose", "markdown"),
    ] == [None] * 3


def write_anything(content: object) -> Callable[[Path], None]:
    """Put other data where the file was, whole."""

    def write(file: Path) -> None:
        payload = json.dumps(content).encode()
        file.write_bytes(hashlib.sha256(payload).digest() + payload)

    return write


@pytest.mark.parametrize(
    "damage",
    [
        *(flip_a_bit, cut, empty, open_to_all, open_folder, link, call_something),
        *(write_anything(7), write_anything([{}, 7]), write_anything(["", ""])),
    ],
)
def test_what_is_damaged_or_may_be_anothers_is_missing_until_it_is_written_again(
    files: sx.DocumentFiles, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    damage(only_file(tmp_path))
    assert files.read("rose", "markdown") is None
    (tmp_path / "documents").chmod(0o700)
    files.write("rose", "markdown", ROSE)
    assert files.read("rose", "markdown") == ROSE


def test_two_writers_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    def write(number: int) -> None:
        files = sx.DocumentFiles(tmp_path / "documents", "one library")
        document = sx.Document(f"{number}" * 100_000)
        files.write("rose", "markdown", sx.RenderedDocument({}, document))
        stored = files.read("rose", "markdown")
        assert stored is not None
        assert len(set(stored.document.text)) == 1

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, range(8)))
    assert only_file(tmp_path).stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_is_only_empty(tmp_path: Path) -> None:
    (tmp_path / "documents").write_text("a file where the folder should be")
    files = sx.DocumentFiles(tmp_path / "documents", "one library")
    files.write("rose", "markdown", ROSE)
    files.prune()
    assert files.read("rose", "markdown") is None


def test_a_write_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def is_full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "replace", is_full)
    sx.DocumentFiles(tmp_path / "documents", "one library").write("rose", "markdown", ROSE)
    assert list((tmp_path / "documents").iterdir()) == []


def test_files_that_were_not_read_for_longest_go_first(tmp_path: Path) -> None:
    files = sx.DocumentFiles(tmp_path / "documents", "one library")
    now = time.time()
    for age in range(4):
        before = {*(tmp_path / "documents").glob("*")}
        files.write(f"{age}", "markdown", ROSE)
        (file,) = {*(tmp_path / "documents").glob("*")} - before
        os.utime(file, (now - age, now))
    files.prune(2 * file.stat().st_size)
    stored = [files.read(f"{age}", "markdown") is not None for age in range(4)]
    assert stored == [True, True, False, False]
