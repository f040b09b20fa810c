"""What stands in a line to Markdown, or to HTML where Markdown would not see its signs.

A line is made of pieces. Emphasis is written last, when a piece knows what stands beside it:
Markdown sees it only where its marks touch a word from outside; elsewhere a tag says it.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from urllib.parse import unquote

from app.markdown import escape
from app.markdown.html_tags import BLOCKS, HEADINGS, VOID
from app.markdown.outline import PREFIX
from app.markdown.print_parts import DocumentElement, element, text_of
from app.sx import Form

_MARKS: Final = {"strong": "**", "em": "*", "del": "~~", "mark": "=="}
_MARK_SIGNS: Final = frozenset("*_~=")
#: What the site adds to elements, and no author may write.
_OURS: Final = frozenset({"class", "role", "aria-label", "tabindex", "loading", "decoding"})
_BLOCKS: Final = BLOCKS | {"div", "section", "embed"}
_EDGE = re.compile(r"^\s+|\s+$")
_TASKS: Final = {"\N{BALLOT BOX WITH CHECK}": "[x]", "\N{BALLOT BOX}": "[ ]"}


@dataclass(frozen=True, slots=True)
class _InlineText:
    text: str
    tag: str = ""


def is_blocky(form: Form) -> bool:
    """Return whether a form fills lines of its own."""
    found = element(form)
    return found is not None and (found.tag in _BLOCKS or any(map(is_blocky, found.children)))


def inline(forms: Iterable[Form], *, one_line: bool = False) -> str:
    """Write what stands within a block."""
    text = _joined([_piece(form, one_line) for form in forms])
    if one_line:
        return _edged(text.replace("\n", "&#10;"))
    text = re.sub(r"\n(?=[ \t]*\n)", "&#10;", text)
    lines = (escape.line_start(_edged(line)) for line in text.split("\n"))
    return "\n".join(lines)


def _edged(line: str) -> str:
    """Write the blanks at the ends of a line as Markdown keeps them."""
    return _EDGE.sub(
        lambda found: "".join(f"&#{ord(each)};" for each in found[0] if each >= " "), line
    )


def _piece(form: Form, one_line: bool) -> _InlineText:
    found = element(form)
    if found is None:
        return _InlineText(escape.inline(text_of(form)))
    if found.tag in _MARKS and not found.attributes:
        return _InlineText(_inner(found.children, one_line), found.tag)
    rule = _RULES.get(found.tag)
    written = rule(found, one_line) if rule else None
    if written is not None:
        return _InlineText(written)
    return _InlineText(_tagged(found, _inner(found.children, one_line)))


def _inner(forms: Iterable[Form], one_line: bool) -> str:
    return _joined([_piece(form, one_line) for form in forms])


def _link(link: DocumentElement, one_line: bool) -> str | None:
    address = str(link.attributes["href"])
    if link.attributes.keys() - {"href", "title", "aria-label"}:
        return None
    return f"[{_inner(link.children, one_line)}]({_target(link, address)})"


def _target(found: DocumentElement, address: str) -> str:
    return escape.address(address) + escape.title(str(found.attributes.get("title", "")))


def _image(image: DocumentElement, _one_line: bool) -> str | None:
    if image.attributes.keys() - {"src", "alt", "title", *_OURS}:
        return None
    words = escape.inline(str(image.attributes["alt"]))
    return f"![{words}]({_target(image, str(image.attributes['src']))})"


def _code(code: DocumentElement, _one_line: bool) -> str | None:
    words = text_of(code)
    return None if code.attributes or "\n" in words else escape.code_span(words) or None


def _break(_form: DocumentElement, one_line: bool) -> str:
    return _tag("br") if one_line else "\\\n"


def _task(span: DocumentElement, _one_line: bool) -> str:
    return _TASKS.get(text_of(span), "")


def _reference(sup: DocumentElement, _one_line: bool) -> str | None:
    return f"[^{text_of(sup)}]" if "id" in sup.attributes else None


def _by_name(link: DocumentElement, _one_line: bool) -> str:
    name, fragment, words = map(text_of, link.children)
    place = unquote(fragment[1:]).removeprefix(PREFIX)
    shown = f"{name}#{place}" if place else name
    return f"[[{shown}]]" if words == name and not place else f"[[{shown}|{words}]]"


_RULES: Final[Mapping[str, Callable[[DocumentElement, bool], str | None]]] = {
    "a": _link,
    "img": _image,
    "code": _code,
    "br": _break,
    "span": _task,
    "sup": _reference,
    "post-link": _by_name,
}


def _joined(pieces: list[_InlineText]) -> str:
    """Join pieces, with marks where Markdown sees them."""
    whole = ""
    for piece, following in pairwise([*pieces, _InlineText("")]):
        text = piece.text
        if piece.tag:
            mark = _MARKS[piece.tag]
            beside = "<" if following.tag else following.text[:1]
            is_seen = _is_seen(whole[-1:], text, beside, mark)
            text = f"{mark}{text}{mark}" if is_seen else f"<{piece.tag}>{text}</{piece.tag}>"
        if text.startswith("\n") and whole.endswith("\\\n"):
            whole = f"{whole[:-2]}{_tag('br')}"
        if whole.endswith("!") and not whole.endswith("\\!") and text.startswith("["):
            whole = f"{whole[:-1]}\\!"
        if whole.endswith("`") and text.startswith("`"):
            whole += _tag("wbr")
        whole += text
    return f"{whole[:-2]}{_tag('br')}" if whole.endswith("\\\n") else whole


def _is_seen(before: str, text: str, after: str, mark: str) -> bool:
    """Return whether Markdown reads marks around this text as emphasis."""
    if not text or text[0].isspace() or text[-1].isspace():
        return False
    if _MARK_SIGNS & {before, text[0], text[-1], after} or text.endswith("\\"):
        return False
    opens = not _is_mark(text[0]) or not _is_word(before)
    closes = not _is_mark(text[-1]) or not _is_word(after)
    is_apart = mark != "==" or not (_is_word(before) or _is_word(after))
    return opens and closes and is_apart


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "PS"


def _is_word(letter: str) -> bool:
    return bool(letter) and not letter.isspace() and not _is_mark(letter)


def write_tag(found: DocumentElement) -> str:
    """Write the opening tag of an element."""
    attributes = dict(found.attributes)
    side = str(attributes.get("class", ""))
    if side.startswith("align-"):
        attributes["align"] = side.removeprefix("align-")
    if found.tag == "code" and side:
        return _tag("code", f' class="{html.escape(side)}"')
    named = str(attributes.pop("id", ""))
    if found.tag in HEADINGS and named:
        attributes["id"] = named.removeprefix(PREFIX)
    pairs = ((name, value) for name, value in attributes.items() if name not in _OURS)
    written = (
        f" {name}" if value is True else f' {name}="{html.escape(str(value))}"'
        for name, value in pairs
    )
    return _tag(found.tag, "".join(written))


def _tag(name: str, attributes: str = "") -> str:
    """Write a tag of Markdown's source, which is read as all that authors write."""
    return f"<{name}{attributes}>"


def _tagged(found: DocumentElement, inside: str) -> str:
    return write_tag(found) + ("" if found.tag in VOID else f"{inside}</{found.tag}>")


def raw(form: "Form | DocumentElement") -> str:
    """Write a form as HTML alone, in one line."""
    found = form if isinstance(form, DocumentElement) else element(form)
    if found is None:
        return html.escape(text_of(form), quote=False).replace("\n", "&#10;")
    inside = "".join(map(raw, found.children))
    return inside if found.tag in ("div", "section", "span") else _tagged(found, inside)
