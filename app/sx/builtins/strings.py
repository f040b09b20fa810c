"""Strings: built, cut, searched, formatted. Lengths are in characters."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal

from app.sx.builtins.checks import (
    at_least,
    few,
    fits,
    items_or,
    number,
    short,
    some_string,
    string,
    whole,
)
from app.sx.builtins.ordering import keys
from app.sx.builtins.table import builtin
from app.sx.values import Fault, described, items, number_text, text_of


def concatenate(*values: object) -> str:
    """Concatenate the texts of values."""
    return short("".join(text_of(value, place) for place, value in enumerate(values)))


def length(text: object) -> int:
    """Count the characters of a text."""
    if isinstance(text, list | tuple | dict):
        raise Fault("expected a string, got " + described(text), "use `count`", 0)
    return len(string(text, 0))


def split(text: object, separator: object) -> list[str]:
    """Split a text at each separator."""
    parts = string(text, 0).split(some_string(separator, 1))
    few(len(parts))
    return parts


def join(separator: object, values: object) -> str:
    """Join the texts of items with a separator."""
    if isinstance(separator, list | tuple):
        raise Fault("expected a string, got a list", "put the separator first, the list last", 0)
    return short(string(separator, 0).join(text_of(value, 1) for value in items(values, 1)))


def replace(text: object, old: object, new: object) -> str:
    """Replace every occurrence of a text."""
    where, what, other = string(text, 0), some_string(old, 1), string(new, 2)
    fits(len(where) + where.count(what) * (len(other) - len(what)))
    return where.replace(what, other)


def slice_text(value: object, start: object, end: object = None) -> str | Sequence[object]:
    """Return the part from one index up to another."""
    if isinstance(value, str):
        return value[at_least(0, start, 1) : None if end is None else at_least(0, end, 2)]
    return items_or("a string or a list", value)[
        at_least(0, start, 1) : None if end is None else at_least(0, end, 2)
    ]


def index_of(where: object, what: object) -> int | None:
    """Return the first index of a part or an item."""
    if isinstance(where, str):
        index = where.find(string(what, 1))
        return None if index < 0 else index
    *all_keys, key = keys([*items_or("a string or a list", where), what])
    return all_keys.index(key) if key in all_keys else None


def pad_start(value: object, width: object, filling: object = " ") -> str:
    """Pad a text at the start."""
    text, length, filler = text_of(value, 0), whole(width, 1), some_string(filling, 2)
    missing = fits(max(0, length)) - len(text)
    if missing <= 0:
        return text
    return (filler * (missing // len(filler) + 1))[:missing] + text


def truncate(text: object, length: object, ending: object = "…") -> str:
    """Truncate a text to a length that includes the ending."""
    whole_text, most, end = string(text, 0), at_least(0, length, 1), string(ending, 2)
    if len(whole_text) <= most:
        return whole_text
    return (whole_text[: max(0, most - len(end))].rstrip() + end)[:most]


def pluralize(count: object, one: object, many: object = None) -> str:
    """Choose the singular or plural word for a count."""
    single = string(one, 1)
    if number(count, 0) == 1:
        return single
    return f"{single}s" if many is None else string(many, 2)


_APART = re.compile(r"[\W_]+")


def slugify(text: object) -> str:
    """Turn a text into a slug: lower-case letters and digits, with dashes between."""
    letters = unicodedata.normalize("NFKD", string(text, 0))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _APART.sub("-", plain.casefold()).strip("-")


def format_number(value: object, digits: object = None) -> str:
    """Format a number with commas between thousands."""
    exact = Decimal(number_text(number(value, 0)))
    if digits is not None:
        places = Decimal(1).scaleb(-min(at_least(0, digits, 1), 100))
        exact = exact.quantize(places, ROUND_HALF_UP, context=_WIDE)
    return f"{exact:,f}"


_WIDE = Context(prec=500)


STRINGS = (
    builtin("str values... -> string", concatenate, "Strings, numbers and dates as one string."),
    builtin("upper text -> string", lambda text: string(text, 0).upper(), "All letters large."),
    builtin("lower text -> string", lambda text: string(text, 0).lower(), "All letters small."),
    builtin(
        "capitalize text -> string",
        lambda text: string(text, 0).capitalize(),
        "The first letter large, the others small.",
    ),
    builtin("trim text -> string", lambda text: string(text, 0).strip(), "Without blanks around."),
    builtin("split text separator -> list", split, "The parts between separators."),
    builtin("join separator list -> string", join, "The items of a list, with text between them."),
    builtin("replace text old new -> string", replace, "The text with every `old` made `new`."),
    builtin("slice value from to?", slice_text, "The part of a string or list from an index."),
    builtin("length text -> number", length, "How many characters a string has."),
    builtin("index-of where what", index_of, "The first index of a part, or nil."),
    builtin("pad-start value width filling? -> string", pad_start, "The text, filled up in front."),
    builtin("truncate text length ending? -> string", truncate, "At most so many characters."),
    builtin("pluralize count one many? -> string", pluralize, "The word for so many: one or many."),
    builtin("slugify text -> string", slugify, "The text as a part of an address."),
    builtin(
        "format-number number digits? -> string", format_number, "The number as `1,234,567.8`."
    ),
)
