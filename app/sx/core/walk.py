"""Nodes inside nodes: the children of a node, everything below it, which component uses which.

Knows the shapes of `app.sx.core.nodes`, not their meaning. Walks with a list of its own instead
of recursion.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from operator import attrgetter
from typing import Final, cast, get_args

from app.sx.core import nodes
from app.sx.core.nodes import Component, Node, Parameter, Variable

#: Nodes whose value is markup.
_MARKUP: Final = (
    nodes.Fragment,
    nodes.Element,
    nodes.Use,
    nodes.Raw,
    nodes.JsonData,
    nodes.PutRegion,
    nodes.OutOfBand,
)


def is_markup(node: Node) -> bool:
    """Return whether a node is markup as written."""
    return isinstance(node, _MARKUP)


def is_slot(node: Node, is_put: Callable[[Variable], bool]) -> bool:
    """Return whether an argument is markup on some path, to be expanded where it is put.

    `is_put` answers that for a variable.
    """
    match node:
        case nodes.Ref(variable=variable):
            return is_put(variable)
        case nodes.If(then=then, otherwise=otherwise):
            return is_slot(then, is_put) or is_slot(otherwise, is_put)
        case nodes.CaseOf(results=results):
            return any(is_slot(result, is_put) for result in results)
        case nodes.Let(body=body) | nodes.Each(body=body) | nodes.Provide(body=body):
            return is_slot(body, is_put)
        case _:
            return is_markup(node)


def parameters_of(component: Component) -> tuple[Parameter, ...]:
    """Return the parameters of a component, including its children."""
    children, span = component.children, component.span
    if not children:
        return component.parameters
    nothing = nodes.Const(None, span)
    return *component.parameters, Parameter(children.name, children, "any", nothing, span)


def arguments_of(component: Component, use: nodes.Use) -> dict[str, Node]:
    """Return the arguments of a call by the names of their parameters."""
    arguments = dict(use.arguments)
    if component.children and use.children:
        arguments[component.children.name] = use.children
    return arguments


def nodes_of(component: Component) -> tuple[Node, ...]:
    """Return the body of a component and the defaults of its parameters."""
    return (component.body, *(p.default for p in component.parameters if p.default))


def children_of(node: Node) -> list[Node]:
    """Return the nodes directly inside `node`, in the order they were written."""
    children: list[Node] = []
    _collect(_PARTS[type(node)](node), children)
    return children


def _collect(values: Iterable[object], children: list[Node]) -> None:
    for value in values:
        kind = type(value)
        if kind in _NODES:
            children.append(cast("Node", value))
        elif kind is tuple:
            _collect(cast("Iterable[object]", value), children)
        elif kind in _HOLDERS:
            _collect(_PARTS[kind](value), children)


def _parts(kind: type) -> Callable[[object], tuple[object, ...]]:
    """Return a function that reads those fields of a class which may hold nodes."""
    names = [each.name for each in fields(kind) if re.search("Node|Pattern|Spread", str(each.type))]
    return attrgetter(*names, "span") if names else lambda _: ()


_NODES: Final = frozenset(get_args(Node))
_HOLDERS: Final = frozenset(
    {nodes.ListPattern, nodes.KeysPattern, nodes.AttributeNode, nodes.Spread}
)
_PARTS: Final = {kind: _parts(kind) for kind in _NODES | _HOLDERS}


def walk(node: Node) -> Iterator[Node]:
    """Yield `node` and every node below it."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        _collect(_PARTS[type(current)](current), waiting)


def reaches(start: str, goal: str, uses: Mapping[str, set[str]]) -> bool:
    """Return whether `start` uses `goal`, directly or indirectly."""
    seen: set[str] = set()
    waiting = list(uses[start])
    while waiting:
        current = waiting.pop()
        if current == goal:
            return True
        if current not in seen:
            seen.add(current)
            waiting.extend(uses.get(current, ()))
    return False
