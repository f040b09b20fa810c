"""Markdown text to tokens: `parse` is the door for all that is shown, and refuses what is too long.

Comments are gone before anything is read. Knows nothing of forms;
`app.markdown.walk` takes what this module gives.
"""

from dataclasses import dataclass

from markdown_it.token import Token

from app.markdown.comments import strip_comments
from app.markdown.dialect import dialect
from app.markdown.html_rules import html_tokens, unseen_in
from app.markdown.html_tokens import LeftOut

#: The longest text of a document, in bytes of UTF-8.
TEXT_LIMIT = 256 * 1024
#: The most elements and texts of a document.
NODE_LIMIT = 10_000


class Oversize(ValueError):  # noqa: N818  (named for the document, which is no error of ours)
    """A document over one of the limits; the message is a sentence for its author."""


_markdown, _raw = dialect(), dialect(raw=True)


@dataclass(frozen=True, slots=True)
class ParsedText:
    """Markdown as tokens, and what a page does not show of it."""

    tokens: list[Token]
    left_out: tuple[LeftOut, ...]
    #: The line of the first comment that never ends.
    unclosed: int | None


def parse_text(text: str) -> ParsedText:
    """Read Markdown without its comments; raise Oversize when the text is over the limit."""
    check_size(text)
    stripped = strip_comments(text)
    env: dict[str, object] = {}
    tokens = _markdown.parse(stripped.text, env)
    return ParsedText(tokens, tuple(unseen_in(env).told), stripped.unclosed)


def parse(text: str) -> list[Token]:
    """Do the same, and give the tokens alone."""
    return parse_text(text).tokens


def parse_raw(text: str) -> list[Token]:
    """Do the same, and leave the tags of HTML as they are written."""
    check_size(text)
    return _raw.parse(strip_comments(text).text, {})


def parse_html(html: str) -> list[Token]:
    """Read HTML alone as Markdown would hold it."""
    return html_tokens(_markdown, html)


def left_out(text: str) -> tuple[LeftOut, ...]:
    """Tell what a page does not show of the HTML in a text, by lines."""
    return parse_text(text).left_out


def check_size(text: str) -> None:
    """Raise Oversize when the text is over the limit."""
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > TEXT_LIMIT:
        raise Oversize(
            f"the text has {size / 1024:,.0f} KiB, a document may have {TEXT_LIMIT // 1024}"
        )
