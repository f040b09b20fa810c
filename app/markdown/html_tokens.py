"""HTML in Markdown to the tokens that Markdown itself would give, or to such as `walk` knows too.

A rule of the parser: behind it no token holds HTML. A tag that its container closes and that may
stand where it is opens an element; a block ends the paragraph that it stands in; every other tag
is left out while its text stays, and is told. What browsers do not show goes with all it holds.
Text between blocks becomes paragraphs.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

from markdown_it.token import Token

from app.markdown import html_elements, html_tags
from app.markdown.html_pairs import WORDS, WORDS_END, HtmlPiece, Pairs, pair
from app.markdown.html_stack import OpenElement, Stack, closing
from app.markdown.html_tags import Tag
from app.sx import TEXT

#: Elements open at once; what is opened deeper is left out.
_DEEPEST: Final = 50
#: What an element must stand in directly.
_HOMES: Final = {
    "li": {"ul", "ol"},
    **{key: {"dl"} for key in ("dt", "dd")},
    "summary": {"details"},
    "figcaption": {"figure"},
    **{key: {"table"} for key in ("caption", "thead", "tbody", "tfoot")},
    "tr": {"table", "thead", "tbody", "tfoot"},
    **{key: {"tr"} for key in ("td", "th")},
}
_BLANKS = re.compile(r"[ \t\r\n\f]+")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a page does not show of a text, or otherwise than it is written; lines begin at 1."""

    line: int
    words: str


@dataclass(frozen=True, slots=True)
class Cut:
    """A part of the source that no page shows: where it begins and ends, and what may stay."""

    first: Token
    start: int
    last: Token
    end: int
    words: str


@dataclass(slots=True)
class Unseen:
    """All that a document holds and no page shows."""

    told: list[LeftOut] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)
    #: The blocks in which the cuts are.
    tokens: list[Token] = field(default_factory=list)


class Writer:
    """One pass over the pieces of a document."""

    def __init__(self, pieces: list[HtmlPiece], normalize: Callable[[str], str]) -> None:
        self.unseen = Unseen()
        self._pieces = pieces
        self._pairs: Pairs = pair(pieces)
        self._blocks = [0, *accumulate(map(_is_block, pieces))]
        self._normalize = normalize
        self._stack = Stack()
        self._of_markdown: list[OpenElement] = []
        self._in_words = False

    def tokens(self) -> list[Token]:
        """Write all pieces."""
        number = 0
        while number < len(self._pieces):
            piece = self._pieces[number]
            self._stack.line = piece.line
            if piece.tag is not None:
                number = self._tag(number, piece, piece.tag)
            else:
                self._token(piece.token)
                number += 1
        self._stack.close_through(0)
        return self._stack.output

    # Tags

    def _tag(self, number: int, piece: HtmlPiece, tag: Tag) -> int:
        """Write a tag, and say with which piece to go on."""
        if tag.is_close:
            self._close_tag(number, tag)
            return number + 1
        if tag.shown() != tag.source:
            self.unseen.cuts.append(Cut(piece.block, tag.start, piece.block, tag.end, tag.shown()))
        if self._is_gone(number, tag):
            return self._skip(number, tag, f"what `<{tag.name}>` holds is not shown")
        if tag.name in html_tags.EMBEDS:
            return self._embed(number, tag)
        end = self._pairs.closed.get(number, number)
        program = html_elements.program(self._pieces, number, end) if tag.name == "pre" else None
        if program is not None:
            self._stack.block_leaf(program)
            return end + 1
        self._open_tag(number, tag)
        return number + 1

    def _is_gone(self, number: int, tag: Tag) -> bool:
        if tag.is_hidden:
            return True
        return tag.name in html_tags.GONE and (not self._in_words or number in self._pairs.closed)

    def _skip(self, number: int, tag: Tag, words: str) -> int:
        """Leave out what an element holds."""
        end = self._pairs.ends.get(number, number)
        self._tell(words)
        if end == number:
            return number + 1
        inside = self._pieces[number + 1 : end]
        if inside:
            last = next(iter(self._pieces[end : end + 1]), None)
            self.unseen.cuts.append(_cut(self._pieces[number], tag, inside, last))
        return end + (number in self._pairs.closed)

    def _embed(self, number: int, tag: Tag) -> int:
        """Link to what would be shown in a frame."""
        end = self._pairs.closed.get(number, number)
        sources = [piece.tag for piece in self._pieces[number + 1 : end] if piece.tag]
        link = html_elements.embed(tag, [each for each in sources if each.name == "source"])
        self._tell(
            f"`<{tag.name}>` is shown as a link" if link else f"`<{tag.name}>` leads nowhere"
        )
        for token in link:
            self._stack.phrasing(token)
        inside = self._pieces[number + 1 : end]
        if any(not piece.tag or piece.tag.name != "source" for piece in inside):
            self.unseen.cuts.append(_cut(self._pieces[number], tag, inside, self._pieces[end]))
        return end + 1

    def _open_tag(self, number: int, tag: Tag) -> None:
        name = tag.element
        if name in html_tags.BOXES:
            self._begin_box()
        elif not tag.name or name in html_tags.INVISIBLE:
            return
        elif name not in html_tags.ALLOWED:
            self._tell(f"`<{tag.name}>` is left out")
        elif name in html_tags.VOID:
            self._alone(name, tag)
        elif number not in self._pairs.closed and name not in html_tags.OPTIONAL_END:
            self._tell(f"`<{tag.name}>` is never closed")
        elif len(self._stack.frames) >= _DEEPEST:
            self._tell(f"`<{tag.name}>` is too deep")
        elif not self._element(number, name, tag):
            self._tell(f"`<{tag.name}>` cannot stand here")

    def _begin_box(self) -> None:
        """End the words and the paragraph before what is no element here, or after it."""
        self._stack.end_run()
        self._stack.make_room("div")

    def _alone(self, name: str, tag: Tag) -> None:
        if name == "hr" and self._stack.in_heading:
            self._tell(f"`<{tag.name}>` cannot stand here")
        elif name == "hr":
            self._stack.block_leaf(Token("hr", "hr", 0, map=self._stack.place))
        elif name == "br":
            self._stack.phrasing(Token("hardbreak", "br", 0, meta={"html": True}))
        elif name == "wbr":
            self._stack.phrasing(Token("wbr", "wbr", 0))
        elif name == "img":
            self._stack.phrasing(html_elements.image(tag, self._normalize))

    def _element(self, number: int, name: str, tag: Tag) -> bool:
        opening = html_elements.opening(tag, self._normalize)
        if opening is None:
            return True
        opening.map = self._stack.place
        frame = OpenElement(name, closing(opening), is_html=True)
        end = self._pairs.ends.get(number, number)
        holds_blocks = self._blocks[end] > self._blocks[number + 1]
        if name in html_tags.BLOCKS or holds_blocks:
            return self._open_block(frame, opening)
        if not self._stack.begin_run(name):
            return False
        frame.is_inline = True
        self._stack.words.append(opening)
        self._stack.frames.append(frame)
        return True

    def _open_block(self, frame: OpenElement, opening: Token) -> bool:
        if self._stack.in_heading:
            return False
        self._stack.end_run()
        homes = _HOMES.get(frame.tag)
        # What stands around some elements on the page, or in them, is no part of a paragraph.
        is_free = homes is not None or self._stack.make_room("div")
        if not (is_free and self._stack.make_room(frame.tag)):
            return False
        if homes is not None and self._stack.parent not in homes:
            return False
        self._stack.output.append(opening)
        self._stack.frames.append(frame)
        return True

    def _close_tag(self, number: int, tag: Tag) -> None:
        if tag.name in html_tags.BOXES:
            self._begin_box()
            return
        if number not in self._pairs.opened:
            if tag.element in html_tags.ALLOWED - html_tags.VOID - html_tags.OPTIONAL_END:
                self._tell(f"`</{tag.name}>` closes nothing")
            return
        for index in range(len(self._stack.frames) - 1, -1, -1):
            frame = self._stack.frames[index]
            if not frame.is_html:
                return
            if frame.tag == tag.element:
                self._stack.close_through(index)
                return

    # Tokens of Markdown

    def _token(self, token: Token) -> None:
        if token.type == WORDS:
            self._begin_words(token)
        elif token.type == WORDS_END:
            self._stack.end_run()
            self._in_words = False
        elif self._in_words:
            self._inline_token(token)
        elif token.type == "text":
            self._text(token)
        elif token.type == "inline":
            self._inline_block(token)
        else:
            self._block_token(token)

    def _begin_words(self, token: Token) -> None:
        self._in_words = True
        if not self._stack.has_words:
            self._stack.start_run(token)

    def _inline_block(self, token: Token) -> None:
        """Take the words of a block that holds no tags."""
        if not self._stack.has_words and self._stack.can_hold(TEXT):
            self._stack.output.append(token)
            return
        for child in token.children or ():
            self._inline_token(child)
        self._stack.end_run()

    def _inline_token(self, token: Token) -> None:
        if token.nesting == 1:
            self._stack.begin_run(token.tag or "x-y")
            self._stack.words.append(token)
            frame = OpenElement(token.tag, closing(token), is_inline=True)
            self._stack.frames.append(frame)
            self._of_markdown.append(frame)
        elif token.nesting == -1:
            self._close_markdown()
        else:
            self._stack.phrasing(token)

    def _block_token(self, token: Token) -> None:
        if token.nesting == 1:
            self._open_markdown(token)
        elif token.nesting == -1:
            self._close_markdown()
        else:
            heading = self._stack.written_heading()
            if heading is not None:
                self._stack.close_through(heading)
            self._stack.block_leaf(token)

    def _open_markdown(self, token: Token) -> None:
        frame = OpenElement("" if token.hidden else _tag_of(token), closing(token))
        heading = self._stack.written_heading()
        if heading is not None and frame.tag == "p":
            frame.is_open = False
        else:
            if heading is not None:
                self._stack.close_through(heading)
            self._stack.end_run()
            self._stack.make_room(frame.tag or "p")
            self._stack.output.append(token)
            self._stack.frames.append(frame)
        self._of_markdown.append(frame)

    def _close_markdown(self) -> None:
        frame = self._of_markdown.pop()
        if frame.is_open:
            self._stack.close(frame)

    def _text(self, token: Token) -> None:
        """Take text between tags, of which all blanks are one."""
        words = html_elements.read(token.content)
        words = words if self._stack.is_preformatted else _BLANKS.sub(" ", words)
        if words.strip() or (self._stack.has_words and self._stack.words):
            token.content = words
            self._stack.phrasing(token)

    def _tell(self, words: str) -> None:
        self.unseen.told.append(LeftOut(self._stack.line + 1, words))


def _is_block(piece: HtmlPiece) -> bool:
    if piece.tag is not None:
        return piece.tag.element in html_tags.BLOCKS | html_tags.BOXES
    return not piece.is_inner and piece.token.type not in (WORDS, WORDS_END, "inline", "text")


def _tag_of(token: Token) -> str:
    return {"callout_title_open": "p", "footnote_open": "li", "footnote_block_open": "section"}.get(
        token.type, token.tag
    )


def _cut(first: HtmlPiece, tag: Tag, inside: list[HtmlPiece], last: HtmlPiece | None) -> Cut:
    """Cut what stands behind a tag, up to its closing one or to the end of what it stands in."""
    if last is not None and last.tag is not None:
        return Cut(first.block, tag.end, last.block, last.tag.start, "")
    end = next((each.block for each in reversed(inside) if each.block.map), first.block)
    return Cut(first.block, tag.end, end, len(end.content), "")
