"""Calls to nodes: names as values, functions, builtins, helpers.

Every call is checked here: the name and the number of arguments.
"""

from dataclasses import dataclass
from typing import Final

from app.sx.builtins import BUILTINS, Builtin
from app.sx.compiler import macros, unknown
from app.sx.core import nodes
from app.sx.core.known import Compiling, Helper
from app.sx.core.nodes import Node, Variable
from app.sx.core.scopes import Scope
from app.sx.core.signatures import check_count, written
from app.sx.html.facts import ELEMENTS
from app.sx.syntax.errors import CompileError, Span
from app.sx.syntax.forms import Form, Keyword, Sequence, Symbol
from app.sx.values import Function, field

MOST_MACROS: Final = 100


def name(form: Symbol, scope: Scope, compiler: Compiling) -> Node:
    """Compile a name where a value is wanted, with the fields of its path."""
    first, *steps = form.name.split(".")
    node = _value(first, form, scope, compiler)
    for step in steps:
        node = nodes.GetField(node, step, form.span)
    return node


def _value(first: str, form: Symbol, scope: Scope, compiler: Compiling) -> Node:
    if first in scope:
        return nodes.Ref(scope[first], form.span)
    full = _definition(first, form, compiler)
    if full:
        return nodes.Global(full, form.span)
    helper = _known_helper(first, form, compiler)
    if helper:
        return _helper_value(helper, form.span)
    builtin = _builtins(compiler).get(first)
    if builtin:
        least, most = builtin.least, builtin.most
        return nodes.Const(Function(builtin.run, least, most, builtin.name), form.span)
    raise unknown.value(first, form.span, scope, compiler)


def _definition(name_: str, form: Symbol, compiler: Compiling) -> str | None:
    definitions = compiler.known.definitions
    full = compiler.place.full(name_)
    found = full if full in definitions else name_
    if found not in definitions:
        return None
    if compiler.place.in_macro:
        raise unknown.too_early("definition", form)
    return found


def _known_helper(name_: str, form: Symbol, compiler: Compiling) -> Helper | None:
    helper = compiler.known.helpers.get(name_)
    if helper and compiler.place.in_macro:
        raise unknown.too_early("helper", form)
    return helper


def _builtins(compiler: Compiling) -> dict[str, Builtin]:
    return {**BUILTINS, **macros.BUILTINS} if compiler.place.in_macro else dict(BUILTINS)


def _helper_value(helper: Helper, span: Span) -> nodes.Lambda:
    variables = tuple(Variable(parameter) for parameter in helper.parameters[: helper.required])
    arguments = tuple(nodes.Ref(variable, span) for variable in variables)
    return nodes.Lambda(
        helper.name, variables, None, nodes.CallHelper(helper.name, arguments, span), span
    )


def named(form: Sequence, scope: Scope, compiler: Compiling) -> Node | None:
    """Compile a call of a local, a definition, a helper or a builtin; None if it is none."""
    head = form.items[0]
    assert isinstance(head, Symbol)  # noqa: S101 - the caller looked
    if "." in head.name:
        hint = "bind it with `let` first, or pass it as an argument"
        first, _, others = head.name.partition(".")
        if len(form.items) == 1:
            hint = f"write `{head.name}` without brackets"
        elif first in ELEMENTS and first not in scope:
            hint = f'write a class as `({first} :class "{others.replace(".", " ")}" ...)`'
        raise CompileError(f"the field path `{head.name}` is no function name", head.span, hint)
    if head.name in scope:
        return _local(scope[head.name], form, scope, compiler)
    full = _definition(head.name, head, compiler)
    if full:
        return _defined(full, form, scope, compiler)
    helper = _known_helper(head.name, head, compiler)
    if helper:
        return _helper(helper, form, scope, compiler)
    builtin = _builtins(compiler).get(head.name)
    if builtin:
        return _builtin(builtin, form, scope, compiler)
    return None


def _arguments(form: Sequence, scope: Scope, compiler: Compiling) -> tuple[Node, ...]:
    result = []
    for item in form.items[1:]:
        result.append(compiler(item, scope))
    return tuple(result)


def _local(variable: Variable, form: Sequence, scope: Scope, compiler: Compiling) -> Node:
    arguments = _arguments(form, scope, compiler)
    count = compiler.loops.get(variable)
    if count is not None:
        check_count(variable.name, len(arguments), count, count, form.span)
        return nodes.Again(variable, arguments, form.span)
    return nodes.CallFunction(nodes.Ref(variable, form.items[0].span), arguments, form.span)


def _defined(full: str, form: Sequence, scope: Scope, compiler: Compiling) -> Node:
    arguments = _arguments(form, scope, compiler)
    arity = compiler.known.definitions[full]
    if arity:
        check_count(full.rpartition("/")[2], len(arguments), *arity, form.span)
    return nodes.CallFunction(nodes.Global(full, form.items[0].span), arguments, form.span)


def _helper(helper: Helper, form: Sequence, scope: Scope, compiler: Compiling) -> Node:
    arguments = _arguments(form, scope, compiler)
    most, shown = len(helper.parameters), written(helper.name, helper.parameters, helper.required)
    check_count(helper.name, len(arguments), helper.required, most, form.span, shown)
    return nodes.CallHelper(helper.name, arguments, form.span)


def _builtin(builtin: Builtin, form: Sequence, scope: Scope, compiler: Compiling) -> Node:
    items = form.items[1:]
    shown = f"({builtin.signature})"
    check_count(builtin.name, len(items), builtin.least, builtin.most, form.span, shown)
    arguments = []
    for index, item in enumerate(items):
        if index in builtin.functions and isinstance(item, Keyword):
            arguments.append(_field_reader(item))
        else:
            arguments.append(compiler(item, scope))
    return nodes.CallBuiltin(builtin, tuple(arguments), form.span)


@dataclass(frozen=True, slots=True)
class FieldReader:
    """A keyword where a function is wanted: it reads that field."""

    name: str

    def __call__(self, value: object) -> object:
        """Read the field; raise Fault where there is none."""
        return field(value, self.name)


def _field_reader(form: Keyword) -> Node:
    return nodes.Const(Function(FieldReader(form.name), 1, 1, f":{form.name}"), form.span)


def function(form: Sequence, scope: Scope, compiler: Compiling) -> Node:
    """Compile a call whose head is itself a list: `((fn (x) x) 1)`."""
    head = form.items[0]
    is_fn = isinstance(head, Sequence) and head.items and _is_fn(head.items[0])
    if not is_fn:
        hint = "bind the function with `let` first"
        raise CompileError("expected a name or `(fn ...)` to call", head.span, hint)
    return nodes.CallFunction(compiler(head, scope), _arguments(form, scope, compiler), form.span)


def _is_fn(form: Form) -> bool:
    return isinstance(form, Symbol) and form.name == "fn"
