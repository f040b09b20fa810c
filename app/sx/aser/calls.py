"""Fields, builtins and helpers where a value is wanted.

A builtin of known arguments is run now; the commonest few become Python's own
operators. A fault is never found earlier than the language says: what fails
when it is folded is left for the pass.
"""

import ast
from typing import Final

from app.sx.aser.codegen import Block, Env, Value, at, call, constant, is_, name, stored
from app.sx.aser.emit import Generator, fixed
from app.sx.core.nodes import CallBuiltin, CallHelper, Const, Each, GetField, Lambda, Node
from app.sx.values import Fault

_MOST_FOLDED: Final = 10_000


def get_field(node: GetField, env: Env, block: Block, g: Generator) -> Value:
    """A field: a dict is read at once, everything else by the rule for fields."""
    target = g.value(node.target, env, block)
    if target.fixed:
        line = block.unit.line(node.span, env)
        return Value(at(line, call("field", target.code, constant(node.name))))
    read: ast.expr
    first: ast.expr
    if isinstance(target.code, ast.Name):
        temporary, read, first = target.code.id, target.code, target.code
    else:
        temporary = block.unit.fresh("t")
        read, first = name(temporary), ast.NamedExpr(stored(temporary), target.code)
    line = block.unit.line(node.span, env, reads=(temporary, node.name))
    is_dict: ast.expr = is_(call("type", first), ast.Is(), name("dict"))
    if "-" in node.name:
        as_written = is_(constant(node.name), ast.NotIn(), read)
        is_dict = ast.BoolOp(ast.And(), [is_dict, as_written])
    item = ast.Subscript(read, constant(node.name.replace("-", "_")), ast.Load())
    return Value(at(line, ast.IfExp(is_dict, item, call("field", read, constant(node.name)))))


def call_builtin(node: CallBuiltin, env: Env, block: Block, g: Generator) -> Value:
    """A builtin: known if its arguments are, else a call of its Python function."""
    short = _SHORT.get(node.builtin.name)
    if short and block.unit.folding:
        result = short(node, env, block, g)
        if result:
            return result
    values = []
    for argument in node.arguments:
        values.append(g.value(argument, env, block))
    folded = _folded(node, values, block)
    if folded:
        return folded
    line = block.unit.line(node.span, env, tuple(argument.span for argument in node.arguments))
    function = block.unit.constant(node.builtin.run)
    code = ast.Call(function, [value.code for value in values], [])
    return Value(at(line, code), node.builtin.result)


def _folded(node: CallBuiltin, values: list[Value], block: Block) -> Value | None:
    known = [value.fixed for value in values if value.fixed]
    if len(known) < len(values) or not block.unit.folding:
        return None
    try:
        result = node.builtin.run(*(value.value for value in known))
    except Fault:
        # A fault belongs to the pass: the branch it stands in may never be taken.
        return None
    small = result is None or isinstance(result, bool | int | float)
    if small or (isinstance(result, str) and len(result) < _MOST_FOLDED):
        return fixed(result, block.unit)
    return None


def _is_nil(node: CallBuiltin, env: Env, block: Block, g: Generator) -> Value | None:
    value = g.value(node.arguments[0], env, block)
    if value.fixed:
        return fixed(value.fixed.value is None, block.unit)
    return Value(is_(value.code, ast.Is(), constant(None)), "boolean")


def _not(node: CallBuiltin, env: Env, block: Block, g: Generator) -> Value | None:
    test = g.truth(node.arguments[0], env, block)
    if isinstance(test, bool):
        return fixed(not test, block.unit)
    return Value(ast.UnaryOp(ast.Not(), test), "boolean")


def _equal(node: CallBuiltin, env: Env, block: Block, g: Generator) -> Value | None:
    if len(node.arguments) != 2 or not any(_is_text(argument) for argument in node.arguments):
        return None
    left, right = (g.value(argument, env, block) for argument in node.arguments)
    if left.fixed and right.fixed:
        return fixed(left.fixed.value == right.fixed.value, block.unit)
    return Value(is_(left.code, ast.Eq(), right.code), "boolean")


def _is_text(node: Node) -> bool:
    return isinstance(node, Const) and isinstance(node.value, str)


def _map(node: CallBuiltin, env: Env, block: Block, g: Generator) -> Value | None:
    loop_ = as_each(node)
    return g.value(loop_, env, block) if loop_ else None


def as_each(node: CallBuiltin) -> Each | None:
    """See `(map (fn (x) body) xs)` as `(for (x xs) body)`."""
    if node.builtin.name != "map" or len(node.arguments) != 2:
        return None
    function, items = node.arguments
    if isinstance(function, Lambda) and len(function.parameters) == 1 and not function.rest:
        return Each(function.parameters[0], items, None, function.body, node.span)
    return None


_SHORT: Final = {"nil?": _is_nil, "not": _not, "=": _equal, "map": _map}


def call_helper(node: CallHelper, env: Env, block: Block, g: Generator) -> Value:
    """A helper that was injected for the pass."""
    values = [g.value(argument, env, block) for argument in node.arguments]
    line = block.unit.line(node.span, env, tuple(argument.span for argument in node.arguments))
    helpers = ast.Attribute(name("rt"), "helpers", ast.Load())
    function = ast.Subscript(helpers, constant(node.name), ast.Load())
    return Value(at(line, ast.Call(function, [value.code for value in values], [])))
