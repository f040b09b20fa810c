"""The single pass: one page, its data and its helpers, to HTML.

`PassLock` has the lock and the state of the pass. Injecting the helpers and expanding are one
critical section. Nothing inside can block, because nothing inside can do I/O: in the context of
`guard` database and cache raise. A pass started inside a pass is detected before the lock.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass

from app.sx.aser.elements import ENVELOPE_END, envelope
from app.sx.aser.escape import clean
from app.sx.aser.faults import translated
from app.sx.aser.generate import CHANGED, NAVIGATION, region_function
from app.sx.aser.module import Code
from app.sx.aser.runtime import MOST_OUTPUT, Helpers, Pass
from app.sx.core.page_spec import Page, RegionItem, region_items
from app.sx.syntax.errors import ExpandError, Span


@dataclass(frozen=True, slots=True)
class Expansion:
    """The result of a pass: the HTML, and the markup of each fresh region."""

    html: str
    regions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Request:
    """What one pass expands; see `PassLock.expand`."""

    page: Page
    data: Mapping[str, object]
    helpers: Helpers
    kept: Mapping[str, str]
    only: frozenset[str] | None
    navigation: bool


class PassLock:
    """The one place where pages are expanded, one at a time."""

    def __init__(self, guard: Callable[[], AbstractContextManager[object]] | None = None) -> None:
        self.state = Pass()
        self.guard = guard or nullcontext
        self._lock = threading.Lock()
        self._owner: int | None = None

    @contextmanager
    def _entered(self) -> Iterator[None]:
        me = threading.get_ident()
        if self._owner == me:
            raise RuntimeError("nested pass: aser_slot was called from inside a pass")
        with self._lock:
            self._owner = me
            try:
                with self.guard():
                    yield
            finally:
                self._owner = None

    def expand(self, code: Code, request: Request) -> Expansion:
        """Expand a page once, under the lock; raise ExpandError at a fault of the program."""
        with self._entered():
            self.state.start(request.data, request.helpers, request.kept)
            out: list[str] = []
            with translated(code):
                self._write(code, request, out)
            html = finished(out, code.places[0].span)
            return Expansion(html, self.state.regions)

    def _write(self, code: Code, request: Request, out: list[str]) -> None:
        if request.only is not None:
            self._write_regions(code, request, request.only, out)
            code.functions.get(CHANGED, _nothing)(out)
        elif request.navigation:
            code.functions[NAVIGATION](out)
        else:
            code.functions["document"](out)

    def _write_regions(
        self, code: Code, request: Request, only: frozenset[str], out: list[str]
    ) -> None:
        for item in region_items(request.page, request.data.get("page")) if only else ():
            if item.name in only:
                out.append(envelope(f"#region-{item.name}"))
                self._put(code.functions[region_function(item.region.name)], item, out)
                out.append(ENVELOPE_END)

    def _put(self, write: Callable[..., object], item: RegionItem, out: list[str]) -> None:
        if item.key is None:
            self.state.put_region(out, item.name, write)
        else:
            self.state.put_item(out, item.region.name, write, item.key)


def _nothing(_: list[str]) -> None:
    """Stand in for a missing layout of the response to a write."""


def finished(out: list[str], span: Span) -> str:
    """Join what was written, within the limit."""
    # Counted before joining: many pieces may be the same string.
    if sum(map(len, out)) > MOST_OUTPUT:
        raise ExpandError("the output is larger than 8 MiB", span, "show it page by page")
    return clean("".join(out))
