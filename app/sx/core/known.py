"""What a form may refer to: components, definitions, macros, helpers, loaders.

Plain values, filled in by `app.sx.library`, read by the compiler and the checks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from app.sx.core.nodes import Const, Node, Variable
from app.sx.core.scopes import Scope, body
from app.sx.core.signatures import Declaration
from app.sx.syntax.errors import CompileError, Span
from app.sx.syntax.forms import Form, Sequence


@dataclass(frozen=True, slots=True)
class Helper:
    """A function that is injected for each pass; `required` of its parameters are mandatory."""

    name: str
    parameters: tuple[str, ...] = ()
    required: int = 0
    personal: bool = False
    #: Its stand-in in examples and tests, where there is no request; nil without one.
    sample: Callable[..., object] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Loader:
    """A page's or region's loader as SX sees it: its parameters, and the fields of its result."""

    parameters: tuple[str, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Macro:
    """A macro: its number of arguments, and the function that returns its form."""

    name: str
    least: int
    most: int | None
    run: Callable[..., object]


@dataclass(frozen=True, slots=True)
class Callee:
    """A component as its callers see it; equal callees are interchangeable."""

    name: str
    declaration: Declaration
    options: Mapping[str, Form]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Known:
    """Everything that can be named; `definitions` has the arity of each."""

    components: dict[str, Callee] = field(default_factory=dict)
    definitions: dict[str, tuple[int, int | None] | None] = field(default_factory=dict)
    macros: dict[str, Macro] = field(default_factory=dict)
    helpers: Mapping[str, Helper] = field(default_factory=dict)
    loaders: Mapping[str, Loader] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a form is: the prefix of its file's names, and what is allowed there.

    `prefix` is None in a program that may define any component. `regions` are the names that
    `(region name)` may use, and whether each needs a key, where that is known.
    """

    prefix: str | None = None
    trusted: bool = False
    in_macro: bool = False
    in_twin: bool = False
    regions: Mapping[str, bool | None] = field(default_factory=dict)

    def full(self, name: str) -> str:
        """Return the full name of something defined in this file."""
        return f"{self.prefix}/{name}" if self.prefix else name

    def with_regions(self, regions: Mapping[str, bool | None]) -> "Place":
        """Return this place as a page's content, where regions are allowed."""
        return replace(self, regions=regions)

    def component(self, name: str) -> str:
        """Return a component's full name: `~/card` is short for the file's own."""
        if name.startswith("~/") and self.prefix:
            return f"~{self.prefix}/{name[2:]}"
        return name


class Compiling(Protocol):
    """The compiler as its parts see it."""

    known: Known
    place: Place
    #: The named lets around a form, and the number of arguments of each.
    loops: dict[Variable, int]
    #: How often a similar name has been searched for.
    guesses: int

    def __call__(self, form: Form, scope: Scope) -> Node:
        """Compile one form where `scope` holds the local names."""
        ...

    def keep(self, fault: CompileError) -> None:
        """Record a fault and continue."""
        ...


@dataclass(frozen=True, slots=True)
class Call:
    """A list while it is compiled: its form, the names in scope, and the compiler."""

    form: Sequence
    scope: Scope
    compile: Compiling

    @property
    def items(self) -> tuple[Form, ...]:
        """Return the head and what follows it."""
        return self.form.items

    @property
    def span(self) -> Span:
        """Return the place of the list."""
        return self.form.span

    @property
    def nil(self) -> Const:
        """Return nil, at the place of the list."""
        return Const(None, self.form.span)

    def part(self, index: int) -> Node:
        """Compile an item."""
        return self.compile(self.form.items[index], self.scope)

    def parts(self) -> tuple[Node, ...]:
        """Compile everything after the head."""
        return tuple(self.compile(item, self.scope) for item in self.form.items[1:])

    def body(self, start: int, scope: Scope | None = None) -> Node:
        """Compile the items from `start` on as a body, perhaps in another scope."""
        return body(self.form.items[start:], scope or self.scope, self.compile, self.form.span)
