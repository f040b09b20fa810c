"""A text with unmatched quotes or brackets to the place of the slip.

A text seldom breaks where the slip is: a missing quote turns the rest inside out, and a missing
bracket is noticed at the end. Authors indent what they mean, so the lines tell which bracket
should be closed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_TOKEN: Final = re.compile(
    r"""\#; | "(?:[^"\\]|\\.)*" | " | \#\|[^|]*\| | ;[^\n]* | [()\[\]{}] | [^\s()\[\]{}";]+""",
    re.DOTALL | re.VERBOSE,
)
_FORM_IN_LINE: Final = re.compile(r"\n[ \t]*[(\[]")
_STUCK: Final = re.compile(r"[^\s()\[\]{};]")


@dataclass(frozen=True, slots=True)
class Slip:
    """A bracket by its place, and the line before which it should be closed."""

    line: int
    column: int
    before: int


def open_string(text: str) -> int | None:
    """Return the start of the unclosed string; None if quotes match, or none stands out."""
    start = None
    for match in _TOKEN.finditer(text):
        if match[0] == '"':
            return start
        if start is None and match[0].startswith('"') and _runs_on(text, match):
            start = match.start()
    return None


def _runs_on(text: str, string: re.Match[str]) -> bool:
    """Return whether a string swallowed code: a line in it begins a form, or a word touches it."""
    if "\n" not in string[0]:
        return False
    return bool(_FORM_IN_LINE.search(string[0]) or _STUCK.match(text, string.end()))


def unclosed(text: str) -> Slip | None:
    """Return the first bracket that the indentation of a later line treats as closed."""
    for line, column, opened in _line_starts(text):
        if opened and column <= opened[-1][1]:
            return Slip(*opened[-1], line)
    return None


def closed_early(text: str) -> int | None:
    """Return the first line that is indented although it is inside no form."""
    starts = _line_starts(text)
    return next((line for line, column, opened in starts if not opened and column > 1), None)


def _line_starts(text: str) -> Iterator[tuple[int, int, list[tuple[int, int]]]]:
    """Yield the place of each line's first word or opening bracket, and what is open there."""
    opened: list[tuple[int, int]] = []
    line, newline, seen = 1, -1, 0
    for match in _TOKEN.finditer(text):
        word, start = match[0], match.start()
        while (after := text.find("\n", newline + 1, start)) >= 0:
            line, newline = line + 1, after
        if line > seen and word[0] not in ")]};":
            yield line, start - newline, opened
        seen = line + word.count("\n")
        if word == '"':
            return
        if word in "([{":
            opened.append((line, start - newline))
        elif word in ")]}" and opened:
            opened.pop()
