"""`[[Name]]` in a line of Markdown to a token: a link by name, as gardens of notes write it.

`[[Name|words]]`, `[[Name#Heading]]`, `[[Name#^block]]`, `[[#Heading]]`, and `![[Name]]`, which
elsewhere shows the other note and here links to it. Which post a name means is not asked here.
"""

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

#: The brackets and what is between them.
WIKILINK = re.compile(r"!?\[\[([^\[\]\n]*[^\[\]\s][^\[\]\n]*)\]\]")
#: How wide a picture is to be, which is no word of it.
_SIZE = re.compile(r"\s*\d+(x\d+)?\s*")


@dataclass(frozen=True, slots=True)
class Wikilink:
    """What a link by name says: the name, the heading or `^block` there, and its words."""

    name: str
    place: str
    words: str


def wikilink_of(token: Token) -> Wikilink:
    """Return what a token of the type `wikilink` says."""
    link: Wikilink = token.meta["link"]
    return link


def read_wikilink(inside: str, *, is_embed: bool) -> Wikilink:
    """Take apart what stands between the brackets."""
    target, _, words = inside.replace("\\|", "|").partition("|")
    name, _, place = (part.strip() for part in target.partition("#"))
    place = place.rpartition("#")[2].strip()
    if is_embed and _SIZE.fullmatch(words):
        words = ""
    return Wikilink(name, place, words.strip() or _words(name, place) or inside.strip())


def _words(name: str, place: str) -> str:
    if place.startswith("^"):
        return name or place.removeprefix("^")
    return " > ".join(part for part in (name, place) if part)


def _wikilink(state: StateInline, silent: bool) -> bool:
    match = WIKILINK.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push("wikilink", "", 0)
        token.meta["link"] = read_wikilink(match[1], is_embed=match[0].startswith("!"))
    state.pos = match.end()
    return True


def wikilink_plugin(md: MarkdownIt) -> None:
    """Add the rule behind those for links and pictures: `[[1]](/there)` is a link."""
    md.inline.ruler.after("image", "wikilink", _wikilink)
