"""Files to a library: every component and page of the site, compiled and ready to expand.

Brings the stages together: `collect` reads, the macro step and the compiler
make nodes, `aser` makes functions and runs them. A library does not change:
another set of files is another library.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.sx.aser import (
    Code,
    Document,
    Expansion,
    Pass,
    Program,
    Request,
    Slot,
    expression_code,
    finished,
    function_code,
    literal_text,
    page_code,
    translated,
)
from app.sx.collect import Collected, Defined, collect, sources
from app.sx.compiler import (
    Compiler,
    Helper,
    Known,
    Loader,
    Place,
    component,
    definition,
    macro_function,
    page,
)
from app.sx.documents import check_document
from app.sx.errors import CompileError, Faults, ReadError, Source, Span, SxError
from app.sx.forms import Form, Symbol
from app.sx.macros import Macro
from app.sx.nodes import (
    Component,
    Const,
    Definition,
    Fragment,
    Global,
    Node,
    Page,
    Region,
    Variable,
)
from app.sx.pages import check_audiences, check_paths, check_regions
from app.sx.walk import reaches, walk

Guard = Callable[[], AbstractContextManager[object]]
Helpers = Mapping[str, Callable[..., object]]


@dataclass(slots=True, eq=False)
class Library:
    """The compiled components and pages, and the slot in which they are expanded."""

    fingerprint: str
    pages: Mapping[str, Page]
    components: Mapping[str, Component]
    _known: Known
    _program: Program
    _slot: Slot
    _codes: dict[str, Code] = field(default_factory=dict)

    @classmethod
    def load(
        cls,
        roots: Iterable[Path],
        helpers: Iterable[Helper] = (),
        loaders: Mapping[str, Loader] | None = None,
        guard: Guard | None = None,
    ) -> "Library":
        """Load every `.sx` file below `roots`; raise Faults with all that is wrong.

        `guard` gives a context in which database and cache refuse to be used.
        """
        known = Known(helpers={each.name: each for each in helpers}, loaders=loaders or {})
        collected = Collected(known)
        digest = hashlib.sha256(repr((sorted(known.helpers), sorted(known.loaders))).encode())
        for root in roots:
            _collect_folder(root, collected, digest.update)
        program, pages = _compiled(collected)
        library = cls(digest.hexdigest(), pages, program.components, known, program, Slot(guard))
        library._generate(collected.faults)
        _raise(collected.faults)
        return library

    def _generate(self, faults: list[SxError]) -> None:
        if faults:
            return
        for each in self.pages.values():
            try:
                self._codes[each.name] = page_code(each, self._program, self._slot.state)
            except CompileError as fault:
                faults.append(fault)

    def aser_slot(
        self,
        page: str,
        data: Mapping[str, object],
        helpers: Helpers,
        kept: Mapping[str, str] | None = None,
        only: frozenset[str] | None = None,
        navigation: bool = False,
    ) -> Expansion:
        """Expand a page in one pass.

        `data` holds the value of the page's loader under "page" and of each
        region's loader under its name. `kept` regions are put in as they are
        and need no data; `only` names the regions of an out-of-band answer;
        `navigation` asks for the layout of htmx's navigation. Raise
        ExpandError at a fault of the program.
        """
        request = Request(self.pages[page], data, helpers, kept or {}, only, navigation)
        return self._slot.expand(self._codes[page], request)

    def document(self, forms: tuple[Form, ...], trusted: bool = False) -> Document:
        """Compile author text, outside the lock; raise Faults where it is no document.

        `trusted` forms are those that the site's own Markdown gives: they may
        hold classes and ids.
        """
        if not forms:
            return Document("")
        check_document(forms, trusted)
        faults: list[SxError] = []
        compiler = Compiler(self._known, Place(), faults)
        parts = tuple(compiler(form, {}) for form in forms)
        _raise(faults)
        return Document(_document_text(Fragment(parts, forms[0].span), self._program))


def _document_text(node: Node, program: Program) -> str:
    literal = literal_text(node, program)
    if literal is not None:
        return finished([literal], node.span)
    return _run(expression_code(node, (), program, Pass()), node.span)


def _run(code: Code, span: Span) -> str:
    out: list[str] = []
    with translated({code.file: code.places}):
        code.functions["document"](out)
    return finished(out, span)


def _collect_folder(root: Path, collected: Collected, digest: Callable[[bytes], None]) -> None:
    found = sources(root)
    if isinstance(found, ReadError):
        collected.faults.append(found)
        return
    free = root.name != "components"
    for source, prefix in found:
        digest(f"{source.name}\0{source.text}\0".encode())
        collect(source, Place(None if free else prefix), collected)


def _raise(faults: list[SxError]) -> None:
    if faults:
        order = sorted(faults, key=lambda f: (f.span.source.name, f.span.line, f.span.column))
        raise Faults(tuple(order))


def _compiled(collected: Collected) -> tuple[Program, Mapping[str, Page]]:
    known, faults = collected.known, collected.faults
    for each in collected.macros:
        _add_macro(each, known, faults)
    definitions = {each.name: _definition(each, known, faults) for each in collected.definitions}
    _check_cycles(definitions, faults)
    navigations = _navigations(known)
    components = {}
    for each in collected.components:
        place = replace(each.place, in_navigation=each.name in navigations)
        compiler = Compiler(known, place, faults)
        components[each.name] = component(known.components[each.name], each.form, compiler)
    program = Program.of(components, definitions)
    pages = {}
    for each in collected.pages:
        try:
            compiler = Compiler(known, each.place, faults)
            pages[each.name] = page(each.form, known, compiler)
        except CompileError as fault:
            faults.append(fault)
    faults.extend(check_paths(pages.values()))
    if not faults:
        faults.extend(_page_faults(pages, program, known))
    return program, pages


def _page_faults(
    pages: Mapping[str, Page], program: Program, known: Known
) -> Iterator[CompileError]:
    for each in pages.values():
        yield from check_regions(each)
        yield from check_audiences(
            each, program.components, program.definitions, known.helpers, known.loaders
        )


def _navigations(known: Known) -> frozenset[str]:
    options = (callee.options.get("navigation") for callee in known.components.values())
    return frozenset(form.name for form in options if isinstance(form, Symbol))


def _add_macro(each: Defined, known: Known, faults: list[SxError]) -> None:
    before = len(faults)
    place = replace(each.place, in_macro=True)
    try:
        function = macro_function(each.form, Compiler(known, place, faults))
    except CompileError as fault:
        faults.append(fault)
        return
    if len(faults) > before:
        return
    least = len(function.parameters)
    most = None if function.rest else least
    run = _macro_run(function_code(function, Program.of({}, {}), Pass()))
    known.macros[each.name] = Macro(each.name.rpartition("/")[2], least, most, run)


def _macro_run(code: Code) -> Callable[..., object]:
    function = code.functions["made"]()

    def run(*arguments: object) -> object:
        with translated({code.file: code.places}):
            return function(*arguments)  # type: ignore[operator]

    return run


def _definition(each: Defined, known: Known, faults: list[SxError]) -> Definition:
    try:
        return definition(each.name, each.form, Compiler(known, each.place, faults))
    except CompileError as fault:
        faults.append(fault)
        return Definition(each.name, Const(None, each.form.span), each.form.span)


def _check_cycles(definitions: Mapping[str, Definition], faults: list[SxError]) -> None:
    values = {n: d for n, d in definitions.items() if type(d.value).__name__ != "Lambda"}
    uses = {
        name: {n.name for n in walk(each.value) if isinstance(n, Global) and n.name in values}
        for name, each in values.items()
    }
    for name, each in values.items():
        if reaches(name, name, uses):
            message = f"the definition `{name.rpartition('/')[2]}` needs its own value"
            faults.append(CompileError(message, each.span, "break the cycle"))


@dataclass(frozen=True, slots=True)
class Compiled:
    """A program that can be run many times."""

    code: Code
    state: Pass
    span: Span

    def __call__(self, data: Mapping[str, object], helpers: Helpers | None = None) -> str:
        """Expand the program with these names in scope."""
        self.state.start({"page": data}, helpers or {}, {})
        return _run(self.code, self.span)


def compile_program(
    source: Source,
    names: Iterable[str],
    helpers: Iterable[Helper] = (),
    folding: bool = True,
    inlining: bool = True,
) -> Compiled:
    """Compile definitions and one expression, with `names` in scope; raise Faults."""
    collected = Collected(Known(helpers={each.name: each for each in helpers}))
    collect(source, Place(), collected, is_program=True)
    program, _ = _compiled(collected)
    program = replace(program, folding=folding, inlining=inlining)
    variables = {name: Variable(name) for name in names}
    scope = variables | {name.replace("_", "-"): each for name, each in variables.items()}
    trusted = any(each.place.trusted for each in collected.components) or "(trusted" in source.text
    compiler = Compiler(collected.known, Place(trusted=trusted), collected.faults)
    nodes = [compiler(form, dict(scope)) for form in collected.expressions]
    _raise(collected.faults)
    start = Span(source, 1, 1, 1, 1)
    if not nodes:
        raise Faults((CompileError("the program has no expression", start, "end it with one"),))
    state = Pass()
    try:
        code = expression_code(nodes[-1], tuple(variables.values()), program, state)
    except CompileError as fault:
        raise Faults((fault,)) from None
    return Compiled(code, state, nodes[-1].span)


def expand_program(
    source: Source, data: Mapping[str, object], folding: bool = True, inlining: bool = True
) -> str:
    """Expand a program once; raise Faults when compiling fails, ExpandError when expanding does."""
    return compile_program(source, data, (), folding, inlining)(data)


__all__ = [
    "Compiled",
    "Helper",
    "Library",
    "Loader",
    "Region",
    "compile_program",
    "expand_program",
]
