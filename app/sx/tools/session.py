"""Forms, one after the other, to their results: definitions are added, all else is evaluated.

A prompt without its terminal. A definition replaces an earlier one of the same name; one with a
fault changes nothing.
"""

from collections.abc import Iterable, Iterator

from app.sx.compiler.specials import TOP_FORMS
from app.sx.core.known import Helper, Known, Place
from app.sx.core.program import Program
from app.sx.format_value import shown
from app.sx.library.definitions import Definitions, Folder, collect_forms, head_of
from app.sx.library.examples import samples, trials_of
from app.sx.library.linking import assemble, raise_all
from app.sx.library.program import evaluation
from app.sx.syntax.errors import Source
from app.sx.syntax.forms import Form, Sequence
from app.sx.syntax.printer import write
from app.sx.syntax.reader import read


class Session:
    """The definitions so far, on top of the components of some folders."""

    def __init__(self, helpers: Iterable[Helper] = (), folders: tuple[Folder, ...] = ()) -> None:
        self._helpers = {helper.name: helper for helper in helpers}
        self._folders = folders
        self._definitions: dict[str, Form] = {}

    def enter(self, source: Source) -> Iterator[str]:
        """Read some forms and return what to print for each; raise the first fault."""
        for form in read(source):
            head = head_of(form)
            if head in ("defexample", "deftest"):
                yield self._tried(form)
            elif head in TOP_FORMS and isinstance(form, Sequence):
                yield self._defined(head, form)
            else:
                yield shown(self.value(form))

    def _defined(self, head: str, form: Sequence) -> str:
        what = form.items[1] if len(form.items) > 1 else form
        target = what.items[0] if isinstance(what, Sequence) and what.items else what
        name = write(target)
        others = {key: each for key, each in self._definitions.items() if key != name}
        self._collected((*others.values(), form))
        self._definitions = {**others, name: form}
        return f"; {name}" if head != "trusted" else "; trusted"

    def _tried(self, form: Form) -> str:
        collected, program = self._collected((*self._definitions.values(), form))
        trial = trials_of(collected, program)[-1]
        return trial.complaint(samples(self._helpers.values())) or "; passed"

    def value(self, form: Form) -> object:
        """Evaluate a form; raise Faults when compiling fails, ExpandError when expanding does."""
        collected, program = self._collected(tuple(self._definitions.values()))
        node = collected.compiler()(form, {})
        raise_all(collected.faults)
        return evaluation(node, program)(samples(self._helpers.values()))

    def _collected(self, forms: tuple[Form, ...]) -> tuple[Definitions, Program]:
        collected = Definitions(Known(helpers=self._helpers))
        for folder in self._folders:
            folder.collect(collected)
        collected.examples.clear()
        collected.tests.clear()
        collect_forms(forms, Place(), collected, is_program=True)
        program = assemble(collected).program
        raise_all(collected.faults)
        return collected, program
