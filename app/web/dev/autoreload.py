"""Changed files to a new library, in use from the next page on; in development only.

Before each page the files are looked at (a fraction of a millisecond). If they have changed, a site
with the new library replaces the one in use, in one step; a request finishes with the site that it
began with. While the files have faults, the old library stays in use, and every page shows the
faults, including those in Python files, which a note reports (`app.cli.supervisor`).
"""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import cast

from flask import Flask, current_app, request

from app import sx
from app.config import ROOT
from app.web.http.htmx_request import SAFE_METHODS
from app.web.site import EXTENSION, Site, begin, current_site

_log = logging.getLogger("rose_ash.renewal")


class PythonError(sx.SxError):
    """A fault in a Python file, shown like one in SX."""

    stage = "Python"


class Renewal:
    """Watches the files of a site; `renewed` returns the same site on another library.

    `note` is the file in which the supervisor reports a fault in Python.
    """

    def __init__(self, renewed: Callable[[Site, sx.Library], Site], note: Path | None) -> None:
        self._renewed = renewed
        self._note = note
        self._lock = threading.Lock()
        self._seen: frozenset[sx.FileFacts] | None = None
        self._faults: tuple[sx.SxError, ...] = ()

    def install(self, app: Flask) -> None:
        """Check the files before each page."""
        app.before_request(self.renew)

    def renew(self) -> None:
        """Update the site if a page is requested; raise Faults while its files have any."""
        is_page = request.endpoint in current_site().render_context.library.pages
        if not is_page or request.method not in SAFE_METHODS:
            return
        with self._lock:
            self._look()
        begin()
        if faults := (*self._python_faults(), *self._faults):
            raise sx.Faults(faults)

    def _python_faults(self) -> Iterator[PythonError]:
        """Read the note, if there is one."""
        if self._note:
            with suppress(FileNotFoundError):
                yield python_error(**json.loads(self._note.read_text("utf-8")))

    def _look(self) -> None:
        site = cast("Site", current_app.extensions[EXTENSION])
        try:
            seen = site.render_context.library.look()
            if seen != self._seen:
                self._take(site)
                self._seen = seen
        except OSError:
            # A file is just being replaced; the next check will find it complete.
            return

    def _take(self, site: Site) -> None:
        """Replace the site by one on the new library, or record its faults."""
        start = time.perf_counter()
        try:
            library = site.render_context.library.reloaded()
            if library is not site.render_context.library:
                current_app.extensions[EXTENSION] = self._renewed(site, library)
                took = round((time.perf_counter() - start) * 1e3)
                _log.info("reloaded", extra={"fields": {"milliseconds": took}})
            self._faults = ()
        except sx.Faults as found:
            self._faults = found.faults


def python_error(message: str, file: str, line: int, column: int) -> PythonError:
    """Turn the text of a note into a fault with a place."""
    path = Path(file)
    name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else file
    source = sx.Source(name, path.read_text("utf-8"))
    return PythonError(message, sx.Span(source, line, column, line, column + 1))


def paths(library: sx.Library) -> dict[str, str]:
    """Return the path of each page that has one, by its name."""
    return {page.name: page.path for page in library.pages.values() if page.path is not None}


def check_paths(old: sx.Library, new: sx.Library) -> None:
    """Raise Faults if pages have other paths than at the start, when routes were registered."""
    before, after = paths(old), paths(new)
    moved = [name for name, path in after.items() if before.get(name) != path]
    gone = [name for name in before if name not in after]
    faults = [_other_path(name, "new", new) for name in moved]
    faults += [_other_path(name, "gone", old) for name in gone]
    if faults:
        raise sx.Faults(tuple(faults))


def _other_path(page: str, what: str, library: sx.Library) -> sx.CompileError:
    hint = "restart the site: its routes are made at the start"
    return sx.CompileError(f"the path of `{page}` is {what}", library.place_of(page), hint)
