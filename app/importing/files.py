"""Folders to the Markdown files in them, and a file to its text.

Whatever cannot be read is reported with its reason and never stops the rest. A symbolic link is
never followed: what it leads to inside the folder is imported under its own name, and what is
outside stays outside. Knows nothing of what is in a file, except which texts are no Markdown:
exports hold people's addresses, keys are keys.
"""

import codecs
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from app.importing import confinement

SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd"})
PICTURES = frozenset(".png .jpg .jpeg .gif .svg .webp .avif .bmp .tif .tiff .heic .ico".split())  # noqa: SIM905
#: Files that speak for their folder.
INDEXES = frozenset({"readme", "index", "_index"})
#: The date that Jekyll and Hexo have at the head of a file's name.
DATED_NAME = re.compile(r"(\d{4}-\d\d?-\d\d?)[-_ ]+(?=.)")
_LEFT_OUT = frozenset({"node_modules", "__pycache__", "venv"})
#: How the texts begin that programs write for each other, whatever the file's name says.
_FORMATS = {
    r"<\?xml\b": "it is XML",
    r"<(?:!doctype\s+html|html)\b": "it is a page of HTML",
    r"-----BEGIN (?-i:[A-Z ]*(?:PRIVATE KEY|CERTIFICATE|MESSAGE))": "it is a key",
    r"%PDF-|\{\\rtf": "it is a document of another program",
    r"(?-i:BEGIN:V(?:CARD|CALENDAR)|From \S+ .*\d{4}$)": "it is a mail",
    r"SQLite format 3|PRAGMA foreign_keys|-- (?:MySQL|PostgreSQL)[\w ]* dump": "it is a database",
}
#: As long as the text of a post can be, in bytes.
LARGEST_FILE = 4_000_000


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
        """Return the file's name without its suffix."""
        return self.path.stem

    @property
    def bare(self) -> str:
        """Return the file's name without a date at its head."""
        return DATED_NAME.sub("", self.stem, count=1)

    @property
    def is_index(self) -> bool:
        """Return whether the file speaks for its folder, in whatever language: `index.fr.md`."""
        return re.sub(r"\.[a-z]{2}(?:-[a-z]{2})?$", "", self.bare.lower()) in INDEXES

    @property
    def name(self) -> str:
        """Return the name that a slug is made from: the file's, or its folder's."""
        return self.path.parent.name if self.is_index else self.bare

    @property
    def inside(self) -> str:
        """Return the path inside the root."""
        return self.path.relative_to(self.root).as_posix()

    @property
    def shown(self) -> str:
        """Name the file as a report does."""
        return str(self.path.relative_to(self.root.parent))

    @property
    def folders(self) -> tuple[Path, ...]:
        """Return the folders between the root and the file, the outermost first."""
        inside = self.path.relative_to(self.root).parts[:-1]
        return tuple(self.root.joinpath(*inside[: end + 1]) for end in range(len(inside)))


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of a file, its lines ended by LF, and when it was changed."""

    text: str
    modified: datetime
    #: The first line that is not UTF-8; None: all is.
    doubtful: int | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """A path that gave no file, and why."""

    path: str
    reason: str


@dataclass(slots=True)
class Inventory:
    """What stands below the paths that were named."""

    files: list[File] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    #: Files that are not read, by their suffix.
    others: Counter[str] = field(default_factory=Counter)
    pictures: list[str] = field(default_factory=list)


def find(paths: Iterable[Path]) -> Inventory:
    """Find every Markdown file below the paths, each once, in the order of their names."""
    inventory, real_paths = Inventory(), set[str]()
    for path in paths:
        for entry in _below(Path(os.path.abspath(path))):
            if isinstance(entry, Missing):
                inventory.missing.append(entry)
            elif (real := os.path.realpath(entry.path)) not in real_paths:
                real_paths.add(real)
                _note(entry, inventory)
    return inventory


def _note(entry: File, inventory: Inventory) -> None:
    suffix = entry.path.suffix.lower()
    if suffix in SUFFIXES:
        inventory.files.append(entry)
    elif suffix in PICTURES:
        inventory.pictures.append(entry.shown)
    else:
        inventory.others[suffix or "without a suffix"] += 1


def _below(path: Path) -> Iterator[File | Missing]:
    if path.is_dir():
        yield from _walk(path)
    elif not path.exists():
        yield Missing(str(path), "there is no such file or folder")
    else:
        yield _named(path)


def _named(path: Path) -> File | Missing:
    """Take a file that was named itself: it need not be one that a folder would give."""
    try:
        real = confinement.resolve(path.parent, path)
    except confinement.Outside:
        return Missing(str(path), "it is a link that leads out of its folder")
    if real.suffix.lower() not in SUFFIXES:
        return Missing(str(path), f"only Markdown is imported ({', '.join(sorted(SUFFIXES))})")
    inside = real.relative_to(os.path.realpath(path.parent))
    return File(path.parent / inside, path.parent)


def _walk(root: Path) -> Iterator[File | Missing]:
    faults: list[OSError] = []
    links: list[Path] = []
    real_paths = {os.path.realpath(root)}
    for folder, folders, names in os.walk(root, onerror=faults.append):
        paths = [Path(folder, name) for name in sorted((*folders, *names)) if _is_shown(name)]
        real = os.path.realpath(folder)
        below = {path for path in paths if not path.is_symlink()}
        links += (path for path in paths if path not in below)
        real_paths |= {os.path.join(real, path.name) for path in below}
        files = {Path(folder, name) for name in names}
        yield from (File(path, root) for path in paths if path in below and path in files)
        folders[:] = sorted(path.name for path in below - files)
        yield from (Missing(str(fault.filename), _reason(fault)) for fault in faults)
        faults.clear()
    yield from (Missing(str(fault.filename), _reason(fault)) for fault in faults)
    for link in links:
        reason = _astray(link, root, real_paths)
        if reason:
            yield Missing(str(link), reason)


def _astray(link: Path, root: Path, real_paths: set[str]) -> str:
    """Return why a link gives nothing; empty where what it leads to is found by itself."""
    try:
        real = confinement.resolve(root, link)
    except confinement.Outside:
        return "it is a link that leads out of the folder"
    return "" if str(real) in real_paths else "it is a link to what is not imported"


def _is_shown(name: str) -> bool:
    return not name.startswith(".") and name not in _LEFT_OUT


def read(file: File) -> SourceText:
    """Return the text of a file; raise Unreadable."""
    try:
        content = confinement.read(file.root, file.path, LARGEST_FILE)
    except confinement.Outside:
        raise Unreadable("it leads out of the folder") from None
    except OSError as fault:
        raise Unreadable(_reason(fault)) from None
    if len(content.data) > LARGEST_FILE:
        raise Unreadable(f"it is larger than {LARGEST_FILE:,} bytes")
    text, doubtful = _decoded(content.data)
    bare = text.removeprefix("\N{BYTE ORDER MARK}").replace("\r\n", "\n").replace("\r", "\n")
    return SourceText(bare, _moment(content.modified), doubtful)


def _decoded(data: bytes) -> tuple[str, int | None]:
    """Read UTF-8, or UTF-16 by its mark; what is neither is read as Windows wrote it, in doubt."""
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return data.decode("utf-16"), None
        if b"\x00" not in data:
            return data.decode("utf-8"), None
    except UnicodeDecodeError as fault:
        return data.decode("cp1252", "replace"), data.count(b"\n", 0, fault.start) + 1
    raise Unreadable("it is no text")


def foreign_format(text: str) -> str:
    """Return why a text is no Markdown; empty when it may be."""
    bare = text.lstrip()
    for beginning, words in _FORMATS.items():
        if re.match(beginning, bare, re.I | re.M):
            return words
    if not bare.startswith(("{", "[")):
        return ""
    try:
        value = json.loads(bare)
    except (ValueError, RecursionError):
        return ""
    # The front matter of a page without a text has a title.
    is_page = isinstance(value, dict) and any(str(name).lower() == "title" for name in value)
    return "" if is_page else "it is JSON"


def _moment(seconds: float) -> datetime:
    """Return the time of a file; some file systems hold times that no calendar has."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.fromtimestamp(0, UTC)


def _reason(fault: OSError) -> str:
    return (fault.strerror or type(fault).__name__).lower()
