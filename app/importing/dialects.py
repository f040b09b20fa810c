"""The text of a post in another tool's Markdown to the site's, before its links are led.

The one place where words of other tools become the site's words: tags of site generators, boxes
and attributes, comments, what note programs keep for themselves. What the body alone can say is
done here; knows nothing of other files.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.importing import admonitions, remarks, shortcodes
from app.importing.code import blocks
from app.importing.directives import is_known
from app.importing.fields import Note
from app.importing.shortcodes import UnknownTags

#: The properties that Logseq keeps for itself in each block.
_PROPERTY = re.compile(
    r"^[ \t]*(?:id|collapsed|heading|background-color|logseq\.[\w.-]+):: .*\n?", re.M
)


#: What only MyST writes, and its comments and targets.
_MYST = re.compile(r"^(?:[`~:]{3,}\{[\w:-]+\}|\([\w:-]+\)=$)|(?<![\w`])\{[a-z]+\}`", re.M)
_NOTE = re.compile(r"^(?:%|\([\w:-]+\)=$).*\n?", re.M)
#: Those of PyMdown and markdown-include, and what may be a directive of MyST.
_WHOLE_LINES = re.compile(
    r"^[ \t]*(?P<tag>(?P<inclusion>-+8<-+[ \t]*[\"'].*|\{!.+!\})"
    r"|(?:`{3,}|~{3,}|:{3,})[ \t]*(?P<directive>\{[\w:-]+[^{}\n]*\}.*))$",
    re.M,
)


@dataclass(frozen=True, slots=True)
class Translation:
    """A text in the site's Markdown, and what its author should know of it."""

    text: str
    notes: tuple[Note, ...] = ()


def translate(text: str, first_line: int) -> Translation:
    """Write the text of a post, which begins at a line of its file, as the site reads it."""
    left = UnknownTags([*_left(text, first_line)])
    is_myst = _MYST.search(text)
    text = shortcodes.translate(remarks.strip(text), left, first_line)
    text = admonitions.translate(text)
    tags = sorted(left.tags, key=lambda tag: tag[1])
    notes = tuple(Note(f"`{_name(tag)}` is not known here and stays", line) for tag, line in tags)
    if ":: " in text:
        text = _without(_PROPERTY, text)
    return Translation(_without(_NOTE, text) if is_myst else text, notes)


def _left(text: str, first_line: int) -> Iterator[tuple[str, int]]:
    """Yield the lines that take in another file, and directives that nobody here knows."""
    for found in _WHOLE_LINES.finditer(text):
        if found["inclusion"] or not is_known(found["directive"]):
            tag = found["inclusion"] or found["directive"].partition("}")[0] + "}"
            yield tag, first_line + text.count("\n", 0, found.start("tag"))


def _without(lines: re.Pattern[str], text: str) -> str:
    """Take out what another tool keeps for itself, but where it is shown as code."""
    parts: list[str] = []
    position = 0
    for start, end in blocks(text):
        parts += (lines.sub("", text[position:start]), text[start:end])
        position = end
    return "".join((*parts, lines.sub("", text[position:])))


def _name(tag: str) -> str:
    """Shorten a tag to what it is called."""
    words = tag.split()
    return " ".join(words[:2] if len(words[0]) <= len("{{<") else words[:1])
