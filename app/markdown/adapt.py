"""Somebody's Markdown file to the site's Markdown: the same, with other addresses.

`adapt` edits the text where a link, a picture or a tag of HTML says an address and
leaves everything else as its author wrote it. Knows nothing of files and posts:
where an address leads is the caller's business.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape as escape_html
from html import unescape

from markdown_it.token import Token

from app.markdown import escape
from app.markdown.edits import Edit, apply
from app.markdown.html_tags import EMBEDS, Tag, TagReader, spans, unquoted
from app.markdown.located import LocatedText, Places, normalized, parse_located, place_of


@dataclass(frozen=True, slots=True)
class LinkTargets:
    """Where links and pictures lead from now on; None: nowhere, only the words stay."""

    link: Callable[[str], str | None] = str
    image: Callable[[str], str | None] = str

    def of(self, tag: Tag, name: str) -> Callable[[str], str | None] | None:
        """Say what leads an attribute of a tag, if it is an address."""
        if name == "href" and tag.name == "a":
            return self.link
        if name == "src" and tag.name == "img":
            return self.image
        return self.link if name in ("src", "data") and tag.name in EMBEDS | {"source"} else None


def adapt(text: str, addresses: LinkTargets) -> str:
    """Lead every link and picture where `addresses` says."""
    text = normalized(text)
    reader, edits = TagReader(), list[Edit]()
    for token, located in Places(text).of_all(parse_located(text)):
        is_html = token.type == "html_block"
        made = _block(token, reader, addresses) if is_html else _line(token, addresses)
        edits += _placed(made, located)
    return apply(text, edits)


def _block(token: Token, reader: TagReader, addresses: LinkTargets) -> list[Edit]:
    tags = (piece for piece in reader.pieces(token.content) if isinstance(piece, Tag))
    return [edit for tag in tags for edit in _tag(tag, addresses)]


def _placed(edits: list[Edit], located: LocatedText) -> Iterator[Edit]:
    """Move edits from the text of a block to the file; where the place is unknown, none."""
    for edit in edits:
        span = located.span(edit.start, edit.end)
        if span is not None:
            yield Edit(*span, located.written(edit.words))


def _line(block: Token, addresses: LinkTargets) -> list[Edit]:
    edits: list[Edit] = []
    for token in block.children or ():
        if token.type == "html_inline":
            edits += _tag(token.meta["tag"], addresses)
        elif "at" in token.meta and token.type == "link_open":
            edits += _link(token, block.content, addresses)
        elif "at" in token.meta and token.type == "image":
            edits += _image(token, block.content, addresses)
    return edits


def _tag(tag: Tag, addresses: LinkTargets) -> Iterator[Edit]:
    """Write the addresses in a tag; one that leads nowhere is empty."""
    for match in spans(tag.source):
        lead = addresses.of(tag, match[1].lower())
        old = unescape(unquoted(match[2] or "")).strip()
        new = lead(old) if lead else old
        if new != old:
            start, end = tag.start + match.start(2), tag.start + match.end(2)
            yield Edit(start, end, f'"{escape_html(new or "")}"')


def _link(token: Token, content: str, addresses: LinkTargets) -> list[Edit]:
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


def _image(token: Token, content: str, addresses: LinkTargets) -> list[Edit]:
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
