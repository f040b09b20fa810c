"""Elements that authors write as HTML to the tokens that open them.

An element that Markdown has a sign for becomes the token of that sign. Knows nothing of where
a tag stands.
"""

import re
from collections.abc import Callable, Iterable
from html import unescape
from typing import Final

from markdown_it.token import Token

from app.markdown.addresses import may_link
from app.markdown.html_pairs import HtmlPiece
from app.markdown.html_tags import CODE_CLASS, HEADINGS, ID, Tag, attributes

#: What the tokens of an element are called, where Markdown has a word for it.
_KINDS: Final = {
    **{name: name for name in ("blockquote", "em", "mark", "strong", "table", "thead", "tbody")},
    **{name: name for name in ("tfoot", "tr", "th", "td")},
    **dict.fromkeys(HEADINGS, "heading"),
    "a": "link",
    "li": "list_item",
    "ol": "ordered_list",
    "p": "paragraph",
    "ul": "bullet_list",
}
_SIDES: Final = ("left", "center", "right")
_LANGUAGE = re.compile(r"[\w+#-]{1,40}")
_PLAYER = re.compile(r"https://www\.youtube(?:-nocookie)?\.com/embed/([\w-]{6,})")

Normalize = Callable[[str], str]


def opening(tag: Tag, normalize: Normalize) -> Token | None:
    """Return what opens an element; nothing for a link that leads nowhere."""
    name = tag.element
    token = Token(f"{_KINDS.get(name, 'html')}_open", name, 1, meta={"html": True})
    token.attrs = dict(attributes(tag))
    if name == "a":
        if not tag.attributes.get("href", "").strip():
            return None
        token.attrs = {"href": normalize(tag.attributes["href"].strip()), **_title(tag)}
    elif name in HEADINGS and ID.fullmatch(tag.attributes.get("id", "")):
        token.meta["name"] = tag.attributes["id"]
    elif name in ("td", "th") and tag.attributes.get("align", "").lower() in _SIDES:
        token.attrs["style"] = f"text-align:{tag.attributes['align'].lower()}"
    return token


def _title(tag: Tag) -> dict[str, str | int | float]:
    title = tag.attributes.get("title", "")
    return {"title": title} if title else {}


def image(tag: Tag, normalize: Normalize) -> Token:
    """Make the token of a picture."""
    words = " ".join(tag.attributes.get("alt", "").split())
    about = {
        "src": normalize(tag.attributes.get("src", "").strip()),
        **attributes(tag),
        **_title(tag),
    }
    alt = [Token("text", "", 0, content=words)]
    return Token("image", "img", 0, attrs=about, children=alt, meta={"html": True})


def embed(tag: Tag, sources: Iterable[Tag]) -> list[Token]:
    """Link to what a frame or a film would show; give nothing where there is no address."""
    found = (each.attributes.get("src") or each.attributes.get("data") for each in (tag, *sources))
    address = next((each.strip() for each in found if each), "")
    address = f"https:{address}" if address.startswith("//") else address
    address = _PLAYER.sub(r"https://www.youtube.com/watch?v=\1", address)
    if not may_link(address):
        return []
    words = tag.attributes.get("title") or tag.attributes.get("aria-label")
    return [
        Token("link_open", "a", 1, attrs={"href": address}),
        Token("text", "", 0, content=" ".join((words or _name(tag.name, address)).split())),
        Token("link_close", "a", -1),
    ]


def _name(tag: str, address: str) -> str:
    place = re.sub(r"^[a-z]+://|[?#].*", "", address).rstrip("/")
    if tag in ("video", "audio"):
        return f"{tag.capitalize()}: {place.rpartition('/')[2]}"
    return f"Embedded page: {place}"


def program(pieces: list[HtmlPiece], first: int, last: int) -> Token | None:
    """Make a block of code of a `<pre>` that holds nothing but code."""
    if first == last or not all(_is_code(pieces[number]) for number in range(first + 1, last)):
        return None
    inside = pieces[first:last]
    tags = [piece.tag for piece in inside if piece.tag is not None]
    words = "".join(read(piece.token.content) for piece in inside if piece.tag is None)
    classes = (CODE_CLASS.search(tag.attributes.get("class", "")) for tag in tags)
    named = _LANGUAGE.fullmatch(tags[0].attributes.get("lang", ""))
    language = next((match[1] for match in classes if match), named[0] if named else "")
    content = words.removeprefix("\n").removesuffix("\n") + "\n"
    place = [pieces[first].line, pieces[last].line + 1]
    return Token("fence", "code", 0, info=language, content=content, map=place)


def _is_code(piece: HtmlPiece) -> bool:
    if piece.tag is not None:
        return piece.tag.name in ("code", "span") and not piece.tag.is_hidden
    return piece.token.type == "text" and not piece.is_inner


def read(text: str) -> str:
    """Read the entities of a text."""
    return unescape(text).replace("\x00", "\N{REPLACEMENT CHARACTER}")
