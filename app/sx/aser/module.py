"""Generated code between generation and execution.

A `Module` is data: Python's code object, its constants, and the places of its line numbers. Linked
with the state of a pass it is `Code`, functions that can be called. Knows nothing of nodes.
"""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import CodeType
from typing import Final

from app.sx.aser.codegen import SourceRef, Unit, located
from app.sx.aser.runtime import NAMES, Pass

_numbers: Final = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Module:
    """Compiled generated code.

    `names` are the functions that are called from outside; `titles` maps functions to their
    page, component or definition.
    """

    code: CodeType
    constants: Mapping[str, object]
    places: tuple[SourceRef, ...]
    names: tuple[str, ...]
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Code:
    """Generated functions by name, with the places and titles of the compiled file."""

    file: str
    functions: Mapping[str, Callable[..., object]]
    places: tuple[SourceRef, ...]
    titles: Mapping[str, str]


def compiled(unit: Unit, title: str, names: tuple[str, ...]) -> Module:
    """Compile everything that a unit has generated."""
    unit.finish()
    file = f"<sx {next(_numbers)} {title}>"
    code = compile(located(unit.functions), file, "exec")
    titles = {**dict.fromkeys(names, title), **unit.titles}
    return Module(code, unit.constants, tuple(unit.places), names, titles)


def linked(module: Module, state: Pass) -> Code:
    """Link a module's functions, which share one pass."""
    namespace: dict[str, object] = {**NAMES, **module.constants, "rt": state}
    exec(module.code, namespace)  # noqa: S102 - our own code
    functions = {each: namespace[each] for each in module.names}
    file = module.code.co_filename
    return Code(file, functions, module.places, module.titles)  # type: ignore[arg-type]
