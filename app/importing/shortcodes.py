"""The tags of site generators in a text, Liquid's and Hugo's, to Markdown.

What a tag prints is written as Markdown; code in a tag stays byte for byte. A tag that leads to a
file becomes an address of the scheme `post:`, which the importer resolves to the post. An unknown
tag stays as it is, in an address costs the link, and is reported with its line. Knows nothing of
other files.
"""

import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from app.importing.code import OutsideCode, fence_for
from app.importing.fields import Note

#: The scheme of an address that names a file by its name or by the end of its path.
POST: Final = "post:"

#: One that is not closed in so many characters is no tag.
_LONGEST_TAG: Final = 2000
#: Shortcodes of one name in each other.
_MOST_NESTED: Final = 20

_OPENING = re.compile(r"\{[{%]")
#: The marks of the quotes and lists that a tag stands in.
_LEAD = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*[ \t>]*")
_MARK = re.compile(r"[^>\s]")
#: What begins an address, which may go on with the base of the site.
_IN_ADDRESS = re.compile(
    r"""(?:\]\(\s*<?|\b(?:href|src)=["']?|^ {0,3}\[[^\[\]{}]+\]:\s*<?)"""
    r"(?:\{\{[^{}]*\}\}|[\w:/.-])*\Z",
    re.MULTILINE,
)
_LONGEST_BASE: Final = 200

_LIQUID = re.compile(r"-?\s*(?P<name>\w+)\s*(?P<rest>.*?)\s*-?", re.DOTALL)
_HUGO = re.compile(r"[<%]\s*(?P<name>\w[\w./-]*)(?P<rest>.*?)/?\s*[>%]", re.DOTALL)
#: The opening and closing tags of a name; only those that close have the first group.
_LIQUID_ENDS: Final = r"\{%-?\s*(end)NAME\s*-?%\}"
_HUGO_ENDS: Final = r"\{\{[<%]\s*(/?)\s*NAME\b[^{}]*\}\}"
_ESCAPED_HUGO = re.compile(r"([<%])/\*(.*)\*/([>%])", re.DOTALL)
_ARGUMENT = re.compile(
    r"""(?:(?P<key>[\w-]+)\s*=\s*)?"""
    r"""(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|`([^`]*)`|([^\s"'`]+))"""
)

#: Names of boxes around a text, and the callout that each becomes.
BOXES: Mapping[str, str] = {
    **dict.fromkeys(("note", "notice", "admonition", "callout", "alert", "aside", "box"), "note"),
    **dict.fromkeys(("tip", "hint", "success"), "tip"),
    **dict.fromkeys(("info", "details", "expand", "spoiler"), "info"),
    **dict.fromkeys(("warning", "caution", "attention"), "warning"),
    **dict.fromkeys(("danger", "error", "important"), "danger"),
}
_FOLDED = frozenset({"details", "expand", "spoiler"})
_ADDRESS_FILTERS = frozenset({"relative_url", "absolute_url", "url", "prepend: site.baseurl"})
#: What a link to a player says, and where it leads.
_PLAYERS: Mapping[str, tuple[str, str]] = {
    "youtube": ("Video on YouTube", "https://www.youtube.com/watch?v={}"),
    "vimeo": ("Video on Vimeo", "https://vimeo.com/{}"),
    "gist": ("Code on GitHub", "https://gist.github.com/{}"),
    "instagram": ("Picture on Instagram", "https://www.instagram.com/p/{}/"),
    **dict.fromkeys(("tweet", "x"), ("Post on X", "https://twitter.com/{}")),
}


@dataclass(frozen=True, slots=True)
class _Tag:
    """A tag in a text: where it begins and ends, and what stands within."""

    start: int
    end: int
    is_liquid: bool
    name: str
    rest: str

    def argument(self, *names: str, place: int | None = None) -> str:
        """Return the first argument that is there of these names, or at a place; else nothing."""
        words, named = self.arguments()
        value = next((named[name] for name in names if named.get(name)), "")
        return value or (words[place] if place is not None and place < len(words) else "")

    def arguments(self) -> tuple[list[str], dict[str, str]]:
        """Return the arguments by their places, and by their names."""
        words, named = list[str](), dict[str, str]()
        for match in _ARGUMENT.finditer(self.rest):
            value = next(each for each in match.groups()[1:] if each is not None)
            value = re.sub(r'\\(["\\])', r"\1", value)
            if match["key"]:
                named[match["key"].lower()] = value
            else:
                words.append(value)
        return words, named


def unknown(tag: str, line: int) -> Note:
    """Return the note that a tag stays as it is, shortened to its name."""
    words = tag.split()
    name = " ".join(words[:2] if len(words[0]) <= len("{{<") else words[:1])
    return Note(f"`{name}` is not known here and stays", line)


def translate(text: str, notes: list[Note], first_line: int = 1) -> str:
    """Write the tags of a text as Markdown, and note the unknown ones."""
    if "{%" not in text and "{{" not in text:
        return text
    return _Translator(text, notes, first_line).run()


class _Translator:
    """One pass over a text, from tag to tag."""

    def __init__(self, text: str, notes: list[Note], first_line: int) -> None:
        self._text = text
        self._first_line = first_line
        self._notes = notes
        self._unclosed: set[str] = set()

    def run(self) -> str:
        """Translate all of the text."""
        outside, output, position = OutsideCode(self._text), list[str](), 0
        while opening := outside.search(_OPENING, position):
            written, end = self._tag(opening.start())
            output += (self._text[position : opening.start()], written)
            position = end
        return "".join([*output, self._text[position:]])

    def _tag(self, start: int) -> tuple[str, int]:
        """Write the tag that begins here; return where the text goes on, too."""
        is_liquid = self._text[start + 1] == "%"
        end = self._text.find("%}" if is_liquid else "}}", start + 2, start + _LONGEST_TAG)
        inner = self._text[start + 2 : max(end, start + 2)]
        if end < 0 or _OPENING.search(inner):
            return self._text[start : start + 2], start + 2
        match = (_LIQUID if is_liquid else _HUGO).fullmatch(inner)
        written = None
        if match:
            written = self._named(_Tag(start, end + 2, is_liquid, match["name"], match["rest"]))
        elif not is_liquid and (output := _output(inner)) is not None:
            written = output, end + 2
        if written is not None:
            return written
        whole = self._text[start : end + 2]
        self._notes.append(unknown(whole, self._line_of(start)))
        return f"{POST}{quote(whole)}" if self._is_in_address(start) else whole, end + 2

    def _named(self, tag: _Tag) -> tuple[str, int] | None:
        """Write a tag by its name, and with it what it encloses; None for an unknown one."""
        name = tag.name if tag.is_liquid else tag.name.lower()
        if name in ("highlight", "comment") or name in ({"raw"} if tag.is_liquid else BOXES):
            return self._enclosing(tag, name)
        if tag.is_liquid and name in ("post_url", "link"):
            return self._link(tag.start, tag.rest), tag.end
        if not tag.is_liquid and name in ("ref", "relref"):
            return self._link(tag.start, tag.argument("path", place=0)), tag.end
        if not tag.is_liquid and name == "figure":
            return _figure(tag), tag.end
        if name in _PLAYERS and (tag.rest or not tag.is_liquid):
            return _player(name, tag), tag.end
        return None

    def _enclosing(self, tag: _Tag, name: str) -> tuple[str, int] | None:
        inner = self._content(tag)
        if inner is None:
            return None
        content, end = inner
        if name == "highlight":
            return self._program(tag.start, tag.argument("lang", place=0), content), end
        if name in BOXES:
            return self._box(tag, name, content), end
        return "" if name == "comment" else content, end

    def _content(self, tag: _Tag) -> tuple[str, int] | None:
        """Return the text up to the closing tag, and where that ends; a shortcode may nest."""
        ends = (_LIQUID_ENDS if tag.is_liquid else _HUGO_ENDS).replace("NAME", re.escape(tag.name))
        if ends in self._unclosed:
            return None
        depth = 1
        for match in re.compile(ends).finditer(self._text, tag.end):
            depth += -1 if match[1] else 1
            if not depth:
                return self._text[tag.end : match.start()], match.end()
            if depth > _MOST_NESTED:
                break
        self._unclosed.add(ends)
        return None

    def _box(self, tag: _Tag, name: str, content: str) -> str:
        word = tag.argument("type", "kind", place=0).lower()
        title = tag.argument("title", "summary", place=1 if word in BOXES else 0)
        kind = BOXES.get(word, BOXES[name])
        content = textwrap.dedent(self._bare(tag.start, content))
        text = translate(content, self._notes, self._line_of(tag.start))
        return self._block(tag.start, callout(kind, title, text, is_folded=name in _FOLDED))

    def _line_of(self, position: int) -> int:
        return self._first_line + self._text.count("\n", 0, position)

    def _program(self, start: int, language: str, content: str) -> str:
        code = self._bare(start, content).removeprefix("\n").rstrip("\n \t")
        return self._block(start, fenced(code, language))

    def _lead(self, start: int) -> str | None:
        """Return what stands before each line of a block here; None for a tag behind words."""
        line = self._text[self._text.rfind("\n", 0, start) + 1 : start]
        return _MARK.sub(" ", line) if _LEAD.fullmatch(line) else None

    def _bare(self, start: int, content: str) -> str:
        """Remove the marks of the quote or list that a tag stands in from its content."""
        lead = self._lead(start) or ""
        lines = (
            line.removeprefix(lead if line.startswith(lead) else lead.rstrip())
            for line in content.split("\n")
        )
        return "\n".join(lines) if lead else content

    def _block(self, start: int, block: str) -> str:
        """Put a block on lines of its own, in the quote or list that its tag stands in."""
        lead = self._lead(start)
        if lead is None:
            return f"\n\n{block}\n"
        lines = (f"{lead}{line}".rstrip() for line in f"{block}\n".split("\n"))
        return "\n".join(lines)[len(lead) :] if block else ""

    def _link(self, start: int, path: str) -> str:
        """Write the address of a file; outside of an address, a link to it."""
        bare = path.strip().strip("\"'")
        address = f"{POST}{bare}".replace(" ", "%20")
        return address if self._is_in_address(start) else f"[{bare}]({address})"

    def _is_in_address(self, start: int) -> bool:
        before = self._text[max(0, start - _LONGEST_BASE) : start]
        return _IN_ADDRESS.search(before) is not None


def callout(kind: str, title: str, content: str, *, is_folded: bool = False) -> str:
    """Write a box around a text as a quote with a marker."""
    quoted = [f"> {line}".rstrip() for line in content.strip("\n").split("\n")]
    return "\n".join([f"> [!{kind}]{'-' if is_folded else ''} {title}".rstrip(), *quoted])


def fenced(code: str, language: str) -> str:
    """Write code between fences."""
    fence = fence_for(code)
    return f"{fence}{language}\n{code}\n{fence}"


def _output(inner: str) -> str | None:
    """Write what Liquid fills in, as far as it is an address of the site, or an escaped tag."""
    escaped = _ESCAPED_HUGO.fullmatch(inner)
    if escaped:
        return f"{{{{{escaped[1]}{escaped[2]}{escaped[3]}}}}}"
    value, *filters = (part.strip(" -\n") for part in inner.split("|"))
    if value in ("site.baseurl", "site.url") and not filters:
        return ""
    quoted = re.fullmatch(r"""["']([^"']*)["']""", value)
    is_address = quoted and filters and _ADDRESS_FILTERS.issuperset(filters)
    return f"/{quoted[1].lstrip('/')}" if quoted and is_address else None


def _figure(tag: _Tag) -> str:
    source, caption = tag.argument("src", place=0), tag.argument("caption", "title")
    # Without words of its own a picture is told by its caption, which stands below it.
    alt = tag.argument("alt").replace("[", "\\[").replace("]", "\\]")
    picture = f"![{alt}](<{source}>)" if " " in source else f"![{alt}]({source})"
    link = tag.argument("link")
    shown = f"[{picture}]({link})" if link else picture
    return f"{shown}\n\n{caption}" if caption else shown


def _player(name: str, tag: _Tag) -> str:
    number, (words, address) = tag.argument("id", place=0), _PLAYERS[name]
    if name == "gist":
        number = "/".join(tag.arguments()[0][:2]) or number
    elif name in ("tweet", "x"):
        number = f"{tag.argument('user') or 'i'}/status/{number}"
    return f"[{words}]({address.format(number)})"
