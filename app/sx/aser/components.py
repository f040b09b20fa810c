"""Components and slots: generated in place, or as functions where that would grow too large.

A component that does not call itself is written into its caller, so that it
costs nothing. Its parameters are Python names; its slots are generated where
it puts them, with the caller's names. Beyond a budget, and where a component
calls itself, it is a function for each *shape* of call: which arguments are
given, and which of them are slots, which are then functions too.
"""

import ast
from typing import Final

from app.sx.aser.codegen import (
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
    function,
    method,
    name,
)
from app.sx.aser.emit import Generator, local
from app.sx.core.nodes import (
    Component,
    Const,
    Node,
    Parameter,
    Ref,
    Use,
    Variable,
)
from app.sx.core.walk import is_slot, nodes_of, walk
from app.sx.syntax.errors import Frame

_MOST_LEVEL: Final = 60
_MOST_CHAIN: Final = 25
_SMALL_SLOT: Final = 4

Bound = Local | Fixed | Slot | Thunk


def _is_slot(node: Node, env: Env) -> bool:
    return is_slot(node, lambda variable: isinstance(env.bindings.get(variable), Slot | Thunk))


def use(node: Use, env: Env, block: Block, g: Generator) -> None:
    """A component called."""
    component = g.unit.program.components[node.component]
    if _is_inlined(component, env, g):
        _inline(component, node, env, block, g)
    else:
        _called(component, node, env, block, g)


def _is_inlined(component: Component, env: Env, g: Generator) -> bool:
    if not g.unit.program.inlining or g.unit.level > _MOST_LEVEL or len(env.chain) > _MOST_CHAIN:
        return False
    if component.name in g.unit.program.recursive:
        return False
    g.unit.budget -= 10
    return g.unit.budget > 0


def _inline(component: Component, node: Use, env: Env, block: Block, g: Generator) -> None:
    chain = (Frame(component.name, node.span), *env.chain)
    given = dict(node.arguments)
    inner = Env({}, chain, env.root, env.bare)
    for parameter in component.parameters:
        argument = given.get(parameter.name)
        where = env if argument else inner
        bound = _argument(component, parameter, argument, where, block, g)
        inner = inner.bind(parameter.variable, bound)
    if component.children:
        children = _children(component, node, env, block, g)
        inner = inner.bind(component.children, children)
    g.write(component.body, inner.showing(_variables(component)), block)


def _variables(component: Component) -> list[Variable]:
    return [parameter.variable for parameter in component.parameters]


def _argument(
    component: Component,
    parameter: Parameter,
    given: Node | None,
    env: Env,
    block: Block,
    g: Generator,
) -> Bound:
    where = env.inside()
    node = given or parameter.default
    assert node  # noqa: S101 - the compiler reported a missing argument
    if _is_slot(node, where) and parameter.type in ("any", "markup"):
        return _slot(component, parameter.variable, node, where, block, g)
    value = g.value(node, where, block)
    return local(_typed(parameter, value, node, where, block), block)


def _typed(parameter: Parameter, value: Value, node: Node, env: Env, block: Block) -> Value:
    if parameter.type in ("any", "markup"):
        return value
    nil_passes = isinstance(parameter.default, Const) and parameter.default.value is None
    line = block.unit.line(node.span, env)
    wanted, title = constant(parameter.type), constant(parameter.name)
    code = call("typed", value.code, wanted, title, constant(nil_passes))
    return Value(at(line, code), value.kind)


def _children(component: Component, node: Use, env: Env, block: Block, g: Generator) -> Bound:
    if node.children is None:
        return Fixed(None)
    assert component.children  # noqa: S101 - the compiler refused children
    return _slot(component, component.children, node.children, env, block, g)


def _slot(
    component: Component, variable: Variable, node: Node, env: Env, block: Block, g: Generator
) -> Bound:
    if isinstance(node, Ref):
        bound = env.bindings[node.variable]
        if isinstance(bound, Slot | Thunk):
            return bound
    env = env.inside()
    if g.unit.level <= _MOST_LEVEL and (_is_small(node) or _puts(component, variable, g) <= 1):
        return Slot(node, env)
    return Thunk(_thunk(node, env, block, g))


def _is_small(node: Node) -> bool:
    for count, inner in enumerate(walk(node), 1):
        if count > _SMALL_SLOT or isinstance(inner, Use | Ref):
            return False
    return True


def _puts(component: Component, variable: Variable, g: Generator) -> int:
    """Count the places where a component mentions a parameter."""
    key = ("puts", component.name, variable)
    if key not in g.unit.names:
        found = sum(
            isinstance(inner, Ref) and inner.variable is variable
            for node in nodes_of(component)
            for inner in walk(node)
        )
        g.unit.names[key] = str(found)
    return int(g.unit.names[key])


def _thunk(node: Node, env: Env, block: Block, g: Generator) -> str:
    """Make a slot a function that gives its value; its body is generated later."""
    made = g.unit.fresh("f")
    body: list[ast.stmt] = []
    inner = Block(g.unit, block.out, looping=block.looping)

    def make() -> None:
        value = g.value(node, env, inner)
        inner.add(ast.Return(value.code))
        body.extend(inner.body())

    block.add(function(made, [], body))
    g.unit.waiting.append(make)
    return made


def put_slot(node: Ref, env: Env, block: Block, g: Generator) -> bool:
    """Put a slot where its parameter stands; tell whether it was one."""
    bound = env.bindings[node.variable]
    if isinstance(bound, Slot):
        outer = bound.env
        target = Env(outer.bindings, outer.chain, env.root, env.bare, outer.given)
        g.write(bound.node, target, block)
        return True
    if isinstance(bound, Thunk):
        line = block.unit.line(node.span, env)
        block.put(at(line, call("blank" if env.bare else "s", call(bound.name))))
        return True
    return False


def _called(component: Component, node: Use, env: Env, block: Block, g: Generator) -> None:
    given = dict(node.arguments)
    if node.children is not None and component.children:
        given[component.children.name] = node.children
    slots: set[str] = set()
    codes: list[ast.expr] = []
    for title in _titles(component):
        argument = given.get(title)
        if argument is None:
            continue
        if _takes_slot(component, title) and _is_slot(argument, env):
            slots.add(title)
            codes.append(name(_named_thunk(argument, env, block, g)))
        else:
            codes.append(_value_argument(component, title, argument, env, block, g))
    outer = Env(root=env.root, bare=env.bare)
    made = _variant(component, frozenset(given), frozenset(slots), outer, g)
    line = block.unit.line(node.span, env, calls=component.name)
    block.add_writing(ast.Expr(at(line, call(made, name(block.out), *codes))))


def _titles(component: Component) -> list[str]:
    titles = [parameter.name for parameter in component.parameters]
    return [*titles, component.children.name] if component.children else titles


def _takes_slot(component: Component, title: str) -> bool:
    for parameter in component.parameters:
        if parameter.name == title:
            return parameter.type in ("any", "markup")
    return True


def _named_thunk(argument: Node, env: Env, block: Block, g: Generator) -> str:
    if isinstance(argument, Ref):
        bound = env.bindings[argument.variable]
        if isinstance(bound, Thunk):
            return bound.name
    return _thunk(argument, env.inside(), block, g)


def _value_argument(
    component: Component, title: str, argument: Node, env: Env, block: Block, g: Generator
) -> ast.expr:
    value = g.value(argument, env, block)
    parameter = next(p for p in component.parameters if p.name == title)
    return _typed(parameter, value, argument, env, block).code


def _variant(
    component: Component,
    given: frozenset[str],
    slots: frozenset[str],
    outer: Env,
    g: Generator,
) -> str:
    """Name the function of a component for one shape of call."""

    def make(made: str) -> None:
        names: dict[str, str] = {t: g.unit.fresh("v") for t in _titles(component) if t in given}
        block = Block(g.unit, "o")
        enter = g.unit.line(component.span, Env())
        block.add(ast.Expr(at(enter, method("enter"))))
        env = _variant_env(component, names, slots, outer, block, g)
        g.write(component.body, env, block)
        block.flush()
        block.add(ast.Expr(method("leave")))
        g.unit.functions.append(function(made, ["o", *names.values()], block.body()))

    key = ("component", component.name, given, slots, outer.root, outer.bare)
    return g.unit.later(key, component.name, "c", make)


def _variant_env(
    component: Component,
    names: dict[str, str],
    slots: frozenset[str],
    env: Env,
    block: Block,
    g: Generator,
) -> Env:
    for parameter in component.parameters:
        title = parameter.name
        if title in names:
            made = names[title]
            env = env.bind(parameter.variable, Thunk(made) if title in slots else Local(made))
        else:
            bound = _argument(component, parameter, None, env, block, g)
            env = env.bind(parameter.variable, bound)
    if component.children:
        title = component.children.name
        env = env.bind(component.children, Thunk(names[title]) if title in names else Fixed(None))
    return env.showing(_variables(component))
