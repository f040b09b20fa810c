"""The surroundings of a node that is followed: open elements, scope, the calls that led there.

Knows nothing of which nesting is allowed: `nesting` asks `app.sx.html.nesting`.
"""

from dataclasses import dataclass, field

from app.sx.checks.bindings import AbstractValue, Frames, Scope
from app.sx.core.nodes import Variable
from app.sx.html import nesting
from app.sx.syntax.errors import Span


@dataclass(frozen=True, slots=True)
class Open:
    """An open element: its name in the rules, and its span."""

    name: str
    tag: str
    span: Span | None
    frames: Frames
    above: "Open | None"


@dataclass(frozen=True, slots=True)
class Where:
    """The surroundings of a node: open elements, names in scope, the calls that led there."""

    state: nesting.State = nesting.ANYWHERE
    opened: Open | None = None
    frames: Frames = ()
    scope: Scope = field(default_factory=dict)

    def binding(self, variable: Variable, value: AbstractValue | None) -> "Where":
        """Return this place with one more name in scope."""
        return self.seeing(self.frames, {**self.scope, variable: value})

    def seeing(self, frames: Frames, scope: Scope) -> "Where":
        """Return this place with another scope, that of a node written elsewhere."""
        return Where(self.state, self.opened, frames, scope)

    def inside(self, state: nesting.State, opened: Open | None) -> "Where":
        """Return the place inside an element, or inside nothing known."""
        return Where(state, opened, self.frames, self.scope)


def path_to(opened: Open | None) -> list[Open]:
    """Return the open elements, outermost first."""
    path = []
    while opened:
        path.append(opened)
        opened = opened.above
    return path[::-1]
