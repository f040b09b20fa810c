"""Order and identity: what can be sorted, and when two values are the same key.

Numbers compare with numbers, strings by code point, dates by moment; a list of several kinds has
no order.
"""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from app.sx.builtins.checks import moment
from app.sx.values import COMPARISONS, Fault, described, expected, is_record, kind

_ORDERED = ("number", "string", "date")


def places(values: Sequence[object], each: bool = False, argument: int | None = None) -> list[Any]:
    """Return values that Python can compare; `each` reports the argument, not the list."""
    word = kind(values[0]) if values else ""
    result = []
    for place, value in enumerate(values):
        blamed = place if each else argument
        if kind(value) not in _ORDERED:
            raise expected("numbers, strings or dates", value, blamed)
        if kind(value) != word:
            raise Fault(
                f"cannot order {described(value)} and {described(values[0])}", argument=blamed
            )
        result.append(moment(value) if isinstance(value, date) else value)
    return result


def keys(values: Sequence[object]) -> list[tuple[object, ...]]:
    """Return a key for each value: two are equal iff the values are."""
    left = COMPARISONS
    result = []
    for value in values:
        key = _key(value, left)
        left -= len(key)
        result.append(key)
    return result


def _key(value: object, left: int) -> tuple[object, ...]:
    """Return a value as one flat tuple, outer parts first."""
    waiting = [value]
    tokens: list[object] = []
    while waiting:
        if len(tokens) > left:
            raise Fault("these values are too large to compare")
        tokens.extend(_opened(waiting.pop(), waiting))
    return tuple(tokens)


def _opened(value: object, waiting: list[object]) -> tuple[object, ...]:
    """Return the outer part of a value and append its inner parts to `waiting`."""
    if isinstance(value, list | tuple):
        waiting.extend(value)
        return ("list", len(value))
    if isinstance(value, dict):
        names = sorted(value, key=str)
        waiting.extend(value[name] for name in names)
        return ("dict", tuple(names))
    if is_record(value):
        waiting.extend(getattr(value, field.name) for field in fields(value))  # type: ignore[arg-type]
        return ("record", type(value))
    return (kind(value), value)
