"""A tree to text: every list on one line if it fits and its style allows it, else broken.

Knows columns and line breaks; `app.sx.tools.formatter.styles` knows what a list means. A printer
in the manner of Wadler: a stack of pieces to print, on which a list that does not fit is replaced
by its pieces, one level at a time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from app.sx.tools.formatter.styles import TOP, WIDTH, Style, attributes_end, style_of
from app.sx.tools.formatter.tree import Part

_INDENT: Final = 2
#: Arguments are aligned with the first one unless that is further to the right than this.
_FARTHEST: Final = 24
#: A value that does not fit is put below its key if that gains more columns than this.
_SHORT_KEY: Final = 16


@dataclass(frozen=True, slots=True)
class _Form:
    """A form to print; its body is indented from `base`, by default from where it begins.

    A value is printed beside its key, in a place that the key's line has for it.
    """

    part: Part
    base: int | None = None
    is_value: bool = False


_Piece = str | _Form


class Layout:
    """Lays out one tree."""

    def __init__(self, top: Part) -> None:
        self._top = top
        self._column = 0
        self._styles = {top: TOP}
        self._flat: dict[Part, str | None] = {}
        branches = [top]
        for branch in branches:
            style = self._styles[branch]
            _close_up(branch.parts, style)
            for index, part in enumerate(branch.parts):
                if part.is_list:
                    self._styles[part] = style_of(part, style.role(index))
                    branches.append(part)
        for branch in reversed(branches):
            self._flat[branch] = self._joined(branch)

    def text(self) -> str:
        """Lay out the tree."""
        texts = []
        stack = ["\n" if self._top.parts else "", *reversed([*self._broken(self._top, 0, 0)])]
        while stack:
            piece = stack.pop()
            if isinstance(piece, str):
                texts.append(piece)
                self._column = _end(self._column, piece)
            else:
                stack += reversed([*self._pieces(piece, _tail(stack))])
        return "".join(texts)

    def _on_a_line(self, part: Part) -> str | None:
        """Return a form on one line; None if something in it prevents that."""
        if part.is_list:
            return self._flat[part]
        return None if part.is_note or "\n" in part.text else part.text

    def _on_lines(self, parts: Sequence[Part]) -> list[str]:
        """Return forms on one line each; none if one of them has to be broken or separate."""
        texts = [self._on_a_line(part) for part in parts if not part.blank]
        lines = [text for text in texts if text is not None]
        return lines if len(lines) == len(parts) else []

    def _joined(self, branch: Part) -> str | None:
        texts = self._on_lines(branch.parts)
        text = f"{branch.text}{' '.join(texts)}{branch.closing}"
        fits = len(text) <= min(self._styles[branch].widest, WIDTH)
        return text if fits and len(texts) == len(branch.parts) else None

    def _pieces(self, form: _Form, tail: int) -> Iterator[_Piece]:
        """Yield a form's text if it fits before the `tail` columns that follow, else its pieces."""
        part, base = form.part, self._column if form.base is None else form.base
        flat = self._on_a_line(part) if part.is_list else part.text
        fits = flat is not None and self._column + form.is_value + len(flat) + tail <= WIDTH
        if form.is_value:
            far = part.is_word and not fits and self._column + 1 > base + _SHORT_KEY
            yield _line(base + _INDENT) if far else " "
            yield _Form(part, base)
        elif flat is not None and (fits or not part.is_list):
            yield flat
        else:
            yield part.text
            yield from self._broken(part, base, tail + 1)
            is_noted = part.parts and part.parts[-1].is_note
            yield f"{_line(base) if is_noted else ''}{part.closing}"

    def _broken(self, branch: Part, base: int, tail: int) -> Iterator[_Piece]:
        """Return the content of the brackets, from `base` on, followed by `tail` columns."""
        style, column = self._styles[branch], self._column + len(branch.text)
        match style.way:
            case "element":
                return self._element(branch.parts, column, base, tail)
            case "call":
                return _call(branch.parts, column, base)
            case "words":
                return self._words(branch.parts, column, tail)
            case "rows":
                return _below(branch.parts, style, 0, column)
            case "body":
                return self._body(branch.parts, style, column, base)

    def _body(
        self, parts: Sequence[Part], style: Style, column: int, base: int
    ) -> Iterator[_Piece]:
        """Yield the head of a list on its first line, and the rest below."""
        at = 0
        for part in parts[: style.head]:
            flat = self._on_a_line(part)
            fits = flat is not None and column + len(flat) < WIDTH
            if part.is_loose or (at > 1 and style.role(at) == "parameters" and not fits):
                break
            yield " " if at else ""
            yield _Form(part)
            column += len(flat or "") + 1
            at += 1
        yield from _below(parts, style, at, base + _INDENT)

    def _element(
        self, parts: Sequence[Part], column: int, base: int, tail: int
    ) -> Iterator[_Piece]:
        """Yield attributes beside the name if all fit there, and the children that fit after."""
        name, at, indent = parts[0].text, attributes_end(parts), base + _INDENT
        attributes = "".join(f" {text}" for text in self._on_lines(parts[1:at]))
        column += len(name + attributes)
        yield name
        if column > WIDTH or (at > 1 and (not attributes or at == len(parts))):
            yield from _below(parts[:at], Style(pairs="keywords"), 1, indent)
        else:
            yield attributes
            texts = self._on_lines(parts[at:]) if name != "<>" else []
            if texts and any(part.is_text for part in parts[at:]):
                yield from _filled(texts, column, indent, tail)
                return
            for part in takewhile(lambda each: each.is_word and name != "<>", parts[at:]):
                if column + 1 + len(part.text) > WIDTH:
                    break
                yield f" {part.text}"
                column = _end(column + 1, part.text)
                at += 1
        yield from _below(parts, Style(), at, indent)

    def _words(self, parts: Sequence[Part], column: int, tail: int) -> Iterator[_Piece]:
        """Fill lines with words, or with parameters; `&rest` stays with its name."""
        is_declaration = bool(parts) and parts[0].text == "&key"
        texts: list[str] = []
        for text in self._on_lines(parts):
            if texts and texts[-1] in ("&key", "&rest"):
                texts[-1] += f" {text}"
            else:
                texts.append(text)
        if not texts or not (is_declaration or all(not part.is_list for part in parts)):
            yield from _below(parts, Style(0), 0, column)
            return
        yield texts[0]
        indent = column + len("&key ") * is_declaration
        yield from _filled(texts[1:], column + len(texts[0]), indent, tail)


def _call(parts: Sequence[Part], column: int, base: int) -> Iterator[_Piece]:
    """Yield a function's arguments below the first, or below its name if that is long."""
    name = parts[0].text
    yield name
    if len(parts) == 1 or parts[1].is_note or len(name) > _FARTHEST:
        yield from _below(parts, Style(), 1, base + _INDENT)
    else:
        yield " "
        yield _Form(parts[1])
        yield from _below(parts, Style(), 2, column + len(name) + 1)


def _filled(texts: Sequence[str], column: int, indent: int, tail: int) -> Iterator[str]:
    """Fill lines up to the last column, leaving `tail` columns after the last text."""
    for index, text in enumerate(texts, 1):
        room = WIDTH - (tail if index == len(texts) else 0)
        if column + 1 + len(text) <= room:
            yield f" {text}"
            column += 1 + len(text)
        else:
            yield _line(indent) + text
            column = indent + len(text)


def _below(parts: Sequence[Part], style: Style, start: int, column: int) -> Iterator[_Piece]:
    """Yield the parts from `start` on, each unit on a line of its own."""
    for at, (first, *values) in _units(parts, style, start):
        if first.is_note and first.beside:
            yield " " if at else ""
        elif at:
            yield _line(column, first.blank)
        yield _Form(first, column)
        yield from (_Form(value, column, is_value=True) for value in values)


def _units(parts: Sequence[Part], style: Style, at: int) -> Iterator[tuple[int, Sequence[Part]]]:
    """Group parts from `at` on by lines: a pair, or one alone, as those of the head are."""
    leading = True
    while at < len(parts):
        part, in_head = parts[at], at < style.head
        leading = leading and (in_head or part.is_keyword or part.is_note)
        paired = style.pairs == "all" or (style.pairs == "keywords" and leading and part.is_keyword)
        loose = any(each.is_loose for each in parts[at : at + 2])
        width = 2 if paired and not in_head and not loose else 1
        yield at, parts[at : at + width]
        at += width


def _close_up(parts: Sequence[Part], style: Style) -> None:
    """Drop the blank lines in the head of a list and within a pair."""
    first = 1 if style.way == "call" else style.head
    if style.way == "element":
        first = attributes_end(parts)
        first += sum(1 for _ in takewhile(lambda part: part.is_word, parts[first:]))
    starts = {at for at, _ in _units(parts, style, style.head)}
    for index, part in enumerate(parts):
        part.blank = part.blank and index > first and index in starts


def _line(column: int, blank: bool = False) -> str:
    return "\n" * (1 + blank) + " " * column


def _end(column: int, text: str) -> int:
    """Return the column after a text that begins at a column."""
    _, line_feed, line = text.rpartition("\n")
    return len(line) + (0 if line_feed else column)


def _tail(stack: Sequence[_Piece]) -> int:
    """Count the columns up to the next possible line break."""
    texts = takewhile(lambda piece: isinstance(piece, str) and piece[:1] != "\n", reversed(stack))
    return sum(len(text) for text in texts if isinstance(text, str))
