"""Forms as data: what `quote` and `quasiquote` give, and what a macro is called with.

A list that was written remembers its place, a form that a macro makes has
none: it gets the place of the macro's call.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from app.sx.core.known import Call
from app.sx.core.nodes import Const, Node, Quasi
from app.sx.core.signatures import check_count, is_symbol
from app.sx.syntax.errors import Span
from app.sx.syntax.forms import Form, Literal, Mapping, Sequence, key_name


# (quote x)
def quote(call: Call) -> Node:
    """Compile a form that is data."""
    return Const(datum(call.items[1], is_placed=False), call.span)


class Items(list[object]):
    """A quoted list that remembers where it stood."""

    __slots__ = ("span",)

    def __init__(self, items: Iterable[object], span: Span) -> None:
        super().__init__(items)
        self.span = span


class _Nowhere:
    """The place of a symbol that a macro wrote: that of its call, when there is one."""


NOWHERE: Final[Span] = _Nowhere()  # type: ignore[assignment]


def datum(form: Form, is_placed: bool = True) -> object:
    """Return a form as data: a list is a list, symbols and keywords are forms.

    Unless it `is_placed`, it forgets where it was written.
    """
    match form:
        case Literal(value=value):
            return value
        case Sequence(items=items):
            inside = [datum(item, is_placed) for item in items]
            return Items(inside, form.span) if is_placed else inside
        case Mapping(pairs=pairs):
            return {key_name(key): datum(value, is_placed) for key, value in pairs}
        case _:
            return form if is_placed else replace(form, span=NOWHERE)


# (quasiquote x)
def quasiquote(call: Call) -> Node:
    """Compile a form that is data with parts computed."""
    return _quasi(call.items[1], 1, call)


def _quasi(form: Form, level: int, call: Call) -> Node:
    if not isinstance(form, Sequence) or not form.items:
        return Const(datum(form, is_placed=False), form.span)
    head = form.items[0]
    if is_symbol(head, "unquote") and level == 1:
        check_count("unquote", len(form.items) - 1, 1, 1, form.span)
        return call.compile(form.items[1], call.scope)
    level += is_symbol(head, "quasiquote") - is_symbol(head, "unquote")
    return Quasi(tuple(_quasi_part(item, level, call) for item in form.items), form.span)


def _quasi_part(form: Form, level: int, call: Call) -> tuple[bool, Node]:
    if level == 1 and isinstance(form, Sequence) and len(form.items) == 2:
        head, spliced = form.items
        if is_symbol(head, "unquote-splicing"):
            return True, call.compile(spliced, call.scope)
    return False, _quasi(form, level, call)
