"""The results of queries: frozen dataclasses of plain values, nothing lazy in them.

Knows no table and no session. `db.graph.queries` exports these names to the rest of the site.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from db.kernel.post_fields import PostRecord

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class PostLink:
    """What a link to a post needs."""

    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class NodeLink:
    """What a link to a thing needs, here or elsewhere."""

    #: None for a thing elsewhere.
    slug: str | None
    title: str
    #: The address of a thing elsewhere.
    url: str | None = None


@dataclass(frozen=True, slots=True)
class PostCard:
    """A post in a list."""

    slug: str
    title: str
    summary: str
    published: datetime | None
    status: str
    tags: tuple[NodeLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostView(PostRecord):
    """A post as a whole."""

    slug: str
    updated: datetime
    rev: int
    author: str | None
    #: The number of its node, the same for as long as there is the post.
    node: int = field(default=0, compare=False)
    #: Whether the home page and the feed show it, once it is published.
    listed: bool = True
    #: The first words of its text where it has no summary, enough to describe it by.
    start: str = field(default="", compare=False)
    #: What forms refer to it by, since its slug may change before they are sent.
    uuid: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class StoredLink:
    """A link in a body: a `name`, a `path` of this site or a `url`, as it is written."""

    kind: str
    written: str


@dataclass(frozen=True, slots=True)
class Extract:
    """What a body holds besides its words, taken out of it when it is saved."""

    #: Its headings: level, id, text.
    outline: tuple[tuple[int, str, str], ...] = ()
    #: Its pictures: address, and the words that stand for it.
    pictures: tuple[tuple[str, str], ...] = ()
    links: tuple[StoredLink, ...] = ()


@dataclass(frozen=True, slots=True)
class TagCount:
    """A tag, and how many published posts carry it."""

    slug: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class TypeNode:
    """A type, how many published instances it has, and its subtypes."""

    slug: str
    title: str
    count: int
    children: "tuple[TypeNode, ...]"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of edge, as its post describes it."""

    slug: str
    #: Its name in element ids, region keys and forms: short ASCII that never changes.
    key: str
    title: str
    label: str
    inverse: str
    symmetric: bool
    #: The types on whose posts the picker stands; None: on every post.
    shown_on: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Target:
    """A thing that a post points to, as a chip shows it."""

    node: int
    #: None for a thing elsewhere.
    slug: str | None
    title: str
    #: The title of its first type; empty when it has none.
    type: str
    draft: bool
    #: Of a draft: it is published with the first published post that points to it.
    goes_public: bool = False
    #: The address of a thing elsewhere.
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """A thing that a picker offers."""

    node: int
    #: None for a thing elsewhere.
    slug: str | None
    title: str
    #: The title of its first type; empty when it has none.
    type: str
    #: How many edges of the kind point to it.
    uses: int
    #: Why it cannot be chosen; None when it can.
    reason: str | None
    draft: bool
    #: Whether the edited post has it already.
    present: bool = False
    #: Whether another post that the picker offers has the same title.
    shares_title: bool = False
    #: The address of a thing elsewhere.
    url: str | None = None


@dataclass(frozen=True, slots=True)
class SuggestionPage:
    """A page of what a picker offers."""

    items: tuple[Option, ...]
    #: Whether another page follows.
    more: bool
    #: The title of the post that could be created instead; None if none could.
    create: str | None


@dataclass(frozen=True, slots=True)
class Listing(Generic[Item]):
    """Some items of a longer list, and how long the whole list is."""

    items: tuple[Item, ...]
    total: int
