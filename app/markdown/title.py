"""A text to its title and the rest. Knows nothing of front matter."""

import re
from dataclasses import dataclass
from itertools import pairwise

from app.markdown.parser import parse_raw
from app.markdown.plain import inline_text

#: A line that may be a heading of the first level, or the rule under one.
_HEADING = re.compile(r"^ {0,3}(?:#[ \t]|=+[ \t]*$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class TitleAndText:
    """A text without its title, and the title."""

    title: str | None
    text: str


def take_title(text: str) -> TitleAndText:
    """Take the first `#` heading out of the text."""
    head, _, rest = text.lstrip("\n").partition("\n")
    if head.startswith("# ") and "[" not in head:  # as in most files; a link may need the rest
        title = _title(head).title
        if title is not None:
            return TitleAndText(title, rest.lstrip("\n"))
    return _title(text) if _HEADING.search(text) else TitleAndText(None, text)


def _title(text: str) -> TitleAndText:
    for token, content in pairwise(parse_raw(text)):
        if token.type == "heading_open" and token.tag == "h1" and token.level == 0 and token.map:
            title = " ".join(inline_text(content.children or []).split())
            if title:
                lines = text.split("\n")
                first, last = token.map
                parts = "\n".join(lines[:first]).rstrip(), "\n".join(lines[last:]).lstrip("\n")
                return TitleAndText(title, "\n\n".join(part for part in parts if part.strip()))
    return TitleAndText(None, text)
