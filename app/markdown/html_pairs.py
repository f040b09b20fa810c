"""Tokens of Markdown to a flat row of them and of HTML tags, each with what ends it.

A tag is matched inside its container: the lines of a quote, an item or a cell, the words of a
paragraph, of emphasis or of a link. Knows nothing of what a tag means.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it.token import Token

from app.markdown.html_tags import ALONE, Tag, TagReader

#: The words of a block that holds tags begin and end.
WORDS, WORDS_END = "words", "words_end"


@dataclass(frozen=True, slots=True)
class HtmlPiece:
    """A tag in the block that it stands in, or a token of the parser; `line` counts from 0."""

    token: Token
    line: int
    #: The block that it stands in, or is.
    block: Token
    tag: Tag | None = None
    #: It stands in a line of Markdown.
    is_inner: bool = False


@dataclass(slots=True)
class Pairs:
    """What ends each opening tag, by their numbers: its closing tag, or what it stands in."""

    ends: dict[int, int] = field(default_factory=dict)
    #: The closing tag of each opening one that has one, and the other way round.
    closed: dict[int, int] = field(default_factory=dict)
    opened: dict[int, int] = field(default_factory=dict)


def flat(tokens: list[Token], reader: TagReader) -> Iterator[HtmlPiece]:
    """Lay the words of each block that holds tags between its tokens."""
    for token in tokens:
        line = token.map[0] if token.map else 0
        if token.type == "html_block":
            yield from _raw(token, line, reader)
        elif token.type == "inline" and has_tags(token):
            opening = Token(WORDS, "", 1, map=token.map, content=token.content)
            yield HtmlPiece(opening, line, token)
            yield from _inner(token, line)
            yield HtmlPiece(Token(WORDS_END, "", -1), line, token)
        else:
            yield HtmlPiece(token, line, token)


def has_tags(token: Token) -> bool:
    """Return whether tags stand in the words of a block."""
    return any(child.type == "html_inline" for child in token.children or ())


def _inner(block: Token, line: int) -> Iterator[HtmlPiece]:
    for child in block.children or ():
        yield HtmlPiece(child, line, block, child.meta.get("tag"), is_inner=True)
        line += child.type in ("softbreak", "hardbreak")


def _raw(block: Token, line: int, reader: TagReader) -> Iterator[HtmlPiece]:
    for piece in reader.pieces(block.content):
        tag = piece if isinstance(piece, Tag) else None
        words = tag.source if tag else str(piece)
        text = Token("text", "", 0, content=words, map=[line, line + 1])
        yield HtmlPiece(text, line, block, tag)
        line += words.count("\n")


def pair(pieces: list[HtmlPiece]) -> Pairs:
    """Find what ends each opening tag."""
    pairs = Pairs()
    containers = [_Container()]
    for number, piece in enumerate(pieces):
        tag = piece.tag
        if tag is not None:
            containers[-1].take(tag, number, pairs)
        elif piece.token.nesting == 1:
            containers.append(_Container())
        elif piece.token.nesting == -1 and len(containers) > 1:
            containers.pop().end(number, pairs)
    for container in containers:
        container.end(len(pieces), pairs)
    return pairs


@dataclass(slots=True)
class _Container:
    """The tags that are open in a container."""

    tags: list[tuple[str, int]] = field(default_factory=list)
    count: Counter[str] = field(default_factory=Counter)

    def take(self, tag: Tag, number: int, pairs: Pairs) -> None:
        if not tag.is_close:
            if tag.name and tag.name not in ALONE:
                self.tags.append((tag.name, number))
                self.count[tag.name] += 1
            return
        while self.count[tag.name]:
            name, opening = self.tags.pop()
            self.count[name] -= 1
            pairs.ends[opening] = number
            if name == tag.name:
                pairs.closed[opening], pairs.opened[number] = number, opening
                return

    def end(self, number: int, pairs: Pairs) -> None:
        pairs.ends.update((opening, number) for _, opening in self.tags)
