"""The head of a box or a fence, and the lines in it, to what they print.

Names of boxes (`note "Title"`), directives of MyST (`{note}`, `{figure} a.png`), attributes of
Pandoc and Quarto (`{#id .note}`) and the chunks of R Markdown (`{r, echo=FALSE}`). Knows nothing
of boxes in boxes.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from app.importing.shortcodes import BOXES, fenced

#: The icons of the theme Material for MkDocs, and attributes beside what they are of.
_LIST: Final = r"""(?:[#.][\w:-]+|[\w-]+=(?:"[^"\n]*"|'[^'\n]*'|[^\s"'}]+))"""
ATTRIBUTES: Final = rf"\{{:?[ \t]*{_LIST}(?:[ \t]+{_LIST})*[ \t]*\}}"
BESIDE = re.compile(
    rf":(?:material|octicons|fontawesome|simple)-[a-z0-9-]+:(?:{ATTRIBUTES})?"
    rf"|(?<=[)\]*_`:]){ATTRIBUTES}"
)

_OTHER_BOXES: Final = ("abstract", "example", "quote", "question", "seealso", "dropdown")
#: What stands behind the name of a box: `"Title"`, `[Title]`, `Title`.
_NAMED = re.compile(r"\.?(?:callout-)?(?P<name>[A-Za-z-]+)(?P<rest>.*)")
_QUOTED = re.compile(r"""[\w \t|-]*"(.*)"\s*""")
_MARKS_OF_TITLE = re.compile(r"""^[\s"'\[{}]+|[\s"'\]{}]+$""")

_BRACES = re.compile(r"\{(?P<inner>[^{}\n]*)\}[ \t]*(?P<rest>.*)")
_CLASS = re.compile(r"""(?:^|\s)\.([\w-]+)|"[^"]*"|'[^']*'""")
_TITLE = re.compile(r"""title=["']([^"']*)["']""")
_OPTION = re.compile(r":([\w-]+):[ \t]*(.*)|([\w-]+):[ \t]+(.*)")
_PICTURES: Final = ("figure", "image")
_PROGRAMS: Final = ("code-block", "code", "sourcecode", "code-cell")
_LANGUAGES: Final = tuple("r python julia bash sh sql js ojs css mermaid dot".split())  # noqa: SIM905
#: The directives whose argument is a title; that of others begins their text.
_FOLDED: Final = ("dropdown", "details")
_TITLED: Final = ("admonition", *_FOLDED)


@dataclass(frozen=True, slots=True)
class Box:
    """A text and the callout that it stands in; without a kind it stands for itself."""

    kind: str
    title: str
    lines: Sequence[str]
    is_folded: bool = False


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
        return next((name for name in names if _is_box(name)), "")

    @property
    def directive(self) -> str:
        """Return the first word of the name."""
        return self.name.partition(" ")[0].lower()


def head_of(words: str) -> Head | None:
    """Read what begins with braces; None for something else."""
    braces = _BRACES.fullmatch(words)
    if braces is None:
        return None
    inner = braces["inner"].strip()
    name = "" if re.search("[#.=]", inner.partition(",")[0]) else inner.partition(",")[0].strip()
    title = _TITLE.search(inner)
    classes = tuple(each[1] for each in _CLASS.finditer(inner) if each[1])
    return Head(name, classes, title[1] if title else "", braces["rest"].strip())


def is_known(words: str) -> bool:
    """Return whether what begins with braces is understood here."""
    head = head_of(words)
    name = head.directive if head else ""
    return not name or _is_box(name) or name in (*_PICTURES, *_PROGRAMS, *_LANGUAGES)


def _is_box(name: str) -> bool:
    return name in BOXES or name in _OTHER_BOXES


def named_box(words: str, lines: Sequence[str], *, is_folded: bool = False) -> Box | None:
    """Read a box by its name and its title; one of an unknown name is a note."""
    named = _NAMED.fullmatch(words.strip())
    if named is None:
        return None
    name, rest = named["name"].lower(), named["rest"].strip()
    if not _is_box(name):
        rest, name = rest or named["name"].capitalize(), "note"
    rest = BESIDE.sub("", rest).strip()
    title = _QUOTED.fullmatch(rest)
    shown = title[1] if title else _MARKS_OF_TITLE.sub("", rest)
    return Box(BOXES.get(name, name), shown, lines, is_folded)


def box_of(head: Head, lines: Sequence[str]) -> Box:
    """Read a box by what braces say."""
    name, title = head.box, head.title or head.rest
    if head.name:
        options, lines = _options(lines)
        name = next((each for each in options.get("class", "").split() if _is_box(each)), name)
        title = head.rest if head.name in _TITLED else ""
        lines = [head.rest, "", *lines] if head.rest and not title else lines
    elif "callout-" in " ".join(head.classes) and not head.title and "".join(lines[:1])[:1] == "#":
        title, lines = lines[0].strip("# "), lines[1:]
    is_folded = name in _FOLDED
    return Box(BOXES.get(name, "info" if is_folded else name), title, lines, is_folded)


def shown(head: Head, lines: Sequence[str]) -> str | None:
    """Write a picture or a program; None for what is neither."""
    name = head.directive
    options, text = _options(lines) if name in (*_PICTURES, *_PROGRAMS) else ({}, lines)
    if name in _PICTURES:
        caption = "\n".join(text).strip()
        picture = f"![{options.get('alt', '')}]({head.rest.replace(' ', '%20')})"
        return f"{picture}\n\n{caption}" if caption else picture
    if name in _PROGRAMS:
        return fenced("\n".join(text).strip("\n"), head.rest)
    languages = [each for each in head.classes if not _is_box(each)]
    language = name if name in _LANGUAGES else "" if name else "".join(languages[:1])
    return fenced("\n".join(text), language) if language else None


def _options(lines: Sequence[str]) -> tuple[Mapping[str, str], Sequence[str]]:
    """Part the options at the head of a directive, `:name: value` or YAML, and its text."""
    fence = bool(lines) and lines[0].strip() == "---"
    head = [*takewhile(lambda line: _OPTION.fullmatch(line.strip()), lines[fence:])]
    options = {}
    for line in head:
        option = _OPTION.fullmatch(line.strip())
        if option and (option[1] or fence):
            options[option[1] or option[3]] = option[2] or option[4] or ""
    return options, lines[len(head) + 2 :] if fence else lines[len(options) :]
