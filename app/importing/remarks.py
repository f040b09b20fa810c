"""The comments of template languages in a text to nothing, as their tools show nothing of them.

Those of Hugo, Jinja and its kin, Liquid, Handlebars, MDX, kramdown and CriticMarkup. Comments of
HTML and of Obsidian are the site's own syntax and stay. Code stays as it is, and so does what
nobody has ended. Lines keep their numbers.
"""

import re
from typing import Final

from app.importing.code import pieces

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
    """Take the comments out of a text."""
    if not _OPENING.search(text):
        return text
    code = [(piece.start, piece.end) for piece in pieces(text) if piece.is_code]
    parts: list[str] = []
    reached, endless = 0, set[int]()
    for opening in _OPENING.finditer(text):
        kind = (opening.lastindex or 1) - 1
        while code and code[0][1] <= opening.start():
            code.pop(0)
        if opening.start() < reached or kind in endless or (code and code[0][0] <= opening.start()):
            continue
        closing = _CLOSINGS[kind].search(text, opening.end())
        if closing is None:
            endless.add(kind)
            continue
        lines = "\n" * text.count("\n", opening.start(), closing.end())
        parts += (text[reached : opening.start()], lines)
        reached = closing.end()
    return "".join((*parts, text[reached:]))
