"""Author text as forms, judged: what a document may hold.

A document is data: elements, text and literal attributes. Nothing in it is
called or looked up, so that expanding it always ends. Knows forms and names
only; what is allowed here is still compiled like any other program.
"""

from typing import Final

from app.sx.errors import CompileError, Faults, Span
from app.sx.forms import Form, Keyword, Literal, Sequence, Symbol

MOST_NODES: Final = 10_000

ELEMENTS: Final = frozenset(
    [
        "p",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "a",
        "em",
        "strong",
        "b",
        "i",
        "u",
        "s",
        "del",
        "ins",
        "mark",
        "small",
        "sub",
        "sup",
        "code",
        "kbd",
        "samp",
        "var",
        "abbr",
        "cite",
        "q",
        "dfn",
        "time",
        "br",
        "wbr",
        "hr",
        "blockquote",
        "pre",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "figure",
        "figcaption",
        "img",
        "table",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
        "colgroup",
        "col",
        "details",
        "summary",
        "div",
        "span",
        "section",
        "aside",
        "input",
        "<>",
    ]
)
_ATTRIBUTES: Final = frozenset(
    [
        "href",
        "src",
        "alt",
        "title",
        "lang",
        "dir",
        "cite",
        "datetime",
        "width",
        "height",
        "loading",
        "decoding",
        "colspan",
        "rowspan",
        "scope",
        "start",
        "reversed",
        "value",
        "open",
        "role",
        "tabindex",
    ]
)
_OURS: Final = frozenset(
    ["id", "class", "type", "checked", "disabled", "aria-label", "aria-hidden"]
)
_AUTHORS: Final = frozenset(["input", "div", "span", "section", "aside"])


def check_document(forms: tuple[Form, ...], trusted: bool) -> None:
    """Raise Faults unless every form may stand in a document."""
    faults: list[CompileError] = []
    waiting = list(reversed(forms))
    count = 0
    while waiting:
        form = waiting.pop()
        count += 1
        if count > MOST_NODES:
            message = f"the document has more than {MOST_NODES} parts"
            raise Faults((CompileError(message, form.span, "split it into several posts"),))
        try:
            waiting.extend(reversed(_checked(form, trusted)))
        except CompileError as fault:
            faults.append(fault)
    if faults:
        raise Faults(tuple(faults))


def _checked(form: Form, trusted: bool) -> tuple[Form, ...]:
    if isinstance(form, Literal) and isinstance(form.value, str | int | float):
        return ()
    if not isinstance(form, Sequence) or not form.items or not isinstance(form.items[0], Symbol):
        hint = "write text in quotes and elements in brackets"
        raise CompileError("a document holds text and elements", form.span, hint)
    head = form.items[0]
    if head.name not in ELEMENTS or (not trusted and head.name in _AUTHORS):
        message = f"a document has no `{head.name}`"
        raise CompileError(message, head.span, "use an element for text")
    return _children(form.items[1:], trusted)


def _children(items: tuple[Form, ...], trusted: bool) -> tuple[Form, ...]:
    while items and isinstance(items[0], Keyword):
        key = items[0]
        allowed = key.name in _ATTRIBUTES or (trusted and key.name in _OURS)
        if not allowed:
            hint = "leave it out"
            raise CompileError(f"a document has no attribute `{key.name}`", key.span, hint)
        if len(items) < 2 or not isinstance(items[1], Literal):
            span: Span = items[1].span if len(items) > 1 else key.span
            raise CompileError(f"`{key.name}` takes a literal", span)
        items = items[2:]
    return items


def calls_component(form: Form) -> bool:
    """Tell whether a document's form embeds a component, at any depth."""
    waiting = [form]
    while waiting:
        current = waiting.pop()
        if isinstance(current, Symbol) and current.name.startswith("~"):
            return True
        if isinstance(current, Sequence):
            waiting.extend(current.items)
    return False
