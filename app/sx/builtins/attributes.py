"""Values for an attribute or a script: JSON, and the words of a class."""

import json
from collections.abc import Iterator
from dataclasses import fields
from datetime import date

from app.sx.builtins.checks import fits
from app.sx.builtins.table import builtin
from app.sx.values import expected, is_number, is_record, number_text, text_of


class _Inner:
    """A nested value that is still to be written."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value


def json_text(value: object, ascii_only: bool = False) -> str:
    """Return plain data as compact JSON, keys in their order; raise Fault for anything else."""
    pieces: list[str] = []
    size = 0
    waiting = [_pieces(value, ascii_only)]
    while waiting:
        piece = next(waiting[-1], None)
        if piece is None:
            waiting.pop()
        elif isinstance(piece, _Inner):
            waiting.append(_pieces(piece.value, ascii_only))
        else:
            size = fits(size + len(piece))
            pieces.append(piece)
    return "".join(pieces)


def _pieces(value: object, ascii_only: bool) -> Iterator[str | _Inner]:
    """Write a value without its nested values."""
    if isinstance(value, list | tuple):
        yield "["
        for place, item in enumerate(value):
            yield "," if place else ""
            yield _Inner(item)
        yield "]"
    elif isinstance(value, dict) or is_record(value):
        yield "{"
        for place, (key, item) in enumerate(_members(value)):
            yield ("," if place else "") + json.dumps(str(key), ensure_ascii=ascii_only) + ":"
            yield _Inner(item)
        yield "}"
    else:
        yield _scalar(value, ascii_only)


def _members(value: object) -> Iterator[tuple[object, object]]:
    if isinstance(value, dict):
        return iter(value.items())
    return ((one.name, getattr(value, one.name)) for one in fields(value))  # type: ignore[arg-type]


def _scalar(value: object, ascii_only: bool) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if is_number(value):
        return number_text(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=ascii_only)
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    raise expected("plain data", value, 0)


def class_list(*words: object) -> str | None:
    """Join the words that are present; nil if none is."""
    result: list[str] = []
    for place, value in enumerate(words):
        for word in value if isinstance(value, list | tuple) else (value,):
            if word is not False:
                result.append(text_of(word, place))
    return " ".join(filter(None, result)) or None


ATTRIBUTES = (
    builtin("json value -> string", lambda value: json_text(value), "The value as JSON."),
    builtin(
        "class-list words...",
        class_list,
        "The words that are neither nil nor false, joined by one space.",
    ),
)
