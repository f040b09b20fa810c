"""Macro calls to forms: the call's forms go in as data, a form comes out.

Knows forms and values. Calls the function that `app.sx.library` compiled of the macro's body,
and gives every form that the macro created the span of the call; forms from the call keep
their own. Either way the span names the macro.
"""

import itertools
from dataclasses import replace
from typing import Final

from app.sx.builtins.table import builtin
from app.sx.compiler.quoting import NOWHERE, Items, datum
from app.sx.core.known import Macro
from app.sx.core.signatures import check_count
from app.sx.syntax.errors import CompileError, ExpandError, Frame, Span
from app.sx.syntax.forms import Form, Keyword, Literal, Mapping, Sequence, Symbol
from app.sx.values import Fault, described

MOST_FORMS: Final = 100_000
#: The same depth as in source text.
MOST_DEPTH: Final = 200
#: The most loop turns, items and calls of one expansion.
MOST_TURNS: Final = 100_000


def expand(macro: Macro, form: Sequence) -> Form:
    """Return the form that a macro call stands for; raise CompileError if it is not a form."""
    check_count(macro.name, len(form.items) - 1, macro.least, macro.most, form.span)
    try:
        result = macro.run(*(datum(item) for item in form.items[1:]))
    except (Fault, ExpandError) as fault:
        message = f"in the macro `{macro.name}`: {fault.message}"
        raise CompileError(message, form.span, fault.hint) from None
    except RecursionError:
        raise CompileError(f"the macro `{macro.name}` calls too deeply", form.span) from None
    frame = Frame(f"the macro `{macro.name}`", form.span)
    return _form(result, replace(form.span, made=frame), itertools.count())


def _form(value: object, span: Span, counter: "itertools.count[int]", depth: int = 0) -> Form:
    if next(counter) > MOST_FORMS:
        raise CompileError(f"a macro made more than {MOST_FORMS} forms", span)
    if depth > MOST_DEPTH:
        hint = "make forms beside each other, or a component"
        raise CompileError(f"a macro made forms nested deeper than {MOST_DEPTH}", span, hint)
    if isinstance(value, Symbol):
        return Symbol(value.name, _own(value.span, span))
    if isinstance(value, Keyword):
        return Keyword(value.name, _own(value.span, span))
    if value is None or isinstance(value, bool | int | float | str):
        return Literal(value, span)
    if isinstance(value, Items):
        span = _own(value.span, span)
    if isinstance(value, list | tuple):
        return Sequence(tuple(_form(item, span, counter, depth + 1) for item in value), span)
    if isinstance(value, dict):
        values = {key: _form(item, span, counter, depth + 1) for key, item in value.items()}
        return Mapping(tuple((Literal(key, span), form) for key, form in values.items()), span)
    hint = "quote what it gives: `'(p ...)`, or with a backquote and `,`"
    raise CompileError(f"a macro gave {described(value)}, which is no form", span, hint)


def _own(span: Span, call: Span) -> Span:
    """Return a form's own span, if it has one, marked with the macro that was called."""
    return call if span is NOWHERE else replace(span, made=call.made)


_fresh: Final = itertools.count(1)


def _symbol(name: object) -> Symbol:
    if isinstance(name, Keyword | Symbol):
        return Symbol(name.name, NOWHERE)
    if isinstance(name, str):
        return Symbol(name, NOWHERE)
    raise Fault(f"expected a string, got {described(name)}", argument=0)


def _keyword(name: object) -> Keyword:
    return Keyword(_symbol(name).name, NOWHERE)


def _name(value: object) -> str:
    if isinstance(value, Symbol | Keyword):
        return value.name
    raise Fault(f"expected a symbol or a keyword, got {described(value)}", argument=0)


def _gensym() -> Symbol:
    # No name in a text contains `#`, so this one is unique.
    return Symbol(f"g#{next(_fresh)}", NOWHERE)


BUILTINS: Final = {
    each.name: each
    for each in (
        builtin("symbol? x -> boolean", lambda x: isinstance(x, Symbol), "Is it a symbol?"),
        builtin("keyword? x -> boolean", lambda x: isinstance(x, Keyword), "Is it a keyword?"),
        builtin("symbol x", _symbol, "The symbol of this name."),
        builtin("keyword x", _keyword, "The keyword of this name."),
        builtin("name x -> string", _name, "The name of a symbol or keyword."),
        builtin("gensym", _gensym, "A symbol that nobody else can write."),
    )
}
