"""The text of a post in another tool's Markdown to the site's, before its links are led.

The one place where words of other tools become the site's words: tags of site generators, boxes
and attributes, comments, what note programs keep for themselves. What the body alone can say is
done here; knows nothing of other files.
"""

import re
from dataclasses import dataclass

from app.importing import admonitions, remarks, shortcodes
from app.importing.code import blocks
from app.importing.fields import Note
from app.importing.shortcodes import Left

#: The properties that Logseq keeps for itself in each block.
_PROPERTY = re.compile(
    r"^[ \t]*(?:id|collapsed|heading|background-color|logseq\.[\w.-]+):: .*\n?", re.M
)


@dataclass(frozen=True, slots=True)
class Translation:
    """A text in the site's Markdown, and what its author should know of it."""

    text: str
    notes: tuple[Note, ...] = ()


def translate(text: str, first_line: int) -> Translation:
    """Write the text of a post, which begins at a line of its file, as the site reads it."""
    left = Left()
    text = shortcodes.translate(remarks.strip(text), left, first_line)
    text = admonitions.translate(text)
    notes = tuple(Note(f"`{_name(tag)}` is not known here and stays", n) for tag, n in left.tags)
    return Translation(_without_properties(text) if ":: " in text else text, notes)


def _without_properties(text: str) -> str:
    """Take out what Logseq keeps for itself, but where it is shown as code."""
    parts: list[str] = []
    position = 0
    for start, end in blocks(text):
        parts += (_PROPERTY.sub("", text[position:start]), text[start:end])
        position = end
    return "".join((*parts, _PROPERTY.sub("", text[position:])))


def _name(tag: str) -> str:
    """Shorten a tag to what it is called."""
    words = tag.split()
    return " ".join(words[:2] if len(words[0]) <= len("{{<") else words[:1])
