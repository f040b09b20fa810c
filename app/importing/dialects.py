"""The text of a post in another tool's Markdown to the site's.

The one place where the syntax of other tools becomes the site's: tags of site generators, boxes
and attributes, comments, and what note programs keep for themselves. Knows nothing of other
files: links are resolved later.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.importing import admonitions, shortcodes, template_comments
from app.importing.code import blocks, without
from app.importing.directives import is_known
from app.importing.fields import Note

#: The properties that Logseq keeps for itself in each block.
_PROPERTY = re.compile(
    r"^[ \t]*(?:id|collapsed|heading|background-color|logseq\.[\w.-]+):: .*\n?", re.M
)
#: What only MyST writes, and its comments and targets.
_MYST = re.compile(r"^(?:[`~:]{3,}\{[\w:-]+\}|\([\w:-]+\)=$)|(?<![\w`])\{[a-z]+\}`", re.M)
_MYST_COMMENT = re.compile(r"^(?:%|\([\w:-]+\)=$).*\n?", re.M)
#: Inclusions of PyMdown and markdown-include, and what may be a directive of MyST.
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
    """Return the text of a post, which begins at a line of its file, as the site reads it."""
    notes = [*_unknown_lines(text, first_line)]
    is_myst = _MYST.search(text)
    text = shortcodes.translate(template_comments.strip(text), notes, first_line)
    text = admonitions.translate(text)
    if ":: " in text:
        text = without(_PROPERTY, text, blocks(text))
    if is_myst:
        text = without(_MYST_COMMENT, text, blocks(text))
    return Translation(text, tuple(sorted(notes, key=lambda note: note.line or 0)))


def _unknown_lines(text: str, first_line: int) -> Iterator[Note]:
    """Yield the lines that include another file, and unknown directives."""
    for match in _WHOLE_LINES.finditer(text):
        if match["inclusion"] or not is_known(match["directive"]):
            tag = match["inclusion"] or match["directive"].partition("}")[0] + "}"
            line = first_line + text.count("\n", 0, match.start("tag"))
            yield shortcodes.unknown(tag, line)
