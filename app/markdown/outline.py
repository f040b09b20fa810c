"""The headings of a document: at which level each one stands, and by which id it is found.

A page has one `h1`, its title. So the headings of a body begin at `h2`, and
none is more than one level below the heading before it: a body that begins
with `###`, or that uses `#` itself, still gives an outline without holes.

The id of a heading is its slug, or the one that its author gave it. An id that
is one of the page's own, or begins like a family of them, gets `text-` in
front; `static/fragments.js` finds it by its plain name too, and by the names
that headings had before.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import quote, unquote

from markdown_it.token import Token

from app.markdown.plain import inline_text

PREFIX = "text-"
#: The ids of the site's own pages, except those that begin like one of the families.
SITE_IDS = frozenset(
    {"account", "announcer", "body", "developer-report", "editor", "editor-heading", "lang"}
    | {"lang-hint", "listed-hint", "log-position", "main", "not-arrived", "page-address"}
    | {"page-description", "password", "problem", "shortcut-edit", "site-nav", "slug"}
    | {"slug-hint", "status", "summary", "summary-hint", "title", "toggle-tag", "username"}
)
#: How the ids begin that the site makes by the dozen; they hold a kind, a region, a number.
SITE_FAMILIES = (
    *("create-", "label-", "option-", "options-", "picker-", "problem-", "q-", "region-"),
    *("remove-", "said-", "search-", "user-", "text-"),
)
#: What code forges, and this site before, put in front of every heading's id.
_OLD_PREFIXES = ("user-content-", "user-", PREFIX)
_TOP = 2
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading: its level in the page, its id, and its text."""

    level: int
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Outline:
    """The ids of the headings of a document."""

    ids: frozenset[str]

    def anchor(self, fragment: str) -> str:
        """Turn the fragment of a link inside the document into the id it means."""
        name = unquote(fragment)
        ways = (own_id(name), *(own_id(name.removeprefix(prefix)) for prefix in _OLD_PREFIXES))
        return _quoted(next((each for each in ways if each in self.ids), name))


def anchor(name: str) -> str:
    """Write the fragment that leads to the heading with this slug, in whatever document."""
    return _quoted(own_id(name.removeprefix(_OLD_PREFIXES[0])))


def place_anchor(place: str) -> str:
    """Write the fragment that leads to what a link by name says behind `#`, if it says anything."""
    if not place:
        return ""
    return f"#{_quoted(place) if place.startswith('^') else anchor(slug(place))}"


def block_id(name: str) -> str:
    """Name a block by the id that its author gave it, apart from all headings."""
    return f"^{name}"


def own_id(name: str) -> str:
    """Name a heading apart from every id of the page itself."""
    is_taken = name in SITE_IDS or name.startswith(SITE_FAMILIES)
    return PREFIX + name if is_taken else name


def _quoted(name: str) -> str:
    return quote(name, safe=":^")


def slug(text: str) -> str:
    """Make a heading's slug as code forges do, so that links between files keep working."""
    kept = re.sub(r"[^\w\- ]", "", text.strip().lower())
    return kept.replace(" ", "-") or "section"


def outline(tokens: list[Token]) -> Outline:
    """Give each heading that has text its level and a unique id, in its token's meta."""
    ids: set[str] = set()
    names = Names()
    open_levels: list[int] = []
    for token, text in _headings(tokens):
        level = int(token.tag[1:])
        while open_levels and open_levels[-1] >= level:
            open_levels.pop()
        open_levels.append(level)
        name = names.take(token.meta.get("name") or slug(text))
        token.meta["heading"] = Heading(min(_TOP + len(open_levels) - 1, _DEEPEST), name, text)
        ids.add(name)
    return Outline(frozenset(ids))


def _headings(tokens: list[Token]) -> Iterable[tuple[Token, str]]:
    for token, content in pairwise(tokens):
        if token.type == "heading_open" and token.map is not None:
            text = inline_text(content.children or [])
            if text.strip():
                yield token, text


class Names:
    """The ids of headings that were given so far."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}

    def take(self, wanted: str) -> str:
        """Give a heading an id that no other has."""
        candidate, number = self.free(wanted)
        if number:
            self._used[wanted] = number
        self._used[candidate] = 0
        return own_id(candidate)

    def free(self, wanted: str) -> tuple[str, int]:
        """Find what would be given, before the site sets it apart, and the number in it."""
        candidate, number = wanted, self._used.get(wanted, 0)
        while candidate in self._used:
            number += 1
            candidate = f"{wanted}-{number}"
        return candidate, number
