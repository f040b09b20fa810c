"""Boxes and attributes of other Markdown dialects to the site's Markdown.

The admonitions of MkDocs (`!!! note`), Docusaurus, VuePress, Quarto, Pandoc and MyST (`:::note`)
become callouts, tabs and definitions their titles and texts; the attributes of kramdown, Pandoc
and MkDocs (`{: .note}`, `{.wide}`) go, but for the id of a heading, and so do icons. Code stays
as it is. Knows nothing of tags and of other files.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from app.importing import directives
from app.importing.code import blocks, spans
from app.importing.directives import FENCE, is_box
from app.importing.shortcodes import BOXES, callout

_BANG = re.compile(r"(?P<lead> *)(?:!!!|\?\?\?(?P<open>\+?))[ \t]+(?P<words>\S.*)")
_TAB = re.compile(r"""(?P<lead> *)===[+!]?[ \t]+(?P<sign>["'])(?P<words>.+)(?P=sign)[ \t]*""")
_COLONS = re.compile(r"(?P<lead> *)(?P<colons>:{3,})[ \t]*(?P<words>[^:\s].*|)")
#: What stands behind the name of a box: `"Title"`, `[Title]`, `Title`.
_NAMED = re.compile(r"\.?(?:callout-)?(?P<name>[A-Za-z-]+)(?P<rest>.*)")
_MARKS_OF_TITLE = re.compile(r"""^[\s"'\[{}]+|[\s"'\]{}]+$""")
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

_QUOTED = re.compile(r"""[\w \t|-]*"(.*)"\s*""")

_LIST: Final = r"""(?:[#.][\w:-]+|[\w-]+=(?:"[^"\n]*"|'[^'\n]*'|[^\s"'}]+))"""
_ATTRIBUTES = re.compile(rf"\{{:?[ \t]*{_LIST}(?:[ \t]+{_LIST})*[ \t]*\}}")
_OWN_LINE = re.compile(
    rf"[ >]*(?:\{{:{{1,2}}[^{{}}\n]*\}}|(?=\{{[ \t]*[#.]){_ATTRIBUTES.pattern})[ \t]*"
    r"|\[\[?_?(?:TOC|toc)_?\]?\]"
)
_HEADING = re.compile(r"(#{1,6}[ \t].*?)(\{[^{}\n]*\})[ \t#]*")
_ID = re.compile(r"#([\w:.-]+)")
#: The icons of the theme Material for MkDocs, and attributes beside what they are of.
_BESIDE = re.compile(
    rf":(?:material|octicons|fontawesome|simple)-[a-z0-9-]+:(?:{_ATTRIBUTES.pattern})?"
    rf"|(?<=[)\]*_`:]){_ATTRIBUTES.pattern}"
)


def translate(text: str, depth: int = 0) -> str:
    """Write the boxes of a text as callouts, and leave out attributes."""
    if depth == _MOST_NESTED or not any(mark in text for mark in _MARKS):
        return text
    return "\n".join(_Boxes(text.split("\n"), _programs(text), depth).run())


def _programs(text: str) -> dict[int, int]:
    """Number the first line of each block of code, and the line behind it."""
    after_by_start: dict[int, int] = {}
    for start, end in blocks(text):
        first = text.count("\n", 0, start)
        after_by_start[first] = first + text.count("\n", start, end) + 1
    return after_by_start


class _Boxes:
    """One pass over the lines of a text."""

    def __init__(self, lines: list[str], programs: dict[int, int], depth: int) -> None:
        self._lines = lines
        self._programs = programs
        self._code = frozenset(n for start, after in programs.items() for n in range(start, after))
        self._depth = depth
        self._ends = _ends(lines, self._code)

    def run(self) -> Iterator[str]:
        """Yield the lines of the text as the site reads them."""
        number = 0
        while number < len(self._lines):
            box, after = self._fence(number) if number in self._code else self._box(number)
            yield from box if box is not None else self._plain(number)
            number = after

    def _plain(self, number: int) -> Iterator[str]:
        line = self._lines[number]
        if number in self._code:
            yield line
        elif not _OWN_LINE.fullmatch(line) and "{:toc}" not in self._below(number):
            yield _without_attributes(line, self._id_below(number))

    def _id_below(self, number: int) -> str:
        """Give the id that kramdown puts on the line below a heading."""
        below = self._below(number)
        named = _ID.search(below) if _OWN_LINE.fullmatch(below) else None
        return named[1] if named else ""

    def _below(self, number: int) -> str:
        return self._lines[number + 1] if number + 1 < len(self._lines) else ""

    def _box(self, number: int) -> tuple[list[str] | None, int]:
        """Give the lines of a box that begins here, and where the text goes on."""
        line = self._lines[number]
        bang, colons = _BANG.fullmatch(line), _COLONS.fullmatch(line)
        tab = _TAB.fullmatch(line)
        if tab:
            return self._tab(number, tab)
        if bang:
            return self._indented(number, bang)
        if colons and colons["words"]:
            return self._closed(number, colons)
        return self._definitions(number)

    def _indented(self, number: int, head: re.Match[str]) -> tuple[list[str] | None, int]:
        """Read a box whose text is indented below it."""
        content, end = self._below_margin(number, head["lead"])
        is_folded = head["open"] == ""
        return self._quoted(head["lead"], head["words"], content, is_folded), end

    def _tab(self, number: int, head: re.Match[str]) -> tuple[list[str], int]:
        """Read a tab, which shows its text below its title."""
        content, end = self._below_margin(number, head["lead"])
        title = _BESIDE.sub("", head["words"]).strip()
        text = translate("\n".join(content).strip("\n"), self._depth + 1)
        lines = [*([f"**{title}**", ""] if title else []), *text.split("\n"), ""]
        return [f"{head['lead']}{line}".rstrip() for line in lines], end

    def _below_margin(self, number: int, lead: str) -> tuple[list[str], int]:
        """Give the lines that are indented below a line, and where the text goes on."""
        margin, end = f"{lead}    ", number + 1
        while end < len(self._lines) and (
            self._lines[end].startswith(margin) or not self._lines[end].strip()
        ):
            end += 1
        return [line.removeprefix(margin) for line in self._lines[number + 1 : end]], end

    def _definitions(self, number: int) -> tuple[list[str] | None, int]:
        """Read what is defined, and the lines below it that begin with a colon."""
        term, end = self._lines[number], number + 1
        end += not self._below(number).strip()
        if not _TERM.fullmatch(term) or not self._defines(end):
            return None, number + 1
        parts = ["", f"**{term.strip()}**", ""]
        while self._defines(end):
            start, end = end, self._end_of_definition(end)
            lines = [_DEFINITION.sub("", self._lines[start]), *self._lines[start + 1 : end]]
            margin = min(
                (len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()), default=0
            )
            text = "\n".join([lines[0], *(line[margin:] for line in lines[1:])])
            parts += [*translate(text.strip("\n"), self._depth + 1).split("\n"), ""]
        return parts, end

    def _defines(self, number: int) -> bool:
        line = self._lines[number] if number < len(self._lines) else ""
        return number not in self._code and _DEFINITION.match(line) is not None

    def _end_of_definition(self, start: int) -> int:
        """Find the line behind a definition: one that is blank, with nothing indented below."""
        end = start + 1
        while end < len(self._lines) and not self._defines(end):
            line = self._lines[end]
            if line.strip() and not line.startswith("  "):
                is_lazy = self._lines[end - 1].strip() and not self._defines(end + 1)
                if not is_lazy:
                    break
            end += 1
        return end

    def _fence(self, number: int) -> tuple[list[str] | None, int]:
        """Read a block of code that is a directive, or whose language stands in braces."""
        after = self._programs.get(number, number + 1)
        opening = FENCE.fullmatch(self._lines[number]) if number in self._programs else None
        head = directives.head_of(opening["words"].strip()) if opening else None
        if opening is None or head is None:
            return None, number + 1
        lead = opening["lead"]
        content = [line.removeprefix(lead) for line in self._lines[number + 1 : after]]
        if content and content[-1].strip().startswith(opening["fence"]):
            content.pop()
        shown = directives.shown(head, content)
        if shown is not None:
            return [f"{lead}{line}".rstrip() for line in shown.split("\n")], after
        box = self._boxed(lead, head, content) if head.name and head.box else None
        return (box, after) if box is not None else (None, number + 1)

    def _closed(self, number: int, head: re.Match[str]) -> tuple[list[str] | None, int]:
        """Read a box that ends with as many colons as it began with."""
        end = self._ends.get(number)
        if end is None:
            return None, number + 1
        content = [line.removeprefix(head["lead"]) for line in self._lines[number + 1 : end]]
        braces = directives.head_of(head["words"].strip())
        if braces is None:
            box = self._quoted(head["lead"], head["words"], content, is_folded=False)
        else:
            box = self._boxed(head["lead"], braces, content)
        return (box, end + 1) if box is not None else (None, number + 1)

    def _boxed(self, lead: str, head: directives.Head, content: list[str]) -> list[str] | None:
        """Write what braces say of a text; a text in no box stands for itself."""
        if head.name and not head.box:
            shown = directives.shown(head, content)
            return [f"{lead}{line}" for line in shown.split("\n")] if shown is not None else None
        name, title, lines = directives.box_of(head, content)
        text = translate("\n".join(lines).strip("\n"), self._depth + 1)
        if not name:
            return ["", *(f"{lead}{line}".rstrip() for line in text.split("\n")), ""]
        folded = "details" if name in ("dropdown", "details") else ""
        box = callout(BOXES.get(name, "info" if folded else name), title, text, folded)
        return [*(f"{lead}{line}" for line in box.split("\n")), ""]

    def _quoted(
        self, lead: str, words: str, content: list[str], is_folded: bool
    ) -> list[str] | None:
        """Write a box as a callout; its text may hold boxes. None where it is no box."""
        named = _NAMED.fullmatch(words.strip())
        if named is None:
            return None
        name = named["name"].lower()
        rest = named["rest"].strip()
        if not is_box(name):
            rest, name = rest or named["name"].capitalize(), "note"
        kind = BOXES.get(name, name)
        rest = _BESIDE.sub("", rest).strip()
        title = _QUOTED.fullmatch(rest)
        shown = title[1] if title else _MARKS_OF_TITLE.sub("", rest)
        text = translate("\n".join(content).strip("\n"), self._depth + 1)
        box = callout(kind, shown, text, "details" if is_folded else "")
        return [f"{lead}{line}" for line in box.split("\n")] + [""]


def _ends(lines: list[str], code: frozenset[int]) -> dict[int, int]:
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
    if heading and _ATTRIBUTES.fullmatch(heading[2]):
        named = _ID.search(heading[2])
        words = heading[1].rstrip()
        return f"{words} {{#{named[1]}}}" if named else words
    if id_below and line.lstrip().startswith("#"):
        return f"{line.rstrip()} {{#{id_below}}}"
    if "{" not in line and ":" not in line:
        return line
    return "".join(
        line[p.start : p.end] if p.is_code else _BESIDE.sub("", line[p.start : p.end])
        for p in spans(line, 0, len(line))
    )
