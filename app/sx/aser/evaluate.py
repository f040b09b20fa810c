"""Nodes where a value is wanted, to Python expressions.

What cannot be an expression becomes statements in the block in front of it:
the language is pure, so the order shows in nothing but the choice of an error.
"""

import ast
from collections.abc import Callable
from typing import Any, Final

from app.sx.aser.calls import call_builtin, call_helper, get_field
from app.sx.aser.codegen import (
    MOST_BLOCKS,
    Block,
    Env,
    Fixed,
    Local,
    Slot,
    Thunk,
    Value,
    at,
    call,
    constant,
    is_,
    method,
    name,
    stored,
)
from app.sx.aser.codegen import Again as AgainBinding
from app.sx.aser.emit import (
    Generator,
    Truth,
    as_expression,
    fixed,
    named,
    own_list,
    take,
    tested,
)
from app.sx.aser.functions import (
    again,
    call_function,
    function_value,
    global_value,
    lambda_,
    loop,
    outlined,
)
from app.sx.aser.patterns import bind
from app.sx.core.nodes import (
    Again,
    CallBuiltin,
    CallFunction,
    CallHelper,
    Case,
    Const,
    Context,
    Each,
    Element,
    Fragment,
    GetField,
    Global,
    If,
    JsonData,
    Lambda,
    Let,
    Logic,
    Loop,
    MakeDict,
    Node,
    OutOfBand,
    Provide,
    PutRegion,
    Quasi,
    Raw,
    Ref,
    Use,
)


def const(node: Const, env: Env, block: Block, g: Generator) -> Value:
    """A literal."""
    return fixed(node.value, block.unit)


def ref(node: Ref, env: Env, block: Block, g: Generator) -> Value:
    """A variable: a Python name, a known value, or a slot that is expanded here."""
    binding = env.bindings[node.variable]
    match binding:
        case Local():
            return Value(name(binding.name), binding.kind)
        case Fixed():
            return fixed(binding.value, block.unit)
        case Slot():
            return g.value(binding.node, binding.env, block)
        case Thunk():
            return Value(call(binding.name))
        case AgainBinding():
            return function_value(binding.name, binding.count, node.variable.name, binding.count)


def if_(node: If, env: Env, block: Block, g: Generator) -> Value:
    """A choice: an expression if both sides are, else a statement."""
    test = g.truth(node.test, env, block)
    if isinstance(test, bool):
        return g.value(node.then if test else node.otherwise, env, block)
    yes, no = block.child(), block.child()
    then, otherwise = g.value(node.then, env, yes), g.value(node.otherwise, env, no)
    kind = then.kind if then.kind == otherwise.kind else "any"
    if not yes.statements and not no.statements:
        return Value(ast.IfExp(test, then.code, otherwise.code), kind)
    target = block.unit.fresh("v")
    yes.add(ast.Assign([stored(target)], then.code))
    no.add(ast.Assign([stored(target)], otherwise.code))
    block.add(ast.If(test, yes.body(), no.body()))
    return Value(name(target), kind)


def logic(node: Logic, env: Env, block: Block, g: Generator) -> Value:
    """`and` or `or`: the deciding value."""
    if not node.parts:
        return fixed(True if node.every else None, block.unit)
    return _logic(node, 0, env, block, g)


def _logic(node: Logic, index: int, env: Env, block: Block, g: Generator) -> Value:
    value = g.value(node.parts[index], env, block)
    if index == len(node.parts) - 1:
        return value
    read = named(value, block)
    test = tested(Value(value.code if value.fixed else read, value.kind, value.fixed), block)
    if isinstance(test, bool):
        return _logic(node, index + 1, env, block, g) if test is node.every else value
    inner = block.child()
    rest = _logic(node, index + 1, env, inner, g)
    stay, go = (rest.code, read) if node.every else (read, rest.code)
    if not inner.statements:
        return Value(ast.IfExp(test, stay, go))
    target = block.assign(read)
    inner.add(ast.Assign([stored(target)], rest.code))
    block.add(ast.If(test if node.every else ast.UnaryOp(ast.Not(), test), inner.body(), []))
    return Value(name(target))


def case(node: Case, env: Env, block: Block, g: Generator) -> Value:
    """A value among literal keys."""
    read = named(g.value(node.value, env, block), block)
    target = block.unit.fresh("v")
    statement: list[ast.stmt] = _assigned(node.otherwise, target, env, block, g)
    for keys, result in reversed(node.branches):
        then = _assigned(result, target, env, block, g)
        statement = [ast.If(matches(read, keys, block), then, statement)]
    for each_ in statement:
        block.add(each_)
    return Value(name(target))


def _assigned(node: Node, target: str, env: Env, block: Block, g: Generator) -> list[ast.stmt]:
    inner = block.child()
    value = g.value(node, env, inner)
    inner.add(ast.Assign([stored(target)], value.code))
    return inner.body()


def matches(read: ast.expr, keys: tuple[object, ...], block: Block) -> ast.expr:
    """Compare a value with literal keys."""
    tests: list[ast.expr] = []
    for key in keys:
        if isinstance(key, str):
            tests.append(is_(read, ast.Eq(), constant(key)))
        else:
            tests.append(call("equal", read, fixed(key, block.unit).code))
    return tests[0] if len(tests) == 1 else ast.BoolOp(ast.Or(), tests)


def let(node: Let, env: Env, block: Block, g: Generator) -> Value:
    """A binding, then its body."""
    return g.value(node.body, bind(node.pattern, node.value, env, block, g), block)


def each(node: Each, env: Env, block: Block, g: Generator) -> Value:
    """A loop: the list of its results."""
    if block.depth >= MOST_BLOCKS:
        return outlined(node, env, block, each, g)
    from_ = g.value(node.items, env, block)
    line = block.unit.line(node.items.span, env)
    items = named(Value(at(line, method("each", from_.code)), "list"), block)
    target, iterator, inner, env = each_parts(node, items, env, block, g)
    value = g.value(node.body, env, inner)
    if not inner.statements:
        part = ast.comprehension(target, iterator, [], 0)
        return Value(ast.ListComp(value.code, [part]), "list")
    results = block.assign(ast.List([], ast.Load()))
    append = ast.Attribute(name(results), "append", ast.Load())
    inner.add(ast.Expr(ast.Call(append, [value.code], [])))
    block.add(ast.For(target, iterator, inner.body(), []))
    return Value(name(results), "list")


def each_parts(
    node: Each, items: ast.expr, env: Env, block: Block, g: Generator
) -> tuple[ast.expr, ast.expr, Block, Env]:
    """Give target, iterable, body's block and environment of a loop."""
    inner = block.child(deeper=True)
    item = block.unit.fresh("v")
    target: ast.expr = stored(item)
    iterator = items
    if node.index:
        index = block.unit.fresh("v")
        target = ast.Tuple([stored(index), target], ast.Store())
        iterator = call("enumerate", items)
        env = env.bind(node.index, Local(index, "int"))
    env = bind(node.pattern, Local(item), env, inner, g)
    return target, iterator, inner, env


def provide(node: Provide, env: Env, block: Block, g: Generator) -> Value:
    """A body under a provided value."""
    value = g.value(node.value, env, block)
    hidden = block.assign(method("provide", constant(node.name), value.code))
    result = block.assign(g.value(node.body, env, block).code)
    block.add(ast.Expr(method("restore", constant(node.name), name(hidden))))
    return Value(name(result))


def context(node: Context, env: Env, block: Block, g: Generator) -> Value:
    """What is provided, else the default."""
    line = block.unit.line(node.span, env)
    if node.default is None:
        return Value(at(line, method("context", constant(node.name))))
    provided = ast.Attribute(name("rt"), "provided", ast.Load())
    test = is_(constant(node.name), ast.In(), provided)
    inner = block.child()
    otherwise = g.value(node.default, env, inner)
    found = at(line, method("context", constant(node.name)))
    if not inner.statements:
        return Value(ast.IfExp(test, found, otherwise.code))
    target = block.unit.fresh("v")
    inner.add(ast.Assign([stored(target)], otherwise.code))
    block.add(ast.If(test, [ast.Assign([stored(target)], found)], inner.body()))
    return Value(name(target))


def make_dict(node: MakeDict, env: Env, block: Block, g: Generator) -> Value:
    """A dict written out."""
    values = [g.value(value, env, block).code for _, value in node.pairs]
    keys: list[ast.expr | None] = [constant(key) for key, _ in node.pairs]
    return Value(ast.Dict(keys, values), "dict")


def quasi(node: Quasi, env: Env, block: Block, g: Generator) -> Value:
    """A quasiquoted list."""
    parts: list[ast.expr] = []
    for spliced, part in node.parts:
        value = g.value(part, env, block)
        parts.append(ast.Tuple([constant(spliced), value.code], ast.Load()))
    line = block.unit.line(node.span, env)
    return Value(at(line, call("quasi", *parts)), "list")


def markup(node: Node, env: Env, block: Block, g: Generator) -> Value:
    """Markup as a value: written into a list of its own."""
    inner = own_list(block)
    g.write(node, env, inner)
    take(inner, block)
    return Value(name(block.assign(call("markup", name(inner.out)))), "markup")


VALUES: Final[dict[type, Callable[[Any, Env, Block, Generator], Value]]] = {
    Const: const,
    Ref: ref,
    Global: global_value,
    GetField: get_field,
    CallBuiltin: call_builtin,
    CallHelper: call_helper,
    CallFunction: call_function,
    Lambda: lambda_,
    If: if_,
    Logic: logic,
    Case: case,
    Let: let,
    Loop: loop,
    Again: again,
    Each: each,
    Provide: provide,
    Context: context,
    MakeDict: make_dict,
    Quasi: quasi,
    **dict.fromkeys((Fragment, Element, Use, Raw, JsonData, PutRegion, OutOfBand), markup),
}

_MARKUP: Final = (Fragment, Element, Use, Raw, JsonData, PutRegion, OutOfBand)


def truth(node: Node, env: Env, block: Block, g: Generator) -> Truth:
    """Tell whether a node's value is true."""
    if isinstance(node, _MARKUP):
        return True
    if isinstance(node, Ref):
        binding = env.bindings[node.variable]
        if isinstance(binding, Slot):
            return g.truth(binding.node, binding.env, block)
    if isinstance(node, If):
        return _if_truth(node, env, block, g)
    if isinstance(node, Logic) and node.parts:
        return _logic_truth(node, env, block, g)
    return tested(g.value(node, env, block), block)


def _if_truth(node: If, env: Env, block: Block, g: Generator) -> Truth:
    test = g.truth(node.test, env, block)
    if isinstance(test, bool):
        return g.truth(node.then if test else node.otherwise, env, block)
    yes, no = block.child(), block.child()
    then, otherwise = g.truth(node.then, env, yes), g.truth(node.otherwise, env, no)
    if then is True and otherwise is False:
        return test
    if not yes.statements and not no.statements:
        return ast.IfExp(test, as_expression(then), as_expression(otherwise))
    target = block.unit.fresh("v")
    yes.add(ast.Assign([stored(target)], as_expression(then)))
    no.add(ast.Assign([stored(target)], as_expression(otherwise)))
    block.add(ast.If(test, yes.body(), no.body()))
    return name(target)


def _logic_truth(node: Logic, env: Env, block: Block, g: Generator) -> Truth:
    tests: list[ast.expr] = []
    for part in node.parts:
        inner = block.child()
        test = g.truth(part, env, inner)
        if inner.statements and tests:
            return tested(logic(node, env, block, g), block)
        for statement in inner.statements:
            block.add(statement)
        if isinstance(test, bool):
            if test is not node.every:
                tests.append(constant(test))
                break
            continue
        tests.append(test)
    if not tests:
        return node.every
    operator: ast.boolop = ast.And() if node.every else ast.Or()
    return tests[0] if len(tests) == 1 else ast.BoolOp(operator, tests)
