"""Rendered documents to files and back, so that a text need not be compiled after each start.

There is one file for each text, named by a digest of the text and of everything else that its
HTML depends on, except where its links by name lead: those addresses are in the file. Files hold
data, no code. The least recently read are deleted first.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.sx.aser import Document
from app.sx.library.private_files import read_private, write_private

MOST_BYTES: Final = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class RenderedDocument:
    """A document, and the address of each name that it links to, None for one without a post."""

    links: Mapping[str, str | None]
    document: Document


class DocumentFiles:
    """Files in a private folder; `mark` identifies what documents depend on besides the text."""

    def __init__(self, folder: Path, mark: str) -> None:
        self._folder, self._mark = folder, mark

    def read(self, text: str, body_format: str) -> RenderedDocument | None:
        """Return the stored document of a text, or None."""
        try:
            content = json.loads(read_private(self._file(text, body_format)))
        except (OSError, ValueError, RecursionError):
            return None
        match content:
            case [dict() as links, str() as html]:
                return RenderedDocument(links, Document(html))
            case _:
                return None

    def write(self, text: str, body_format: str, rendered: RenderedDocument) -> None:
        """Store the document of a text; if that fails, the next start renders it again."""
        content = json.dumps([dict(rendered.links), rendered.document.text])
        write_private(self._file(text, body_format), content.encode())

    def prune(self, most_bytes: int = MOST_BYTES) -> None:
        """Delete the least recently read files until the others take at most so many bytes."""
        with suppress(OSError), os.scandir(self._folder) as entries:
            status = {entry.path: entry.stat() for entry in entries}
            excess = sum(each.st_size for each in status.values()) - most_bytes
            for path in sorted(status, key=lambda path: status[path].st_atime):
                if excess <= 0:
                    return
                os.unlink(path)
                excess -= status[path].st_size

    def _file(self, text: str, body_format: str) -> Path:
        named = f"{self._mark}\0{body_format}\0{text}".encode(errors="surrogatepass")
        return self._folder / hashlib.sha256(named).hexdigest()
