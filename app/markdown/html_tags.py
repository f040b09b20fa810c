"""HTML in author text to tags and texts, and the allow-list: what a tag may be and say.

A tag knows where it stands, so that what is not shown can be told by its line and taken out of
the source. Elements are those that documents have; of attributes only what a table below names
is left. Knows nothing of Markdown and of what stands around a tag.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Final

from app.sx import AUTHOR_ELEMENTS, HTML_ELEMENTS

VOID: Final = frozenset({"br", "hr", "img", "wbr"})
#: Elements from elsewhere, which are links here.
EMBEDS: Final = frozenset({"iframe", "video", "audio", "embed", "object"})
#: Elements of which a page shows no words.
GONE: Final = frozenset(
    {"script", "style", "svg", "math", "template", "noscript", "select", "button", "textarea"}
    | {"head", "title", "canvas", "datalist"}
)
#: Those that hold no tags, whatever stands in them.
_RAW_TEXT: Final = frozenset({"script", "style", "textarea", "title", "iframe"})
#: Elements that are not there, while what they hold is: boxes, and parts of a line.
BOXES: Final = frozenset(
    {"div", "center", "section", "article", "aside", "header", "footer", "main", "nav"}
    | {"address", "hgroup", "form", "fieldset", "search", "html", "body"}
)
INVISIBLE: Final = frozenset(
    {"span", "font", "picture", "label", "big", "nobr", "bdi", "data", "ruby", "rb", "rp", "rt"}
    | {"source", "track", "param", "col", "colgroup"}
)
#: Of these a browser knows the end by what follows.
OPTIONAL_END: Final = frozenset(
    {"p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "caption"}
)
HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
#: Elements that fill lines of their own.
BLOCKS: Final = (
    HEADINGS
    | OPTIONAL_END
    | {
        *("blockquote", "details", "dl", "figcaption", "figure", "hr", "ol", "pre", "summary"),
        *("table", "ul"),
    }
)
ALLOWED: Final = (AUTHOR_ELEMENTS - {"<>", "col", "colgroup"}) | HEADINGS
#: Names that HTML had, and those that it has.
SPELLINGS: Final = {"strike": "s", "tt": "code", "acronym": "abbr", "menu": "ul", "image": "img"}
#: Tags that have no closing one.
ALONE: Final = VOID | {
    *("source", "track", "param", "col", "embed", "input", "link", "meta", "base", "area"),
}
_KNOWN: Final = HTML_ELEMENTS | ALLOWED | EMBEDS | GONE | BOXES | INVISIBLE | SPELLINGS.keys()

#: How many characters a tag has, but for a few that are longer.
_LONGEST_TAG: Final = 1000
_MOST_LONG_TAGS: Final = 100

_VALUE: Final = r"\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+"
_ATTRIBUTE = re.compile(rf"\s+([A-Za-z_:@][\w:.@-]*)(?:\s*=\s*({_VALUE}))?")
_TAG = re.compile(
    rf"<(?:/(?P<close>[A-Za-z][A-Za-z0-9-]*)\s*>"
    rf"|(?P<open>[A-Za-z][A-Za-z0-9-]*)(?P<rest>(?:{_ATTRIBUTE.pattern})*)\s*/?>"
    r"|!--.*?-->|\?.*?\?>|![A-Za-z][^>]*>|!\[CDATA\[.*?\]\]>)",
    re.DOTALL,
)
#: What is left of a tag that is none of an element.
_EMPTY: Final = {"<?": "<??>", "<!--": "", "<![": "<![CDATA[]]>", "<!": "<!x>"}
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,4}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_ALIGN = re.compile("left|center|right", re.IGNORECASE)
#: What may be the id of a heading.
ID = re.compile(r"[^\s{}\"'<>]{1,200}")
#: The class that says which language a program is in.
CODE_CLASS = re.compile(r"(?:language|lang|highlight-source)-([\w+#-]{1,40})")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag as it is written; without a name it is a comment or a declaration."""

    name: str
    is_close: bool
    start: int
    end: int
    #: As it is written.
    source: str
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_hidden(self) -> bool:
        """Return whether browsers do not show the element."""
        style = self.attributes.get("style", "")
        return "hidden" in self.attributes or _UNSEEN.search(style) is not None

    @property
    def is_known(self) -> bool:
        """Tell an element of HTML from something that only looks like one, `<module>`."""
        return not self.name or is_known(self.name)

    @property
    def element(self) -> str:
        """Return the element's name as HTML spells it now."""
        return SPELLINGS.get(self.name, self.name)

    def shown(self) -> str:
        """Write the tag without the attributes of which nothing is shown."""
        if not self.name:
            return next(words for sign, words in _EMPTY.items() if self.source.startswith(sign))
        takes = _HIDDEN if self.is_hidden else _SEEN.get(self.name, _SEEN_ANYWHERE)
        known = ((name, value) for name, value in self.attributes.items() if name in takes)
        seen = {name: takes[name](value) for name, value in known}
        if all(seen.get(name) not in (None, True) for name in self.attributes):
            return self.source
        written = (
            f" {name}" if value is True else f' {name}="{escape(str(value))}"'
            for name, value in seen.items()
            if value is not None
        )
        return f"<{self.name}{''.join(written)}>"


def is_known(name: str) -> bool:
    """Return whether HTML has such an element."""
    return name.lower() in _KNOWN


class TagReader:
    """Reads tags, in time that grows with the text: of very long tags only some are read."""

    def __init__(self) -> None:
        self._long_tags = 0

    def tag(self, text: str, start: int, end: int) -> Tag | None:
        """Read the tag that begins at a `<`, if it is one."""
        match = _TAG.match(text, start, min(end, start + _LONGEST_TAG))
        if match is None and end - start > _LONGEST_TAG and self._long_tags < _MOST_LONG_TAGS:
            self._long_tags += 1
            match = _TAG.match(text, start, end)
        if match is None:
            return None
        name = (match["open"] or match["close"] or "").lower()
        pairs = {key: unescape(value) for key, value in values(match[0])} if match["rest"] else {}
        return Tag(name, match["close"] is not None, start, match.end(), match[0], pairs)

    def pieces(self, text: str) -> Iterator[Tag | str]:
        """Cut HTML into tags and texts; what is no element of HTML is text."""
        reached = place = 0
        while (place := text.find("<", place)) >= 0:
            tag = self.tag(text, place, len(text))
            if tag is None or not tag.is_known:
                place += 1
                continue
            if place > reached:
                yield text[reached:place]
            yield tag
            reached = place = tag.end
            if tag.name in _RAW_TEXT and not tag.is_close:
                closing = re.compile(rf"</{tag.name}\b", re.IGNORECASE).search(text, place)
                place = closing.start() if closing else len(text)
        if reached < len(text):
            yield text[reached:]


def values(tag: str) -> Iterator[tuple[str, str]]:
    """Return the attributes of a tag with their values as they are written, each name once."""
    found: dict[str, str] = {}
    for match in spans(tag):
        found.setdefault(match[1].lower(), unquoted(match[2] or ""))
    yield from found.items()


def unquoted(value: str) -> str:
    """Take the quotes from around a value."""
    return value[1:-1] if value[:1] in ("'", '"') else value


def spans(tag: str) -> Iterator[re.Match[str]]:
    """Return each attribute of a tag with its place: the name, and the value in its quotes."""
    name = re.match(r"</?[A-Za-z0-9-]*", tag)
    place = name.end() if name else 0
    while match := _ATTRIBUTE.match(tag, place):
        yield match
        place = match.end()


def _number(value: str) -> int | None:
    return int(value) if _NUMBER.fullmatch(value.strip()) else None


def _flag(_value: str) -> bool:
    return True


def _one_of(*words: str) -> "Take":
    return lambda value: value.lower() if value.lower() in words else None


def _like(pattern: re.Pattern[str]) -> "Take":
    return lambda value: value if pattern.fullmatch(value) else None


Take = Callable[[str], str | int | bool | None]

_ANYWHERE: Final[Mapping[str, Take]] = {
    "dir": _one_of("ltr", "rtl", "auto"),
    "lang": _like(_LANGUAGE),
}
_CELL: Final[Mapping[str, Take]] = {"colspan": _number, "rowspan": _number}
_SIZE: Final[Mapping[str, Take]] = {"width": _number, "height": _number}
_OWN: Final[Mapping[str, Mapping[str, Take]]] = {
    "abbr": {"title": str},
    "dfn": {"title": str},
    "td": _CELL,
    "th": {**_CELL, "scope": _one_of("col", "row", "colgroup", "rowgroup")},
    "ol": {"start": _number, "reversed": _flag},
    "li": {"value": _number},
    "details": {"open": _flag},
    "img": _SIZE,
    **{key: {"datetime": _like(_DATE)} for key in ("time", "del", "ins")},
}
#: What is shown of a tag besides, in an address or in words, or makes it not shown.
_HIDDEN: Final[Mapping[str, Take]] = {"hidden": _flag}
_SEEN_ANYWHERE: Final[Mapping[str, Take]] = {**_ANYWHERE, **_HIDDEN}
_LED: Final[Mapping[str, Take]] = {"src": str, "data": str, "title": str, "aria-label": str}
_SEEN: Final[Mapping[str, Mapping[str, Take]]] = {
    **{name: {**_SEEN_ANYWHERE, **own} for name, own in _OWN.items()},
    "a": {**_SEEN_ANYWHERE, "href": str, "title": str},
    "img": {**_SEEN_ANYWHERE, **_SIZE, "src": str, "alt": str, "title": str},
    **{key: {**_SEEN_ANYWHERE, **_LED} for key in EMBEDS | {"source"}},
    **{key: {**_SEEN_ANYWHERE, **_OWN["th"], "align": _like(_ALIGN)} for key in ("td", "th")},
    **{key: {**_SEEN_ANYWHERE, "id": _like(ID)} for key in HEADINGS},
    **{key: {**_SEEN_ANYWHERE, "class": _like(CODE_CLASS)} for key in ("pre", "code")},
}


#: All attributes of which something is shown somewhere.
WRITTEN: Final = frozenset(name for takes in _SEEN.values() for name in takes)


def attributes(tag: Tag) -> dict[str, str | int | bool]:
    """Return what an element says besides its name: nothing but what the table allows."""
    rules = {**_ANYWHERE, **_OWN.get(tag.element, {})}
    known = ((name, take) for name, take in rules.items() if name in tag.attributes)
    taken = ((name, take(tag.attributes[name])) for name, take in known)
    return {name: value for name, value in taken if value is not None}
