"""Parameter lists, and the faults of calls that do not match them.

Knows forms and counts; the compiler knows what a parameter is bound to.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.sx.syntax.errors import CompileError, Span, repeated
from app.sx.syntax.forms import Form, Keyword, Literal, Sequence, Symbol
from app.sx.values import arity, did_you_mean
from app.sx.values import described as described_value

TYPES = frozenset({"string", "number", "boolean", "date", "list", "dict", "markup", "any"})


@dataclass(frozen=True, slots=True)
class ParameterForm:
    """A component's parameter as written: name, type, default form or none."""

    name: str
    type: str
    default: Form | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Declaration:
    """A component's parameter list; `children` is the name after `&rest`.

    It is complete even if it has faults, so that its callers report no further ones.
    """

    parameters: tuple[ParameterForm, ...]
    children: str | None
    faults: tuple[CompileError, ...] = ()

    def named(self, name: str) -> ParameterForm | None:
        """Return the parameter with this name."""
        return next((p for p in self.parameters if p.name == name), None)


def check_count(
    name: str, got: int, least: int, most: int | None, span: Span, written: str | None = None
) -> None:
    """Raise CompileError unless a call of `name` has the right number of arguments.

    `written` shows the syntax of the call.
    """
    if got < least or (most is not None and got > most):
        hint = f"write `{written}`" if written else None
        raise CompileError(f"`{name}` takes {arity(least, most)}, got {got}", span, hint)


def written(name: str, parameters: Iterable[str], least: int) -> str:
    """Return the syntax of a call: `(f x y?)`."""
    marked = (p if at < least else f"{p}?" for at, p in enumerate(parameters))
    return f"({' '.join((name, *marked))})"


def declaration(form: Form) -> Declaration:
    """Parse `(&key a (b default) (c :as type default) &rest children)`."""
    if not isinstance(form, Sequence):
        hint = "write `(&key title &rest children)`, or `()` for none"
        return Declaration((), "children", (unexpected("a parameter list", form, hint),))
    items = form.items
    faults: list[CompileError] = []
    children = None
    if len(items) >= 2 and is_symbol(items[-2], "&rest"):
        children, items = symbol_name(items[-1], "a name after `&rest`"), items[:-2]
    if items and is_symbol(items[0], "&key"):
        items = items[1:]
    elif items:
        hint = "put `&key` first: components take arguments by name"
        faults.append(CompileError("expected `&key`", items[0].span, hint))
    items = _without_types(items, faults)
    parameters = [parameter for item in items if (parameter := _declared(item, faults))]
    for twice in repeated(((p.name, p) for p in parameters), taken=(children,)):
        message = f"the parameter `{twice.name}` stands twice"
        faults.append(CompileError(message, twice.span, "remove one of the two"))
    return Declaration(tuple(parameters), children, tuple(faults))


def _without_types(items: tuple[Form, ...], faults: list[CompileError]) -> tuple[Form, ...]:
    """Leave out types that are written beside their parameters instead of in brackets."""
    for index, item in enumerate(items[:-1]):
        if index and is_keyword(item, "as") and isinstance(items[index - 1], Symbol):
            name, kind = described(items[index - 1]).strip("`"), described(items[index + 1])
            hint = f"put it into brackets: `({name} :as {kind.strip('`')})`"
            faults.append(CompileError("`:as` stands without its parameter", item.span, hint))
            return items[:index] + _without_types(items[index + 2 :], faults)
    return items


def _declared(form: Form, faults: list[CompileError]) -> ParameterForm | None:
    """Parse one parameter; one that has a fault takes anything."""
    try:
        return _parameter(form)
    except CompileError as fault:
        faults.append(fault)
    head = form.items[0] if isinstance(form, Sequence) and form.items else form
    if not isinstance(head, Symbol) or "." in head.name or head.name.startswith("&"):
        return None
    return ParameterForm(head.name, "any", Literal(None, head.span), head.span)


def _parameter(form: Form) -> ParameterForm:
    if isinstance(form, Symbol):
        return ParameterForm(plain_name(form), "any", None, form.span)
    if not isinstance(form, Sequence) or not form.items:
        raise unexpected("a parameter", form, "write `title` or `(title default)`")
    name, rest = plain_name(form.items[0]), list(form.items[1:])
    kind = "any"
    if rest and isinstance(rest[0], Keyword) and (rest[0].name == "as" or len(rest) > 1):
        kind, rest = _type(rest), rest[2:]
    if len(rest) > 1:
        hint = f"write `({name} default)` or `({name} :as type default)`"
        raise CompileError(f"`{name}` takes one default", rest[1].span, hint)
    if not rest and kind == "any":
        raise CompileError(f"the parameter `{name}` needs a default", form.span, f"write `{name}`")
    return ParameterForm(name, kind, rest[0] if rest else None, form.items[0].span)


def _type(rest: list[Form]) -> str:
    hint = f"use one of {', '.join(sorted(TYPES))}"
    key = rest[0]
    if not is_keyword(key, "as"):
        raise unexpected("`:as`", key, "write `(title :as string)`")
    if len(rest) < 2:
        raise CompileError("expected a type after `:as`", key.span, hint)
    if not isinstance(rest[1], Symbol):
        raise unexpected("a type", rest[1], hint)
    if rest[1].name not in TYPES:
        message = f"unknown type `{rest[1].name}`"
        raise CompileError(message, rest[1].span, did_you_mean(rest[1].name, TYPES) or hint)
    return rest[1].name


def is_keyword(form: Form, name: str) -> bool:
    """Return whether a form is this keyword."""
    return isinstance(form, Keyword) and form.name == name


def is_symbol(form: Form, name: str) -> bool:
    """Return whether a form is this symbol."""
    return isinstance(form, Symbol) and form.name == name


def symbol_name(form: Form, what: str) -> str:
    """Return a symbol's name; raise CompileError "expected <what>" for another form."""
    if isinstance(form, Symbol):
        return form.name
    text = form.value if isinstance(form, Literal) else None
    is_quoted = isinstance(text, str) and re.fullmatch(r"[A-Za-z~][\w:/-]*", text)
    hint = f"leave the quotes out: `{text}`" if is_quoted else None
    raise unexpected(what, form, hint)


def plain_name(form: Form) -> str:
    """Return the name that a form binds: a symbol without a dot, not `&key` or `&rest`."""
    name = symbol_name(form, "a name")
    if "." in name or name.startswith("&"):
        raise CompileError(f"`{name}` cannot be bound", form.span, "use a name without `.` and `&`")
    return name


def unexpected(noun: str, form: Form, hint: str | None = None) -> CompileError:
    """Return the fault of a form where another is expected."""
    return CompileError(f"expected {noun}, got {described(form)}", form.span, hint)


def sequence(form: Form, noun: str, hint: str) -> Sequence:
    """Return a form that must be a list; raise CompileError for another."""
    if isinstance(form, Sequence):
        return form
    raise unexpected(noun, form, hint)


def described(form: Form) -> str:
    """Return the kind of a form in the author's words."""
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
    """Join names in backticks: "`a`, `b`"."""
    return ", ".join(f"`{name}`" for name in names)
