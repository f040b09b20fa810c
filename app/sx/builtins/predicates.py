"""Predicates: equality, order, type, emptiness, membership."""

from collections.abc import Callable
from itertools import pairwise
from operator import ge, gt, le, lt
from typing import Any

from app.sx.builtins.checks import items_or, string
from app.sx.builtins.ordering import places
from app.sx.builtins.table import builtin
from app.sx.values import Fault, Markup, described, equal, expected, kind, truthy


def all_equal(first: object, *others: object) -> bool:
    """Compare every value with the first."""
    return all(equal(first, other) for other in others)


def _ordered(holds: Callable[[Any, Any], Any]) -> Callable[..., bool]:
    def check(*values: object) -> bool:
        return all(holds(one, other) for one, other in pairwise(places(values, each=True)))

    return check


def _is(word: str) -> Callable[[object], bool]:
    return lambda value: kind(value) == word


def is_empty(value: object) -> bool:
    """Return whether a value is nil, or an empty string, list, dict or markup."""
    if value is None:
        return True
    if isinstance(value, Markup):
        return not value.text
    if isinstance(value, str | list | tuple | dict):
        return not value
    raise expected("a string, a list or a dict", value, 0)


def contains(where: object, what: object) -> bool:
    """Return whether a text contains a part, a list an item, a dict a key."""
    if isinstance(where, str) and isinstance(what, list | tuple | dict):
        raise Fault(f"expected a string, got {described(what)}", "put what is looked in first", 1)
    if isinstance(where, str | dict):
        return string(what, 1) in where
    return any(equal(item, what) for item in items_or("a string, a list or a dict", where))


PREDICATES = (
    builtin(
        "= value others others... -> boolean", all_equal, "Whether values are equal, at any depth."
    ),
    builtin(
        "!= value other -> boolean",
        lambda one, other: not equal(one, other),
        "Whether two values differ.",
    ),
    builtin(
        "< value others others... -> boolean", _ordered(lt), "Whether each value is below the next."
    ),
    builtin(
        "<= value others others... -> boolean", _ordered(le), "Whether no value is above the next."
    ),
    builtin(
        "> value others others... -> boolean", _ordered(gt), "Whether each value is above the next."
    ),
    builtin(
        ">= value others others... -> boolean", _ordered(ge), "Whether no value is below the next."
    ),
    builtin("not value -> boolean", lambda value: not truthy(value), "True for nil and false."),
    builtin("nil? value -> boolean", lambda value: value is None, "Whether it is nil."),
    builtin("string? value -> boolean", _is("string"), "Whether it is a string."),
    builtin("number? value -> boolean", _is("number"), "Whether it is a number."),
    builtin("boolean? value -> boolean", _is("boolean"), "Whether it is true or false."),
    builtin("list? value -> boolean", _is("list"), "Whether it is a list."),
    builtin("dict? value -> boolean", _is("dict"), "Whether it is a dict."),
    builtin("markup? value -> boolean", _is("markup"), "Whether it is markup."),
    builtin("empty? value -> boolean", is_empty, "Whether nothing is in it; nil is empty."),
    builtin(
        "contains? where what -> boolean",
        contains,
        "Whether a string has a part, a list an item, a dict a key.",
    ),
    builtin(
        "starts-with? text start -> boolean",
        lambda text, start: string(text, 0).startswith(string(start, 1)),
        "Whether a string begins so.",
    ),
    builtin(
        "ends-with? text end -> boolean",
        lambda text, end: string(text, 0).endswith(string(end, 1)),
        "Whether a string ends so.",
    ),
)
