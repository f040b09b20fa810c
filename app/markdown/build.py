"""Python values to forms: elements, attributes and texts, each with its place in the body.

Counts what it makes, so that a document over the limit is noticed while it is
built and not after. Knows nothing of Markdown.
"""

from collections.abc import Iterable, Mapping

from app.markdown.parser import NODE_LIMIT, Oversize
from app.sx import Form, Keyword, Literal, Sequence, Source, Span, Symbol

Value = str | int | bool


class Builder:
    """Makes the forms of one document."""

    def __init__(self, source: Source) -> None:
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
