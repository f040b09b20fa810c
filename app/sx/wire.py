"""Values to text and back, for import, export and federation: data, not code.

`dumps(value)` writes an expression that evaluates to the value: `(list 1 "a")`, `(dict :k v)`,
`(inst "2026-01-02")`, `true`, `false`, `nil`. `loads(text)` parses such a text and evaluates
nothing. This is the only user of sexpdata, which gets a text only after its size, its depth
and every word have been checked. Knows nothing of components, pages or HTML.
"""

import re
from collections.abc import Iterator
from datetime import date
from math import isinf

import sexpdata

from app.sx.builtins import date_of
from app.sx.syntax.errors import ReadError, Source
from app.sx.values import Fault, described, is_number, number_text

MOST_BYTES = 1024 * 1024
MOST_DEPTH = 100
MOST_VALUES = 100_000

_HEADS = ("list", "dict", "inst")
_TOKEN = re.compile(
    r'(?P<blank>[ \t\r\n]+|;[^\n]*)|(?P<string>"[^"\\]*(?:\\.[^"\\]*)*")|(?P<open>\()|(?P<close>\))'
    r"|(?P<word>[^\s()\"';\[\]{}`,#\\]+)|(?P<other>.)",
    re.DOTALL,
)
_WORD = re.compile(r"list|dict|inst|true|false|nil|:[\w\-.:@?!/]+")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_PLAIN_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_BAD_ESCAPE = re.compile(r'\\(?:\\|["ntr])|(\\.)', re.DOTALL)
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")
_ESCAPES = str.maketrans({'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"})


class _NoDataError(Fault):
    """A text is not data, from a position on."""

    def __init__(self, place: int, message: str, hint: str | None = None) -> None:
        super().__init__(message, hint)
        self.place = place


class _EscapedText(str):
    """A string that is written with the escapes of the language, and no others."""

    __slots__ = ()


@sexpdata.tosexp.register(_EscapedText)  # type: ignore[untyped-decorator]
def _(text: _EscapedText, **_options: object) -> str:
    return f'"{text.translate(_ESCAPES)}"'


def dumps(value: object) -> str:
    """Return the text of a value, which `loads` reads; raise Fault if it is not plain data."""
    nodes = _written(value, 1)
    text: str = sexpdata.dumps(nodes, true_as="true", false_as="false", none_as="nil")
    list(_places(text))
    return text


def _written(value: object, depth: int) -> object:
    """Turn a value into what sexpdata prints."""
    if depth > MOST_DEPTH + 1:
        raise Fault("the data is nested deeper than 100")
    if isinstance(value, list | tuple):
        return [sexpdata.Symbol("list"), *(_written(item, depth + 1) for item in value)]
    if isinstance(value, dict):
        pairs = ((_key(key), _written(item, depth + 1)) for key, item in value.items())
        return [sexpdata.Symbol("dict"), *(part for pair in pairs for part in pair)]
    if isinstance(value, date):
        date_of(text := value.isoformat())
        return [sexpdata.Symbol("inst"), text]
    if value is None or isinstance(value, bool):
        return value
    if type(value) is str:
        return _EscapedText(value)
    if is_number(value):
        number_text(value)
        return value
    raise Fault(f"cannot write {described(value)} as data")


def _key(key: object) -> object:
    if not isinstance(key, str):
        raise Fault(f"the key of a dict is a string, got {described(key)}")
    return sexpdata.Symbol(f":{key}") if _PLAIN_KEY.fullmatch(key) else _EscapedText(key)


def loads(text: str, name: str = "data") -> object:
    """Return the value of a text; raise ReadError if it is not such a text."""
    try:
        places = list(_places(text))
        return _value(sexpdata.loads(text, nil=None, true="true", false="false"), iter(places))
    except _NoDataError as fault:
        span = Source(name, text).span_at(fault.place)
        raise ReadError(fault.message, span, fault.hint) from None


def _places(text: str) -> Iterator[int]:
    """Check size, brackets and every word; return the span of each value, outer ones first."""
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise _NoDataError(0, "the data is larger than 1 MiB")
    opened: list[int] = []
    values, before = 0, None
    for token in _TOKEN.finditer(text):
        kind, place = token.lastgroup, token.start()
        if kind == "blank":
            continue
        _check(kind, token[0], place)
        if not opened and (before or kind == "close"):
            wrong = "nothing is open here" if kind == "close" else "expected one value, got another"
            raise _NoDataError(place, wrong)
        if kind == "close":
            opened.pop()
        else:
            values += before != "open"
            yield place
        if kind == "open":
            opened.append(place)
        _check_size(values, len(opened), place)
        before = kind
    if opened:
        raise _NoDataError(opened[-1], "this bracket is never closed")
    if not before:
        raise _NoDataError(len(text), "expected a value, got the end of the data")


def _check_size(values: int, depth: int, place: int) -> None:
    if depth > MOST_DEPTH:
        raise _NoDataError(place, "the data is nested deeper than 100")
    if values > MOST_VALUES:
        raise _NoDataError(place, "the data has more than 100,000 values")


def _check(kind: str | None, word: str, place: int) -> None:
    """Refuse a word that sexpdata would interpret differently."""
    if kind == "other":
        wrong = "this string never ends" if word == '"' else f"{word!r} begins no value"
        raise _NoDataError(place, wrong)
    if kind == "string":
        bad = next((escape for escape in _BAD_ESCAPE.finditer(word) if escape[1]), None)
        if bad:
            raise _NoDataError(place + bad.start(), f"unknown escape `{bad[1]}`")
        if _UNWRITABLE.search(word):
            raise _NoDataError(place, "a string holds NUL or half a character")
    if kind == "word" and not _WORD.fullmatch(word):
        number = _NUMBER.fullmatch(word)
        if not number:
            raise _NoDataError(place, f"unknown name `{word}`")
        is_float = number[1] or number[2]
        if isinf(float(word)) if is_float else not -(2**63) <= int(word[:21]) < 2**63:
            raise _NoDataError(place, "the number is too large")


def _value(node: object, places: Iterator[int]) -> object:
    """Turn what sexpdata read into its value, consuming the spans in step."""
    place = next(places)
    match node:
        case [sexpdata.Symbol() as head, *parts] if str(head) in _HEADS:
            next(places)
            return _called(str(head), [_value(part, places) for part in parts], place)
        case list():
            raise _NoDataError(place, "expected `list`, `dict` or `inst` in front")
        case sexpdata.Symbol() if str(node) in _HEADS:
            raise _NoDataError(place, f"`{node}` is no value")
        case sexpdata.Symbol():
            return None if str(node) == "nil" else str(node)[1:]
        case _:
            return node


def _called(head: str, values: list[object], place: int) -> object:
    """Return the value of `(list ...)`, `(dict ...)` or `(inst ...)`."""
    if head == "list":
        return values
    if head == "inst" and len(values) != 1:
        raise _NoDataError(place, f"`inst` takes 1 argument, got {len(values)}")
    try:
        return date_of(values[0]) if head == "inst" else _dict(values)
    except Fault as fault:
        raise _NoDataError(place, fault.message, fault.hint) from None


def _dict(values: list[object]) -> dict[str, object]:
    if len(values) % 2:
        raise Fault("the last key has no value")
    result: dict[str, object] = {}
    for key, value in zip(values[::2], values[1::2], strict=True):
        if not isinstance(key, str) or key in result:
            raise Fault(f"key `{key}` twice" if isinstance(key, str) else "a key is a string")
        result[key] = value
    return result
