"""Author text as forms, checked: what a document may hold.

A document is data: elements, text, literal attributes, and components with `:embed true`,
whose arguments are literals or document markup. Nothing in it is called or looked up, so
expanding it always terminates. Knows forms and names only; what passes is still compiled like
any other program.

The site's own Markdown may hold `(embed "...")`, a text that an author wrote as SX.
`with_embeds` replaces it with its forms, which are checked like an author's; a broken one is
left out if there is a callback for it. Markdown may also hold
`(post-link "name" "#fragment" "words")`: a link to the post that the name means when the
document is shown, or the bare words if it means none. `with_links` turns it into forms of the
language, with one variable for all links of a document.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from app.sx.core.signatures import is_symbol
from app.sx.syntax.errors import CompileError, Faults, ReadError, Source, Span
from app.sx.syntax.forms import Form, Keyword, Literal, Mapping, Sequence, Symbol
from app.sx.syntax.reader import read

MOST_NODES: Final = 10_000

# fmt: off
#: Elements of text that an author may write.
AUTHOR_ELEMENTS: Final = frozenset({
    "<>", "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "col", "colgroup",
    "dd", "del", "details", "dfn", "dl", "dt", "em", "figcaption", "figure", "h2", "h3", "h4",
    "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp",
    "small", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead",
    "time", "tr", "u", "ul", "var", "wbr",
})
_ATTRIBUTES: Final = frozenset({
    "alt", "cite", "colspan", "datetime", "decoding", "dir", "height", "href", "lang", "loading",
    "open", "reversed", "rowspan", "scope", "src", "start", "title", "value", "width",
})
# fmt: on
#: Further elements that only the site's own Markdown may use.
_OUR_ELEMENTS: Final = frozenset({"aside", "div", "input", "section", "span"})
_OUR_ATTRIBUTES: Final = frozenset(
    {"aria-hidden", "aria-label", "checked", "class", "disabled", "id", "role", "tabindex", "type"}
)

_POST_LINK: Final = "post-link"
#: The variable that holds the address of each post that is linked to, by name.
HREFS: Final = "hrefs"

Broken = Callable[[Faults], None]


@dataclass(frozen=True, slots=True)
class DocumentRules:
    """What a document may hold: `trusted` for our own Markdown, and the embeddable components."""

    trusted: bool
    embeds: Collection[str]


def with_embeds(
    forms: tuple[Form, ...], judge: Callable[[tuple[Form, ...]], None], broken: Broken | None
) -> tuple[Form, ...]:
    """Replace every `(embed "...")` with its forms.

    `judge` raises Faults for forms that are not allowed. They are passed to `broken` and the
    embed is left out; without `broken` they are raised.
    """
    result: list[Form] = []
    for form in forms:
        if isinstance(form, Sequence) and form.items and is_symbol(form.items[0], "embed"):
            result.extend(_embedded(form, judge, broken))
        elif isinstance(form, Sequence):
            result.append(Sequence(with_embeds(form.items, judge, broken), form.span))
        else:
            result.append(form)
    return tuple(result)


def _embedded(
    form: Sequence, judge: Callable[[tuple[Form, ...]], None], broken: Broken | None
) -> tuple[Form, ...]:
    text = form.items[1]
    assert isinstance(text, Literal)  # noqa: S101 - only Markdown writes the form
    # Leading empty lines give every form its line in the author's body.
    padded = "\n" * (form.span.line - 1) + str(text.value)
    try:
        forms = read(Source(form.span.source.name, padded))
        judge(forms)
    except (ReadError, Faults) as fault:
        faults = fault if isinstance(fault, Faults) else Faults((fault,))
        if broken is None:
            raise faults from None
        broken(faults)
        return ()
    return forms


def with_links(forms: tuple[Form, ...], names: set[str]) -> tuple[Form, ...]:
    """Replace every `post-link` with forms of the language, and add its name to `names`."""
    return tuple(_linked(form, names) for form in forms)


def _linked(form: Form, names: set[str]) -> Form:
    if not isinstance(form, Sequence) or not form.items:
        return form
    if not is_symbol(form.items[0], _POST_LINK):
        return Sequence(with_links(form.items, names), form.span)
    _, name, fragment, words = form.items
    assert isinstance(name, Literal)  # noqa: S101 - the document was checked
    names.add(str(name.value))
    span = form.span
    path = _call("get", Symbol(HREFS, span), name, span=span)
    address = _call("str", path, fragment, span=span)
    link = _call("a", Keyword("href", span), address, words, span=span)
    return _call("if", path, link, words, span=span)


def _call(head: str, *arguments: Form, span: Span) -> Sequence:
    return Sequence((Symbol(head, span), *arguments), span)


def check_document(forms: tuple[Form, ...], allowed: DocumentRules) -> None:
    """Raise Faults unless every form is allowed in a document."""
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
            waiting.extend(reversed(_checked(form, allowed)))
        except CompileError as fault:
            faults.append(fault)
    if faults:
        raise Faults(tuple(faults))


def _checked(form: Form, allowed: DocumentRules) -> tuple[Form, ...]:
    if isinstance(form, Literal) and isinstance(form.value, str | int | float):
        return ()
    if not isinstance(form, Sequence) or not form.items or not isinstance(form.items[0], Symbol):
        hint = "write text in quotes and elements in brackets"
        raise CompileError("a document holds text and elements", form.span, hint)
    head = form.items[0]
    if head.name.startswith("~"):
        return _component(form, head, allowed)
    if allowed.trusted and head.name == _POST_LINK:
        return form.items[1:]
    if head.name in AUTHOR_ELEMENTS or (allowed.trusted and head.name in _OUR_ELEMENTS):
        return _element(form.items[1:], allowed)
    raise CompileError(f"a document has no `{head.name}`", head.span, "use an element for text")


def _element(items: tuple[Form, ...], allowed: DocumentRules) -> tuple[Form, ...]:
    while items and isinstance(items[0], Keyword):
        key = items[0]
        ours = allowed.trusted and key.name in _OUR_ATTRIBUTES
        if key.name not in _ATTRIBUTES and not ours:
            hint = "leave it out"
            raise CompileError(f"a document has no attribute `{key.name}`", key.span, hint)
        if len(items) < 2 or not isinstance(items[1], Literal):
            span = items[1].span if len(items) > 1 else key.span
            raise CompileError(f"`{key.name}` takes a literal", span)
        items = items[2:]
    return items


def _component(form: Sequence, head: Symbol, allowed: DocumentRules) -> tuple[Form, ...]:
    if head.name not in allowed.embeds:
        hint = _known(allowed.embeds)
        raise CompileError(f"a document cannot embed `{head.name}`", head.span, hint)
    items, inner = form.items[1:], []
    while len(items) > 1 and isinstance(items[0], Keyword):
        if isinstance(items[1], Mapping | Keyword | Symbol):
            message = f"`{items[0].name}` takes a literal or document markup"
            raise CompileError(message, items[1].span)
        if isinstance(items[1], Sequence):
            inner.append(items[1])
        items = items[2:]
    return (*inner, *items)


def _known(embeds: Collection[str]) -> str:
    if not embeds:
        return "no component of this site says `:embed true`"
    return f"embed one of {', '.join(f'`{name}`' for name in sorted(embeds))}"


def calls_component(form: Form) -> bool:
    """Return whether a document's form embeds a component, at any depth."""
    waiting = [form]
    while waiting:
        current = waiting.pop()
        if isinstance(current, Symbol) and current.name.startswith("~"):
            return True
        if isinstance(current, Sequence):
            waiting.extend(current.items)
    return False
