"""Patterns to Python names: the bindings of `let`, `for` and `fn`."""

import ast

from app.sx.aser.codegen import expression, name
from app.sx.aser.emit import Emitter
from app.sx.aser.environment import Constant, Local
from app.sx.core.nodes import KeysPattern, ListPattern, Node, Pattern, Variable


def bind(pattern: Pattern, source: Node | Local | Constant, e: Emitter) -> Emitter:
    """Bind a pattern to a node's value, or to an existing binding."""
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
    unpacked = expression("unpack(x, count, rest)", x=code, count=len(names), rest=bool(rest))
    targets: list[ast.expr] = [name(each) for each in (*names, *rest)]
    e.block.add("(*targets,) = x", targets=targets, x=e.place(pattern.span, unpacked))
    for item, each in zip(pattern.items, names, strict=True):
        e = bind(item, Local(each), e)
    return e.bind(pattern.rest, Local(rest[0], "list")) if pattern.rest else e


def _bind_keys(pattern: KeysPattern, code: ast.expr, e: Emitter) -> Emitter:
    for variable, default, span in pattern.keys:
        reader = "must_have(x, key)" if default is None else "keyed(x, key)"
        read = expression(reader, x=code, key=variable.name)
        target = e.block.assign(e.place(pattern.span, read, (span,)))
        if default is not None:
            inner = e.branch()
            inner.block.add("target = value", target=target, value=inner.value(default).code)
            body = inner.block.body()
            e.block.add("if target is MISSING: body", target=target, body=body)
        e = e.bind(variable, Local(target.id))
    return e
