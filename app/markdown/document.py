"""A body to the forms of the document subset, and to the plain words that a search finds.

Any Markdown gives forms; only a document over the limits is refused, with
`Oversize`. A document that is too large with its code highlighted is written
without highlighting.
"""

from markdown_it.token import Token

from app.markdown import blocks, inlines
from app.markdown.parser import Oversize, check_size, parse, parse_html
from app.markdown.plain import block_text, form_text
from app.markdown.walk import DocumentWalk, Rules, Walk
from app.sx import Form, Source, read


def _stands(walk: Walk, kind: str, token: Token) -> bool:
    # No link stands in a link.
    return blocks.may_stand(walk, kind, token) and not (kind == "link" and walk.is_open("link"))


_RULES = Rules(
    leaves={**blocks.LEAVES, **inlines.LEAVES},
    closers={**blocks.CLOSERS, **inlines.CLOSERS},
    stands=_stands,
)


def document_forms(text: str, format: str, name: str = "document") -> tuple[Form, ...]:  # noqa: A002
    """Turn a body into forms; raise Oversize over the limits, ReadError for SX that is none."""
    if format == "sx":
        check_size(text)
        return read(Source(name, text))
    return markdown_forms(Source(name, text), parse(text), highlight=True)


def markdown_forms(source: Source, tokens: list[Token], *, highlight: bool) -> tuple[Form, ...]:
    """Turn the tokens of a Markdown body into forms, without colours where they are too many."""
    try:
        return _forms(source, tokens, highlight=highlight)
    except Oversize:
        if not highlight:
            raise
        return _forms(source, tokens, highlight=False)


def html_forms(html: str) -> tuple[Form, ...]:
    """Turn HTML into the forms that it has as a part of a Markdown body; raise Oversize."""
    check_size(html)
    return _forms(Source("document", html), parse_html(html), highlight=False)


def _forms(source: Source, tokens: list[Token], *, highlight: bool) -> tuple[Form, ...]:
    return Walk(DocumentWalk(source, tokens, highlight=highlight), _RULES).forms(tokens)


def plain_text(text: str, format: str) -> str:  # noqa: A002
    """Return the words of a body, one line for each of its blocks."""
    if format == "sx":
        check_size(text)
        return form_text(read(Source("document", text)))
    return block_text(parse(text))
