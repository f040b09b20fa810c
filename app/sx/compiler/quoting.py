"""Forms as data: the values of `quote` and `quasiquote`, and the arguments of macros.

A list from the text remembers its span. A form that a macro creates has none, and gets the span
of the macro's call.
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
    """Compile a quoted form."""
    return Const(datum(call.items[1], is_placed=False), call.span)


class Items(list[object]):
    """A quoted list that remembers its span."""

    __slots__ = ("span",)

    def __init__(self, items: Iterable[object], span: Span) -> None:
        super().__init__(items)
        self.span = span


class _Nowhere:
    """The span of a symbol that a macro created: that of its call, if there is one."""


NOWHERE: Final[Span] = _Nowhere()  # type: ignore[assignment]


def datum(form: Form, is_placed: bool = True) -> object:
    """Return a form as data: a list is a list, symbols and keywords are forms.

    Unless it `is_placed`, it has no span.
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
    """Compile a quoted form with computed parts."""
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
