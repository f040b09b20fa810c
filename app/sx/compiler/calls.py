"""Calls to nodes: names as values, functions, builtins, helpers, components.

Every call is checked here: the name, the number of arguments, and for a
component each argument's name.
"""

from dataclasses import dataclass
from typing import Final

from app.sx import macros
from app.sx.builtins import BUILTINS, Builtin
from app.sx.compiler.known import Callee, Compiling, Helper
from app.sx.errors import CompileError, Span
from app.sx.forms import Form, Keyword, Sequence, Symbol
from app.sx.html import ELEMENTS
from app.sx.nodes import (
    Again,
    CallBuiltin,
    CallFunction,
    CallHelper,
    Const,
    Fragment,
    GetField,
    Global,
    Lambda,
    Node,
    Ref,
    Use,
    Variable,
)
from app.sx.scopes import Scope
from app.sx.signatures import check_count
from app.sx.specials import SPECIALS, TOP_FORMS
from app.sx.values import Function, did_you_mean, field

MOST_MACROS: Final = 100


def name(form: Symbol, scope: Scope, compiler: Compiling) -> Node:
    """Compile a name where a value is wanted, with the fields of its path."""
    first, *steps = form.name.split(".")
    node = _value(first, form, scope, compiler)
    for step in steps:
        node = GetField(node, step, form.span)
    return node


def _value(first: str, form: Symbol, scope: Scope, compiler: Compiling) -> Node:
    if first in scope:
        return Ref(scope[first], form.span)
    full = _definition(first, compiler)
    if full:
        return Global(full, form.span)
    helper = compiler.known.helpers.get(first)
    if helper:
        return _helper_value(helper, form.span)
    builtin = _builtins(compiler).get(first)
    if builtin:
        least, most = builtin.least, builtin.most
        return Const(Function(builtin.run, least, most, builtin.name), form.span)
    raise _unknown(first, form.span, scope, compiler)


def _definition(name_: str, compiler: Compiling) -> str | None:
    definitions = compiler.known.definitions
    full = compiler.place.full(name_)
    if full in definitions:
        return full
    return name_ if name_ in definitions else None


def _builtins(compiler: Compiling) -> dict[str, Builtin]:
    return {**BUILTINS, **macros.BUILTINS} if compiler.place.in_macro else dict(BUILTINS)


def _helper_value(helper: Helper, span: Span) -> Lambda:
    variables = tuple(Variable(parameter) for parameter in helper.parameters[: helper.required])
    arguments = tuple(Ref(variable, span) for variable in variables)
    return Lambda(helper.name, variables, None, CallHelper(helper.name, arguments, span), span)


def _unknown(first: str, span: Span, scope: Scope, compiler: Compiling) -> CompileError:
    if first.startswith("~"):
        hint = "call it in brackets, or pass a function"
        return CompileError(f"the component `{first}` is no value", span, hint)
    if first in SPECIALS or first in ELEMENTS:
        hint = f"write `({first} ...)`"
        return CompileError(f"unknown name `{first}`", span, hint)
    known = {*scope, *compiler.known.helpers, *BUILTINS}
    known |= {full.rpartition("/")[2] for full in compiler.known.definitions}
    return CompileError(f"unknown name `{first}`", span, did_you_mean(first, known))


def named(form: Sequence, scope: Scope, compiler: Compiling) -> Node | None:
    """Compile a call of a local, a definition, a helper or a builtin; None if it is none."""
    head = form.items[0]
    assert isinstance(head, Symbol)  # noqa: S101 - the caller looked
    if "." in head.name:
        hint = "bind it with `let` first, or pass it as an argument"
        raise CompileError(f"the field path `{head.name}` is no function name", head.span, hint)
    if head.name in scope:
        return _local(scope[head.name], form, scope, compiler)
    full = _definition(head.name, compiler)
    if full:
        return _defined(full, form, scope, compiler)
    if head.name in compiler.known.helpers:
        return _helper(compiler.known.helpers[head.name], form, scope, compiler)
    builtin = _builtins(compiler).get(head.name)
    if builtin:
        return _builtin(builtin, form, scope, compiler)
    return None


def unknown_head(head: Symbol, scope: Scope, compiler: Compiling) -> CompileError:
    """Make the fault of a name that nothing has."""
    if head.name in TOP_FORMS:
        hint = "move it out of the form that it stands in"
        return CompileError(f"`{head.name}` stands at the top of a file", head.span, hint)
    known = {*SPECIALS, *scope, *BUILTINS, *ELEMENTS, *compiler.known.helpers}
    known |= {full.rpartition("/")[2] for full in compiler.known.definitions}
    known |= {full.rpartition("/")[2] for full in compiler.known.macros}
    message = f"unknown element or function `{head.name}`"
    return CompileError(message, head.span, did_you_mean(head.name, known))


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
        return Again(variable, arguments, form.span)
    return CallFunction(Ref(variable, form.items[0].span), arguments, form.span)


def _defined(full: str, form: Sequence, scope: Scope, compiler: Compiling) -> Node:
    arguments = _arguments(form, scope, compiler)
    arity = compiler.known.definitions[full]
    if arity:
        check_count(full.rpartition("/")[2], len(arguments), *arity, form.span)
    return CallFunction(Global(full, form.items[0].span), arguments, form.span)


def _helper(helper: Helper, form: Sequence, scope: Scope, compiler: Compiling) -> Node:
    arguments = _arguments(form, scope, compiler)
    most = len(helper.parameters)
    check_count(helper.name, len(arguments), helper.required, most, form.span)
    return CallHelper(helper.name, arguments, form.span)


def _builtin(builtin: Builtin, form: Sequence, scope: Scope, compiler: Compiling) -> Node:
    items = form.items[1:]
    check_count(builtin.name, len(items), builtin.least, builtin.most, form.span)
    arguments = []
    for index, item in enumerate(items):
        if index in builtin.functions and isinstance(item, Keyword):
            arguments.append(_field_reader(item))
        else:
            arguments.append(compiler(item, scope))
    return CallBuiltin(builtin, tuple(arguments), form.span)


@dataclass(frozen=True, slots=True)
class FieldReader:
    """A keyword where a function is wanted: it reads that field."""

    name: str

    def __call__(self, value: object) -> object:
        """Read the field; raise Fault where there is none."""
        return field(value, self.name)


def _field_reader(form: Keyword) -> Node:
    return Const(Function(FieldReader(form.name), 1, 1, f":{form.name}"), form.span)


def function(form: Sequence, scope: Scope, compiler: Compiling) -> Node:
    """Compile a call whose head is itself a list: `((fn (x) x) 1)`."""
    head = form.items[0]
    is_fn = isinstance(head, Sequence) and head.items and _is_fn(head.items[0])
    if not is_fn:
        hint = "bind the function with `let` first"
        raise CompileError("expected a name or `(fn ...)` to call", head.span, hint)
    return CallFunction(compiler(head, scope), _arguments(form, scope, compiler), form.span)


def _is_fn(form: Form) -> bool:
    return isinstance(form, Symbol) and form.name == "fn"


def component(form: Sequence, scope: Scope, compiler: Compiling) -> Node:
    """Compile a call of a component: arguments by name, then children."""
    head = form.items[0]
    assert isinstance(head, Symbol)  # noqa: S101 - the caller looked
    full = compiler.place.component(head.name)
    callee = compiler.known.components.get(full)
    if callee is None:
        hint = did_you_mean(full, compiler.known.components)
        raise CompileError(f"unknown component `{head.name}`", head.span, hint)
    pairs, rest = _pairs(form.items[1:], callee, compiler)
    arguments = tuple((key.name, compiler(value, scope)) for key, value in pairs)
    _check_missing(callee, {key.name for key, _ in pairs}, form, compiler)
    children = _children(callee, rest, form.span, scope, compiler)
    return Use(full, arguments, children, form.span)


def _pairs(
    items: tuple[Form, ...], callee: Callee, compiler: Compiling
) -> tuple[list[tuple[Keyword, Form]], tuple[Form, ...]]:
    pairs: list[tuple[Keyword, Form]] = []
    seen: set[str] = set()
    while items and isinstance(items[0], Keyword):
        key = items[0]
        if len(items) < 2:
            raise CompileError(f"`:{key.name}` has no value", key.span)
        fault = _argument_fault(key, callee, seen)
        if fault:
            compiler.keep(fault)
        else:
            pairs.append((key, items[1]))
        seen.add(key.name)
        items = items[2:]
    return pairs, items


def _argument_fault(key: Keyword, callee: Callee, seen: set[str]) -> CompileError | None:
    if callee.declaration.named(key.name) is None:
        hint = did_you_mean(key.name, (p.name for p in callee.declaration.parameters))
        message = f"unknown argument `{key.name}` of `{callee.name}`"
        return CompileError(message, key.span, hint)
    if key.name in seen:
        return CompileError(f"the argument `{key.name}` stands twice", key.span, "remove one")
    return None


def _check_missing(callee: Callee, given: set[str], form: Sequence, compiler: Compiling) -> None:
    for parameter in callee.declaration.parameters:
        if parameter.default is None and parameter.name not in given:
            message = f"missing argument `{parameter.name}` of `{callee.name}`"
            hint = f"add `:{parameter.name} ...`"
            compiler.keep(CompileError(message, form.span, hint))


def _children(
    callee: Callee, forms: tuple[Form, ...], span: Span, scope: Scope, compiler: Compiling
) -> Node | None:
    if not forms:
        return None
    if callee.declaration.children is None:
        hint = "declare `&rest children` in the component"
        raise CompileError(f"`{callee.name}` takes no children", forms[0].span, hint)
    parts = []
    for form in forms:
        if isinstance(form, Keyword):
            hint = "put the arguments before the children"
            compiler.keep(CompileError(f"`:{form.name}` stands after a child", form.span, hint))
        else:
            parts.append(compiler(form, scope))
    return Fragment(tuple(parts), span)
