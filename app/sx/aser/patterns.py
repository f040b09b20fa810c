"""Patterns to Python names: what `let`, `for` and `fn` bind."""

import ast

from app.sx.aser.codegen import (
    Block,
    Env,
    Fixed,
    Local,
    Value,
    at,
    call,
    constant,
    is_,
    name,
    stored,
)
from app.sx.aser.emit import Generator, local
from app.sx.core.nodes import KeysPattern, ListPattern, Node, Pattern, Variable


def bind(
    pattern: Pattern, source: Node | Local | Fixed, env: Env, block: Block, g: Generator
) -> Env:
    """Bind a pattern to a node's value, or to what is bound already."""
    bound = source
    if not isinstance(bound, Local | Fixed):
        value = g.value(bound, env, block)
        bound = local(value, block)
    if isinstance(pattern, Variable):
        return env.bind(pattern, bound)
    code = name(bound.name) if isinstance(bound, Local) else block.unit.constant(bound.value)
    if isinstance(pattern, ListPattern):
        return _bind_list(pattern, code, env, block, g)
    return _bind_keys(pattern, code, env, block, g)


def _bind_list(pattern: ListPattern, code: ast.expr, env: Env, block: Block, g: Generator) -> Env:
    names = [block.unit.fresh("v") for _ in pattern.items]
    rest = block.unit.fresh("v") if pattern.rest else None
    targets: list[ast.expr] = [stored(each) for each in (*names, *([rest] if rest else []))]
    line = block.unit.line(pattern.span, env)
    unpacked = call("unpack", code, constant(len(names)), constant(rest is not None))
    if targets:
        block.add(ast.Assign([ast.Tuple(targets, ast.Store())], at(line, unpacked)))
    else:
        block.add(ast.Expr(at(line, unpacked)))
    for item, each in zip(pattern.items, names, strict=True):
        env = bind(item, Local(each), env, block, g)
    return env.bind(pattern.rest, Local(rest, "list")) if pattern.rest and rest else env


def _bind_keys(pattern: KeysPattern, code: ast.expr, env: Env, block: Block, g: Generator) -> Env:
    for variable, default, span in pattern.keys:
        line = block.unit.line(pattern.span, env, (span,))
        reader = "must_have" if default is None else "keyed"
        target = block.assign(at(line, call(reader, code, constant(variable.name))))
        if default is not None:
            inner = block.child()
            value: Value = g.value(default, env, inner)
            inner.add(ast.Assign([stored(target)], value.code))
            missing = is_(name(target), ast.Is(), name("MISSING"))
            block.add(ast.If(missing, inner.body(), []))
        env = env.bind(variable, Local(target))
    return env
