"""Compiled pages between two starts: one file, pickled, never trusted blindly.

What is in the file was made from exactly these sources by exactly this engine
and Python, or it is not used: the fingerprint says so. The file holds code, so
it is loaded only if it is a plain file of this user that nobody else may write
or read, in a folder that nobody else may write, and if its bytes have the
digest that stands in front of them. Whatever is wrong with it, the pages are
compiled afresh.
"""

import contextlib
import hashlib
import importlib.util
import io
import logging
import marshal
import os
import pickle
import stat
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any, Final

from app.sx.aser import Module
from app.sx.aser.codegen import SourceRef
from app.sx.builtins import BUILTINS
from app.sx.compiler.calls import FieldReader
from app.sx.core.known import Helper, Loader
from app.sx.core.page_spec import Page, Region
from app.sx.html.facts import Attribute, Context
from app.sx.library.definitions import Folder
from app.sx.syntax.errors import Frame, Source, Span
from app.sx.values import Function

_DIGEST: Final = 32
_ENGINE: Final = Path(__file__).parent.parent
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StoredLibrary:
    """What a library needs to run: its pages, and a module for each."""

    fingerprint: str
    pages: tuple[Page, ...]
    modules: Mapping[str, Module]


class Unstorable(Exception):  # noqa: N818 - says what a value is
    """A constant of a page that no file can hold."""


@cache
def _engine() -> bytes:
    digest = hashlib.sha256(importlib.util.MAGIC_NUMBER + sys.version.encode())
    for path in sorted(_ENGINE.rglob("*")):
        if path.suffix in (".py", ".lark"):
            digest.update(f"{path.relative_to(_ENGINE)}\0".encode() + path.read_bytes())
    return digest.digest()


def fingerprint(
    sources: Iterable[Folder], helpers: Mapping[str, Helper], loaders: Mapping[str, Loader]
) -> str:
    """Name everything that the compiled pages depend on, as hexadecimal digits."""
    digest = hashlib.sha256(_engine())
    digest.update(repr((sorted(helpers.items()), sorted(loaders.items()))).encode())
    for folder in sources:
        for source, prefix in folder.files:
            digest.update(f"{source.name}\0{prefix}\0{source.text}\0".encode())
    return digest.hexdigest()


class Store:
    """The file in a folder of ours."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "pages.sxc"

    def read(self, mark: str, sources: tuple[Folder, ...]) -> StoredLibrary | None:
        """Return what is kept for this fingerprint, or None."""
        try:
            content = self._content()
            if hashlib.sha256(content[_DIGEST:]).digest() != content[:_DIGEST]:
                return None
            stored: StoredLibrary = _Reader(content[_DIGEST:], sources).load()
        except (OSError, ValueError, TypeError, EOFError, LookupError, pickle.UnpicklingError):
            return None
        return stored if stored.fingerprint == mark else None

    def _content(self) -> bytes:
        descriptor = os.open(self._file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(descriptor, "rb") as file:
            _check_owner(os.fstat(descriptor), 0o077)
            _check_owner(self._folder.stat(), 0o022)
            return file.read()

    def write(self, stored: StoredLibrary, sources: tuple[Folder, ...]) -> None:
        """Keep compiled pages; if that fails the next start compiles again."""
        file = io.BytesIO()
        try:
            _Writer(file, sources).dump(stored)
        except Unstorable as reason:
            _log.info("compiled pages are not kept: %s", reason)
            return
        payload = file.getvalue()
        with contextlib.suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._replace(hashlib.sha256(payload).digest() + payload)

    def _replace(self, content: bytes) -> None:
        # mkstemp makes a file of mode 0600; the rename shows it whole or not at all.
        descriptor, name = tempfile.mkstemp(dir=self._folder)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        os.replace(name, self._file)


def _check_owner(status: os.stat_result, forbidden: int) -> None:
    is_plain = stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)
    if not is_plain or status.st_uid != os.geteuid() or status.st_mode & forbidden:
        raise PermissionError("the file may be another's")


_RUNS: Final = {builtin.run: name for name, builtin in BUILTINS.items()}
#: The classes of which a page may hold values.
_CLASSES: Final = {
    (each.__module__, each.__qualname__): each
    for each in (
        *(StoredLibrary, Module, SourceRef, Frame, Span),
        *(Page, Region, Function, FieldReader, Attribute, Context),
    )
}


class _Writer(pickle.Pickler):
    """Writes what pages are made of, and nothing else."""

    def __init__(self, file: io.BytesIO, sources: tuple[Folder, ...]) -> None:
        super().__init__(file)
        names = [source.name for folder in sources for source, _ in folder.files]
        self._sources = {name: index for index, name in enumerate(names)}

    def persistent_id(self, value: Any) -> object:  # noqa: ANN401
        """Name what is not written: sources, builtins, and code, which marshal writes."""
        if isinstance(value, Source):
            if value.name not in self._sources:
                raise Unstorable(f"a place in {value.name}, which is no file of the library")
            return "source", self._sources[value.name]
        if isinstance(value, CodeType):
            return "code", marshal.dumps(value)
        return ("builtin", _RUNS[value]) if callable(value) and value in _RUNS else None

    def reducer_override(self, value: Any) -> Any:  # noqa: ANN401
        """Write a value of one of the classes by its fields."""
        if value in _CLASSES.values() or isinstance(value, Context):
            return NotImplemented
        if type(value) not in _CLASSES.values():
            raise Unstorable(f"a constant of type {type(value).__name__}")
        return type(value), tuple(getattr(value, each.name) for each in fields(value))


class _Reader(pickle.Unpickler):
    """The inverse of `_Writer`."""

    def __init__(self, content: bytes, sources: tuple[Folder, ...]) -> None:
        super().__init__(io.BytesIO(content))
        self._sources = [source for folder in sources for source, _ in folder.files]

    def persistent_load(self, identity: Any) -> object:  # noqa: ANN401
        """Return what has a name."""
        kind, key = identity
        if kind == "source":
            return self._sources[key]
        return BUILTINS[key].run if kind == "builtin" else marshal.loads(key)  # noqa: S302

    def find_class(self, module: str, name: str) -> type:
        """Return a class that a page may hold values of; raise LookupError for another."""
        return _CLASSES[module, name]
