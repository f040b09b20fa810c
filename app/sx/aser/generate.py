"""Nodes to Python code that is ready to be linked.

`page_module`, `expression_module` and `function_module` each make one `Unit`
and compile it to a `Module`. Knows nothing of locks or of responses.
"""

import ast
from collections.abc import Callable
from typing import Final

from app.sx.aser.codegen import (
    Block,
    Env,
    Local,
    Root,
    Unit,
    Value,
    at,
    call,
    constant,
    function,
    name,
)
from app.sx.aser.emit import Generator, Truth
from app.sx.aser.evaluate import VALUES, truth
from app.sx.aser.module import Module, compiled
from app.sx.aser.write import WRITERS, text
from app.sx.core.nodes import (
    Lambda,
    Node,
    PageNodes,
    RegionNodes,
    Variable,
)
from app.sx.core.page_spec import item_name
from app.sx.core.program import Program
from app.sx.core.stack import LEVELS, Result, on_fresh_stack

#: The functions that a page has only where its layout names a twin.
NAVIGATION: Final = "navigation"
CHANGED: Final = "changed"


class _Generator:
    """Generates nodes by the tables of `evaluate` and `write`."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit

    def write(self, node: Node, env: Env, block: Block) -> None:
        self._deeper(lambda: WRITERS.get(type(node), text)(node, env, block, self))

    def value(self, node: Node, env: Env, block: Block) -> Value:
        return self._deeper(lambda: VALUES[type(node)](node, env, block, self))

    def _deeper(self, run: Callable[[], Result]) -> Result:
        self.unit.level += 1
        try:
            return on_fresh_stack(run) if self.unit.level % LEVELS == 0 else run()
        finally:
            self.unit.level -= 1

    def truth(self, node: Node, env: Env, block: Block) -> Truth:
        return truth(node, env, block, self)


def page_module(nodes: PageNodes, program: Program) -> Module:
    """Generate a page: a function for each layout that it has, and one for each region."""
    unit = Unit(program)
    g = _Generator(unit)
    for each in nodes.regions:
        unit.names[("region", each.region.name)] = region_function(each.region.name)
    layouts = {"document": nodes.document, CHANGED: nodes.changed, NAVIGATION: nodes.navigation}
    written = {made: node for made, node in layouts.items() if node}
    for made, node in written.items():
        _page_function(made, nodes, node, g)
    for each in nodes.regions:
        _region_function(each, g)
    names = (*written, *(region_function(each.region.name) for each in nodes.regions))
    return compiled(unit, nodes.page.name, names)


def region_function(name_: str) -> str:
    """Name the Python function of a region."""
    return "region_" + "".join(c if c.isalnum() else f"_{ord(c)}_" for c in name_)


def _page_function(made: str, nodes: PageNodes, node: Node, g: Generator) -> None:
    block = Block(g.unit, "o")
    key = constant("page")
    env = _data(Env(), key, nodes.fields, nodes.document, block, g) if nodes.fields else Env()
    g.write(node, env, block)
    g.unit.functions.append(function(made, ["o"], block.body()))


def _region_function(nodes: RegionNodes, g: Generator) -> None:
    g.unit.budget = max(g.unit.budget, 5_000)
    block = Block(g.unit, "o")
    region = nodes.region
    data: ast.expr = constant(region.name)
    env = Env(root=Root(f"region-{region.name}", keyed=region.each is not None))
    if region.each is not None:
        item = ast.FormattedValue(ast.Attribute(name("rt"), "key", ast.Load()), -1)
        data = ast.JoinedStr([ast.Constant(item_name(region.name, "")), item])
    env = _data(env, data, nodes.variables, nodes.use, block, g)
    g.write(nodes.use, env, block)
    g.unit.functions.append(function(region_function(region.name), ["o"], block.body()))


def _data(
    env: Env, key: ast.expr, variables: tuple[Variable, ...], node: Node, block: Block, g: Generator
) -> Env:
    data = ast.Attribute(name("rt"), "data", ast.Load())
    found = block.assign(ast.Subscript(data, key, ast.Load()))
    for variable in variables:
        line = g.unit.line(node.span, env)
        read = at(line, call("field", name(found), constant(variable.name)))
        env = env.bind(variable, Local(block.assign(read)))
    return env.showing(variables)


def expression_module(node: Node, variables: tuple[Variable, ...], program: Program) -> Module:
    """Generate one expression: `document`, which reads its variables from the page's data."""
    unit = Unit(program)
    g = _Generator(unit)
    block = Block(unit, "o")
    env = _data(Env(), constant("page"), variables, node, block, g) if variables else Env()
    g.write(node, env, block)
    unit.functions.append(function("document", ["o"], block.body()))
    return compiled(unit, "program", ("document",))


def literal_text(node: Node, program: Program) -> str | None:
    """Give the text of a node that needs no Python at all; None if it needs some."""
    unit = Unit(program)
    block = Block(unit, "o")
    _Generator(unit).write(node, Env(), block)
    return block.literal() if program.folding else None


def function_module(node: Lambda, program: Program) -> Module:
    """Generate a function of values: `function`, which a macro is."""
    unit = Unit(program)
    block = Block(unit, "o")
    value = _Generator(unit).value(node, Env(), block)
    block.add(ast.Return(value.code))
    unit.functions.append(function("made", [], block.body()))
    return compiled(unit, node.name, ("made",))
