"""Questions about values: equal, ordered, of which type, empty, within."""

from collections.abc import Callable
from itertools import pairwise
from operator import ge, gt, le, lt
from typing import Any

from app.sx.builtins.checks import string
from app.sx.builtins.ordering import places
from app.sx.builtins.table import Builtin
from app.sx.values import Fault, Markup, described, equal, expected, items, kind, truthy


def all_equal(first: object, *others: object) -> bool:
    """Compare every value with the first."""
    return all(equal(first, other) for other in others)


def unequal(one: object, other: object) -> bool:
    """Tell two values apart."""
    return not equal(one, other)


def _ordered(holds: Callable[[Any, Any], Any]) -> Callable[..., bool]:
    def check(*values: object) -> bool:
        return all(holds(one, other) for one, other in pairwise(places(values, each=True)))

    return check


def _is(word: str) -> Callable[[object], bool]:
    return lambda value: kind(value) == word


def is_empty(value: object) -> bool:
    """Tell nil, the empty string, list, dict and markup of nothing."""
    if value is None:
        return True
    if isinstance(value, Markup):
        return not value.text
    if isinstance(value, str | list | tuple | dict):
        return not value
    raise expected("a string, a list or a dict", value, 0)


def contains(where: object, what: object) -> bool:
    """Tell whether a text has a part, a list an item, a dict a key."""
    if isinstance(where, str) and isinstance(what, list | tuple | dict):
        raise Fault(f"expected a string, got {described(what)}", "put what is looked in first", 1)
    if isinstance(where, str):
        return string(what, 1) in where
    if isinstance(where, dict):
        return string(what, 1) in where
    if where is not None and not isinstance(where, list | tuple):
        raise expected("a string, a list or a dict", where, 0)
    return any(equal(item, what) for item in items(where, 0))


def starts_with(text: object, start: object) -> bool:
    """Tell how a text begins."""
    return string(text, 0).startswith(string(start, 1))


def ends_with(text: object, end: object) -> bool:
    """Tell how a text ends."""
    return string(text, 0).endswith(string(end, 1))


def _test(
    name: str, parameters: str, least: int, most: int | None, run: Callable[..., bool], doc: str
) -> Builtin:
    return Builtin(name, tuple(parameters.split()), least, most, run, doc, "boolean")


PREDICATES = (
    _test("=", "value others", 2, None, all_equal, "Whether values are equal, at any depth."),
    _test("!=", "value other", 2, 2, unequal, "Whether two values differ."),
    _test("<", "value others", 2, None, _ordered(lt), "Whether each value is below the next."),
    _test("<=", "value others", 2, None, _ordered(le), "Whether no value is above the next."),
    _test(">", "value others", 2, None, _ordered(gt), "Whether each value is above the next."),
    _test(">=", "value others", 2, None, _ordered(ge), "Whether no value is below the next."),
    _test("not", "value", 1, 1, lambda value: not truthy(value), "True for nil and false."),
    _test("nil?", "value", 1, 1, lambda value: value is None, "Whether it is nil."),
    _test("string?", "value", 1, 1, _is("string"), "Whether it is a string."),
    _test("number?", "value", 1, 1, _is("number"), "Whether it is a number."),
    _test("boolean?", "value", 1, 1, _is("boolean"), "Whether it is true or false."),
    _test("list?", "value", 1, 1, _is("list"), "Whether it is a list."),
    _test("dict?", "value", 1, 1, _is("dict"), "Whether it is a dict."),
    _test("markup?", "value", 1, 1, _is("markup"), "Whether it is markup."),
    _test("empty?", "value", 1, 1, is_empty, "Whether nothing is in it; nil is empty."),
    _test(
        "contains?",
        "where what",
        2,
        2,
        contains,
        "Whether a string has a part, a list an item, a dict a key.",
    ),
    _test("starts-with?", "text start", 2, 2, starts_with, "Whether a string begins so."),
    _test("ends-with?", "text end", 2, 2, ends_with, "Whether a string ends so."),
)
