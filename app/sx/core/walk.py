"""Nodes inside nodes: what stands directly in one, everything below it, who uses whom.

Knows the shapes of `app.sx.core.nodes` and what none of them means. Walks with a
list of its own, so that no depth of nesting reaches Python's stack.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from app.sx.core.nodes import (
    Again,
    CallBuiltin,
    CallFunction,
    CallHelper,
    Case,
    Component,
    Context,
    Each,
    Element,
    Fragment,
    GetField,
    If,
    JsonData,
    KeysPattern,
    Lambda,
    Let,
    ListPattern,
    Logic,
    Loop,
    MakeDict,
    Node,
    OutOfBand,
    Pattern,
    Provide,
    PutRegion,
    Quasi,
    Raw,
    Ref,
    Use,
    Variable,
)

#: Nodes whose value is markup.
_MARKUP: Final = (Fragment, Element, Use, Raw, JsonData, PutRegion, OutOfBand)


def is_markup(node: Node) -> bool:
    """Tell whether a node is markup as written."""
    return isinstance(node, _MARKUP)


def is_slot(node: Node, is_put: Callable[[Variable], bool]) -> bool:
    """Tell whether an argument is markup on some path, so that it is expanded where it is put.

    `is_put` tells it of a variable.
    """
    match node:
        case Ref(variable=variable):
            return is_put(variable)
        case If(then=then, otherwise=otherwise):
            return is_slot(then, is_put) or is_slot(otherwise, is_put)
        case Case(branches=branches, otherwise=otherwise):
            return any(is_slot(body, is_put) for body in (otherwise, *(b for _, b in branches)))
        case Let(body=body) | Each(body=body) | Provide(body=body):
            return is_slot(body, is_put)
        case _:
            return is_markup(node)


def nodes_of(component: Component) -> tuple[Node, ...]:
    """Give the body of a component and the defaults of its parameters."""
    return (component.body, *(p.default for p in component.parameters if p.default))


def children_of(node: Node) -> tuple[Node, ...]:
    """Give the nodes directly inside `node`, in the order they were written."""
    return _CHILDREN.get(type(node), _none)(node)


def _none(_: Node) -> tuple[Node, ...]:
    return ()


def _element_children(node: Element) -> tuple[Node, ...]:
    attributes = tuple(attribute.value for attribute in node.attributes)
    spreads = tuple(spread.value for spread in node.spreads)
    return attributes + spreads + node.children


def _use_children(node: Use) -> tuple[Node, ...]:
    arguments = tuple(argument for _, argument in node.arguments)
    return (*arguments, node.children) if node.children else arguments


def default_nodes(pattern: Pattern) -> tuple[Node, ...]:
    """Give the defaults that stand in a pattern."""
    match pattern:
        case ListPattern(items=items):
            return tuple(node for item in items for node in default_nodes(item))
        case KeysPattern(keys=keys):
            return tuple(default for _, default, _ in keys if default)
        case Variable():
            return ()


def _lambda_children(node: Lambda) -> tuple[Node, ...]:
    return (*(n for p in node.parameters for n in default_nodes(p)), node.body)


_CHILDREN: Mapping[type, Callable[..., tuple[Node, ...]]] = {
    GetField: lambda node: (node.target,),
    CallBuiltin: lambda node: node.arguments,
    CallHelper: lambda node: node.arguments,
    CallFunction: lambda node: (node.function, *node.arguments),
    Lambda: _lambda_children,
    If: lambda node: (node.test, node.then, node.otherwise),
    Logic: lambda node: node.parts,
    Case: lambda node: (node.value, *(body for _, body in node.branches), node.otherwise),
    Let: lambda node: (*default_nodes(node.pattern), node.value, node.body),
    Loop: lambda node: (*node.starts, node.body),
    Again: lambda node: node.arguments,
    Each: lambda node: (*default_nodes(node.pattern), node.items, node.body),
    Provide: lambda node: (node.value, node.body),
    Context: lambda node: (node.default,) if node.default else (),
    MakeDict: lambda node: tuple(value for _, value in node.pairs),
    Quasi: lambda node: tuple(part for _, part in node.parts),
    Fragment: lambda node: node.parts,
    Element: _element_children,
    Use: _use_children,
    Raw: lambda node: (node.value,),
    JsonData: lambda node: (node.id, node.value),
    PutRegion: lambda node: (node.key,) if node.key else (),
    OutOfBand: lambda node: (node.body,),
}


def walk(node: Node) -> Iterator[Node]:
    """Give `node` and every node below it."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(_CHILDREN.get(type(current), _none)(current))


def reaches(start: str, goal: str, uses: Mapping[str, set[str]]) -> bool:
    """Tell whether `start` uses `goal`, directly or through others."""
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
