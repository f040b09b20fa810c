"""The fields of a post: each is said here once, and the rest follows from it.

What is written, checked, stored, shown, edited, imported and exported goes by `FIELDS`, in the
order of the form. The record is a class, so that the type checker knows its fields as well.
Knows no table and no page. A new field needs a line here, and a migration for its column.
"""

from dataclasses import KW_ONLY, MISSING, dataclass, fields, replace
from datetime import datetime
from functools import cache
from typing import Annotated, Any, Final, get_type_hints

from db.kernel.errors import Invalid
from db.kernel.value_types import (
    BooleanType,
    ChoiceOption,
    ChoiceType,
    LanguageTagType,
    ParagraphType,
    SlugType,
    StringType,
    TextType,
    TimeType,
    ValueType,
)

#: The state of a draft that is published with the first published post that points to it.
WITH_POSTS: Final = "with-posts"

_FORMATS = (ChoiceOption("markdown", "Markdown"), ChoiceOption("sx", "SX"))
_STATES = (
    ChoiceOption("draft", "Draft: editors only"),
    ChoiceOption(WITH_POSTS, "Draft that goes public with its posts", is_state=True),
    ChoiceOption("published", "Published"),
)


@dataclass(frozen=True, slots=True)
class Field:
    """What a record says of a value besides its Python type."""

    value_type: ValueType[Any]
    #: What stands before it in the form of a post; empty: the form does not show it.
    label: str = ""
    #: A sentence for who fills it in.
    help: str | None = None
    required: bool = False
    #: Only the form of a post that is there shows it.
    is_later: bool = False
    #: What front matter may call it, best first; none: the importer does not read it, or by itself.
    front_matter: tuple[str, ...] = ()
    # Both are those of the record.
    key: str = ""
    default: object = None

    def check(self, value: object) -> object:
        """Return a value as it is stored; raise Invalid."""
        name = self.key.replace("_", " ")
        stored = None if value is None else self.value_type.check(name, value)
        if self.required and not stored:
            raise Invalid(f"a post needs a {name}")
        return stored


@dataclass(frozen=True, slots=True)
class PostRecord:
    """What is said of a post, whether it is written, stored or shown."""

    title: Annotated[str, Field(StringType(), "Title", required=True)]
    _: KW_ONLY
    summary: Annotated[
        str,
        Field(
            ParagraphType(),
            "Summary",
            "One or two sentences for lists and search engines.",
            front_matter=("summary", "description", "excerpt"),
        ),
    ] = ""
    body: Annotated[str, Field(TextType(), "Text")] = ""
    lang: Annotated[
        str,
        Field(
            LanguageTagType(),
            "Language",
            "A tag like fr, pt-BR or zh-Hans. Empty: English, as the site.",
            front_matter=("lang", "language", "locale"),
        ),
    ] = ""
    slug: Annotated[
        str | None,
        Field(
            SlugType(),
            "Address",
            "The last part of the address. The old address leads to the new one.",
            is_later=True,
        ),
    ] = None
    format: Annotated[str, Field(ChoiceType(options=_FORMATS), "Written in")] = "markdown"
    status: Annotated[str, Field(ChoiceType(options=_STATES), "State")] = "draft"
    #: None: not yet.
    published: Annotated[datetime | None, Field(TimeType())] = None
    #: Of a draft: it is published with the first published post that points to it.
    goes_public: Annotated[bool, Field(BooleanType())] = False


@cache
def fields_of(record: type) -> tuple[Field, ...]:
    """Return the fields that a record says, in its order."""
    hints = get_type_hints(record, include_extras=True)
    pairs = (
        (each, described)
        for each in fields(record)
        for described in getattr(hints[each.name], "__metadata__", ())
    )
    return tuple(
        replace(described, key=each.name, default="" if each.default is MISSING else each.default)
        for each, described in pairs
    )


FIELDS: Final = fields_of(PostRecord)
