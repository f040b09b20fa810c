"""A body to what strangers may see of its source: `public_text`, without all that no page shows.

Gone are comments, what HTML hides or says in attributes that no page has, definitions of links and
footnotes that nothing refers to, what stands behind the language of a block of code, comments in
SX, and the name behind the words of a link by name where the name means no post that is shown.
"""

import re
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping

from markdown_it.token import Token

from app.markdown import escape
from app.markdown.comments import in_code, strip_comments
from app.markdown.dialect import dialect
from app.markdown.edits import Edit, apply
from app.markdown.html_rules import unseen_in
from app.markdown.html_tokens import Cut
from app.markdown.located import LocatedText, Places, normalized
from app.markdown.parser import check_size
from app.markdown.plain import is_embed
from app.markdown.wikilinks import WIKILINK, read_wikilink
from app.sx import ReadError, Source, read, write

#: Gives those of many names that mean a post which everybody may see.
Resolve = Callable[[Collection[str]], Container[str]]

_MARKS = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*")

_markdown = dialect()
# Definitions and footnotes stay where they are written, and links know which they use.
_markdown.options.update({"store_labels": True, "inline_definitions": True})
_markdown.core.ruler.disable("footnote_tail")


def public_text(text: str, format: str, resolve: Resolve) -> str:  # noqa: A002
    """Return the source of a body as strangers may read it; raise Oversize over the limit."""
    check_size(text)
    if format == "sx":
        return _without_sx_comments(text)
    lines = _without_unseen(strip_comments(normalized(text)).text).split("\n")
    env: dict[str, object] = {}
    tokens = _markdown.parse("\n".join(lines), env)
    for first, last in _unused(tokens):
        lines[first:last] = [_marks(line) for line in lines[first:last]]
    # From the last to the first: what is written anew may have fewer lines.
    for token in reversed(tokens):
        if token.type == "fence" and token.map is not None:
            _strip_fence(lines, token, *token.map)
    return _without_names("\n".join(lines), resolve, env)


def _without_unseen(text: str) -> str:
    """Take out of the HTML what no page shows; a part whose place is unknown costs its lines."""
    env: dict[str, object] = {}
    _markdown.parse(text, env)
    unseen = unseen_in(env)
    if not unseen.cuts:
        return text
    places = Places(text)
    located = {id(token): place for token, place in places.of_all(unseen.tokens)}
    return apply(text, [_edit(cut, located, places) for cut in unseen.cuts])


def _edit(cut: Cut, located: Mapping[int, LocatedText], places: Places) -> Edit:
    (first, _), (_, last) = cut.first.map or [0, 0], cut.last.map or [0, 0]
    start = located[id(cut.first)].place(cut.start)
    end = located[id(cut.last)].place(cut.end) if id(cut.last) in located else None
    if start is None:
        start, end = places.starts[first], None
    return Edit(start, places.starts[last] - 1 if end is None else end, cut.words)


def _unused(tokens: list[Token]) -> Iterator[tuple[int, int]]:
    """Return the lines of definitions and footnotes to which nothing on the page refers."""
    used = {(token.type, token.meta.get("label")) for token in _inside(tokens)}
    labels = {label for kind, label in used if kind in ("link_open", "image")}
    notes = {label for kind, label in used if kind == "footnote_ref"}
    defined: set[str] = set()
    for token in tokens:
        if token.map is None:
            continue
        if token.type == "definition":
            name = token.meta["id"]
            if name not in labels or name in defined:
                yield token.map[0], token.map[1]
            defined.add(name)
        elif token.type == "footnote_reference_open" and token.meta["label"] not in notes:
            yield token.map[0], token.map[1]


def _inside(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _inside(token.children or ())


def _marks(line: str) -> str:
    match = _MARKS.match(line)
    return match[0].rstrip() if match else ""


def _strip_fence(lines: list[str], token: Token, first: int, last: int) -> None:
    """Keep of a block's first line the language; of an embed what is no comment."""
    if is_embed(token):
        inside = slice(first + 1, last - 1)
        lines[inside] = _without_sx_comments("\n".join(lines[inside])).split("\n")
    elif len(token.info.split()) > 1:
        head, language, _ = lines[first].partition(token.info.split()[0])
        lines[first] = head + language


def _without_sx_comments(text: str) -> str:
    """Write SX that may hold comments anew, without them; nothing where it is no SX."""
    if ";" not in text:
        return text
    try:
        return "\n".join(map(write, read(Source("document", text))))
    except ReadError:
        return ""


def _without_names(text: str, resolve: Resolve, env: dict[str, object]) -> str:
    """Write the words alone of links by name whose names nobody may know."""
    matches = [match for match in WIKILINK.finditer(text) if _is_by_name(text, match, env)]
    code = in_code(text, [match.start() for match in matches])
    links = {
        match: read_wikilink(match[1], is_embed=match[0].startswith("!"))
        for number, match in enumerate(matches)
        if number not in code
    }
    hidden = {match: link for match, link in links.items() if link.name not in link.words}
    if not hidden:
        return text
    public = resolve({link.name for link in hidden.values() if link.name})
    parts: list[str] = []
    reached = 0
    heads: dict[int, int] = {}
    for match, link in hidden.items():
        begin = text.rfind("\n", 0, match.start()) + 1
        if link.name not in public and _MARKS.fullmatch(text, begin, match.start()):
            heads[text.count("\n", 0, begin)] = match.start() - begin
        # The words of a link by name are no Markdown, and stand in a cell of a table escaped.
        plain = escape.inline(link.words).replace("|", "\\|")
        parts += (text[reached : match.start()], match[0] if link.name in public else plain)
        reached = match.end()
    lines = "".join((*parts, text[reached:])).split("\n")
    for number, width in heads.items():
        lines[number] = lines[number][:width] + escape.line_start(lines[number][width:])
    return "\n".join(lines)


def _is_by_name(text: str, match: re.Match[str], env: dict[str, object]) -> bool:
    """Tell a link by name from what is escaped, and from one whose address stands behind it."""
    if text.endswith("\\", 0, match.start()):
        return False
    if text[match.end() : match.end() + 1] not in ("(", "["):
        return True
    paragraph = text[match.start() :].partition("\n\n")[0]
    first = _markdown.parseInline(paragraph, env)[0].children or []
    return not first or first[0].type not in ("link_open", "image")
