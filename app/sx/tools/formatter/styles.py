"""A list to its style: what stays on its first line, what goes below, how wide it may be flat.

Knows the names of special forms and elements, and nothing of columns. A style
depends on nothing but the forms, never on how they were laid out before.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

from app.sx.builtins import BUILTINS
from app.sx.compiler.specials import SPECIALS
from app.sx.html.facts import ELEMENTS
from app.sx.tools.formatter.tree import Branch, Leaf, Note, Part, is_dropped

WIDTH: Final = 100

#: A body is easier to see on a line of its own: it joins its head only when both are short.
_BODY: Final = 36
_CHOICE: Final = 60
#: Several elements side by side, or many attributes.
_CROWD: Final = 60
_MANY_ATTRIBUTES: Final = 80
_DATA: Final = 80


class Role(Enum):
    """What a list is to the list around it."""

    FORM = auto()
    DATA = auto()
    PARAMETERS = auto()
    BINDING = auto()
    BINDINGS = auto()


class Way(Enum):
    """How a list that does not stay on a line is broken."""

    BODY = auto()
    ELEMENT = auto()
    CALL = auto()
    LIST = auto()
    DICT = auto()


@dataclass(frozen=True, slots=True)
class Style:
    """How one list is laid out.

    `head` parts begin on the first line. `pairs` says which of the others go
    two by two: none, those that begin with a keyword, or all.
    """

    way: Way
    head: int = 1
    pairs: str = "none"
    widest: int = WIDTH
    roles: dict[int, Role] = field(default_factory=dict)
    #: The role of every part that `roles` does not name.
    inner: Role = Role.FORM

    def role(self, index: int) -> Role:
        """Give the role of a part."""
        return self.roles.get(index, self.inner)


_PARAMETERS_AFTER_NAME: Final = {2: Role.PARAMETERS}
_BODIES: Final = {
    "defcomp": Style(Way.BODY, 3, "keywords", 0, _PARAMETERS_AFTER_NAME),
    "defmacro": Style(Way.BODY, 3, "none", 0, _PARAMETERS_AFTER_NAME),
    "defpage": Style(Way.BODY, 2, "keywords", 0),
    "defexample": Style(Way.BODY, 3),
    "deftest": Style(Way.BODY, 2),
    "define": Style(Way.BODY, 2),
    "let": Style(Way.BODY, 2, "none", _BODY, {1: Role.BINDINGS}),
    "for": Style(Way.BODY, 2, "none", _BODY, {1: Role.BINDING}),
    "fn": Style(Way.BODY, 2, "none", _CHOICE, {1: Role.PARAMETERS}),
    "when": Style(Way.BODY, 2, "none", _BODY),
    "unless": Style(Way.BODY, 2, "none", _BODY),
    "if": Style(Way.BODY, 2, "none", _CHOICE),
    "cond": Style(Way.BODY, 1, "all", _BODY),
    "case": Style(Way.BODY, 2, "all", _BODY),
    "do": Style(Way.BODY, 1, "none", _CROWD),
    "provide": Style(Way.BODY, 3, "none", _BODY),
    "out-of-band": Style(Way.BODY, 2),
}
_LISTS_OF_A_PAGE: Final = (":regions", ":query", ":fields")
_NAMED_LET: Final = Style(Way.BODY, 3, "none", _BODY, {2: Role.BINDINGS})
_FUNCTION: Final = Style(Way.BODY, 2, "none", 0, {1: Role.PARAMETERS})


def style_of(branch: Branch, role: Role) -> Style:
    """Choose the style of a list or a dict."""
    if branch.bracket == "{":
        return Style(Way.DICT, 0, "all", _DATA)
    if role is Role.BINDING:
        return Style(Way.BODY, len(branch.parts))
    if role is Role.BINDINGS:
        return Style(Way.LIST, 0, widest=_crowded(branch.parts), inner=Role.BINDING)
    if role is not Role.FORM or branch.opening.endswith("'("):
        return Style(Way.LIST, 0, inner=Role.DATA)
    return _style_of_form(branch.parts)


def _style_of_form(parts: list[Part]) -> Style:
    head = parts[0] if parts else None
    if not isinstance(head, Leaf) or not _is_name(head):
        return Style(Way.LIST, 0, widest=_DATA)
    body = _body_style(head.text, parts)
    if body:
        return body
    if _is_markup(head.text, parts):
        return Style(Way.ELEMENT, widest=_widest(head.text, parts))
    return Style(Way.CALL)


def _is_name(head: Leaf) -> bool:
    first = head.text[0]
    return first.isalpha() or (first in "-?!*/+<>=~_&" and not head.text[1:2].isdigit())


def _body_style(name: str, parts: list[Part]) -> Style | None:
    second = parts[1] if len(parts) > 1 else None
    if name == "let" and isinstance(second, Leaf):
        return _NAMED_LET
    if name == "define" and isinstance(second, Branch):
        return _FUNCTION
    if name == "defpage":
        return Style(Way.BODY, 2, "keywords", 0, _page_roles(parts))
    return _BODIES.get(name)


def _page_roles(parts: list[Part]) -> dict[int, Role]:
    return {
        index + 1: Role.DATA if part.text != ":regions" else Role.FORM
        for index, part in enumerate(parts)
        if isinstance(part, Leaf) and part.text in _LISTS_OF_A_PAGE
    }


def _is_markup(name: str, parts: list[Part]) -> bool:
    if name.startswith("~") or name in ("<>", "json-data"):
        return True
    if name in BUILTINS or name in SPECIALS:
        return False
    if name.partition(":")[0] in ("html", "svg", "mathml") or name in ELEMENTS:
        return True
    second = parts[1] if len(parts) > 1 else None
    return isinstance(second, Leaf) and second.is_keyword


def _widest(name: str, parts: list[Part]) -> int:
    if name == "html":
        return 0
    attributes = attribute_count(parts)
    children = parts[1 + attributes :]
    widest = _MANY_ATTRIBUTES if attributes >= 2 * 4 else WIDTH
    if any(isinstance(child, Leaf) and child.is_text for child in children):
        return widest
    return min(widest, _crowded(children))


def _crowded(parts: list[Part]) -> int:
    """Give how wide several lists side by side may be."""
    return _CROWD if sum(isinstance(part, Branch) for part in parts) > 1 else WIDTH


def attribute_count(parts: Sequence[Part]) -> int:
    """Count the parts behind the head that are attributes and their values."""
    at = 1
    while at + 1 < len(parts):
        key, value = parts[at : at + 2]
        if not (isinstance(key, Leaf) and key.is_keyword) or _is_loose(value):
            break
        at += 2
    return at - 1


def _is_loose(part: Part) -> bool:
    return isinstance(part, Note) or is_dropped(part)
