"""Folders to the Markdown files in them, and a file to its text.

Whatever cannot be read is told with its reason and never stops the rest.
Knows nothing of what is in a file.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app import markdown

SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd"})
#: Files that speak for their folder.
INDEXES = frozenset({"readme", "index", "_index"})
_LEFT_OUT = frozenset({"node_modules", "__pycache__", "venv"})
#: Room for front matter above the longest body.
_LONGEST_FILE = markdown.TEXT_LIMIT + 64 * 1024


class Unreadable(Exception):  # noqa: N818  (it is the file that is)
    """A file or folder that gives no text; the message is the reason, `line` where it shows."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


@dataclass(frozen=True, slots=True)
class File:
    """A Markdown file, and the folder that was named to the importer."""

    path: Path
    root: Path

    @property
    def stem(self) -> str:
        """Give the file's name without its suffix."""
        return self.path.stem

    @property
    def is_index(self) -> bool:
        """Tell whether the file speaks for its folder."""
        return self.stem.lower() in INDEXES

    @property
    def shown(self) -> str:
        """Name the file as a report does."""
        return str(self.path.relative_to(self.root.parent))

    @property
    def folders(self) -> tuple[Path, ...]:
        """Give the folders between the root and the file, the outermost first."""
        inside = self.path.relative_to(self.root).parts[:-1]
        return tuple(self.root.joinpath(*inside[: end + 1]) for end in range(len(inside)))


@dataclass(frozen=True, slots=True)
class Missing:
    """A path that gave no files, and why."""

    path: str
    reason: str


def find(paths: Iterable[Path]) -> Iterator[File | Missing]:
    """Find every Markdown file below the paths, each once, in the order of their names."""
    seen: set[Path] = set()
    for path in paths:
        resolved = Path(os.path.abspath(path))
        for found in _below(resolved):
            if isinstance(found, Missing) or found.path not in seen:
                yield found
            if isinstance(found, File):
                seen.add(found.path)


def _below(path: Path) -> Iterator[File | Missing]:
    if path.is_dir():
        yield from _walk(path)
    elif path.is_file():
        yield File(path, path.parent)
    else:
        yield Missing(str(path), "there is no such file or folder")


def _walk(root: Path) -> Iterator[File | Missing]:
    failed: list[OSError] = []
    for folder, folders, names in os.walk(root, onerror=failed.append):
        folders[:] = sorted(name for name in folders if _is_shown(name))
        for name in sorted(names):
            path = Path(folder, name)
            if _is_shown(name) and path.suffix.lower() in SUFFIXES:
                yield File(path, root)
        yield from (Missing(str(fault.filename), _reason(fault)) for fault in failed)
        failed.clear()
    yield from (Missing(str(fault.filename), _reason(fault)) for fault in failed)


def _is_shown(name: str) -> bool:
    return not name.startswith(".") and name not in _LEFT_OUT


def read(file: File) -> str:
    """Give the text of a file, its lines ended by LF; raise Unreadable."""
    try:
        if not file.path.is_file():
            raise Unreadable("it is no ordinary file")
        if file.path.stat().st_size > _LONGEST_FILE:
            raise Unreadable(f"it is larger than {_LONGEST_FILE // 1024} KiB")
        content = file.path.read_bytes()
    except OSError as fault:
        raise Unreadable(_reason(fault)) from None
    text = _decoded(content).removeprefix("\N{BYTE ORDER MARK}")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        raise Unreadable(f"it is not UTF-8 (byte 0x{content[fault.start]:02x})", line) from None


def _reason(fault: OSError) -> str:
    return (fault.strerror or type(fault).__name__).lower()
