"""Two editions of the pages, whose components differ in a text, and two ways to go between them.

What is compared goes as a site in development does: the files are written, and the library
that is in use is reloaded. What it is compared with was compiled from nothing.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from app import factory, sx
from app.config import ROOT

PAGES = ROOT / "app" / "pages"
COMPONENTS = ROOT / "app" / "components"
#: What the editions differ in: the component in which every post stands.
CHANGED = Path("blog") / "post.sx"


class Editions(Protocol):
    """Where a process takes its library from."""

    def library(self, edition: int) -> sx.Library:
        """Give the library of an edition."""
        ...


class Compiled:
    """Each edition compiled from nothing, from a folder of its own."""

    def __init__(self, folder: Path, store: Path) -> None:
        self._libraries = [
            factory.load_library((_written(folder / name / "components", texts), PAGES), store)
            for name, texts in (("first", first_texts()), ("second", second_texts()))
        ]

    def library(self, edition: int) -> sx.Library:
        """Give the library of an edition."""
        return self._libraries[edition]


class Reloaded:
    """One folder, into which an edition is written before the library is reloaded."""

    def __init__(self, folder: Path, store: Path) -> None:
        self._folder = folder / "components"
        self._texts: Sequence[Mapping[Path, str]] = (first_texts(), second_texts())
        self._edition = 0
        self._library = factory.load_library((_written(self._folder, self._texts[0]), PAGES), store)

    def library(self, edition: int) -> sx.Library:
        """Give the library of the files, after they were written if they are another edition."""
        if edition != self._edition:
            before, after = self._texts[self._edition], self._texts[edition]
            _written(self._folder, {p: t for p, t in after.items() if before[p] != t})
            self._edition, self._library = edition, self._library.reloaded()
        return self._library


def first_texts() -> dict[Path, str]:
    """Give the components as they are."""
    found = COMPONENTS.rglob("*.sx")
    return {path.relative_to(COMPONENTS): path.read_text("utf-8") for path in found}


def second_texts() -> dict[Path, str]:
    """Give the components with another text in one of them."""
    texts = first_texts()
    changed = texts[CHANGED].replace(':class "columns post"', ':class "second columns post"')
    return {**texts, CHANGED: changed}


def _written(folder: Path, texts: Mapping[Path, str]) -> Path:
    """Write files into a folder that is there or not, and give it."""
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return folder
