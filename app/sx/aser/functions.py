"""Functions, loops with a name, and definitions, to Python functions.

A closure that is made in a loop keeps the values that its free names have at
that moment: they become defaults of keyword-only parameters.
"""

import ast
from collections.abc import Callable
from typing import Any

from app.sx.aser.codegen import (
    MOST_BLOCKS,
    Block,
    Env,
    Local,
    Value,
    at,
    call,
    constant,
    function,
    method,
    name,
    stored,
)
from app.sx.aser.codegen import (
    Again as AgainBinding,
)
from app.sx.aser.emit import Generator, as_expression, named, tested
from app.sx.aser.patterns import bind
from app.sx.core.nodes import (
    Again,
    CallFunction,
    Case,
    Const,
    Definition,
    Global,
    If,
    Lambda,
    Let,
    Logic,
    Loop,
    Node,
    Ref,
    Variable,
)


def lambda_(node: Lambda, env: Env, block: Block, g: Generator) -> Value:
    """A closure."""
    names, rest, inner, env = _parameters(node, env, block, g)
    _returning(inner, node.body, env, g)
    defined = function(block.unit.fresh("f"), names, inner.body(), rest)
    _capture(defined.args, defined.body, block)
    block.add(defined)
    most = None if node.rest else len(names)
    return function_value(defined.name, len(names), node.name, most)


def function_value(made: str, count: int, title: str, most: int | None) -> Value:
    """Make a function value of a Python function."""
    parts = constant(count), constant(most), constant(title)
    return Value(call("Function", name(made), *parts), "function")


def _parameters(
    node: Lambda, env: Env, block: Block, g: Generator
) -> tuple[list[str], str | None, Block, Env]:
    inner = Block(block.unit, block.out, looping=block.looping)
    names = [block.unit.fresh("v") for _ in node.parameters]
    rest = block.unit.fresh("v") if node.rest else None
    for pattern, each in zip(node.parameters, names, strict=True):
        env = bind(pattern, Local(each), env, inner, g)
    if node.rest and rest:
        env = env.bind(node.rest, Local(rest, "list"))
    return names, rest, inner, env


def _capture(parameters: ast.arguments, body: list[ast.stmt], block: Block) -> None:
    if not block.looping:
        return
    loads: set[str] = set()
    stores = {argument.arg for argument in parameters.args}
    stores |= {parameters.vararg.arg} if parameters.vararg else set()
    for statement in body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name):
                (loads if isinstance(node.ctx, ast.Load) else stores).add(node.id)
            elif isinstance(node, ast.arg):
                stores.add(node.arg)
    for each in sorted(loads - stores):
        if each[0] in "vt" and each[1:].isdigit():
            parameters.kwonlyargs.append(ast.arg(each))
            parameters.kw_defaults.append(name(each))


def call_function(node: CallFunction, env: Env, block: Block, g: Generator) -> Value:
    """A call of a function value."""
    values = [g.value(argument, env, block).code for argument in node.arguments]
    line = block.unit.line(node.span, env, tuple(argument.span for argument in node.arguments))
    if isinstance(node.function, Global):
        definition = block.unit.program.definitions[node.function.name]
        if isinstance(definition.value, Lambda) and not definition.value.rest:
            return Value(at(line, call(_defined(definition, block, g), *values)))
    target = g.value(node.function, env, block)
    return Value(at(line, call("invoke", target.code, *values)))


def global_value(node: Global, env: Env, block: Block, g: Generator) -> Value:
    """A definition: a function, or a value that is computed once a pass."""
    definition = block.unit.program.definitions[node.name]
    if isinstance(definition.value, Const):
        return g.value(definition.value, env, block)
    made = _defined(definition, block, g)
    if isinstance(definition.value, Lambda):
        count = len(definition.value.parameters)
        most = None if definition.value.rest else count
        return function_value(made, count, definition.name.rpartition("/")[2], most)
    line = block.unit.line(node.span, env)
    return Value(at(line, method("once", constant(definition.name), name(made))))


def _defined(definition: Definition, block: Block, g: Generator) -> str:
    def make(made: str) -> None:
        inner = Block(g.unit, "o")
        if isinstance(definition.value, Lambda):
            names, rest, inner, env = _parameters(definition.value, Env(), inner, g)
            body = definition.value.body
        else:
            names, rest, env, body = [], None, Env(), definition.value
        _returning(inner, body, env, g)
        g.unit.functions.append(function(made, names, inner.body(), rest))

    title = definition.name
    return block.unit.later(("definition", title), title, "d", make)


def _returning(inner: Block, body: Node, env: Env, g: Generator) -> None:
    enter = inner.unit.line(body.span, env)
    inner.add(ast.Expr(at(enter, method("enter"))))
    result = inner.assign(g.value(body, env, inner).code)
    inner.add(ast.Expr(method("leave")))
    inner.add(ast.Return(name(result)))


def loop(node: Loop, env: Env, block: Block, g: Generator) -> Value:
    """A named let: a Python loop if every self-call is in tail position, else a function."""
    return _while(node, env, block, g) if node.tail else _recursive(node, env, block, g)


def outlined(
    node: Node,
    env: Env,
    block: Block,
    make: Callable[[Any, Env, Block, Generator], Value],
    g: Generator,
) -> Value:
    """Make a value in a function of its own: Python nests only so many blocks in one."""
    inner = Block(block.unit, block.out, looping=block.looping)
    inner.add(ast.Return(make(node, env, inner, g).code))
    defined = function(block.unit.fresh("f"), [], inner.body())
    block.add(defined)
    return Value(call(defined.name))


def _while(node: Loop, env: Env, block: Block, g: Generator) -> Value:
    if block.depth >= MOST_BLOCKS:
        return outlined(node, env, block, _while, g)
    names = [block.assign(g.value(start, env, block).code) for start in node.starts]
    inner_env = env
    for variable, each in zip(node.variables, names, strict=True):
        inner_env = inner_env.bind(variable, Local(each))
    inner = block.child(deeper=True)
    line = block.unit.line(node.span, env)
    inner.add(ast.Expr(at(line, method("turn"))))
    result = block.unit.fresh("v")
    _Tail(node, names, result, g).write(node.body, inner_env, inner)
    block.add(ast.While(constant(True), inner.body(), []))
    return Value(name(result))


class _Tail:
    """The body of a loop: each way through it ends with a result, or with new values."""

    def __init__(self, node: Loop, names: list[str], result: str, g: Generator) -> None:
        self._loop = node.name
        self._names = names
        self._result = result
        self._g = g

    def write(self, node: Node, env: Env, block: Block) -> None:
        """Write a node in tail position."""
        match node:
            case If():
                self._if(node, env, block)
            case Let():
                self.write(node.body, bind(node.pattern, node.value, env, block, self._g), block)
            case Again(loop=variable) if variable is self._loop:
                self._again(node, env, block)
            case Case():
                self._case(node, env, block)
            case Logic(parts=[*before, last]):
                for part in before:
                    self._decide(part, not node.every, env, block)
                self.write(last, env, block)
            case _:
                self._give(self._g.value(node, env, block).code, block)

    def _give(self, code: ast.expr, block: Block) -> None:
        block.add(ast.Assign([stored(self._result)], code))
        block.add(ast.Break())

    def _if(self, node: If, env: Env, block: Block) -> None:
        test = as_expression(self._g.truth(node.test, env, block))
        yes, no = block.child(), block.child()
        self.write(node.then, env, yes)
        self.write(node.otherwise, env, no)
        block.add(ast.If(test, yes.body(), no.body()))

    def _decide(self, part: Node, by: bool, env: Env, block: Block) -> None:
        """End the loop with this part of an `and` or `or` if its value decides."""
        value = self._g.value(part, env, block)
        read = named(value, block)
        test = as_expression(tested(Value(read, value.kind, value.fixed), block))
        inner = block.child()
        self._give(read, inner)
        block.add(ast.If(test if by else ast.UnaryOp(ast.Not(), test), inner.body(), []))

    def _case(self, node: Case, env: Env, block: Block) -> None:
        read = Local(named(self._g.value(node.value, env, block), block).id)
        variable = Variable("case")
        env = env.bind(variable, read)
        for keys, result in node.branches:
            inner = block.child()
            self.write(result, env, inner)
            single = Case(Ref(variable, node.span), ((keys, _TRUE(node)),), _FALSE(node), node.span)
            block.add(ast.If(as_expression(self._g.truth(single, env, block)), inner.body(), []))
        self.write(node.otherwise, env, block)

    def _again(self, node: Again, env: Env, block: Block) -> None:
        values = [self._g.value(argument, env, block).code for argument in node.arguments]
        if values:
            targets: list[ast.expr] = [stored(each) for each in self._names]
            pair = ast.Tuple(values, ast.Load())
            block.add(ast.Assign([ast.Tuple(targets, ast.Store())], pair))
        block.add(ast.Continue())


def _TRUE(node: Node) -> Const:  # noqa: N802 - a constant with a place
    return Const(True, node.span)


def _FALSE(node: Node) -> Const:  # noqa: N802 - a constant with a place
    return Const(False, node.span)


def _recursive(node: Loop, env: Env, block: Block, g: Generator) -> Value:
    made = block.unit.fresh("f")
    starts = [g.value(start, env, block).code for start in node.starts]
    inner = Block(block.unit, block.out, looping=block.looping)
    inner_env = env.bind(node.name, AgainBinding(made, len(starts)))
    names = [block.unit.fresh("v") for _ in node.variables]
    for variable, each in zip(node.variables, names, strict=True):
        inner_env = inner_env.bind(variable, Local(each))
    _returning(inner, node.body, inner_env, g)
    defined = function(made, names, inner.body())
    _capture(defined.args, defined.body, block)
    block.add(defined)
    line = block.unit.line(node.span, env)
    return Value(at(line, call(made, *starts)))


def again(node: Again, env: Env, block: Block, g: Generator) -> Value:
    """A self-call that is not in tail position."""
    values = [g.value(argument, env, block).code for argument in node.arguments]
    binding = env.bindings[node.loop]
    assert isinstance(binding, AgainBinding)  # noqa: S101 - a tail loop has no such calls
    line = block.unit.line(node.span, env)
    return Value(at(line, call(binding.name, *values)))
