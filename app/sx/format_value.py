"""Any value to a short text in the words of the language, for whoever mends a page.

Calls nothing of the value, so that showing a fault cannot make another; knows
no places and no HTML. What is named like a secret is not shown.
"""

import re
from collections.abc import Iterable
from datetime import date
from itertools import islice
from typing import Final

from app.sx.values import Markup, described, is_number, is_record

_MOST_CHARACTERS: Final = 60
_MOST_ITEMS: Final = 5
_MOST_LEVELS: Final = 3
_LARGE: Final = 10**30
_SECRET: Final = re.compile(r"password|secret|token|api.?key|hash", re.IGNORECASE)
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def glimpse(value: object, level: int = 0) -> str:
    """Show a value: `"a text"`, `(list 1 2 ...)`, `{:title "..." ...}`, or what it is."""
    if isinstance(value, list | tuple):
        return _list(value, level)
    if isinstance(value, dict):
        return _dict(value.items(), len(value), level)
    if is_record(value):
        names: list[str] = list(value.__dataclass_fields__)  # type: ignore[attr-defined]
        fields = ((name.replace("_", "-"), getattr(value, name)) for name in names)
        return _dict(fields, len(names), level)
    return _plain(value)


def named(name: str, value: object) -> str:
    """Show a value that goes by a name, unless the name is that of a secret."""
    return "hidden" if _SECRET.search(name) else glimpse(value)


def _plain(value: object) -> str:
    if isinstance(value, str):
        return _string(str.__str__(value))
    if isinstance(value, bool) or value is None:
        return {None: "nil", True: "true", False: "false"}[value]
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


def _list(value: list[object] | tuple[object, ...], level: int) -> str:
    if level >= _MOST_LEVELS:
        return f"(list of {len(value)})"
    items = [glimpse(item, level + 1) for item in value[:_MOST_ITEMS]]
    more = [f"... {len(value) - _MOST_ITEMS} more"] if len(value) > _MOST_ITEMS else []
    return f"({' '.join(['list', *items, *more])})"


def _dict(pairs: Iterable[tuple[object, object]], count: int, level: int) -> str:
    if level >= _MOST_LEVELS:
        return f"{{{count} keys}}"
    most = _MOST_ITEMS * 2
    items = [_pair(key, value, level) for key, value in islice(pairs, most)]
    more = [f"... {count - most} more"] if count > most else []
    return f"{{{' '.join([*items, *more])}}}"


def _pair(key: object, value: object, level: int) -> str:
    if not isinstance(key, str):
        return f"{described(key)} ..."
    text = "hidden" if _SECRET.search(key) else glimpse(value, level + 1)
    return f":{key[:_MOST_CHARACTERS]} {text}"
