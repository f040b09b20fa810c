"""Changes to a text, each at its place, made all at once."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edit:
    """Write `words` where the text from `start` to `end` stood."""

    start: int
    end: int
    words: str


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Make the edits; one that begins inside an earlier one is left out."""
    parts: list[str] = []
    reached = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start >= reached:
            parts += (text[reached : edit.start], edit.words)
            reached = edit.end
    return "".join((*parts, text[reached:]))
