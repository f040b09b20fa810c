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

from app.markdown.build import Builder, Value
from app.markdown.outline import Outline
from app.sx import Form, Literal, Span

#: Elements open at once; what is opened deeper gives its children to its parent.
DEPTH_LIMIT = 60


@dataclass(slots=True)
class WalkFrame:
    """An element that is open: what opened it, and the children it has so far."""

    kind: str
    token: Token | None
    span: Span
    children: list[Form] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    #: Something in it can be read aloud.
    is_named: bool = False


@dataclass(frozen=True, slots=True)
class DocumentWalk:
    """What holds for a whole document while it is written."""

    builder: Builder
    outline: Outline
    highlight: bool
    #: The references to footnotes that are shown, as (note, reference).
    references: frozenset[tuple[int, int]]


class Walk:
    """The state of a pass: the document and the elements that are open."""

    def __init__(self, document: DocumentWalk, rules: "Rules") -> None:
        self.document = document
        self._rules = rules
        self._line = 1
        self._frames = [WalkFrame("document", None, document.builder.span(1, 1))]

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
        return self.document.builder.span(self._line, self._line)

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
        self.add(self.document.builder.element(self.span, tag, attributes, children))

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
        span = self.document.builder.span(first + 1, last)
        self._frames.append(WalkFrame(kind if shown else "", token, span))

    def _shut(self, kind: str) -> None:
        top = self._frames[-1]
        if top.token is not None and top.token.type.removesuffix("_open") == kind:
            self._close()

    def _close(self) -> None:
        frame = self._frames.pop()
        self._flush(frame)
        self.parent.is_named |= frame.is_named
        closing = self._rules.closers.get(frame.kind)
        self.add(*(frame.children if closing is None else closing(self, frame)))

    def _flush(self, frame: WalkFrame) -> None:
        if frame.words:
            frame.children.append(self.document.builder.text(frame.span, "".join(frame.words)))
            frame.words.clear()


def is_written(token: Token | None) -> bool:
    """Tell a token that its author wrote as HTML."""
    return token is not None and token.meta.get("html") is True


def written_attributes(token: Token | None) -> dict[str, Value]:
    """Return the attributes that an author wrote, but for what each element reads itself."""
    if token is None or not is_written(token):
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
