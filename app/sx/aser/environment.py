"""The bindings of variables while code is generated. Knows no Python code but names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.sx.aser.codegen import Given
from app.sx.core.nodes import Node, Variable
from app.sx.format_value import named
from app.sx.syntax.errors import Frame


@dataclass(frozen=True, slots=True)
class Local:
    """A variable that is a Python name; `kind` and `start` are what is known of its value."""

    name: str
    kind: str = "any"
    start: str = ""


@dataclass(frozen=True, slots=True)
class Constant:
    """A variable with a known value."""

    value: object


@dataclass(frozen=True, slots=True)
class SlotArgument:
    """Markup that is generated where it is put, with the bindings of where it was written."""

    node: Node
    env: "Env"


@dataclass(frozen=True, slots=True)
class Thunk:
    """A slot that has become a function of its own."""

    name: str


@dataclass(frozen=True, slots=True)
class Recur:
    """The name of a named let that is a Python function."""

    name: str
    count: int


Binding = Local | Constant | SlotArgument | Thunk | Recur


@dataclass(frozen=True, slots=True)
class Env:
    """The bindings of variables, the components around, and their arguments."""

    bindings: Mapping[Variable, Binding] = field(default_factory=dict)
    chain: tuple[Frame, ...] = ()
    given: tuple[Given, ...] = ()

    def bind(self, variable: Variable, binding: Binding) -> "Env":
        """Return an environment with one more binding."""
        return Env({**self.bindings, variable: binding}, self.chain, self.given)

    def showing(self, variables: Iterable[Variable]) -> "Env":
        """Return an environment whose faults show the values of these variables."""
        pairs = ((each.name, self.bindings[each]) for each in variables)
        given = tuple((title, *_given(title, bound)) for title, bound in pairs)
        return Env(self.bindings, self.chain, given)


def _given(title: str, bound: Binding) -> tuple[str, str]:
    match bound:
        case Local(name=name):
            return name, ""
        case Constant(value=value):
            return "", named(title, value)
        case _:
            return "", "markup"
