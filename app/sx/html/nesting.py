"""Nesting that survives a browser: which element may stand where, given all that are open.

Follows the open elements from the outside in and keeps of them only what
matters to what comes, as a `State`: a number, 0 where nothing is known. The
rules are a parser's own, found by trying (`nesting_data`). SVG and MathML keep
to rules of their own until one of their doors leads back to HTML. Knows
nothing of forms and nodes.

In: names of elements (`named` gives them), the text's name `TEXT`. Out:
whether one may stand there, and which open element is in its way.
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
#: Elements that can hold another one.
PARENTS: Final = tuple(
    name
    for name in (*_ELEMENTS, *nesting_data.DOORS.split())
    if name.partition("!")[0] not in (*VOID, TEXT, "svg", "math", "image")
)


@dataclass(slots=True)
class _Effect:
    """What an element does to the state; what in the state hinders it, and what lifts that."""

    clear: State = 0
    set: State = 0
    hindered: tuple[tuple[State, State], ...] = ()


def _names(text: str, everything: Sequence[str]) -> frozenset[str]:
    words = text.split()
    if words[:1] == ["not"]:
        return frozenset(everything) - frozenset(words[1:])
    return frozenset(words)


def _effects() -> dict[str, _Effect]:
    """Assign each rule a bit, and more where it asks for a parent or is suspended somewhere."""
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
    """Name an element as the rules do: `kind` is its `type` or `encoding` if that is written."""
    word = (kind or "").lower()
    if tag == "input" and word == "hidden":
        return "input!hidden"
    if tag == "annotation-xml" and word in ("text/html", "application/xhtml+xml"):
        return "annotation-xml!html"
    return tag


@lru_cache(maxsize=4096)
def may_stand(state: State, name: str) -> bool:
    """Tell whether a browser leaves an element, or a text, where it is written."""
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
    """Find an element's effect; a door that stands outside its house is like any other name."""
    is_door = name in _SVG_DOORS or name in _MATHML_DOORS
    known = (name in _EFFECTS and not is_door) or name == "title"
    return _EFFECTS[name if known else _ORDINARY]


def in_the_way(path: Sequence[str], name: str) -> int | None:
    """Find which of the open elements, outermost first, hinders one more; None if none does."""
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
    """Return the bits that an element sets: none while SVG or MathML goes on inside it."""
    inside = enter(ANYWHERE | state & _NAMESPACE, name)
    return 0 if inside & state & _NAMESPACE else inside


@lru_cache(maxsize=512)
def homes(name: str) -> tuple[str, ...]:
    """List the elements that can hold this one."""
    return tuple(each for each in PARENTS if may_stand(enter(ANYWHERE, each), name))


@lru_cache(maxsize=512)
def contents(name: str) -> tuple[str, ...]:
    """List the elements that this one can hold."""
    inside = enter(ANYWHERE, name)
    return tuple(each for each in _ELEMENTS if each != TEXT and may_stand(inside, each))
