"""A quote that begins with `[!note] Title` to a callout: a quote with a kind and a title.

A sign behind the bracket says that it can be folded: `-` closed at first, `+` open.
"""

import re
from itertools import takewhile

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_HEAD = re.compile(r"\[!([\w -]+)(?:\|[^\]]*)?\]([+-]?)[ \t]*")
_BREAKS = ("softbreak", "hardbreak")


def _mark_callouts(state: StateCore) -> None:
    """Give the first line of each such quote a token of its own, and rename those of the quote."""
    tokens: list[Token] = []
    waiting: list[bool] = []
    for place, token in enumerate(state.tokens):
        if token.type == "blockquote_open":
            head = _head(state.tokens, place)
            waiting.append(head is not None)
            tokens.append(token)
            if head is not None:
                token.type = "callout_open"
                token.meta |= {"kind": head[1].strip().lower(), "fold": head[2]}
                tokens += _title(token, state.tokens[place + 2], head)
            continue
        if token.type == "blockquote_close" and waiting.pop():
            token.type = "callout_close"
        tokens.append(token)
    state.tokens = tokens


def _head(tokens: list[Token], place: int) -> re.Match[str] | None:
    """Read the head of a callout, if this quote begins with one."""
    if place + 2 >= len(tokens) or tokens[place + 1].type != "paragraph_open":
        return None
    children = tokens[place + 2].children
    if not children or children[0].type != "text":
        return None
    return _HEAD.match(children[0].content)


def _title(quote: Token, inline: Token, head: re.Match[str]) -> list[Token]:
    """Take the first line out of a paragraph; without words it is the kind."""
    children = inline.children or []
    children[0].content = children[0].content[head.end() :]
    line = [*takewhile(lambda child: child.type not in _BREAKS, children)]
    inline.children = children[len(line) + 1 :]
    if not any(child.type != "text" or child.content.strip() for child in line):
        line = [Token("text", "", 0, content=head[1].strip().capitalize())]
    about = {"fold": quote.meta["fold"]}
    first = quote.map[0] if quote.map else 0
    return [
        Token("callout_title_open", "", 1, map=[first, first + 1], meta=about),
        # The places of links and tags in the line are those in the whole paragraph.
        Token("inline", "", 0, map=inline.map, content=inline.content, children=line),
        Token("callout_title_close", "", -1),
    ]


def callout_plugin(md: MarkdownIt) -> None:
    """Add the rule behind those that read lines."""
    md.core.ruler.after("inline", "callouts", _mark_callouts)
