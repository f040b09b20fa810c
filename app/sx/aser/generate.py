"""Nodes to Python functions that are ready to run.

`page_code`, `expression_code` and `macro_code` each make one `Unit`, compile
it and give what is to be called, with the places that its line numbers stand
for. Knows nothing of locks or of responses.
"""

import ast
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from app.sx.aser.build import (
    Block,
    Env,
    Local,
    Place,
    Unit,
    Value,
    at,
    call,
    constant,
    function,
    located,
    name,
)
from app.sx.aser.evaluate import VALUES, truth
from app.sx.aser.parts import Generator, Truth
from app.sx.aser.runtime import NAMES, Pass
from app.sx.aser.write import WRITERS, text
from app.sx.nodes import Component, Definition, Lambda, Node, Page, Region, Use, Variable
from app.sx.stack import LEVELS, Result, on_fresh_stack
from app.sx.walk import reaches, walk


@dataclass(frozen=True, slots=True)
class Code:
    """Generated functions by name, and the places of the file they were compiled as."""

    file: str
    functions: Mapping[str, Callable[..., object]]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Program:
    """What nodes may refer to, and how they are generated."""

    components: Mapping[str, Component]
    definitions: Mapping[str, Definition]
    recursive: frozenset[str]
    folding: bool = True
    inlining: bool = True

    @classmethod
    def of(
        cls, components: Mapping[str, Component], definitions: Mapping[str, Definition]
    ) -> "Program":
        """Bring components and definitions together; see which components call themselves."""
        uses = {name: _uses(component) for name, component in components.items()}
        recursive = frozenset(name for name in uses if reaches(name, name, uses))
        return cls(components, definitions, recursive)

    def unit(self) -> Unit:
        """Begin a module of generated code."""
        return Unit(self.components, self.definitions, self.recursive, self.folding, self.inlining)


def _uses(component: Component) -> set[str]:
    nodes = [component.body, *(p.default for p in component.parameters if p.default)]
    return {n.component for node in nodes for n in walk(node) if isinstance(n, Use)}


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


_files: Final = itertools.count(1)


def _compiled(unit: Unit, title: str, names: tuple[str, ...], state: Pass) -> Code:
    unit.finish()
    file = f"<sx {next(_files)} {title}>"
    namespace: dict[str, object] = {**NAMES, **unit.constants, "rt": state}
    exec(compile(located(unit.functions), file, "exec"), namespace)  # noqa: S102 - our own code
    functions = {each: namespace[each] for each in names}
    return Code(file, functions, tuple(unit.places))  # type: ignore[arg-type]


def page_code(page: Page, program: Program, state: Pass) -> Code:
    """Generate a page: `document`, `navigation`, and a function for each region."""
    unit = program.unit()
    g = _Generator(unit)
    for region in page.regions:
        unit.names[("region", region.name)] = region_function(region.name)
    _page_function("document", page, page.document, g)
    if page.navigation:
        _page_function("navigation", page, page.navigation, g)
    for region in page.regions:
        _region_function(region, g)
    made = ["document", *(region_function(region.name) for region in page.regions)]
    made += ["navigation"] if page.navigation else []
    return _compiled(unit, page.name, tuple(made), state)


def region_function(name_: str) -> str:
    """Name the Python function of a region."""
    return "region_" + "".join(c if c.isalnum() else f"_{ord(c)}_" for c in name_)


def _page_function(made: str, page: Page, node: Node, g: Generator) -> None:
    block = Block(g.unit, "o")
    env = _data(Env(), "page", page.fields, page.document, block, g) if page.fields else Env()
    g.write(node, env, block)
    g.unit.functions.append(function(made, ["o"], block.body()))


def _region_function(region: Region, g: Generator) -> None:
    g.unit.budget = max(g.unit.budget, 5_000)
    block = Block(g.unit, "o")
    env = Env(root=f"region-{region.name}")
    env = _data(env, region.name, region.variables, region.use, block, g)
    g.write(region.use, env, block)
    g.unit.functions.append(function(region_function(region.name), ["o"], block.body()))


def _data(
    env: Env, key: str, variables: tuple[Variable, ...], node: Node, block: Block, g: Generator
) -> Env:
    data = ast.Attribute(name("rt"), "data", ast.Load())
    found = block.assign(ast.Subscript(data, constant(key), ast.Load()))
    for variable in variables:
        line = g.unit.line(node.span, env)
        read = at(line, call("field", name(found), constant(variable.name)))
        env = env.bind(variable, Local(block.assign(read)))
    return env


def expression_code(
    node: Node, variables: tuple[Variable, ...], program: Program, state: Pass
) -> Code:
    """Generate one expression: `document`, which reads its variables from the page's data."""
    unit = program.unit()
    g = _Generator(unit)
    block = Block(unit, "o")
    env = _data(Env(), "page", variables, node, block, g) if variables else Env()
    g.write(node, env, block)
    unit.functions.append(function("document", ["o"], block.body()))
    return _compiled(unit, "program", ("document",), state)


def literal_text(node: Node, program: Program) -> str | None:
    """Give the text of a node that needs no Python at all; None if it needs some."""
    unit = program.unit()
    block = Block(unit, "o")
    _Generator(unit).write(node, Env(), block)
    return block.literal() if program.folding else None


def function_code(node: Lambda, program: Program, state: Pass) -> Code:
    """Generate a function of values: `function`, which a macro is."""
    unit = program.unit()
    block = Block(unit, "o")
    value = _Generator(unit).value(node, Env(), block)
    block.add(ast.Return(value.code))
    unit.functions.append(function("made", [], block.body()))
    return _compiled(unit, node.name, ("made",), state)
