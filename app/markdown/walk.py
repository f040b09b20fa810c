"""Tokens to forms: one pass over the flat list of tokens, with a stack of open elements.

A stack and no recursion, and every closing token checked against what is
open: whatever the parser gives, the result is a tree. What an element becomes
when it closes stands in two tables, one in `app.markdown.blocks` and one in
`app.markdown.inlines`; this module knows no element by name.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from markdown_it.token import Token

from app.markdown.outline import Outline, outline
from app.markdown.parser import NODE_LIMIT, Oversize
from app.sx import Form, Keyword, Literal, Sequence, Source, Span, Symbol

Value = str | int | bool

#: Elements open at once; what is opened deeper gives its children to its parent.
DEPTH_LIMIT = 60


@dataclass(slots=True)
class WalkFrame:
    """An element that is open: what opened it, and the children it has so far."""

    kind: str
    token: Token
    span: Span
    children: list[Form] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    #: Something in it can be read aloud.
    is_named: bool = False


class DocumentWalk:
    """What holds for a whole document; makes its forms, each with its place in the body.

    Counts what it makes, so that a document over the limit is noticed while it is built.
    """

    def __init__(self, source: Source, tokens: list[Token], *, highlight: bool) -> None:
        self.outline: Outline = outline(tokens)
        self.highlight = highlight
        #: The references to footnotes that are shown, as (note, reference).
        self.references = _references(tokens)
        self._source = source
        self._lines = source.text.split("\n")
        self._spans: dict[tuple[int, int], Span] = {}
        self._nodes = 0

    def span(self, first: int, last: int) -> Span:
        """Point at whole lines of the body, counted from 1."""
        last = min(max(first, last), len(self._lines))
        first = min(first, last)
        known = self._spans.get((first, last))
        if known is None:
            width = len(self._lines[last - 1])
            known = self._spans[first, last] = Span(self._source, first, 1, last, width + 1)
        return known

    def text(self, span: Span, words: str) -> Literal:
        """Make a text."""
        self._count(span)
        return Literal(words, span)

    def element(
        self, span: Span, tag: str, attributes: Mapping[str, Value], children: Iterable[Form] = ()
    ) -> Sequence:
        """Make an element with its attributes, in order, and its children."""
        self._count(span)
        pairs: list[Form] = [Symbol(tag, span)]
        for name, value in attributes.items():
            pairs += (Keyword(name, span), Literal(value, span))
        return Sequence((*pairs, *children), span)

    def _count(self, span: Span) -> None:
        self._nodes += 1
        if self._nodes > NODE_LIMIT:
            limit = f"the document has more than {NODE_LIMIT:,} elements and texts"
            raise Oversize(f"{limit}; the last of them ends in line {span.end_line:,}")


def _references(tokens: list[Token]) -> frozenset[tuple[int, int]]:
    return frozenset(
        (child.meta["id"], child.meta["subId"])
        for token in tokens
        for child in token.children or ()
        if child.type == "footnote_ref"
    )


class Walk:
    """The state of a pass: the document and the elements that are open."""

    def __init__(self, document: DocumentWalk, rules: "Rules") -> None:
        self.document = document
        self._rules = rules
        self._line = 1
        self._frames = [WalkFrame("document", Token("document", "", 0), document.span(1, 1))]

    def forms(self, tokens: Iterable[Token]) -> tuple[Form, ...]:
        """Turn all tokens into forms."""
        for token in tokens:
            self._take(token)
        while len(self._frames) > 1:
            self._close()
        self._flush(self._frames[0])
        return tuple(self._frames[0].children)

    def is_open(self, kind: str) -> bool:
        """Return whether such an element is open, at any depth."""
        return any(frame.kind == kind for frame in self._frames)

    @property
    def parent(self) -> WalkFrame:
        """The innermost element that is open."""
        return self._frames[-1]

    @property
    def span(self) -> Span:
        """The line that is being written."""
        return self.document.span(self._line, self._line)

    def say(self, words: str) -> None:
        """Add text to the innermost element; texts beside each other are one."""
        if words:
            self.parent.words.append(words)
            self.name(words)

    def name(self, words: str) -> None:
        """Note that these words are read aloud in the innermost element."""
        if words.strip():
            self.parent.is_named = True

    def add(self, *forms: Form) -> None:
        """Add forms to the innermost element."""
        for form in forms:
            if isinstance(form, Literal) and isinstance(form.value, str):
                self.say(form.value)
            else:
                self._flush(self.parent)
                self.parent.children.append(form)

    def put(self, tag: str, attributes: Mapping[str, Value], children: Iterable[Form] = ()) -> None:
        """Add an element that stands on the current line."""
        self.add(self.document.element(self.span, tag, attributes, children))

    def newline(self) -> None:
        """Go on to the next line of the body."""
        self._line += 1

    def _take(self, token: Token) -> None:
        if token.map is not None:
            self._line = token.map[0] + 1
        if token.type == "inline":
            self._inline(token)
        elif token.nesting == 1:
            self._open(token)
        elif token.nesting == -1:
            self._shut(token.type.removesuffix("_close"))
        else:
            self._rules.leaves.get(token.type, _unknown)(self, token)

    def _inline(self, token: Token) -> None:
        depth = len(self._frames)
        for child in token.children or ():
            self._take(child)
        while len(self._frames) > depth:
            self._close()

    def _open(self, token: Token) -> None:
        kind = token.type.removesuffix("_open")
        first, last = token.map or (self._line - 1, self._line)
        shown = len(self._frames) < DEPTH_LIMIT and self._rules.stands(self, kind, token)
        span = self.document.span(first + 1, last)
        self._frames.append(WalkFrame(kind if shown else "", token, span))

    def _shut(self, kind: str) -> None:
        if self.parent.token.type.removesuffix("_open") == kind and len(self._frames) > 1:
            self._close()

    def _close(self) -> None:
        frame = self._frames.pop()
        self._flush(frame)
        self.parent.is_named |= frame.is_named
        closing = self._rules.closers.get(frame.kind)
        self.add(*(frame.children if closing is None else closing(self, frame)))

    def _flush(self, frame: WalkFrame) -> None:
        if frame.words:
            frame.children.append(self.document.text(frame.span, "".join(frame.words)))
            frame.words.clear()


def is_written(token: Token) -> bool:
    """Tell a token that its author wrote as HTML."""
    return token.meta.get("html") is True


def written_attributes(token: Token) -> dict[str, Value]:
    """Return the attributes that an author wrote, but for what each element reads itself."""
    if not is_written(token):
        return {}
    own = ("href", "src", "style", "title") if token.tag in ("a", "img", "td", "th") else ()
    return {
        name: int(value) if isinstance(value, float) else value
        for name, value in token.attrs.items()
        if name not in own
    }


def _unknown(walk: Walk, token: Token) -> None:
    walk.say(token.content)


Leaf: TypeAlias = Callable[[Walk, Token], None]
Closer: TypeAlias = Callable[[Walk, WalkFrame], Iterable[Form]]


@dataclass(frozen=True, slots=True)
class Rules:
    """What each token means: those that stand alone, those that close an element."""

    leaves: Mapping[str, Leaf]
    closers: Mapping[str, Closer]
    #: Tells whether an element may stand here; if not, its children stand there themselves.
    stands: Callable[[Walk, str, Token], bool]
