"""Boxes and attributes of other Markdown dialects to the site's Markdown.

The admonitions of MkDocs (`!!! note`), Docusaurus, VuePress, Quarto, Pandoc and MyST (`:::note`)
become callouts, tabs and definitions their titles and texts; the attributes of kramdown, Pandoc
and MkDocs (`{: .note}`, `{.wide}`) go, but for the id of a heading, and so do icons. Code stays
as it is. Knows nothing of tags and of other files.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from app.importing.code import blocks, spans, without
from app.importing.directives import ATTRIBUTES, BESIDE, Box, box_of, head_of, named_box, shown
from app.importing.shortcodes import callout

_BANG = re.compile(r"(?P<lead> *)(?:!!!|\?\?\?(?P<open>\+?))[ \t]+(?P<words>\S.*)")
_TAB = re.compile(r"""(?P<lead> *)===[+!]?[ \t]+(?P<sign>["'])(?P<words>.+)(?P=sign)[ \t]*""")
_COLONS = re.compile(r"(?P<lead> *)(?P<colons>:{3,})[ \t]*(?P<words>[^:\s].*|)")
#: The first line of a block of code that is more than code.
_FENCE = re.compile(r"(?P<lead> *)(?P<fence>`{3,}|~{3,})[ \t]*(?P<words>\{[^{}\n]*\}.*)")
_DEFINITION = re.compile(r"(?P<lead> {0,3}):[ \t]+(?=\S)")
#: A line that may be what is defined in the next one.
_TERM = re.compile(r" {0,3}(?![-*+>|#:]|\d+[.)])\S.*")

#: Without one of these a text has neither boxes nor attributes.
_MARKS: Final = (
    *("!!!", "???", ":::", "===", "{:", "{#", "{.", "{ .", "{ #", "){", "]{", "\n: ", "\n:\t"),
    *("``{", "`` {", "~~{", "[TOC]", "[toc]", "[_TOC_]", "[[TOC]]", "\n :", "\n  :", "\n   :"),
    *(":material-", ":octicons-", ":fontawesome-", ":simple-"),
)
#: Boxes in each other; what is deeper stays as it is.
_MOST_NESTED: Final = 20

_OWN_LINE = re.compile(
    rf"[ >]*(?:\{{:{{1,2}}[^{{}}\n]*\}}|(?=\{{[ \t]*[#.]){ATTRIBUTES})[ \t]*"
    r"|\[\[?_?(?:TOC|toc)_?\]?\]"
)
_HEADING = re.compile(rf"(#{{1,6}}[ \t].*?)({ATTRIBUTES})[ \t#]*")
_ID = re.compile(r"#([\w:.-]+)")

#: Lines that take the place of others, and the number of the line where the text goes on.
_Block = tuple[list[str], int]


def translate(text: str, depth: int = 0) -> str:
    """Write the boxes of a text as callouts, and leave out attributes."""
    if depth == _MOST_NESTED or not any(mark in text for mark in _MARKS):
        return text
    return "\n".join(_Boxes(text, depth).run())


class _Boxes:
    """One pass over the lines of a text."""

    def __init__(self, text: str, depth: int) -> None:
        self._lines = text.split("\n")
        self._depth = depth
        #: The first line of each block of code, and the line behind it.
        self._programs = {
            (first := text.count("\n", 0, start)): first + text.count("\n", start, end) + 1
            for start, end in blocks(text)
        }
        self._code = {n for start, after in self._programs.items() for n in range(start, after)}
        self._ends = _ends(self._lines, self._code)

    def run(self) -> list[str]:
        """Return the lines of the text as the site reads them."""
        output, number = list[str](), 0
        while number < len(self._lines):
            block = self._fence(number) if number in self._code else self._box(number)
            lines, number = block or (self._plain(number), number + 1)
            output += lines
        return output

    def _plain(self, number: int) -> list[str]:
        line, below = self._lines[number], self._line(number + 1)
        if number in self._code:
            return [line]
        if _OWN_LINE.fullmatch(line) or "{:toc}" in below:
            return []
        # kramdown puts the id of a heading on the line below it.
        id_below = _ID.search(below) if _OWN_LINE.fullmatch(below) else None
        return [_without_attributes(line, id_below[1] if id_below else "")]

    def _line(self, number: int) -> str:
        return self._lines[number] if number < len(self._lines) else ""

    def _box(self, number: int) -> _Block | None:
        """Return the box that begins in a line outside of code."""
        line = self._lines[number]
        if tab := _TAB.fullmatch(line):
            return self._tab(number, tab)
        if bang := _BANG.fullmatch(line):
            content, end = self._indented(number, bang["lead"])
            box = named_box(bang["words"], content, is_folded=bang["open"] == "")
            return self._written(box, bang["lead"], end)
        colons = _COLONS.fullmatch(line)
        if colons and colons["words"]:
            return self._closed(number, colons)
        return self._definitions(number)

    def _written(self, box: Box | None, lead: str, end: int) -> _Block | None:
        """Write a box, whose text may hold boxes."""
        if box is None:
            return None
        text = self._inner(box.lines)
        if not box.kind:
            return ["", *_led(lead, text), ""], end
        return [*_led(lead, callout(box.kind, box.title, text, is_folded=box.is_folded)), ""], end

    def _inner(self, lines: Iterable[str]) -> str:
        return translate("\n".join(lines).strip("\n"), self._depth + 1)

    def _tab(self, number: int, head: re.Match[str]) -> _Block:
        """Write a tab as its title and its text."""
        content, end = self._indented(number, head["lead"])
        title = BESIDE.sub("", head["words"]).strip()
        text = f"**{title}**\n\n{self._inner(content)}" if title else self._inner(content)
        return _led(head["lead"], f"{text}\n"), end

    def _indented(self, number: int, lead: str) -> _Block:
        """Return the lines that are indented below a line."""
        margin, end = f"{lead}    ", number + 1
        while end < len(self._lines) and (
            self._lines[end].startswith(margin) or not self._lines[end].strip()
        ):
            end += 1
        return [line.removeprefix(margin) for line in self._lines[number + 1 : end]], end

    def _definitions(self, number: int) -> _Block | None:
        """Write a term, and its definitions: the lines below it that begin with a colon."""
        term, end = self._lines[number], number + 1
        end += not self._line(end).strip()
        if not _TERM.fullmatch(term) or not self._defines(end):
            return None
        parts = ["", f"**{term.strip()}**", ""]
        while self._defines(end):
            start, end = end, self._end_of_definition(end)
            first, rest = _DEFINITION.sub("", self._lines[start]), self._lines[start + 1 : end]
            margin = min(
                (len(each) - len(each.lstrip()) for each in rest if each.strip()), default=0
            )
            parts += [*self._inner([first, *(each[margin:] for each in rest)]).split("\n"), ""]
        return parts, end

    def _defines(self, number: int) -> bool:
        return number not in self._code and _DEFINITION.match(self._line(number)) is not None

    def _end_of_definition(self, start: int) -> int:
        """Find the line behind a definition: one that is blank, with nothing indented below."""
        end = start + 1
        while end < len(self._lines) and not self._defines(end):
            line = self._lines[end]
            is_lazy = self._lines[end - 1].strip() and not self._defines(end + 1)
            if line.strip() and not line.startswith("  ") and not is_lazy:
                break
            end += 1
        return end

    def _fence(self, number: int) -> _Block | None:
        """Write a block of code that is a directive, or whose language stands in braces."""
        opening = _FENCE.fullmatch(self._lines[number]) if number in self._programs else None
        if opening is None:
            return None
        end = self._programs[number]
        content = [line.removeprefix(opening["lead"]) for line in self._lines[number + 1 : end]]
        if content and content[-1].strip().startswith(opening["fence"]):
            content.pop()
        return self._braced(opening, content, end, is_code=True)

    def _closed(self, number: int, head: re.Match[str]) -> _Block | None:
        """Write a box that ends with as many colons as it began with."""
        end = self._ends.get(number)
        if end is None:
            return None
        content = [line.removeprefix(head["lead"]) for line in self._lines[number + 1 : end]]
        if head_of(head["words"].strip()):
            return self._braced(head, content, end + 1, is_code=False)
        return self._written(named_box(head["words"], content), head["lead"], end + 1)

    def _braced(
        self, opening: re.Match[str], lines: Sequence[str], end: int, *, is_code: bool
    ) -> _Block | None:
        """Write what braces say of some lines: a picture, a program or a box."""
        lead, head = opening["lead"], head_of(opening["words"].strip())
        if head is None:
            return None
        text = shown(head, lines) if is_code or (head.name and not head.box) else None
        if text is not None:
            return _led(lead, text), end
        is_box = bool(head.box) if head.name else not is_code
        return self._written(box_of(head, lines), lead, end) if is_box else None


def _led(lead: str, text: str) -> list[str]:
    return [f"{lead}{line}".rstrip() for line in text.split("\n")]


def _ends(lines: list[str], code: set[int]) -> dict[int, int]:
    """Find the line that ends each box of colons, which may hold boxes of as many colons."""
    end_by_start: dict[int, int] = {}
    open_by_length: dict[int, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        mark = None if number in code else _COLONS.fullmatch(line)
        if mark and mark["words"]:
            open_by_length[len(mark["colons"])].append(number)
        elif mark and open_by_length[len(mark["colons"])]:
            end_by_start[open_by_length[len(mark["colons"])].pop()] = number
    return end_by_start


def _without_attributes(line: str, id_below: str) -> str:
    heading = _HEADING.fullmatch(line)
    if heading:
        named = _ID.search(heading[2])
        words = heading[1].rstrip()
        return f"{words} {{#{named[1]}}}" if named else words
    if id_below and line.lstrip().startswith("#"):
        return f"{line.rstrip()} {{#{id_below}}}"
    return without(BESIDE, line, spans(line, 0, len(line)))
