"""Files to a library: every component and page of the site, compiled and ready to expand.

Brings the stages together: `definitions` collects, `linking` compiles, `aser` generates and
runs, `bytecode_cache` stores the code between starts. A library is immutable: other files make
another library.
"""

import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from app.sx.aser import (
    Code,
    Document,
    Expansion,
    Helpers,
    Pass,
    PassLock,
    Request,
    expression_module,
    finished,
    linked,
    literal_text,
    page_listing,
    page_module,
)
from app.sx.checks.nesting import check_text
from app.sx.checks.pages import embeddable
from app.sx.compiler.core import Compiler
from app.sx.core.known import Helper, Known, Loader, Place
from app.sx.core.nodes import Component, Fragment, Node, Variable
from app.sx.core.page_spec import Page
from app.sx.core.program import Program
from app.sx.library.bytecode_cache import Store, StoredLibrary, fingerprint
from app.sx.library.definitions import Definitions, FileFacts, Folder, folders, look
from app.sx.library.documents import (
    HREFS,
    Broken,
    DocumentRules,
    calls_component,
    check_document,
    with_embeds,
    with_links,
)
from app.sx.library.examples import Trial, trials_of
from app.sx.library.linking import LinkedProgram, assemble, keep_new, raise_all
from app.sx.library.program import CompiledDocument, run
from app.sx.syntax.errors import Source, Span, SxError
from app.sx.syntax.forms import Form
from app.sx.syntax.reader import read

_NOWHERE = Span(Source("document", ""), 1, 1, 1, 1)

Guard = Callable[[], AbstractContextManager[object]]


@dataclass(slots=True)
class _Sources:
    """What a library is compiled from; compiled on demand."""

    roots: tuple[Path, ...]
    given: Known
    folders: tuple[Folder, ...]
    _before: "_Sources | None" = None
    _forms: dict[Source, tuple[Form, ...]] = field(default_factory=dict)
    _assembled: LinkedProgram | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def again(self) -> "_Sources":
        """Read the files as they are now."""
        before = self if self._assembled else None
        return _Sources(self.roots, self.given, folders(self.roots), before)

    def fingerprint(self) -> str:
        """Return a digest of what is compiled and of the engine."""
        return fingerprint(self.folders, self.given.helpers, self.given.loaders)

    def assembled(self) -> LinkedProgram:
        """Compile everything, once; raise Faults."""
        with self._lock:
            if self._assembled is None:
                self._assembled, self._before = self._assemble(), None
        return self._assembled

    def _assemble(self) -> LinkedProgram:
        collected = Definitions(Known(helpers=self.given.helpers, loaders=self.given.loaders))
        for folder in self.folders:
            folder.collect(collected, self._read)
        assembled = assemble(collected, self._before.assembled() if self._before else None)
        raise_all(collected.faults)
        return assembled

    def _read(self, source: Source) -> tuple[Form, ...]:
        """Return the forms of a file, reusing those of an unchanged file."""
        forms = self._before._forms if self._before else {}
        self._forms[source] = forms[source] if source in forms else read(source)
        return self._forms[source]


class Library:
    """The compiled components and pages, and the slot in which they are expanded."""

    def __init__(self, sources: _Sources, pages: Iterable[Page], slot: PassLock) -> None:
        self.fingerprint = sources.fingerprint()
        self.pages = {page.name: page for page in pages}
        self._sources = sources
        self._slot = slot
        self._codes: dict[str, Code] = {}

    @classmethod
    def load(
        cls,
        roots: Iterable[Path],
        helpers: Iterable[Helper] = (),
        loaders: Mapping[str, Loader] | None = None,
        guard: Guard | None = None,
        store: Path | None = None,
    ) -> "Library":
        """Load every `.sx` file below `roots`; raise Faults with everything that is wrong.

        In the context of `guard` database and cache refuse to be used. `store` is a private
        folder for the compiled pages, so that the next start with the same sources compiles
        nothing.
        """
        given = Known(helpers={each.name: each for each in helpers}, loaders=loaders or {})
        roots = tuple(roots)
        sources = _Sources(roots, given, folders(roots))
        cache = Store(store) if store else None
        stored = cache.read(sources.fingerprint(), sources.folders) if cache else None
        if stored is None:
            stored = _compiled(sources)
            if cache:
                cache.write(stored, sources.folders)
        library = cls(sources, stored.pages, PassLock(guard))
        for name, module in stored.modules.items():
            library._codes[name] = linked(module, library._slot.state)
        return library

    def look(self) -> frozenset[FileFacts]:
        """Return the facts of the files as they are now: a quick way to see whether to reload.

        Raise OSError if a file disappears meanwhile.
        """
        return look(self._sources.roots)

    def reloaded(self) -> "Library":
        """Return the library of the files as they are now; raise Faults with everything wrong.

        Return this one if no file has changed. Compiled definitions that are still valid are
        reused; the code of a page is generated when it is first expanded. The first reload after
        a start from the store compiles everything.
        """
        sources = self._sources.again()
        if sources.fingerprint() == self.fingerprint:
            return self
        assembled = sources.assembled()
        anew = {name for kind, name in assembled.changed if kind == "page"}
        library = Library(sources, (each.page for each in assembled.pages.values()), self._slot)
        for name, code in self._codes.copy().items():
            if name in library.pages and name not in anew:
                library._codes[name] = code
        return library

    @cached_property
    def components(self) -> Mapping[str, Component]:
        """Every component by its full name."""
        return self._sources.assembled().program.components

    @property
    def collected(self) -> Definitions:
        """Return what the files define, as forms."""
        return self._sources.assembled().collected

    def place_of(self, page: str) -> Span:
        """Return the span of a page's definition."""
        return next(each.form.span for each in self.collected.pages if each.name == page)

    def trials(self) -> tuple[Trial, ...]:
        """Compile the examples and tests beside the components; raise Faults."""
        assembled = self._sources.assembled()
        return trials_of(assembled.collected, assembled.program)

    def aser_slot(
        self,
        page: str,
        data: Mapping[str, object],
        helpers: Helpers,
        kept: Mapping[str, str] | None = None,
        only: frozenset[str] | None = None,
        navigation: bool = False,
    ) -> Expansion:
        """Expand a page in one pass; raise ExpandError at a fault of the program.

        `data` has the value of the page's loader under "page" and of each region's loader under
        its name. `kept` regions are inserted as they are and need no data; `only` names the
        regions of an out-of-band response; `navigation` selects the layout's navigation twin.
        """
        request = Request(self.pages[page], data, helpers, kept or {}, only, navigation)
        return self._slot.expand(self._code(page), request)

    def _code(self, page: str) -> Code:
        code = self._codes.get(page)
        if code is None:
            assembled = self._sources.assembled()
            module = page_module(assembled.pages[page], assembled.program)
            code = self._codes[page] = linked(module, self._slot.state)
        return code

    def listing(self, page: str) -> str:
        """Return the Python of a page, with the source lines beside it."""
        assembled = self._sources.assembled()
        return page_listing(assembled.pages[page], assembled.program)

    def document(
        self, forms: tuple[Form, ...], trusted: bool = False, broken: Broken | None = None
    ) -> Document:
        """Compile author text that links to no post by name; see `compile_document`."""
        return self.compile_document(forms, trusted, broken).document({})

    def compile_document(
        self, forms: tuple[Form, ...], trusted: bool = False, broken: Broken | None = None
    ) -> CompiledDocument:
        """Compile author text, outside the lock; raise Faults if it is not a document.

        `trusted` forms come from the site's own Markdown and may hold classes, ids and embeds.
        `broken` is called with the faults of an embed, which is then left out; without it they
        are raised.
        """
        if trusted:
            forms = with_embeds(forms, self.check_document, broken)
        return self._document(forms, trusted)

    def check_document(self, forms: tuple[Form, ...]) -> None:
        """Raise Faults unless these forms are a document that an author may write."""
        self._document(forms, trusted=False)

    def _document(self, forms: tuple[Form, ...], trusted: bool) -> CompiledDocument:
        if not forms:
            return CompiledDocument(frozenset(), Document(""), _NOWHERE)
        program, known, embeds = Program.of({}, {}), self._sources.given, frozenset[str]()
        if any(calls_component(form) for form in forms):
            assembled = self._sources.assembled()
            program, known = assembled.program, assembled.collected.known
            embeds = frozenset(each.name for each in embeddable(known))
        check_document(forms, DocumentRules(trusted, embeds))
        faults: list[SxError] = []
        names: set[str] = set()
        compiler = Compiler(known, Place(), faults)
        hrefs = Variable(HREFS)
        linked_forms = with_links(forms, names) if trusted else forms
        nodes = (compiler(form, {HREFS: hrefs}) for form in linked_forms)
        node = Fragment(tuple(nodes), forms[0].span)
        keep_new(check_text(node, program), faults)
        raise_all(faults)
        code = expression_module(node, (hrefs,), program) if names else _text(node, program)
        return CompiledDocument(frozenset(names), code, node.span)


def _compiled(sources: _Sources) -> StoredLibrary:
    assembled = sources.assembled()
    program = assembled.program
    modules = {name: page_module(nodes, program) for name, nodes in assembled.pages.items()}
    pages = tuple(nodes.page for nodes in assembled.pages.values())
    return StoredLibrary(sources.fingerprint(), pages, modules)


def _text(node: Node, program: Program) -> Document:
    literal = literal_text(node, program)
    if literal is not None:
        return Document(finished([literal], node.span))
    return Document(run(linked(expression_module(node, (), program), Pass()), node.span))
