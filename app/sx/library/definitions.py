"""Files to a library's definitions: what each file defines, under which names.

Reads forms and checks the names that a file may define. Runs no macro and compiles no body;
`linking` does, once all names are known.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from app.sx.builtins import BUILTINS
from app.sx.compiler.core import Compiler
from app.sx.compiler.elements import MARKUP_FORMS
from app.sx.compiler.specials import SPECIALS
from app.sx.core.known import Callee, Helper, Known, Place
from app.sx.core.signatures import check_count, declaration, described, is_symbol, symbol_name
from app.sx.html.facts import ELEMENTS
from app.sx.syntax.errors import CompileError, Faults, ReadError, Source, Span, SxError
from app.sx.syntax.forms import Form, Keyword, Literal, Sequence, Symbol
from app.sx.syntax.reader import read, source_of
from app.sx.values import did_you_mean

#: The syntax of each definition, and its number of arguments.
_COUNTS: Final = {
    "define": ("(define name value)", 2, None),
    "defmacro": ("(defmacro name (form) body)", 3, None),
    "defcomp": ("(defcomp ~name (&key title) body...)", 1, None),
    "defpage": ('(defpage name :path "/" :layout (~layout) ...)', 2, None),
    "defexample": ('(defexample ~name "what it shows" (~name ...))', 3, None),
    "deftest": ('(deftest "what is true" value expected)', 3, 3),
    "trusted": ('(trusted "why this file may write raw markup")', 1, 1),
}

Read = Callable[[Source], tuple[Form, ...]]


@dataclass(frozen=True, slots=True)
class FileDefinition:
    """One definition of a file, with its place."""

    name: str
    form: Sequence
    place: Place


@dataclass(slots=True)
class Definitions:
    """What has been collected so far, and every fault."""

    known: Known
    components: list[FileDefinition] = field(default_factory=list)
    definitions: list[FileDefinition] = field(default_factory=list)
    macros: list[FileDefinition] = field(default_factory=list)
    pages: list[FileDefinition] = field(default_factory=list)
    examples: list[FileDefinition] = field(default_factory=list)
    tests: list[FileDefinition] = field(default_factory=list)
    expressions: list[Form] = field(default_factory=list)
    faults: list[SxError] = field(default_factory=list)
    #: The prefixes of files that could not be read, whose definitions are unknown.
    unread: set[str] = field(default_factory=set)
    trusted: bool = False

    @classmethod
    def of_program(cls, source: Source, helpers: Iterable[Helper]) -> "Definitions":
        """Collect a text that is its own library, expressions included."""
        collected = cls(Known(helpers={each.name: each for each in helpers}))
        collect(source, Place(), collected, is_program=True)
        return collected

    def compiler(self, place: Place | None = None) -> Compiler:
        """Return a compiler of forms at a place, or at the end of the text."""
        return Compiler(self.known, place or Place(trusted=self.trusted), self.faults)

    def fault(self, message: str, span: Span, hint: str) -> None:
        """Record a fault and continue."""
        self.faults.append(CompileError(message, span, hint))


@dataclass(frozen=True, slots=True)
class Folder:
    """The files of one folder with their prefixes; in a free folder they may define any name."""

    files: tuple[tuple[Source, str], ...]
    is_free: bool

    def collect(self, collected: Definitions, read: Read = read) -> None:
        """Add what the files define."""
        for source, prefix in self.files:
            collect(source, Place(None if self.is_free else prefix), collected, read=read)


class FileFacts(NamedTuple):
    """Path, size and time of a file: a changed text has other facts."""

    path: str
    changed: int
    size: int
    inode: int


def look(roots: Iterable[Path]) -> frozenset[FileFacts]:
    """Return the facts of every `.sx` file below some folders; raise OSError if one disappears."""
    files = [(path, path.stat()) for root in roots for path in _files(root)]
    return frozenset(
        FileFacts(str(path), facts.st_mtime_ns, facts.st_size, facts.st_ino)
        for path, facts in files
    )


def _files(root: Path) -> list[Path]:
    # A hidden file is an editor's own, and may be no file at all.
    return sorted(path for path in root.rglob("*.sx") if path.name[0] != ".")


def folders(roots: Iterable[Path]) -> tuple[Folder, ...]:
    """Read every `.sx` file below some folders, in a fixed order; raise Faults."""
    result = []
    faults: list[SxError] = []
    for root in roots:
        files = []
        for path in _files(root):
            try:
                source = source_of(path, shown_name(root, path))
                files.append((source, prefix(path.relative_to(root))))
            except ReadError as fault:
                faults.append(fault)
        result.append(Folder(tuple(files), root.name != "components"))
    if faults:
        raise Faults(tuple(faults))
    return tuple(result)


def shown_name(root: Path, path: Path) -> str:
    """Return the name of a file below a folder as reports show it."""
    base = root.parent.parent if root.parent.name == "app" else root.parent
    return path.relative_to(base).as_posix()


def prefix(path: Path) -> str:
    """Return the prefix of a file's names: `blog/post.sx` defines `~blog:post/...`."""
    parts = path.with_suffix("").parts
    return f"{parts[0]}:{'/'.join(parts[1:])}" if len(parts) > 1 else parts[0]


def collect(
    source: Source,
    place: Place,
    collected: Definitions,
    is_program: bool = False,
    read: Read = read,
) -> None:
    """Add what a file defines; in a program, forms that define nothing are expressions."""
    try:
        forms = read(source)
    except ReadError as fault:
        collected.faults.append(fault)
        if place.prefix:
            collected.unread.add(place.prefix)
        return
    collect_forms(forms, place, collected, is_program)


def collect_forms(
    forms: tuple[Form, ...], place: Place, collected: Definitions, is_program: bool = False
) -> None:
    """Add what the forms of a file define."""
    trusted = any(head_of(form) == "trusted" for form in forms)
    collected.trusted = collected.trusted or trusted
    place = Place(place.prefix, trusted, place.in_macro, place.in_twin)
    for form in forms:
        head = head_of(form)
        if is_program and head not in _COUNTS:
            collected.expressions.append(form)
            continue
        try:
            _define(head, form, place, collected)
        except CompileError as fault:
            collected.faults.append(fault)


def head_of(form: Form) -> str:
    """Return the name that a form calls; the empty text for another form."""
    if isinstance(form, Sequence) and form.items and isinstance(form.items[0], Symbol):
        return form.items[0].name
    return ""


def _define(head: str, form: Form, place: Place, collected: Definitions) -> None:
    if head not in _COUNTS or not isinstance(form, Sequence):
        got = f"`({head} ...)`" if head else described(form)
        hint = did_you_mean(head, _COUNTS) or "put it into a `(defcomp ...)` or `(define ...)`"
        raise CompileError(f"expected a definition, got {got}", form.span, hint)
    written, least, most = _COUNTS[head]
    check_count(head, len(form.items) - 1, least, most, form.span, written)
    if head == "defcomp":
        _component(form, place, collected)
    elif head == "define":
        _definition(form, place, collected)
    elif head == "defmacro":
        each = FileDefinition(place.full(_free(form.items[1], collected)), form, place)
        _add("the macro ", form.items[1], each, collected.macros)
    elif head == "defpage":
        each = FileDefinition(symbol_name(form.items[1], "a name"), form, place)
        _add("the page ", form.items[1], each, collected.pages)
    elif head != "trusted":
        others = collected.examples if head == "defexample" else collected.tests
        others.append(FileDefinition("", form, place))


def _add(what: str, name: Form, each: FileDefinition, others: list[FileDefinition]) -> None:
    if any(other.name == each.name for other in others):
        raise _twice(f"{what}`{each.name}`", name)
    others.append(each)


def _twice(what: str, name: Form) -> CompileError:
    return CompileError(f"{what} is defined twice", name.span, "rename or remove one of the two")


def _free(form: Form, collected: Definitions) -> str:
    """Return the name that is defined; record a fault if it belongs to the language."""
    name = symbol_name(form, "a name")
    kinds = (
        ("a special form", (*SPECIALS, *MARKUP_FORMS)),
        ("a builtin", BUILTINS),
        ("an element", ELEMENTS),
    )
    what = next((what for what, names in kinds if name in names), None)
    if what:
        collected.fault(f"`{name}` is {what} already", form.span, "choose another name")
    return name


def _definition(form: Sequence, place: Place, collected: Definitions) -> None:
    head = form.items[1]
    target = head.items[0] if isinstance(head, Sequence) and head.items else head
    name = place.full(_free(target, collected))
    _add("", target, FileDefinition(name, form, place), collected.definitions)
    collected.known.definitions[name] = _arity(head)


def _arity(head: Form) -> tuple[int, int | None] | None:
    if not isinstance(head, Sequence):
        return None
    names = [getattr(item, "name", "") for item in head.items[1:]]
    if "&rest" in names:
        return names.index("&rest"), None
    return len(names), len(names)


def _component(form: Sequence, place: Place, collected: Definitions) -> None:
    head = form.items[1]
    name = _component_name(head, place, collected)
    if name in collected.known.components:
        raise _twice(f"the component `{name}`", head)
    form = _whole(name, form, collected)
    declared = declaration(form.items[2])
    collected.faults.extend(declared.faults)
    callee = Callee(name, declared, dict(_options(form.items[3:])), head.span)
    collected.known.components[name] = callee
    collected.components.append(FileDefinition(name, form, place))


# Despite any of these faults the component exists, so that its callers report no fault.
def _component_name(head: Form, place: Place, collected: Definitions) -> str:
    name = place.component(symbol_name(head, "a component's name"))
    if not name.startswith("~"):
        message, name = f"`{name}` is no component's name", f"~{name}"
        collected.fault(message, head.span, f"write `{name}`")
    elif place.prefix and not name.startswith(f"~{place.prefix}/"):
        hint = f"name it `~{place.prefix}/...`, after the file, or move it"
        collected.fault(f"this file may not define `{name}`", head.span, hint)
    return name


def _whole(name: str, form: Sequence, collected: Definitions) -> Sequence:
    """Return a component's form with parameter list and body, supplying what is missing."""
    items, lacks = _bracketed(form.items, collected), ""
    if items is not form.items:
        form = Sequence(items, form.span)
    if len(items) == 2 or not isinstance(items[2], Sequence) or _is_body(items[2], len(items)):
        items, lacks = (*items[:2], Sequence((), form.span), *items[2:]), "parameter list"
    if len(items) == 3:
        items, lacks = (*items, Literal(None, form.span)), lacks or "body"
    if lacks:
        hint = "write `(defcomp ~name (&key title) body...)`, or `()` for no parameters"
        collected.fault(f"the component `{name}` has no {lacks}", form.span, hint)
    return Sequence(items, form.span) if lacks else form


def _bracketed(items: tuple[Form, ...], collected: Definitions) -> tuple[Form, ...]:
    """Return a component's parts with brackets around its parameters, if they lack them."""
    if len(items) < 3 or not is_symbol(items[2], "&key"):
        return items
    after = (
        index for index, item in enumerate(items) if index > 2 and not isinstance(item, Symbol)
    )
    end = next(after, len(items))
    names = " ".join(getattr(item, "name", "") for item in items[2:end])
    collected.fault("the parameters stand without brackets", items[2].span, f"write `({names})`")
    return (*items[:2], Sequence(items[2:end], items[2].span), *items[end:])


def _is_body(form: Sequence, length: int) -> bool:
    """Return whether the list in the place of the parameters is the body instead."""
    head = head_of(form)
    if head == "&key" or not form.items:
        return False
    return length == 3 or (head in ELEMENTS and not all(isinstance(i, Symbol) for i in form.items))


def _options(forms: tuple[Form, ...]) -> Iterable[tuple[str, Form]]:
    while len(forms) > 2 and isinstance(forms[0], Keyword):
        yield forms[0].name, forms[1]
        forms = forms[2:]
    if len(forms) == 2 and isinstance(forms[0], Keyword) and not isinstance(forms[1], Literal):
        yield forms[0].name, forms[1]
