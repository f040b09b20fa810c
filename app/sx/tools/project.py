"""Paths to the site around them, and to the files that are compiled together.

A site declares in `pyproject.toml`, under `[tool.sx]`, the helpers and loaders of its pages. Files
in `components` and `pages` of `app` and of each folder in `services` are compiled together with
them, even if only some of them are named, or a folder above them. Any other folder is a library of
its own, and any other file a program.
"""

import importlib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.sx.core.known import Helper, Loader
from app.sx.library.definitions import Definitions, shown_name
from app.sx.library.examples import Trial, program_trials
from app.sx.library.library import Library
from app.sx.syntax.errors import Faults, SxError
from app.sx.syntax.reader import source_of
from app.sx.tools.conformance import is_conformance
from app.sx.tools.terminal import CommandError, files_at, there

ROOTS = (Path("app/components"), Path("app/pages"))


def own_roots() -> tuple[Path, ...]:
    """Return the folders of the site in the current folder: the host's, then those of services."""
    services = sorted(Path("services").glob("*/service.py"))
    inside = (file.with_name(root.name) for file in services for root in ROOTS)
    return tuple(root for root in (*ROOTS, *inside) if root.is_dir())


@dataclass(frozen=True, slots=True)
class Compilation:
    """The result of compiling files together, as far as it was requested."""

    trials: tuple[Trial, ...] = ()
    faults: tuple[SxError, ...] = ()
    collected: Definitions | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """The helpers and loaders that files are compiled with."""

    helpers: tuple[Helper, ...] = ()
    loaders: Mapping[str, Loader] = field(default_factory=dict)

    def load(self, paths: Iterable[Path]) -> Iterator[Compilation]:
        """Compile the files at some paths; a whole site if any of it is named."""
        paths_by_roots: dict[tuple[Path, ...], list[Path]] = {}
        for path in paths:
            paths_by_roots.setdefault(site_roots(there(path)), []).append(path)
        alone = paths_by_roots.pop((), [])
        for roots, around in paths_by_roots.items():
            names = {file: _name(file, roots) for file in files_at(around)}
            yield self._library(roots, {name for name in names.values() if name})
            alone.extend(file for file, name in names.items() if name is None and _is_program(file))
        for path in alone:
            yield self._other(path)

    def library(self, roots: tuple[Path, ...]) -> Library:
        """Compile a site; raise Faults."""
        return Library.load(roots, self.helpers, self.loaders)

    def _other(self, path: Path) -> Compilation:
        if path.is_dir():
            return self._library((path,), None)
        try:
            collected, _, trials = program_trials(source_of(path, str(path)), self.helpers)
        except Faults as found:
            return Compilation(faults=found.faults)
        except SxError as fault:
            return Compilation(faults=(fault,))
        return Compilation(trials, collected=collected)

    def _library(self, roots: tuple[Path, ...], names: set[str] | None) -> Compilation:
        try:
            library = self.library(roots)
            trials = library.trials()
        except Faults as found:
            faults = [f for f in found.faults if names is None or f.span.source.name in names]
            return Compilation(faults=tuple(faults or found.faults))
        wanted_trials = (t for t in trials if names is None or t.span.source.name in names)
        return Compilation(tuple(wanted_trials), collected=library.collected)


def components_above(file: Path) -> Path | None:
    """Return the folder of components that a file belongs to."""
    return next((f for f in file.resolve().parents if f.name == "components"), None)


def site_roots(path: Path) -> tuple[Path, ...]:
    """Return the folders that a path is compiled with: those it is in, or that are in it."""
    here = path.resolve()
    if _is_ours(here):
        return own_roots()
    for folder in (here, *here.parents):
        if folder.name == "components":
            return (folder,)
        if folder.name == "pages" and _folders(folder.parent):
            return _folders(folder.parent)
    return _folders(path) or _folders(path / "app")


def _is_ours(here: Path) -> bool:
    """Return whether a path is a folder of the current site, is in one, or contains one."""
    roots = [root.resolve() for root in own_roots()]
    return any(root in (here, *here.parents) or here in root.parents for root in roots)


def _folders(base: Path) -> tuple[Path, ...]:
    """Return the folders of a site that exist, if its components do."""
    folders = tuple(base / root.name for root in ROOTS if (base / root.name).is_dir())
    return folders if (base / ROOTS[0].name).is_dir() else ()


def _is_program(file: Path) -> bool:
    """Return whether a file is a program and not a case file, which only `test` runs."""
    return not is_conformance(file.read_bytes())


def _name(file: Path, roots: tuple[Path, ...]) -> str | None:
    """Return the name of a file in reports; None if it is in none of these folders."""
    above = next((r.resolve() for r in roots if r.resolve() in file.resolve().parents), None)
    return shown_name(above, file.resolve()) if above else None


def project(paths: Iterable[Path], helpers: str | None) -> Project:
    """Return the project from the command line, or from the site's `pyproject.toml`."""
    file = Path("pyproject.toml")
    says: dict[str, Any] = {}
    if file.is_file() and any(_is_ours(path.resolve()) for path in paths):
        says = tomllib.loads(file.read_text("utf-8")).get("tool", {}).get("sx", {})
    named = helpers or says.get("helpers")
    return Project(
        tuple(_fetched("helpers", named)) if named else (),
        dict(_fetched("loaders", says["loaders"])) if "loaders" in says else {},
    )


def _fetched(what: str, where: str) -> Any:  # noqa: ANN401 - whatever stands there
    module, _, name = where.partition(":")
    try:
        return getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError) as fault:
        raise CommandError(f"no {what} at {where}: {fault}") from None
