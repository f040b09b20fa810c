"""A Markdown text to the same without its comments: `<!-- -->` of HTML, `%% %%` of Obsidian.

A comment may begin anywhere but in code and in an address, and goes on over lines and blocks.
One of HTML that never ends hides the rest; of Obsidian's so does one that begins a line, and any
other the rest of its paragraph. A backslash in front makes a sign of either. Lines keep their
numbers, and the marks of quotes at their heads. When in doubt, what may be a comment is hidden.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from markdown_it.token import Token

from app.markdown.dialect import dialect

_OPENING = re.compile(r"(?<!\\)(?:\\\\)*(?P<sign><!--|(?<![0-9])%%|%%(?=\w))")
_HTML_COMMENT = re.compile(r"<!--(?:-?>|.*?--!?>)", re.DOTALL)
_LINE_HEAD = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*\Z")
_QUOTE_MARKS = re.compile(r"[ \t>]*")
_PARAGRAPH_END = re.compile(r"\n[ \t>]*(?=\n|\Z)")
#: How often, and how many characters in all, a text is read again before all signs are comments.
_MOST_ROUNDS = 50
_MOST_CHARACTERS = 150_000

#: Characters for private use, which stand around a number in a text to be met again.
_BEFORE, _AFTER = "\ue000", "\ue001"
_NUMBER = re.compile(f"{_BEFORE}(\\d+){_AFTER}")

_markdown = dialect(raw=True)


class UnclosedComment(ValueError):  # noqa: N818  (named for the comment, as Oversize for the document)
    """A comment that never ends; the message is a sentence for its author."""


@dataclass(frozen=True, slots=True)
class TextWithoutComments:
    """A text without comments, and the line of the first that never ends; None: all end."""

    text: str
    unclosed: int | None = None


def strip_comments(text: str) -> TextWithoutComments:
    """Take the comments out of a text."""
    unclosed: int | None = None
    rounds = min(_MOST_ROUNDS, 2 + _MOST_CHARACTERS // (len(text) + 1))
    for number in range(rounds + 1):
        signs = [match.start("sign") for match in _OPENING.finditer(text)]
        code = in_code(text, signs) if number < rounds else set()
        places = [place for index, place in enumerate(signs) if index not in code]
        if not places:
            break
        before = text
        text, open_at = _without(text, places, all_at_once=number == rounds)
        if unclosed is None and open_at is not None:
            unclosed = before.count("\n", 0, open_at) + 1
        if text == before:
            break
    return TextWithoutComments(text, unclosed)


def in_code(text: str, places: Collection[int]) -> set[int]:
    """Return the numbers of those places of a Markdown text that are code or an address."""
    if not places:
        return set()
    parts: list[str] = []
    reached = 0
    for number, place in enumerate(places):
        part = text[reached:place].replace(_BEFORE, _AFTER)
        parts += (part, f"{_BEFORE}{number}{_AFTER}")
        reached = place
    tokens = _markdown.parse("".join((*parts, text[reached:])), {})
    return {int(number) for words in _code(tokens) for number in _NUMBER.findall(words)}


def _code(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in ("fence", "code_block", "code_inline"):
            yield from (token.content, token.info)
        if token.type == "html_inline" and "=" in token.content:
            yield token.content
        for name in ("href", "src"):
            yield unquote(str(token.attrs.get(name, "")))
        yield from _code(token.children or ())


def _without(text: str, places: Iterable[int], *, all_at_once: bool) -> tuple[str, int | None]:
    """Cut the comments that begin at these places; say where the first begins that never ends."""
    parts: list[str] = []
    reached, unclosed = 0, None
    for place in places:
        if place < reached:
            continue
        end, is_closed = _end(text, place)
        if unclosed is None and not is_closed:
            unclosed = place
        parts += (text[reached:place], _lines_of(text[place:end]))
        reached = end
        if _may_hold_code(text[place:end]) and not all_at_once:
            break
    return "".join((*parts, text[reached:])), unclosed


def _may_hold_code(comment: str) -> bool:
    """Return whether code may begin or end in a comment, so that the rest has to be read again."""
    return comment.count("`") % 2 == 1 or ("\n" in comment and ("`" in comment or "~~~" in comment))


def _end(text: str, place: int) -> tuple[int, bool]:
    """Return where a comment ends, and whether somebody ended it."""
    if text.startswith("<!--", place):
        match = _HTML_COMMENT.match(text, place)
        return (match.end(), True) if match else (len(text), False)
    close = text.find("%%", place + 2)
    if close >= 0:
        return close + 2, True
    line = text.rfind("\n", 0, place) + 1
    if _LINE_HEAD.match(text, line, place):
        return len(text), False
    paragraph = _PARAGRAPH_END.search(text, place)
    return (paragraph.start() if paragraph else len(text)), False


def _lines_of(comment: str) -> str:
    """Keep the ends of lines, and the marks of quotes at their heads."""
    _, *lines = comment.split("\n")
    heads = (_QUOTE_MARKS.match(line) for line in lines)
    return "".join(f"\n{head[0]}" for head in heads if head)
