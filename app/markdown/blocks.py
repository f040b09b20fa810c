"""What fills whole lines becomes: paragraphs, headings, lists, quotes, code, tables, footnotes."""

from collections.abc import Iterable, Mapping

from markdown_it.token import Token

from app.markdown.code import language, pieces
from app.markdown.inlines import note_id, reference_id
from app.markdown.outline import block_id
from app.markdown.plain import is_embed
from app.markdown.walk import Closer, Leaf, Value, Walk, WalkFrame, is_written, written_attributes
from app.sx import Form

#: Elements that need no thought.
_PLAIN = {
    "blockquote": "blockquote",
    "bullet_list": "ul",
    "tbody": "tbody",
    "tfoot": "tfoot",
    "tr": "tr",
}
#: The kinds of callouts that are more than a note.
_TONES = {
    "good": {"tip", "hint", "success", "check", "done", "important"},
    "careful": {"warning", "caution", "attention", "question", "help", "faq"},
    "bad": {"danger", "error", "bug", "failure", "fail", "missing"},
}
#: Where an element may stand, for those that may not stand everywhere.
_PARENTS = {
    "list_item": {"bullet_list", "ordered_list"},
    "thead": {"table"},
    "tbody": {"table"},
    "tfoot": {"table"},
    "tr": {"table", "thead", "tbody", "tfoot"},
    "th": {"tr"},
    "td": {"tr"},
    "footnote": {"footnote_block"},
    "callout_title": {"callout"},
}


def may_stand(walk: Walk, kind: str, token: Token) -> bool:
    """Return whether a block may stand here; a hidden one is the paragraph of a tight list."""
    return not token.hidden and walk.parent.kind in _PARENTS.get(kind, {walk.parent.kind})


def _element(
    walk: Walk, frame: WalkFrame, tag: str, attributes: Mapping[str, Value] | None = None
) -> list[Form]:
    named = frame.token.meta.get("name")
    about: dict[str, Value] = {"id": block_id(named)} if named else {}
    about |= {**written_attributes(frame.token), **(attributes or {})}
    return [walk.document.element(frame.span, tag, about, frame.children)]


def _plain(walk: Walk, frame: WalkFrame) -> Iterable[Form]:
    return _element(walk, frame, _PLAIN[frame.kind])


def _html(walk: Walk, frame: WalkFrame) -> Iterable[Form]:
    """Make the element that an author has written as HTML, if there is anything in it."""
    if not frame.children:
        return frame.children
    about: dict[str, Value] = {"tabindex": "0"} if frame.token.tag == "pre" else {}
    return _element(walk, frame, frame.token.tag, about)


def _paragraph(walk: Walk, frame: WalkFrame) -> Iterable[Form]:
    return _element(walk, frame, "p") if frame.children else []


def _heading(walk: Walk, frame: WalkFrame) -> Iterable[Form]:
    heading = frame.token.meta.get("heading")
    if heading is None:
        return _paragraph(walk, frame)
    return _element(walk, frame, f"h{heading.level}", {"id": heading.id})


def _callout(walk: Walk, frame: WalkFrame) -> Iterable[Form]:
    meta = frame.token.meta
    about: dict[str, Value] = {"class": _class(meta.get("kind", "")), "role": "note"}
    if meta.get("fold"):
        is_open: dict[str, Value] = {"open": True} if meta["fold"] == "+" else {}
        inside = walk.document.element(frame.span, "details", is_open, frame.children)
        frame.children = [inside]
    return _element(walk, frame, "blockquote", about)


def _class(kind: str) -> str:
    """Name the classes of a kind of callout: many words, few tones."""
    tones = (f" callout-{tone}" for tone, kinds in _TONES.items() if kind in kinds)
    return f"callout{next(tones, '')}"


def _callout_title(walk: Walk, frame: WalkFrame) -> Iterable[Form]:
    is_folded = bool(frame.token.meta["fold"])
    return _element(walk, frame, "summary" if is_folded else "p", {"class": "callout-title"})


def _ordered_list(walk: Walk, frame: WalkFrame) -> Iterable[Form]:
    start = frame.token.attrs.get("start")
    return _element(walk, frame, "ol", {} if start is None else {"start": int(start)})


def _list_item(walk: Walk, frame: WalkFrame) -> Iterable[Form]:
    is_task = "task" in frame.token.meta
    return _element(walk, frame, "li", {"class": "task-item"} if is_task else {})


def _table(walk: Walk, frame: WalkFrame) -> Iterable[Form]:
    table = _element(walk, frame, "table")
    about = {"class": "table", "role": "group", "aria-label": "Table", "tabindex": "0"}
    return [walk.document.element(frame.span, "div", about, table)]


def _table_head(walk: Walk, frame: WalkFrame) -> Iterable[Form]:
    return _element(walk, frame, "thead") if frame.is_named else []


# A heading without words is an ordinary cell: it heads nothing.
def _cell(walk: Walk, frame: WalkFrame) -> Iterable[Form]:
    style = str(frame.token.attrs.get("style", ""))
    about: dict[str, Value] = {}
    if style:
        about["class"] = f"align-{style.removeprefix('text-align:')}"
    if frame.kind == "td" or not frame.is_named:
        return _element(walk, frame, "td", about)
    scope: dict[str, Value] = {} if is_written(frame.token) else {"scope": "col"}
    return _element(walk, frame, "th", scope | about)


def _notes(walk: Walk, frame: WalkFrame) -> Iterable[Form]:
    if not frame.children:
        return []
    about = {"class": "footnotes", "role": "doc-endnotes", "aria-label": "Footnotes"}
    return [walk.document.element(frame.span, "section", about, _element(walk, frame, "ol"))]


def _note(walk: Walk, frame: WalkFrame) -> Iterable[Form]:
    return _element(walk, frame, "li", {"id": note_id(frame.token.meta["id"])})


def _way_back(walk: Walk, token: Token) -> None:
    note, number = token.meta["id"], token.meta["subId"]
    if (note, number) not in walk.document.references:
        return
    about = {
        "class": "footnote-back",
        "href": f"#{reference_id(note, number)}",
        "role": "doc-backlink",
        "aria-label": f"Back to reference {note + 1}" + (f"-{number + 1}" if number else ""),
    }
    arrow = "\N{LEFTWARDS ARROW WITH HOOK}\N{VARIATION SELECTOR-15}"
    walk.say(" ")
    walk.put("a", about, [walk.document.text(walk.span, arrow)])


def _code(walk: Walk, token: Token) -> None:
    if is_embed(token):
        _embed(walk, token)
    else:
        _program(walk, token)


def _embed(walk: Walk, token: Token) -> None:
    document = walk.document
    span = document.span(*((token.map[0] + 2, token.map[1]) if token.map else (1, 1)))
    walk.add(document.element(span, "embed", {}, [document.text(span, token.content)]))


def _program(walk: Walk, token: Token) -> None:
    document, name = walk.document, language(token.info)
    span = document.span(*((token.map[0] + 1, token.map[1]) if token.map else (1, 1)))
    text = token.content.removesuffix("\n")
    walk.name(text)
    runs = pieces(text, token.info) if walk.document.highlight else (("", text),)
    words: list[Form] = []
    for kind, run in runs:
        said = document.text(span, run)
        words.append(document.element(span, "span", {"class": kind}, [said]) if kind else said)
    about: dict[str, Value] = {"class": f"language-{name}"} if name else {}
    code = document.element(span, "code", about, words)
    walk.add(document.element(span, "pre", {"tabindex": "0"}, [code]))


def _rule(walk: Walk, _token: Token) -> None:
    walk.put("hr", {})


LEAVES: Mapping[str, Leaf] = {
    "fence": _code,
    "code_block": _code,
    "hr": _rule,
    "footnote_anchor": _way_back,
}
CLOSERS: Mapping[str, Closer] = {
    **dict.fromkeys(_PLAIN, _plain),
    "paragraph": _paragraph,
    "heading": _heading,
    "ordered_list": _ordered_list,
    "list_item": _list_item,
    "table": _table,
    "thead": _table_head,
    "th": _cell,
    "td": _cell,
    "callout": _callout,
    "callout_title": _callout_title,
    "html": _html,
    "footnote_block": _notes,
    "footnote": _note,
}
