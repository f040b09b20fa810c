"""What the language knows of a builtin: name, signature, documentation, code."""

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
    #: What it always gives: "string" "number" "boolean" "list" "dict" "any".
    result: str = "any"
    #: Where a function is wanted: a keyword literal there reads a field.
    functions: frozenset[int] = frozenset()


def builtin(signature: str, run: Callable[..., object], doc: str) -> Builtin:
    """Make a builtin from a signature such as `round number digits? -> number`.

    Of parameters, `?` marks one that may be left out, `...` stands for any number of them.
    """
    call, _, result = signature.partition(" -> ")
    name, *parameters = call.split()
    least = sum(not parameter.endswith(("?", "...")) for parameter in parameters)
    most = None if call.endswith("...") else len(parameters)
    return Builtin(name, call, least, most, run, doc, result or "any")


def higher(signature: str, run: Callable[..., object], doc: str) -> Builtin:
    """Make a builtin whose first argument is a function."""
    return replace(builtin(signature, run, doc), functions=frozenset({0}))
