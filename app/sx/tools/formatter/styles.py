"""A list to its style: what stays on its first line, what goes below, how wide it may be flat.

Knows the names of special forms and elements, and nothing of columns. A style depends only on the
forms, never on their previous layout.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from app.sx.builtins import BUILTINS
from app.sx.compiler.specials import SPECIALS
from app.sx.html.facts import ELEMENTS
from app.sx.tools.formatter.tree import Part

WIDTH: Final = 100

#: A body is easier to see on a line of its own: it joins its head only when both are short.
_BODY: Final = 36
_CHOICE: Final = 60
#: Several elements side by side, or many attributes.
_CROWD: Final = 60
_MANY_ATTRIBUTES: Final = 80
_DATA: Final = 80

#: The role of a list in the list around it.
Role = Literal["form", "data", "parameters", "binding", "bindings"]


@dataclass(frozen=True, slots=True)
class Style:
    """How one list is laid out, and broken if it does not stay on a line.

    `head` parts begin on the first line. `pairs` says which of the others come in pairs: none,
    those that begin with a keyword, or all. `roles` are those of parts by index, `inner` is the
    role of all others.
    """

    head: int = 1
    widest: int = WIDTH
    pairs: Literal["none", "keywords", "all"] = "none"
    roles: Mapping[int, Role] = field(default_factory=dict)
    inner: Role = "form"
    way: Literal["body", "element", "call", "words", "rows"] = "body"

    def role(self, index: int) -> Role:
        """Return the role of a part."""
        return self.roles.get(index, self.inner)


#: The list without brackets around a whole text; it is never on one line.
TOP: Final = Style(0, -1, way="rows")
_DICT: Final = Style(0, _DATA, "all", way="rows")
_LIST: Final = Style(0, _DATA, way="words")
_QUOTED: Final = Style(0, way="words", inner="data")
_CALL: Final = Style(way="call")
_BODIES: Final = {
    "defcomp": Style(3, 0, "keywords", {2: "parameters"}),
    "defmacro": Style(3, 0, "none", {2: "parameters"}),
    "defexample": Style(3),
    "deftest": Style(2),
    "define": Style(2),
    "let": Style(2, _BODY, "none", {1: "bindings"}),
    "for": Style(2, _BODY, "none", {1: "binding"}),
    "fn": Style(2, _CHOICE, "none", {1: "parameters"}),
    "when": Style(2, _BODY),
    "unless": Style(2, _BODY),
    "if": Style(2, _CHOICE),
    "cond": Style(1, _BODY, "all"),
    "case": Style(2, _BODY, "all"),
    "do": Style(1, _CROWD),
    "provide": Style(3, _BODY),
    "out-of-band": Style(2),
}
_NAMED_LET: Final = Style(3, _BODY, "none", {2: "bindings"})
_FUNCTION: Final = Style(2, 0, "none", {1: "parameters"})
_NAME: Final = re.compile(r"[^\W\d_]|[-?!*/+<>=~_&](?!\d)")
_DATA_OF_A_PAGE: Final = (":query", ":fields")


def style_of(branch: Part, role: Role) -> Style:
    """Choose the style of a list or a dict."""
    if branch.text.endswith("{"):
        return _DICT
    if role == "binding":
        return Style(len(branch.parts))
    if role == "bindings":
        return Style(0, _crowded(branch.parts), inner="binding", way="words")
    if role != "form" or branch.text.endswith("'("):
        return _QUOTED
    name = branch.parts[0].text if branch.parts and branch.parts[0].is_word else ""
    return _style_of_form(name, branch.parts) if _NAME.match(name) else _LIST


def _style_of_form(name: str, parts: Sequence[Part]) -> Style:
    second = parts[1] if len(parts) > 1 else Part("")
    if name == "let" and second.is_word:
        return _NAMED_LET
    if name == "define" and second.is_list:
        return _FUNCTION
    if name == "defpage":
        data = [at + 1 for at, part in enumerate(parts) if part.text in _DATA_OF_A_PAGE]
        return Style(2, 0, "keywords", dict.fromkeys(data, "data"))
    if name in _BODIES:
        return _BODIES[name]
    if _is_markup(name, second):
        return Style(widest=_widest(name, parts), way="element")
    return _CALL


def _is_markup(name: str, second: Part) -> bool:
    if name.startswith("~") or name in ("<>", "json-data"):
        return True
    if name in BUILTINS or name in SPECIALS:
        return False
    if name.partition(":")[0] in ("html", "svg", "mathml") or name in ELEMENTS:
        return True
    return second.is_keyword


def _widest(name: str, parts: Sequence[Part]) -> int:
    if name == "html":
        return 0
    children = attributes_end(parts)
    widest = _MANY_ATTRIBUTES if children > 2 * 4 else WIDTH
    if any(child.is_text for child in parts[children:]):
        return widest
    return min(widest, _crowded(parts[children:]))


def _crowded(parts: Sequence[Part]) -> int:
    """Return how wide several lists side by side may be."""
    return _CROWD if sum(part.is_list for part in parts) > 1 else WIDTH


def attributes_end(parts: Sequence[Part]) -> int:
    """Return the index after an element's attributes."""
    at = 1
    while at + 1 < len(parts) and parts[at].is_keyword and not parts[at + 1].is_loose:
        at += 2
    return at
