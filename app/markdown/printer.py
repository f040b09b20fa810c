"""Forms of a document to Markdown that gives the same forms: `write_markdown` is the door.

What Markdown has a sign for is written with it. The rest is HTML of the allow-list, with Markdown
between its tags where whole blocks stand there. Knows nothing of where the forms come from.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import groupby, pairwise
from typing import Final

from app.markdown import escape
from app.markdown.html_tags import BLOCKS
from app.markdown.outline import PREFIX, Names, own_id, slug
from app.markdown.print_inline import inline, is_blocky, raw, write_tag
from app.markdown.print_parts import DocumentElement, children_of, element, text_of
from app.sx import Form, Literal

_KINDS: Final = {"callout-good": "tip", "callout-careful": "warning", "callout-bad": "danger"}
_SIDES: Final = {"align-left": ":--", "align-center": ":-:", "align-right": "--:"}
#: Elements that the page has around what their authors wrote.
_WRAPPERS: Final = frozenset({"div", "section"})


def write_markdown(forms: Iterable[Form]) -> str:
    """Write the forms of a document as Markdown."""
    return _Printer().blocks(list(forms))


class _Printer:
    """Writes blocks, one after the other, for the ids of headings depend on those before."""

    def __init__(self) -> None:
        self._names = Names()

    def blocks(self, forms: list[Form]) -> str:
        """Write blocks, with an empty line between all that are not tags."""
        written: list[str] = []
        bullet = ""
        for before, form in pairwise([None, *forms]):
            same = _name(before) == _name(form) and _name(form) in ("ul", "ol")
            bullet = "*" if same and bullet != "*" else ""
            written.append(self._block(form, bullet))
        return "\n\n".join(words for words in written if words)

    def _block(self, form: Form | None, bullet: str = "") -> str:
        block = element(form)
        if block is None:
            return inline([form]) if form is not None else ""
        if block.tag in ("ul", "ol") and _is_plain_list(block):
            return self._list(block, bullet) + _id(block)
        rule = _RULES.get(block.tag)
        written = rule(self, block) if rule else None
        return (self._tags(block) if written is None else written) + _id(block)

    def paragraph(self, block: DocumentElement) -> str | None:
        """Write a paragraph, if nothing but words is said of it."""
        return None if block.attributes.keys() - {"id"} else inline(block.children)

    def heading(self, block: DocumentElement) -> str | None:
        """Write a heading, with its id where another one would be made of its words."""
        named = str(block.attributes.get("id", ""))
        words = re.sub(r"#\Z", r"\#", inline(block.children, one_line=True))
        if any(name != "id" for name in block.attributes):
            return None
        usual = self._names.free(slug(text_of(block)))[0]
        own = usual if own_id(usual) == named else named.removeprefix(PREFIX)
        self._names.take(slug(text_of(block)) if own == usual else own)
        suffix = "" if own == usual else f" {{#{own}}}"
        return f"{'#' * int(block.tag[1:])} {words}{suffix}"

    def quote(self, block: DocumentElement) -> str | None:
        """Write a quote or a callout."""
        if "callout" in str(block.attributes.get("class", "")):
            return _quoted(self._callout(block))
        if block.attributes.keys() - {"id"} or not all(map(is_blocky, block.children)):
            return None
        return _quoted(self.blocks(block.children))

    def _callout(self, block: DocumentElement) -> str:
        children = block.children
        folded = element(children[0]) if children else None
        fold = ""
        if folded is not None and folded.tag == "details":
            fold, children = "+" if "open" in folded.attributes else "-", folded.children
        title = element(children[0])
        words = inline(title.children, one_line=True) if title else ""
        classes = str(block.attributes["class"]).split()
        kind = next((_KINDS[name] for name in classes if name in _KINDS), "note")
        rest = self.blocks(children[1:])
        return f"[!{kind}]{fold} {words}" + (f"\n\n{rest}" if rest else "")

    def _list(self, block: DocumentElement, bullet: str) -> str:
        start = str(block.attributes.get("start", 1))
        items = [element(child) for child in block.children]
        is_loose = any(_is_loose(item) for item in items if item)
        written: list[str] = []
        for number, item in enumerate(items, int(start)):
            mark = (
                f"{number}{')' if bullet else '.'} " if block.tag == "ol" else f"{bullet or '-'} "
            )
            words = self._item(item.children, is_loose) if item else ""
            name = str(item.attributes.get("id", "")) if item else ""
            written.append(_indented(mark, f"{words} {name}" if name else words))
        return ("\n\n" if is_loose else "\n").join(written)

    def _item(self, children: list[Form], is_loose: bool) -> str:
        if is_loose:
            return self.blocks(children)
        parts: list[str] = []
        for is_block, group in groupby(children, is_blocky):
            run = list(group)
            parts += map(self._block, run) if is_block else [inline(run)]
        return "\n".join("***" if part == "---" else part for part in parts if part)

    def table(self, block: DocumentElement) -> str | None:
        """Write a table, if each of its cells is a line and nothing is said of it."""
        parts = [part for part in map(element, block.children) if part]
        rows = [(part.tag, row) for part in parts for row in map(element, part.children) if row]
        if (
            not rows
            or {part.tag for part in parts} - {"thead", "tbody"}
            or block.attributes.keys() - {"id"}
        ):
            return None
        cells = [[cell for cell in map(element, row.children) if cell] for _, row in rows]
        if not all(_is_plain_cell(cell) for row in cells for cell in row):
            return None
        head, body = (cells[0], cells[1:]) if rows[0][0] == "thead" else ([], cells)
        is_ragged = any(len(row) < len(cells[0]) for row in body)
        if is_ragged or any(cell.tag == "th" for row in body for cell in row):
            return None
        sides = [_SIDES.get(str(cell.attributes.get("class")), "---") for cell in head or body[0]]
        lines = [[_cell(cell) for cell in head] or [""] * len(sides), sides]
        return "\n".join(_row(row) for row in (*lines, *([_cell(c) for c in row] for row in body)))

    def wrapper(self, block: DocumentElement) -> str:
        """Write what the page has put around a table or the footnotes."""
        if block.tag == "div":
            return self.blocks(block.children)
        notes = [each for child in block.children for each in children_of(child)]
        written = (self._note(number, note) for number, note in enumerate(notes, 1))
        return "\n\n".join(written)

    def _note(self, number: int, note: Form) -> str:
        return _indented(f"[^{number}]: ", self.blocks(_without_ways_back(children_of(note))), 4)

    def _tags(self, block: DocumentElement) -> str:
        """Write an element as HTML; between its tags whole blocks are Markdown."""
        if not block.children or not all(map(is_blocky, block.children)) or _is_raw(block):
            return raw(block)
        opening, closing = write_tag(block), f"</{block.tag}>"
        inside = (self._block(child) for child in block.children)
        chunks = [opening, *(words for words in inside if words), closing]
        written = opening
        for before, after in pairwise(chunks):
            is_tag = (
                before.rstrip().endswith(">") and before.startswith("<") and after.startswith("<")
            )
            written += ("\n" if is_tag else "\n\n") + after
        return written


def _name(form: Form | None) -> str:
    found = element(form)
    return found.tag if found else ""


def _id(block: DocumentElement) -> str:
    """Write the id by which others link to a block."""
    name = str(block.attributes.get("id", ""))
    if not name.startswith("^"):
        return ""
    return f" {name}" if block.tag == "p" else f"\n\n{name}"


def _program(_printer: _Printer, block: DocumentElement) -> str | None:
    code = element(block.children[0]) if len(block.children) == 1 else None
    if code is None or code.tag != "code" or block.attributes.keys() - {"tabindex"}:
        return None
    language = str(code.attributes.get("class", "")).removeprefix("language-")
    return escape.code_block(text_of(code), language)


def _embed(_printer: _Printer, block: DocumentElement) -> str:
    return escape.code_block(text_of(block).removesuffix("\n"), "sx embed")


def _rule(_printer: _Printer, _block: DocumentElement) -> str:
    return "---"


def _quoted(text: str) -> str:
    return "\n".join(
        f"> {line}".rstrip(" ") if not line else f"> {line}" for line in text.split("\n")
    )


def _indented(mark: str, text: str, width: int = 0) -> str:
    space = " " * (width or len(mark))
    first, *rest = text.split("\n")
    return "\n".join([(mark + first).rstrip(" "), *(line and space + line for line in rest)])


def _is_plain_list(block: DocumentElement) -> bool:
    """Return whether signs say all of a list: its items are all tight or all loose."""
    items = [element(child) for child in block.children]
    if block.attributes.keys() - {"start", "id"} or not items:
        return False
    plain = all(
        item is not None and item.tag == "li" and not item.attributes.keys() - {"class", "id"}
        for item in items
    )
    loose = [_is_loose(item) for item in items if item]
    tight = [_is_tight(item) for item in items if item]
    return (
        plain and (not any(loose) or not any(tight)) and all(map(_is_ordered, filter(None, items)))
    )


def _is_loose(item: DocumentElement) -> bool:
    return any(_name(child) == "p" for child in item.children)


def _is_tight(item: DocumentElement) -> bool:
    return any(not is_blocky(child) for child in item.children)


def _is_ordered(item: DocumentElement) -> bool:
    """Return whether words stand where no block before them goes on."""
    return all(
        is_blocky(after) or not is_blocky(before) or _name(before) in ("pre", "hr")
        for before, after in pairwise(item.children)
    )


def _is_plain_cell(cell: DocumentElement) -> bool:
    known = {"class", "scope"}
    return not cell.attributes.keys() - known and not any(map(is_blocky, cell.children))


def _cell(cell: DocumentElement) -> str:
    return inline(cell.children, one_line=True).replace("|", "\\|")


def _row(cells: Iterable[str]) -> str:
    return "|" + "|".join(f" {cell} " if cell else "  " for cell in cells) + "|"


def _is_raw(block: DocumentElement) -> bool:
    return block.tag in BLOCKS and block.tag in ("pre", "hr")


def _without_ways_back(children: list[Form]) -> list[Form]:
    """Take the arrows out of the end of a note."""
    last = element(children[-1]) if children else None
    if last is not None and last.attributes.get("class") == "footnote-back":
        return _without_ways_back(_shorter(children[:-1]))
    if last is not None and last.tag == "p":
        return [*children[:-1], last.holding(_without_ways_back(last.children))]
    return children


def _shorter(children: list[Form]) -> list[Form]:
    """Take the space before an arrow away."""
    words = text_of(children[-1])[:-1] if children and element(children[-1]) is None else None
    if words is None:
        return children
    return [*children[:-1], *([Literal(words, children[-1].span)] if words else [])]


_RULES: Final[Mapping[str, Callable[[_Printer, DocumentElement], str | None]]] = {
    "p": _Printer.paragraph,
    **dict.fromkeys(("h2", "h3", "h4", "h5", "h6"), _Printer.heading),
    "blockquote": _Printer.quote,
    "table": _Printer.table,
    **dict.fromkeys(_WRAPPERS, _Printer.wrapper),
    "pre": _program,
    "embed": _embed,
    "hr": _rule,
}
