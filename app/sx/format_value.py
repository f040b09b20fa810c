"""Any value to text for people: `glimpse` for a short form in reports, `shown` for all of it.

Both use the syntax of the language; `app.sx.wire` writes text that can be read back. `glimpse`
calls no method of the value, so that reporting a fault cannot cause another, and hides what is
named like a secret. Knows no places.
"""

import json
import re
from collections.abc import Iterable, Sized
from datetime import date
from typing import Final

from app.sx.syntax.forms import Keyword, Symbol
from app.sx.values import Markup, described, is_number, is_record, number_text

_MOST_CHARACTERS: Final = 60
_MOST_ITEMS: Final = 5
_MOST_LEVELS: Final = 3
_LARGE: Final = 10**30
_SECRET: Final = re.compile(r"password|secret|token|api.?key|hash", re.IGNORECASE)
#: The most items that `shown` prints of a list or dict, and the most levels.
_MOST_SHOWN: Final = 100
_DEEPEST_SHOWN: Final = 20
_CONSTANTS: Final = {None: "nil", True: "true", False: "false"}
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def glimpse(value: object, level: int = 0) -> str:
    """Return a value in short: `"a text"`, `(list 1 2 ...)`, `{:title "..." ...}`, or its type."""
    is_deep = level >= _MOST_LEVELS
    if isinstance(value, list | tuple):
        if is_deep:
            return f"(list of {len(value)})"
        items = [glimpse(item, level + 1) for item in value[:_MOST_ITEMS]]
        return f"({' '.join(['list', *items, *_rest(value, _MOST_ITEMS)])})"
    pairs = _pairs(value)
    if pairs is None:
        return _plain(value)
    if is_deep:
        return f"{{{len(pairs)} keys}}"
    most = _MOST_ITEMS * 2
    items = [_pair(key, item, level) for key, item in pairs[:most]]
    return f"{{{' '.join([*items, *_rest(pairs, most)])}}}"


def _pairs(value: object) -> list[tuple[object, object]] | None:
    """Return the entries of a dict or the fields of a record; None for anything else."""
    if isinstance(value, dict):
        return list(value.items())
    if is_record(value):
        names: Iterable[str] = value.__dataclass_fields__  # type: ignore[attr-defined]
        return [(name.replace("_", "-"), getattr(value, name)) for name in names]
    return None


def _rest(values: Sized, most: int) -> list[str]:
    return [f"... {len(values) - most} more"] if len(values) > most else []


def named(name: str, value: object) -> str:
    """Return a named value in short, unless the name is that of a secret."""
    return "hidden" if _SECRET.search(name) else glimpse(value)


def _plain(value: object) -> str:
    if isinstance(value, str):
        return _string(str.__str__(value))
    if isinstance(value, bool) or value is None:
        return _CONSTANTS[value]
    if is_number(value):
        return repr(value) if abs(value) < _LARGE else "a large number"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Markup):
        return f"markup of {len(value.text)} characters"
    return described(value)


def _string(value: str) -> str:
    part = value[:_MOST_CHARACTERS]
    text = "".join(_ESCAPES.get(c, c if c.isprintable() else "\ufffd") for c in part)
    rest = len(value) - len(part)
    return f'"{text}"' if rest == 0 else f'"{text}..." and {rest} more'


def _pair(key: object, value: object, level: int) -> str:
    if not isinstance(key, str):
        return f"{described(key)} ..."
    text = "hidden" if _SECRET.search(key) else glimpse(value, level + 1)
    return f":{key[:_MOST_CHARACTERS]} {text}"


def shown(value: object, depth: int = 0) -> str:
    """Return a value in full: `"a"`, `(list 1 2)`, `{:title "x"}`, markup as HTML: `<p>a</p>`."""
    if depth > _DEEPEST_SHOWN:
        return "..."
    if isinstance(value, list | tuple):
        items = (shown(item, depth + 1) for item in value[:_MOST_SHOWN])
        return f"({' '.join(['list', *items, *_more(value)])})"
    pairs = _pairs(value)
    if pairs is not None:
        texts = (f":{name} {shown(item, depth + 1)}" for name, item in pairs[:_MOST_SHOWN])
        return f"{{{' '.join([*texts, *_more(pairs)])}}}"
    return _whole(value)


def _more(values: Sized) -> list[str]:
    return ["..."] if len(values) > _MOST_SHOWN else []


def _whole(value: object) -> str:
    """Print a value without parts."""
    match value:
        case str():
            return json.dumps(value, ensure_ascii=False)
        case None | bool() | date():
            return _plain(value)
        case int() | float():
            return number_text(value)
        case Markup(text=text) | Symbol(name=text):
            return text
        case Keyword(name=name):
            return f":{name}"
        case _:
            return f"<{getattr(value, 'name', type(value).__name__)}>"
