"""Files to a library's definitions: what each file defines, under which names.

Reads forms, checks the names that a file may define, and runs no macro and
compiles no body: `app.sx.library` does, when all names are known.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from app.sx.builtins import BUILTINS
from app.sx.compiler import Callee, Known, Place
from app.sx.errors import CompileError, Faults, ReadError, Source, SxError
from app.sx.forms import Form, Keyword, Literal, Sequence, Symbol
from app.sx.html import ELEMENTS
from app.sx.reader import read, source_of
from app.sx.signatures import Declaration, check_count, declaration, described, symbol_name
from app.sx.specials import MARKUP_FORMS, SPECIALS
from app.sx.values import did_you_mean

_COUNTS: Final = {
    "define": (2, None),
    "defmacro": (3, None),
    "defcomp": (3, None),
    "defpage": (2, None),
    "defexample": (3, None),
    "deftest": (3, 3),
    "trusted": (1, 1),
}


@dataclass(frozen=True, slots=True)
class Defined:
    """One definition of a file, with the place it stands in."""

    name: str
    form: Sequence
    place: Place


@dataclass(slots=True)
class Collected:
    """What was found so far, and every fault."""

    known: Known
    components: list[Defined] = field(default_factory=list)
    definitions: list[Defined] = field(default_factory=list)
    macros: list[Defined] = field(default_factory=list)
    pages: list[Defined] = field(default_factory=list)
    examples: list[Defined] = field(default_factory=list)
    tests: list[Defined] = field(default_factory=list)
    expressions: list[Form] = field(default_factory=list)
    faults: list[SxError] = field(default_factory=list)
    trusted: bool = False


@dataclass(frozen=True, slots=True)
class Folder:
    """The files of one folder with their prefixes; in a free one they may define any name."""

    files: tuple[tuple[Source, str], ...]
    is_free: bool


def folders(roots: Iterable[Path]) -> tuple[Folder, ...]:
    """Read every `.sx` file below some folders, in a fixed order; raise Faults."""
    found = []
    faults: list[SxError] = []
    for root in roots:
        files = []
        for path in sorted(root.rglob("*.sx")):
            try:
                source = source_of(path, shown_name(root, path))
                files.append((source, prefix(path.relative_to(root))))
            except ReadError as fault:
                faults.append(fault)
        found.append(Folder(tuple(files), root.name != "components"))
    if faults:
        raise Faults(tuple(faults))
    return tuple(found)


def shown_name(root: Path, path: Path) -> str:
    """Give the name by which reports call a file below a folder."""
    base = root.parent.parent if root.parent.name == "app" else root.parent
    return path.relative_to(base).as_posix()


def prefix(path: Path) -> str:
    """Give the prefix of a file's names: `blog/post.sx` defines `~blog:post/...`."""
    parts = path.with_suffix("").parts
    return f"{parts[0]}:{'/'.join(parts[1:])}" if len(parts) > 1 else parts[0]


def collect(source: Source, place: Place, collected: Collected, is_program: bool = False) -> None:
    """Add what a file defines; in a program, forms that define nothing are expressions."""
    try:
        forms = read(source)
    except ReadError as fault:
        collected.faults.append(fault)
        return
    trusted = any(_head(form) == "trusted" for form in forms)
    collected.trusted = collected.trusted or trusted
    place = Place(place.prefix, trusted, place.in_macro, place.in_navigation)
    for form in forms:
        head = _head(form)
        if is_program and head not in _COUNTS:
            collected.expressions.append(form)
            continue
        try:
            _define(head, form, place, collected)
        except CompileError as fault:
            collected.faults.append(fault)


def _head(form: Form) -> str:
    if isinstance(form, Sequence) and form.items and isinstance(form.items[0], Symbol):
        return form.items[0].name
    return ""


def _define(head: str, form: Form, place: Place, collected: Collected) -> None:
    if head not in _COUNTS or not isinstance(form, Sequence):
        hint = did_you_mean(head, _COUNTS) or "write `(defcomp ...)` or another definition"
        raise CompileError(f"expected a definition, got {described(form)}", form.span, hint)
    least, most = _COUNTS[head]
    check_count(head, len(form.items) - 1, least, most, form.span)
    if head == "defcomp":
        _component(form, place, collected)
    elif head == "define":
        _definition(form, place, collected)
    elif head == "defmacro":
        name = _free(symbol_name(form.items[1], "a name"), form.items[1])
        collected.macros.append(Defined(place.full(name), form, place))
    elif head == "defpage":
        name = symbol_name(form.items[1], "a name")
        if any(other.name == name for other in collected.pages):
            raise CompileError(f"the page `{name}` is defined twice", form.items[1].span)
        collected.pages.append(Defined(name, form, place))
    elif head == "defexample":
        collected.examples.append(Defined("", form, place))
    elif head == "deftest":
        collected.tests.append(Defined("", form, place))


def _free(name: str, form: Form) -> str:
    taken = name in SPECIALS or name in MARKUP_FORMS or name in BUILTINS or name in ELEMENTS
    if taken:
        hint = "choose another name"
        raise CompileError(f"`{name}` is a name of the language", form.span, hint)
    return name


def _definition(form: Sequence, place: Place, collected: Collected) -> None:
    head = form.items[1]
    target = head.items[0] if isinstance(head, Sequence) and head.items else head
    name = place.full(_free(symbol_name(target, "a name"), target))
    if name in collected.known.definitions:
        raise CompileError(f"`{name}` is defined twice", target.span)
    collected.known.definitions[name] = _arity(head)
    collected.definitions.append(Defined(name, form, place))


def _arity(head: Form) -> tuple[int, int | None] | None:
    if not isinstance(head, Sequence):
        return None
    names = [getattr(item, "name", "") for item in head.items[1:]]
    if "&rest" in names:
        return names.index("&rest"), None
    return len(names), len(names)


def _component(form: Sequence, place: Place, collected: Collected) -> None:
    head = form.items[1]
    name = place.component(symbol_name(head, "a component's name"))
    if not name.startswith("~"):
        raise CompileError(f"`{name}` is no component's name", head.span, f"write `~{name}`")
    if place.prefix and not name.startswith(f"~{place.prefix}/"):
        hint = f"name it `~{place.prefix}/...`, after the file, or move it"
        raise CompileError(f"this file may not define `{name}`", head.span, hint)
    if name in collected.known.components:
        raise CompileError(f"the component `{name}` is defined twice", head.span)
    declared = _declaration(form, collected)
    callee = Callee(name, declared, dict(_options(form.items[3:])), head.span)
    collected.known.components[name] = callee
    collected.components.append(Defined(name, form, place))


def _declaration(form: Sequence, collected: Collected) -> Declaration:
    try:
        return declaration(form.items[2])
    except CompileError as fault:
        # The component exists all the same, so that its callers have no second fault.
        collected.faults.append(fault)
        return Declaration((), "children")


def _options(forms: tuple[Form, ...]) -> Iterable[tuple[str, Form]]:
    while len(forms) > 2 and isinstance(forms[0], Keyword):
        yield forms[0].name, forms[1]
        forms = forms[2:]
    if len(forms) == 2 and isinstance(forms[0], Keyword) and not isinstance(forms[1], Literal):
        yield forms[0].name, forms[1]
