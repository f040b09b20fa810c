"""One text to HTML: definitions and an expression, without files, pages or a lock.

What the command line, the conformance cases and the benchmarks run.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from app.sx.aser import (
    Code,
    Document,
    Module,
    Pass,
    expression_module,
    finished,
    linked,
    translated,
)
from app.sx.checks.nesting import check_expression
from app.sx.compiler import Compiler
from app.sx.core.known import Helper, Known, Place
from app.sx.core.nodes import Variable
from app.sx.library.definitions import Definitions, collect
from app.sx.library.documents import HREFS
from app.sx.library.linking import Helpers, assemble, keep_new, raise_all
from app.sx.syntax.errors import CompileError, Faults, Source, Span


@dataclass(frozen=True, slots=True)
class RunnableProgram:
    """A program that can be run many times."""

    code: Code
    state: Pass
    span: Span

    def __call__(self, data: Mapping[str, object], helpers: Helpers | None = None) -> str:
        """Expand the program with these names in scope."""
        self.state.start({"page": data}, helpers or {}, {})
        return run(self.code, self.span)


@dataclass(frozen=True, slots=True)
class CompiledDocument:
    """Author text that was compiled once; where its links to posts lead is said each time."""

    #: The names of posts that it links to.
    names: frozenset[str]
    code: Module | Document
    span: Span

    def document(self, hrefs: Mapping[str, str]) -> Document:
        """Give the document with the links that have an address by `hrefs`, others as words."""
        if isinstance(self.code, Document):
            return self.code
        state = Pass()
        state.start({"page": {HREFS: hrefs}}, {}, {})
        return Document(run(linked(self.code, state), self.span))


def run(code: Code, span: Span) -> str:
    """Call an expression's code; give what it wrote."""
    out: list[str] = []
    with translated(code):
        code.functions["document"](out)
    return finished(out, span)


def compile_program(
    source: Source,
    names: Iterable[str],
    helpers: Iterable[Helper] = (),
    folding: bool = True,
    inlining: bool = True,
) -> RunnableProgram:
    """Compile definitions and one expression, with `names` in scope; raise Faults."""
    collected = Definitions(Known(helpers={each.name: each for each in helpers}))
    collect(source, Place(), collected, is_program=True)
    program = replace(assemble(collected).program, folding=folding, inlining=inlining)
    variables = {name: Variable(name) for name in names}
    scope = variables | {name.replace("_", "-"): each for name, each in variables.items()}
    compiler = Compiler(collected.known, Place(trusted=collected.trusted), collected.faults)
    nodes = [compiler(form, dict(scope)) for form in collected.expressions]
    for node in nodes:
        keep_new(check_expression(node, program), collected.faults)
    raise_all(collected.faults)
    if not nodes:
        start = Span(source, 1, 1, 1, 1)
        raise Faults((CompileError("the program has no expression", start, "end it with one"),))
    state = Pass()
    module = expression_module(nodes[-1], tuple(variables.values()), program)
    return RunnableProgram(linked(module, state), state, nodes[-1].span)


def expand_program(
    source: Source, data: Mapping[str, object], folding: bool = True, inlining: bool = True
) -> str:
    """Expand a program once; raise Faults when compiling fails, ExpandError when expanding does."""
    return compile_program(source, data, (), folding, inlining)(data)
