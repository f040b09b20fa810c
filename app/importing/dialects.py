"""The text of a post in another tool's Markdown to the site's, before its links are led.

The one place where words of other tools become the site's words. What the body alone can say is
done here; knows nothing of other files.
"""

import re
from dataclasses import dataclass

from app.importing.fields import Note

#: The properties that Logseq keeps for itself in each block.
_PROPERTY = re.compile(
    r"^[ \t]*(?:id|collapsed|heading|background-color|logseq\.[\w.-]+):: .*\n?", re.M
)


@dataclass(frozen=True, slots=True)
class Translation:
    """A text in the site's Markdown, and what its author should know of it."""

    text: str
    notes: tuple[Note, ...] = ()


def translate(text: str) -> Translation:
    """Write the text of a post as the site reads it."""
    return Translation(_PROPERTY.sub("", text) if ":: " in text else text)
