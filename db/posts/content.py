"""What somebody says about a post to what is stored of it, checked: its card, and the rest.

Knows no session and no rule of the graph.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

from db.kernel.errors import Invalid
from db.kernel.text import clean, fold

LONGEST_TITLE = 500
_LONGEST_TEXT = 4_000_000

#: RFC 5646, section 2.1, without private use and grandfathered tags.
_LANGUAGE_TAG = re.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class NewPost:
    """A post to be; without a slug it gets one from its title."""

    title: str
    body: str = ""
    format: str = "markdown"
    summary: str = ""
    status: str = "draft"
    slug: str | None = None
    #: None: now, when the status is published.
    published: datetime | None = None
    #: None: now.
    updated: datetime | None = None
    #: The name of a user.
    author: str | None = None
    #: What a kind says about itself.
    fields: Mapping[str, object] = field(default_factory=dict)
    #: The body without markup, for search and its excerpts; None: the body as it is.
    plain: str | None = None
    #: The language tag (BCP 47) of the text; empty: that of the site.
    lang: str = ""
    #: Names besides slug and title by which texts link to the post.
    aliases: tuple[str, ...] = ()
    #: Paths that the post had elsewhere or before, which lead to it.
    addresses: tuple[str, ...] = ()
    #: Whether the home page and the feed show it: as its types say, or as is said here.
    listing_rule: str = "type"
    #: Of a draft: it is published with the first published post that points to it.
    goes_public: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """What a save changes; None leaves a thing as it is."""

    title: str | None = None
    body: str | None = None
    format: str | None = None
    summary: str | None = None
    status: str | None = None
    published: datetime | None = None
    fields: Mapping[str, object] | None = None
    #: Goes with `body`: without it a new body is searched as it is.
    plain: str | None = None
    lang: str | None = None
    aliases: tuple[str, ...] | None = None
    addresses: tuple[str, ...] | None = None
    listing_rule: str | None = None
    goes_public: bool | None = None


class Columns(NamedTuple):
    """A post as it is stored: what its card shows, and the rest."""

    card: dict[str, Any]
    content: dict[str, Any]


def columns_of(new: NewPost) -> Columns:
    """Check what a post says about itself and give it as columns; raise Invalid."""
    title = " ".join(clean(new.title).split())
    if not title:
        raise Invalid("a post needs a title")
    if len(title) > LONGEST_TITLE:
        raise Invalid(f"a title has at most {LONGEST_TITLE} characters, got {len(title)}")
    for text in (new.body, new.summary, new.plain or ""):
        if len(text) > _LONGEST_TEXT:
            raise Invalid(f"a text has at most {_LONGEST_TEXT:,} characters, got {len(text):,}")
    card = {
        "title": title,
        "folded": fold(title),
        "status": _one_of(("draft", "published"), "status", new.status),
        "published": _publication(new),
        "listing_rule": _one_of(("type", "always", "never"), "listing rule", new.listing_rule),
        "goes_public": new.goes_public and new.status == "draft",
    }
    content = {
        "body": clean(new.body),
        "format": _one_of(("markdown", "sx"), "format", new.format),
        "summary": clean(new.summary),
        "fields": dict(new.fields),
        "plain": None if new.plain is None else clean(new.plain),
        "lang": _language(new.lang),
    }
    return Columns(card, content)


def _language(tag: str) -> str:
    """Check a language tag by its shape; whether there is such a language is not asked."""
    tag = tag.strip()
    if tag and not _LANGUAGE_TAG.fullmatch(tag):
        raise Invalid(f"expected a language like en, pt-BR or zh-Hans, got {tag[:40]!r}")
    return tag


def _one_of(words: tuple[str, ...], name: str, word: str) -> str:
    if word not in words:
        allowed = f"{', '.join(words[:-1])} or {words[-1]}"
        raise Invalid(f"expected the {name} {allowed}, got {word!r}")
    return word


def _publication(new: NewPost) -> datetime | None:
    """Give the date of publication; it is now for what is published and says none."""
    if new.published is None:
        return datetime.now(UTC) if new.status == "published" else None
    if new.published.tzinfo is None:
        raise Invalid(f"expected a date with a time zone, got {new.published}")
    return new.published
