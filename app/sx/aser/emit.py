"""The generator as its parts see it, and what all of them need.

A node is generated in one of three ways: `write` puts its text into the
output, `value` gives a Python expression, `truth` one that Python can test.
"""

import ast
from typing import Final, Protocol

from app.sx.aser.codegen import Block, Env, Fixed, Local, Unit, Value, call, constant, is_, name
from app.sx.core.nodes import Node
from app.sx.values import Function, Markup

Truth = bool | ast.expr

#: Types all of whose values are true.
TRUE_KINDS: Final = frozenset({"string", "int", "number", "list", "dict", "markup", "function"})


class Generator(Protocol):
    """What generates the nodes inside a node."""

    unit: Unit

    def write(self, node: Node, env: Env, block: Block) -> None:
        """Write a node's text."""
        ...

    def value(self, node: Node, env: Env, block: Block) -> Value:
        """Give a node's value."""
        ...

    def truth(self, node: Node, env: Env, block: Block) -> Truth:
        """Tell whether a node's value is true: now, if that is known."""
        ...


def fixed(value: object, unit: Unit) -> Value:
    """Give a value that is known."""
    if value is None or isinstance(value, str | bool | int | float):
        return Value(constant(value), _kind(value), Fixed(value))
    return Value(unit.constant(value), _kind(value), Fixed(value))


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    for type_, kind in _KINDS:
        if isinstance(value, type_):
            return kind
    return "nil" if value is None else "any"


_KINDS: Final = (
    (str, "string"),
    (int, "int"),
    (float, "number"),
    (list, "list"),
    (tuple, "list"),
    (dict, "dict"),
    (Markup, "markup"),
    (Function, "function"),
)


def named(value: Value, block: Block) -> ast.Name:
    """Give a value a Python name, so that it can be read more than once."""
    if isinstance(value.code, ast.Name):
        return value.code
    return name(block.assign(value.code))


def local(value: Value, block: Block) -> Local | Fixed:
    """Bind a value: to itself if it is known, else to a Python name."""
    if value.fixed and block.unit.folding:
        return value.fixed
    return Local(named(value, block).id, value.kind)


def tested(value: Value, block: Block) -> Truth:
    """Give the test of a value."""
    if value.fixed and block.unit.folding:
        return value.fixed.value is not None and value.fixed.value is not False
    if value.kind in TRUE_KINDS and block.unit.folding:
        if not isinstance(value.code, ast.Name | ast.Constant):
            # The value is true, but making it may fail.
            block.add(ast.Expr(value.code))
        return True
    if value.kind == "boolean":
        return value.code
    read, first = read_twice(value.code, block)
    some = is_(first, ast.IsNot(), constant(None))
    return ast.BoolOp(ast.And(), [some, is_(read, ast.IsNot(), constant(False))])


def read_twice(code: ast.expr, block: Block) -> tuple[ast.expr, ast.expr]:
    """Give an expression to read, and what stands where it is read first."""
    if isinstance(code, ast.Name):
        return code, code
    temporary = block.unit.fresh("t")
    return name(temporary), ast.NamedExpr(ast.Name(temporary, ast.Store()), code)


def as_expression(test: Truth) -> ast.expr:
    """Give a test as an expression."""
    return constant(test) if isinstance(test, bool) else test


def escaped(value: Value, block: Block, slow: str = "s") -> ast.expr:
    """Give the text of a value: the escaper at once for a string, the slow way for the rest."""
    if value.kind == "string":
        return call("e", value.code)
    if value.kind == "markup":
        return ast.Attribute(value.code, "text", ast.Load())
    read, first = read_twice(value.code, block)
    is_string = is_(call("type", first), ast.Is(), name("str"))
    otherwise: ast.expr = call(slow, read)
    if value.kind in ("any", "int"):
        is_int = is_(call("type", read), ast.Is(), name("int"))
        text = ast.FormattedValue(read, -1)
        otherwise = ast.IfExp(is_int, ast.JoinedStr([text]), otherwise)
    return ast.IfExp(is_string, call("e", read), otherwise)


def own_list(block: Block) -> Block:
    """Give a block that writes into a list of its own."""
    inner = Block(block.unit, block.unit.fresh("o"), block.depth, block.looping)
    inner.add(ast.Assign([ast.Name(inner.out, ast.Store())], ast.List([], ast.Load())))
    return inner


def take(inner: Block, block: Block) -> None:
    """Add the statements of an inner block to the outer one."""
    for statement in inner.body():
        block.add(statement)
