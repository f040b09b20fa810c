"""The elements that are open while HTML in Markdown is written, and the words of the last one.

What begins says by its name where it may stand: what ends there is closed first. Words between
blocks become a paragraph. Knows nothing of tags.
"""

from dataclasses import dataclass
from typing import Final

from markdown_it.token import Token

from app.markdown.html_pairs import WORDS
from app.markdown.html_tags import HEADINGS, OPTIONAL_END
from app.sx import TEXT, in_the_way

#: Where text that stands loose makes paragraphs: in the document itself, and in these.
_FLOW: Final = frozenset({"", "blockquote", "details"})


@dataclass(slots=True)
class OpenElement:
    """An element that is open."""

    tag: str
    closing: Token | None
    is_html: bool = False
    #: It began and ends within the words of one block.
    is_inline: bool = False
    is_loose: bool = False
    is_open: bool = True


class Stack:
    """The tokens that were written, and what is open behind them."""

    def __init__(self) -> None:
        self.output: list[Token] = []
        self.frames: list[OpenElement] = []
        #: The line that is written, counted from 0.
        self.line = 0
        self._run: list[Token] | None = None

    def block_leaf(self, token: Token) -> None:
        """Add what fills lines and holds nothing."""
        self.end_run()
        if token.type == "footnote_anchor" or self.make_room("hr" if token.type == "hr" else "pre"):
            self.output.append(token)

    def phrasing(self, token: Token) -> None:
        """Add what stands within a line."""
        if self.begin_run(token.tag or TEXT) or self.begin_run(TEXT):
            if self.parent == "p" and not self.words:
                token.content = token.content.lstrip()
            self.words.append(token)

    def begin_run(self, name: str) -> bool:
        """See to it that something may stand within a line here."""
        if self._run is not None and self.can_hold(name):
            return True
        if not self.make_room(name):
            return False
        if self._run is None:
            if self.parent in _FLOW:
                self._open_loose()
            self.start_run(Token(WORDS, "", 1, map=self.place))
        return True

    def _open_loose(self) -> None:
        opening = Token("paragraph_open", "p", 1, map=self.place)
        self.output.append(opening)
        self.frames.append(OpenElement("p", closing(opening), is_html=True, is_loose=True))

    def start_run(self, token: Token) -> None:
        """Begin the words of a block, which are those of `token`."""
        self._run = []
        self.output.append(Token("inline", "", 0, map=token.map, content=token.content))
        self.output[-1].children = self._run

    @property
    def has_words(self) -> bool:
        """Return whether the words of a block are being written."""
        return self._run is not None

    @property
    def words(self) -> list[Token]:
        """The words of the block that is written."""
        if self._run is None:
            self.start_run(Token(WORDS, "", 1, map=self.place))
        assert self._run is not None  # noqa: S101 - it was begun
        return self._run

    def end_run(self) -> None:
        """End the words of a block, and the paragraph that nobody wrote."""
        while self.frames and self.frames[-1].is_inline:
            self._close_one()
        self._end_words()
        if self.frames and self.frames[-1].is_loose:
            self._close_one()

    @property
    def parent(self) -> str:
        """The innermost element that is open; empty: the document."""
        return self.frames[-1].tag if self.frames else ""

    @property
    def place(self) -> list[int]:
        """The line that is written, as tokens say it."""
        return [self.line, self.line + 1]

    def _path(self) -> list[str]:
        return ["div", *(frame.tag or "x-y" for frame in self.frames)]

    def can_hold(self, name: str) -> bool:
        """Return whether something may stand here as it is."""
        return in_the_way(self._path(), name) is None

    def make_room(self, name: str) -> bool:
        """Close what ends where this begins; tell whether it may stand here then."""
        while (index := in_the_way(self._path(), name)) is not None:
            if index == 0 or not self._ends_early(index - 1):
                return False
            self.close_through(index - 1)
        return True

    def _ends_early(self, index: int) -> bool:
        frame = self.frames[index]
        if frame.tag != "p" and not (frame.is_html and frame.tag in OPTIONAL_END | {"table"}):
            return False
        return all(f.is_html or f.is_inline or f.tag in ("p", "") for f in self.frames[index:])

    def close(self, frame: OpenElement) -> None:
        """Close an open element, with all that is open in it."""
        self.close_through(next(i for i, each in enumerate(self.frames) if each is frame))

    @property
    def in_heading(self) -> bool:
        """Return whether a heading is open, which holds words alone."""
        return any(frame.tag in HEADINGS for frame in self.frames)

    def written_heading(self) -> int | None:
        """Find the heading that is open and that its author wrote as HTML."""
        headings = (i for i, f in enumerate(self.frames) if f.is_html and f.tag in HEADINGS)
        return next(headings, None)

    def close_through(self, index: int) -> None:
        """Close the open elements down to one of them."""
        while len(self.frames) > index:
            if not self.frames[-1].is_inline:
                self._end_words()
            self._close_one()

    def _end_words(self) -> None:
        """Take the blanks from the end of the words, which are shown only in `pre`."""
        while (
            self._run and self._run[-1].type in ("text", "softbreak") and not self.is_preformatted
        ):
            self._run[-1].content = self._run[-1].content.rstrip(" \n")
            if self._run[-1].content:
                break
            self._run.pop()
        self._run = None

    @property
    def is_preformatted(self) -> bool:
        """Return whether blanks are shown as they are written."""
        return any(frame.tag == "pre" for frame in self.frames)

    def _close_one(self) -> None:
        frame = self.frames.pop()
        frame.is_open = False
        if frame.closing is not None:
            (self.words if frame.is_inline else self.output).append(frame.closing)


def closing(opening: Token) -> Token:
    """Make the token that closes what another one opens."""
    kind = opening.type.removesuffix("_open")
    return Token(f"{kind}_close", opening.tag, -1, hidden=opening.hidden)
