"""Markdown to the pieces of it that are code and those that are not.

Code is what nobody may translate: fenced and indented blocks and code spans stay byte for byte.
The Markdown parser tells where the blocks are. Knows no other syntax than the heads of boxes,
whose text is indented and yet is no code.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

_TICKS = re.compile("`+")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
#: The heads of the boxes and tabs of MkDocs, and of definitions, whose text is indented by four.
_BOX_HEAD = re.compile(r"^( *)(?:!!!|\?\?\?\+?|===[+!]?|:)[ \t]+(?=\S)", re.MULTILINE)


def _make_parser() -> MarkdownIt:
    """Make a parser of blocks alone, which looks into no paragraph."""
    parser = MarkdownIt("commonmark", {"maxNesting": 100}).use(footnote_plugin, inline=False)
    return parser.disable(["inline", "footnote_tail"])


_PARSER = _make_parser()


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, from one character to another, that is all code or no code."""

    start: int
    end: int
    is_code: bool


def pieces(text: str) -> Iterator[Piece]:
    """Yield the pieces of a Markdown text in order; together they are all of it."""
    position = 0
    for start, end in blocks(text):
        yield from spans(text, position, start)
        yield Piece(start, end, is_code=True)
        position = end
    yield from spans(text, position, len(text))


def blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each block of code begins and ends, in whole lines."""
    # What is indented below the head of a box belongs to it, as in an item of a list.
    shown = _BOX_HEAD.sub(r"\1-   ", text.replace("\r", " "))
    starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
    for token in _PARSER.parse(shown):
        if token.type in ("fence", "code_block") and token.map:
            first, after = token.map
            yield starts[first], min(starts[after] - 1, len(text))


def spans(text: str, start: int, end: int) -> Iterator[Piece]:
    """Yield the pieces between two places of a text where no block of code is."""
    done = position = start
    while match := _TICKS.search(text, position, end):
        after = _end_of_span(text, match, end)
        position = match.end() if after is None else after
        if after is not None:
            yield Piece(done, match.start(), is_code=False)
            yield Piece(match.start(), after, is_code=True)
            done = after
    yield Piece(done, end, is_code=False)


def _end_of_span(text: str, ticks: re.Match[str], end: int) -> int | None:
    """Find where the code ends that may begin with these backticks."""
    blank = _BLANK_LINE.search(text, ticks.end(), end)
    closing = re.compile(rf"(?<!`){ticks[0]}(?!`)")
    last = closing.search(text, ticks.end(), blank.start() if blank else end)
    return last.end() if last else None


def fence_for(code: str) -> str:
    """Return a fence that is longer than any run of backticks in this code."""
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    return "`" * max(3, longest + 1)
