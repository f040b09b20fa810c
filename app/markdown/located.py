"""A parser that keeps raw HTML apart and says where links, pictures and tags stand.

markdown-it gives a line for each block and no place inside it. Four of its
rules are wrapped here, so that their tokens know their place in the text of
their block; `Places` finds that text again in the lines of the file, where
quotes and lists have put their marks in front of it.

One rule is added: a bare address is a link in the files of code forges, and
none in the site's own Markdown.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from markdown_it.helpers import parseLinkLabel
from markdown_it.rules_inline import StateInline, autolink, image, link
from markdown_it.token import Token

from app.markdown.dialect import dialect

#: An address behind its scheme, up to a blank or a tag.
_ADDRESS = re.compile(r"://[^\s<]+")
_ENTITY = re.compile(r"&[A-Za-z0-9]+;\Z")
_SENTENCE_MARKS = "?!.,:*_~'\";"

_CELLS = ("th_open", "td_open")

Rule = Callable[[StateInline, bool], bool]


@dataclass(frozen=True, slots=True)
class At:
    """Where a token stands in its block: its start, the `]` of its label, its end."""

    start: int
    label_end: int
    end: int


def place_of(token: Token) -> At:
    """Return the place that the parser has noted."""
    at: At = token.meta["at"]
    return at


def _noting(rule: Rule, kind: str, label_at: int | None) -> Rule:
    """Wrap a rule so that the token it makes knows its place."""

    def noted(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent:
            token = next(token for token in state.tokens[count:] if token.type == kind)
            label = state.pos
            if label_at is not None:
                label = parseLinkLabel(state, start + label_at, disableNested=kind == "link_open")
            token.meta["at"] = At(start, label, state.pos)
        return True

    return noted


def _bare_address(state: StateInline, silent: bool) -> bool:
    """Make a link of an address that stands in the text; `state` is at its colon."""
    scheme = next((name for name in ("https", "http") if state.pending.endswith(name)), "")
    start = state.pos - len(scheme)
    if silent or not scheme or state.linkLevel > 0:
        return False
    if start > 0 and not (state.src[start - 1].isspace() or state.src[start - 1] in "*_~("):
        return False
    found = _ADDRESS.match(state.src, state.pos, state.posMax)
    end = _trimmed(state.src, state.pos + len("://"), found.end()) if found else None
    if end is None or not state.md.validateLink(state.md.normalizeLink(state.src[start:end])):
        return False
    state.pending = state.pending[: -len(scheme)]
    opened = state.push("link_open", "a", 1)
    opened.attrs = {"href": state.md.normalizeLink(state.src[start:end])}
    opened.info, opened.meta = "bare", {"at": At(start, end, end)}
    state.push("text", "", 0).content = state.src[start:end]
    state.push("link_close", "a", -1)
    state.pos = end
    return True


def _trimmed(text: str, start: int, end: int) -> int | None:
    """Leave out what ends the sentence and not the address; None when nothing is left."""
    strays = text.count(")", start, end) - text.count("(", start, end)
    while end > start:
        last = text[end - 1]
        entity = _ENTITY.search(text, max(start, end - 40), end) if last == ";" else None
        if entity is not None:
            end = entity.start()
        elif last in _SENTENCE_MARKS or (last == ")" and strays > 0):
            strays -= last == ")"
            end -= 1
        else:
            return end
    return None


_located = dialect(raw=True)
_located.inline.ruler.at("link", _noting(link, "link_open", 0))
_located.inline.ruler.at("image", _noting(image, "image", 1))
_located.inline.ruler.at("autolink", _noting(autolink, "link_open", None))
_located.inline.ruler.push("bare_address", _bare_address)


def normalized(text: str) -> str:
    """Write a text as the parser reads it, so that places in both are the same."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\x00", "\N{REPLACEMENT CHARACTER}")


def parse_located(text: str) -> list[Token]:
    """Read Markdown with raw HTML; each link and picture has an `At` in its meta."""
    return _located.parse(text, {})


@dataclass(frozen=True, slots=True)
class _Run:
    """A line of a block's text: where it begins there, and where in the file."""

    content: int
    file: int
    words: str
    #: The pipes of a table cell are escaped in the file, and are not in the text.
    has_pipes: bool


@dataclass(slots=True)
class Places:
    """The lines of a file, and how far its table cells have been found."""

    text: str
    lines: list[str] = field(init=False)
    starts: list[int] = field(init=False)
    _reached: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Note where each line starts."""
        self.lines = self.text.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)

    def of_all(self, tokens: Iterable[Token]) -> Iterator[tuple[Token, "LocatedText"]]:
        """Find the text of each block of words or of HTML in the file, in their order."""
        before = ""
        for token in tokens:
            if token.type in ("inline", "html_block"):
                yield token, self._located(token, in_cell=before in _CELLS)
            before = token.type

    def _located(self, token: Token, *, in_cell: bool) -> "LocatedText":
        first = token.map[0] if token.map else 0
        runs, content = [], 0
        for number, line in enumerate(token.content.split("\n"), first):
            runs.append(self._run(line, number, content, in_cell=in_cell))
            content += len(line) + 1
        return LocatedText(self.text, token.content, [run for run in runs if run], in_cell)

    def _run(self, line: str, number: int, content: int, *, in_cell: bool) -> _Run | None:
        words = line.strip()
        indent = line.find(words)
        written = self.lines[number] if number < len(self.lines) else ""
        escaped = words.replace("|", "\\|")
        ends = written.rstrip().endswith(words) and not in_cell
        reached = self._reached.get(number, 0) if in_cell else 0
        column = len(written.rstrip()) - len(words) if ends else written.find(words, reached)
        has_pipes = column < 0 and in_cell and "|" in words
        if has_pipes:
            column = written.find(escaped, reached)
        if column < 0:
            return None
        self._reached[number] = column + len(escaped if has_pipes else words)
        return _Run(content + indent, self.starts[number] + column, words, has_pipes)


@dataclass(frozen=True, slots=True)
class LocatedText:
    """A block's text, and for each place in it the place in the file."""

    text: str
    content: str
    runs: list[_Run]
    in_cell: bool

    def written(self, words: str) -> str:
        """Write words as they stand in the file."""
        return words.replace("|", "\\|") if self.in_cell else words

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the place in the file of a part of the text; None when it cannot be told."""
        first, last = self.place(start), self.place(end)
        if first is None or last is None:
            return None
        same = "".join(self.text[first:last].replace("\\|", "|").split())
        part = "".join(self.content[start:end].replace("\\|", "|").split())
        return (first, last) if same == part or "\n" in self.text[first:last] else None

    def place(self, place: int) -> int | None:
        """Return the place in the file of a place in the text; None when it cannot be told."""
        number = bisect_right(self.runs, place, key=lambda run: run.content) - 1
        run = self.runs[number] if number >= 0 else None
        if run is None or place > run.content + len(run.words):
            return None
        before = place - run.content
        return run.file + before + (run.words[:before].count("|") if run.has_pipes else 0)
