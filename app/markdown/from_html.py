"""Foreign HTML to the Markdown that looks like it: `clean_html` is the door.

What Markdown has no word for becomes what is nearest: a frame or a film a
link, `kbd` code, `sup` raised digits, `details` its summary in bold and then
its content. Knows nothing of files; the counts go into the importer's report.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import groupby

from app.markdown import escape
from app.markdown.from_html_inline import BREAK, Counts, inline
from app.markdown.html import Element, Node, text_of, tree

_BLOCKS = frozenset(
    {"p", "div", "section", "article", "aside", "header", "footer", "main", "nav", "center"}
    | {"figure", "figcaption", "details", "summary", "blockquote", "pre", "hr", "hgroup"}
    | {"ul", "ol", "li", "dl", "dt", "dd", "table", "h1", "h2", "h3", "h4", "h5", "h6"}
    | {"caption", "thead", "tbody", "tfoot", "tr", "td", "th"}
)
_LANGUAGE = re.compile(r"\b(?:language-|lang-|highlight-source-)([\w+#-]+)")


def clean_html(text: str) -> str:
    """Turn HTML into Markdown; whatever could run is gone."""
    return markdown_of(text, Counts())


def markdown_of(text: str, counts: Counts) -> str:
    """Turn HTML into Markdown, its addresses changed, and count what became links."""
    return _blocks(tree(text).children, counts)


def _is_block(node: Node) -> bool:
    if isinstance(node, str):
        return False
    return node.tag in _BLOCKS or (node.tag != "a" and any(map(_is_block, node.children)))


def _blocks(nodes: Iterable[Node], counts: Counts) -> str:
    return "\n\n".join(_parts(nodes, counts))


def _parts(nodes: Iterable[Node], counts: Counts) -> list[str]:
    """Write each block, and each run of what stands between blocks as a paragraph."""
    found: list[str] = []
    for is_block, run in groupby(nodes, key=_is_block):
        if is_block:
            found += [_block(node, counts) for node in run if isinstance(node, Element)]
        else:
            found.append(_paragraph(run, counts))
    return [part for part in found if part]


def _block(node: Element, counts: Counts) -> str:
    rule = _RULES.get(node.tag)
    return rule(node, counts) if rule else _blocks(node.children, counts)


def _paragraph(nodes: Iterable[Node], counts: Counts) -> str:
    lines = (_single_spaced(line) for line in inline(nodes, counts).split(BREAK))
    return "\\\n".join(escape.line_start(line) for line in lines if line)


def _line(nodes: Iterable[Node], counts: Counts) -> str:
    return _single_spaced(inline(nodes, counts).replace(BREAK, " "))


def _single_spaced(line: str) -> str:
    return re.sub(" {2,}", " ", line).strip(" ")


def _heading(node: Element, counts: Counts) -> str:
    words = _line(node.children, counts)
    return f"{'#' * int(node.tag[1:])} {words}" if words else ""


def _strong_line(node: Element, counts: Counts) -> str:
    return _line([Element("strong", {}, node.children)], counts)


def _rule_line(_node: Element, _counts: Counts) -> str:
    return "---"


def _quote(node: Element, counts: Counts) -> str:
    inside = _blocks(node.children, counts)
    return "\n".join(f"> {line}".rstrip(" ") for line in inside.split("\n")) if inside else ""


def _program(node: Element, _counts: Counts) -> str:
    code = next((child for child in node.children if isinstance(child, Element)), node)
    classes = f"{node.attributes.get('class', '')} {code.attributes.get('class', '')}"
    named = _LANGUAGE.search(classes)
    text = text_of(node).strip("\n")
    language = named[1] if named else node.attributes.get("lang", "")
    return escape.code_block(text, re.sub(r"[^\w+#-]", "", language)) if text.strip() else ""


def _list(node: Element, counts: Counts) -> str:
    items = [child for child in node.children if not isinstance(child, str) or child.strip()]
    first = node.attributes.get("start", "")
    number = int(first) if first.isdecimal() and len(first) < 9 else 1
    written: list[str] = []
    for place, item in enumerate(items):
        mark = f"{number + place}. " if node.tag == "ol" else "- "
        parts = _parts([item] if isinstance(item, str) else item.children, counts)
        written.append(_indented(mark, _item_text(parts)))
    return ("\n\n" if any("\n\n" in item for item in written) else "\n").join(written)


def _item_text(parts: list[str]) -> str:
    is_tight = len(parts) == 2 and re.match(r"- |1\. ", parts[1]) is not None
    return ("\n" if is_tight else "\n\n").join(parts)


def _indented(mark: str, text: str) -> str:
    space = " " * len(mark)
    lines = text.split("\n")
    return (mark + "\n".join([lines[0], *(line and space + line for line in lines[1:])])).rstrip()


def _table(node: Element, counts: Counts) -> str:
    rows = [_cells(row) for row in _inside(node, "tr")]
    rows = [row for row in rows if row]
    if not rows:
        return _blocks(node.children, counts)
    width = max(map(len, rows))
    has_head = any(cell.tag == "th" for cell in rows[0])
    head, body = (rows[0], rows[1:]) if has_head else ([], rows)
    rule = [_alignment(cell) for cell in head] + ["---"] * (width - len(head))
    lines = [_row(head, width, counts), _joined(rule)]
    lines += [_row(row, width, counts) for row in body]
    captions = [_blocks(caption.children, counts) for caption in _inside(node, "caption")]
    return "\n\n".join([*captions, "\n".join(lines)])


def _inside(node: Element, tag: str) -> list[Element]:
    """Find the elements of a table that are not in a table inside it."""
    found: list[Element] = []
    for child in node.children:
        if isinstance(child, Element) and child.tag == tag:
            found.append(child)
        elif isinstance(child, Element) and child.tag != "table":
            found += _inside(child, tag)
    return found


def _cells(row: Element) -> list[Element]:
    cells = [child for child in row.children if isinstance(child, Element)]
    return [cell for cell in cells if cell.tag in ("td", "th")]


def _alignment(cell: Element) -> str:
    return {"left": ":--", "center": ":-:", "right": "--:"}.get(
        cell.attributes.get("align", "").lower(), "---"
    )


def _row(cells: list[Element], width: int, counts: Counts) -> str:
    words = [_line(cell.children, counts).replace("|", "\\|") for cell in cells]
    return _joined(words + [""] * (width - len(words)))


def _joined(cells: list[str]) -> str:
    return "|" + "|".join(f" {cell} " if cell else "  " for cell in cells) + "|"


_RULES: Mapping[str, Callable[[Element, Counts], str]] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _heading),
    **dict.fromkeys(("summary", "dt"), _strong_line),
    **dict.fromkeys(("ul", "ol"), _list),
    "hr": _rule_line,
    "blockquote": _quote,
    "pre": _program,
    "table": _table,
}
