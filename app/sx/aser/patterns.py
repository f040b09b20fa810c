"""Patterns to Python names: what `let`, `for` and `fn` bind."""

import ast

from app.sx.aser.codegen import call, constant, is_, name, stored
from app.sx.aser.emit import Emitter
from app.sx.aser.environment import Constant, Local
from app.sx.core.nodes import KeysPattern, ListPattern, Node, Pattern, Variable


def bind(pattern: Pattern, source: Node | Local | Constant, e: Emitter) -> Emitter:
    """Bind a pattern to a node's value, or to what is bound already."""
    bound = source if isinstance(source, Local | Constant) else e.local(e.value(source))
    if isinstance(pattern, Variable):
        return e.bind(pattern, bound)
    code = name(bound.name) if isinstance(bound, Local) else e.unit.constant(bound.value)
    if isinstance(pattern, ListPattern):
        return _bind_list(pattern, code, e)
    return _bind_keys(pattern, code, e)


def _bind_list(pattern: ListPattern, code: ast.expr, e: Emitter) -> Emitter:
    names = [e.unit.fresh("v") for _ in pattern.items]
    rest = [e.unit.fresh("v")] if pattern.rest else []
    unpacked = call("unpack", code, constant(len(names)), constant(pattern.rest is not None))
    placed = e.place(pattern.span, unpacked)
    targets: list[ast.expr] = [stored(each) for each in (*names, *rest)]
    is_any = ast.Assign([ast.Tuple(targets, ast.Store())], placed) if targets else ast.Expr(placed)
    e.block.add(is_any)
    for item, each in zip(pattern.items, names, strict=True):
        e = bind(item, Local(each), e)
    return e.bind(pattern.rest, Local(rest[0], "list")) if pattern.rest else e


def _bind_keys(pattern: KeysPattern, code: ast.expr, e: Emitter) -> Emitter:
    for variable, default, span in pattern.keys:
        reader = "must_have" if default is None else "keyed"
        read = call(reader, code, constant(variable.name))
        target = e.block.assign(e.place(pattern.span, read, (span,)))
        if default is not None:
            inner = e.branch()
            inner.block.add(ast.Assign([stored(target)], inner.value(default).code))
            missing = is_(name(target), ast.Is(), name("MISSING"))
            e.block.add(ast.If(missing, inner.block.body(), []))
        e = e.bind(variable, Local(target))
    return e
