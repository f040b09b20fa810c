"""Calls to nodes: names as values, functions, builtins, helpers.

Checks the name and the number of arguments of every call.
"""

from dataclasses import dataclass
from typing import Final

from app.sx.builtins import BUILTINS, Builtin
from app.sx.compiler import macros, unknown
from app.sx.core import nodes
from app.sx.core.known import Call, Compiling, Helper
from app.sx.core.nodes import Node, Variable
from app.sx.core.scopes import Scope
from app.sx.core.signatures import check_count, is_symbol, written
from app.sx.html.facts import ELEMENTS
from app.sx.syntax.errors import CompileError, Span
from app.sx.syntax.forms import Keyword, Sequence, Symbol
from app.sx.values import Function, field

MOST_MACROS: Final = 100


def name(form: Symbol, scope: Scope, compiler: Compiling) -> Node:
    """Compile a name as a value, with the fields of its path."""
    first, *steps = form.name.split(".")
    node = _value(first, form, scope, compiler)
    for step in steps:
        node = nodes.GetField(node, step, form.span)
    return node


def _value(first: str, form: Symbol, scope: Scope, compiler: Compiling) -> Node:
    if first in scope:
        return nodes.Ref(scope[first], form.span)
    match _callee(first, form, compiler):
        case str(full):
            return nodes.Global(full, form.span)
        case Helper() as helper:
            return _helper_value(helper, form.span)
        case Builtin(run=run, least=least, most=most):
            return nodes.Const(Function(run, least, most, first), form.span)
        case None:
            raise unknown.value(first, form.span, scope, compiler)


def _callee(name_: str, form: Symbol, compiler: Compiling) -> str | Helper | Builtin | None:
    """Look up a name that is not local: a definition by its full name, a helper or a builtin."""
    known, full = compiler.known, compiler.place.full(name_)
    full = full if full in known.definitions else name_
    if full in known.definitions:
        if compiler.place.in_macro:
            raise unknown.too_early("definition", form)
        return full
    if name_ in known.helpers:
        if compiler.place.in_macro:
            raise unknown.too_early("helper", form)
        return known.helpers[name_]
    of_macros = macros.BUILTINS.get(name_) if compiler.place.in_macro else None
    return of_macros or BUILTINS.get(name_)


def _helper_value(helper: Helper, span: Span) -> nodes.Lambda:
    variables = tuple(Variable(parameter) for parameter in helper.parameters[: helper.required])
    arguments = tuple(nodes.Ref(variable, span) for variable in variables)
    return nodes.Lambda(
        helper.name, variables, None, nodes.CallHelper(helper.name, arguments, span), span
    )


def named(call: Call) -> Node | None:
    """Compile a call of a local, a definition, a helper or a builtin; None for another name."""
    head, scope = call.items[0], call.scope
    assert isinstance(head, Symbol)  # noqa: S101 - the caller looked
    if "." in head.name:
        hint = "bind it with `let` first, or pass it as an argument"
        first, _, others = head.name.partition(".")
        if len(call.items) == 1:
            hint = f"write `{head.name}` without brackets"
        elif first in ELEMENTS and first not in scope:
            hint = f'write a class as `({first} :class "{others.replace(".", " ")}" ...)`'
        raise CompileError(f"the field path `{head.name}` is no function name", head.span, hint)
    if head.name in scope:
        return _local(scope[head.name], call)
    match _callee(head.name, head, call.compile):
        case str(full):
            return _defined(full, call)
        case Helper() as helper:
            return _helper(helper, call)
        case Builtin() as builtin:
            return _builtin(builtin, call)
        case None:
            return None


def _local(variable: Variable, call: Call) -> Node:
    arguments = call.parts()
    count = call.compile.loops.get(variable)
    if count is not None:
        check_count(variable.name, len(arguments), count, count, call.span)
        return nodes.Again(variable, arguments, call.span)
    return nodes.CallFunction(nodes.Ref(variable, call.items[0].span), arguments, call.span)


def _defined(full: str, call: Call) -> Node:
    arguments = call.parts()
    arity = call.compile.known.definitions[full]
    if arity:
        check_count(full.rpartition("/")[2], len(arguments), *arity, call.span)
    return nodes.CallFunction(nodes.Global(full, call.items[0].span), arguments, call.span)


def _helper(helper: Helper, call: Call) -> Node:
    arguments = call.parts()
    most, shown = len(helper.parameters), written(helper.name, helper.parameters, helper.required)
    check_count(helper.name, len(arguments), helper.required, most, call.span, shown)
    return nodes.CallHelper(helper.name, arguments, call.span)


def _builtin(builtin: Builtin, call: Call) -> Node:
    shown, count = f"({builtin.signature})", len(call.items) - 1
    check_count(builtin.name, count, builtin.least, builtin.most, call.span, shown)
    arguments = tuple(
        _field_reader(item)
        if isinstance(item, Keyword) and index in builtin.functions
        else call.part(index + 1)
        for index, item in enumerate(call.items[1:])
    )
    return nodes.CallBuiltin(builtin, arguments, call.span)


@dataclass(frozen=True, slots=True)
class FieldReader:
    """A keyword as a function: it reads that field."""

    name: str

    def __call__(self, value: object) -> object:
        """Read the field; raise Fault if there is none."""
        return field(value, self.name)


def _field_reader(form: Keyword) -> Node:
    return nodes.Const(Function(FieldReader(form.name), 1, 1, f":{form.name}"), form.span)


def function(call: Call) -> Node:
    """Compile a call whose head is itself a list: `((fn (x) x) 1)`."""
    head = call.items[0]
    if not isinstance(head, Sequence) or not head.items or not is_symbol(head.items[0], "fn"):
        hint = "bind the function with `let` first"
        raise CompileError("expected a name or `(fn ...)` to call", head.span, hint)
    return nodes.CallFunction(call.part(0), call.parts(), call.span)
