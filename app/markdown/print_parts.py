"""Forms of a document taken apart: the element that one is, its children and its words."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.sx import Form, Keyword, Literal, Sequence, Symbol


@dataclass(frozen=True, slots=True)
class DocumentElement:
    """An element of a document; its form has the place."""

    tag: str
    attributes: Mapping[str, object]
    children: list[Form]
    form: Sequence

    def holding(self, children: list[Form]) -> Sequence:
        """Return the form with other children."""
        return Sequence(
            (*self.form.items[: 1 + 2 * len(self.attributes)], *children), self.form.span
        )


def element(form: Form | None) -> DocumentElement | None:
    """Read an element; None for a text."""
    if not isinstance(form, Sequence) or not isinstance(form.items[0], Symbol):
        return None
    attributes: dict[str, object] = {}
    rest = list(form.items[1:])
    while len(rest) > 1 and isinstance(rest[0], Keyword):
        key, value = rest[0], rest[1]
        attributes[key.name] = value.value if isinstance(value, Literal) else ""
        rest = rest[2:]
    return DocumentElement(form.items[0].name, attributes, rest, form)


def children_of(form: Form) -> list[Form]:
    """Return what an element holds."""
    found = element(form)
    return found.children if found else []


def text_of(form: "Form | DocumentElement") -> str:
    """Join all words in a form."""
    if isinstance(form, Literal):
        return str(form.value)
    found = form if isinstance(form, DocumentElement) else element(form)
    return "".join(map(text_of, found.children)) if found else ""
