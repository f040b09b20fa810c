"""Where code stands in a Markdown text, and how to search and edit the rest.

Code is never translated: fenced and indented blocks and code spans stay byte for byte. The
Markdown parser says where the blocks are. Knows no other syntax than the heads of boxes, whose
text is indented but is no code.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import accumulate

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

_TICKS = re.compile("`+")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
#: The heads of the boxes and tabs of MkDocs, and of definitions, whose text is indented by four.
_BOX_HEAD = re.compile(r"^( *)(?:!!!|\?\?\?\+?|===[+!]?|:)[ \t]+(?=\S)", re.MULTILINE)

#: Where code begins and ends in a text.
Range = tuple[int, int]


def _make_parser() -> MarkdownIt:
    """Make a parser of blocks alone, which looks into no paragraph."""
    parser = MarkdownIt("commonmark", {"maxNesting": 100}).use(footnote_plugin, inline=False)
    return parser.disable(["inline", "footnote_tail"])


_PARSER = _make_parser()


class OutsideCode:
    """Search a text from its beginning to its end, past its code."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._code = deque(_code(text))

    def search(self, pattern: re.Pattern[str], position: int) -> re.Match[str] | None:
        """Return the next match that begins in no code."""
        while match := pattern.search(self._text, position):
            while self._code and self._code[0][1] <= match.start():
                self._code.popleft()
            if not self._code or match.start() < self._code[0][0]:
                return match
            position = self._code[0][1]
        return None


def _code(text: str) -> Iterator[Range]:
    position = 0
    for start, end in blocks(text):
        yield from spans(text, position, start)
        yield start, end
        position = end
    yield from spans(text, position, len(text))


def blocks(text: str) -> Iterator[Range]:
    """Yield where each block of code begins and ends, in whole lines."""
    # What is indented below the head of a box belongs to it, as in an item of a list.
    shown = _BOX_HEAD.sub(r"\1-   ", text.replace("\r", " "))
    starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
    for token in _PARSER.parse(shown):
        if token.type in ("fence", "code_block") and token.map:
            first, after = token.map
            yield starts[first], min(starts[after] - 1, len(text))


def spans(text: str, start: int, end: int) -> Iterator[Range]:
    """Yield the code spans of a part of a text that holds no block of code."""
    while ticks := _TICKS.search(text, start, end):
        blank = _BLANK_LINE.search(text, ticks.end(), end)
        closing = re.compile(rf"(?<!`){ticks[0]}(?!`)")
        last = closing.search(text, ticks.end(), blank.start() if blank else end)
        if last:
            yield ticks.start(), last.end()
        start = (last or ticks).end()


def without(pattern: re.Pattern[str], text: str, code: Iterable[Range]) -> str:
    """Remove what a pattern matches, except in code."""
    parts, position = list[str](), 0
    for start, end in code:
        parts += (pattern.sub("", text[position:start]), text[start:end])
        position = end
    return "".join((*parts, pattern.sub("", text[position:])))


def fence_for(code: str) -> str:
    """Return a fence that is longer than any run of backticks in this code."""
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    return "`" * max(3, longest + 1)
