"""Any value to text for the eyes: `glimpse`, short, for whoever mends a page; `shown`, all of it.

Both speak the words of the language; a text that gives the value back is the business of
`app.sx.wire`. `glimpse` calls nothing of the value, so that showing a fault cannot make
another, and does not show what is named like a secret. Knows no places.
"""

import json
import re
from collections.abc import Iterable, Sized
from datetime import date
from itertools import islice
from typing import Final

from app.sx.syntax.forms import Keyword, Symbol
from app.sx.values import Markup, described, field, field_names, is_number, is_record, number_text

_MOST_CHARACTERS: Final = 60
_MOST_ITEMS: Final = 5
_MOST_LEVELS: Final = 3
_LARGE: Final = 10**30
_SECRET: Final = re.compile(r"password|secret|token|api.?key|hash", re.IGNORECASE)
#: How much `shown` shows.
_MOST_SHOWN: Final = 100
_DEEPEST_SHOWN: Final = 20
_CONSTANTS: Final = {None: "nil", True: "true", False: "false"}
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


def shown(value: object, depth: int = 0) -> str:
    """Print a value: `"a"`, `(list 1 2)`, `{:title "x"}`, markup as HTML: `<p>a</p>`."""
    if depth > _DEEPEST_SHOWN:
        return "..."
    if isinstance(value, list | tuple):
        items = (shown(item, depth + 1) for item in value[:_MOST_SHOWN])
        return f"({' '.join(['list', *items, *_more(value)])})"
    if isinstance(value, dict) or is_record(value):
        names = list(value) if isinstance(value, dict) else field_names(value)
        pairs = (f":{name} {shown(field(value, name), depth + 1)}" for name in names[:_MOST_SHOWN])
        return f"{{{' '.join([*pairs, *_more(names)])}}}"
    return _whole(value)


def _more(values: Sized) -> list[str]:
    return ["..."] if len(values) > _MOST_SHOWN else []


def _whole(value: object) -> str:
    """Print a value that has no parts."""
    match value:
        case str():
            text = json.dumps(value, ensure_ascii=False)
        case None | bool() | date():
            text = _plain(value)
        case int() | float():
            text = number_text(value)
        case Markup(text=text) | Symbol(name=text):
            pass
        case Keyword(name=name):
            text = f":{name}"
        case _:
            text = f"<{getattr(value, 'name', type(value).__name__)}>"
    return text
