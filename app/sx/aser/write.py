"""Nodes where text is written, to statements that append to the output.

A choice or a loop becomes one of Python's; what gives a value is written as
text, escaped. Elements are in `elements`, components and slots in `components`.
"""

import ast
from collections.abc import Callable
from typing import Any, Final

from app.sx.aser.calls import as_each
from app.sx.aser.codegen import (
    MOST_BLOCKS,
    Block,
    Env,
    Value,
    at,
    call,
    constant,
    function,
    method,
    name,
)
from app.sx.aser.components import put_slot, use
from app.sx.aser.elements import element, json_data, out_of_band, strings
from app.sx.aser.emit import Generator, escaped, named
from app.sx.aser.escape import text as text_now
from app.sx.aser.evaluate import each_parts, matches
from app.sx.aser.patterns import bind
from app.sx.core.nodes import (
    CallBuiltin,
    Case,
    Each,
    Element,
    Fragment,
    If,
    JsonData,
    Let,
    Logic,
    Node,
    OutOfBand,
    Provide,
    PutRegion,
    Raw,
    Ref,
    Use,
)
from app.sx.syntax.errors import Span
from app.sx.values import Fault


def text(node: Node, env: Env, block: Block, g: Generator) -> None:
    """The text of a value."""
    parts = None if env.bare else strings(node, env, block, g)
    if parts is not None:
        for part in parts:
            block.put(part)
        return
    value = g.value(node, env, block)
    put_text(value, node.span, env, block)


def put_text(value: Value, span: Span, env: Env, block: Block) -> None:
    """Write a value: now if it is known, else when it is there."""
    if env.bare:
        block.put(at(block.unit.line(span, env), call("blank", value.code)))
        return
    if value.fixed and block.unit.folding:
        try:
            block.text(text_now(value.fixed.value))
        except Fault:
            pass
        else:
            return
    line = block.unit.line(span, env, (span,))
    block.put(at(line, escaped(value, block)))


def ref(node: Ref, env: Env, block: Block, g: Generator) -> None:
    """A variable: its slot is put here, its value written."""
    if not put_slot(node, env, block, g):
        text(node, env, block, g)


def call_builtin(node: CallBuiltin, env: Env, block: Block, g: Generator) -> None:
    """A builtin's value; `map` of a function is a loop that writes."""
    loop = as_each(node)
    if loop and block.unit.folding:
        each(loop, env, block, g)
    else:
        text(node, env, block, g)


def if_(node: If, env: Env, block: Block, g: Generator) -> None:
    """A choice."""
    test = g.truth(node.test, env, block)
    if isinstance(test, bool):
        g.write(node.then if test else node.otherwise, env, block)
        return
    yes, no = block.child(), block.child()
    g.write(node.then, env, yes)
    g.write(node.otherwise, env, no)
    otherwise = [] if no.literal() == "" else no.body()
    block.add_writing(ast.If(test, yes.body(), otherwise))


def case(node: Case, env: Env, block: Block, g: Generator) -> None:
    """A value among literal keys."""
    read = named(g.value(node.value, env, block), block)
    last = block.child()
    g.write(node.otherwise, env, last)
    chain = last.body()
    for keys, result in reversed(node.branches):
        inner = block.child()
        g.write(result, env, inner)
        chain = [ast.If(matches(read, keys, block), inner.body(), chain)]
    block.flush()
    for statement in chain:
        block.add(statement)


def let(node: Let, env: Env, block: Block, g: Generator) -> None:
    """A binding, then its body."""
    g.write(node.body, bind(node.pattern, node.value, env, block, g), block)


def logic(node: Logic, env: Env, block: Block, g: Generator) -> None:
    """`(or slot default)` puts the slot where it stands; the rest are values."""
    if node.every or not all(isinstance(part, Ref) for part in node.parts[:-1]) or not node.parts:
        text(node, env, block, g)
        return
    choice: Node = node.parts[-1]
    for part in reversed(node.parts[:-1]):
        choice = If(part, part, choice, node.span)
    g.write(choice, env, block)


def each(node: Each, env: Env, block: Block, g: Generator) -> None:
    """A loop."""
    if block.depth >= MOST_BLOCKS:
        _outlined(node, env, block, g)
        return
    value = g.value(node.items, env, block)
    line = block.unit.line(node.items.span, env)
    items = at(line, method("each", value.code))
    target, iterator, inner, env = each_parts(node, items, env, block, g)
    g.write(node.body, env, inner)
    block.add_writing(ast.For(target, iterator, inner.body(), []))


def _outlined(node: Each, env: Env, block: Block, g: Generator) -> None:
    # Python allows only so many blocks inside each other in one function.
    inner = Block(block.unit, block.out, looping=block.looping)
    each(node, env, inner, g)
    made = block.unit.fresh("f")
    block.add_writing(function(made, [], inner.body()))
    block.add(ast.Expr(call(made)))


def provide(node: Provide, env: Env, block: Block, g: Generator) -> None:
    """A body under a provided value; nothing that waits may be written under it."""
    value = g.value(node.value, env, block)
    block.flush()
    hidden = block.assign(method("provide", constant(node.name), value.code))
    g.write(node.body, env, block)
    block.flush()
    block.add(ast.Expr(method("restore", constant(node.name), name(hidden))))


def fragment(node: Fragment, env: Env, block: Block, g: Generator) -> None:
    """Several forms, one after the other."""
    for part in node.parts:
        g.write(part, env, block)


def raw(node: Raw, env: Env, block: Block, g: Generator) -> None:
    """Trusted text."""
    value = g.value(node.value, env, block)
    line = block.unit.line(node.value.span, env)
    block.put(at(line, call("raw", value.code)))


def put_region(node: PutRegion, env: Env, block: Block, g: Generator) -> None:
    """The place of a region: the pass decides between kept and fresh."""
    put = name(block.out), constant(node.name), name(block.unit.names[("region", node.name)])
    if node.key:
        key = g.value(node.key, env, block).code
        line = block.unit.line(node.span, env, (node.key.span,))
        code = method("put_item", *put, key)
    else:
        line = block.unit.line(node.span, env)
        code = method("put_region", *put)
    block.add_writing(ast.Expr(at(line, code)))


WRITERS: Final[dict[type, Callable[[Any, Env, Block, Generator], None]]] = {
    Ref: ref,
    CallBuiltin: call_builtin,
    If: if_,
    Case: case,
    Let: let,
    Logic: logic,
    Each: each,
    Provide: provide,
    Fragment: fragment,
    Element: element,
    Use: use,
    Raw: raw,
    JsonData: json_data,
    OutOfBand: out_of_band,
    PutRegion: put_region,
}
