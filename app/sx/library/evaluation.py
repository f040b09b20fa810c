"""One compiled form to its value, where tests and a prompt want the value and not its HTML."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.sx.aser import Code, Pass, expression_module, linked
from app.sx.core.nodes import CallHelper, Node
from app.sx.core.program import Program
from app.sx.library.program import run

#: The form is made the argument of a helper that keeps what it gets. Nobody can write this name.
_KEEP = "the value"


@dataclass(frozen=True, slots=True)
class Expression:
    """A form that can be evaluated many times."""

    node: Node
    code: Code
    state: Pass

    def __call__(self, helpers: Mapping[str, Callable[..., object]]) -> object:
        """Give the form's value; raise ExpandError at a fault."""
        values: list[object] = []
        self.state.start({"page": {}}, {**helpers, _KEEP: values.append}, {})
        run(self.code, self.node.span)
        return values[0]


def expression(node: Node, program: Program) -> Expression:
    """Generate the code of a form; raise CompileError where it cannot be generated."""
    state = Pass()
    kept = CallHelper(_KEEP, (node,), node.span)
    return Expression(node, linked(expression_module(kept, (), program), state), state)
