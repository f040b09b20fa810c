"""Collected definitions to compiled ones: the macro step, components, definitions, pages.

Knows no files and runs nothing but macros; all faults are kept in `collected`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from app.sx.aser import Module, Pass, Program, function_module, linked, translated
from app.sx.collect import Collected, Defined
from app.sx.compiler import (
    TWINS,
    Compiler,
    Known,
    component,
    definition,
    macro_function,
    page,
)
from app.sx.errors import CompileError, Faults, SxError
from app.sx.forms import Symbol
from app.sx.macros import MOST_TURNS, Macro
from app.sx.nodes import Const, Definition, Global, Lambda, PageNodes
from app.sx.pages import check_audiences, check_embeds, check_paths, check_regions
from app.sx.placement import check_library
from app.sx.values import nearest
from app.sx.walk import reaches, walk

Helpers = Mapping[str, Callable[..., object]]


@dataclass(frozen=True, slots=True)
class Assembled:
    """Everything that was compiled, and what it was compiled from."""

    collected: Collected
    program: Program
    pages: Mapping[str, PageNodes]


def raise_all(faults: list[SxError]) -> None:
    """Raise the faults there are, ordered by place."""
    if faults:
        order = sorted(faults, key=lambda f: (f.span.source.name, f.span.line, f.span.column))
        raise Faults(tuple(order))


def keep_new(found: Iterable[CompileError], faults: list[SxError]) -> None:
    """Add the faults that are not there yet, in one wording at one place."""
    known = {(fault.span, fault.message) for fault in faults}
    faults.extend(fault for fault in found if (fault.span, fault.message) not in known)


def assemble(collected: Collected) -> Assembled:
    """Compile all that was collected; what is wrong is kept among its faults."""
    known, faults = collected.known, collected.faults
    for each in collected.macros:
        _add_macro(each, known, faults)
    definitions = {each.name: _definition(each, known, faults) for each in collected.definitions}
    faults.extend(_cycles(definitions))
    twins = _twins(known)
    components = {}
    for each in collected.components:
        place = replace(each.place, in_twin=each.name in twins)
        compiler = Compiler(known, place, faults)
        components[each.name] = component(known.components[each.name], each.form, compiler)
    program = Program.of(components, definitions)
    if not faults:
        faults.extend(check_embeds(program, known))
    pages = _pages(collected, program)
    keep_new(check_library(pages.values(), program), faults)
    faults[:] = [fault for fault in faults if not _may_be_unread(fault, collected.unread)]
    return Assembled(collected, program, pages)


def _may_be_unread(fault: SxError, prefixes: set[str]) -> bool:
    """Tell a name that nothing has, but that stands in a file which could not be read."""
    if not isinstance(fault, CompileError):
        return False
    return fault.unknown.removeprefix("~").rpartition("/")[0] in prefixes


def _pages(collected: Collected, program: Program) -> Mapping[str, PageNodes]:
    known, faults = collected.known, collected.faults
    pages = {}
    for each in collected.pages:
        try:
            pages[each.name] = page(each.form, known, Compiler(known, each.place, faults))
        except CompileError as fault:
            faults.append(fault)
    faults.extend(check_paths(pages.values()))
    if not faults:
        faults.extend(_page_faults(pages, program, known))
    return pages


def _page_faults(
    pages: Mapping[str, PageNodes], program: Program, known: Known
) -> Iterator[CompileError]:
    for each in pages.values():
        yield from check_regions(each)
        yield from check_audiences(each, program, known)


def _twins(known: Known) -> frozenset[str]:
    options = (callee.options.get(n) for callee in known.components.values() for n in TWINS)
    names = [form.name for form in options if isinstance(form, Symbol)]
    # A misspelt twin counts as the one that was meant, so that it has no second fault.
    known_names = known.components
    return frozenset(n if n in known_names else nearest(n, known_names) or n for n in names)


def _add_macro(each: Defined, known: Known, faults: list[SxError]) -> None:
    before = len(faults)
    name = each.name.rpartition("/")[2]
    # Until its body is known to be right its calls stand for nothing, so they have no faults.
    known.macros[each.name] = Macro(name, 0, None, _nothing)
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
    run = _macro_run(function_module(function, Program.of({}, {})))
    known.macros[each.name] = Macro(name, least, most, run)


def _nothing(*_: object) -> None:
    """Stand for a macro that has a fault."""


def _macro_run(module: Module) -> Callable[..., object]:
    state = Pass(MOST_TURNS)
    code = linked(module, state)
    function = code.functions["made"]()

    def run(*arguments: object) -> object:
        state.start({}, {}, {})
        with translated({code.file: code.places}):
            return function(*arguments)  # type: ignore[operator]

    return run


def _definition(each: Defined, known: Known, faults: list[SxError]) -> Definition:
    try:
        return definition(each.name, each.form, Compiler(known, each.place, faults))
    except CompileError as fault:
        faults.append(fault)
        return Definition(each.name, Const(None, each.form.span), each.form.span)


def _cycles(definitions: Mapping[str, Definition]) -> Iterator[CompileError]:
    values = {n: d for n, d in definitions.items() if not isinstance(d.value, Lambda)}
    uses = {
        name: {n.name for n in walk(each.value) if isinstance(n, Global) and n.name in values}
        for name, each in values.items()
    }
    told: set[str] = set()
    for name, each in values.items():
        if reaches(name, name, uses) and not any(reaches(name, other, uses) for other in told):
            told.add(name)
            message = f"the definition `{name.rpartition('/')[2]}` needs its own value"
            yield CompileError(message, each.span, "break the cycle")
