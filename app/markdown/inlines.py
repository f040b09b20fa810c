"""What stands inside a line becomes: emphasis, links, pictures, code, references to footnotes."""

from collections.abc import Mapping

from markdown_it.token import Token

from app.markdown.addresses import may_link, may_show
from app.markdown.outline import place_anchor
from app.markdown.plain import inline_text
from app.markdown.walk import Closer, Leaf, Value, Walk, WalkFrame, is_written, written_attributes
from app.markdown.wikilinks import wikilink_of
from app.sx import Form

#: Element of each kind of emphasis.
_EMPHASIS = {"em": "em", "strong": "strong", "s": "del", "mark": "mark"}


def _text(walk: Walk, token: Token) -> None:
    walk.say(token.content)


def _softbreak(walk: Walk, _token: Token) -> None:
    walk.say("\n")
    walk.newline()


def _hardbreak(walk: Walk, token: Token) -> None:
    walk.put("br", {})
    if not is_written(token):
        walk.newline()


def _word_break(walk: Walk, _token: Token) -> None:
    walk.put("wbr", {})


def _code(walk: Walk, token: Token) -> None:
    walk.name(token.content)
    walk.put("code", {}, [walk.document.text(walk.span, token.content)])


def _image(walk: Walk, token: Token) -> None:
    address, words = str(token.attrs.get("src", "")), inline_text(token.children or [])
    walk.name(words)
    if may_show(address):
        about = {"src": address, "alt": words} | _title(token) | written_attributes(token)
        walk.put("img", about | {"loading": "lazy", "decoding": "async"})
    elif may_link(address) and not walk.is_open("link"):
        walk.put("a", {"href": address}, [walk.document.text(walk.span, words or address)])
    else:
        walk.say(words)


def _title(token: Token) -> dict[str, Value]:
    title = token.attrs.get("title")
    return {"title": str(title)} if title else {}


def _task(walk: Walk, token: Token) -> None:
    done = token.meta["done"]
    about = {"class": "task", "role": "img", "aria-label": "done" if done else "to do"}
    mark = "\N{BALLOT BOX WITH CHECK}" if done else "\N{BALLOT BOX}"
    walk.put("span", about, [walk.document.text(walk.span, mark)])


def _reference(walk: Walk, token: Token) -> None:
    note, number = token.meta["id"], token.meta["subId"]
    document, span = walk.document, walk.span
    about = {"href": f"#{note_id(note)}", "role": "doc-noteref"}
    link = document.element(span, "a", about, [document.text(span, str(note + 1))])
    walk.put("sup", {"id": reference_id(note, number)}, [link])


def _wikilink(walk: Walk, token: Token) -> None:
    link, document, span = wikilink_of(token), walk.document, walk.span
    if walk.is_open("link") or not (link.name or link.place):
        walk.say(link.words)
        return
    fragment, words = place_anchor(link.place), document.text(span, link.words)
    if link.name:
        leaf = document.text(span, link.name), document.text(span, fragment), words
        walk.put("post-link", {}, leaf)
    else:
        here = walk.document.outline.anchor(fragment[1:])
        walk.put("a", {"href": f"#{here}"}, [words])
    walk.name(link.words)


def note_id(note: int) -> str:
    """Name a footnote; the colon keeps it apart from the slugs of headings."""
    return f"user-note:{note + 1}"


def reference_id(note: int, number: int) -> str:
    """Name one of the references to a footnote."""
    return f"user-reference:{note + 1}" + (f":{number + 1}" if number else "")


def _emphasis(walk: Walk, frame: WalkFrame) -> list[Form]:
    if not frame.children:
        return []
    about = written_attributes(frame.token)
    return [walk.document.element(frame.span, _EMPHASIS[frame.kind], about, frame.children)]


def _link(walk: Walk, frame: WalkFrame) -> list[Form]:
    token = frame.token
    address = str(token.attrs.get("href", ""))
    if not may_link(address):
        return frame.children
    if address.startswith("#"):
        address = f"#{walk.document.outline.anchor(address[1:])}"
    about: dict[str, Value] = {"href": address, **_title(token), **written_attributes(token)}
    children = frame.children or [walk.document.text(frame.span, address)]
    if frame.children and not frame.is_named:
        about["aria-label"] = address
    return [walk.document.element(frame.span, "a", about, children)]


LEAVES: Mapping[str, Leaf] = {
    "text": _text,
    "softbreak": _softbreak,
    "hardbreak": _hardbreak,
    "wbr": _word_break,
    "code_inline": _code,
    "image": _image,
    "task": _task,
    "footnote_ref": _reference,
    "wikilink": _wikilink,
}
CLOSERS: Mapping[str, Closer] = {
    **dict.fromkeys(_EMPHASIS, _emphasis),
    "link": _link,
}
