"""Functions, named loops and definitions to Python functions.

A closure that is created in a loop keeps the current values of its free names, as defaults of
keyword-only parameters.
"""

import ast
from dataclasses import dataclass

from app.sx.aser.codegen import FunctionBody, expression, function, name
from app.sx.aser.control import outlined
from app.sx.aser.emit import LEAVE, VALUE, WRITTEN, Emitter, Statements, Value
from app.sx.aser.environment import Env, Local, Recur
from app.sx.aser.patterns import bind
from app.sx.core import nodes
from app.sx.core.nodes import Node, Variable
from app.sx.syntax.errors import Span

Call = nodes.CallBuiltin | nodes.CallHelper | nodes.CallFunction


def lambda_(node: nodes.Lambda, e: Emitter) -> Value:
    """A closure."""
    names, rest, inner = _parameters(node, e.apart(VALUE))
    _return(node.body, inner)
    defined = function(e.unit.fresh("f"), names, inner.block.body(), rest)
    _capture(defined, e.block)
    return function_value(defined.name, len(names), node.name, None if rest else len(names))


def function_value(function_name: str, count: int, title: str, most: int | None) -> Value:
    """Return the function value of a Python function."""
    code = expression(
        "Function(made, least, most, title)",
        made=name(function_name),
        least=count,
        most=most,
        title=title,
    )
    return Value(code, "function")


def _parameters(node: nodes.Lambda, e: Emitter) -> tuple[list[str], str | None, Emitter]:
    names = [e.unit.fresh("v") for _ in node.parameters]
    rest = e.unit.fresh("v") if node.rest else None
    for pattern, each in zip(node.parameters, names, strict=True):
        e = bind(pattern, Local(each), e)
    return names, rest, e.bind(node.rest, Local(rest, "list")) if node.rest and rest else e


def _capture(defined: ast.FunctionDef, block: FunctionBody) -> None:
    """Add a function to a block; in a loop, with the current values of its free names."""
    block.statements.append(defined)
    if not block.looping:
        return
    parameters = defined.args
    inside = [node for statement in defined.body for node in ast.walk(statement)]
    names = [node for node in inside if isinstance(node, ast.Name)]
    loads = {node.id for node in names if isinstance(node.ctx, ast.Load)}
    stores = {node.id for node in names if not isinstance(node.ctx, ast.Load)}
    stores |= {node.arg for node in (*inside, *ast.walk(parameters)) if isinstance(node, ast.arg)}
    for each in sorted(loads - stores):
        if each[0] in "vt" and each[1:].isdigit():
            parameters.kwonlyargs.append(ast.arg(each))
            parameters.kw_defaults.append(name(each))


def call_function(node: nodes.CallFunction, e: Emitter) -> Value:
    """A call of a function value."""
    target, values = _callable(node.function, e), e.values(node.arguments)
    template = "target(*values)"
    if target is None:
        template, target = "invoke(target, *values)", e.value(node.function).code
    return e.placed(node.span, template, spans_of(node), target=target, values=values)


def _callable(node: Node, e: Emitter) -> ast.expr | None:
    """Return the name of the Python function of a definition that takes this many arguments."""
    if isinstance(node, nodes.Global):
        definition = e.unit.program.definitions[node.name]
        if isinstance(definition.value, nodes.Lambda) and not definition.value.rest:
            return name(_defined(definition, e))
    return None


def spans_of(node: Call) -> tuple[Span, ...]:
    """Return the places of a call's arguments."""
    return tuple(argument.span for argument in node.arguments)


def global_value(node: nodes.Global, e: Emitter) -> Value:
    """A definition: a function, or a value that is computed once a pass."""
    definition = e.unit.program.definitions[node.name]
    if isinstance(definition.value, nodes.Const):
        return e.value(definition.value)
    function = _defined(definition, e)
    if isinstance(definition.value, nodes.Lambda):
        count = len(definition.value.parameters)
        most = None if definition.value.rest else count
        return function_value(function, count, definition.name.rpartition("/")[2], most)
    return e.placed(node.span, "rt.once(title, made)", title=definition.name, made=name(function))


def _defined(definition: nodes.Define, e: Emitter) -> str:
    def make(variant: str) -> None:
        inner, body = Emitter(Env(), FunctionBody(e.unit, "o"), VALUE), definition.value
        names, rest = list[str](), None
        if isinstance(body, nodes.Lambda):
            names, rest, inner = _parameters(body, inner)
            body = body.body
        _return(body, inner)
        e.unit.functions.append(function(variant, names, inner.block.body(), rest))

    title = definition.name
    return e.unit.later(("definition", title), title, "d", make)


def _return(body: Node, e: Emitter) -> None:
    e.enter(body.span)
    result = e.block.assign(e.value(body).code)
    e.block.add(f"{LEAVE}\nreturn result", result=result)


def loop(node: nodes.Loop, e: Emitter) -> Value:
    """A named let: a Python loop if every self-call is in tail position, else a function."""
    if not node.tail:
        return _recursive(node, e)
    if e.block.is_full:
        return outlined(node, e)
    names = [e.block.assign(start).id for start in e.values(node.starts)]
    tail = Tail(node.name, tuple(names), e.unit.fresh("v"))
    inner = _bind_all(node.variables, names, e.into(tail, e.block.child(deeper=True)))
    inner.count(1, node.span)
    inner.emit(node.body)
    e.block.add("while True: body", body=inner.block.body())
    return Value(name(tail.result))


def _bind_all(variables: tuple[Variable, ...], names: list[str], e: Emitter) -> Emitter:
    for variable, each in zip(variables, names, strict=True):
        e = e.bind(variable, Local(each))
    return e


@dataclass(frozen=True)
class Tail(Statements):
    """The body of a loop, each path of which ends with a result or with new values."""

    again: Variable
    names: tuple[str, ...]
    result: str

    forms = (nodes.If, nodes.CaseOf, nodes.Let, nodes.Logic)

    def leaf(self, node: Node, e: Emitter) -> Value:
        """End the loop, or start its next turn."""
        if not isinstance(node, nodes.Again) or node.loop is not self.again:
            value = e.value(node).code
            e.block.add("result = value\nbreak", result=name(self.result), value=value)
            return WRITTEN
        if self.names:
            names: list[ast.expr] = [name(each) for each in self.names]
            e.block.add("(*names,) = (*values,)", names=names, values=e.values(node.arguments))
        e.block.add("continue")
        return WRITTEN


def _recursive(node: nodes.Loop, e: Emitter) -> Value:
    helper = e.unit.fresh("f")
    starts = e.values(node.starts)
    names = [e.unit.fresh("v") for _ in node.variables]
    inner = e.apart(VALUE).bind(node.name, Recur(helper, len(starts)))
    inner = _bind_all(node.variables, names, inner)
    _return(node.body, inner)
    _capture(function(helper, names, inner.block.body()), e.block)
    return e.placed(node.span, "made(*starts)", made=name(helper), starts=starts)


def again(node: nodes.Again, e: Emitter) -> Value:
    """A self-call that is not in tail position."""
    binding = e.env.bindings[node.loop]
    assert isinstance(binding, Recur)  # noqa: S101 - a tail loop has no such calls
    values = e.values(node.arguments)
    return e.placed(node.span, "made(*values)", made=name(binding.name), values=values)
