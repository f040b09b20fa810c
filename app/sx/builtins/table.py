"""What the language knows of a builtin: name, signature, documentation, code."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Builtin:
    """A pure function of the language."""

    name: str
    #: The last one stands for all the rest when `most` is None.
    parameters: tuple[str, ...]
    least: int
    most: int | None
    run: Callable[..., object]
    doc: str
    #: What it always gives: "string" "number" "boolean" "list" "dict" "any".
    result: str = "any"
    #: Where a function is wanted: a keyword literal there reads a field.
    functions: frozenset[int] = frozenset()
