"""A tree to text: every list on one line if it fits and its style lets it, else broken.

Knows columns and line ends; what a list means is the business of
`app.sx.tools.formatter.styles`. `base` is the column from which the body of a
broken list is indented, `tail` the number of brackets that close behind it.
"""

from collections.abc import Sequence
from typing import Final

from app.sx.core.stack import LEVELS, on_fresh_stack
from app.sx.tools.formatter.styles import WIDTH, Role, Style, Way, attribute_count, style_of
from app.sx.tools.formatter.tree import Branch, Leaf, Note, Part, is_dropped

_INDENT: Final = 2
#: Arguments stand below the first one unless that is further to the right than this.
_FARTHEST: Final = 24

Unit = tuple[Part, ...]


class _Rows:
    """Text as it grows: pieces beside the last one or below it."""

    def __init__(self, text: str, column: int) -> None:
        self.text = text
        self._start = column
        self.noted = False

    @property
    def column(self) -> int:
        """Give the column behind what is written."""
        line_feed = self.text.rfind("\n")
        return self._start + len(self.text) if line_feed < 0 else len(self.text) - line_feed - 1

    def beside(self, text: str, space: bool = True) -> None:
        """Write on the last line."""
        self.text += f"{' ' if space else ''}{text}"
        self.noted = False

    def below(self, column: int, text: str, blank: bool = False) -> None:
        """Write on a new line."""
        self.text += "\n" * (1 + blank) + " " * column + text
        self.noted = False

    def note(self, note: Note, column: int, space: bool = True) -> None:
        """Write a comment; nothing can stand beside it."""
        if note.beside:
            self.beside(note.text, space)
        else:
            self.below(column, note.text, note.blank)
        self.noted = True


class Layout:
    """Lays out one tree; keeps what a list is on one line, for it is asked often."""

    def __init__(self) -> None:
        self._flat: dict[tuple[Branch, Role], str | None] = {}
        self._styles: dict[tuple[Branch, Role], Style] = {}
        self._level = 0

    def text(self, parts: Sequence[Part]) -> str:
        """Lay out what stands at the top of a file."""
        rows: _Rows | None = None
        for part in parts:
            if rows is None:
                first = part.text if isinstance(part, Note) else self.put(part, 0, 0, 0)
                rows = _Rows(first, 0)
                rows.noted = isinstance(part, Note)
            elif isinstance(part, Note):
                rows.note(part, 0)
            else:
                rows.below(0, self.put(part, 0, 0, 0), part.blank)
        return f"{rows.text}\n" if rows else ""

    def put(self, part: Part, column: int, base: int, tail: int, role: Role = Role.FORM) -> str:
        """Lay out one form that begins at `column`."""
        if not isinstance(part, Branch):
            return part.text
        flat = self._on_a_line(part, role)
        if flat is not None and column + len(flat) + tail <= WIDTH:
            return flat
        self._level += 1
        try:
            if self._level % LEVELS == 0:
                return on_fresh_stack(lambda: self._broken(part, column, base, tail, role))
            return self._broken(part, column, base, tail, role)
        finally:
            self._level -= 1

    # --- on a line --------------------------------------------------------------------------------

    def _style(self, branch: Branch, role: Role) -> Style:
        key = (branch, role)
        if key not in self._styles:
            self._styles[key] = style = style_of(branch, role)
            _close_up(branch.parts, style)
        return self._styles[key]

    def _on_a_line(self, part: Part, role: Role) -> str | None:
        """Give a form on one line; None if something in it forbids that."""
        if isinstance(part, Note):
            return None
        if isinstance(part, Leaf):
            return None if "\n" in part.text else part.text
        key = (part, role)
        if key not in self._flat:
            self._level += 1
            if self._level % LEVELS == 0:
                self._flat[key] = on_fresh_stack(lambda: self._joined(part, role))
            else:
                self._flat[key] = self._joined(part, role)
            self._level -= 1
        return self._flat[key]

    def _joined(self, branch: Branch, role: Role) -> str | None:
        style = self._style(branch, role)
        pieces = []
        for index, part in enumerate(branch.parts):
            piece = self._on_a_line(part, style.role(index))
            if piece is None or part.blank:
                return None
            pieces.append(piece)
        text = f"{branch.opening}{' '.join(pieces)}{branch.closing}"
        return text if len(text) <= min(style.widest, WIDTH) else None

    # --- broken -----------------------------------------------------------------------------------

    def _broken(self, branch: Branch, column: int, base: int, tail: int, role: Role) -> str:
        style = self._style(branch, role)
        rows = _Rows(branch.opening, column)
        inside = column + len(branch.opening) - 1
        match style.way:
            case Way.ELEMENT:
                self._element(rows, branch, style, base, tail)
            case Way.CALL:
                self._call(rows, branch, style, base, tail)
            case Way.LIST | Way.DICT:
                self._list(rows, branch, style, inside + 1, tail)
            case Way.BODY:
                self._body(rows, branch, style, base, tail)
        if rows.noted:
            rows.below(base, branch.closing)
        else:
            rows.beside(branch.closing, space=False)
        return rows.text

    def _body(self, rows: _Rows, branch: Branch, style: Style, base: int, tail: int) -> None:
        head = self._head(rows, branch.parts, style)
        self._below(rows, branch, style, head, base + _INDENT, tail)

    def _head(self, rows: _Rows, parts: list[Part], style: Style) -> int:
        """Write the head of a list on its first line; give how many parts are written."""
        for index, part in enumerate(parts[: style.head]):
            if isinstance(part, Note) or is_dropped(part):
                return index
            role = style.role(index)
            column = rows.column + (index > 0)
            text = self.put(part, column, column, 1, role)
            if index > 1 and role is Role.PARAMETERS and "\n" in text:
                return index
            rows.beside(text, space=index > 0)
        return min(style.head, len(parts))

    def _below(
        self, rows: _Rows, branch: Branch, style: Style, start: int, column: int, tail: int
    ) -> None:
        """Write the parts from `start` on, each unit on a line of its own."""
        at = start
        for unit in _units(branch.parts[start:], style.pairs, style.head - start):
            last = at + len(unit) == len(branch.parts)
            self._unit(rows, unit, (style, at, tail + 1 if last else 0), column)
            at += len(unit)

    def _unit(self, rows: _Rows, unit: Unit, place: tuple[Style, int, int], column: int) -> None:
        style, at, tail = place
        first = unit[0]
        if isinstance(first, Note):
            rows.note(first, column, space=rows.text[-1:] not in "([{")
            return
        text = self.put(first, column, column, tail if len(unit) == 1 else 0, style.role(at))
        if rows.text[-1:] in "([{" and at == 0:
            rows.beside(text, space=False)
        else:
            rows.below(column, text, first.blank)
        if len(unit) == 2:
            self._value(rows, unit[1], column, tail, style.role(at + 1))

    def _value(self, rows: _Rows, value: Part, column: int, tail: int, role: Role) -> None:
        """Write the second of a pair: beside the first, or below where only that fits."""
        start = rows.column + 1
        text = self.put(value, start, column, tail, role)
        if isinstance(value, Leaf) and start + len(text) + tail > WIDTH and start > column + 16:
            rows.below(column + _INDENT, text)
        else:
            rows.beside(text)

    # --- elements and calls -----------------------------------------------------------------------

    def _element(self, rows: _Rows, branch: Branch, style: Style, base: int, tail: int) -> None:
        parts = branch.parts
        rows.beside(self.put(parts[0], rows.column, rows.column, 0), space=False)
        column = base + _INDENT
        count = 1 + attribute_count(parts)
        is_fragment = isinstance(parts[0], Leaf) and parts[0].text == "<>"
        beside = self._attributes_beside(rows, parts, count, tail)
        if not beside:
            keyed = Style(Way.BODY, pairs="keywords")
            head = Branch(branch.opening, branch.closing, parts[:count])
            # With children behind them, no bracket closes behind the attributes.
            self._below(rows, head, keyed, 1, column, tail if count == len(parts) else -1)
        children = parts[count:]
        if beside and not is_fragment and self._filled(rows, children, column, tail):
            return
        at = count
        while beside and not is_fragment and at < _leading_leaves(parts, count):
            text = self.put(parts[at], 0, 0, 0)
            if rows.column + 1 + len(text) > WIDTH:
                break
            rows.beside(text)
            at += 1
        self._below(rows, branch, style, at, column, tail)

    def _attributes_beside(self, rows: _Rows, parts: list[Part], count: int, tail: int) -> bool:
        """Write the attributes beside the element's name if all of them fit there."""
        pieces = [self._on_a_line(part, Role.FORM) for part in parts[1:count]]
        if None in pieces:
            return False
        text = "".join(f" {piece}" for piece in pieces)
        if pieces and count == len(parts):
            return False
        if rows.column + len(text) > WIDTH:
            return False
        rows.beside(text, space=False)
        return True

    def _filled(self, rows: _Rows, children: list[Part], column: int, tail: int) -> bool:
        """Write text mixed with short elements as a paragraph; tell whether it is one."""
        if not any(isinstance(child, Leaf) and child.is_text for child in children):
            return False
        pieces = [self._on_a_line(child, Role.FORM) for child in children]
        if None in pieces or any(child.blank for child in children):
            return False
        for index, piece in enumerate(pieces):
            assert piece is not None  # noqa: S101 - looked above
            room = WIDTH - (tail + 1 if index == len(pieces) - 1 else 0)
            if rows.column + 1 + len(piece) <= room:
                rows.beside(piece)
            else:
                rows.below(column, piece)
        return True

    def _call(self, rows: _Rows, branch: Branch, style: Style, base: int, tail: int) -> None:
        parts = branch.parts
        rows.beside(self.put(parts[0], rows.column, rows.column, 0), space=False)
        first = parts[1] if len(parts) > 1 else None
        if first is None or isinstance(first, Note) or len(parts[0].text) > _FARTHEST:  # type: ignore[union-attr]
            self._below(rows, branch, style, 1, base + _INDENT, tail)
            return
        column = rows.column + 1
        rows.beside(self.put(first, column, column, tail + 1 if len(parts) == 2 else 0))
        self._below(rows, branch, style, 2, column, tail)

    # --- lists of things --------------------------------------------------------------------------

    def _list(self, rows: _Rows, branch: Branch, style: Style, column: int, tail: int) -> None:
        parts = branch.parts
        pieces = [self._on_a_line(part, style.role(at)) for at, part in enumerate(parts)]
        words = all(isinstance(part, Leaf) for part in parts) or _is_declaration(parts)
        if style.way is Way.DICT or not words or None in pieces or any(p.blank for p in parts):
            self._below(rows, branch, style, 0, column, tail)
            return
        indent = column + len("&key ") * _is_declaration(parts)
        for index, piece in enumerate(pieces):
            assert piece is not None  # noqa: S101 - looked above
            room = WIDTH - (tail + 1 if index >= len(pieces) - 2 else 0)
            name = f" {pieces[index + 1]}" if piece == "&rest" and index + 1 < len(pieces) else ""
            if index < 2 or rows.column + 1 + len(piece) + len(name) <= room:
                rows.beside(piece, space=index > 0)
            else:
                rows.below(indent, piece)


def _close_up(parts: Sequence[Part], style: Style) -> None:
    """Drop the blank lines that no layout keeps: in the head of a list, and within a pair."""
    first = style.head if style.way is not Way.CALL else 1
    if style.way is Way.ELEMENT:
        first = _leading_leaves(parts, 1 + attribute_count(parts))
    kept = set()
    at = style.head
    for unit in _units(parts[at:], style.pairs, 0):
        kept.add(at)
        at += len(unit)
    for index, part in enumerate(parts):
        part.blank = part.blank and index > first and index in kept


def _is_declaration(parts: Sequence[Part]) -> bool:
    return bool(parts) and isinstance(parts[0], Leaf) and parts[0].text == "&key"


def _leading_leaves(parts: Sequence[Part], start: int) -> int:
    """Give the index behind the words and strings that the children begin with."""
    at = start
    while at < len(parts) and isinstance(parts[at], Leaf) and not is_dropped(parts[at]):
        at += 1
    return at


def _units(parts: Sequence[Part], pairs: str, single: int) -> list[Unit]:
    """Group parts by lines: a pair, or one alone; the first `single` ones are alone."""
    units: list[Unit] = []
    at = 0
    leading = True
    while at < len(parts):
        part = parts[at]
        is_keyword = isinstance(part, Leaf) and part.is_keyword
        leading = leading and (at < single or is_keyword or isinstance(part, Note))
        paired = pairs == "all" or (pairs == "keywords" and leading and is_keyword)
        loose = any(isinstance(each, Note) or is_dropped(each) for each in parts[at : at + 2])
        width = 2 if paired and at >= single and not loose else 1
        units.append(tuple(parts[at : at + width]))
        at += width
    return units
