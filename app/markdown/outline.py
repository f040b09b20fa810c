"""The headings of a document: at which level each one stands, and by which id it is found.

A page has one `h1`, its title. So the headings of a body begin at `h2`, and
none is more than one level below the heading before it: a body that begins
with `###`, or that uses `#` itself, still gives an outline without holes.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import quote, unquote

from markdown_it.token import Token

from app.markdown.plain import inline_text

PREFIX = "user-"
_FOREIGN_PREFIX = "user-content-"
_TOP = 2
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading: its level in the page, its slug, and its text."""

    level: int
    slug: str
    text: str

    @property
    def id(self) -> str:
        """Name the element, apart from every id of the page itself."""
        return PREFIX + self.slug


@dataclass(frozen=True, slots=True)
class Outline:
    """The headings of a document, found by the line they begin in."""

    by_line: dict[int, Heading]
    slugs: frozenset[str]

    def anchor(self, fragment: str) -> str:
        """Turn the fragment of a link inside the document into the id it means."""
        name = unquote(fragment).removeprefix(_FOREIGN_PREFIX)
        ours = name.removeprefix(PREFIX)
        return anchor(ours if name not in self.slugs and ours in self.slugs else name)


def anchor(name: str) -> str:
    """Write the fragment that leads to the heading with this slug."""
    return quote(PREFIX + name.removeprefix(_FOREIGN_PREFIX), safe=":")


def slug(text: str) -> str:
    """Make a heading's slug as code forges do, so that links between files keep working."""
    kept = re.sub(r"[^\w\- ]", "", text.strip().lower())
    return kept.replace(" ", "-") or "section"


def outline(tokens: list[Token]) -> Outline:
    """Find the headings that have text, with their levels and unique slugs."""
    found: dict[int, Heading] = {}
    used: dict[str, int] = {}
    open_levels: list[int] = []
    for line, level, text in _headings(tokens):
        while open_levels and open_levels[-1] >= level:
            open_levels.pop()
        open_levels.append(level)
        name = _unused(slug(text), used)
        found[line] = Heading(min(_TOP + len(open_levels) - 1, _DEEPEST), name, text)
    return Outline(found, frozenset(used))


def _headings(tokens: list[Token]) -> Iterable[tuple[int, int, str]]:
    for token, content in pairwise(tokens):
        if token.type == "heading_open" and token.map is not None:
            text = inline_text(content.children or [])
            if text.strip():
                yield token.map[0], int(token.tag[1:]), text


def _unused(name: str, used: dict[str, int]) -> str:
    candidate = name
    while candidate in used:
        used[name] += 1
        candidate = f"{name}-{used[name]}"
    used[candidate] = 0
    return candidate
