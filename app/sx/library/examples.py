"""Examples and tests that stand beside what they are about, to outcomes.

    (defexample ~blog:post/card "compact" (~blog:post/card :compact true :post {...}))
    (deftest "a title is shouted" (shout "roses") "ROSES")

An example must expand, and give markup or nothing. A test compares two forms:
they are equal as `=` says, or the first gives the HTML that the second is as a
string. Knows compiled programs and no files.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from app.sx.compiler import Compiler
from app.sx.core.known import Helper, Known, Place
from app.sx.core.program import Program
from app.sx.core.scopes import body
from app.sx.core.signatures import described, symbol_name
from app.sx.format_value import shown
from app.sx.library.definitions import Definitions, FileDefinition, collect
from app.sx.library.evaluation import Expression, expression
from app.sx.library.linking import LinkedProgram, assemble, keeping, raise_all
from app.sx.syntax.errors import CompileError, Source, Span, SxError
from app.sx.syntax.forms import Form, Literal
from app.sx.syntax.report import report
from app.sx.values import Markup, did_you_mean, equal

Helpers = Mapping[str, Callable[..., object]]


@dataclass(frozen=True, slots=True)
class Trial:
    """An example (of a component), or a test (of none) with what it expects."""

    component: str
    title: str
    span: Span
    form: Form
    subject: Expression
    expected: Expression | None

    def complaint(self, helpers: Helpers) -> str | None:
        """Run it; say what is wrong, or None when all is well."""
        try:
            got = self.subject(helpers)
            if self.expected is None:
                is_markup = got is None or isinstance(got, Markup)
                return None if is_markup else f"expected markup\ngot {shown(got)}"
            wanted = self.expected(helpers)
        except SxError as fault:
            return report(fault)
        if _same(got, wanted):
            return None
        text = wanted if isinstance(got, Markup) and isinstance(wanted, str) else shown(wanted)
        return f"expected {text}\ngot {shown(got)}"


def _same(got: object, wanted: object) -> bool:
    if isinstance(got, Markup) and isinstance(wanted, str):
        return got.text == wanted
    return equal(got, wanted)


def samples(helpers: Iterable[Helper]) -> Helpers:
    """Give what helpers are where there is no request: their samples, or nil."""
    return {helper.name: helper.sample or (lambda *_: None) for helper in helpers}


def trials_of(collected: Definitions, program: Program) -> tuple[Trial, ...]:
    """Compile every example and test; raise Faults."""
    found = []
    faults = list(collected.faults)
    for each in (*collected.examples, *collected.tests):
        with keeping(faults):
            make = _example if each in collected.examples else _test
            found.append(make(each, replace(collected, faults=faults), program))
    raise_all(faults)
    order = sorted(found, key=lambda trial: (trial.span.source.name, trial.span.line))
    return tuple(order)


def program_trials(
    source: Source, helpers: Iterable[Helper] = ()
) -> tuple[Definitions, LinkedProgram, tuple[Trial, ...]]:
    """Compile a text that is its own library, expressions included; raise Faults."""
    collected = Definitions(Known(helpers={each.name: each for each in helpers}))
    collect(source, Place(), collected, is_program=True)
    assembled = assemble(collected)
    compiler = Compiler(collected.known, Place(trusted=collected.trusted), collected.faults)
    for form in collected.expressions:
        compiler(form, {})
    return collected, assembled, trials_of(collected, assembled.program)


# (defexample ~name "title" body...)
def _example(each: FileDefinition, collected: Definitions, program: Program) -> Trial:
    head, title, *forms = each.form.items[1:]
    name = each.place.component(symbol_name(head, "a component's name"))
    if name not in collected.known.components:
        hint = did_you_mean(name, collected.known.components)
        raise CompileError(f"unknown component `{name}`", head.span, hint)
    subject = _compiled(tuple(forms), each, collected, program)
    return Trial(name, _title(title), each.form.span, forms[-1], subject, None)


# (deftest "title" form expected)
def _test(each: FileDefinition, collected: Definitions, program: Program) -> Trial:
    title, form, expected = each.form.items[1:]
    subject = _compiled((form,), each, collected, program)
    wanted = _compiled((expected,), each, collected, program)
    return Trial("", _title(title), each.form.span, form, subject, wanted)


def _title(form: Form) -> str:
    if isinstance(form, Literal) and isinstance(form.value, str):
        return form.value
    hint = 'write what it shows: `"with two tags"`'
    raise CompileError(f"expected a title, got {described(form)}", form.span, hint)


def _compiled(
    forms: tuple[Form, ...], each: FileDefinition, collected: Definitions, program: Program
) -> Expression:
    faults: list[SxError] = []
    compiler = Compiler(collected.known, each.place, faults)
    node = body(forms, {}, compiler, each.form.span)
    collected.faults.extend(faults)
    return expression(node, program)
