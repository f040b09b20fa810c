"""Ids that authors write to a token's meta: `^id` at the end of a block, `{#id}` behind a heading.

`^id` names the block that it ends, or the one before where it stands alone; links by name lead
to it. Of two blocks with one id the first has it. Neither sign is shown.
"""

import re
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_BLOCK_ID = re.compile(r"\^([A-Za-z0-9-]+)[ \t]*\Z")
_WORD: Final = r"[#.][^\s{}\"'<>]+"
_HEADING_ATTRIBUTES = re.compile(rf"(?<![^ \t])\{{:?[ \t]*({_WORD}(?:[ \t]+{_WORD})*)[ \t]*\}}\Z")


def _block_id(state: StateInline, silent: bool) -> bool:
    """Read `^id` behind a space, at the very end."""
    match = _BLOCK_ID.match(state.src, state.pos, state.posMax)
    before = state.src[state.pos - 1 : state.pos]
    if silent or match is None or state.posMax != len(state.src) or before.strip():
        return False
    state.pending = state.pending.rstrip(" \t")
    state.push("block_id", "", 0).meta["name"] = match[1]
    state.pos = state.posMax
    return True


def _name_blocks(state: StateCore) -> None:
    """Give each block the id that it ends with."""
    used: set[str] = set()
    for place, token in enumerate(state.tokens):
        children = token.children or []
        if token.type == "inline" and children and children[-1].type == "block_id":
            name = children.pop().meta["name"]
            block = _owner(state.tokens, place, alone=not children)
            if block is not None and name not in used:
                block.meta["name"] = name
                used.add(name)


def _owner(tokens: list[Token], place: int, *, alone: bool) -> Token | None:
    """Find the token that opens the block that an id belongs to."""
    opened = tokens[place - 1]
    if opened.type != "paragraph_open":
        return None
    before = tokens[place - 2] if place > 1 else opened
    if not alone:
        item = before if before.type == "list_item_open" else None
        return item if opened.hidden else opened
    if before.nesting >= 0:
        return None
    kind = before.type.removesuffix("_close")
    for token in reversed(tokens[: place - 2]):
        if token.level == before.level and token.type == f"{kind}_open":
            return token
    return None


def _name_headings(state: StateCore) -> None:
    """Take the attributes from behind each heading."""
    for token, content in zip(state.tokens, state.tokens[1:], strict=False):
        if token.type != "heading_open":
            continue
        match = _HEADING_ATTRIBUTES.search(content.content)
        if match is not None:
            content.content = content.content[: match.start()].rstrip(" \t")
            names = [word[1:] for word in match[1].split() if word.startswith("#")]
            token.meta |= {"name": names[0]} if names else {}


def block_id_plugin(md: MarkdownIt) -> None:
    """Add the rules: headings before their lines are read, blocks after."""
    md.core.ruler.after("block", "heading_ids", _name_headings)
    md.core.ruler.after("inline", "block_ids", _name_blocks)
    md.inline.ruler.after("escape", "block_id", _block_id)
