"""Tokens, or the forms of an SX document, to plain text for search, summaries and descriptions."""

from collections.abc import Iterable
from contextlib import suppress

from markdown_it.token import Token

from app.markdown.wikilinks import wikilink_of
from app.sx import Form, Keyword, Literal, ReadError, Sequence, Source, Symbol, read

#: Names the rule by which words are made: another one, and the words of all posts are made anew.
WORDS_RULE = "5"

_BREAKS = {"softbreak", "hardbreak"}
#: Elements of a document that do not begin a line of their own.
_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd"}
    | {"mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var"}
)


def inline_text(tokens: Iterable[Token]) -> str:
    """Join the words of inline tokens; a picture gives its description."""
    return "".join(_word(token) for token in tokens)


def _word(token: Token) -> str:
    if token.type in _BREAKS:
        return "\n"
    if token.type == "image":
        return inline_text(token.children or [])
    if token.type in {"text", "code_inline", "html_inline"}:
        return token.content
    if token.type == "wikilink":
        return wikilink_of(token).words
    return ""


def block_text(tokens: Iterable[Token]) -> str:
    """Write one line for each paragraph, heading, table cell and code block."""
    lines = (_block(token) for token in tokens)
    return "\n".join(line for line in lines if line)


def _block(token: Token) -> str:
    if token.type == "inline":
        return inline_text(token.children or []).strip()
    if is_embed(token):
        return _embed_text(token)
    return token.content.rstrip("\n") if token.type in {"fence", "code_block"} else ""


def is_embed(token: Token) -> bool:
    """Tell a fenced block that holds SX to be shown, not SX as code."""
    return token.type == "fence" and token.info.split() == ["sx", "embed"]


def _embed_text(token: Token) -> str:
    with suppress(ReadError):
        return form_text(read(Source("embed", token.content)))
    return ""


def form_text(forms: Iterable[Form]) -> str:
    """Write the strings that stand as children, one line for each element that is a block."""
    words = "".join(word for form in forms for word in _words(form))
    return "\n".join(line.strip() for line in words.split("\n") if line.strip())


def _words(form: Form) -> Iterable[str]:
    match form:
        case Literal(str(words)):
            yield words
        case Sequence((Symbol(name), *rest)):
            edge = "" if name in _INLINE else "\n"
            yield edge
            for child in _children(rest):
                yield from _words(child)
            yield edge
        case _:
            return


def _children(forms: list[Form]) -> Iterable[Form]:
    place = 0
    while place < len(forms):
        if isinstance(forms[place], Keyword):
            place += 2
        else:
            yield forms[place]
            place += 1
