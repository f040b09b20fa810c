"""Nesting that survives a browser's parser: which element may be where, given those that are open.

Follows the open elements from the outside in and keeps only what matters later, as a `State`: a
bit set, 0 where nothing is known. The rules were measured with a parser (`nesting_data`). SVG
and MathML have rules of their own until an integration point leads back to HTML. Knows nothing
of forms and nodes.

Takes names of elements (from `named`) and `TEXT` for text. Returns whether one may be there, and
which open element is in the way.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import Final, TypeAlias

from app.sx.html import nesting_data
from app.sx.html.facts import VOID

State: TypeAlias = int

TEXT: Final = "#text"
ANYWHERE: Final[State] = 0

_SVG, _MATHML, _ANNOTATION, _NAMESPACE = 1, 2, 3, 3
_ORDINARY: Final = "x-y"
_ELEMENTS: Final = tuple(nesting_data.ELEMENTS.split())
_BREAKOUTS: Final = frozenset(nesting_data.BREAKOUTS.split())
_SVG_DOORS: Final = frozenset({"foreignObject", "desc", "title"})
_MATHML_DOORS: Final = frozenset(nesting_data.DOORS.split()) - _SVG_DOORS - {"title!svg"}
#: Elements that can contain another one.
PARENTS: Final = tuple(
    name
    for name in (*_ELEMENTS, *nesting_data.DOORS.split())
    if name.partition("!")[0] not in (*VOID, TEXT, "svg", "math", "image")
)


@dataclass(slots=True)
class _Effect:
    """What an element does to the state; which bits hinder it, and which it lifts."""

    clear: State = 0
    set: State = 0
    hindered: tuple[tuple[State, State], ...] = ()


def _names(text: str, everything: Sequence[str]) -> frozenset[str]:
    words = text.split()
    if words[:1] == ["not"]:
        return frozenset(everything) - frozenset(words[1:])
    return frozenset(words)


def _effects() -> dict[str, _Effect]:
    """Assign a bit to each rule, and more if it needs a parent or is suspended somewhere."""
    effects = {name: _Effect() for name in (*_ELEMENTS, *PARENTS)}
    bits = (1 << index for index in count(2))
    for children, blockers, until, inner, unless in nesting_data.RULES:
        mask, lifts = next(bits), 0
        _remember(effects, mask, _names(blockers, PARENTS), _names(until, PARENTS))
        if inner:
            parent = next(bits)
            _remember(effects, parent, _names(inner, PARENTS), PARENTS)
            mask |= parent
        if unless:
            lifts = next(bits)
            _remember(effects, lifts, _names(unless, PARENTS), ())
        for child in _names(children, _ELEMENTS):
            effects[child].hindered += ((mask, lifts),)
    return effects


def _remember(
    effects: dict[str, _Effect], bit: State, blockers: Iterable[str], until: Iterable[str]
) -> None:
    for name in until:
        effects[name].clear |= bit
    for name in blockers:
        effects[name].set |= bit


_EFFECTS: Final = _effects()


def named(tag: str, kind: str | None = None) -> str:
    """Return an element's name in the rules; `kind` is its `type` or `encoding` if literal."""
    word = (kind or "").lower()
    if tag == "input" and word == "hidden":
        return "input!hidden"
    if tag == "annotation-xml" and word in ("text/html", "application/xhtml+xml"):
        return "annotation-xml!html"
    return tag


@lru_cache(maxsize=4096)
def may_stand(state: State, name: str) -> bool:
    """Return whether a browser leaves an element, or a text, where it is written."""
    namespace = state & _NAMESPACE
    if namespace:
        return name not in _BREAKOUTS
    return not _hindering(state, name)


def _hindering(state: State, name: str) -> State:
    """Return the bits of all rules that hinder an element of HTML."""
    bits = 0
    for mask, lifts in _effect(name).hindered:
        if state & mask == mask and not state & lifts:
            bits |= mask
    return bits


@lru_cache(maxsize=4096)
def enter(state: State, name: str) -> State:
    """Return the state inside an element."""
    namespace = state & _NAMESPACE
    if namespace:
        return _enter_foreign(state, namespace, name)
    effect = _effect(name)
    inside = state & ~effect.clear | effect.set
    return inside | {"svg": _SVG, "math": _MATHML}.get(name, 0)


def _enter_foreign(state: State, namespace: int, name: str) -> State:
    outside = state & ~_NAMESPACE
    if name in (_SVG_DOORS if namespace == _SVG else _MATHML_DOORS):
        door = _EFFECTS["title!svg" if name == "title" else name]
        return outside & ~door.clear | door.set
    if namespace == _SVG:
        return state
    if namespace == _ANNOTATION and name == "svg":
        return outside | _SVG
    return outside | (_ANNOTATION if name == "annotation-xml" else _MATHML)


def _effect(name: str) -> _Effect:
    """Return an element's effect; an integration point outside its own kind is like any name."""
    is_door = name in _SVG_DOORS or name in _MATHML_DOORS
    has_rules = (name in _EFFECTS and not is_door) or name == "title"
    return _EFFECTS[name if has_rules else _ORDINARY]


def in_the_way(path: Sequence[str], name: str) -> int | None:
    """Return the open element, of those given outermost first, that hinders one more, or None."""
    states = [ANYWHERE]
    for element in path:
        states.append(enter(states[-1], element))
    last = states[-1]
    if may_stand(last, name):
        return None
    if last & _NAMESPACE:
        return max(index for index, each in enumerate(path) if each in ("svg", "math"))
    bits = _hindering(last, name)
    return max(index for index, each in enumerate(path) if _adds(states[index], each) & bits)


def _adds(state: State, name: str) -> State:
    """Return the bits that an element sets: none while SVG or MathML continues inside it."""
    inside = enter(ANYWHERE | state & _NAMESPACE, name)
    return 0 if inside & state & _NAMESPACE else inside


@lru_cache(maxsize=512)
def homes(name: str) -> tuple[str, ...]:
    """Return the elements that can contain this one."""
    return tuple(each for each in PARENTS if may_stand(enter(ANYWHERE, each), name))


@lru_cache(maxsize=512)
def contents(name: str) -> tuple[str, ...]:
    """Return the elements that this one can contain."""
    inside = enter(ANYWHERE, name)
    return tuple(each for each in _ELEMENTS if each != TEXT and may_stand(inside, each))
