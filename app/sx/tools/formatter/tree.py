"""Text to a tree with everything that the reader drops: comments, blank lines, brackets, marks.

Knows the tokens of the language, not their meaning. Takes text that `app.sx.syntax.reader` has
read without a fault, so nothing here can fail.

A comment or a dropped form between a mark and its form moves in front of the mark: `' ; why` and
`x` in the next line become `; why` and `'x`.
"""

import re
from dataclasses import dataclass, field
from typing import Final

_TOKEN: Final = re.compile(
    r"""
    (?P<blanks>[ \t\r\n]+)
    | (?P<note>;[^\n]*)
    | (?P<drop>\#;)
    | (?P<leaf>\#\|[^|]*\| | "(?:[^"\\]|\\.)*" | [^\s()\[\]{}"'`,;]+)
    | (?P<open>[(\[{])
    | (?P<close>[)\]}])
    | (?P<mark>,@|['`,])
    """,
    re.DOTALL | re.VERBOSE,
)


@dataclass(slots=True, eq=False)
class Part:
    """A word, string or comment as written, or a list or dict: a bracket and its parts.

    `text` begins with the marks in front; `blank` says that a blank line precedes it, `beside`
    that a form precedes it on its line.
    """

    text: str
    blank: bool = False
    beside: bool = False
    closing: str = ""
    parts: "list[Part]" = field(default_factory=list)

    @property
    def is_list(self) -> bool:
        """Return whether this is a list or a dict."""
        return bool(self.closing)

    @property
    def is_word(self) -> bool:
        """Return whether this is a word or a string."""
        return not (self.closing or self.is_loose)

    @property
    def is_note(self) -> bool:
        """Return whether this is a comment to the end of its line."""
        return self.text.startswith(";")

    @property
    def is_loose(self) -> bool:
        """Return whether this is a comment, or a form that `#;` drops."""
        return self.text.startswith((";", "#;"))

    @property
    def is_keyword(self) -> bool:
        """Return whether this is a keyword."""
        return self.text.startswith(":")

    @property
    def is_text(self) -> bool:
        """Return whether this is a string."""
        return self.text.startswith(('"', "#|"))


def tree_of(text: str) -> Part:
    """Return a list without brackets of the top-level parts of a text."""
    top = Part("")
    levels = [(top, [""])]
    blank = beside = False
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup
        if kind == "blanks":
            lines = token[0].count("\n")
            blank, beside = blank or lines > 1, beside and not lines
        elif kind == "drop":
            levels[-1][1].append("#;")
        elif kind == "mark":
            levels[-1][1][-1] += token[0]
        else:
            if kind == "close":
                _close(levels.pop()[0], token[0])
            else:
                _add(levels, kind, Part(token[0].rstrip(), blank, beside))
            blank, beside = False, kind != "note"
    return top


def _close(branch: Part, bracket: str) -> None:
    branch.closing = bracket
    if branch.parts and branch.parts[0].is_note:
        # A comment before all other parts can only be beside the bracket.
        branch.parts[0].beside = True


def _add(levels: list[tuple[Part, list[str]]], kind: str | None, part: Part) -> None:
    """Add a part to the innermost list with its marks; those of an outer form stay pending."""
    branch, marks = levels[-1]
    part.blank = part.blank and bool(branch.parts)
    branch.parts.append(part)
    if kind == "note":
        return
    part.text = marks.pop() + part.text
    if not marks:
        marks.append("")
    if kind == "open":
        levels.append((part, [""]))
