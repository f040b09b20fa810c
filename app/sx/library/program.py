"""One text to HTML: definitions and an expression, without files, pages or a lock.

The command line, the conformance cases and the benchmarks use it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from app.sx import aser
from app.sx.checks.nesting import check_expression
from app.sx.core.known import Helper
from app.sx.core.nodes import CallHelper, Node, Variable
from app.sx.core.program import Program
from app.sx.library.definitions import Definitions
from app.sx.library.documents import HREFS
from app.sx.library.linking import assemble, keep_new, raise_all
from app.sx.syntax.errors import CompileError, Faults, Source, Span

#: The form becomes the argument of a helper that stores it; no program can contain this name.
_KEEP = "the value"


@dataclass(frozen=True, slots=True)
class RunnableProgram:
    """A program that can be expanded many times."""

    code: aser.Code
    state: aser.Pass
    span: Span

    def __call__(self, data: Mapping[str, object], helpers: aser.Helpers | None = None) -> str:
        """Expand the program with these names in scope."""
        self.state.start({"page": data}, helpers or {}, {})
        return run(self.code, self.span)


@dataclass(frozen=True, slots=True)
class CompiledDocument:
    """Compiled author text; the addresses of its links to posts are supplied each time."""

    #: The names of posts that it links to.
    names: frozenset[str]
    code: aser.Module | aser.Document
    span: Span

    def document(self, hrefs: Mapping[str, str | None]) -> aser.Document:
        """Return the document with the links that `hrefs` has an address for, others as words."""
        if isinstance(self.code, aser.Document):
            return self.code
        state = aser.Pass()
        state.start({"page": {HREFS: hrefs}}, {}, {})
        return aser.Document(run(aser.linked(self.code, state), self.span))


def run(code: aser.Code, span: Span) -> str:
    """Call an expression's code; return what it wrote."""
    out: list[str] = []
    with aser.translated(code):
        code.functions["document"](out)
    return aser.finished(out, span)


def runnable(node: Node, variables: tuple[Variable, ...], program: Program) -> RunnableProgram:
    """Generate the code of a node; raise CompileError if that is impossible."""
    state = aser.Pass()
    module = aser.expression_module(node, variables, program)
    return RunnableProgram(aser.linked(module, state), state, node.span)


def evaluation(node: Node, program: Program) -> Callable[[aser.Helpers], object]:
    """Return a function that evaluates a form, for tests and prompts, which need no HTML.

    It raises ExpandError at a fault.
    """
    run = runnable(CallHelper(_KEEP, (node,), node.span), (), program)

    def value(helpers: aser.Helpers) -> object:
        values: list[object] = []
        run({}, {**helpers, _KEEP: values.append})
        return values[0]

    return value


def compile_program(
    source: Source,
    names: Iterable[str],
    helpers: Iterable[Helper] = (),
    folding: bool = True,
    inlining: bool = True,
) -> RunnableProgram:
    """Compile definitions and one expression, with `names` in scope; raise Faults."""
    collected = Definitions.of_program(source, helpers)
    program = replace(assemble(collected).program, folding=folding, inlining=inlining)
    variables = {name: Variable(name) for name in names}
    scope = variables | {name.replace("_", "-"): each for name, each in variables.items()}
    compiler = collected.compiler()
    nodes = [compiler(form, dict(scope)) for form in collected.expressions]
    for node in nodes:
        keep_new(check_expression(node, program), collected.faults)
    raise_all(collected.faults)
    if not nodes:
        start = Span(source, 1, 1, 1, 1)
        raise Faults((CompileError("the program has no expression", start, "end it with one"),))
    return runnable(nodes[-1], tuple(variables.values()), program)


def expand_program(
    source: Source, data: Mapping[str, object], folding: bool = True, inlining: bool = True
) -> str:
    """Expand a program once; raise Faults or ExpandError."""
    return compile_program(source, data, (), folding, inlining)(data)
