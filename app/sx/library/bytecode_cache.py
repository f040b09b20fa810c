"""Compiled pages between two starts: one file, marshalled, never trusted blindly.

What is in the file was made from exactly these sources by exactly this engine
and Python, or it is not used: the fingerprint says so. It is loaded only if it
is a plain file of this user that nobody else may write or read, in a folder
that nobody else may write, and if its bytes have the digest that stands in
front of them. Whatever is wrong with it, the pages are compiled afresh.
"""

import contextlib
import hashlib
import importlib.util
import logging
import marshal
import os
import stat
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any, Final, cast

from app.sx.aser import Module
from app.sx.aser.codegen import Given, SourceRef
from app.sx.builtins import BUILTINS
from app.sx.compiler.calls import FieldReader
from app.sx.core.known import Helper, Loader
from app.sx.core.page_spec import Page, Region
from app.sx.html.facts import Attribute, Context
from app.sx.library.definitions import Folder
from app.sx.syntax.errors import Frame, Span
from app.sx.values import Function

_DIGEST: Final = 32
_ENGINE: Final = Path(__file__).parent.parent
_log = logging.getLogger(__name__)

Plain = Any  # what marshal writes: str, int, float, bool, None, tuple, list, dict, code


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
        """Give what is kept for this fingerprint, or None."""
        try:
            content = self._content()
            if hashlib.sha256(content[_DIGEST:]).digest() != content[:_DIGEST]:
                return None
            kept_mark, pages, modules = marshal.loads(content[_DIGEST:])  # noqa: S302 - see above
            return None if kept_mark != mark else _Loading(sources).stored(mark, pages, modules)
        except (OSError, ValueError, TypeError, EOFError, LookupError):
            return None

    def _content(self) -> bytes:
        descriptor = os.open(self._file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(descriptor, "rb") as file:
            _check_owner(os.fstat(descriptor), 0o077)
            _check_owner(self._folder.stat(), 0o022)
            return file.read()

    def write(self, stored: StoredLibrary, sources: tuple[Folder, ...]) -> None:
        """Keep compiled pages; if that fails the next start compiles again."""
        try:
            kept = _Saving(sources).stored(stored)
        except Unstorable as reason:
            _log.info("compiled pages are not kept: %s", reason)
            return
        payload = marshal.dumps(kept)
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


_RUNS: Final = {id(builtin.run): name for name, builtin in BUILTINS.items()}


class _Saving:
    """Values to what marshal can write; spans and chains stand in tables, each once."""

    def __init__(self, sources: tuple[Folder, ...]) -> None:
        names = [source.name for folder in sources for source, _ in folder.files]
        self._source = {name: index for index, name in enumerate(names)}
        self._spans: dict[Span, int] = {}
        self._chains: dict[tuple[Frame, ...], int] = {}
        self._given: dict[tuple[Given, ...], int] = {}

    def stored(self, stored: StoredLibrary) -> Plain:
        modules = {name: self._module(module) for name, module in stored.modules.items()}
        pages = [_facts(page) for page in stored.pages]
        chains = [
            [(frame.component, self._spans[frame.call]) for frame in chain]
            for chain in self._chains
        ]
        spans = [self._span(span) for span in self._spans]
        return stored.fingerprint, pages, (spans, chains, list(self._given), modules)

    def _module(self, module: Module) -> Plain:
        constants = {name: _constant(value) for name, value in module.constants.items()}
        places = [self._place(place) for place in module.places]
        return module.code, constants, places, module.names, dict(module.titles)

    def _place(self, place: SourceRef) -> Plain:
        for frame in place.chain:
            self._spanned(frame.call)
        chain = self._chains.setdefault(place.chain, len(self._chains))
        arguments = [self._spanned(span) for span in place.arguments]
        given = self._given.setdefault(place.given, len(self._given))
        return self._spanned(place.span), chain, arguments, place.reads, place.calls, given

    def _spanned(self, span: Span) -> int:
        if span.made:
            self._spanned(span.made.call)  # stands before it, so that it is loaded before it
        return self._spans.setdefault(span, len(self._spans))

    def _span(self, span: Span) -> Plain:
        source = self._source.get(span.source.name)
        if source is None:
            raise Unstorable(f"a place in {span.source.name}, which is no file of the library")
        made = span.made and (span.made.component, self._spans[span.made.call])
        return source, span.line, span.column, span.end_line, span.end_column, made


class _Loading:
    """The inverse of `_Saving`."""

    def __init__(self, sources: tuple[Folder, ...]) -> None:
        self._sources = [source for folder in sources for source, _ in folder.files]
        self._spans: list[Span] = []
        self._chains: list[tuple[Frame, ...]] = []
        self._given: list[tuple[Given, ...]] = []

    def stored(self, mark: str, pages: Plain, tables: Plain) -> StoredLibrary:
        spans, chains, self._given, modules = tables
        for span in spans:
            self._spans.append(self._span(span))
        self._chains = [
            tuple(Frame(name, self._spans[span]) for name, span in chain) for chain in chains
        ]
        facts = tuple(_page(page) for page in pages)
        return StoredLibrary(mark, facts, {name: self._module(m) for name, m in modules.items()})

    def _span(self, span: Plain) -> Span:
        source, line, column, end_line, end_column, made = span
        frame = Frame(made[0], self._spans[made[1]]) if made else None
        return Span(self._sources[source], line, column, end_line, end_column, frame)

    def _module(self, module: Plain) -> Module:
        code, constants, places, names, titles = module
        if not isinstance(code, CodeType):
            raise TypeError("no code")
        values = {name: _value(constant) for name, constant in constants.items()}
        return Module(code, values, tuple(self._place(place) for place in places), names, titles)

    def _place(self, place: Plain) -> SourceRef:
        span, chain, arguments, reads, calls, given = place
        spans = tuple(self._spans[index] for index in arguments)
        return SourceRef(
            self._spans[span], self._chains[chain], spans, reads, calls, self._given[given]
        )


def _facts(page: Page) -> Plain:
    regions = [(r.name, r.component, r.data, r.audience, r.each) for r in page.regions]
    return page.name, page.path, page.data, page.query, regions


def _page(facts: Plain) -> Page:
    name, path, data, query, regions = facts
    return Page(name, path, data, query, tuple(Region(*region) for region in regions))


def _constant(value: object) -> Plain:
    if id(value) in _RUNS:
        return "builtin", _RUNS[id(value)]
    if isinstance(value, Attribute):
        return "attribute", value.name, value.context.name, value.reason, value.hint
    if isinstance(value, Function):
        return "function", _constant(value.code), value.least, value.most, value.name
    if isinstance(value, FieldReader):
        return "field", value.name
    if _is_plain(value):
        return "plain", list(value) if isinstance(value, list) else value
    raise Unstorable(f"a constant of type {type(value).__name__}")


def _value(constant: Plain) -> object:
    kind, *rest = constant
    match kind:
        case "builtin":
            return BUILTINS[rest[0]].run
        case "attribute":
            return Attribute(rest[0], Context[rest[1]], rest[2], rest[3])
        case "function":
            return Function(cast("Any", _value(rest[0])), rest[1], rest[2], rest[3])
        case "field":
            return FieldReader(rest[0])
        case _:
            return rest[0]


def _is_plain(value: object) -> bool:
    if value is None or isinstance(value, str | int | float | bool):
        return True
    if isinstance(value, list | tuple):
        return all(_is_plain(item) for item in value)
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_plain(item) for key, item in value.items())
    return False
