"""Values to text and back, for import, export and federation: data, not code.

`dumps(value)` writes an expression that gives the value: `(list 1 "a")`,
`(dict :k v)`, `(inst "2026-01-02")`, `true`, `false`, `nil`. `loads(text)`
takes such a text apart and evaluates nothing. This is the only user of
sexpdata, which sees a text only after its size, its depth and every word in
it were found good. Knows nothing of components, pages or HTML.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import NoReturn

import sexpdata

from app.sx.builtins import date_of
from app.sx.syntax.errors import ReadError, Source, Span
from app.sx.values import Fault, described, is_number, number_text

MOST_BYTES = 1024 * 1024
MOST_DEPTH = 100
MOST_VALUES = 100_000

_HEADS = frozenset({"list", "dict", "inst"})
_CONSTANTS = {"true": True, "false": False, "nil": None}
_TOKEN = re.compile(
    r'(?P<blank>[ \t\r\n]+|;[^\n]*)|(?P<string>"[^"\\]*(?:\\.[^"\\]*)*")|(?P<open>\()|(?P<close>\))'
    r"|(?P<word>[^\s()\"';\[\]{}`,#\\]+)",
    re.DOTALL,
)
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_KEYWORD = re.compile(r":[\w\-.:@?!/]+")
_PLAIN_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_BAD_ESCAPE = re.compile(r'\\(?:\\|["ntr])|(\\.)', re.DOTALL)
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")


def dumps(value: object) -> str:
    """Write a value as text that `loads` reads; raise Fault where it is no plain data."""
    count = [0]
    text = sexpdata.dumps(
        _written(value, 1, count), true_as="true", false_as="false", none_as="nil"
    )
    if len(text.encode()) > MOST_BYTES:
        raise Fault("the data is larger than 1 MiB")
    return str(text)


def _written(value: object, depth: int, count: list[int]) -> object:
    """Turn a value into what sexpdata writes."""
    count[0] += 1
    if count[0] > MOST_VALUES:
        raise Fault("the data has more than 100,000 values")
    if isinstance(value, list | tuple | dict) and depth > MOST_DEPTH:
        raise Fault("the data is nested deeper than 100")
    if isinstance(value, list | tuple):
        return [sexpdata.Symbol("list"), *(_written(item, depth + 1, count) for item in value)]
    if isinstance(value, dict):
        pairs = (
            part
            for key, item in value.items()
            for part in (_key(key), _written(item, depth + 1, count))
        )
        return [sexpdata.Symbol("dict"), *pairs]
    if isinstance(value, date):
        text = value.isoformat()
        date_of(text)
        return [sexpdata.Symbol("inst"), text]
    return _scalar(value)


def _scalar(value: object) -> object:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        if _UNWRITABLE.search(value):
            raise Fault("a string holds NUL or half a character")
        return _Text(value)
    if is_number(value):
        return _checked_number(value)
    raise Fault(f"cannot write {described(value)} as data")


def _checked_number(value: int | float) -> int | float:
    number_text(value)
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise Fault("an integer has more than 64 bits")
    return value


def _key(key: object) -> object:
    if not isinstance(key, str):
        raise Fault(f"the key of a dict is a string, got {described(key)}")
    return sexpdata.Symbol(f":{key}") if _PLAIN_KEY.fullmatch(key) else _scalar(key)


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_ESCAPED = re.compile(r'["\\\n\t\r]')


class _Text(str):
    """A string that is written with the escapes of the language, and no others."""

    __slots__ = ()


@sexpdata.tosexp.register(_Text)  # type: ignore[untyped-decorator]
def _(text: _Text, **_options: object) -> str:
    escaped = _ESCAPED.sub(lambda found: _ESCAPES[found[0]], text)
    return f'"{escaped}"'


def loads(text: str, name: str = "data") -> object:
    """Read the value that a text gives; raise ReadError where it is no such text."""
    source = Source(name, text)
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        _refuse(source, 0, "the data is larger than 1 MiB")
    places = list(_scan(source))
    if not places:
        _refuse(source, len(text), "expected a value, got the end of the data")
    node = sexpdata.loads(text, nil=None, true="true", false="false", string_to=_Text)
    return _Reading(source, iter(places)).value(node)


def _scan(source: Source) -> Iterator[int]:
    """Check every word and bracket of a text; give the place of each value, outside first."""
    opened: list[int] = []
    values = place = 0
    is_head = finished = False
    while place < len(source.text):
        kind, word = _token(source, place)
        if kind == "close":
            if not opened:
                _refuse(source, place, "nothing is open here")
            opened.pop()
        elif kind != "blank":
            if finished:
                _refuse(source, place, "expected one value, got another")
            _check(source, place, kind, word)
            values += not is_head
            yield place
            if kind == "open":
                opened.append(place)
        if values > MOST_VALUES or len(opened) > MOST_DEPTH:
            _refuse(source, place, _too_much(len(opened)))
        if kind != "blank":
            finished, is_head = not opened, kind == "open"
        place += len(word)
    if opened:
        _refuse(source, opened[-1], "this bracket is never closed")


def _too_much(depth: int) -> str:
    if depth > MOST_DEPTH:
        return "the data is nested deeper than 100"
    return "the data has more than 100,000 values"


def _token(source: Source, place: int) -> tuple[str, str]:
    found = _TOKEN.match(source.text, place)
    if found is None or found.lastgroup is None:
        letter = source.text[place]
        message = "this string never ends" if letter == '"' else f"{letter!r} begins no value"
        _refuse(source, place, message)
    return found.lastgroup, found[0]


def _check(source: Source, place: int, kind: str, word: str) -> None:
    """Refuse a word that sexpdata would read in its own way."""
    if kind == "string":
        escapes = (found for found in _BAD_ESCAPE.finditer(word) if found[1])
        bad = next(escapes, None)
        if bad is not None:
            _refuse(source, place + bad.start(), f"unknown escape `{bad[1]}`")
        if _UNWRITABLE.search(word):
            _refuse(source, place, "a string holds NUL or half a character")
    elif kind == "word" and word not in _HEADS and word not in _CONSTANTS:
        number = _NUMBER.fullmatch(word)
        if number is None and not _KEYWORD.fullmatch(word):
            _refuse(source, place, f"unknown name `{word}`")
        if number is not None and not _fits(word, is_float=bool(number[1] or number[2])):
            _refuse(source, place, "the number is too large")


def _fits(word: str, is_float: bool) -> bool:
    if is_float:
        return abs(float(word)) < float("inf")
    return len(word) < 21 and -(2**63) <= int(word) < 2**63


class _Reading:
    """What sexpdata read, taken apart in step with the places of its values."""

    def __init__(self, source: Source, places: Iterator[int]) -> None:
        self._source = source
        self._places = places

    def value(self, node: object) -> object:
        """Turn a node into the value it stands for."""
        place = next(self._places)
        if isinstance(node, list):
            return self._call(node, place)
        if isinstance(node, sexpdata.Symbol):
            return self._word(str(node), place)
        return str(node) if isinstance(node, _Text) else node

    def _word(self, word: str, place: int) -> object:
        if word in _HEADS:
            _refuse(self._source, place, f"`{word}` is no value")
        return None if word == "nil" else word[1:]

    def _call(self, node: list[object], place: int) -> object:
        """Read `(list ...)`, `(dict ...)` or `(inst ...)`."""
        head = str(node[0]) if node and isinstance(node[0], sexpdata.Symbol) else ""
        if head not in _HEADS:
            _refuse(self._source, place, "expected `list`, `dict` or `inst` in front")
        next(self._places)
        if head == "list":
            return [self.value(item) for item in node[1:]]
        return self._dict(node[1:], place) if head == "dict" else self._inst(node[1:], place)

    def _dict(self, parts: list[object], place: int) -> dict[str, object]:
        if len(parts) % 2:
            _refuse(self._source, place, "the last key has no value")
        found: dict[str, object] = {}
        for index in range(0, len(parts), 2):
            key = self.value(parts[index])
            if not isinstance(key, str) or key in found:
                wrong = f"key `{key}` twice" if isinstance(key, str) else "a key is a string"
                _refuse(self._source, place, wrong)
            found[key] = self.value(parts[index + 1])
        return found

    def _inst(self, parts: list[object], place: int) -> date:
        if len(parts) != 1:
            _refuse(self._source, place, f"`inst` takes 1 argument, got {len(parts)}")
        try:
            return date_of(self.value(parts[0]))
        except Fault as fault:
            _refuse(self._source, place, fault.message, fault.hint)


def _refuse(source: Source, place: int, message: str, hint: str | None = None) -> NoReturn:
    line = source.text.count("\n", 0, place) + 1
    column = place - source.text.rfind("\n", 0, place)
    raise ReadError(message, Span(source, line, column, line, column + 1), hint)
