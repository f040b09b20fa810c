"""Markdown to the pieces of it that are code and those that are not.

Code is what nobody may translate: fenced blocks and code spans stay byte for byte. Knows as
much of CommonMark as that takes, and no other syntax.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

#: What may begin code: a fence at the start of a line (in a quote or a list too), or backticks.
_START = re.compile(
    r"^(?P<lead>[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*)(?P<fence>`{3,}(?=[^`\n]*$)|~{3,})"
    r"|(?P<ticks>`+)",
    re.MULTILINE,
)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, from one character to another, that is all code or no code."""

    start: int
    end: int
    is_code: bool


def pieces(text: str) -> Iterator[Piece]:
    """Yield the pieces of a Markdown text in order; together they are all of it."""
    done = position = 0
    while match := _START.search(text, position):
        end = _end(text, match)
        position = match.end() if end is None else end
        if end is not None:
            start = match.start("fence") if match["fence"] else match.start()
            yield Piece(done, start, is_code=False)
            yield Piece(start, end, is_code=True)
            done = end
    yield Piece(done, len(text), is_code=False)


def _end(text: str, start: re.Match[str]) -> int | None:
    """Find where code ends that may begin here; a fence without an end goes on to the last line."""
    if start["fence"]:
        mark = start["fence"]
        closing = re.compile(rf"^[ \t>]*{mark[0]}{{{len(mark)},}}[ \t]*$", re.MULTILINE)
        last = closing.search(text, start.end())
        return last.end() if last else len(text)
    ticks = start["ticks"]
    blank = _BLANK_LINE.search(text, start.end())
    within = blank.start() if blank else len(text)
    closing = re.compile(rf"(?<!`){ticks}(?!`)")
    last = closing.search(text, start.end(), within)
    return last.end() if last else None


def fence_for(code: str) -> str:
    """Return a fence that is longer than any run of backticks in this code."""
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    return "`" * max(3, longest + 1)
