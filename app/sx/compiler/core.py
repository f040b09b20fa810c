"""One form to one node: literals, names, and what a list calls.

The head of a list is looked up in the order of the language: special form, macro, component,
element, local, definition, helper, builtin.
"""

from app.sx.builtins import BUILTINS
from app.sx.compiler import (
    calls,
    components,
    elements,
    macros,
    unknown,
)
from app.sx.compiler.specials import SPECIALS
from app.sx.core.known import Call, Known, Macro, Place
from app.sx.core.nodes import Const, MakeDict, Node, Variable
from app.sx.core.scopes import Scope
from app.sx.core.signatures import check_count, unexpected
from app.sx.core.stack import Levels
from app.sx.html.facts import ELEMENTS, is_custom_element, refused_element
from app.sx.syntax.errors import CompileError, Span, SxError
from app.sx.syntax.forms import Form, Keyword, Literal, Mapping, Sequence, Symbol, key_name


class Compiler:
    """Compiles the forms of one place, and records faults in `faults`."""

    def __init__(self, known: Known, place: Place, faults: list[SxError]) -> None:
        self.known = known
        self.place = place
        self.faults = faults
        self.loops: dict[Variable, int] = {}
        self.guesses = 0
        self._macro_calls: tuple[Span, ...] = ()
        self._made = 0
        self._endless: set[Macro] = set()
        self._levels = Levels()

    def __call__(self, form: Form, scope: Scope) -> Node:
        """Compile one form where `scope` holds the local names."""
        if self._macro_calls and self._is_too_much():
            return Const(None, form.span)
        return self._levels.run(lambda: self._compile(form, scope))

    def _compile(self, form: Form, scope: Scope) -> Node:
        try:
            match form:
                case Sequence():
                    return self._list(form, scope)
                case Symbol():
                    return calls.name(form, scope, self)
                case Literal():
                    return Const(form.value, form.span)
                case Keyword():
                    return Const(form.name, form.span)
                case Mapping():
                    return self._dict(form, scope)
        except CompileError as fault:
            self.keep(fault)
            return Const(None, form.span)

    def _is_too_much(self) -> bool:
        """Count a form made by macros; report once that there are too many, and stop."""
        self._made += 1
        if self._made == macros.MOST_FORMS + 1:
            call = self._macro_calls[-1]
            message = f"macros made more than {macros.MOST_FORMS} forms"
            self.faults.append(CompileError(message, call, "write a function or a component"))
        return self._made > macros.MOST_FORMS

    def keep(self, fault: CompileError) -> None:
        """Record a fault."""
        self.faults.append(fault)

    def _dict(self, form: Mapping, scope: Scope) -> Node:
        pairs = ((key_name(key), self(value, scope)) for key, value in form.pairs)
        return MakeDict(tuple(pairs), form.span)

    def _list(self, form: Sequence, scope: Scope) -> Node:
        if not form.items:
            hint = "write `(list)` for a list without items"
            raise CompileError("an empty list calls nothing", form.span, hint)
        head = form.items[0]
        if isinstance(head, Sequence):
            return calls.function(Call(form, scope, self))
        if not isinstance(head, Symbol):
            raise unexpected("a name to call", head, _head_hint(form))
        return self._call(head.name, form, scope)

    def _call(self, name: str, form: Sequence, scope: Scope) -> Node:
        call = Call(form, scope, self)
        special = SPECIALS.get(name) or elements.MARKUP_FORMS.get(name)
        if special:
            got, written = len(form.items) - 1, special.written
            check_count(name, got, special.least, special.most, form.span, written)
            return special.run(call)
        macro = self.known.macros.get(self.place.full(name)) or self.known.macros.get(name)
        if macro:
            return self._expanded(macro, form, scope)
        if name.startswith("~"):
            return components.component(call)
        return self._element_or_function(name, call)

    def _element_or_function(self, name: str, call: Call) -> Node:
        tag = _element(name)
        if tag:
            return elements.element(tag, call)
        node = calls.named(call)
        if node:
            return node
        local, scope = name.removeprefix("html:"), call.scope
        if is_custom_element(local) and (local != name or not unknown.slip(name, scope, self)):
            return elements.element(local, call)
        fault = unknown.head(call.form, scope, self)
        if unknown.is_slip_of_element(name, scope, self):
            self.keep(fault)
            call.parts()
            return call.nil
        raise fault

    def _expanded(self, macro: Macro, form: Sequence, scope: Scope) -> Node:
        if macro in self._endless:
            return Const(None, form.span)
        result = macros.expand(macro, form)
        outer = self._macro_calls
        if len(outer) > calls.MOST_MACROS:
            self._endless.add(macro)
            hint = "let it end by a test of the forms that it gets: there are no values yet"
            raise CompileError(f"the macro `{macro.name}` expands into itself", form.span, hint)
        self._macro_calls = (form.span, *outer)
        try:
            return self(result, scope)
        finally:
            self._macro_calls = outer


def _head_hint(form: Sequence) -> str:
    """Return a hint for a list that begins with no name."""
    head = form.items[0]
    if isinstance(head, Keyword) and len(form.items) == 2 and isinstance(form.items[1], Symbol):
        field = form.items[1].name
        return f"read a field as `{field}.{head.name}`, or with `(get {field} :{head.name})`"
    if isinstance(head, Keyword) and head.name in ELEMENTS:
        return f"write an element as `({head.name} ...)`"
    if form.span.made:
        return "splice a list in with `,@`, or write `(list ...)` for a list of values"
    before = form.span.line_text[: form.span.column - 1]
    if len(form.items) == 1 and before[-1:].isalnum():
        return "take an item as `(nth list 0)`"
    return "write `(list ...)` for a list of values"


def _element(name: str) -> str | None:
    prefix, _, local = name.partition(":")
    if prefix in ("html", "svg", "mathml") and local in ELEMENTS:
        return local
    if name in BUILTINS or name in macros.BUILTINS:
        return None
    return name if name in ELEMENTS or refused_element(name) else None
