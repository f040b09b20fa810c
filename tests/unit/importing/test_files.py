"""Finding and reading files: what cannot be read is told, and the rest goes on."""

import os
from pathlib import Path

import pytest

from app.importing.files import File, Missing, Unreadable, find, read
from tests.unit.importing.conftest import Write


def test_files_are_found_by_their_suffix_in_order(write: Write, folder: Path) -> None:
    for name in ("b.md", "a/c.MARKDOWN", "a/d.txt", ".git/e.md", "a/.f.md", "node_modules/g.md"):
        write(name, "x")
    assert list(find([folder, folder / "b.md"])) == [
        File(folder / "b.md", folder),
        File(folder / "a" / "c.MARKDOWN", folder),
    ]


def test_a_path_may_be_a_file(write: Write, folder: Path) -> None:
    path = write("a/b.txt", "x")
    assert list(find([path])) == [File(path, folder / "a")]


def test_what_is_not_there_is_told(folder: Path) -> None:
    path = folder / "nowhere"
    assert list(find([path])) == [Missing(str(path), "there is no such file or folder")]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read_is_told(write: Write, folder: Path) -> None:
    closed = write("a/b.md", "x").parent
    closed.chmod(0)
    try:
        assert list(find([folder])) == [Missing(str(closed), "permission denied")]
    finally:
        closed.chmod(0o700)


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"a\nb\xff", 2, "it is not UTF-8 (byte 0xff)"),
        (b"x" * 400_000, None, "it is larger than 320 KiB"),
    ],
)
def test_a_file_without_text_says_why(
    folder: Path, content: bytes, line: int | None, reason: str
) -> None:
    path = folder / "a.md"
    path.write_bytes(content)
    with pytest.raises(Unreadable) as fault:
        read(File(path, folder))
    assert (fault.value.line, fault.value.reason) == (line, reason)


def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    path = folder / "a.md"
    os.mkfifo(path)
    with pytest.raises(Unreadable) as fault:
        read(File(path, folder))
    assert fault.value.reason == "it is no ordinary file"


def test_a_link_into_the_void_is_told(folder: Path) -> None:
    path = folder / "a.md"
    path.symlink_to(folder / "nowhere")
    with pytest.raises(Unreadable) as fault:
        read(File(path, folder))
    assert fault.value.reason == "it is no ordinary file"
