"""What an import did, in numbers and sentences."""

from collections import Counter
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
    #: Posts of this run that visitors do not see.
    drafts: int = 0
    #: Relations that are new, between posts and their tags or related posts.
    edges: int = 0
    #: Links and pictures that lead nowhere; their words are still there.
    broken_links: list[Remark] = field(default_factory=list)
    broken_images: list[Remark] = field(default_factory=list)
    #: Posts with a date to come, and the date.
    embargoes: list[Remark] = field(default_factory=list)
    #: Files that do not say that they are public, where others have to.
    silent: list[str] = field(default_factory=list)
    #: Files that are not read, by their suffix, and the pictures.
    others: Counter[str] = field(default_factory=Counter)
    pictures: list[str] = field(default_factory=list)
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
        lines = [
            self._outcome(),
            *_examples("leads nowhere and is plain text now", "link", self.broken_links),
            *_examples("is missing, its description stands there", "picture", self.broken_images),
            *self._held_back(),
            *self._left_behind(),
            *_grouped("note", self.notes),
            *_grouped("skipped", self.skipped),
        ]
        return [_printable(line) for line in lines]

    def _outcome(self) -> str:
        skipped = f", {len(self.skipped)} skipped" if self.skipped else ""
        if self.found and not (self.created or self.changed or self.edges):
            return f"nothing changed: {_counted(self.found, 'post')} as before{skipped}"
        counts = f"{self.created} created, {self.changed} changed, {self.unchanged} unchanged"
        edges = f"; {_counted(self.edges, 'new relation')}" if self.edges else ""
        return f"{_counted(self.found, 'post')}: {counts}{skipped}{edges}"

    def _held_back(self) -> Iterator[str]:
        if self.drafts:
            yield f"{_counted(self.drafts, 'post')} that visitors do not see, as drafts"
        if self.embargoes:
            days = _some([f"{remark.path} ({remark.words})" for remark in self.embargoes])
            yield f"{_counted(len(self.embargoes), 'draft')} until the day that is written: {days}"
        if self.silent:
            files = _some(self.silent)
            drafts = _counted(len(self.silent), "draft")
            yield f"{drafts}, as only what says so is public there: {files}"

    def _left_behind(self) -> Iterator[str]:
        if self.pictures:
            yield f"{_counted(len(self.pictures), 'picture')} not imported: {_some(self.pictures)}"
        if self.others:
            kinds = sorted(self.others.items(), key=lambda kind: (-kind[1], kind[0]))
            yield f"not read: {', '.join(f'{number} {suffix}' for suffix, number in kinds)}"


def _some(items: list[str]) -> str:
    """Name some of many."""
    more = len(items) - _MOST_EXAMPLES
    return ", ".join(items[:_MOST_EXAMPLES]) + (f" and {more} more" if more > 0 else "")


def _grouped(lead: str, remarks: list[Remark]) -> Iterator[str]:
    """Return each remark; of many in the same words only some."""
    counts = Counter(remark.words for remark in remarks)
    lines: Counter[str] = Counter()
    for remark in remarks:
        lines[remark.words] += 1
        if lines[remark.words] <= _MOST_EXAMPLES:
            yield f"{lead}: {remark}"
        elif lines[remark.words] == counts[remark.words]:
            yield f"{lead}: {counts[remark.words] - _MOST_EXAMPLES} more: {remark.words}"


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


def _printable(line: str) -> str:
    """Write what a terminal would obey, or no terminal could show, as escapes."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in line
    )
