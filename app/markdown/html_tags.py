"""Tags in a line of Markdown to Markdown: each tag by itself, or a whole run of HTML.

The words between two tags are Markdown already and stay as they are. Only
where an element holds nothing but words (code, raised digits, a film) it is
replaced as a whole. Places are those of the block's text.
"""

import re

from markdown_it.token import Token

from app.markdown import escape
from app.markdown.edits import Edit
from app.markdown.from_html import markdown_of
from app.markdown.from_html_inline import MARKS, Counts
from app.markdown.html import EMBEDS, Element, is_known, tree
from app.markdown.located import At, place_of

_TAG = re.compile(r"<(/?)([A-Za-z][^\s/>]*)")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
#: Elements that are taken as a whole when they hold only words.
_WHOLE = EMBEDS | {"code", "kbd", "samp", "tt", "sup", "sub", "q", "script", "style", "svg"}
_ALONE = EMBEDS | {"img"}
_WORDS = {"text", "softbreak", "html_inline"}


def html_tags(block: Token, counts: Counts) -> list[Edit]:
    """Say what to write for each tag of a block; counts what it changes."""
    children = block.children or []
    pairs = _pairs(children)
    edits: list[Edit] = []
    written: dict[int, str] = {}
    reached = 0
    for place, token in enumerate(children):
        if token.type != "html_inline" or place < reached or not _is_html(token):
            continue
        close = pairs.get(place)
        at = place_of(token)
        end = at.end
        if close is not None and _is_whole(children[place : close + 1]):
            end, reached = place_of(children[close]).end, close + 1
            words = markdown_of(block.content[at.start : end], counts)
        else:
            words = written.pop(place, "") or _opening(block, place, close, written, counts)
        counts.pieces += not token.content.startswith(("<!", "</"))
        edits.append(Edit(at.start, end, words))
    return edits


def _is_html(token: Token) -> bool:
    tag = _TAG.match(token.content)
    return tag is None or is_known(tag[2])


def _name(token: Token) -> str:
    tag = _TAG.match(token.content)
    return tag[2].lower() if tag else ""


def _pairs(children: list[Token]) -> dict[int, int]:
    """Find the closing tag of each opening one."""
    pairs: dict[int, int] = {}
    waiting: list[int] = []
    for place, token in enumerate(children):
        if token.type != "html_inline":
            continue
        if not token.content.startswith("</"):
            waiting.append(place)
            continue
        same = [opened for opened in waiting if _name(children[opened]) == _name(token)]
        if same:
            pairs[same[-1]] = place
            del waiting[waiting.index(same[-1]) :]
    return pairs


def _is_whole(run: list[Token]) -> bool:
    return _name(run[0]) in _WHOLE and all(token.type in _WORDS for token in run)


def _opening(
    block: Token, place: int, close: int | None, written: dict[int, str], counts: Counts
) -> str:
    """Write an opening tag, and note what its closing tag will be."""
    children = block.children or []
    token, name = children[place], _name(children[place])
    if name == "br":
        return _line_break(block.content, place_of(token))
    if name in _ALONE:
        return markdown_of(token.content, counts)
    if close is None:
        return ""
    if name == "a":
        return _link(token, close, written, counts)
    mark = MARKS.get(name, "")
    if mark and _touches(children[place + 1], 0) and _touches(children[close - 1], -1):
        written[close] = mark
        return mark
    return ""


def _line_break(content: str, at: At) -> str:
    """End a line, where words stand before and behind it."""
    before, behind = (_BREAK.sub("", part) for part in (content[: at.start], content[at.end :]))
    if not before.strip() or not behind.strip():
        return ""
    return "  " if behind.lstrip(" ").startswith("\n") else "\\\n"


def _link(token: Token, close: int, written: dict[int, str], counts: Counts) -> str:
    elements = [node for node in tree(token.content).children if isinstance(node, Element)]
    address = elements[0].attributes.get("href", "") if elements else ""
    leads = counts.addresses.link(address) if address else None
    if not leads:
        return ""
    written[close] = f"]({escape.address(leads)})"
    return "["


def _touches(token: Token, edge: int) -> bool:
    """Tell whether words stand directly beside a tag: emphasis needs them there."""
    return token.type != "text" or not token.content[edge:][:1].isspace()
