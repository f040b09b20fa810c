"""A text without the comments of template languages, as their tools print none of them.

Those of Hugo, Jinja and its kin, Liquid, Handlebars, MDX, kramdown and CriticMarkup. Comments of
HTML and of Obsidian are the site's own syntax and stay. So do code, and comments that never end.
Lines keep their numbers.
"""

import re
from typing import Final

from app.importing.code import OutsideCode

#: What begins a comment, and what ends it.
_KINDS: Final = (
    (r"\{\{-?\s*/\*", r"\*/\s*-?\}\}"),
    (r"\{#(?=[\s-])", r"#\}"),
    (r"\{%-?\s*#", r"%\}"),
    (r"\{\{!--", r"--\}\}"),
    (r"\{/\*", r"\*/\}"),
    (r"\{::comment\}", r"\{:/(?:comment)?\}"),
    (r"\{>>", r"<<\}"),
)
_OPENING = re.compile("|".join(f"({opening})" for opening, _ in _KINDS))
_CLOSINGS = tuple(re.compile(closing) for _, closing in _KINDS)


def strip(text: str) -> str:
    """Remove the comments from a text."""
    if not _OPENING.search(text):
        return text
    outside, parts = OutsideCode(text), list[str]()
    copied = position = 0
    endless = set[int]()
    while opening := outside.search(_OPENING, position):
        kind = (opening.lastindex or 1) - 1
        closing = None if kind in endless else _CLOSINGS[kind].search(text, opening.end())
        if closing is None:
            endless.add(kind)
            position = opening.end()
            continue
        lines = "\n" * text.count("\n", opening.start(), closing.end())
        parts += (text[copied : opening.start()], lines)
        copied = position = closing.end()
    return "".join((*parts, text[copied:]))
