"""The rules by which a parser of Markdown reads HTML, and by which it writes it as tokens.

What is no element of HTML, `<module>`, is text. Knows nothing of what a tag means.
"""

import re
from collections.abc import Mapping
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, html_block
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from app.markdown.html_pairs import flat, has_tags
from app.markdown.html_tags import TagReader, is_known
from app.markdown.html_tokens import Unseen, Writer

_BLOCK_START = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)")
#: Where the parser's environment keeps what the rules know.
_READER: Final = "html_reader"
_UNSEEN: Final = "html_unseen"


def _read_inline(state: StateInline, silent: bool) -> bool:
    """Read a tag in a line of Markdown."""
    if state.src[state.pos] != "<":
        return False
    reader = state.env.setdefault(_READER, TagReader())
    tag = reader.tag(state.src, state.pos, state.posMax)
    if tag is None or not tag.is_known:
        return False
    if not silent:
        token = state.push("html_inline", "", 0)
        token.content, token.meta["tag"] = tag.source, tag
    state.pos = tag.end
    return True


def _read_block(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """Read lines of HTML; what is no element of HTML begins none."""
    start = _BLOCK_START.match(state.src, state.bMarks[first] + state.tShift[first])
    if start is not None and not is_known(start[1]):
        return False
    return html_block(state, first, end, silent)


def _write(state: StateCore) -> None:
    if any(token.type == "html_block" or has_tags(token) for token in state.tokens):
        pieces = list(flat(state.tokens, state.env.setdefault(_READER, TagReader())))
        writer = Writer(pieces, state.md.normalizeLink)
        writer.unseen.tokens = state.tokens
        state.tokens = writer.tokens()
        state.env[_UNSEEN] = writer.unseen


def html_tokens(md: MarkdownIt, html: str) -> list[Token]:
    """Write HTML alone as tokens."""
    block = Token("html_block", "", 0, content=html, map=[0, html.count("\n") + 1])
    return Writer(list(flat([block], TagReader())), md.normalizeLink).tokens()


def unseen_in(env: Mapping[str, object]) -> Unseen:
    """Return what the rule has left out, from the environment of the parser."""
    unseen = env.get(_UNSEEN)
    return unseen if isinstance(unseen, Unseen) else Unseen()


def html_reading_plugin(md: MarkdownIt) -> None:
    """Read tags, and leave them as they are."""
    md.options["html"] = True
    md.block.ruler.at("html_block", _read_block, {"alt": ["paragraph", "reference", "blockquote"]})
    md.inline.ruler.at("html_inline", _read_inline)


def html_plugin(md: MarkdownIt) -> None:
    """Write tags as tokens, behind all rules that look for those of Markdown."""
    md.core.ruler.push("html", _write)
