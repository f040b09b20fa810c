"""Checks of a builtin's arguments, and their faults.

Knows no builtin. Every check takes a value and the number of the argument, and returns the
value, typed.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from math import isfinite

from app.sx.values import Fault, Function, expected, is_number, items, number_text

Items = list[object] | tuple[object, ...]

STRING_LIMIT = 1024 * 1024
LIST_LIMIT = 100_000
LEAST_INTEGER, MOST_INTEGER = -(2**63), 2**63 - 1


def number(value: object, argument: int) -> int | float:
    """Return a number; `true` and `false` are not numbers."""
    if not is_number(value):
        raise expected("a number", value, argument)
    return value


def whole(value: object, argument: int) -> int:
    """Return an integer."""
    if isinstance(value, float):
        raise Fault(f"expected a whole number, got {number_text(value)}", argument=argument)
    if not isinstance(value, int) or isinstance(value, bool):
        raise expected("a whole number", value, argument)
    return value


def at_least(least: int, value: object, argument: int) -> int:
    """Return an integer that is not below `least`."""
    integer = whole(value, argument)
    if integer < least:
        raise Fault(f"expected {least} or more, got {integer}", argument=argument)
    return integer


def string(value: object, argument: int) -> str:
    """Return a string."""
    if not isinstance(value, str):
        raise expected("a string", value, argument)
    return value


def some_string(value: object, argument: int) -> str:
    """Return a string that is not empty."""
    text = string(value, argument)
    if not text:
        raise Fault("expected a string that is not empty", argument=argument)
    return text


def mapping(value: object, argument: int) -> dict[str, object]:
    """Return a dict; nil is the empty one."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise expected("a dict", value, argument)
    return value


def items_or(types: str, value: object) -> Items:
    """Return the items of a list, where `wanted` names further types that are accepted."""
    if value is None or isinstance(value, list | tuple):
        return items(value)
    raise expected(types, value, 0)


def function(value: object, argument: int) -> Callable[..., object]:
    """Return a value that can be called."""
    if not callable(value):
        raise expected("a function", value, argument)
    return value


def calling(
    call: object, values: object, place: int = 1, gives: tuple[str, ...] = ("an item",)
) -> tuple[Callable[..., object], Items]:
    """Return a function and the items for it; if there are items, it must take its arguments."""
    run, sequence = function(call, 0), items(values, place)
    if sequence and isinstance(call, Function):
        call.check(len(gives), f"here it is given {' and '.join(gives)}", 0)
    return run, sequence


def fitting(result: int | float) -> int | float:
    """Return a number within the language's range: 64 bits, or a finite float."""
    if isinstance(result, int):
        if not LEAST_INTEGER <= result <= MOST_INTEGER:
            raise Fault("the number is too large")
    elif not isfinite(result):
        raise Fault("the number is too large")
    return result


def fits(length: int) -> int:
    """Return the length of a string that is not too long."""
    if length > STRING_LIMIT:
        raise Fault("the string is longer than 1 MiB")
    return length


def short(text: str) -> str:
    """Return a string that is not too long."""
    fits(len(text))
    return text


def few(length: int) -> int:
    """Return the length of a list that is not too long."""
    if length > LIST_LIMIT:
        raise Fault("the list is longer than 100,000 items")
    return length


def moment(value: date) -> datetime:
    """Return a date as a moment: at midnight, and in UTC if it has no zone."""
    if not isinstance(value, datetime):
        return datetime.combine(value, time(), UTC)
    return value if value.tzinfo is not None else value.replace(tzinfo=UTC)
