"""A library's compiled pages to a file and back, so that the next start need not compile.

The file is used only if its fingerprint matches the sources, the engine and the Python
version. It holds code, so it is loaded only if it is a regular file of this user that nobody
else can read or write, in a folder that nobody else can write to, and if its bytes match the
digest in front of them. Otherwise the pages are compiled again.
"""

import hashlib
import importlib.util
import io
import logging
import marshal
import pickle
import sys
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
from app.sx.library.private_files import read_private, write_private
from app.sx.syntax.errors import Frame, Source, Span
from app.sx.values import Function

_ENGINE: Final = Path(__file__).parent.parent
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StoredLibrary:
    """What a library needs to run: its pages, and a module for each."""

    fingerprint: str
    pages: tuple[Page, ...]
    modules: Mapping[str, Module]


class Unstorable(Exception):  # noqa: N818 - says what a value is
    """A page has a constant that cannot be pickled."""


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
    """Return a hex digest of everything that the compiled pages depend on."""
    digest = hashlib.sha256(_engine())
    digest.update(repr((sorted(helpers.items()), sorted(loaders.items()))).encode())
    for folder in sources:
        for source, prefix in folder.files:
            digest.update(f"{source.name}\0{prefix}\0{source.text}\0".encode())
    return digest.hexdigest()


class Store:
    """The cache file in a private folder."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "pages.sxc"

    def read(self, mark: str, sources: tuple[Folder, ...]) -> StoredLibrary | None:
        """Return the stored library with this fingerprint, or None."""
        try:
            stored: StoredLibrary = _Reader(read_private(self._file), sources).load()
        except (OSError, ValueError, TypeError, EOFError, LookupError, pickle.UnpicklingError):
            return None
        return stored if stored.fingerprint == mark else None

    def write(self, stored: StoredLibrary, sources: tuple[Folder, ...]) -> None:
        """Store compiled pages; if that fails, the next start compiles again."""
        file = io.BytesIO()
        try:
            _Writer(file, sources).dump(stored)
        except Unstorable as reason:
            _log.info("compiled pages are not kept: %s", reason)
            return
        write_private(self._file, file.getvalue())


_RUNS: Final = {builtin.run: name for name, builtin in BUILTINS.items()}
#: The classes whose instances a page may hold.
_CLASSES: Final = {
    (each.__module__, each.__qualname__): each
    for each in (
        *(StoredLibrary, Module, SourceRef, Frame, Span),
        *(Page, Region, Function, FieldReader, Attribute, Context),
    )
}


class _Writer(pickle.Pickler):
    """A pickler that accepts what pages consist of, and nothing else."""

    def __init__(self, file: io.BytesIO, sources: tuple[Folder, ...]) -> None:
        super().__init__(file)
        names = [source.name for folder in sources for source, _ in folder.files]
        self._sources = {name: index for index, name in enumerate(names)}

    def persistent_id(self, value: Any) -> object:  # noqa: ANN401
        """Return a name for what is not pickled: sources, builtins, and code (by marshal)."""
        if isinstance(value, Source):
            if value.name not in self._sources:
                raise Unstorable(f"a place in {value.name}, which is no file of the library")
            return "source", self._sources[value.name]
        if isinstance(value, CodeType):
            return "code", marshal.dumps(value)
        return ("builtin", _RUNS[value]) if callable(value) and value in _RUNS else None

    def reducer_override(self, value: Any) -> Any:  # noqa: ANN401
        """Reduce an instance of one of the allowed classes to its fields."""
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
        """Return the object of a name from `persistent_id`."""
        kind, key = identity
        if kind == "source":
            return self._sources[key]
        return BUILTINS[key].run if kind == "builtin" else marshal.loads(key)  # noqa: S302

    def find_class(self, module: str, name: str) -> type:
        """Return a class that pages may hold values of; raise LookupError for another."""
        return _CLASSES[module, name]
