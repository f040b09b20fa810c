"""Values to HTML text: the only module that escapes, and the only one that builds an attribute.

Everything here returns an exact `str` that is ready to be written. `app.sx.core.contexts` decides
what a value may be.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final

try:
    from markupsafe._speedups import _escape_inner as _fastest
except ImportError:
    _fastest = None  # type: ignore[assignment]

from app.sx.builtins import BUILTINS
from app.sx.core.contexts import Checked, checked, harmless_word
from app.sx.html.facts import VOID, Attribute
from app.sx.values import Fault, Markup, described, text_of


def _replaced(text: str) -> str:
    """Escape without MarkupSafe's C function; most texts need no change."""
    for character, entity in _ENTITIES:
        if character in text:
            text = text.replace(character, entity)
    return text


_ENTITIES: Final = (
    ("&", "&amp;"),
    ("<", "&lt;"),
    (">", "&gt;"),
    ('"', "&#34;"),
    ("'", "&#39;"),
)


#: Escape an exact `str` (never a subclass, never another type) for text and quoted attributes.
#: The C function under MarkupSafe's `escape` takes 10 ns where `escape` itself takes 280, but
#: it is private; without it, the Python function below does the same.
escape: Final[Callable[[str], str]] = _replaced if _fastest is None else _fastest

#: HTML's white space, which is less than Python's.
_BLANKS: Final = " \t\n\f\r"
_UNWRITABLE: Final = re.compile("[\0\ud800-\udfff]")


def clean(html: str) -> str:
    """Replace NUL and lone surrogates, which HTML cannot have, by U+FFFD."""
    if "\0" not in html and (html.isascii() or _encodes(html)):
        return html
    return _UNWRITABLE.sub("\ufffd", html)


def _encodes(html: str) -> bool:
    try:
        # It refuses the same surrogates as UTF-8, in a tenth to half of the time.
        html.encode("utf-16-le")
    except UnicodeEncodeError:
        return False
    return True


def text(value: object) -> str:
    """Return a value as text of a page; raise Fault if it has none."""
    if type(value) is str:
        return escape(value)
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, Markup):
        return value.text
    if isinstance(value, list | tuple):
        return "".join(map(text, _flat(value)))
    try:
        return escape(text_of(value))
    except Fault as fault:
        hint = "read a field of it, or use `json`; an attribute is written `:name value`"
        if not isinstance(value, dict):
            hint = fault.hint or ("call it: `(f x)`" if callable(value) else hint)
        raise Fault(f"{described(value)} is no text", hint) from None


def _flat(value: list[object] | tuple[object, ...]) -> Iterator[object]:
    """Yield the items, and those of nested lists, however deep."""
    waiting = list(reversed(value))
    while waiting:
        item = waiting.pop()
        if isinstance(item, list | tuple):
            waiting.extend(reversed(item))
        else:
            yield item


def part(value: object) -> str:
    """Return an argument of `str` as escaped text."""
    return escape(text_of(value))


def word(value: object) -> str:
    """Return a dynamic part of an htmx attribute; raise Fault unless it is a harmless word."""
    return harmless_word(value)


def attribute(element: str, fact: Attribute, value: object) -> str:
    """Return a whole attribute with the space before it; empty text if it is left out."""
    return written(fact.name, checked(element, fact, value))


def written(name: str, value: Checked) -> str:
    """Return an attribute whose value has been checked."""
    if value is None or value is False:
        return ""
    if value is True:
        return f" {name}"
    return f' {name}="{escape(str.__str__(value))}"'


def raw(value: object) -> str:
    """Return trusted text as it is."""
    if isinstance(value, Markup):
        return value.text
    if isinstance(value, str):
        return str.__str__(value)
    if value is None:
        return ""
    raise Fault(f"`raw!` takes a string, got {described(value)}")


def script_json(value: object) -> str:
    """Return a value as JSON that a script element can hold."""
    return str(BUILTINS["json"].run(value)).replace("<", "\\u003c")


_TAG: Final = re.compile(r"<(/?)([^\s/>]*)[^>]*>")


def _outside(html: str) -> str:
    """Return the text of markup outside its elements."""
    outside, depth, end = "", 0, 0
    for tag in _TAG.finditer(html):
        if depth == 0:
            outside += html[end : tag.start()]
        if tag[2] not in VOID:
            depth += -1 if tag[1] else 1
        end = tag.end()
    return outside if depth else outside + html[end:]


def blank(value: object) -> str:
    """Return a value where only elements are allowed; raise Fault for text other than blanks."""
    if isinstance(value, list | tuple):
        return "".join(map(blank, _flat(value)))
    escaped = text(value)
    if (_outside(escaped) if isinstance(value, Markup) else escaped).strip(_BLANKS):
        raise Fault("no text may stand directly in this element", "put it into a cell")
    return escaped
