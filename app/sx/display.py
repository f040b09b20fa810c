"""A value to the text in which a person reads it: markup as HTML, all else as SX.

Knows values only. What it prints is for the eyes: a text that gives the value
back is the business of `app.sx.wire`.
"""

import json
from collections.abc import Iterable
from datetime import date

from app.sx.syntax.forms import Keyword, Symbol
from app.sx.values import Markup, field, field_names, is_record, number_text

_MOST_ITEMS = 100
_MOST_DEPTH = 20


def shown(value: object, depth: int = 0) -> str:
    """Print a value: `"a"`, `(list 1 2)`, `{:title "x"}`, `<p>a</p>`."""
    if depth > _MOST_DEPTH:
        return "..."
    if isinstance(value, list | tuple):
        return f"({' '.join(['list', *_some(shown(item, depth + 1) for item in value)])})"
    if isinstance(value, dict) or is_record(value):
        names = list(value) if isinstance(value, dict) else field_names(value)
        pairs = (f":{name} {shown(field(value, name), depth + 1)}" for name in names)
        return f"{{{' '.join(_some(pairs))}}}"
    return _shown_one(value)


def _shown_one(value: object) -> str:
    """Print a value that has no parts."""
    match value:
        case None | True | False:
            text = {None: "nil", True: "true", False: "false"}[value]
        case int() | float():
            text = number_text(value)
        case str():
            text = json.dumps(value, ensure_ascii=False)
        case date():
            text = value.isoformat()
        case Markup():
            text = value.text
        case Symbol(name=name):
            text = name
        case Keyword(name=name):
            text = f":{name}"
        case _:
            text = f"<{getattr(value, 'name', type(value).__name__)}>"
    return text


def _some(texts: Iterable[str]) -> Iterable[str]:
    for count, text in enumerate(texts):
        if count == _MOST_ITEMS:
            yield "..."
            return
        yield text
