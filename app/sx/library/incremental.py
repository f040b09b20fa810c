"""Definitions compiled once, and reused while nothing that they depend on has changed.

Decides what has changed and what depends on it; `app.sx.library.linking` decides what to
compile.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeAlias, TypeVar

from app.sx.compiler.core import Compiler
from app.sx.core.known import Place
from app.sx.core.nodes import Component, Define, Global, Node, PageNodes, Use
from app.sx.core.walk import nodes_of, walk
from app.sx.library.definitions import Definitions, FileDefinition
from app.sx.library.dependencies import Lookups, TrackedNames
from app.sx.syntax.forms import Sequence

Made = TypeVar("Made")

#: The kind of a definition and its name.
Key: TypeAlias = tuple[str, str]
Thing: TypeAlias = Component | Define | PageNodes


@dataclass(frozen=True, slots=True)
class CompiledUnit:
    """A compiled definition, and everything that it was compiled from."""

    form: Sequence
    place: Place
    answers: tuple[Lookups, ...]
    made: Any


@dataclass(slots=True)
class IncrementalCompiler:
    """Compiles definitions, or reuses those of `before`; those in use are in `kept`."""

    collected: Definitions
    before: Mapping[Key, CompiledUnit] = field(default_factory=dict)
    kept: dict[Key, CompiledUnit] = field(default_factory=dict)
    questions: TrackedNames = field(init=False)

    def __post_init__(self) -> None:
        self.questions = TrackedNames(self.collected.known)

    def make(
        self, kind: str, each: FileDefinition, place: Place, compile_: Callable[[Compiler], Made]
    ) -> Made:
        """Return the compiled definition, compiling it if needed; raise CompileError."""
        key = kind, each.name
        old = self.before.get(key)
        if old is None or not self._is_same(old, each, place):
            self.questions.taken()
            compiled = compile_(Compiler(self.questions.known, place, self.collected.faults))
            old = CompiledUnit(each.form, place, self.questions.taken(), compiled)
        self.kept[key] = old
        result: Made = old.made
        return result

    def _is_same(self, old: CompiledUnit, each: FileDefinition, place: Place) -> bool:
        # Equal forms may have different spans; only the identical form has the same.
        is_form = old.form is each.form and old.place == place
        return is_form and self.questions.have_answers(old.answers)


def changed(now: Mapping[Key, Thing], before: Mapping[Key, Thing]) -> frozenset[Key]:
    """Return what differs from before, and everything that uses it, directly or indirectly."""
    users: dict[Key, list[Key]] = {}
    for key, thing in now.items():
        for used in _uses(thing):
            users.setdefault(used, []).append(key)
    waiting = [key for key, thing in now.items() if before.get(key) is not thing]
    keys: set[Key] = set()
    while waiting:
        key = waiting.pop()
        if key not in keys:
            keys.add(key)
            waiting.extend(users.get(key, ()))
    return frozenset(keys)


#: Most definitions are unchanged at the next reload.
@lru_cache(maxsize=4_000)
def _uses(thing: Thing) -> set[Key]:
    users: set[Key] = set()
    for start in _nodes(thing):
        for node in walk(start):
            if isinstance(node, Use):
                users.add(("component", node.component))
            elif isinstance(node, Global):
                users.add(("definition", node.name))
    return users


def _nodes(thing: Thing) -> Iterator[Node]:
    match thing:
        case Component():
            yield from nodes_of(thing)
        case Define():
            yield thing.value
        case PageNodes():
            yield from (each.use for each in thing.regions)
            layouts = (thing.document, thing.navigation, thing.changed)
            yield from (layout for layout in layouts if layout)
