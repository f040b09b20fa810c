"""The body of a region to its faults: on every path it must be one element without an `id`.

Follows nodes from a region to its element as they will be written: through components, into
their slots, and into both branches of a choice that is not decided at compile time. Knows
nothing of nesting, and of values only what decides a choice.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, NoReturn

from app.sx.checks.bindings import run
from app.sx.core import nodes
from app.sx.core.nodes import Node, Variable
from app.sx.core.page_spec import Region
from app.sx.core.program import Program
from app.sx.core.stack import Levels
from app.sx.core.walk import arguments_of, is_markup, is_slot, parameters_of
from app.sx.syntax.errors import CompileError, Frame
from app.sx.values import truthy

_MOST_NODES: Final = 50_000
#: Result types of builtins, and nodes, whose values are always true.
_TRUE_KINDS: Final = frozenset({"string", "int", "number", "list", "dict", "markup", "function"})
_ALWAYS_TRUE: Final = (nodes.MakeDict, nodes.Quasi, nodes.Each, nodes.Lambda)


@dataclass(frozen=True, slots=True)
class _Scope:
    """What names mean where a node was written, and the calls that lead there."""

    names: Mapping[Variable, "_Meaning | None"] = field(default_factory=dict)
    chain: tuple[Frame, ...] = ()

    def bind(self, variable: Variable, meaning: "_Meaning | None") -> "_Scope":
        return replace(self, names={**self.names, variable: meaning})

    def puts(self, variable: Variable) -> bool:
        meaning = self.names.get(variable)
        return meaning is not None and meaning.is_slot


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a name stands for: a value, or markup that is written where the name is put."""

    node: Node
    scope: _Scope
    is_slot: bool = False


def check_bodies(page: nodes.PageNodes, program: Program) -> Iterator[CompileError]:
    """Yield the first fault in the body of each region of a page."""
    for each in page.regions:
        try:
            _Body(each.region, program).follow(each.use, _Scope())
        except CompileError as fault:
            yield fault


class _Body:
    """Follows one region, up to a maximum number of nodes, so that it always terminates."""

    def __init__(self, region: Region, program: Program) -> None:
        self._id = f"region-{region.name}" + ("-<key>" if region.each else "")
        self._program = program
        self._active: set[str] = set()
        self._left = _MOST_NODES
        self._levels = Levels()

    def follow(self, node: Node, scope: _Scope) -> None:
        """Raise CompileError unless this node writes one element."""
        self._left -= 1
        if self._left >= 0:
            self._levels.run(lambda: self._judge(node, scope))

    def _judge(self, node: Node, scope: _Scope) -> None:
        match node:
            case nodes.Element():
                self._element(node)
            case nodes.Use():
                self._use(node, scope)
            case nodes.If():
                self._choose(node.test, node.then, node.otherwise, scope)
            case nodes.Logic() if node.parts and not node.every:
                self._logic(node, scope)
            case nodes.Ref():
                self._ref(node, scope)
            case nodes.CaseOf():
                for result in node.results:
                    self.follow(result, scope)
            case nodes.Let(body=part) | nodes.Provide(body=part) | nodes.Fragment(parts=[part]):
                self.follow(part, _inside(node, scope))
            case nodes.JsonData() | nodes.PutRegion():
                pass
            case _:
                self._refuse(node, scope)

    def _refuse(self, node: Node, scope: _Scope) -> NoReturn:
        hint = "give it exactly one element on every path; an empty one may be `hidden`"
        raise CompileError("the body of a region is one element", node.span, hint, scope.chain)

    def _ref(self, node: nodes.Ref, scope: _Scope) -> None:
        meaning = scope.names.get(node.variable)
        if meaning is None or not meaning.is_slot:
            self._refuse(node, scope)
        self.follow(meaning.node, meaning.scope)

    def _logic(self, node: nodes.Logic, scope: _Scope) -> None:
        """Check `(or slot default)`, which puts the slot in its place; anything else is a value."""
        first, *rest = node.parts
        if not all(isinstance(part, nodes.Ref) for part in node.parts[:-1]):
            self._refuse(node, scope)
        if rest:
            self._choose(first, first, replace(node, parts=tuple(rest)), scope)
        else:
            self.follow(first, scope)

    def _choose(self, test: Node, then: Node, otherwise: Node, scope: _Scope) -> None:
        decided = self._truth(test, scope)
        if decided is not False:
            self.follow(then, scope)
        if decided is not True:
            self.follow(otherwise, scope)

    def _element(self, node: nodes.Element) -> None:
        if any(attribute.fact.name == "id" for attribute in node.attributes):
            hint = f'leave it out: it gets "{self._id}"'
            raise CompileError("the element of a region has an `id` of its own", node.span, hint)

    def _use(self, node: nodes.Use, scope: _Scope) -> None:
        component = self._program.components[node.component]
        if component.name in self._active:
            return
        self._active.add(component.name)
        inside = _Scope({}, (Frame(component.name, node.span), *scope.chain))
        arguments = arguments_of(component, node)
        for parameter in parameters_of(component):
            argument = arguments.get(parameter.name)
            meaning = self._argument(parameter, argument, scope if argument else inside)
            inside = inside.bind(parameter.variable, meaning)
        self.follow(component.body, inside)
        self._active.remove(component.name)

    def _argument(
        self, parameter: nodes.Parameter, argument: Node | None, scope: _Scope
    ) -> _Meaning | None:
        node = argument or parameter.default
        assert node  # noqa: S101 - the compiler reported a missing argument
        if parameter.type in ("any", "markup"):
            return _Meaning(node, scope, is_slot(node, scope.puts))
        # The pass checks a typed argument; until then only its type is known.
        is_true = parameter.type != "boolean" and self._truth(node, scope)
        return _Meaning(node, scope) if is_true else None

    def _resolve(self, node: Node, scope: _Scope) -> tuple[Node, _Scope]:
        """Return the node that determines another's value, if known, with its scope."""
        result: tuple[Node, _Scope] | None = None
        match node:
            case nodes.Ref():
                meaning = scope.names.get(node.variable)
                result = (meaning.node, meaning.scope) if meaning else None
            case nodes.Let():
                result = node.body, _inside(node, scope)
            case nodes.If():
                test = self._truth(node.test, scope)
                result = None if test is None else (node.then if test else node.otherwise, scope)
            case nodes.Global():
                value = self._program.definitions[node.name].value
                result = (value, _Scope()) if isinstance(value, nodes.Const) else None
            case _:
                pass
        return self._resolve(*result) if result else (node, scope)

    def _truth(self, node: Node, scope: _Scope) -> bool | None:
        """Return whether a value is true, as far as that is known."""
        node, scope = self._resolve(node, scope)
        if is_markup(node) or isinstance(node, _ALWAYS_TRUE):
            return True
        if isinstance(node, nodes.Logic):
            tests = [self._truth(part, scope) for part in node.parts]
            return node.every if all(test is node.every for test in tests) else None
        if isinstance(node, nodes.CallBuiltin) and node.builtin.name == "not":
            test = self._truth(node.arguments[0], scope)
            return None if test is None else not test
        value = self._value(node, scope)
        if value is None and isinstance(node, nodes.CallBuiltin):
            return node.builtin.result in _TRUE_KINDS or None
        return None if value is None else truthy(value.value)

    def _value(self, node: Node, scope: _Scope) -> nodes.Const | None:
        """Return the constant that literals determine."""
        node, scope = self._resolve(node, scope)
        if isinstance(node, nodes.CallBuiltin):
            values = [self._value(argument, scope) for argument in node.arguments]
            return run(node, [value.value for value in values if value], len(values))
        return node if isinstance(node, nodes.Const) else None


def _inside(node: Node, scope: _Scope) -> _Scope:
    if isinstance(node, nodes.Let) and isinstance(node.pattern, Variable):
        return scope.bind(node.pattern, _Meaning(node.value, scope))
    return scope
