"""Static files to the addresses under which browsers may keep them for a year.

An address holds a hash of the file's content, so a changed file has a new
address. Files are read once, at the start: nothing is looked up in a pass.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HASH_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Assets:
    """The files of one folder, each with the hash of its content."""

    folder: Path
    hash_by_name: Mapping[str, str]

    def url(self, name: str) -> str:
        """Give the lasting address of a file; raise LookupError for one that is not there."""
        if name not in self.hash_by_name:
            raise LookupError(f"there is no static file {name!r}")
        return f"/static/{name}?v={self.hash_by_name[name]}"


def read_assets(folder: Path) -> Assets:
    """Hash every file below this folder."""
    return Assets(
        folder,
        {
            path.relative_to(folder).as_posix(): _hash(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        },
    )


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:HASH_LENGTH]
