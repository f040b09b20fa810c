"""Tags in a line of Markdown to Markdown: each tag by itself, or a whole run of HTML.

The words between two tags are Markdown already and stay as they are. Only
where an element holds nothing but words (code, raised digits, a film) it is
replaced as a whole. Places are those of the block's text.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from markdown_it.token import Token

from app.markdown import escape
from app.markdown.edits import Edit
from app.markdown.from_html import markdown_of
from app.markdown.from_html_inline import MARKS, Counts
from app.markdown.html import EMBEDS, GONE, Element, is_known, is_unseen, tree
from app.markdown.located import place_of

_TAG = re.compile(r"<(/?)([A-Za-z][^\s/>]*)")
#: Elements that are taken as a whole when they hold only words.
_WHOLE = EMBEDS | {"code", "kbd", "samp", "tt", "sup", "sub", "q"}
_ALONE = EMBEDS | {"img"}
_WORDS = {"text", "softbreak", "html_inline"}


@dataclass(slots=True)
class _Block:
    """A block while its tags are written."""

    children: list[Token]
    counts: Counts
    #: The closing tag of each opening one.
    pairs: dict[int, int]
    #: The first and the last child that shows something.
    first: int
    last: int
    #: What closing tags will be.
    written: dict[int, str] = field(default_factory=dict)


def html_tags(token: Token, counts: Counts) -> list[Edit]:
    """Say what to write for each tag of a block; counts what it changes."""
    children = token.children or []
    shown = [place for place, child in enumerate(children) if _is_shown(child)] or [0]
    block = _Block(children, counts, _pairs(children), shown[0], shown[-1])
    edits: list[Edit] = []
    reached = 0
    for place, child in enumerate(children):
        if child.type != "html_inline" or place < reached or not _is_html(child):
            continue
        at, close = place_of(child), block.pairs.get(place, place)
        end = at.end
        if close > place and _is_whole(children[place : close + 1]):
            end, reached = place_of(children[close]).end, close + 1
            words = markdown_of(token.content[at.start : end], counts)
        else:
            words = block.written.pop(place, "") or _opening(block, place)
        counts.pieces += not child.content.startswith(("<!", "</"))
        edits.append(Edit(at.start, end, words))
    return edits


def _is_shown(child: Token) -> bool:
    if child.type == "html_inline":
        return _name(child) != "br"
    return child.type != "softbreak" and (child.type != "text" or bool(child.content.strip()))


def _is_html(token: Token) -> bool:
    tag = _TAG.match(token.content)
    return tag is None or is_known(tag[2])


def _name(token: Token) -> str:
    tag = _TAG.match(token.content)
    return tag[2].lower() if tag else ""


def _pairs(children: list[Token]) -> dict[int, int]:
    """Find the closing tag of each opening one."""
    pairs: dict[int, int] = {}
    waiting: list[tuple[str, int]] = []
    open_by_name: Counter[str] = Counter()
    for place, token in enumerate(children):
        name = _name(token) if token.type == "html_inline" else ""
        if name and not token.content.startswith("</"):
            waiting.append((name, place))
            open_by_name[name] += 1
        elif open_by_name[name]:
            opened, number = "", -1
            while opened != name:
                opened, number = waiting.pop()
                open_by_name[opened] -= 1
            pairs[number] = place
    return pairs


def _is_whole(run: list[Token]) -> bool:
    if _name(run[0]) in GONE or is_unseen(run[0].content):
        return True
    return _name(run[0]) in _WHOLE and all(token.type in _WORDS for token in run)


def _opening(block: _Block, place: int) -> str:
    """Write an opening tag, and note what its closing tag will be."""
    token, name = block.children[place], _name(block.children[place])
    if name == "br":
        return _line_break(block, place)
    if name in _ALONE:
        return markdown_of(token.content, block.counts)
    close = block.pairs.get(place)
    if close is None:
        return ""
    if name == "a":
        return _link(block, token, close)
    mark = MARKS.get(name, "")
    if mark and _touches(block.children[place + 1], 0) and _touches(block.children[close - 1], -1):
        block.written[close] = mark
        return mark
    return ""


def _line_break(block: _Block, place: int) -> str:
    """End a line, where words stand before and behind it."""
    if not block.first < place < block.last:
        return ""
    return "  " if block.children[place + 1].type == "softbreak" else "\\\n"


def _link(block: _Block, token: Token, close: int) -> str:
    elements = [node for node in tree(token.content).children if isinstance(node, Element)]
    address = elements[0].attributes.get("href", "") if elements else ""
    leads = block.counts.addresses.link(address) if address else None
    if not leads:
        return ""
    block.written[close] = f"]({escape.address(leads)})"
    return "["


def _touches(token: Token, edge: int) -> bool:
    """Tell whether words stand directly beside a tag: emphasis needs them there."""
    return token.type != "text" or not token.content[edge:][:1].isspace()
