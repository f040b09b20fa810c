"""The site around the files, and which files are compiled together.

A site says in `pyproject.toml`, under `[tool.sx]`, which helpers and loaders
its pages have. Files of `app/components` and `app/pages` are compiled with
them, all together; any other folder is a library of its own, and any other
file a program.
"""

import importlib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.sx.cli.terminal import Refused, files_at, there
from app.sx.collect import Collected, shown_name
from app.sx.compiler import Helper, Loader
from app.sx.errors import Faults, SxError
from app.sx.library import Library
from app.sx.reader import source_of
from app.sx.trials import Trial, program_trials

ROOTS = (Path("app/components"), Path("app/pages"))


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of compiling files together, as far as it was asked for."""

    trials: tuple[Trial, ...] = ()
    faults: tuple[SxError, ...] = ()
    collected: Collected | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """What files are compiled with."""

    helpers: tuple[Helper, ...] = ()
    loaders: Mapping[str, Loader] = field(default_factory=dict)

    def load(self, paths: Iterable[Path]) -> Iterator[Loaded]:
        """Compile what stands at some paths; the site as a whole, if any of it is asked for."""
        ours = [path for path in paths if is_ours(there(path))]
        if ours:
            roots = tuple(root for root in ROOTS if root.is_dir())
            names = {name for path in ours for name in _names(path)}
            yield self._library(roots, names)
        for path in paths:
            if path not in ours:
                yield self._other(path)

    def _other(self, path: Path) -> Loaded:
        if path.is_dir():
            return self._library((path,), None)
        above = components_above(path)
        if above:
            return self._library((above,), {shown_name(above, path.resolve())})
        try:
            collected, _, trials = program_trials(source_of(path, str(path)), self.helpers)
        except Faults as found:
            return Loaded(faults=found.faults)
        except SxError as fault:
            return Loaded(faults=(fault,))
        return Loaded(trials, collected=collected)

    def _library(self, roots: tuple[Path, ...], names: set[str] | None) -> Loaded:
        try:
            library = Library.load(roots, self.helpers, self.loaders)
            trials = library.trials()
        except Faults as found:
            wanted = [f for f in found.faults if names is None or f.span.source.name in names]
            return Loaded(faults=tuple(wanted or found.faults))
        wanted_trials = (t for t in trials if names is None or t.span.source.name in names)
        return Loaded(tuple(wanted_trials), collected=library.collected)


def components_above(file: Path) -> Path | None:
    """Give the folder of components that a file belongs to."""
    return next((f for f in file.resolve().parents if f.name == "components"), None)


def is_ours(path: Path) -> bool:
    """Tell whether a path is one of the site's folders, or within one."""
    return any(root.resolve() in (path.resolve(), *path.resolve().parents) for root in ROOTS)


def _names(path: Path) -> Iterator[str]:
    for root in ROOTS:
        for file in files_at([path]):
            if root.resolve() in file.resolve().parents:
                yield shown_name(root.resolve(), file.resolve())


def project(paths: Iterable[Path], helpers: str | None) -> Project:
    """Find out what files are compiled with: what was named, or what their site says."""
    file = Path("pyproject.toml")
    says: dict[str, Any] = {}
    if file.is_file() and any(is_ours(path) for path in paths):
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
        raise Refused(f"no {what} at {where}: {fault}") from None
