"""Text to forms: `read` is the front door; the only user of Lark.

Knows the grammar and nothing else: no special forms, no HTML, no names.

Brackets are counted while the text is lexed, so a text nested a million deep is refused before
anything is built, and an open bracket is reported at its own place. The parser has its own
stack and calls `_Forms` at each reduction: no depth of nesting reaches Python's stack.
"""

import math
import re
import threading
from pathlib import Path
from typing import Any, Final

from lark import Lark, Token, UnexpectedCharacters, UnexpectedInput, v_args
from lark.visitors import Transformer

from app.sx.syntax.dialects import character_hint, line_hint
from app.sx.syntax.errors import ReadError, Source, Span, UnfinishedError, repeated
from app.sx.syntax.forms import Form, Keyword, Literal, Mapping, Sequence, Symbol
from app.sx.syntax.unbalanced import closed_early, open_string, unclosed

MOST_DEPTH: Final = 200
MOST_BYTES: Final = 256 * 1024
#: A text of nothing but brackets would take seconds; real ones have far fewer tokens.
MOST_TOKENS: Final = 100_000

_CLOSING: Final = {"(": ")", "[": "]", "{": "}"}
_MARKS: Final = {"'": "quote", "`": "quasiquote", ",": "unquote", ",@": "unquote-splicing"}
_CONSTANTS: Final[dict[str, bool | None]] = {"true": True, "false": False, "nil": None}
_NUMBER_LIKE: Final = re.compile(r"[+\-.]?[0-9]")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_KEYWORD: Final = re.compile(r":[\w\-.:@?!/]+")
_SYMBOL: Final = re.compile(r"[\w\-?!*/+<>=~:&.]+")
_ESCAPE: Final = re.compile(r"\\(u\{[^}\"]*\}|.)", re.DOTALL)
_ESCAPES: Final = {'"': '"', "\\": "\\", "n": "\n", "t": "\t", "r": "\r"}


def decode(name: str, content: bytes) -> Source:
    """Turn the bytes of a file into a source; raise ReadError if they are not UTF-8."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as fault:
        before = content[: fault.start].decode("utf-8")
        source = Source(name, before)
        span = source.span_at(len(before))
        raise ReadError("the file is not valid UTF-8", span, "save the file as UTF-8") from None
    return Source(name, text.removeprefix("\ufeff"))


def source_of(path: Path, name: str | None = None) -> Source:
    """Read a file as a source with this name, by default its path."""
    return decode(name or path.as_posix(), path.read_bytes())


def read(source: Source) -> tuple[Form, ...]:
    """Read every form in `source`; raise ReadError at the first fault."""
    if source.text.startswith("\ufeff"):
        source = Source(source.name, source.text[1:])
    _check_text(source)
    with _one_at_a_time:
        _forms.source = source
        try:
            return _parse(source)
        except UnexpectedInput as fault:
            raise _explained(_read_error(source, fault)) from None
        except ReadError as fault:
            raise _explained(fault) from None


def _explained(fault: ReadError) -> ReadError:
    """Return a fault at the unclosed string, if one turned the text inside out before the fault."""
    source = fault.span.source
    at = open_string(source.text)
    span = source.span_at(at) if at is not None else None
    if span and (span.line, span.column) < (fault.span.line, fault.span.column):
        hint = f'add the missing `"`: the string goes on to line {fault.span.line}'
        return ReadError("the string is not closed", span, hint)
    if fault.hint is None:
        fault.hint = line_hint(fault.span.line_text)
    return fault


def _parse(source: Source) -> tuple[Form, ...]:
    parser = _lark.parse_interactive(source.text)
    nesting = _Nesting(source)
    for number, token in enumerate(parser.iter_parse()):
        if number == MOST_TOKENS:
            message = f"the text has more than {MOST_TOKENS:,} names, values and brackets"
            raise ReadError(message, _span(source, token), "split it")
        nesting.take(token)
    if nesting.brackets:
        _refuse_open(source, nesting.brackets[-1])
    forms: tuple[Form, ...] = parser.feed_eof()  # type: ignore[no-untyped-call]
    return forms


def _check_text(source: Source) -> None:
    if len(source.text) > MOST_BYTES or len(source.text.encode("utf-8", "replace")) > MOST_BYTES:
        raise ReadError("the text is larger than 256 KiB", Span(source, 1, 1, 1, 1), "split it")
    at = source.text.find("\0")
    if at >= 0:
        raise ReadError("unexpected character NUL", source.span_at(at), "remove it")


class _Nesting:
    """The depth of nesting, token by token: brackets, and the quote marks before a form."""

    def __init__(self, source: Source) -> None:
        self.brackets: list[Token] = []
        self._source = source
        self._levels = [0]
        self._marks = 0

    def take(self, token: Token) -> None:
        """Count a token; raise ReadError at an unmatched bracket, or if it is too deep."""
        if token.type in _MARK_TYPES:
            self._marks += 1
            self._check(token, self._levels[-1] + self._marks)
            return
        if token.type in ("LPAR", "LSQB", "LBRACE"):
            self.brackets.append(token)
            self._levels.append(self._levels[-1] + self._marks + 1)
            self._check(token, self._levels[-1])
        elif token.type in ("RPAR", "RSQB", "RBRACE"):
            _close(self._source, self.brackets, token)
            self._levels.pop()
        self._marks = 0

    def _check(self, token: Token, level: int) -> None:
        if level > MOST_DEPTH:
            message = f"forms are nested deeper than {MOST_DEPTH}"
            hint = "name a part of it as a component"
            raise ReadError(message, _span(self._source, token), hint)


_MARK_TYPES: Final = frozenset({"QUOTE", "QUASI", "UNQUOTE", "SPLICE", "DROP"})


def _close(source: Source, brackets: list[Token], token: Token) -> None:
    if not brackets:
        line = closed_early(source.text)
        more = f", or one before line {line}, which is indented but in no form" if line else ""
        raise ReadError(f"unexpected `{token}`", _span(source, token), f"remove it{more}")
    opened = brackets.pop()
    bracket = _CLOSING[opened]
    if token != bracket:
        place = f"line {opened.line}, column {opened.column}"
        message = f"expected `{bracket}`, got `{token}`"
        raise ReadError(message, _span(source, token), f"close the `{opened}` of {place} first")


def _refuse_open(source: Source, opened: Token) -> None:
    span, slip = _span(source, opened), unclosed(source.text)
    hint = f"add the missing `{_CLOSING[opened]}`"
    if slip and (slip.line, slip.column) == (span.line, span.column):
        hint += f" before line {slip.before}"
    elif slip:
        where = f"line {slip.line}, column {slip.column}"
        hint += f", perhaps to {where}: line {slip.before} is indented as if that were closed"
    raise UnfinishedError(f"`{opened}` is not closed", span, hint)


def _read_error(source: Source, fault: UnexpectedInput) -> ReadError:
    if isinstance(fault, UnexpectedCharacters):
        return _character_error(source, fault.pos_in_stream or 0)
    token = fault.token  # type: ignore[attr-defined]
    if token.type == "$END":
        hint = "write the form it marks"
        return UnfinishedError(
            "expected a form, got the end", source.span_at(len(source.text.rstrip())), hint
        )
    return ReadError(
        f"expected a form, got `{token}`", _span(source, token), _mark_hint(source, token)
    )


def _mark_hint(source: Source, token: Token) -> str | None:
    before = source.text[: token.start_pos].rstrip()
    if before.endswith(("'", "`")):
        quote = "`'`" if before.endswith("'") else "a backquote"
        return f"put text into double quotes: {quote} stands before a form"
    mark = next((mark for mark in (",@", ",", "#;") if before.endswith(mark)), None)
    return f"write a form after the `{mark}`" if mark else None


def _character_error(source: Source, at: int) -> ReadError:
    character = source.text[at]
    span = source.span_at(at)
    if character == '"':
        return UnfinishedError("the string is not closed", span, 'add the missing `"`')
    if source.text.startswith("#|", at):
        return UnfinishedError("the raw string is not closed", span, "add the missing `|`")
    hint = "write a blank instead" if character.isspace() else "remove it"
    return ReadError(f"unexpected {_named(character)}", span, hint)


def _named(character: str) -> str:
    if character.isprintable() and not character.isspace():
        return f"character `{character}`"
    return f"invisible character U+{ord(character):04X}"


def _span(source: Source, first: Token, last: Token | None = None) -> Span:
    last = last or first
    assert first.line and first.column  # noqa: S101, PT018 - set by the lexer
    assert last.end_line and last.end_column  # noqa: S101, PT018 - set by the lexer
    return Span(source, first.line, first.column, last.end_line, last.end_column)


@v_args(inline=True)
class _Forms(Transformer[Token, Any]):
    """Reductions of the grammar to forms of a source."""

    source: Source

    def start(self, *entries: Form | None) -> tuple[Form, ...]:
        return _kept(entries)

    def list(self, opened: Token, *rest: Any) -> Sequence:
        return Sequence(_kept(rest[:-1]), _span(self.source, opened, rest[-1]))

    def mapping(self, opened: Token, *rest: Any) -> Mapping:
        items = _kept(rest[:-1])
        span = _span(self.source, opened, rest[-1])
        if len(items) % 2:
            raise ReadError("a dict needs a value for each key", span, _completion(items))
        pairs = tuple(zip(items[::2], items[1::2], strict=True))
        for key in repeated((_key(key), key) for key, _ in pairs):
            message = f"the key `{_key(key)}` stands twice"
            raise ReadError(message, key.span, "remove one of the two")
        return Mapping(pairs, span)

    def quoted(self, mark: Token, *rest: Any) -> Sequence:
        form: Form = rest[-1]
        head = _span(self.source, mark)
        span = Span(head.source, head.line, head.column, form.span.end_line, form.span.end_column)
        return Sequence((Symbol(_MARKS[str(mark)], head), form), span)

    def dropped(self, *_: Any) -> None:
        """Return nothing for `#;form`."""

    def string(self, token: Token) -> Literal:
        span = _span(self.source, token)

        def replace(match: re.Match[str]) -> str:
            return _escaped(self.source, token, match)

        return Literal(_ESCAPE.sub(replace, token[1:-1]), span)

    def raw(self, token: Token) -> Literal:
        return Literal(str(token[2:-1]), _span(self.source, token))

    def word(self, token: Token) -> Form:
        return _word(str(token), _span(self.source, token))


def _completion(items: tuple[Form, ...]) -> str:
    if len(items) == 1 and isinstance(items[0], Symbol):
        return f"write `{items[0].name}` without braces"
    last = items[-1]
    return f"give `:{last.name}` a value" if isinstance(last, Keyword) else "write `{:key value}`"


def _kept(entries: tuple[Form | None, ...]) -> tuple[Form, ...]:
    return tuple(entry for entry in entries if entry is not None)


def _key(key: Form) -> str:
    if isinstance(key, Keyword):
        return key.name
    if isinstance(key, Literal) and isinstance(key.value, str):
        return key.value
    hint = f"write it as `:{key.name}`" if isinstance(key, Symbol) else "write it as `:name`"
    raise ReadError("a key is a keyword or a string", key.span, hint)


def _escaped(source: Source, token: Token, match: re.Match[str]) -> str:
    code = match[1]
    if code in _ESCAPES:
        return _ESCAPES[code]
    point = _code_point(code)
    if point is None:
        assert token.start_pos is not None  # noqa: S101 - set by the lexer
        span = source.span_at(token.start_pos + 1 + match.start(), len(match[0]))
        hint = 'use one of \\" \\\\ \\n \\t \\r \\u{1F600}'
        raise ReadError(f"unknown escape `{match[0]}`", span, hint)
    return chr(point)


def _code_point(code: str) -> int | None:
    if not re.fullmatch(r"u\{[0-9a-fA-F]{1,6}\}", code):
        return None
    point = int(code[2:-1], 16)
    valid = 0 < point <= 0x10FFFF and not 0xD800 <= point <= 0xDFFF
    return point if valid else None


def _word(text: str, span: Span) -> Form:
    if text in _CONSTANTS:
        return Literal(_CONSTANTS[text], span)
    if _NUMBER_LIKE.match(text):
        return Literal(_number(text, span), span)
    if text.startswith(":"):
        return Keyword(_checked(text, _KEYWORD, "keyword", span)[1:], span)
    _check_dots(text, span)
    return Symbol(_checked(text, _SYMBOL, "name", span), span)


def _number(text: str, span: Span) -> int | float:
    match = _NUMBER.fullmatch(text)
    if not match:
        raise ReadError(f"`{text}` is no number", span, _number_hint(text))
    if not match[1] and not match[2]:
        return _integer(text, span)
    value = float(text)
    if math.isinf(value):
        raise ReadError(f"the number `{text}` is too large", span, "put it into quotes")
    return value


def _integer(text: str, span: Span) -> int:
    if len(text) > 20 or not -(2**63) <= int(text) < 2**63:
        raise ReadError("the number does not fit into 64 bits", span, "put it into quotes")
    return int(text)


def _number_hint(text: str) -> str:
    """Return what was meant: a plainer number, a date, or a text."""
    plain = re.sub(r"^(-?)\+?0*(?=[0-9])", r"\1", text.removeprefix("+"))
    plain = f"0{plain}" if plain.startswith(".") else plain.removesuffix(".")
    if _NUMBER.fullmatch(plain):
        return f"write `{plain}`"
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\S*", text):
        return f'put a date into quotes: `"{text}"`'
    return "put a text into quotes; begin a name with a letter"


def _checked(text: str, pattern: re.Pattern[str], what: str, span: Span) -> str:
    if pattern.fullmatch(text):
        return text
    if text == ":":
        hint = line_hint(span.line_text) or "write it as `:name`"
        raise ReadError("a keyword needs a name", span, hint)
    at = next(i for i, c in enumerate(text) if not pattern.fullmatch(":" * (what == "keyword") + c))
    place = Span(span.source, span.line, span.column + at, span.line, span.column + at + 1)
    allowed = "- _ . : @ ? ! /" if what == "keyword" else "- ? ! * / + < > = ~ : _ & ."
    hint = character_hint(text[at], span.line_text) or f"use letters, digits and `{allowed}`"
    raise ReadError(f"unexpected {_named(text[at])} in a {what}", place, hint)


def _check_dots(text: str, span: Span) -> None:
    if text.startswith(".") or text.endswith(".") or ".." in text:
        hint = "write a field path as `post.title`"
        before = span.line_text[: span.column - 1]
        if text[0] == "." and before.endswith((")", "]")):
            hint = f"read a field of what a call gives with `(get (f x) :{text[1:]})`"
        raise ReadError(f"`{text}` has a dot that joins no names", span, hint)


# Building a parser takes longer than reading a file, so `read` reuses one.
_one_at_a_time: Final = threading.Lock()
_forms: Final = _Forms()
_lark: Final = Lark(
    Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8"),
    parser="lalr",
    lexer="basic",
    transformer=_forms,
)
