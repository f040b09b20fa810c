"""Forms to text: the reader's inverse, so that `read(write(x)) == x`.

Knows nothing of layout or comments: one form, one line.
"""

import re
from typing import Final

from app.sx.syntax.forms import Form, Keyword, Literal, Mapping, Sequence, Symbol

_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_SPECIAL: Final = re.compile(r'["\\\n\t\r]')


def write(form: Form) -> str:
    """Print one form as text that reads as an equal form."""
    match form:
        case Symbol(name=name):
            return name
        case Keyword(name=name):
            return f":{name}"
        case Literal(value=value):
            return _literal(value)
        case Sequence(items=items):
            return f"({' '.join(map(write, items))})"
        case Mapping(pairs=pairs):
            return f"{{{' '.join(f'{write(key)} {write(value)}' for key, value in pairs)}}}"


def _literal(value: str | float | bool | None) -> str:
    if isinstance(value, str):
        return f'"{_SPECIAL.sub(lambda match: _ESCAPES[match[0]], value)}"'
    if value is None:
        return "nil"
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value)
