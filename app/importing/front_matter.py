"""The text of a file to its front matter and its body, however the front matter is written.

Between lines of `---` or `+++`, as JSON, as the header of Pelican and MultiMarkdown, or as the
properties of Logseq. What looks like front matter and cannot be read makes it uncertain: only
editors see its post, with the whole text in it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice, takewhile

from app.importing.dates import moment
from app.importing.fields import Fields, Note, read_json, read_toml, read_yaml
from app.importing.status_words import sounds_like_status

_YES = frozenset({"true", "yes", "on", "1", "y"})
_NO = frozenset({"false", "no", "off", "0", "n", "never"})

_FENCE = re.compile(r"(-{3,}|\+{3}|;{3})[ \t]*(\w*)[ \t]*$")
_FENCE_LINE = re.compile(r"^(?:-{3,}|\+{3}|;{3})[ \t]*$", re.M)
_TITLE_LINE = re.compile(r"\n*#[ \t][^\n]*\n+")
_KEY = re.compile(r"\s*[\"']?[\w-]+[\"']?\s*[:=]")
_HEADER_LINE = re.compile(r"([A-Za-z][\w -]{0,40}?):(?:[ \t]+(.*))?$")
_PROPERTY_LINE = re.compile(r"(?:- )?([\w./-]+)::[ \t]*(.*)$")
#: Names that make a header of a first paragraph.
_HEADER_NAMES = frozenset(
    "title date status tags slug category categories author authors summary modified template"  # noqa: SIM905
    " lang draft published visibility keywords description alias aliases public".split()
)
_STATUS_LINE = re.compile(r"[^\w\n]{0,6}([A-Za-z][\w-]*)[\"'*]{0,3}\s?(?:::?|=)[\s*]")


_LANGUAGES = {"+": "toml", ";": "json"}
_READERS: Mapping[str, Callable[[str, int], Fields | None]] = {
    "yaml": read_yaml,
    "yml": read_yaml,
    "toml": read_toml,
    # Hexo leaves out the braces.
    "json": lambda text, first: read_json(
        text if text.lstrip().startswith("{") else f"{{{text}}}", first
    )[0],
}
_MOST_ITEMS = 1_000
_MOST_LEVELS = 4


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The fields in front of a text, with the lines they stand in, and the text."""

    fields: Mapping[str, object]
    lines: Mapping[str, int]
    body: str
    #: Nothing was lost that may say who may see the post.
    certain: bool = True
    #: What was understood only in part; reading a field that is something else adds to it.
    notes: list[Note] = field(default_factory=list)

    def text(self, *names: str) -> str:
        """Return the first of these fields that is a text, as one line; empty without one."""
        for name in names:
            value = self.fields.get(name)
            if isinstance(value, list) and len(value) == 1:
                value = value[0]
            if isinstance(value, dict | list):
                self._note(name, "is not a text")
            elif value not in (None, ""):
                return " ".join(str(value).split())
        return ""

    def list(self, *names: str, blanks: bool = False) -> tuple[str, ...]:
        """Return the items of these fields, each once.

        A text is cut at its commas or semicolons; where it has none and `blanks`, at its blanks.
        Lists in lists are one list; a dict is its name, or the names in it that are true.
        """
        items = (item for name in names for item in _items(self.fields.get(name), blanks))
        return tuple(dict.fromkeys(islice((item for item in items if item), _MOST_ITEMS)))

    def date(self, *names: str) -> datetime | None:
        """Return the first of these fields that is a date."""
        for name in names:
            value = self.fields.get(name)
            if isinstance(value, dict):  # as the blogs of MkDocs write it
                value = value.get("created", value)
            if value in (None, "") or flag(value) is not None:
                continue
            when = moment(value)
            if when is not None:
                return when
            if not sounds_like_status(name):  # `visibility` tells that
                self._note(name, "is not a date")
        return None

    def flag(self, name: str) -> bool | None:
        """Tell yes from no; None when the field is missing or something else."""
        return flag(self.fields.get(name))

    def _note(self, name: str, words: str) -> None:
        self.notes.append(Note(f"`{name}` {words}: it is left out", self.lines.get(name)))


def flag(value: object) -> bool | None:
    """Tell yes from no; None for something else."""
    word = "" if isinstance(value, dict | list) else str(value).strip().lower()
    return True if word in _YES else False if word in _NO else None


def split(text: str) -> FrontMatter:
    """Part front matter and body."""
    start = len(text) - len(text.lstrip(" \t\n"))
    first = text[:start].count("\n") + 1
    bare = text[text.rfind("\n", 0, start) + 1 :]
    front = (
        _fenced(text, bare, first)
        or _json(text, bare, first)
        or _header(bare, first)
        or _properties(bare, first)
    )
    if front is None:
        notes = _unrecognised(bare, first) or _second(bare, first)
        front = FrontMatter({}, {}, text, not notes, notes)
    return front


def _fenced(text: str, bare: str, first: int) -> FrontMatter | None:
    head, _, rest = bare.partition("\n")
    fence = _FENCE.match(head)
    if not fence:
        return None
    mark, language = fence[1], fence[2].lower()
    marks = rf"(?:{re.escape(mark)}{'|[.]{3}' if mark[0] == '-' else ''})"
    end = re.search(rf"^{marks}[ \t]*$", rest, re.M)
    language = _LANGUAGES.get(mark[0], language or "yaml")
    if end is None:
        words = f"the front matter has no closing `{mark}`"
    elif language not in _READERS:
        words = f"front matter in {language} is not read"
    else:
        fields = _READERS[language](rest[: end.start()], first + 1)
        return _front(fields, rest[end.end() :].lstrip("\n"), text)
    if end is None and not _KEY.match(rest):
        return None
    return FrontMatter({}, {}, text, certain=False, notes=[Note(words, first)])


def _json(text: str, bare: str, first: int) -> FrontMatter | None:
    """Read the JSON that Hugo lets a file begin with, or Hexo up to a line of `;;;`."""
    if re.match(r'\s*"[\w-]+"\s*:', bare):
        inside, mark, body = bare.partition("\n;;;")
        return _front(_READERS["json"](inside, first), body.lstrip(" ;\n"), text) if mark else None
    if not re.match(r'\s*\{\s*"[\w-]+"\s*:', bare):
        return None
    bare = bare.lstrip()
    fields, end = read_json(bare, first)
    return _front(fields, bare[end:].lstrip("\n"), text)


def _header(bare: str, first: int) -> FrontMatter | None:
    """Read lines of `Name: value` up to a blank line, which begins the text."""
    block, _, body = bare.partition("\n\n")
    rule = re.search(r"\n-{3,}[ \t]*(?:\n|$)", block)
    if rule:  # Hexo needs no rule above its front matter
        block, body = block[: rule.start()], bare[rule.end() :].lstrip("\n")
    fields: dict[str, object] = {}
    name = ""
    for line in block.split("\n"):
        match = _HEADER_LINE.match(line)
        if match:
            name = match[1].strip().lower()
            fields[name] = (match[2] or "").strip()
        elif name and line[:1] in (" ", "\t", "-"):
            fields[name] = f"{fields[name]}".rstrip(", ") + f", {line.strip(' -')}"
        else:
            return None
    if "title" not in fields and len(_HEADER_NAMES & {*fields}) < 2:
        return None
    if rule:
        return _front(read_yaml(block, first), body, bare)
    return _of_lines(fields, block, first, body)


def _properties(bare: str, first: int) -> FrontMatter | None:
    """Read the lines of `name:: value` that a page of Logseq begins with."""
    block, _, body = bare.partition("\n\n")
    lines = block.split("\n")
    matches = [*takewhile(bool, map(_PROPERTY_LINE.match, lines))]
    fields: dict[str, object] = {match[1].lower(): match[2].strip() for match in matches if match}
    if not _HEADER_NAMES & {*fields}:
        return None
    rest = "\n".join(lines[len(matches) :])
    return _of_lines(fields, block, first, f"{rest}\n\n{body}".strip("\n"))


def _of_lines(fields: dict[str, object], block: str, first: int, body: str) -> FrontMatter:
    lines = {name: first + block[: block.lower().find(name)].count("\n") for name in fields}
    return FrontMatter(fields, lines, body.lstrip("\n"))


def _unrecognised(text: str, first: int) -> list[Note]:
    """Doubt a text that begins by saying who may see it, in a way that is not understood."""
    for number, line in enumerate(text.partition("\n\n")[0].split("\n"), first):
        match = _STATUS_LINE.match(line)
        if match and sounds_like_status(match[1]):
            words = f"`{match[1]}` may say who may see this and is not understood here"
            return [Note(f"{words}: the post is a draft", number)]
    return []


def _second(body: str, first: int) -> list[Note]:
    """Doubt a body that has front matter at its head, or below its title.

    Two tools in a row write it twice, and who adds a title by hand puts it in front.
    """
    title = _TITLE_LINE.match(body)
    rest = body[title.end() :] if title else body.lstrip("\n")
    line = first + body[: len(body) - len(rest)].count("\n")
    is_fenced = _FENCE_LINE.search(rest.partition("\n\n")[0])
    return _unrecognised(rest, line) if is_fenced else []


def _front(fields: Fields | None, body: str, text: str) -> FrontMatter | None:
    if fields is None:
        return None
    if not fields.certain:
        return FrontMatter(fields.values, fields.lines, text, False, [*fields.notes])
    doubts = _second(body, text.count("\n") - body.count("\n") + 1)
    notes = [*fields.notes, *doubts]
    return FrontMatter(fields.values, fields.lines, body, not doubts, notes)


def _items(value: object, blanks: bool, levels: int = _MOST_LEVELS) -> Iterator[str]:
    if levels == 0 or value is None:
        return
    if isinstance(value, dict):
        title = value.get("name") or value.get("title")
        names = [title] if title else [name for name, on in value.items() if on == "" or flag(on)]
        yield from (" ".join(str(name).split()) for name in names)
    elif isinstance(value, list):
        for item in value:
            if isinstance(item, dict | list):
                yield from _items(item, False, levels - 1)
            else:
                yield " ".join(str(item).split())
    else:
        yield from _cut(str(value), blanks)


def _cut(text: str, blanks: bool) -> Iterator[str]:
    mark = "," if "," in text else ";" if ";" in text else None
    if mark is None and not blanks and not re.fullmatch(r"\s*#\S+(?:\s+#\S+)+\s*", text):
        yield " ".join(text.split())
        return
    yield from (" ".join(item.split()) for item in text.split(mark))
