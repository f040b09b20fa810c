"""A body, read once, to all that the site takes from it: forms, words, outline, pictures, links.

Forms are what a page shows, so a link that no page has is none here. Knows nothing of what a
link leads to.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.markdown.document import markdown_forms
from app.markdown.html_tokens import LeftOut
from app.markdown.outline import Heading
from app.markdown.parser import check_size, parse_text
from app.markdown.plain import block_text, form_text
from app.sx import Form, Keyword, Literal, ReadError, Sequence, Source, Symbol, read

_HEADINGS = {f"h{level}": level for level in range(2, 7)}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a body: its address, and the words that stand for it."""

    address: str
    words: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a body: an address, or the name of a post, as its author wrote it."""

    target: str
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """All that one reading of a body gives."""

    format: str
    forms: tuple[Form, ...]
    #: Its words, one line for each of its blocks.
    plain: str
    outline: tuple[Heading, ...]
    pictures: tuple[Picture, ...]
    links: tuple[Link, ...]
    #: What a page does not show of its HTML.
    left_out: tuple[LeftOut, ...] = ()
    #: The line of the first comment that never ends.
    unclosed: int | None = None


def read_body(text: str, format: str, *, highlight: bool = True) -> Body:  # noqa: A002
    """Read a body; raise Oversize over the limits, ReadError for SX that is none."""
    if format == "sx":
        check_size(text)
        forms = read(Source("document", text))
        return Body(format, forms, form_text(forms), *_parts(forms))
    parsed = parse_text(text)
    forms = markdown_forms(Source("document", text), parsed.tokens, highlight=highlight)
    words = block_text(parsed.tokens)
    return Body(format, forms, words, *_parts(forms), parsed.left_out, parsed.unclosed)


def _parts(
    forms: Iterable[Form],
) -> tuple[tuple[Heading, ...], tuple[Picture, ...], tuple[Link, ...]]:
    """Sort out the headings, pictures and links of forms, each in the order of the text."""
    parts = [part for form in _elements(forms) for part in _part(form)]
    return (
        tuple(part for part in parts if isinstance(part, Heading)),
        tuple(part for part in parts if isinstance(part, Picture)),
        tuple(part for part in parts if isinstance(part, Link)),
    )


def _elements(forms: Iterable[Form]) -> Iterator[Sequence]:
    """Yield every sequence at any depth, a parent before its children."""
    waiting = list(reversed(list(forms)))
    while waiting:
        form = waiting.pop()
        if isinstance(form, Sequence):
            yield form
            waiting.extend(reversed(_embedded(form) or form.items))


def _embedded(form: Sequence) -> tuple[Form, ...]:
    """Read the SX that a Markdown text shows; what cannot be read is not shown."""
    match form.items:
        case (Symbol("embed"), Literal(str(text))):
            try:
                return read(Source("embed", text))
            except ReadError:
                return ()
        case _:
            return ()


def _part(form: Sequence) -> Iterator[Heading | Picture | Link]:
    match form.items:
        case (Symbol("post-link"), Literal(name), *_):
            yield Link(str(name), is_name=True)
        case (Symbol(tag), *rest):
            yield from _part_of_element(tag, _attributes(rest), form)
        case _:
            return


def _part_of_element(
    tag: str, attributes: Mapping[str, str], form: Sequence
) -> Iterator[Heading | Picture | Link]:
    if tag == "a" and attributes.get("href"):
        yield Link(attributes["href"])
    elif tag == "img" and attributes.get("src"):
        yield Picture(attributes["src"], attributes.get("alt", ""))
    elif tag in _HEADINGS:
        yield Heading(_HEADINGS[tag], attributes.get("id", ""), form_text([form]))


def _attributes(items: list[Form]) -> dict[str, str]:
    pairs = zip(items[::2], items[1::2], strict=False)
    attributes: dict[str, str] = {}
    for key, value in pairs:
        if not isinstance(key, Keyword):
            break
        attributes[key.name] = str(value.value) if isinstance(value, Literal) else ""
    return attributes
