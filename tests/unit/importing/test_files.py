"""Finding and reading files: what cannot be read is told, and the rest goes on."""

import os
from collections import Counter
from pathlib import Path

import pytest

from app.importing.files import File, Inventory, Unreadable, find, read
from tests.unit.importing.conftest import Write


def test_files_are_found_by_their_suffix_in_order(write: Write, folder: Path) -> None:
    names = ("b.md", "a/c.MARKDOWN", "a/d.txt", ".git/e.md", "a/.f.md", "node_modules/g.md")
    for name in (*names, "a/h.png", "i.org", "j.org", "LICENSE"):
        write(name, "x")
    assert find([folder, folder / "b.md"]) == Inventory(
        files=[File(folder / "b.md", folder), File(folder / "a" / "c.MARKDOWN", folder)],
        others=Counter({".org": 2, ".txt": 1, "without a suffix": 1}),
        pictures=["notes/a/h.png"],
    )


def test_a_path_may_be_a_file(write: Write, folder: Path) -> None:
    path = write("a/b.md", "x")
    assert find([path]).files == [File(path, folder / "a")]


@pytest.mark.parametrize("name", ["export.json", "b.txt", "notes", "secret_key", "a.md.bak"])
def test_a_file_that_is_named_is_refused_unless_it_is_markdown(write: Write, name: str) -> None:
    path = write(name, "x")
    assert _missing(path) == [
        (str(path), "only Markdown is imported (.markdown, .md, .mdown, .mkd)")
    ]


def _missing(*paths: Path) -> list[tuple[str, str]]:
    return [(each.path, each.reason) for each in find(paths).missing]


def test_what_is_not_there_is_told(folder: Path) -> None:
    path = folder / "nowhere"
    assert _missing(path) == [(str(path), "there is no such file or folder")]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read_is_told(write: Write, folder: Path) -> None:
    closed = write("a/b.md", "x").parent
    closed.chmod(0)
    try:
        assert _missing(folder) == [(str(closed), "permission denied")]
    finally:
        closed.chmod(0o700)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"a\x00b", "it is no text"), (b"x" * 4_000_001, "it is larger than 4,000,000 bytes")],
)
def test_a_file_without_text_says_why(folder: Path, content: bytes, reason: str) -> None:
    path = folder / "a.md"
    path.write_bytes(content)
    with pytest.raises(Unreadable) as fault:
        read(File(path, folder))
    assert fault.value.reason == reason


@pytest.mark.parametrize(
    ("content", "text", "doubtful"),
    [
        ("\ufeffé\r\nb\rc".encode(), "é\nb\nc", None),
        ("é".encode("utf-16"), "é", None),
        (b"a\nb\xe9\x81", "a\nbé\ufffd", 2),
    ],
)
def test_a_text_may_come_in_other_encodings(
    folder: Path, content: bytes, text: str, doubtful: int | None
) -> None:
    path = folder / "a.md"
    path.write_bytes(content)
    source = read(File(path, folder))
    assert (source.text, source.doubtful) == (text, doubtful)


@pytest.mark.parametrize("time", [-1, 2**40, 2**60])
def test_no_time_of_a_file_is_too_odd(write: Write, folder: Path, time: int) -> None:
    path = write("a.md", "x")
    try:
        os.utime(path, (time, time))
    except OverflowError:
        pytest.skip("this file system holds no such time")
    assert read(File(path, folder)).modified.year <= 9999


def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    path = folder / "a.md"
    os.mkfifo(path)
    with pytest.raises(Unreadable) as fault:
        read(File(path, folder))
    assert fault.value.reason == "it is no ordinary file"


_OUT = "it is a link that leads out of the folder"
_HIDDEN = "it is a link to what is not imported"


@pytest.mark.parametrize(
    ("link", "target", "reason"),
    [
        ("a.md", "../outside/secret.md", _OUT),
        ("a.md", "../outside/key", _OUT),
        ("a", "../outside", _OUT),
        ("a/b", "../../outside", _OUT),
        ("a.md", "sub/../../outside/secret.md", _OUT),
        ("a.md", "/etc/passwd", _OUT),
        ("a.md", "nowhere.md", _HIDDEN),
        ("a.md", ".hidden/x.md", _HIDDEN),
        ("a", ".hidden", _HIDDEN),
        ("a.md", "a.md", _HIDDEN),
        ("a.md", "sub/real.md", None),
        ("a", "sub", None),
        ("sub/up", "..", None),
    ],
)
def test_no_link_is_followed(
    write: Write, folder: Path, link: str, target: str, reason: str | None
) -> None:
    write("sub/real.md", "x")
    write(".hidden/x.md", "x")
    write("../outside/secret.md", "x")
    write("../outside/key", "x")
    path = folder / link
    path.parent.mkdir(exist_ok=True)
    path.symlink_to(target)
    inventory = find([folder])
    assert inventory.files == [File(folder / "sub" / "real.md", folder)]
    assert [each.reason for each in inventory.missing] == ([reason] if reason else [])


def test_a_link_that_is_named_stays_in_its_folder(write: Write, folder: Path) -> None:
    write("../outside/secret.md", "x")
    write("sub/real.md", "x")
    (folder / "out.md").symlink_to("../outside/secret.md")
    (folder / "in.md").symlink_to("sub/real.md")
    inventory = find([folder / "out.md", folder / "in.md", folder / "sub"])
    assert inventory.files == [File(folder / "sub" / "real.md", folder)]
    assert [each.reason for each in inventory.missing] == [
        "it is a link that leads out of its folder"
    ]


def test_a_folder_that_is_named_may_be_a_link(write: Write, folder: Path) -> None:
    write("a.md", "x")
    link = folder.parent / "shelf"
    link.symlink_to(folder)
    [file] = find([link]).files
    assert (file, read(file).text) == (File(link / "a.md", link), "x")
