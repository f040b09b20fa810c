"""The fields of a post to its columns, checked: its card, and the rest.

Knows no session and no rule of the graph. The fields are those of `db.kernel.post_fields`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any, Final, NamedTuple

from db.kernel.models import NODES
from db.kernel.post_fields import Field, PostRecord, fields_of
from db.kernel.records import Extract
from db.kernel.text import fold
from db.kernel.value_types import ChoiceOption, ChoiceType, TextType

_LISTING_RULES = tuple(ChoiceOption(word, word) for word in ("type", "always", "never"))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPost(PostRecord):
    """A post to create; its slug defaults to that of its title, its date to today."""

    #: None: now.
    updated: datetime | None = None
    #: The name of a user.
    author: str | None = None
    #: What a kind says about itself.
    fields: Mapping[str, object] = field(default_factory=dict)
    #: The body without markup, for search and its excerpts; None: the body as it is.
    plain: Annotated[str | None, Field(TextType())] = None
    #: Names besides slug and title by which texts link to the post.
    aliases: tuple[str, ...] = ()
    #: Paths that the post had elsewhere or before, which lead to it.
    addresses: tuple[str, ...] = ()
    #: Whether the home page and the feed show it: as its types say, or as is said here.
    listing_rule: Annotated[str, Field(ChoiceType(options=_LISTING_RULES))] = "type"
    #: What the body holds; None: nothing is known of it.
    extract: Extract | None = None


#: The fields that a save writes; another slug is given by `renaming`.
STORED: Final = tuple(each for each in fields_of(NewPost) if each.key != "slug")


class Changes(dict[str, Any]):
    """What a save changes, by the names in `NewPost`; other fields stay as they are.

    `plain` and `extract` go with `body`: without them a new body is searched as it is, and holds
    nothing.
    """


class Columns(NamedTuple):
    """The columns of a post: those of its card, and the rest."""

    card: dict[str, Any]
    content: dict[str, Any]


def columns_of(new: NewPost) -> Columns:
    """Check the fields of a post and return its columns; raise Invalid."""
    values: dict[str, Any] = {each.key: each.check(getattr(new, each.key)) for each in STORED}
    if new.status == "published" and new.published is None:
        values["published"] = datetime.now(UTC)
    values["goes_public"] = new.goes_public and new.status == "draft"
    card = {key: value for key, value in values.items() if key in NODES.c}
    content = {key: value for key, value in values.items() if key not in card}
    content["fields"] = dict(new.fields)
    if new.extract is not None:
        content.update(outline=new.extract.outline, pictures=new.extract.pictures)
    return Columns({**card, "folded": fold(card["title"])}, content)
