"""What an import did, in numbers and sentences."""

from collections.abc import Iterator
from dataclasses import dataclass, field

_MOST_EXAMPLES = 10
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about one file; the line where it shows, if any."""

    path: str
    words: str
    line: int | None = None

    def __str__(self) -> str:
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.words}"


@dataclass(slots=True)
class Report:
    """The result of an import."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    #: Relations that are new, between posts and their tags or related posts.
    edges: int = 0
    #: Pieces of raw HTML that became Markdown.
    html: int = 0
    #: Embedded pages, and videos or sounds, that became links.
    frames: int = 0
    films: int = 0
    #: Links and pictures that lead nowhere; their words are still there.
    broken_links: list[Remark] = field(default_factory=list)
    broken_images: list[Remark] = field(default_factory=list)
    #: Files and folders that gave no post, and why.
    skipped: list[Remark] = field(default_factory=list)
    #: What was done otherwise than one might expect.
    notes: list[Remark] = field(default_factory=list)

    @property
    def found(self) -> int:
        """Count the files that are posts now."""
        return self.created + self.changed + self.unchanged

    def lines(self) -> list[str]:
        """Tell it in lines, the numbers first."""
        return [
            self._outcome(),
            *self._converted(),
            *_examples("leads nowhere and is plain text now", "link", self.broken_links),
            *_examples("is missing, its description stands there", "picture", self.broken_images),
            *(f"note: {note}" for note in self.notes),
            *(f"skipped: {skipped}" for skipped in self.skipped),
        ]

    def _outcome(self) -> str:
        skipped = f", {len(self.skipped)} skipped" if self.skipped else ""
        if self.found and not (self.created or self.changed or self.edges):
            return f"nothing changed: {_counted(self.found, 'post')} as before{skipped}"
        counts = f"{self.created} created, {self.changed} changed, {self.unchanged} unchanged"
        edges = f"; {_counted(self.edges, 'new relation')}" if self.edges else ""
        return f"{_counted(self.found, 'post')}: {counts}{skipped}{edges}"

    def _converted(self) -> Iterator[str]:
        if self.html:
            yield f"{_counted(self.html, 'piece')} of HTML turned into Markdown"
        if self.frames or self.films:
            frames, films = _counted(self.frames, "frame"), _counted(self.films, "video")
            yield f"{frames} and {films} turned into links"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _examples(words: str, noun: str, remarks: list[Remark]) -> Iterator[str]:
    for remark in remarks[:_MOST_EXAMPLES]:
        yield f"{remark.path}: the {noun} {_short(remark.words)} {words}"
    if len(remarks) > _MOST_EXAMPLES:
        yield f"and {_counted(len(remarks) - _MOST_EXAMPLES, noun)} more like this"


def _short(address: str) -> str:
    if not address.strip():
        return "without an address"
    return address if len(address) <= _LONGEST else f"{address[: _LONGEST - 1]}…"
