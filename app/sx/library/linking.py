"""Collected definitions to compiled ones: the macro step, components, definitions, pages.

Knows no files and runs nothing but macros; all faults are recorded in `collected`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from app.sx.aser import Module, Pass, function_module, linked, translated
from app.sx.checks.nesting import check_library
from app.sx.checks.pages import check_audiences, check_embeds, check_paths, check_regions
from app.sx.checks.regions import check_bodies
from app.sx.compiler.core import Compiler
from app.sx.compiler.macros import MOST_TURNS
from app.sx.compiler.toplevel import TWINS, component, definition, macro_function, page
from app.sx.core.known import Known, Macro
from app.sx.core.nodes import Component, Const, Define, Global, Lambda, PageNodes
from app.sx.core.program import Program
from app.sx.core.walk import reaches, walk
from app.sx.library.definitions import Definitions, FileDefinition
from app.sx.library.incremental import CompiledUnit, IncrementalCompiler, Key, Thing, changed
from app.sx.syntax.errors import CompileError, Faults, SxError
from app.sx.syntax.forms import Symbol
from app.sx.syntax.report import report
from app.sx.values import Fault, nearest

_MOST_NOTES: Final = 10


@dataclass(frozen=True, slots=True)
class LinkedProgram:
    """Everything that was compiled, and what it was compiled from.

    `changed` has what differs from before, and what uses it; at first, everything.
    """

    collected: Definitions
    program: Program
    pages: Mapping[str, PageNodes]
    changed: frozenset[Key] = frozenset()
    kept: Mapping[Key, CompiledUnit] = field(default_factory=dict)

    def things(self) -> Mapping[Key, Thing]:
        """Return every component, definition and page by what it is and its name."""
        return {
            **{("component", name): each for name, each in self.program.components.items()},
            **{("definition", name): each for name, each in self.program.definitions.items()},
            **{("page", name): each for name, each in self.pages.items()},
        }


def raise_all(faults: list[SxError]) -> None:
    """Raise the faults, if any, ordered by place; the first of them get a traceback."""
    if faults:
        order = sorted(faults, key=lambda f: (f.span.source.name, f.span.line, f.span.column))
        error = Faults(tuple(order))
        for fault in order[:_MOST_NOTES]:
            error.add_note(report(fault))
        raise error


def keep_new(new: Iterable[CompileError], faults: list[SxError]) -> None:
    """Record the faults that differ from the recorded ones in place or wording."""
    reported = {(fault.span, fault.message) for fault in faults}
    faults.extend(fault for fault in new if (fault.span, fault.message) not in reported)


@contextmanager
def keeping(faults: list[SxError]) -> Iterator[None]:
    """Record a CompileError of the block, and continue after it."""
    try:
        yield
    except CompileError as fault:
        faults.append(fault)


def assemble(collected: Definitions, before: LinkedProgram | None = None) -> LinkedProgram:
    """Compile everything that was collected; record faults.

    Without faults before, what is still valid of `before` is reused.
    """
    faults = collected.faults
    compiled = IncrementalCompiler(collected, before.kept if before else {})
    for macro in collected.macros:
        _add_macro(macro, compiled)
    definitions = {each.name: _definition(each, compiled) for each in collected.definitions}
    values = _acyclic(definitions, faults)
    program = Program.of(_components(compiled), values)
    if not faults:
        faults.extend(check_embeds(program, collected.known))
    pages = _pages(compiled, program)
    assembled = LinkedProgram(collected, program, pages, kept=compiled.kept)
    things = assembled.things()
    assembled = replace(assembled, changed=changed(things, before.things() if before else {}))
    judged = [thing for key, thing in things.items() if key in assembled.changed]
    keep_new(check_library(judged, program), faults)
    faults[:] = [fault for fault in faults if not _may_be_unread(fault, collected.unread)]
    if not faults:
        anew = (each for each in judged if isinstance(each, PageNodes))
        keep_new((fault for page in anew for fault in check_bodies(page, program)), faults)
    return assembled


def _may_be_unread(fault: SxError, prefixes: set[str]) -> bool:
    """Return whether an unknown name may be defined in a file that could not be read."""
    if not isinstance(fault, CompileError):
        return False
    return fault.unknown.removeprefix("~").rpartition("/")[0] in prefixes


def _components(compiled: IncrementalCompiler) -> Mapping[str, Component]:
    known = compiled.collected.known
    twins = _twins(known)
    components = {}
    for each in compiled.collected.components:
        place = replace(each.place, in_twin=each.name in twins)
        compile_ = partial(component, known.components[each.name], each.form)
        components[each.name] = compiled.make("component", each, place, compile_)
    return components


def _pages(compiled: IncrementalCompiler, program: Program) -> Mapping[str, PageNodes]:
    known, faults = compiled.collected.known, compiled.collected.faults
    pages: dict[str, PageNodes] = {}
    for each in compiled.collected.pages:
        with keeping(faults):
            compile_ = partial(page, each.form, compiled.questions.known)
            pages[each.name] = compiled.make("page", each, each.place, compile_)
    faults.extend(check_paths(pages.values()))
    if not faults:
        for nodes in pages.values():
            faults += (*check_regions(nodes), *check_audiences(nodes, program, known))
    return pages


def _twins(known: Known) -> frozenset[str]:
    options = (callee.options.get(n) for callee in known.components.values() for n in TWINS)
    names = [form.name for form in options if isinstance(form, Symbol)]
    # A misspelt twin counts as the one that was meant, so that it causes no second fault.
    known_names = known.components
    return frozenset(n if n in known_names else nearest(n, known_names) or n for n in names)


def _add_macro(each: FileDefinition, compiled: IncrementalCompiler) -> None:
    macros = compiled.collected.known.macros
    name = each.name.rpartition("/")[2]
    macros[each.name] = Macro(name, 0, None, _unfinished)
    place, macro = replace(each.place, in_macro=True), None
    with keeping(compiled.collected.faults):
        macro = compiled.make("macro", each, place, lambda compiler: _macro(each, compiler))
    # If its body has a fault its calls expand to nothing, so they have none.
    macros[each.name] = macro or Macro(name, 0, None, _nothing)


def _macro(each: FileDefinition, compiler: Compiler) -> Macro | None:
    before = len(compiler.faults)
    function = macro_function(each.form, compiler)
    if len(compiler.faults) > before:
        return None
    least = len(function.parameters)
    most = None if function.rest else least
    run = _macro_run(function_module(function, Program.of({}, {})))
    return Macro(each.name.rpartition("/")[2], least, most, run)


def _unfinished(*_: object) -> None:
    """Stand in for a macro while its own body is compiled."""
    hint = "quote the call: what a macro gives is expanded again"
    raise Fault("a macro cannot run in its own body", hint)


def _nothing(*_: object) -> None:
    """Stand in for a macro that has a fault."""


def _macro_run(module: Module) -> Callable[..., object]:
    state = Pass(MOST_TURNS)
    code = linked(module, state)
    function = code.functions["made"]()

    def run(*arguments: object) -> object:
        state.start({}, {}, {})
        with translated(code):
            return function(*arguments)  # type: ignore[operator]

    return run


def _definition(each: FileDefinition, compiled: IncrementalCompiler) -> Define:
    try:
        compile_ = partial(definition, each.name, each.form)
        return compiled.make("definition", each, each.place, compile_)
    except CompileError as fault:
        compiled.collected.faults.append(fault)
        return Define(each.name, Const(None, each.form.span), each.form.span)


def _acyclic(definitions: Mapping[str, Define], faults: list[SxError]) -> Mapping[str, Define]:
    """Record a fault for each cycle of values that need each other, and replace them by nil.

    Following such values would never end.
    """
    values = {n: d for n, d in definitions.items() if not isinstance(d.value, Lambda)}
    uses = {
        name: {n.name for n in walk(each.value) if isinstance(n, Global) and n.name in values}
        for name, each in values.items()
    }
    result = dict(definitions)
    for name, each in values.items():
        if result[name] is each and reaches(name, name, uses):
            message = f"the definition `{name.rpartition('/')[2]}` needs its own value"
            faults.append(CompileError(message, each.span, "break the cycle"))
            around = (n for n in uses if reaches(name, n, uses) and reaches(n, name, uses))
            result.update((n, replace(values[n], value=Const(None, each.span))) for n in around)
    return result
