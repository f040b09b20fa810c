"""A file's text to a draft: what the post will be, before its slug and its links are known.

Knows nothing of other files and of the database.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from app import markdown
from app.importing import front_matter
from app.importing.files import File, Unreadable, read
from app.importing.front_matter import FrontMatter
from db.folding import fold

_DATED_NAME = re.compile(r"(\d{4}-\d\d-\d\d)[-_ ]+(?=.)")
_PUBLISHED = frozenset({"published", "publish", "public", "live"})
_DRAFT = frozenset({"draft", "private", "hidden", "unlisted"})


@dataclass(frozen=True, slots=True)
class Draft:
    """What a file says about its post."""

    file: File
    title: str
    body: str
    summary: str
    status: str
    #: The slug that the file asks for; empty: it does not care.
    slug: str
    #: The date that the file itself gives.
    date: datetime | None
    updated: datetime | None
    #: When the file was changed.
    changed: datetime
    tags: tuple[str, ...]
    related: tuple[str, ...]
    #: What was understood only in part.
    notes: tuple[str, ...]

    @property
    def name(self) -> str:
        """Give the name that a slug is made from: the file's, or its folder's."""
        if self.file.is_index:
            return self.file.path.parent.name
        return _DATED_NAME.sub("", self.file.stem, count=1)


def draft(file: File) -> Draft:
    """Read a file; raise Unreadable with the reason why it makes no post."""
    text = read(file)
    if not text.strip():
        raise Unreadable("it is empty")
    front = front_matter.split(text)
    title, body = _title(front, file)
    status, notes = _status(front)
    dated = _DATED_NAME.match(file.stem)
    named = front_matter.FrontMatter({"date": dated[1]}, {}, "").date("date") if dated else None
    return Draft(
        file=file,
        title=title,
        body=body,
        summary=front.text("summary", "description", "excerpt"),
        status=status,
        slug=front.text("slug"),
        date=front.date("date", "published", "created", "pubdate") or named,
        updated=front.date("updated", "modified", "lastmod"),
        changed=datetime.fromtimestamp(file.path.stat().st_mtime, UTC),
        tags=front.list("tags", "keywords", "categories"),
        related=front.list("related"),
        notes=notes,
    )


def _title(front: FrontMatter, file: File) -> tuple[str, str]:
    """Find the title, and the body without it."""
    given = front.text("title")
    try:
        titled = markdown.take_title(front.body)
    except markdown.Oversize as fault:
        raise Unreadable(str(fault)) from None
    if not given:
        return titled.title or _readable(file), titled.text
    is_same = titled.title is not None and fold(titled.title) == fold(given)
    return given, titled.text if is_same else front.body


def _readable(file: File) -> str:
    stem = file.path.parent.name if file.is_index else _DATED_NAME.sub("", file.stem, count=1)
    words = " ".join(re.sub(r"[-_]+", " ", stem).split())
    return words[:1].upper() + words[1:] or file.stem


def _status(front: FrontMatter) -> tuple[str, tuple[str, ...]]:
    """Tell what visitors may see; what is not understood stays a draft."""
    word = front.text("status").lower()
    if front.flag("draft") or front.flag("published") is False or word in _DRAFT:
        return "draft", ()
    if not word or word in _PUBLISHED:
        return "published", ()
    return "draft", (f"the status {word!r} is not known here: the post is a draft",)
