"""The examples and tests beside components, to outcomes.

    (defexample ~blog:post/card "compact" (~blog:post/card :compact true :post {...}))
    (deftest "a title is shouted" (shout "roses") "ROSES")

An example must expand to markup or nothing. A test compares two forms: they are equal by `=`,
or the first expands to the HTML in the second, a string. Knows compiled programs and no files.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from app.sx.aser import Helpers
from app.sx.core.known import Helper
from app.sx.core.program import Program
from app.sx.core.scopes import body
from app.sx.core.signatures import described, symbol_name
from app.sx.format_value import shown
from app.sx.library.definitions import Definitions, FileDefinition
from app.sx.library.linking import LinkedProgram, assemble, keeping, raise_all
from app.sx.library.program import evaluation
from app.sx.syntax.errors import CompileError, Source, Span, SxError
from app.sx.syntax.forms import Form, Literal
from app.sx.syntax.report import report
from app.sx.values import Markup, did_you_mean, equal


@dataclass(frozen=True, slots=True)
class Trial:
    """An example of a component, or a test with its expected result."""

    component: str
    title: str
    span: Span
    subject: Callable[[Helpers], object]
    expected: Callable[[Helpers], object] | None

    def complaint(self, helpers: Helpers) -> str | None:
        """Run it; return what is wrong, or None."""
        try:
            got = self.subject(helpers)
            if self.expected is None:
                is_markup = got is None or isinstance(got, Markup)
                return None if is_markup else f"expected markup\ngot {shown(got)}"
            expected = self.expected(helpers)
        except SxError as fault:
            return report(fault)
        if _same(got, expected):
            return None
        text = (
            expected if isinstance(got, Markup) and isinstance(expected, str) else shown(expected)
        )
        return f"expected {text}\ngot {shown(got)}"


def _same(got: object, expected: object) -> bool:
    if isinstance(got, Markup) and isinstance(expected, str):
        return got.text == expected
    return equal(got, expected)


def samples(helpers: Iterable[Helper]) -> Helpers:
    """Return the helpers for use without a request: their samples, or nil."""
    return {helper.name: helper.sample or (lambda *_: None) for helper in helpers}


def trials_of(collected: Definitions, program: Program) -> tuple[Trial, ...]:
    """Compile every example and test; raise Faults."""
    trials = []
    faults = list(collected.faults)
    for each in (*collected.examples, *collected.tests):
        with keeping(faults):
            trials.append(_trial(each, replace(collected, faults=faults), program))
    raise_all(faults)
    return tuple(sorted(trials, key=lambda trial: (trial.span.source.name, trial.span.line)))


def program_trials(
    source: Source, helpers: Iterable[Helper] = ()
) -> tuple[Definitions, LinkedProgram, tuple[Trial, ...]]:
    """Compile a text that is its own library, expressions included; raise Faults."""
    collected = Definitions.of_program(source, helpers)
    assembled = assemble(collected)
    compiler = collected.compiler()
    for form in collected.expressions:
        compiler(form, {})
    return collected, assembled, trials_of(collected, assembled.program)


def _trial(each: FileDefinition, collected: Definitions, program: Program) -> Trial:
    def compiled(*forms: Form) -> Callable[[Helpers], object]:
        node = body(forms, {}, collected.compiler(each.place), span)
        return evaluation(node, program)

    head, *forms = each.form.items[1:]
    span, components = each.form.span, collected.known.components
    if each not in collected.examples:  # (deftest "title" form expected)
        subject, expected = map(compiled, forms)
        return Trial("", _title(head), span, subject, expected)
    # (defexample ~name "title" body...)
    name = each.place.component(symbol_name(head, "a component's name"))
    if name not in components:
        hint = did_you_mean(name, components)
        raise CompileError(f"unknown component `{name}`", head.span, hint)
    subject = compiled(*forms[1:])
    return Trial(name, _title(forms[0]), span, subject, None)


def _title(form: Form) -> str:
    if isinstance(form, Literal) and isinstance(form.value, str):
        return form.value
    hint = 'write what it shows: `"with two tags"`'
    raise CompileError(f"expected a title, got {described(form)}", form.span, hint)
