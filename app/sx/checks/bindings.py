"""What names are bound to while nodes are followed, as far as that is known.

A name is bound to a node and to the scope of that node. A choice is decided if its test refers
to names that are bound to literals, so a component is checked with the branch that its caller
selects. Knows nothing of the nesting of elements.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from app.sx.core import nodes
from app.sx.core.nodes import Node, Variable
from app.sx.core.walk import walk
from app.sx.html.nesting import named
from app.sx.syntax.errors import Span
from app.sx.values import Fault, equal, truthy

#: The calls that lead to a node, outermost first.
Frames: TypeAlias = tuple[Span, ...]

#: Builtins that are run to decide a choice.
_TESTS: Final = frozenset({"=", "!=", "<", "<=", ">", ">=", "not", "nil?", "empty?", "contains?"})

#: Elements of several kinds: the attribute that decides, and the most permissive kind.
_KINDS: Final = {"input": ("type", "hidden"), "annotation-xml": ("encoding", "text/html")}


@dataclass(frozen=True, slots=True, eq=False)
class AbstractValue:
    """What a name stands for: a node, with the scope and the calls around it."""

    node: Node
    scope: "Scope"
    frames: Frames
    value: nodes.Const | None
    key: int


Scope: TypeAlias = Mapping[Variable, AbstractValue | None]


class Keys:
    """Gives equal numbers to equal meanings: the same node with the same meaning of its names."""

    def __init__(self) -> None:
        self._numbers: dict[object, int] = {}
        self._names: dict[Node, tuple[Variable, ...]] = {}

    def of(self, node: Node, scope: Scope) -> int:
        """Return the number of a node in this scope."""
        names = self._names.get(node)
        if names is None:
            variables = (each.variable for each in walk(node) if isinstance(each, nodes.Ref))
            names = self._names[node] = tuple(dict.fromkeys(variables))
        meaning = tuple(key_of(scope.get(name)) for name in names)
        return self._numbers.setdefault((node, meaning), len(self._numbers))


def key_of(value: AbstractValue | None) -> int:
    """Return the number of what a name stands for; everything unknown has the same one."""
    return -1 if value is None else value.key


def bound(node: Node, scope: Scope, frames: Frames, keys: Keys) -> AbstractValue | None:
    """Return the binding of a name to a node; None if nothing is known of its value."""
    if isinstance(node, nodes.Fragment) and len(node.parts) == 1:
        return bound(node.parts[0], scope, frames, keys)
    if isinstance(node, nodes.Ref):
        return scope.get(node.variable)
    if isinstance(node, nodes.GetField | nodes.CallHelper | nodes.Quasi):
        return None
    return AbstractValue(node, scope, frames, known(node, scope), keys.of(node, scope))


def known(node: Node, scope: Scope) -> nodes.Const | None:
    """Return the constant that literals determine; None if it is unknown."""
    match node:
        case nodes.Const():
            return node
        case nodes.Ref(variable=variable):
            binding = scope.get(variable)
            return binding.value if binding else None
        case nodes.CallBuiltin() if node.builtin.name in _TESTS:
            values = [known(argument, scope) for argument in node.arguments]
            return run(node, [value.value for value in values if value], len(values))
        case _:
            return None


def run(node: nodes.CallBuiltin, values: list[object], wanted: int) -> nodes.Const | None:
    """Call a builtin at compile time, if all its arguments are known."""
    if len(values) < wanted:
        return None
    try:
        return nodes.Const(node.builtin.run(*values), node.span)
    except Fault:
        return None


def _decided(test: Node, scope: Scope) -> nodes.Const | None:
    """Return the value of a test that is known through a name; a literal test does not count."""
    if not any(isinstance(node, nodes.Ref) for node in walk(test)):
        return None
    return known(test, scope)


def chosen(node: nodes.If | nodes.CaseOf | nodes.Logic, scope: Scope) -> tuple[Node, ...]:
    """Return the nodes that may be the result of a choice."""
    match node:
        case nodes.Logic():
            return node.parts[-1:] if node.every else node.parts
        case nodes.If():
            test = _decided(node.test, scope)
            if test is None:
                return node.then, node.otherwise
            return (node.then if truthy(test.value) else node.otherwise,)
        case nodes.CaseOf():
            value = _decided(node.value, scope)
            if value is None:
                return node.results
            matches = (
                result
                for keys, result in node.branches
                if any(equal(key, value.value) for key in keys)
            )
            return (next(matches, node.otherwise),)


def name_of(node: nodes.Element) -> str:
    """Return an element's name in the rules; if its kind is dynamic, the most permissive kind."""
    if node.tag not in _KINDS:
        return node.tag
    attribute, lenient = _KINDS[node.tag]
    kind: object = lenient if node.spreads else None
    for each in node.attributes:
        if each.fact.name == attribute:
            kind = each.value.value if isinstance(each.value, nodes.Const) else lenient
    return named(node.tag, kind if isinstance(kind, str) else None)


def place_of(span: Span, frames: Frames, outer: Frames) -> Span:
    """Return an element's span as seen from another: its own, or the call that brought it in."""
    shared = 0
    while shared < min(len(frames), len(outer)) and frames[shared] is outer[shared]:
        shared += 1
    return frames[shared] if shared < len(frames) else span


def written(span: Span, seen_from: Span) -> str:
    """Format a place, with its file if that is another."""
    line = f"{span.line}:{span.column}"
    return line if span.source is seen_from.source else f"{span.source.name}:{line}"
