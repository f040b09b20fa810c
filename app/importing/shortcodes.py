"""The tags of site generators in a text, Liquid's and Hugo's, to Markdown.

What a tag shows is written as Markdown; code in a tag stays byte for byte. A tag that leads to a
file becomes an address of the scheme `post:`, which the importer leads to the post. What is not
known here stays as it is, in an address costs the link, and is named with its line. Knows
nothing of other files.
"""

import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from app.importing.code import fence_for, pieces

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
_HUGO = re.compile(r"[<%]\s*(?P<close>/?)\s*(?P<name>\w[\w./-]*)(?P<rest>.*?)/?\s*[>%]", re.DOTALL)
_SHOWN_HUGO = re.compile(r"([<%])/\*(.*)\*/([>%])", re.DOTALL)
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
_OF_ADDRESSES = frozenset({"relative_url", "absolute_url", "url", "prepend: site.baseurl"})
_FOLDED = frozenset({"details", "expand", "spoiler"})
_ADDRESSES: Mapping[str, str] = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "gist": "https://gist.github.com/{}",
    "instagram": "https://www.instagram.com/p/{}/",
    "tweet": "https://twitter.com/i/status/{}",
    "x": "https://twitter.com/i/status/{}",
}
_PLACES = {
    "youtube": "Video on YouTube",
    "vimeo": "Video on Vimeo",
    "gist": "Code on GitHub",
    "instagram": "Picture on Instagram",
    "tweet": "Post on X",
    "x": "Post on X",
}


@dataclass(frozen=True, slots=True)
class _Shortcode:
    """A tag in a text: where it begins and ends, and what stands within."""

    start: int
    end: int
    inner: str


@dataclass(slots=True)
class UnknownTags:
    """What stayed in a text because nobody here knows it: each tag, and its line."""

    tags: list[tuple[str, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Arguments:
    """What stands behind the name of a tag: words by their place, and by their names."""

    words: tuple[str, ...]
    named: Mapping[str, str]

    def get(self, *names: str, place: int | None = None) -> str:
        """Return the first that is there of these names, or the word at a place; else nothing."""
        for name in names:
            if self.named.get(name):
                return self.named[name]
        return self.words[place] if place is not None and place < len(self.words) else ""


def arguments(rest: str) -> Arguments:
    """Read what stands behind the name of a tag."""
    words, named = [], {}
    for match in _ARGUMENT.finditer(rest):
        value = next(each for each in match.groups()[1:] if each is not None)
        value = re.sub(r'\\(["\\])', r"\1", value)
        if match["key"]:
            named[match["key"].lower()] = value
        else:
            words.append(value)
    return Arguments(tuple(words), named)


def translate(text: str, left: UnknownTags, first_line: int = 1) -> str:
    """Write the tags of a text as Markdown; what is not known goes into `left`."""
    if "{%" not in text and "{{" not in text:
        return text
    return _Translator(text, left, first_line).run()


class _Translator:
    """One pass over a text, from tag to tag."""

    def __init__(self, text: str, left: UnknownTags, first_line: int) -> None:
        self._text = text
        self._first_line = first_line
        self._left = left
        self._code = [(piece.start, piece.end) for piece in pieces(text) if piece.is_code]
        self._without_end: set[str] = set()

    def run(self) -> str:
        """Translate all of the text."""
        output: list[str] = []
        position = 0
        while True:
            start = self._next_tag(position)
            if start is None:
                return "".join([*output, self._text[position:]])
            output.append(self._text[position:start])
            shown, position = self._tag(start)
            output.append(shown)

    def _next_tag(self, position: int) -> int | None:
        """Find the next tag that stands in no code."""
        while match := _OPENING.search(self._text, position):
            while self._code and self._code[0][1] <= match.start():
                self._code.pop(0)
            if not self._code or match.start() < self._code[0][0]:
                return match.start()
            position = self._code[0][1]
        return None

    def _tag(self, start: int) -> tuple[str, int]:
        """Write the tag that begins here, and give where the text goes on."""
        is_liquid = self._text[start + 1] == "%"
        end = self._text.find("%}" if is_liquid else "}}", start + 2, start + _LONGEST_TAG)
        inner = self._text[start + 2 : max(end, start + 2)]
        if end < 0 or _OPENING.search(inner):
            return self._text[start : start + 2], start + 2
        tag = _Shortcode(start, end + 2, inner)
        written = self._liquid(tag) if is_liquid else self._hugo(tag) or self._output(tag)
        if written is None:
            whole = self._text[start : tag.end]
            self._left.tags.append((whole, self._line_of(start)))
            return f"{POST}{quote(whole)}" if self._is_in_address(start) else whole, tag.end
        return written

    def _liquid(self, tag: _Shortcode) -> tuple[str, int] | None:
        """Write a tag of Liquid; None for one that is not known."""
        match = _LIQUID.fullmatch(tag.inner)
        if match is None:
            return None
        name, rest = match["name"], match["rest"]
        if name in ("highlight", "raw", "comment"):
            return self._liquid_block(tag, name, rest)
        if name in ("post_url", "link"):
            return self._lead_to(tag.start, rest), tag.end
        return (_embed(name, arguments(rest)), tag.end) if name in _ADDRESSES and rest else None

    def _liquid_block(self, tag: _Shortcode, name: str, rest: str) -> tuple[str, int] | None:
        inner = self._inner(tag.end, name, rf"\{{%-?\s*end{name}\s*-?%\}}")
        if inner is None:
            return None
        content, end = inner
        if name == "highlight":
            content = self._program(tag.start, arguments(rest).get(place=0), content)
        return "" if name == "comment" else content, end

    def _output(self, tag: _Shortcode) -> tuple[str, int] | None:
        """Write what Liquid fills in, as far as it is an address of the site."""
        value, *filters = (part.strip(" -\n") for part in tag.inner.split("|"))
        if value in ("site.baseurl", "site.url") and not filters:
            return "", tag.end
        quoted = re.fullmatch(r"""["']([^"']*)["']""", value)
        if quoted and filters and _OF_ADDRESSES.issuperset(filters):
            return f"/{quoted[1].lstrip('/')}", tag.end
        return None

    def _hugo(self, tag: _Shortcode) -> tuple[str, int] | None:
        """Write a shortcode of Hugo; None for one that is not known."""
        shown = _SHOWN_HUGO.fullmatch(tag.inner)
        if shown:
            return f"{{{{{shown[1]}{shown[2]}{shown[3]}}}}}", tag.end
        match = _HUGO.fullmatch(tag.inner)
        if match is None or match["close"]:
            return None
        name, given = match["name"].lower(), arguments(match["rest"])
        if name in BOXES or name in ("highlight", "comment"):
            return self._hugo_block(tag, match["name"], given)
        if name in ("ref", "relref"):
            return self._lead_to(tag.start, given.get("path", place=0)), tag.end
        written = _hugo_alone(name, given)
        return None if written is None else (written, tag.end)

    def _hugo_block(self, tag: _Shortcode, name: str, given: Arguments) -> tuple[str, int] | None:
        inner = self._nested(tag.end, name)
        if inner is None:
            return None
        content, end = inner
        if name.lower() == "highlight":
            return self._program(tag.start, given.get("lang", place=0), content), end
        is_box = name.lower() in BOXES
        return self._box(tag.start, name.lower(), given, content) if is_box else "", end

    def _box(self, start: int, name: str, given: Arguments, content: str) -> str:
        word = given.get("type", "kind", place=0).lower()
        kind = BOXES.get(word, BOXES[name])
        title = given.get("title", "summary")
        title = title or (given.get(place=0) if word not in BOXES else given.get(place=1))
        content = textwrap.dedent(self._bare(start, content))
        return self._block(
            start, callout(kind, title, translate(content, self._left, self._line_of(start)), name)
        )

    def _nested(self, start: int, name: str) -> tuple[str, int] | None:
        """Give what stands up to the closing tag of a shortcode, which may stand in itself."""
        if name in self._without_end:
            return None
        tags = re.compile(rf"\{{\{{[<%]\s*(/?)\s*{re.escape(name)}\b[^{{}}]*\}}\}}")
        depth = 1
        for tag in tags.finditer(self._text, start):
            depth += -1 if tag[1] else 1
            if not depth:
                return self._text[start : tag.start()], tag.end()
            if depth > _MOST_NESTED:
                break
        self._without_end.add(name)
        return None

    def _line_of(self, position: int) -> int:
        return self._first_line + self._text.count("\n", 0, position)

    def _inner(self, start: int, name: str, closing: str) -> tuple[str, int] | None:
        """Give what stands up to the closing tag, and the place behind that."""
        if name in self._without_end:
            return None
        end = re.compile(closing).search(self._text, start)
        if end is None:
            self._without_end.add(name)
            return None
        return self._text[start : end.start()], end.end()

    def _program(self, start: int, language: str, content: str) -> str:
        lines = self._bare(start, content).removeprefix("\n")
        code = lines.rstrip("\n \t")
        fence = fence_for(code)
        return self._block(start, f"{fence}{language}\n{code}\n{fence}")

    def _lead(self, start: int) -> str | None:
        """Give what stands before each line of a block here; None for a tag behind words."""
        line = self._text[self._text.rfind("\n", 0, start) + 1 : start]
        return _MARK.sub(" ", line) if _LEAD.fullmatch(line) else None

    def _bare(self, start: int, content: str) -> str:
        """Take the marks of the quote or list that a tag stands in from its content."""
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

    def _lead_to(self, start: int, path: str) -> str:
        """Write the address of a file; where no address stands, a link to it."""
        bare = path.strip().strip("\"'")
        address = f"{POST}{bare}".replace(" ", "%20")
        return address if self._is_in_address(start) else f"[{bare}]({address})"

    def _is_in_address(self, start: int) -> bool:
        before = self._text[max(0, start - _LONGEST_BASE) : start]
        return _IN_ADDRESS.search(before) is not None


def callout(kind: str, title: str, content: str, name: str = "") -> str:
    """Write a box around a text as a quote that is marked."""
    fold = "-" if name in _FOLDED else ""
    lines = content.strip("\n").split("\n")
    quoted = [f"> {line}".rstrip() for line in lines]
    return "\n".join([f"> [!{kind}]{fold} {title}".rstrip(), *quoted])


def _hugo_alone(name: str, given: Arguments) -> str | None:
    """Write a shortcode that has no end; None for one that is not known."""
    if name == "figure":
        return _figure(given)
    return _embed(name, given) if name in _ADDRESSES else None


def _figure(given: Arguments) -> str:
    source, caption = given.get("src", place=0), given.get("caption", "title")
    # Without words of its own a picture is told by its caption, which stands below it.
    alt = given.get("alt").replace("[", "\\[").replace("]", "\\]")
    picture = f"![{alt}](<{source}>)" if " " in source else f"![{alt}]({source})"
    link = given.get("link")
    shown = f"[{picture}]({link})" if link else picture
    return f"{shown}\n\n{caption}" if caption else shown


def _embed(name: str, given: Arguments) -> str:
    number = given.get("id", place=0)
    user = given.get("user")
    if name == "gist" and len(given.words) > 1:
        number = "/".join(given.words[:2])
    if name in ("tweet", "x") and user:
        return f"[{_PLACES[name]}](https://twitter.com/{user}/status/{number})"
    return f"[{_PLACES[name]}]({_ADDRESSES[name].format(number)})"
