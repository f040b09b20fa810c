"""Nodes that choose, bind and repeat: one generator each, for every destination."""

import ast

from app.sx.aser.codegen import expression, function, name
from app.sx.aser.emit import TRUTH, WRITTEN, Branch, Emitter, Text, Value
from app.sx.aser.environment import Local, SlotArgument
from app.sx.aser.patterns import bind
from app.sx.core import nodes
from app.sx.core.nodes import Variable


def if_(node: nodes.If, e: Emitter) -> Value:
    """A choice; none if the test is known."""
    test = e.truth(node.test)
    if isinstance(test, bool):
        return e.emit(node.then if test else node.otherwise)
    yes, no = e.branch(), e.branch()
    return e.to.join(test, (yes, yes.emit(node.then)), (no, no.emit(node.otherwise)), e)


def case(node: nodes.CaseOf, e: Emitter) -> Value:
    """A value among literal keys: nested choices."""
    read = e.name(e.value(node.value))
    steps: list[tuple[ast.expr, Branch, Emitter, Emitter]] = []
    around = e
    for keys, result in node.branches:
        yes, no = around.branch(), around.branch()
        steps.append((_matches(read, keys, e), (yes, yes.emit(result)), no, around))
        around = no
    value = around.emit(node.otherwise)
    for test, branch, no, outer in reversed(steps):
        value = e.to.join(test, branch, (no, value), outer)
    return value


def _matches(x: ast.expr, keys: tuple[object, ...], e: Emitter) -> ast.expr:
    tests = [
        expression("x == key" if isinstance(key, str) else "equal(x, key)", x=x, key=constant.code)
        for key, constant in zip(keys, map(e.known, keys), strict=True)
    ]
    return tests[0] if len(tests) == 1 else ast.BoolOp(ast.Or(), tests)


def let(node: nodes.Let, e: Emitter) -> Value:
    """A binding, then its body."""
    return bind(node.pattern, node.value, e).emit(node.body)


def logic(node: nodes.Logic, e: Emitter) -> Value:
    """`and` or `or`: a choice between a part and the rest."""
    span = node.span
    if len(node.parts) < 2:
        nothing = nodes.Const(True if node.every else None, span)
        return e.emit(node.parts[0] if node.parts else nothing)
    first, rest = node.parts[0], nodes.Logic(node.every, node.parts[1:], span)
    if isinstance(e.to, Text) and (node.every or not all(map(_is_name, node.parts[:-1]))):
        return e.to.leaf(node, e)
    decided: nodes.Node = first
    if e.to is TRUTH:
        decided = nodes.Const(not node.every, span)
    elif not isinstance(e.to, Text):
        variable = Variable("part")
        e = e.bind(variable, e.local(e.value(first)))
        first = decided = nodes.Ref(variable, first.span)
    then, otherwise = (rest, decided) if node.every else (decided, rest)
    return if_(nodes.If(first, then, otherwise, span), e)


def _is_name(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Ref)


def ref(node: nodes.Ref, e: Emitter) -> Value:
    """A variable; a slot is generated where it is put."""
    binding = e.env.bindings[node.variable]
    if isinstance(binding, SlotArgument):
        return e.under(binding.env).emit(binding.node)
    return e.to.leaf(node, e)


def each(node: nodes.Each, e: Emitter) -> Value:
    """A loop."""
    if e.block.is_full:
        return outlined(node, e)
    if e.to.writes:
        # What stands before the loop may fail, and does so before its list.
        e.block.flush()
    items: ast.expr = _items(node.items, e)
    inner, item = e.branch(deeper=True), e.unit.fresh("v")
    target: ast.expr = ast.Name(item, ast.Store())
    if node.index:
        index = e.unit.fresh("v")
        target = ast.Tuple([ast.Name(index, ast.Store()), target], ast.Store())
        items = expression("enumerate(items)", items=items)
        inner = inner.bind(node.index, Local(index, "int"))
    inner = bind(node.pattern, Local(item), inner)
    return e.to.loop(target, items, (inner, inner.emit(node.body)), e)


def _items(node: nodes.Node, e: Emitter) -> ast.Name:
    """Name the items of a list for a loop, and count them as turns."""
    read = e.twice(e.value(node).code)
    listed = expression("read if type(first) is list else items(read)", **read)
    items = e.block.assign(e.place(node.span, listed))
    e.count(expression("len(items)", items=items), node.span)
    return items


def outlined(node: nodes.Node, e: Emitter) -> Value:
    """Generate a node in a function of its own, because Python limits nested blocks."""
    inner, helper = e.apart(), e.unit.fresh("f")
    value = inner.emit(node)
    if e.to.writes:
        e.block.flush()
    else:
        inner.block.add("return result", result=value.code)
    e.block.statements.append(function(helper, [], inner.block.body()))
    call = expression("made()", made=name(helper))
    if not e.to.writes:
        return Value(call)
    e.block.add("call", call=call)
    return WRITTEN


def provide(node: nodes.Provide, e: Emitter) -> Value:
    """A body below a provided value; no pending text may be written inside it."""
    value = e.value(node.value)
    e.block.flush()
    hiding = expression("rt.provide(title, value)", title=node.name, value=value.code)
    hidden = e.block.assign(hiding)
    result = e.emit(node.body)
    if not e.to.writes:
        result = Value(e.block.assign(result.code), result.kind)
    e.block.flush()
    e.block.add("rt.restore(title, hidden)", title=node.name, hidden=hidden)
    return result
