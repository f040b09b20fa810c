"""Static files to addresses under which browsers may cache them for a year.

An address has a hash of the file's content, so a changed file has a new address. Files are read
and compressed once, at the start: nothing is looked up in a pass, and what is sent is always what
was hashed.
"""

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

HASH_LENGTH = 12
PACKED_TYPES = ("text/", "image/svg+xml", "application/json")


@dataclass(frozen=True, slots=True)
class Asset:
    """A file: its type, its content, the content as gzip if that is shorter, its hash."""

    mimetype: str
    content: bytes = field(repr=False)
    packed: bytes | None = field(repr=False)
    hash: str


@dataclass(frozen=True, slots=True)
class Assets:
    """The files of one folder."""

    asset_by_name: Mapping[str, Asset]

    def url(self, name: str) -> str:
        """Return the permanent address of a file; raise LookupError for an unknown one."""
        if name not in self.asset_by_name:
            raise LookupError(f"there is no static file {name!r}")
        return f"/static/{name}?v={self.asset_by_name[name].hash}"


def read_assets(folder: Path) -> Assets:
    """Read every file below this folder."""
    return Assets(
        {
            path.relative_to(folder).as_posix(): _asset(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
    )


def _asset(path: Path) -> Asset:
    content = path.read_bytes()
    mimetype = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    packed = gzip.compress(content, mtime=0) if mimetype.startswith(PACKED_TYPES) else None
    return Asset(
        mimetype=mimetype,
        content=content,
        packed=packed if packed and len(packed) < len(content) else None,
        hash=hashlib.sha256(content).hexdigest()[:HASH_LENGTH],
    )
