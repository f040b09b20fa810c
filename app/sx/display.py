"""A value to the text in which a person reads it: markup as HTML, all else as SX.

Knows values only. What it prints is for the eyes: a text that gives the value
back is the business of `app.sx.wire`.
"""

import json
from collections.abc import Iterable
from datetime import date

from app.sx.values import Function, Markup, field, field_names, is_record, number_text

_MOST_ITEMS = 100
_MOST_DEPTH = 20


def shown(value: object, depth: int = 0) -> str:
    """Print a value: `"a"`, `(list 1 2)`, `{:title "x"}`, `<p>a</p>`."""
    if value is None or isinstance(value, bool):
        return {None: "nil", True: "true", False: "false"}[value]
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, Markup):
        return value.text
    if isinstance(value, Function):
        return f"<function {value.name}>"
    if depth > _MOST_DEPTH:
        return "..."
    return _shown_parts(value, depth)


def _shown_parts(value: object, depth: int) -> str:
    if isinstance(value, list | tuple):
        return f"({' '.join(['list', *_some(shown(item, depth + 1) for item in value)])})"
    if isinstance(value, dict) or is_record(value):
        names = list(value) if isinstance(value, dict) else field_names(value)
        pairs = (f":{name} {shown(field(value, name), depth + 1)}" for name in names)
        return f"{{{' '.join(_some(pairs))}}}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return f"<{type(value).__name__}>"


def _some(texts: Iterable[str]) -> Iterable[str]:
    for count, text in enumerate(texts):
        if count == _MOST_ITEMS:
            yield "..."
            return
        yield text
