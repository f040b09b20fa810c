"""What is read stays inside its folder, whatever a path says and whoever moves it meanwhile."""

import os
from pathlib import Path

import pytest

from app.importing import confinement


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with a file in it, and a secret beside it."""
    folder = tmp_path / "root"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "a").write_text("a")
    (tmp_path / "root-2").mkdir()
    (tmp_path / "root-2" / "secret").write_text("secret")
    return folder


@pytest.mark.parametrize("path", ["sub/a", "sub/../sub/a", "./sub//a", "sub/b/../a"])
def test_a_path_inside_is_read(root: Path, path: str) -> None:
    assert confinement.read(root, Path(path), 10).data == b"a"


@pytest.mark.parametrize(
    "path", ["../root-2/secret", "sub/../../root-2/secret", "/etc/passwd", ".."]
)
def test_a_path_that_leads_out_is_not_read(root: Path, path: str) -> None:
    with pytest.raises(confinement.Outside):
        confinement.read(root, Path(path), 10)


@pytest.mark.parametrize(
    ("link", "target", "path"),
    [
        ("link", "../root-2/secret", "link"),
        ("link", "../root-2", "link/secret"),
        ("sub/link", "/", "sub/link/etc/passwd"),
        ("link", "sub/../../root-2/secret", "link"),
    ],
)
def test_a_link_that_leads_out_is_not_read(root: Path, link: str, target: str, path: str) -> None:
    (root / link).symlink_to(target)
    with pytest.raises(confinement.Outside):
        confinement.read(root, Path(path), 10)


def test_a_link_that_stays_inside_is_read(root: Path) -> None:
    (root / "link").symlink_to("sub/a")
    assert confinement.read(root, Path("link"), 10).data == b"a"


@pytest.mark.parametrize("part", ["sub", "sub/a"])
def test_what_becomes_a_link_after_the_look_is_not_read(
    root: Path, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def resolved_and_swapped(base: Path, path: Path) -> Path:
        real = resolve(base, path)
        moved = root / part
        moved.rename(root / "moved")
        moved.symlink_to("../root-2" if part == "sub" else "../../root-2/secret")
        return real

    (root.parent / "root-2" / "a").write_text("secret")
    resolve = confinement.resolve
    monkeypatch.setattr(confinement, "resolve", resolved_and_swapped)
    with pytest.raises(OSError, match=r"symbolic links|Not a directory"):
        confinement.read(root, Path("sub/a"), 10)


def test_what_is_no_file_is_not_read(root: Path) -> None:
    os.mkfifo(root / "pipe")
    for path in ("pipe", "sub", "."):
        with pytest.raises(OSError, match=r"no ordinary file|directory"):
            confinement.read(root, Path(path), 10)


def test_no_file_is_read_further_than_its_limit(root: Path) -> None:
    (root / "long").write_text("x" * 100)
    assert len(confinement.read(root, Path("long"), 10).data) == 11
