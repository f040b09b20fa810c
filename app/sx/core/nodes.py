"""What the compiler returns and `aser` expands: names resolved, arity checked, contexts known.

Knows nothing of text or of Python code. Nodes are compared by identity. Every node carries its
span, and means the same whether its text is written or its value is used. `Variable` is one
binding of a name, so a component can be generated inside another without renaming.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias, TypeVar, dataclass_transform

from app.sx.builtins import Builtin
from app.sx.core.page_spec import Page, Region
from app.sx.html.facts import Attribute
from app.sx.syntax.errors import Span

Class = TypeVar("Class")


@dataclass_transform(frozen_default=True, eq_default=False)
def node(class_: type[Class]) -> type[Class]:
    """Make a frozen dataclass whose instances are compared by identity."""
    return dataclass(frozen=True, slots=True, eq=False)(class_)


@node
class Variable:
    """One binding of a name: by `let`, `for`, `fn`, or as a parameter."""

    name: str


@node
class ListPattern:
    """`(x y &rest zs)`."""

    items: tuple["Pattern", ...]
    rest: Variable | None
    span: Span


@node
class KeysPattern:
    """`{:keys (a (b default))}`: the variable, default (or none) and place of each key."""

    keys: tuple[tuple[Variable, "Node | None", Span], ...]
    span: Span


Pattern: TypeAlias = Variable | ListPattern | KeysPattern


@node
class Const:
    """A value known at compile time; of a quoted form, the form."""

    value: object
    span: Span


@node
class Ref:
    """A variable: its value, or its slot."""

    variable: Variable
    span: Span


@node
class Global:
    """A definition of the library, by its full name."""

    name: str
    span: Span


@node
class GetField:
    """One step of a field path."""

    target: "Node"
    name: str
    span: Span


@node
class CallBuiltin:
    """A builtin with its arguments."""

    builtin: Builtin
    arguments: tuple["Node", ...]
    span: Span


@node
class CallHelper:
    """A helper that is injected for the pass."""

    name: str
    arguments: tuple["Node", ...]
    span: Span


@node
class CallFunction:
    """A function value with its arguments."""

    function: "Node"
    arguments: tuple["Node", ...]
    span: Span


@node
class Lambda:
    """`(fn (x y &rest zs) body)`; `name` is for messages."""

    name: str
    parameters: tuple[Pattern, ...]
    rest: Variable | None
    body: "Node"
    span: Span


@node
class If:
    """A choice; without an else the choice is nil."""

    test: "Node"
    then: "Node"
    otherwise: "Node"
    span: Span


@node
class Logic:
    """`and` or `or`: the deciding value."""

    every: bool
    parts: tuple["Node", ...]
    span: Span


@node
class CaseOf:
    """A value among literal keys."""

    value: "Node"
    branches: tuple[tuple[tuple[object, ...], "Node"], ...]
    otherwise: "Node"
    span: Span

    @property
    def results(self) -> tuple["Node", ...]:
        """Return every possible result."""
        return (*(result for _, result in self.branches), self.otherwise)


@node
class Let:
    """One binding and its body."""

    pattern: Pattern
    value: "Node"
    body: "Node"
    span: Span


@node
class Loop:
    """A named let; `tail` if every self-call is in tail position."""

    name: Variable
    variables: tuple[Variable, ...]
    starts: tuple["Node", ...]
    body: "Node"
    tail: bool
    span: Span


@node
class Again:
    """A self-call of a named let."""

    loop: Variable
    arguments: tuple["Node", ...]
    span: Span


@node
class Each:
    """`(for (x xs :index i) body)`."""

    pattern: Pattern
    items: "Node"
    index: Variable | None
    body: "Node"
    span: Span


@node
class Provide:
    """A value for everything expanded below."""

    name: str
    value: "Node"
    body: "Node"
    span: Span


@node
class ContextValue:
    """The value of the nearest `provide`, else the default."""

    name: str
    default: "Node | None"
    span: Span


@node
class MakeDict:
    """A dict literal."""

    pairs: tuple[tuple[str, "Node"], ...]
    span: Span


@node
class Quasi:
    """A quasiquoted list; each part with whether it is spliced."""

    parts: tuple[tuple[bool, "Node"], ...]
    span: Span


@node
class Fragment:
    """Several forms as one piece of markup."""

    parts: tuple["Node", ...]
    span: Span


@node
class AttributeNode:
    """One attribute as written, with the facts about its name."""

    fact: Attribute
    value: "Node"
    span: Span


@node
class Spread:
    """`(spread dict)`; `literal` if the dict is a literal."""

    value: "Node"
    literal: bool
    span: Span


@node
class Element:
    """An element with its attributes and children."""

    tag: str
    attributes: tuple[AttributeNode, ...]
    spreads: tuple[Spread, ...]
    children: tuple["Node", ...]
    span: Span


@node
class Use:
    """A call of a component: arguments by parameter, children as one fragment."""

    component: str
    arguments: tuple[tuple[str, "Node"], ...]
    children: "Node | None"
    span: Span


@node
class Raw:
    """Trusted text, written as it is."""

    value: "Node"
    span: Span


@node
class JsonData:
    """A value for scripts, as JSON in a script element."""

    id: "Node"
    value: "Node"
    span: Span


@node
class PutRegion:
    """The place of a region in its page; `key` selects one where there is one for each."""

    name: str
    key: "Node | None"
    span: Span


@node
class OutOfBand:
    """An element in the envelope that swaps it into `target`."""

    target: str
    body: "Node"
    span: Span


Node: TypeAlias = (
    Const
    | Ref
    | Global
    | GetField
    | CallBuiltin
    | CallHelper
    | CallFunction
    | Lambda
    | If
    | Logic
    | CaseOf
    | Let
    | Loop
    | Again
    | Each
    | Provide
    | ContextValue
    | MakeDict
    | Quasi
    | Fragment
    | Element
    | Use
    | Raw
    | JsonData
    | PutRegion
    | OutOfBand
)


@node
class Parameter:
    """A component's parameter: required when it has no default."""

    name: str
    variable: Variable
    type: str
    default: Node | None
    span: Span


@node
class Component:
    """A compiled component, its parameters in order."""

    name: str
    parameters: tuple[Parameter, ...]
    children: Variable | None
    body: Node
    doc: str
    options: Mapping[str, object]
    span: Span


@node
class Define:
    """A compiled `define`: a value, or a function (a Lambda)."""

    name: str
    value: Node
    span: Span


@node
class RegionNodes:
    """A compiled region: the call of its component with its loader's fields."""

    region: Region
    use: Use
    variables: tuple[Variable, ...]


@node
class PageNodes:
    """A compiled page: its layout for documents, for navigation, and for what a write changed."""

    page: Page
    regions: tuple[RegionNodes, ...]
    fields: tuple[Variable, ...]
    document: Node
    navigation: Node | None
    changed: Node | None
    span: Span
