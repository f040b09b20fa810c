"""The record of a builtin: name, signature, documentation, code."""

from collections.abc import Callable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Builtin:
    """A pure function of the language."""

    name: str
    #: The call as the reference shows it, without brackets.
    signature: str
    least: int
    #: None: any number.
    most: int | None
    run: Callable[..., object]
    doc: str
    #: The type of every result: "string" "number" "boolean" "list" "dict" "any".
    result: str = "any"
    #: Arguments that are functions: a keyword literal there reads a field.
    functions: frozenset[int] = frozenset()


def builtin(signature: str, run: Callable[..., object], doc: str) -> Builtin:
    """Build a builtin from a signature such as `round number digits? -> number`.

    `?` marks an optional parameter, `...` any number of them.
    """
    call, _, result = signature.partition(" -> ")
    name, *parameters = call.split()
    least = sum(not parameter.endswith(("?", "...")) for parameter in parameters)
    most = None if call.endswith("...") else len(parameters)
    return Builtin(name, call, least, most, run, doc, result or "any")


def higher(signature: str, run: Callable[..., object], doc: str) -> Builtin:
    """Build a builtin whose first argument is a function."""
    return replace(builtin(signature, run, doc), functions=frozenset({0}))
