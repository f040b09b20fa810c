"""Text to a tree that has kept what the reader drops: comments, blank lines, brackets, marks.

Knows the tokens of the language and nothing of what they mean. It is given
text that `app.sx.syntax.reader` has read without a fault, so nothing here can fail.

A comment or a dropped form between a mark and its form goes in front of the
mark: `' ; why` and `x` in the next line become `; why` and `'x`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, TypeAlias

_TOKEN: Final = re.compile(
    r"""
    (?P<blanks>[ \t\r\n]+)
    | (?P<note>;[^\n]*)
    | (?P<drop>\#;)
    | (?P<leaf>\#\|[^|]*\| | "(?:[^"\\]|\\.)*")
    | (?P<open>[(\[{])
    | (?P<close>[)\]}])
    | (?P<mark>,@|['`,])
    | (?P<word>[^\s()\[\]{}"'`,;]+)
    """,
    re.DOTALL | re.VERBOSE,
)


@dataclass(slots=True, eq=False)
class Leaf:
    """A word or a string as it was written, with the marks in front of it."""

    text: str
    blank: bool = False

    @property
    def is_keyword(self) -> bool:
        """Tell whether it is a keyword."""
        return self.text.startswith(":")

    @property
    def is_text(self) -> bool:
        """Tell whether it is a string."""
        return self.text.startswith(('"', "#|"))


@dataclass(slots=True, eq=False)
class Note:
    """A comment to the end of its line; `beside` tells that a form stands in front of it."""

    text: str
    beside: bool
    blank: bool = False


@dataclass(slots=True, eq=False)
class Branch:
    """A list or a dict with its brackets and the marks in front of it."""

    opening: str
    closing: str = ""
    parts: "list[Part]" = field(default_factory=list)
    blank: bool = False

    @property
    def bracket(self) -> str:
        """Give the opening bracket without marks."""
        return self.opening[-1]


Part: TypeAlias = Leaf | Note | Branch


def is_dropped(part: Part) -> bool:
    """Tell a form that `#;` drops."""
    if isinstance(part, Note):
        return False
    return (part.text if isinstance(part, Leaf) else part.opening).startswith("#;")


class _Level:
    """One open bracket: its parts so far, and the marks that wait for their form."""

    def __init__(self, parts: list[Part]) -> None:
        self.parts = parts
        self.marks = [""]

    def marked(self) -> str:
        """Take the marks of the next form; those of an outer form go on waiting."""
        if len(self.marks) > 1:
            return self.marks.pop()
        marks, self.marks[0] = self.marks[0], ""
        return marks


def parts_of(text: str) -> list[Part]:
    """Give what stands at the top of a text, each with all that is in it."""
    top: list[Part] = []
    levels = [_Level(top)]
    blank, beside = False, False
    for kind, token in _tokens(text):
        level = levels[-1]
        if kind == "blanks":
            lines = token.count("\n")
            blank, beside = blank or lines > 1, beside and not lines
            continue
        if kind == "drop":
            level.marks.append("#;")
            continue
        if kind == "mark":
            level.marks[-1] += token
            continue
        if kind == "close":
            branch = _closed(levels)
            branch.closing = token
        else:
            part = _part(kind, token, level, beside)
            part.blank = blank and bool(level.parts)
            level.parts.append(part)
            if isinstance(part, Branch):
                levels.append(_Level(part.parts))
        blank, beside = False, kind != "note"
    return top


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    for match in _TOKEN.finditer(text):
        assert match.lastgroup  # noqa: S101 - every alternative has a name
        yield match.lastgroup, match[0]


def _part(kind: str, token: str, level: _Level, beside: bool) -> Part:
    if kind == "note":
        # In front of all else, a comment can only stand beside the bracket.
        return Note(token.rstrip(), beside)
    if kind == "open":
        return Branch(level.marked() + token)
    return Leaf(level.marked() + token)


def _closed(levels: list[_Level]) -> Branch:
    levels.pop()
    branch = levels[-1].parts[-1]
    assert isinstance(branch, Branch)  # noqa: S101 - it was opened
    first = branch.parts[0] if branch.parts else None
    if isinstance(first, Note):
        first.beside = True
    return branch
