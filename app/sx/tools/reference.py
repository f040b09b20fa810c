"""Everything that has a name to its entry in `doc`: signature, documentation, examples.

Knows tables and collected forms; compiles nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from app.sx.builtins import GROUPS, Builtin
from app.sx.compiler import macros
from app.sx.compiler.elements import MARKUP_FORMS
from app.sx.compiler.specials import SPECIALS, Special
from app.sx.core.known import Helper
from app.sx.html.facts import ELEMENTS, VOID, attribute_names
from app.sx.library.definitions import Definitions, FileDefinition
from app.sx.syntax.errors import Source, Span
from app.sx.syntax.forms import Form, Keyword, Literal, Sequence
from app.sx.syntax.printer import write
from app.sx.tools.formatter import formatted

#: Special forms whose signature in the reference differs from that in hints.
_SIGNATURES: Final = {
    "let": "(let ((name value) ...) body...) or (let name ((name start) ...) body...)",
    "for": "(for (item list) body...) or (for (item list :index i) body...)",
    "fn": "(fn (name ... &rest name) body...)",
    "and": "(and form...)",
    "or": "(or form...)",
    "do": "(do form...)",
    "<>": "(<> child...)",
    "->": "(-> value step...)",
    "->>": "(->> value step...)",
    "quote": "(quote form) or 'form",
    "quasiquote": "(quasiquote form) or `form",
    "unquote": "(unquote form) or ,form",
    "unquote-splicing": "(unquote-splicing form) or ,@form",
    "json-data": "(json-data :id id value)",
}
_TOP: Final = {
    "define": (
        "(define name value) or (define (name parameter...) body...)",
        "A name for a value, or a function.",
    ),
    "defmacro": ("(defmacro name (parameter...) body...)", "A function from forms to a form."),
    "defcomp": (
        '(defcomp ~name (&key parameter... &rest children) :option value... "doc" body...)',
        "A component.",
    ),
    "defpage": ("(defpage name :option value...)", "A page with its address and its regions."),
    "defexample": (
        '(defexample ~name "title" body...)',
        "A component in use, for the gallery and the tests.",
    ),
    "deftest": ('(deftest "title" form expected)', "Two forms that must be equal."),
    "trusted": ('(trusted "reason")', "Lets this file use `raw!`."),
}


@dataclass(frozen=True, slots=True)
class ReferenceEntry:
    """The documentation of one name."""

    name: str
    kind: str
    signature: str
    doc: str
    place: Span | None = None
    examples: tuple[tuple[str, str], ...] = ()


def forms() -> dict[str, tuple[ReferenceEntry, ...]]:
    """Describe every special form, by where it may be used."""
    groups = {
        "Anywhere": _rows(SPECIALS),
        "In markup": _rows(MARKUP_FORMS),
        "At the top of a file": _TOP,
    }
    return {
        title: tuple(
            ReferenceEntry(name, "definition" if group is _TOP else "special form", *row)
            for name, row in group.items()
        )
        for title, group in groups.items()
    }


def _rows(table: Mapping[str, Special]) -> dict[str, tuple[str, str]]:
    return {
        name: (_SIGNATURES.get(name, special.written), special.doc)
        for name, special in table.items()
    }


def builtins() -> dict[str, tuple[ReferenceEntry, ...]]:
    """Describe every builtin, by topic."""
    groups = {title: tuple(map(_builtin, group)) for title, group in GROUPS.items()}
    return {**groups, "In macros": tuple(map(_builtin, macros.BUILTINS.values()))}


def _builtin(each: Builtin) -> ReferenceEntry:
    return ReferenceEntry(each.name, "builtin", f"({each.signature})", each.doc)


def helpers(declared: Iterable[Helper]) -> tuple[ReferenceEntry, ...]:
    """Describe the helpers of a site."""
    entries = []
    for each in declared:
        names = [n if i < each.required else f"{n}?" for i, n in enumerate(each.parameters)]
        doc = "A helper of this site." + (" It knows the viewer." if each.personal else "")
        entries.append(
            ReferenceEntry(each.name, "helper", f"({' '.join([each.name, *names])})", doc)
        )
    return tuple(entries)


def components(collected: Definitions) -> tuple[ReferenceEntry, ...]:
    """Describe the components of a library, with their examples."""
    return tuple(_component(each, collected) for each in collected.components)


def definitions(collected: Definitions) -> tuple[ReferenceEntry, ...]:
    """Describe the names of `define` and `defmacro`."""
    entries = []
    for each in (*collected.definitions, *collected.macros):
        head = write(each.form.items[0])
        parts = each.form.items[1:2] if head == "define" else each.form.items[1:3]
        signature = f"({head} {' '.join(map(write, parts))} ...)"
        entries.append(
            ReferenceEntry(each.name, "definition", signature, "", each.form.items[1].span)
        )
    return tuple(entries)


def _component(each: FileDefinition, collected: Definitions) -> ReferenceEntry:
    parameters = each.form.items[2]
    names = [write(form) for form in parameters.items] if isinstance(parameters, Sequence) else []
    examples = tuple(_examples(each.name, collected))
    signature = f"({' '.join([each.name, *names])})"
    doc = _documentation(each.form.items[3:])
    return ReferenceEntry(each.name, "component", signature, doc, each.form.items[1].span, examples)


def _documentation(forms_: tuple[Form, ...]) -> str:
    while len(forms_) > 2 and isinstance(forms_[0], Keyword):
        forms_ = forms_[2:]
    first = forms_[0]
    has_doc = len(forms_) > 1 and isinstance(first, Literal) and isinstance(first.value, str)
    return str(first.value) if has_doc and isinstance(first, Literal) else ""


def _examples(component: str, collected: Definitions) -> Iterator[tuple[str, str]]:
    for each in collected.examples:
        head, title, *body = each.form.items[1:]
        if each.place.component(write(head)) == component and isinstance(title, Literal):
            yield str(title.value), "".join(_text(form) for form in body)


def _text(form: Form) -> str:
    """Return a form as written, in the one layout."""
    span = form.span
    lines = span.source.text.split("\n")[span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return formatted(Source(span.source.name, "\n".join(lines)))


def element(name: str) -> ReferenceEntry | None:
    """Describe an element of HTML; None for an unknown name."""
    if name not in ELEMENTS:
        return None
    children = "" if name in VOID else " child..."
    own = sorted(attribute_names(name) - attribute_names("span") - attribute_names("g"))
    doc = f"The element <{name}>." + (" It takes no children." if name in VOID else "")
    if own:
        doc += f" Attributes of its own: {' '.join(f':{each}' for each in own)}."
    return ReferenceEntry(name, "element", f"({name} :attribute value ...{children})", doc)


def language() -> Iterator[ReferenceEntry]:
    """Describe every special form and builtin."""
    for groups in (forms(), builtins()):
        for entries in groups.values():
            yield from entries
