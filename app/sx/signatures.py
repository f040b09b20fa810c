"""Parameter lists and their faults, in one voice.

Knows forms and counts; what a parameter is bound to is the compiler's business.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from app.sx.errors import CompileError, Span
from app.sx.forms import Form, Keyword, Literal, Sequence, Symbol
from app.sx.values import arity
from app.sx.values import described as described_value

TYPES = frozenset({"string", "number", "boolean", "date", "list", "dict", "markup", "any"})


@dataclass(frozen=True, slots=True)
class Declared:
    """A component's parameter as written: name, type, default form or none."""

    name: str
    type: str
    default: Form | None
    span: Span


@dataclass(frozen=True, slots=True)
class Declaration:
    """A component's parameter list; `children` is the name after `&rest`."""

    parameters: tuple[Declared, ...]
    children: str | None

    def named(self, name: str) -> Declared | None:
        """Find a parameter by its name."""
        return next((p for p in self.parameters if p.name == name), None)


def check_count(name: str, got: int, least: int, most: int | None, span: Span) -> None:
    """Raise CompileError unless a call of `name` has as many arguments as it takes."""
    if got < least or (most is not None and got > most):
        raise CompileError(f"`{name}` takes {arity(least, most)}, got {got}", span)


def declaration(form: Form) -> Declaration:
    """Read `(&key a (b default) (c :as type default) &rest children)`."""
    if not isinstance(form, Sequence):
        hint = "write `(&key title &rest children)`"
        raise CompileError("expected a parameter list", form.span, hint)
    items = form.items
    children = None
    if len(items) >= 2 and is_symbol(items[-2], "&rest"):
        children, items = symbol_name(items[-1], "a name after `&rest`"), items[:-2]
    if items and not is_symbol(items[0], "&key"):
        hint = "put `&key` first: components take arguments by name"
        raise CompileError("expected `&key`", items[0].span, hint)
    parameters = tuple(_declared(item) for item in items[1:])
    _check_names([*parameters], children, form.span)
    return Declaration(parameters, children)


def _check_names(parameters: list[Declared], children: str | None, span: Span) -> None:
    names: set[str] = {children} if children else set()
    for parameter in parameters:
        if parameter.name in names:
            raise CompileError(f"the parameter `{parameter.name}` stands twice", parameter.span)
        names.add(parameter.name)


def _declared(form: Form) -> Declared:
    if isinstance(form, Symbol):
        return Declared(plain_name(form), "any", None, form.span)
    if not isinstance(form, Sequence) or not form.items:
        raise CompileError("expected a parameter", form.span, "write `title` or `(title default)`")
    name, rest = plain_name(form.items[0]), list(form.items[1:])
    kind = "any"
    if rest and isinstance(rest[0], Keyword) and rest[0].name == "as":
        kind, rest = _type(rest), rest[2:]
    if len(rest) > 1:
        raise CompileError(f"`{name}` takes one default", rest[1].span)
    if not rest and kind == "any":
        raise CompileError(f"the parameter `{name}` needs a default", form.span, f"write `{name}`")
    return Declared(name, kind, rest[0] if rest else None, form.items[0].span)


def _type(rest: list[Form]) -> str:
    known = ", ".join(sorted(TYPES))
    if len(rest) < 2 or not isinstance(rest[1], Symbol):
        raise CompileError("expected a type after `:as`", rest[0].span, f"use one of {known}")
    if rest[1].name not in TYPES:
        message = f"unknown type `{rest[1].name}`"
        raise CompileError(message, rest[1].span, f"use one of {known}")
    return rest[1].name


def is_symbol(form: Form, name: str) -> bool:
    """Tell whether a form is this one symbol."""
    return isinstance(form, Symbol) and form.name == name


def symbol_name(form: Form, what: str) -> str:
    """Give a symbol's name; raise CompileError "expected <what>" for another form."""
    if isinstance(form, Symbol):
        return form.name
    raise CompileError(f"expected {what}, got {described(form)}", form.span)


def plain_name(form: Form) -> str:
    """Give the name that a form binds: a symbol without a dot, not `&key` or `&rest`."""
    name = symbol_name(form, "a name")
    if "." in name or name.startswith("&"):
        raise CompileError(f"`{name}` cannot be bound", form.span, "use a name without `.` and `&`")
    return name


def described(form: Form) -> str:
    """Name a form's kind in the author's words."""
    match form:
        case Symbol(name=name):
            return f"`{name}`"
        case Keyword(name=name):
            return f"`:{name}`"
        case Literal(value=value):
            return described_value(value)
        case Sequence():
            return "a list"
        case _:
            return "a dict"


def quoted(names: Iterable[str]) -> str:
    """List names in backticks: "`a`, `b`"."""
    return ", ".join(f"`{name}`" for name in names)
