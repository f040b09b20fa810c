"""Blocks of raw HTML in a Markdown file to Markdown, under the marks they stand behind.

A block ends, for Markdown, at an empty line, in the middle of a table if need
be. So a block that opens a table goes on to the line that closes it. Places
are those of the file.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable

from markdown_it.token import Token

from app.markdown.edits import Edit
from app.markdown.from_html import markdown_of
from app.markdown.from_html_inline import Counts
from app.markdown.html import is_unseen
from app.markdown.located import Places

#: Elements that Markdown cuts apart at an empty line although they are one thing.
_ONE_THING = ("table", "pre", "video", "audio", "object", "svg", "select", "form")
#: The same, as long as each of their lines begins with a tag.
_LISTS = ("ul", "ol", "dl", "picture", "figure")
_TAG = re.compile(r"<([a-z]+)\b[^<>]*>", re.IGNORECASE)
#: The lines of a list in which something else is looked for.
_LONGEST_LIST = 200
#: What becomes a space in front of the lines that follow, `- ` but not `> `.
CONTAINER_MARK = re.compile(r"[^>\s]")


def html_block(
    token: Token, following: Iterable[Token], places: Places, counts: Counts
) -> tuple[Edit, int]:
    """Say what to write for a block, and give the line after it."""
    first, last = token.map or (0, 0)
    head, *_ = token.content.split("\n", 1)
    lead = places.lines[first][: places.lines[first].find(head.strip())]
    end = last
    if not lead.strip():
        end = _whole(_end(token.content, places, last), following)
    text = token.content if end == last else "\n".join(places.lines[first:end])
    while end > first + 1 and not places.lines[end - 1].strip():
        end -= 1
    words = markdown_of(text, counts)
    counts.pieces += re.search("<[A-Za-z]", text) is not None
    rest = CONTAINER_MARK.sub(" ", lead)
    lines = [f"{lead}{line}" for line in words.split("\n")[:1]]
    lines += [f"{rest}{line}".rstrip() for line in words.split("\n")[1:]]
    framed = [*_gap(places, first - 1, lead), *lines, *_gap(places, end, rest)]
    if not words:
        framed = [lead.rstrip()]
    return Edit(places.starts[first], places.starts[end] - 1, "\n".join(framed)), end


def _gap(places: Places, beside: int, lead: str) -> list[str]:
    """Give an empty line where text stands directly beside the block."""
    is_text = 0 <= beside < len(places.lines) and places.lines[beside].strip(" >") != ""
    return [lead.rstrip()] if is_text and not CONTAINER_MARK.search(lead) else []


def _whole(end: int, following: Iterable[Token]) -> int:
    """Go on to the end of the block in which a line stands."""
    for token in following:
        first, last = token.map or (0, end)
        if first >= end:
            break
        end = max(end, last)
    return end


def _end(content: str, places: Places, last: int) -> int:
    """Find the line after the one that closes what the block has opened."""
    hidden = next((tag[1] for tag in _TAG.finditer(content) if is_unseen(tag[0])), "")
    for tag in (*([hidden] if hidden else []), *_ONE_THING, *_LISTS):
        opened = len(re.findall(rf"<{tag}\b", content, re.IGNORECASE))
        if opened > len(re.findall(rf"</{tag}\b", content, re.IGNORECASE)):
            return _closed(places, last, tag, is_list=tag in _LISTS and not hidden)
    return last


def _closed(places: Places, last: int, tag: str, *, is_list: bool) -> int:
    """Find the line after the closing tag; a list that has other lines in it is not one thing."""
    closing = places.closing(tag)
    following = bisect_left(closing, last)
    if following == len(closing):
        return last
    end = closing[following] + 1
    inside = places.lines[last : min(end, last + _LONGEST_LIST)]
    is_one_thing = all(re.match(r"\s*(<|$)", line) for line in inside)
    return end if is_one_thing or not is_list else last
