"""Files to a library: every component and page of the site, compiled and ready to expand.

Brings the stages together: `collect` reads, `assembly` compiles, `aser` makes
modules, links and runs them; `store` keeps the modules between starts. A
library does not change: another set of files is another library.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from app.sx.aser import (
    Code,
    Document,
    Expansion,
    Module,
    Pass,
    Program,
    Request,
    Slot,
    expression_module,
    finished,
    linked,
    literal_text,
    page_module,
)
from app.sx.assembly import Assembled, Helpers, assemble, keep_new, raise_all
from app.sx.collect import Collected, Folder, collect, folders
from app.sx.compiler import Compiler, Helper, Known, Loader, Place
from app.sx.documents import Allowed, Broken, calls_component, check_document, with_embeds
from app.sx.errors import CompileError, SxError
from app.sx.forms import Form
from app.sx.nodes import Component, Fragment, Node
from app.sx.pages import embeddable
from app.sx.placement import check_text
from app.sx.program import run
from app.sx.store import Store, Stored, fingerprint
from app.sx.trials import Trial, trials_of

Guard = Callable[[], AbstractContextManager[object]]


@dataclass(slots=True)
class _Sources:
    """What a library is compiled from; compiled when somebody asks."""

    folders: tuple[Folder, ...]
    known: Known
    faults: list[SxError] = field(default_factory=list)
    _assembled: Assembled | None = None

    def assembled(self) -> Assembled:
        """Compile everything, once; raise Faults."""
        if self._assembled is None:
            collected = Collected(self.known)
            for folder in self.folders:
                for source, prefix in folder.files:
                    collect(source, Place(None if folder.is_free else prefix), collected)
            self._assembled = assemble(collected)
            raise_all(collected.faults)
        return self._assembled

    def embeds(self) -> frozenset[str]:
        """Name the components that author text may hold."""
        return frozenset(each.name for each in embeddable(self.known))


class Library:
    """The compiled components and pages, and the slot in which they are expanded."""

    def __init__(self, sources: _Sources, stored: Stored, guard: Guard | None) -> None:
        self.fingerprint = stored.fingerprint
        self.pages = {page.name: page for page in stored.pages}
        self._sources = sources
        self._slot = Slot(guard)
        self._codes: dict[str, Code] = {
            name: linked(module, self._slot.state) for name, module in stored.modules.items()
        }

    @classmethod
    def load(
        cls,
        roots: Iterable[Path],
        helpers: Iterable[Helper] = (),
        loaders: Mapping[str, Loader] | None = None,
        guard: Guard | None = None,
        store: Path | None = None,
    ) -> "Library":
        """Load every `.sx` file below `roots`; raise Faults with all that is wrong.

        `guard` gives a context in which database and cache refuse to be used.
        `store` is a folder of our own in which the compiled pages are kept, so
        that the next start with the same sources compiles nothing.
        """
        known = Known(helpers={each.name: each for each in helpers}, loaders=loaders or {})
        sources = _Sources(folders(roots), known)
        mark = fingerprint(sources.folders, known.helpers, known.loaders)
        kept = Store(store) if store else None
        stored = kept.read(mark, sources.folders) if kept else None
        if stored is None:
            stored = _compiled(mark, sources)
            if kept:
                kept.write(stored, sources.folders)
        return cls(sources, stored, guard)

    @cached_property
    def components(self) -> Mapping[str, Component]:
        """Every component by its full name."""
        return self._sources.assembled().program.components

    @property
    def collected(self) -> Collected:
        """What the files define, as forms."""
        return self._sources.assembled().collected

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
        """Expand a page in one pass.

        `data` holds the value of the page's loader under "page" and of each
        region's loader under its name. `kept` regions are put in as they are
        and need no data; `only` names the regions of an out-of-band answer;
        `navigation` asks for the layout of htmx's navigation. Raise
        ExpandError at a fault of the program.
        """
        request = Request(self.pages[page], data, helpers, kept or {}, only, navigation)
        return self._slot.expand(self._codes[page], request)

    def document(
        self, forms: tuple[Form, ...], trusted: bool = False, broken: Broken | None = None
    ) -> Document:
        """Compile author text, outside the lock; raise Faults where it is no document.

        `trusted` forms are those that the site's own Markdown gives: they may
        hold classes, ids and embeds. `broken` hears of an embed that does not
        compile, which is then left out; without it, it is a fault like others.
        """
        if trusted:
            forms = with_embeds(forms, self.check_document, broken)
        return self._document(forms, trusted)

    def check_document(self, forms: tuple[Form, ...]) -> None:
        """Raise Faults unless these forms are a document that an author may write."""
        self._document(forms, trusted=False)

    def _document(self, forms: tuple[Form, ...], trusted: bool) -> Document:
        if not forms:
            return Document("")
        program, embeds = Program.of({}, {}), frozenset[str]()
        if any(calls_component(form) for form in forms):
            program, embeds = self._sources.assembled().program, self._sources.embeds()
        check_document(forms, Allowed(trusted, embeds))
        faults: list[SxError] = []
        compiler = Compiler(self._sources.known, Place(), faults)
        node = Fragment(tuple(compiler(form, {}) for form in forms), forms[0].span)
        keep_new(check_text(node, program), faults)
        raise_all(faults)
        return Document(_document_text(node, program))


def _compiled(mark: str, sources: _Sources) -> Stored:
    assembled = sources.assembled()
    faults: list[SxError] = []
    modules: dict[str, Module] = {}
    for name, nodes in assembled.pages.items():
        try:
            modules[name] = page_module(nodes, assembled.program)
        except CompileError as fault:
            faults.append(fault)
    raise_all(faults)
    pages = tuple(nodes.page for nodes in assembled.pages.values())
    return Stored(mark, pages, modules)


def _document_text(node: Node, program: Program) -> str:
    literal = literal_text(node, program)
    if literal is not None:
        return finished([literal], node.span)
    return run(linked(expression_module(node, (), program), Pass()), node.span)
