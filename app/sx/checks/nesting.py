"""Compiled nodes to faults of nesting, text and ids, by where they end up in the page.

Follows the output as a browser's parser would: through components, slots and functions, into
both branches of a choice and once into each loop. Only what is known at compile time is
checked; nothing is assumed about the surroundings of a component that is checked on its own.
`app.sx.html.nesting` knows which nesting survives a parser.

A component is followed once for each state of the parser and each set of slots, a recursive
one a few times, and at most `_MOST_NODES` nodes in all, so checking is linear in practice and
always terminates.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final, TypeAlias

from app.sx.checks import nesting_messages
from app.sx.checks.bindings import (
    AbstractValue,
    Frames,
    Keys,
    bound,
    chosen,
    key_of,
    name_of,
    place_of,
    written,
)
from app.sx.checks.position import Open, Where, path_to
from app.sx.core import nodes
from app.sx.core.nodes import Component, Define, Node, Pattern, Variable
from app.sx.core.program import Program
from app.sx.core.stack import Levels
from app.sx.core.walk import arguments_of, parameters_of
from app.sx.html import nesting
from app.sx.html.facts import TEXT_ONLY
from app.sx.syntax.errors import CompileError, Span

_MOST_NODES: Final = 50_000
_MOST_REPEATS: Final = 3
_BLANKS: Final = " \t\n\f\r"
#: Builtins that return the markup in their arguments.
_CARRIERS: Final = frozenset({"list", "concat", "append", "reverse", "identity"})
_MAPPERS: Final = frozenset({"map", "map-indexed"})

Ids: TypeAlias = dict[str, tuple[Span, Frames]]
Faults: TypeAlias = dict[tuple[Span, str], CompileError]


def check_library(
    things: Iterable[Component | Define | nodes.PageNodes], program: Program
) -> Iterator[CompileError]:
    """Yield the faults inside each component, definition and page, in their order.

    Each is checked on its own, so its faults do not depend on the others.
    """
    faults: Faults = {}
    for thing in things:
        checker = _Checker(program, faults)
        match thing:
            case Component():
                checker.judge_alone(thing)
            case Define(value=value):
                checker.judge(value.body if isinstance(value, nodes.Lambda) else value)
            case nodes.PageNodes():
                checker.judge_page(thing)
    yield from faults.values()


def check_expression(node: Node, program: Program) -> Iterator[CompileError]:
    """Yield the faults of a standalone expression."""
    faults: Faults = {}
    _Checker(program, faults).judge(node)
    yield from faults.values()


def check_text(node: Node, program: Program) -> Iterator[CompileError]:
    """Yield the faults of author text, which is put into a <div>."""
    faults: Faults = {}
    state = nesting.ANYWHERE
    for name in ("html", "body", "div"):
        state = nesting.enter(state, name)
    around = Where(state, Open("div", "div", None, (), None))
    _Checker(program, faults).judge(node, around)
    yield from faults.values()


class _Checker:
    """Follows an expression, component or page; records each fault once by place and words."""

    def __init__(self, program: Program, faults: Faults) -> None:
        self.program = program
        self.regions: Mapping[str, nodes.Use] = {}
        self.faults = faults
        self._seen: dict[object, tuple[str, ...]] = {}
        self._keys = Keys()
        self._found: list[Span] = []
        self._active: dict[object, int] = {}
        self._left = _MOST_NODES
        self._levels = Levels()

    def judge(self, node: Node, where: Where | None = None) -> None:
        """Follow a node from a place; by default nothing is known of its surroundings."""
        self._left = _MOST_NODES
        self.follow(node, where or Where())

    def judge_page(self, page: nodes.PageNodes) -> None:
        """Follow every layout of a page, with its regions where they are put."""
        self.regions = {each.region.name: each.use for each in page.regions}
        layouts = (page.document, page.navigation, page.changed)
        for layout in (each for each in layouts if each):
            self.judge(layout)

    def judge_alone(self, component: Component) -> None:
        """Follow a component whose calls are unknown: each default may apply or not."""
        where = Where()
        for parameter in component.parameters:
            value = self._bound(parameter.default, where) if parameter.default else None
            unsure = replace(value, value=None) if value else None
            where = where.binding(parameter.variable, unsure)
        self.judge(component.body, where)

    def follow(self, node: Node, where: Where) -> Ids:
        """Check a node at its place; return the ids it writes."""
        run = _FOLLOWERS.get(type(node))
        self._left -= 1
        if run is None or self._left < 0:
            return {}
        return self._levels.run(lambda: run(self, node, where))

    def element(self, node: nodes.Element, where: Where) -> Ids:
        ids: Ids = {}
        for attribute in node.attributes:
            if attribute.fact.name == "id":
                ids.update(_literal_id(attribute.value, where))
        inside = self._enter(name_of(node), node.tag, node.span, where)
        return self._in_turn(node.children, inside, ids)

    def json_data(self, node: nodes.JsonData, where: Where) -> Ids:
        self._enter("script", "script", node.span, where)
        return _literal_id(node.id, where)

    def _enter(self, name: str, tag: str, span: Span, where: Where) -> Where:
        """Check an element; return the place inside it, unknown after a fault."""
        opened, state = where.opened, where.state
        stands = nesting.may_stand(state, name)
        if opened and opened.tag in TEXT_ONLY:
            message = f"<{opened.tag}> takes text only, got <{tag}>"
            place = place_of(span, where.frames, opened.frames)
            self._keep(CompileError(message, place, "write the text alone"))
        elif not stands:
            self._refuse(name, tag, span, where)
        if not stands:
            return where.inside(nesting.ANYWHERE, None)
        inside = Open(name, tag, span, where.frames, opened)
        return where.inside(nesting.enter(state, name), inside)

    def _refuse(self, name: str, tag: str, span: Span, where: Where) -> None:
        path = path_to(where.opened)
        index = nesting.in_the_way([each.name for each in path], name)
        blocker = path[-1 if index is None else index]
        is_parent = blocker is where.opened
        place = place_of(span, where.frames, blocker.frames)
        plain = is_parent and place is span and blocker.frames == where.frames
        seen = None if plain or blocker.span is None else written(blocker.span, place)
        hint = nesting_messages.hint(name, blocker.tag, is_parent, seen)
        self._keep(CompileError(nesting_messages.message(tag, blocker.tag), place, hint))

    def _keep(self, fault: CompileError) -> None:
        self._found.append(fault.span)
        self.faults.setdefault((fault.span, fault.message), fault)

    def const(self, node: nodes.Const, where: Where) -> Ids:
        value = node.value
        is_text = isinstance(value, str | int | float) and not isinstance(value, bool)
        hindered = not nesting.may_stand(where.state, nesting.TEXT)
        if where.opened and hindered and is_text and str(value).strip(_BLANKS):
            place = place_of(node.span, where.frames, where.opened.frames)
            hint = "put it into a cell, a caption or the body"
            self._keep(CompileError(f"<{where.opened.tag}> takes no text", place, hint))
        return {}

    def _in_turn(self, some: tuple[Node, ...], where: Where, ids: Ids) -> Ids:
        for node in some:
            more = self.follow(node, where)
            for name, (span, frames) in more.items():
                if name in ids:
                    self._twice(name, span, frames, ids[name])
            ids = {**more, **ids} if more else ids
        return ids

    def _twice(self, name: str, span: Span, frames: Frames, first: tuple[Span, Frames]) -> None:
        place = place_of(span, frames, first[1])
        hint = f"give one of them another: the first is at {written(first[0], place)}"
        self._keep(CompileError(f'the id "{name}" stands twice', place, hint))

    def fragment(self, node: nodes.Fragment, where: Where) -> Ids:
        return self._in_turn(node.parts, where, {})

    def choice(self, node: nodes.If | nodes.CaseOf | nodes.Logic, where: Where) -> Ids:
        ids: Ids = {}
        for branch in chosen(node, where.scope):
            ids.update(self.follow(branch, where))
        return ids

    def body(self, node: nodes.Loop | nodes.Each | nodes.Provide, where: Where) -> Ids:
        return self.follow(node.body, where)

    def out_of_band(self, node: nodes.OutOfBand, where: Where) -> Ids:
        # It replaces an element of the page, so its ids are not duplicates.
        self.follow(node.body, where.inside(nesting.ANYWHERE, None))
        return {}

    def let(self, node: nodes.Let, where: Where) -> Ids:
        return self.follow(node.body, self._bind(node.pattern, node.value, where, where))

    def _bind(self, pattern: Pattern, value: Node, outer: Where, inner: Where) -> Where:
        if not isinstance(pattern, Variable):
            return inner
        return inner.binding(pattern, self._bound(value, outer))

    def _bound(self, node: Node, where: Where) -> AbstractValue | None:
        return bound(node, where.scope, where.frames, self._keys)

    def ref(self, node: nodes.Ref, where: Where) -> Ids:
        value = where.scope.get(node.variable)
        return self._put(value, where) if value else {}

    def _put(self, value: AbstractValue, where: Where) -> Ids:
        return self.follow(value.node, where.seeing(value.frames, value.scope))

    def context(self, node: nodes.ContextValue, where: Where) -> Ids:
        return self.follow(node.default, where) if node.default else {}

    def put_region(self, node: nodes.PutRegion, where: Where) -> Ids:
        use = self.regions.get(node.name)
        return self.follow(use, where.seeing((), {})) if use else {}

    def global_(self, node: nodes.Global, where: Where) -> Ids:
        definition = self.program.definitions.get(node.name)
        if definition is None or isinstance(definition.value, nodes.Lambda):
            return {}
        inside = where.seeing((*where.frames, node.span), {})
        return self.follow(definition.value, inside)

    def call_builtin(self, node: nodes.CallBuiltin, where: Where) -> Ids:
        if node.builtin.name in _CARRIERS:
            return self._in_turn(node.arguments, where, {})
        if node.builtin.name in _MAPPERS and node.arguments:
            return self._call(node.arguments[0], (), node.span, where)
        return {}

    def call_function(self, node: nodes.CallFunction, where: Where) -> Ids:
        return self._call(node.function, node.arguments, node.span, where)

    def _call(self, function: Node, arguments: tuple[Node, ...], span: Span, where: Where) -> Ids:
        inside, code = where, function
        if isinstance(function, nodes.Ref):
            value = where.scope.get(function.variable)
            code = value.node if value else function
            inside = where.seeing(value.frames, value.scope) if value else where
        elif isinstance(function, nodes.Global) and function.name in self.program.definitions:
            code = self.program.definitions[function.name].value
            inside = where.seeing((*where.frames, span), {})
        if not isinstance(code, nodes.Lambda):
            return {}
        for pattern, argument in zip(code.parameters, arguments, strict=False):
            inside = self._bind(pattern, argument, where, inside)
        return self._again(code, lambda: self.follow(code.body, inside))

    def _again(self, key: object, run: Callable[[], Ids]) -> Ids:
        """Follow a call that may be recursive, a few times."""
        count = self._active.get(key, 0)
        if count >= _MOST_REPEATS:
            return {}
        self._active[key] = count + 1
        try:
            return run()
        finally:
            self._active[key] = count

    def use(self, node: nodes.Use, where: Where) -> Ids:
        component = self.program.components.get(node.component)
        if component is None:
            return {}
        inside = self._inside(component, node, where)
        key = (node.component, where.state, tuple(key_of(each) for each in inside.scope.values()))
        seen = self._seen.get(key)
        if seen is not None:
            return dict.fromkeys(seen, (node.span, inside.frames))
        before = len(self._found)
        ids = self._again(node.component, lambda: self.follow(component.body, inside))
        brought = any(span in inside.frames for span in self._found[before:])
        if not brought and not self._active.get(node.component):
            # Following it again gives the same result: no fault depends on the calls that led here.
            self._seen[key] = tuple(ids)
        return ids

    def _inside(self, component: Component, node: nodes.Use, where: Where) -> Where:
        scope: dict[Variable, AbstractValue | None] = {}
        inside = where.seeing((*where.frames, node.span), scope)
        arguments = arguments_of(component, node)
        for parameter in parameters_of(component):
            argument = arguments.get(parameter.name)
            value, outer = argument or parameter.default, where if argument else inside
            scope[parameter.variable] = self._bound(value, outer) if value else None
        return inside


def _literal_id(value: Node, where: Where) -> Ids:
    is_literal = isinstance(value, nodes.Const) and isinstance(value.value, str) and value.value
    return {str(value.value): (value.span, where.frames)} if is_literal else {}  # type: ignore[union-attr]


_FOLLOWERS: Final[Mapping[type, Callable[[_Checker, Any, Where], Ids]]] = {
    nodes.Const: _Checker.const,
    nodes.Element: _Checker.element,
    nodes.JsonData: _Checker.json_data,
    nodes.Fragment: _Checker.fragment,
    nodes.If: _Checker.choice,
    nodes.CaseOf: _Checker.choice,
    nodes.Logic: _Checker.choice,
    nodes.Let: _Checker.let,
    nodes.Loop: _Checker.body,
    nodes.Each: _Checker.body,
    nodes.Provide: _Checker.body,
    nodes.OutOfBand: _Checker.out_of_band,
    nodes.ContextValue: _Checker.context,
    nodes.Ref: _Checker.ref,
    nodes.Global: _Checker.global_,
    nodes.CallBuiltin: _Checker.call_builtin,
    nodes.CallFunction: _Checker.call_function,
    nodes.PutRegion: _Checker.put_region,
    nodes.Use: _Checker.use,
}
