"""`==marked==` words in Markdown to tokens, by the rules that `~~struck~~` words follow."""

import re
from itertools import chain

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

_SIGN = "="
_NAME = re.compile("[A-Za-z0-9]")


def _tokenize(state: StateInline, silent: bool) -> bool:
    """Note each pair of signs as what may open or close a mark."""
    if silent or state.src[state.pos] != _SIGN:
        return False
    start, scanned = state.pos, state.scanDelims(state.pos, True)
    state.pos += scanned.length
    if scanned.length != 2:
        state.pending += _SIGN * scanned.length
        return True
    state.push("text", "", 0).content = _SIGN * 2
    # `a==b` compares; between letters of scripts that write no spaces a mark may begin and end.
    opens = scanned.can_open and not _NAME.match(state.src, start - 1, start)
    closes = scanned.can_close and not _NAME.match(state.src, state.pos)
    # Of length 0: the rule of three is for emphasis alone.
    place = len(state.tokens) - 1
    state.delimiters.append(Delimiter(ord(_SIGN), 0, place, -1, opens, closes))
    return True


def _pair(state: StateInline) -> None:
    """Turn the pairs that were balanced into opening and closing tokens."""
    nested = (meta["delimiters"] for meta in state.tokens_meta if meta and "delimiters" in meta)
    for delimiters in chain([state.delimiters], nested):
        for opening in delimiters:
            if opening.marker == ord(_SIGN) and opening.end >= 0:
                closing = delimiters[opening.end]
                for place, name, nesting in ((opening, "open", 1), (closing, "close", -1)):
                    token = state.tokens[place.token]
                    token.type, token.tag, token.nesting = f"mark_{name}", "mark", nesting
                    token.content = ""


def mark_plugin(md: MarkdownIt) -> None:
    """Add the two rules."""
    md.inline.ruler.before("emphasis", "mark", _tokenize)
    md.inline.ruler2.before("emphasis", "mark", _pair)
