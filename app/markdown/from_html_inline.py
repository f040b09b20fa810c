"""Elements inside a paragraph to inline Markdown: emphasis, code, links, pictures, embeds.

A line is made of pieces. Emphasis is written last, when a piece knows what
stands beside it: Markdown sees it only where its marks touch a word from
outside, and shows the marks elsewhere.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from app.markdown import escape
from app.markdown.adapt import Addresses
from app.markdown.addresses import may_link
from app.markdown.html import EMBEDS, Element, Node, text_of

#: Ends a line inside a paragraph, until the text stands where it belongs.
BREAK = "\x00"
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_EDGES = re.compile(rf"([ {BREAK}]*)(.*?)([ {BREAK}]*)\Z", re.DOTALL)
#: The marks of each element of emphasis.
MARKS = {
    **dict.fromkeys(("b", "strong"), "**"),
    **dict.fromkeys(("i", "em", "cite", "var", "dfn"), "*"),
    **dict.fromkeys(("del", "s", "strike"), "~~"),
}
_RAISED = str.maketrans("0123456789+-=()in", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁱⁿ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_PLAYER = re.compile(r"https://www\.youtube(?:-nocookie)?\.com/embed/([\w-]{6,})")


@dataclass(slots=True)
class Counts:
    """Where addresses lead, and what was met that Markdown cannot show as it is."""

    addresses: Addresses = field(default_factory=Addresses)
    pieces: int = 0
    frames: int = 0
    films: int = 0


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    marks: str = ""


def inline(nodes: Iterable[Node], counts: Counts, marks: str = "") -> str:
    """Write nodes as one run of Markdown; `BREAK` stands where a line ends."""
    pieces = [piece for node in nodes for piece in _pieces(node, counts, marks)]
    return _joined(pieces)


def _pieces(node: Node, counts: Counts, marks: str) -> Iterable[_Piece]:
    if isinstance(node, str):
        return [_Piece(escape.inline(_BLANKS.sub(" ", node)))]
    if node.tag in EMBEDS:
        return [_Piece(_embed(node, counts))]
    if node.tag in MARKS:
        return _emphasis(node, counts, marks)
    if node.tag in _RULES:
        return [_Piece(_RULES[node.tag](node, counts))]
    inner = inline(node.children, counts, marks)
    return [_Piece(_link(node, inner, counts) if node.tag == "a" else inner)]


def _emphasis(node: Element, counts: Counts, marks: str) -> Iterable[_Piece]:
    mark = MARKS[node.tag]
    if mark in marks.split():
        return [_Piece(inline(node.children, counts, marks))]
    before, words, after = _edges(inline(node.children, counts, f"{marks} {mark}"))
    return [_Piece(before), _Piece(words, mark if words else ""), _Piece(after)]


def _edges(text: str) -> tuple[str, str, str]:
    found = _EDGES.match(text)
    return (found[1], found[2], found[3]) if found else ("", text, "")


def _link(node: Element, inner: str, counts: Counts) -> str:
    address = counts.addresses.link(node.attributes.get("href", ""))
    before, words, after = _edges(inner)
    if not words or not address or not may_link(address):
        return inner
    title = escape.title(node.attributes.get("title", ""))
    return f"{before}[{words}]({escape.address(address)}{title}){after}"


def _image(node: Element, counts: Counts) -> str:
    source = counts.addresses.image(node.attributes.get("src", ""))
    words = escape.inline(" ".join(node.attributes.get("alt", "").split()))
    title = escape.title(node.attributes.get("title", ""))
    return f"![{words}]({escape.address(source)}{title})" if source else words


def _embed(node: Element, counts: Counts) -> str:
    is_film = node.tag in ("video", "audio")
    counts.films += is_film
    counts.frames += not is_film
    address = _PLAYER.sub(r"https://www.youtube.com/watch?v=\1", _source(node))
    address = counts.addresses.link(address) or ""
    if not may_link(address):
        return ""
    named = node.attributes.get("title") or node.attributes.get("aria-label")
    words = named or _name(node.tag, address)
    return f"[{escape.inline(' '.join(words.split()))}]({escape.address(address)})"


def _source(node: Element) -> str:
    found = node.attributes.get("src") or node.attributes.get("data") or ""
    inside = (_source(child) for child in node.children if isinstance(child, Element))
    address = found or next((source for source in inside if source), "")
    return f"https:{address}" if address.startswith("//") else address


def _name(tag: str, address: str) -> str:
    place = re.sub(r"^[a-z]+://|[?#].*", "", address).rstrip("/")
    if tag in ("video", "audio"):
        return f"{tag.capitalize()}: {place.rpartition('/')[2]}"
    return f"Embedded page: {place}"


def _code(node: Element, _counts: Counts) -> str:
    return escape.code_span(" ".join(text_of(node).split()))


def _raised(node: Element, _counts: Counts) -> str:
    return _shifted(text_of(node).strip(), _RAISED, "^")


def _lowered(node: Element, _counts: Counts) -> str:
    return _shifted(text_of(node).strip(), _LOWERED, "_")


def _shifted(text: str, letters: Mapping[int, int | str], mark: str) -> str:
    words = text.translate(letters)
    has_all = all(ord(letter) in letters for letter in text)
    return words if has_all else escape.inline(mark + text)


def _quotation(node: Element, _counts: Counts) -> str:
    return escape.inline(f"“{_BLANKS.sub(' ', text_of(node)).strip()}”")


_RULES: Mapping[str, Callable[[Element, Counts], str]] = {
    "br": lambda _node, _counts: BREAK,
    "wbr": lambda _node, _counts: "",
    "img": _image,
    "code": _code,
    "kbd": _code,
    "samp": _code,
    "tt": _code,
    "sup": _raised,
    "sub": _lowered,
    "q": _quotation,
    "rp": lambda _node, _counts: "",
    "rt": lambda node, _counts: f" ({text_of(node)})",
}


def _joined(pieces: list[_Piece]) -> str:
    """Join pieces, with their emphasis where Markdown sees it."""
    whole, marked = "", ""
    shown = _merged([piece for piece in pieces if piece.text])
    for piece, following in pairwise([*shown, _Piece(" ")]):
        mark = piece.marks if not marked and _is_seen(whole, piece.text, following.text) else ""
        text = f"{mark}{piece.text}{mark}"
        if whole.endswith("`") and text.startswith("`"):
            whole += " "
        if whole.endswith("!") and not whole.endswith("\\!") and text.startswith("["):
            whole = f"{whole[:-1]}\\!"
        whole, marked = whole + text, mark
    return whole


def _merged(pieces: list[_Piece]) -> list[_Piece]:
    merged: list[_Piece] = []
    for piece in pieces:
        if merged and piece.marks and merged[-1].marks == piece.marks:
            merged[-1] = replace(piece, text=merged[-1].text + piece.text)
        else:
            merged.append(piece)
    return merged


def _is_seen(before: str, text: str, after: str) -> bool:
    """Tell whether Markdown reads marks around this text as emphasis."""
    opens = not _is_mark(text[0]) or not _is_word(before[-1:])
    closes = not _is_mark(text[-1]) or not _is_word(after[:1])
    return opens and closes


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "PS"


def _is_word(letter: str) -> bool:
    return bool(letter) and not letter.isspace() and letter != BREAK and not _is_mark(letter)
