"""A fault of nesting to words: what cannot be where, and what to do about it.

Turns the names of two elements into a message and a hint. Knows the rules through
`app.sx.html.nesting`, and no places.
"""

from typing import Final

from app.sx.html.nesting import contents, homes

_MOST_NAMED: Final = 9
#: Allowed nearly everywhere, or forbidden to programs: useless in a hint.
_UNHELPFUL: Final = frozenset({"script", "style", "template", "base", "noscript"})


def message(tag: str, blocker: str) -> str:
    """Return the message: what cannot be inside what."""
    return f"<{tag}> cannot stand inside <{blocker}>"


def hint(name: str, blocker: str, is_parent: bool, place: str | None) -> str:
    """Return the hint; `place` says where the blocker is if that is not obvious."""
    tag = name.partition("!")[0]
    if blocker in ("svg", "math"):
        return _out_of_drawing(blocker)
    if tag in _WORDS:
        return _WORDS[tag]
    parents = _named(homes(name))
    if parents:
        return f"put it into {parents}"
    if blocker in _ROWS:
        return "put it into a cell, <td> or <th>"
    allowed = _named(contents(blocker)) if is_parent else ""
    if allowed:
        return f"put only {allowed} into <{blocker}>"
    return _move(tag, blocker, place)


_ROWS: Final = frozenset({"table", "thead", "tbody", "tfoot", "tr"})
_WORDS: Final = {
    "html": "write <html> once, around the whole page",
    "image": "write <img>; <image> is an element of <svg>",
}


def _out_of_drawing(blocker: str) -> str:
    inside = " or into a <foreignObject>" if blocker == "svg" else ""
    return f"move it out of the <{blocker}>{inside}: a browser ends the <{blocker}> there"


def _move(tag: str, blocker: str, place: str | None) -> str:
    which = f"the <{blocker}> at {place}" if place else f"the <{blocker}>"
    if blocker == tag == "form":
        return f"move it out of {which}: a browser drops a form inside a form"
    instead = ", or make the <p> a <div>" if blocker == "p" else ""
    return f"move it out of {which}, which a browser closes before it{instead}"


def _named(names: tuple[str, ...]) -> str:
    """List a few elements; nothing if there are many, or none worth naming."""
    plain = {name.partition("!")[0] for name in names} - _UNHELPFUL
    shown = sorted(f"<{name}>" for name in plain if name.isalnum())
    if not shown or len(shown) > _MOST_NAMED:
        return ""
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"
