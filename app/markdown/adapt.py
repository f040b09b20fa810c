"""Somebody's Markdown file to the site's Markdown: other addresses, and no raw HTML.

`adapt` edits the text where a link, a picture or a piece of HTML stands and
leaves everything else as its author wrote it. Knows nothing of files and
posts: where an address leads is the caller's business.
"""

from dataclasses import dataclass, replace
from itertools import islice

from markdown_it.token import Token

from app.markdown import escape
from app.markdown.edits import Edit, apply
from app.markdown.from_html_inline import Addresses, Counts
from app.markdown.html_blocks import CONTAINER_MARK, html_block
from app.markdown.html_tags import html_tags
from app.markdown.located import Located, Places, parse_located, place_of

_MOST_ROUNDS = 4
_CELLS = ("th_open", "td_open")
#: What holds no end of a line.
_IN_LINE = (*_CELLS, "heading_open", "callout_title_open")


@dataclass(frozen=True, slots=True)
class Adapted:
    """The new text, and how much HTML, how many frames and films were turned into Markdown."""

    text: str
    html: int
    frames: int
    films: int


def adapt(text: str, addresses: Addresses) -> Adapted:
    """Lead every link and picture where `addresses` says, and turn raw HTML into Markdown."""
    text = (
        text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\N{REPLACEMENT CHARACTER}")
    )
    adapted = _adapted(text, addresses)
    # Where HTML became a list, indented code below it is now a part of that list, and may be HTML.
    for _ in range(_MOST_ROUNDS):
        if not adapted.html or not _has_html(adapted.text):
            break
        again = _adapted(adapted.text, Addresses())
        adapted = replace(adapted, text=again.text, html=adapted.html + again.html)
    return adapted


def _has_html(text: str) -> bool:
    tokens = parse_located(text)
    inner = (child for token in tokens for child in token.children or ())
    return any(token.type in ("html_block", "html_inline") for token in (*tokens, *inner))


def _adapted(text: str, addresses: Addresses) -> Adapted:
    counts, places = Counts(addresses), Places(text)
    edits: list[Edit] = []
    before, reached = "", 0
    tokens = parse_located(text)
    for number, token in enumerate(tokens):
        first = token.map[0] if token.map else 0
        if token.type == "html_block" and first >= reached:
            edit, reached = html_block(token, islice(tokens, number, None), places, counts)
            edits.append(edit)
        elif token.type == "inline" and first >= reached:
            in_line = before in _IN_LINE
            located = places.of(token, in_cell=before in _CELLS)
            made = _inline_edits(token, counts)
            edits += _placed(_in_line(made, before) if in_line else made, located)
        before = token.type
    return Adapted(apply(text, edits), counts.pieces, counts.frames, counts.films)


def _in_line(edits: list[Edit], before: str) -> list[Edit]:
    """Keep to one line in a heading, a title and a cell, and to one cell in a row."""
    flat = [replace(edit, words=edit.words.replace("\\\n", " ")) for edit in edits]
    if before not in _CELLS:
        return flat
    return [replace(edit, words=edit.words.replace("|", "\\|")) for edit in flat]


def _placed(edits: list[Edit], located: Located) -> list[Edit]:
    """Move edits from the text of a block to the file; where the place is unknown, none."""
    placed = []
    for edit in edits:
        span = located.span(edit.start, edit.end)
        if span is not None:
            lead = CONTAINER_MARK.sub(" ", located.lead(span[0]))
            placed.append(Edit(*span, edit.words.replace("\\\n", f"\\\n{lead}")))
    return placed


def _inline_edits(block: Token, counts: Counts) -> list[Edit]:
    edits = html_tags(block, counts)
    for token in block.children or ():
        if "at" in token.meta and token.type == "link_open":
            edits += _link(token, block.content, counts.addresses)
        elif "at" in token.meta and token.type == "image":
            edits += _image(token, block.content, counts.addresses)
    return edits


def _link(token: Token, content: str, addresses: Addresses) -> list[Edit]:
    at = place_of(token)
    old = str(token.attrs.get("href", ""))
    new = addresses.link(old)
    if token.info == "bare":
        words = content[at.start : at.end]
        return [Edit(at.start, at.end, _stated(words, old, new))]
    if new == old:
        return []
    if token.info == "auto":
        words = content[at.start + 1 : at.end - 1]
        return [Edit(at.start, at.end, _stated(words, old, new))]
    target = f"]({escape.address(new)}{_title(token)})" if new else ""
    return [
        Edit(at.start, at.start + 1, "[" if new else ""),
        Edit(at.label_end, at.end, target),
    ]


def _stated(words: str, old: str, new: str | None) -> str:
    """Write a link whose words are its address."""
    if new == old:
        return f"<{words}>"
    return f"[{escape.inline(words)}]({escape.address(new)})" if new else escape.inline(words)


def _image(token: Token, content: str, addresses: Addresses) -> list[Edit]:
    at = place_of(token)
    old = str(token.attrs.get("src", ""))
    new = addresses.image(old)
    if new == old:
        return []
    label = content[at.start + 2 : at.label_end]
    return [Edit(at.start, at.end, f"!{_written(label, new, token)}" if new else label)]


def _written(label: str, address: str, token: Token) -> str:
    return f"[{label}]({escape.address(address)}{_title(token)})"


def _title(token: Token) -> str:
    return escape.title(str(token.attrs.get("title") or ""))
