"""Components and slots: inlined, or as functions where that would grow too large.

A component that does not call itself is inlined into its caller, at no cost. Its parameters are
Python names; its slots are generated where it puts them, with the caller's bindings. Beyond a
budget, and where a component calls itself, it becomes a function for each *shape* of call:
which arguments are passed, and which of them are slots, which then are functions too.
"""

import ast
from collections import Counter
from typing import Final

from app.sx.aser.codegen import FunctionBody, at, expression, function, name
from app.sx.aser.emit import LEAVE, VALUE, Emitter, Text, Value
from app.sx.aser.environment import Constant, Env, Local, SlotArgument, Thunk
from app.sx.core.nodes import Component, Const, Node, Parameter, Ref, Use, Variable
from app.sx.core.walk import arguments_of, is_slot, nodes_of, parameters_of, walk
from app.sx.syntax.errors import Frame

_MOST_LEVEL: Final = 60
_MOST_CHAIN: Final = 25
_SMALL_SLOT: Final = 4
_UNTYPED: Final = ("any", "markup")
#: Types that a check determines exactly; a dict may be a record.
_TESTED: Final = ("boolean", "list", "number", "string")
#: Python types whose values always pass the check, where the names differ.
_EXACT: Final = {"string": "str", "number": "int", "boolean": "bool"}

Argument = Local | Constant | SlotArgument | Thunk


def use(node: Use, e: Emitter) -> None:
    """A call of a component."""
    component = e.unit.program.components[node.component]
    if _is_inlined(component, e):
        _inline(component, node, e)
    else:
        _call(component, node, e)


def _is_inlined(component: Component, e: Emitter) -> bool:
    program = e.unit.program
    is_deep = e.unit.level > _MOST_LEVEL or len(e.env.chain) > _MOST_CHAIN
    if is_deep or not program.inlining or component.name in program.recursive:
        return False
    e.unit.budget -= 10
    return e.unit.budget > 0


def _showing(component: Component, e: Emitter) -> Emitter:
    """Return this context so that faults show the arguments of the component."""
    return e.under(e.env.showing(parameter.variable for parameter in component.parameters))


def _inline(component: Component, node: Use, e: Emitter) -> None:
    arguments = arguments_of(component, node)
    inner = e.under(Env({}, (Frame(component.name, node.span), *e.env.chain)))
    for parameter in parameters_of(component):
        argument = arguments.get(parameter.name)
        where = e if argument else inner
        inner = inner.bind(parameter.variable, _argument(component, parameter, argument, where))
    _showing(component, inner).emit(component.body)


def _argument(
    component: Component, parameter: Parameter, argument: Node | None, e: Emitter
) -> Argument:
    node = argument or parameter.default
    assert node  # noqa: S101 - the compiler reported a missing argument
    if parameter.type in _UNTYPED and _is_slot(node, e):
        return _slot(component, parameter.variable, node, e)
    return e.local(_typed(parameter, node, e))


def _is_slot(node: Node, e: Emitter) -> bool:
    return is_slot(node, lambda name: isinstance(e.env.bindings.get(name), SlotArgument | Thunk))


def _typed(parameter: Parameter, node: Node, e: Emitter) -> Value:
    """Generate an argument, with a check of its type unless that is known."""
    value, type_ = e.value(node), parameter.type
    nil_passes = isinstance(parameter.default, Const) and parameter.default.value is None
    is_right = type_ in (*_UNTYPED, value.kind) or (type_, value.kind) == ("number", "int")
    if is_right or (nil_passes and value.kind == "nil"):
        return value
    kind = type_ if type_ in _TESTED and not nil_passes else value.kind
    exact = name(_EXACT.get(type_, type_))
    tested = "read if type(first) is exact else typed(read, type_, title, nil)"
    holes = {"exact": exact, **e.twice(value.code)}
    code = expression(tested, type_=type_, title=parameter.name, nil=nil_passes, **holes)
    return Value(e.place(node.span, code), kind)


def _slot(component: Component, variable: Variable, node: Node, e: Emitter) -> SlotArgument | Thunk:
    bound = e.env.bindings[node.variable] if isinstance(node, Ref) else None
    if isinstance(bound, SlotArgument | Thunk):
        return bound
    # The element of a region gets its id where it is written, which a function does not know.
    is_root = isinstance(e.to, Text) and e.to.root
    is_light = _is_small(node) or _count_puts(component, variable, e) <= 1
    if is_root or (e.unit.level <= _MOST_LEVEL and is_light):
        return SlotArgument(node, e.env)
    return Thunk(_thunk(node, e))


def _is_small(node: Node) -> bool:
    for count, inner in enumerate(walk(node), 1):
        if count > _SMALL_SLOT or isinstance(inner, Use | Ref):
            return False
    return True


def _count_puts(component: Component, variable: Variable, e: Emitter) -> int:
    """Count the references of a component to a parameter."""
    puts = e.unit.puts.get(component.name)
    if puts is None:
        inside = (inner for node in nodes_of(component) for inner in walk(node))
        names = (inner.variable for inner in inside if isinstance(inner, Ref))
        puts = e.unit.puts[component.name] = Counter(names)
    return puts[variable]


def _thunk(node: Node, e: Emitter) -> str:
    """Make a slot a function that returns its value; its body is generated later."""
    thunk, body, inner = e.unit.fresh("f"), list[ast.stmt](), e.apart(VALUE)

    def make() -> None:
        inner.block.add("return x", x=inner.value(node).code)
        body.extend(inner.block.body())

    e.block.statements.append(function(thunk, [], body))
    e.unit.waiting.append(make)
    return thunk


def _call(component: Component, node: Use, e: Emitter) -> None:
    codes: list[ast.expr] = []
    shape: dict[str, bool] = {}
    arguments = arguments_of(component, node)
    for parameter in parameters_of(component):
        argument = arguments.get(parameter.name)
        if argument is None:
            continue
        is_put = shape[parameter.name] = parameter.type in _UNTYPED and _is_slot(argument, e)
        if is_put:
            bound = e.env.bindings[argument.variable] if isinstance(argument, Ref) else None
            codes.append(name(bound.name if isinstance(bound, Thunk) else _thunk(argument, e)))
        else:
            codes.append(_typed(parameter, argument, e).code)
    function, out = name(_variant(component, shape, e)), name(e.block.out)
    call = expression("made(out, *codes)", made=function, out=out, codes=codes)
    e.block.add_writing("call", call=at(e.line(node.span, calls=component.name), call))


def _variant(component: Component, shape: dict[str, bool], e: Emitter) -> str:
    """Return the name of a component's function for a shape of call: which arguments are slots."""

    def make(variant: str) -> None:
        inner = Emitter(Env(), FunctionBody(e.unit, "o"), e.to)
        names = {title: e.unit.fresh("v") for title in shape}
        inner.enter(component.span)
        for parameter in parameters_of(component):
            each = names.get(parameter.name)
            if each is None:
                bound = _argument(component, parameter, None, inner)
            else:
                bound = Thunk(each) if shape[parameter.name] else Local(each)
            inner = inner.bind(parameter.variable, bound)
        _showing(component, inner).emit(component.body)
        inner.block.add_writing(LEAVE)
        body = inner.block.body()
        e.unit.functions.append(function(variant, ["o", *names.values()], body))

    key = ("component", component.name, tuple(shape.items()), e.to)
    return e.unit.later(key, component.name, "c", make)
