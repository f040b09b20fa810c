"""Dicts: built, read, changed into other dicts. Reading also takes records and lists."""

from app.sx.builtins.checks import few, mapping, string
from app.sx.builtins.table import builtin
from app.sx.values import Fault, items, lookup


def make_dict(*pairs: object) -> dict[str, object]:
    """Build a dict from alternating keys and values."""
    return _put({}, pairs, 0)


def assoc(value: object, *pairs: object) -> dict[str, object]:
    """Return a dict with some keys set."""
    return {**mapping(value, 0), **_put({}, pairs, 1)}


def _put(target: dict[str, object], pairs: tuple[object, ...], start: int) -> dict[str, object]:
    if len(pairs) % 2:
        raise Fault("the last key has no value", argument=start + len(pairs) - 1)
    for place in range(0, len(pairs), 2):
        key = string(pairs[place], start + place)
        if key in target:
            raise Fault(f"key `{key}` twice", argument=start + place)
        target[key] = pairs[place + 1]
    return target


def get_in(value: object, path: object, default: object = None) -> object:
    """Follow a path of keys and indexes."""
    missing = object()
    for key in items(path, 1):
        try:
            value = lookup(value, key, missing)
        except Fault as fault:
            raise Fault(fault.message, fault.hint, 1 if fault.argument == 1 else 0) from None
        if value is missing:
            return default
    return value


def dissoc(value: object, *names: object) -> dict[str, object]:
    """Return a dict without some keys."""
    gone = {string(name, place) for place, name in enumerate(names, 1)}
    return {key: item for key, item in mapping(value, 0).items() if key not in gone}


def merge(*dicts: object) -> dict[str, object]:
    """Merge dicts; the last of equal keys wins."""
    merged: dict[str, object] = {}
    for place, value in enumerate(dicts):
        merged.update(mapping(value, place))
    few(len(merged))
    return merged


DICTS = (
    builtin("dict pairs... -> dict", make_dict, "A dict of keys and values in turn."),
    builtin("get value key default?", lookup, "A key, field or item, or the default."),
    builtin("get-in value path default?", get_in, "What a list of keys leads to."),
    builtin("keys dict -> list", lambda value: list(mapping(value, 0)), "The keys of a dict."),
    builtin(
        "vals dict -> list", lambda value: list(mapping(value, 0).values()), "The values of a dict."
    ),
    builtin(
        "entries dict -> list",
        lambda value: [list(pair) for pair in mapping(value, 0).items()],
        "A list of `(key value)`.",
    ),
    builtin("assoc dict pairs... -> dict", assoc, "A dict with some keys set."),
    builtin("dissoc dict keys... -> dict", dissoc, "A dict without some keys."),
    builtin("merge dicts... -> dict", merge, "Dicts as one, the last one counts."),
)
