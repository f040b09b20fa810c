"""The head of a fence or a box in braces, and the lines in it, to what it shows.

Directives of MyST (`{note}`, `{figure} a.png`), attributes of Pandoc and Quarto (`{#id .note}`)
and the chunks of R Markdown (`{r, echo=FALSE}`). Knows nothing of boxes in boxes.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from app.importing.code import fence_for
from app.importing.shortcodes import BOXES

OTHER_BOXES: Final = ("abstract", "example", "quote", "question", "seealso")
#: The first line of a block of code that is more than code.
FENCE = re.compile(r"(?P<lead> *)(?P<fence>`{3,}|~{3,})[ \t]*(?P<words>\{[^{}\n]*\}.*)")

_BRACES = re.compile(r"\{(?P<inner>[^{}\n]*)\}[ \t]*(?P<rest>.*)")
_CLASS = re.compile(r"""(?:^|\s)\.([\w-]+)|"[^"]*"|'[^']*'""")
_TITLE = re.compile(r"""title=["']([^"']*)["']""")
_OPTION = re.compile(r":([\w-]+):[ \t]*(.*)|([\w-]+):[ \t]+(.*)")
_PICTURES: Final = ("figure", "image")
_PROGRAMS: Final = ("code-block", "code", "sourcecode", "code-cell")
_LANGUAGES: Final = (
    "r",
    "python",
    "julia",
    "bash",
    "sh",
    "sql",
    "js",
    "ojs",
    "css",
    "mermaid",
    "dot",
)
#: The directives whose argument is a title; that of others begins their text.
_TITLED: Final = ("admonition", "dropdown", "details")


@dataclass(frozen=True, slots=True)
class Head:
    """What braces say: a directive of MyST by its name, or else classes."""

    name: str
    classes: tuple[str, ...]
    title: str
    rest: str

    @property
    def box(self) -> str:
        """Return the box that it makes of a text; empty where it makes none."""
        names = (each.lower().removeprefix("callout-") for each in (self.name, *self.classes))
        return next((name for name in names if is_box(name)), "")


def head_of(words: str) -> Head | None:
    """Read what begins with braces; None for something else."""
    braces = _BRACES.fullmatch(words)
    if braces is None:
        return None
    inner = braces["inner"].strip()
    name = "" if re.search("[#.=]", inner.partition(",")[0]) else inner.partition(",")[0].strip()
    title = _TITLE.search(inner)
    classes = tuple(found[1] for found in _CLASS.finditer(inner) if found[1])
    return Head(name, classes, title[1] if title else "", braces["rest"].strip())


def is_box(name: str) -> bool:
    """Tell the name of a box."""
    return name in BOXES or name in OTHER_BOXES or name == "dropdown"


def is_known(words: str) -> bool:
    """Tell whether what begins with braces is understood here."""
    head = head_of(words)
    name = head.name.partition(" ")[0].lower() if head else ""
    return not name or is_box(name) or name in (*_PICTURES, *_PROGRAMS, *_LANGUAGES)


def box_of(head: Head, lines: Sequence[str]) -> tuple[str, str, Sequence[str]]:
    """Return the kind of a box, its title and its text."""
    if not head.name:
        first = lines[0] if lines else ""
        if head.title or not first.startswith("#") or "callout-" not in " ".join(head.classes):
            return head.box, head.title or head.rest, lines
        return head.box, first.strip("# "), lines[1:]
    options, text = _options(lines)
    classes = options.get("class", "").split()
    kind = next((each for each in classes if is_box(each)), head.box)
    if head.name in _TITLED:
        return kind, head.rest, text
    return kind, "", [head.rest, "", *text] if head.rest else text


def shown(head: Head, lines: Sequence[str]) -> str | None:
    """Write a picture or a program; None for what is neither."""
    name = head.name.partition(" ")[0].lower()
    options, text = _options(lines) if name in (*_PICTURES, *_PROGRAMS) else ({}, lines)
    if name in _PICTURES:
        caption = "\n".join(text).strip()
        picture = f"![{options.get('alt', '')}]({head.rest.replace(' ', '%20')})"
        return f"{picture}\n\n{caption}" if caption else picture
    languages = [each for each in head.classes if not is_box(each)]
    language = head.rest if name in _PROGRAMS else name if name in _LANGUAGES else ""
    if not name and languages:
        language = languages[0]
    code = "\n".join(text).strip("\n") if name in _PROGRAMS else "\n".join(text)
    fence = fence_for(code)
    return f"{fence}{language}\n{code}\n{fence}" if language or name in _PROGRAMS else None


def _options(lines: Sequence[str]) -> tuple[Mapping[str, str], Sequence[str]]:
    """Part the options at the head of a directive, `:name: value` or YAML, and its text."""
    fenced = bool(lines) and lines[0].strip() == "---"
    head = [*takewhile(lambda line: _OPTION.fullmatch(line.strip()), lines[fenced:])]
    options = {}
    for line in head:
        option = _OPTION.fullmatch(line.strip())
        if option and (option[1] or fenced):
            options[option[1] or option[3]] = option[2] or option[4] or ""
    if fenced:
        return options, lines[len(head) + 2 :]
    count = len(options)
    return options, lines[count:]
