"""A library of 200 components: compiled from nothing, from the store, and with one file changed."""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from app import sx
from bench.components import HELPERS, LOADERS, files

ROUNDS = 5
DATA = {
    "page": {"title": "Rose", "section": None},
    "top": {"title": "First", "items": []},
    "rest": {"title": "Second", "items": []},
}
CALLS = {"current-path": lambda: "/p0/rose/", "site": lambda: {"name": "Ash", "links": []}}

Result = TypeVar("Result")


def write(root: Path) -> tuple[Path, Path]:
    """Write the files; give the folders of components and pages."""
    for name, text in files().items():
        path = root / "app" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root / "app" / "components", root / "app" / "pages"


def timed(run: Callable[[], Result]) -> tuple[float, Result]:
    """Milliseconds on the processor, and what came of it."""
    start = time.process_time()
    result = run()
    return (time.process_time() - start) * 1e3, result


def page(library: sx.Library) -> str:
    """The first page, whole."""
    return library.aser_slot("site/p0", DATA, CALLS).html


def edited(path: Path, library: sx.Library) -> tuple[float, float, sx.Library]:
    """Milliseconds of a reload after an edit, and of the page that is asked for then."""
    text = path.read_text("utf-8")
    text = text.replace(':class "', ':class "new ', 1) if ":class" in text else f"{text};; edited\n"
    path.write_text(text, "utf-8")
    reload, library = timed(library.reloaded)
    first, _ = timed(lambda: page(library))
    return reload, first, library


def measure() -> Iterator[str]:
    """One line for each way to a library."""
    with tempfile.TemporaryDirectory() as folder:
        roots = write(Path(folder))

        def load(store: Path | None = None) -> sx.Library:
            return sx.Library.load(roots, HELPERS, LOADERS, store=store)

        cold = [timed(load)[0] for _ in range(ROUNDS)]
        library = load(Path(folder) / "store")
        stored = [timed(lambda: load(Path(folder) / "store"))[0] for _ in range(ROUNDS)]
        count, pages = len(load().components), len(library.pages)
        yield f"library of {count} components, {pages} pages, on the processor:"
        yield f"  compiled from nothing  {statistics.median(cold):6.1f} ms"
        yield f"  started from the store {statistics.median(stored):6.1f} ms"
        yield from reloads(load(), Path(folder))


def reloads(library: sx.Library, folder: Path) -> Iterator[str]:
    """Edit each file, one after the other, and reload."""
    times, pages = [], []
    for name in files():
        reload, first, library = edited(folder / "app" / name, library)
        times.append(reload)
        pages.append(first)
    slow = statistics.quantiles(times, n=20)[-1]
    median, longest = statistics.median(times), max(pages)
    yield f"  reload after one edit  {median:6.1f} ms, 95th percentile {slow:.1f} ms"
    yield f"  after one of the layout of all pages {times[0]:.1f} ms"
    yield f"  a page asked for then  {statistics.median(pages):6.1f} ms, at most {longest:.1f} ms"
