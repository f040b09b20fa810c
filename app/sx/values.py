"""The values of a running program: how they are named, compared, printed and taken apart.

Values are Python's plain data (str, int, float, bool, None, list, tuple, dict, date), frozen
dataclasses, `Markup` and `Function` from here, and the symbols and keywords of quoted forms.
Knows no other forms, no places and no HTML: a `Fault` has a message and the number of an
argument, and the caller knows its place.

Nothing here recurses on data, because a program may build a list nested 100,000 deep.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from difflib import get_close_matches
from math import isfinite
from typing import TypeGuard

from app.sx.syntax.forms import Keyword, Symbol

COMPARISONS = 1_000_000
_LONGEST_NAME = 40
_MOST_NAMES = 8


class Fault(Exception):  # noqa: N818  (the language's own word)
    """A value that cannot be used, in the author's words; `argument` is its number, from 0."""

    def __init__(self, message: str, hint: str | None = None, argument: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.argument = argument


@dataclass(slots=True, unsafe_hash=True, repr=False)
class Markup:
    """Finished HTML. It is not a `str`, so that it is never escaped twice or cut."""

    text: str

    def __repr__(self) -> str:
        return f"Markup({self.text!r})"


@dataclass(slots=True, eq=False, repr=False)
class Function:
    """A closure of the language, with its number of arguments."""

    code: Callable[..., object]
    least: int
    most: int | None
    name: str

    def __call__(self, *arguments: object) -> object:
        """Check the number of arguments, then run the body."""
        self.check(len(arguments))
        return self.code(*arguments)

    def check(self, got: int, hint: str | None = None, argument: int | None = None) -> None:
        """Raise Fault unless it takes this number of arguments."""
        if got < self.least or (self.most is not None and got > self.most):
            message = f"`{self.name}` takes {arity(self.least, self.most)}, got {got}"
            raise Fault(message, hint, argument)

    def __repr__(self) -> str:
        return f"Function({self.name})"


def arity(least: int, most: int | None) -> str:
    """Return a number of arguments in words: "1 argument", "2 or 3 arguments", "no arguments"."""
    if most is None:
        return f"at least {_counted(least)}"
    if least == most:
        return _counted(least)
    return f"{least} {'or' if most == least + 1 else 'to'} {_counted(most)}"


def _counted(number: int) -> str:
    if number == 0:
        return "no arguments"
    return "1 argument" if number == 1 else f"{number} arguments"


def truthy(value: object) -> bool:
    """Return whether a test holds: everything does but `nil` and `false`."""
    return value is not None and value is not False


def is_number(value: object) -> TypeGuard[int | float]:
    """Return whether a value is a number; `true` and `false` are not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_record(value: object) -> bool:
    """Return whether a value is a frozen dataclass, the only object whose fields can be read."""
    return _record_fields(type(value)) is not None


_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "boolean"),
    (str, "string"),
    ((int, float), "number"),
    ((list, tuple), "list"),
    (dict, "dict"),
    (date, "date"),
    (Markup, "markup"),
    (Function, "function"),
    (Symbol, "symbol"),
    (Keyword, "keyword"),
)


def kind(value: object) -> str:
    """Return the type of a value in the author's words."""
    if value is None:
        return "nil"
    for types, word in _KINDS:
        if isinstance(value, types):
            return word
    if is_record(value):
        return "record"
    return "function" if callable(value) else "object"


def described(value: object) -> str:
    """Return the type of a value with its article, as messages use it: "a list", "nil"."""
    word = kind(value)
    if word in ("nil", "markup"):
        return word
    return f"an {word}" if word == "object" else f"a {word}"


def expected(type_name: str, value: object, argument: int | None = None) -> Fault:
    """Return the fault of a value of the wrong type."""
    return Fault(
        f"expected {type_name}, got {described(value)}", _remedy(type_name, value), argument
    )


_REMEDIES = {
    ("a list", "string"): "make a list of it with `split`",
    ("a list", "dict"): "go through its `keys`, `vals` or `entries`",
    ("a list", "number"): "count with `range`",
    ("a list", "markup"): "pass the items, not elements",
    ("a string", "number"): "make a text of it with `str`",
    ("a string", "date"): "make a text of it with `format-date`",
    ("a string", "list"): "make a text of it with `join`",
    ("a string", "markup"): "give the text without elements",
    ("a list or a dict", "markup"): "ask `empty?` of it: markup has no items",
    ("a date", "string"): "write it like `2026-01-31`",
    ("a number", "string"): "give a number, not a text of digits",
    ("numbers, strings or dates", "dict"): "say by which field: `(sort-by :title list)`",
    ("numbers, strings or dates", "record"): "say by which field: `(sort-by :title list)`",
    ("a string, a number or a date", "list"): "make a text of it with `join`",
    ("a string, a number or a date", "dict"): "read a field of it, or use `json`",
    ("a string, a number or a date", "record"): "read a field of it, or use `json`",
}


def _remedy(type_name: str, value: object) -> str | None:
    """Return a hint for a value of the wrong type."""
    if value is None:
        return "test it with `when` first, or give a default with `or`"
    if type_name == "a function":
        return "put the function first, the list last"
    if isinstance(value, Symbol | Keyword):
        return form_hint(value)
    return _REMEDIES.get((type_name, kind(value)))


def form_hint(form: Symbol | Keyword) -> str:
    """Return a hint how to get the text of a quoted name."""
    short = form.name.isprintable() and len(form.name) < _LONGEST_NAME
    text = f'put text into quotes: `"{form.name}"`' if short else "put text into quotes"
    return f"{text}; in a macro, take its `name`"


def items(value: object, argument: int | None = None) -> list[object] | tuple[object, ...]:
    """Return the items of a list; nil is the empty one; raise Fault for anything else."""
    if isinstance(value, list | tuple):
        return value
    if value is None:
        return ()
    raise expected("a list", value, argument)


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """Return the known name that was probably meant: the same letters, or nearly the same."""
    names, letters = sorted(candidates), sorted(name)
    close = [other for other in names if other.lower() == name.lower()]
    close = close or [
        other for other in names if len(other) == len(name) and sorted(other) == letters
    ]
    close = close or get_close_matches(name, names, n=1, cutoff=0.7)
    return close[0] if close else None


def did_you_mean(name: str, names: Iterable[str]) -> str | None:
    """Return a hint with the nearest known name, or None."""
    close = nearest(name, names)
    return f"did you mean `{close}`?" if close else None


# Called for every field of every record; one entry for each dataclass of the site.
_FIELDS: dict[type, frozenset[str]] = {}
#: The classes of records, by the names of their fields, as far as a field of them was read.
RECORDS: defaultdict[str, set[type]] = defaultdict(set)


def _record_fields(cls: type) -> frozenset[str] | None:
    """Return the fields of a frozen dataclass; None for any other class."""
    names = _FIELDS.get(cls)
    if names is not None:
        return names
    parameters = getattr(cls, "__dataclass_params__", None)
    if parameters is None or not parameters.frozen or cls in (Symbol, Keyword):
        return None
    _FIELDS[cls] = frozenset(field.name for field in fields(cls))
    for name in _FIELDS[cls]:
        RECORDS[name].add(cls)
    return _FIELDS[cls]


_MISSING = object()


def _named(value: object, name: str) -> object:
    """Read a dict's key or a record's field, as written or else with underscores."""
    other = name.replace("-", "_")
    if isinstance(value, dict):
        result = value.get(name, _MISSING)
        return value.get(other, _MISSING) if result is _MISSING and other != name else result
    fields = _record_fields(type(value)) or frozenset()
    if name in fields:
        return getattr(value, name)
    return getattr(value, other) if other in fields else _MISSING


def field(value: object, name: str) -> object:
    """Read the field `name` of a dict or a record; raise Fault when there is none."""
    fields = _record_fields(type(value))
    if fields is not None and name in fields:
        return getattr(value, name)
    if not isinstance(value, dict) and not is_record(value):
        raise Fault(f"{described(value)} has no field `{name}`", _no_fields(value, name))
    result = _named(value, name)
    if result is _MISSING:
        there = field_names(value)
        raise Fault(f"no field `{name}`", did_you_mean(name, there) or _choice(there))
    return result


def _no_fields(value: object, name: str) -> str | None:
    if value is None:
        return f"test it with `when` first, or read it with `(get value :{name})`"
    is_list = kind(value) == "list"
    return "go through it with `for`, or take one item with `first`" if is_list else None


def _choice(names: list[str]) -> str | None:
    """List the available fields, if they are few and names."""
    named = [name for name in names if name.isprintable() and len(name) < _LONGEST_NAME]
    if not named or len(names) > _MOST_NAMES:
        return None
    return f"use {', '.join(f'`{name}`' for name in named)}"


def field_names(value: object) -> list[str]:
    """Return the names that `field` finds, as an author writes them."""
    if isinstance(value, dict):
        return [key for key in value if isinstance(key, str)]
    return [name.replace("_", "-") for name in _record_fields(type(value)) or ()]


def lookup(value: object, key: object, default: object = None) -> object:
    """Return a key, a field or an item, or the default: the builtin `get`."""
    if value is None:
        return default
    if isinstance(value, list | tuple):
        if not isinstance(key, int) or isinstance(key, bool):
            raise expected("a whole number", key, 1)
        return value[key] if 0 <= key < len(value) else default
    if not isinstance(value, dict) and not is_record(value):
        raise expected("a dict or a list", value, 0)
    if not isinstance(key, str):
        raise expected("a string", key, 1)
    result = _named(value, key)
    return default if result is _MISSING else result


def equal(one: object, other: object) -> bool:
    """Compare two values at any depth; a boolean never equals a number."""
    pairs = [(one, other)]
    for _ in range(COMPARISONS):
        if not pairs:
            return True
        left, right = pairs.pop()
        if left is not right and not _alike(left, right, pairs):
            return False
    raise Fault("these values are too large to compare")


_LISTS = (list, tuple)
_SIMPLE = frozenset({str, int, float, bool, type(None), date, datetime})


def _alike(left: object, right: object, pairs: list[tuple[object, object]]) -> bool:
    """Compare the outer parts of two values and append their inner parts to `pairs`."""
    if type(left) in _SIMPLE and type(left) is type(right):
        return left == right
    if isinstance(left, _LISTS) and isinstance(right, _LISTS):
        pairs.extend(zip(left, right, strict=False))
        return len(left) == len(right)
    if kind(left) != kind(right) or (is_record(left) and type(left) is not type(right)):
        return False
    one, other = _inside(left), _inside(right)
    if isinstance(one, dict) and isinstance(other, dict):
        pairs.extend((one[key], other[key]) for key in one if key in other)
        return one.keys() == other.keys()
    return bool(left == right)


def _inside(value: object) -> object:
    """Return a record as a dict and everything else as it is."""
    names = _record_fields(type(value))
    return value if names is None else {name: getattr(value, name) for name in names}


def text_of(value: object, argument: int | None = None) -> str:
    """Return a string, a number or a date as text; nil is empty; raise Fault for the rest."""
    if isinstance(value, str):
        return str.__str__(value)
    if value is None:
        return ""
    if is_number(value):
        return number_text(value)
    if isinstance(value, date):
        return value.isoformat()
    raise expected("a string, a number or a date", value, argument)


def number_text(number: int | float) -> str:
    """Return a number as text, a float with as few digits as identify it."""
    if isinstance(number, int):
        return int.__repr__(number)
    if not isfinite(number):
        raise Fault("a number became infinite")
    return float.__repr__(number)
