"""Foreign HTML to a small tree of elements and texts, with everything that runs taken out.

The only user of nh3, which does the cleaning: scripts, styles, handlers and
addresses with code are gone before this module reads what is left. Knows
nothing of Markdown; `app.markdown.from_html` writes the tree as Markdown.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from typing import TypeAlias

import nh3

#: Elements from elsewhere; they come out as links.
EMBEDS = frozenset({"iframe", "video", "audio", "embed", "object"})
#: Elements of which a page shows no words.
GONE = frozenset({"script", "style", "svg", "template", "noscript", "select", "button", "textarea"})
_KEPT = (nh3.ALLOWED_TAGS | EMBEDS | {"source", "picture", "main", "section"}) - GONE
_KNOWN = _KEPT | GONE | {"form", "input", "label", "option", "font", "html", "head", "body", "meta"}
_KNOWN |= {"link", "title", "fieldset", "legend", "param", "track", "path", "big", "base"}
_ATTRIBUTES = {
    "*": {"title", "aria-label", "hidden", "style"},
    "a": {"href"},
    "img": {"src", "alt"},
    "ol": {"start"},
    "code": {"class"},
    "pre": {"class", "lang"},
    "td": {"align"},
    "th": {"align"},
    "object": {"data"},
    **{tag: {"src"} for tag in ("iframe", "video", "audio", "embed", "source")},
}
_SCHEMES = {"http", "https", "mailto", "tel", "data"}
_VOID = frozenset({"br", "hr", "img", "embed", "source", "wbr", "col", "area"})
#: Elements inside each other; what is deeper becomes a child of the last one.
_DEPTH_LIMIT = 50
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SURROGATES = re.compile("[\ud800-\udfff]")
_TAG = re.compile(r"<(?=/?([A-Za-z][^\s/>]*))")


@dataclass(slots=True)
class Element:
    """An element that was allowed, with what is left of its attributes."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[Node]" = field(default_factory=list)


Node: TypeAlias = Element | str


def text_of(node: Node) -> str:
    """Join all the text inside, as it is."""
    if isinstance(node, str):
        return node
    return "\n" if node.tag == "br" else "".join(map(text_of, node.children))


def is_known(tag: str) -> bool:
    """Tell an element of HTML from something that only looks like one, `<module>`."""
    return tag.lower() in _KNOWN


def tree(html: str) -> Element:
    """Clean HTML and read what is left; what is no element of HTML is text."""
    whole = _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", html)
    spelled = _TAG.sub(lambda tag: "<" if is_known(tag[1]) else escape("<"), whole)
    reader = _Reader()
    reader.feed(
        nh3.clean(
            spelled,
            tags=set(_KEPT),
            clean_content_tags=set(GONE),
            attributes=_ATTRIBUTES,
            url_schemes=_SCHEMES,
            link_rel=None,
        )
    )
    reader.close()
    return reader.root


def is_unseen(tag: str) -> bool:
    """Tell whether an opening tag, as it is written, is of what browsers do not show."""
    words = tag.lower()
    return ("hidden" in words or "none" in words) and not tree(f"{tag}x").children


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    return "hidden" in attributes or _UNSEEN.search(attributes.get("style", "")) is not None


class _Reader(HTMLParser):
    """Reads HTML that is already clean and balanced; what browsers do not show is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element("div")
        self._open = [self.root]
        #: Elements open in one that is hidden, and itself.
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Add an element and go into it, unless it holds nothing by nature."""
        attributes = {name: value or "" for name, value in attrs}
        if self._hidden or _is_hidden(attributes):
            self._hidden += tag not in _VOID
            return
        element = Element(tag, attributes)
        self._open[-1].children.append(element)
        if tag not in _VOID and len(self._open) < _DEPTH_LIMIT:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        """Leave the element."""
        if self._hidden:
            self._hidden -= tag not in _VOID
        elif self._open[-1].tag == tag and len(self._open) > 1:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Add text."""
        if not self._hidden:
            self._open[-1].children.append(data)
