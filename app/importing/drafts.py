"""A file's text to a draft: what the post will be, before its slug and its links are known.

Knows nothing of other files and of the database.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app import markdown
from app.importing import front_matter, names
from app.importing.dates import moment, on_its_day
from app.importing.dialects import translate
from app.importing.fields import Note
from app.importing.files import DATED_NAME, File, SourceText, Unreadable, foreign_format, read
from app.importing.front_matter import FrontMatter
from app.importing.settings import FolderSettings
from app.importing.status_words import STARTS
from app.importing.visibility import Visibility, judge
from db.kernel.errors import Invalid
from db.kernel.post_fields import FIELDS
from db.kernel.text import fold
from db.posts import LONGEST_TITLE

_DATES = ("date", "published", "created", "pubdate", "created_at", "date-created", *STARTS)
_UPDATES = ("updated", "modified", "lastmod", "last_modified_at", "updated_at", "date-modified")
_TAGS = ("tags", "tag", "keywords", "categories", "category", "topics", "topic", "series")
#: Taxonomies of Zola and Hugo that say who, not what.
_PEOPLE = frozenset({"author", "authors", "contributors"})


@dataclass(frozen=True, slots=True)
class Draft:
    """What a file says about its post."""

    file: File
    title: str
    body: str
    #: What front matter says of fields that are read alike, by their keys.
    values: Mapping[str, Any]
    visibility: Visibility
    #: The slug that the file asks for; empty: it does not care.
    slug: str
    #: The date that the file itself gives.
    date: datetime | None
    updated: datetime | None
    #: When the file was changed.
    changed: datetime
    tags: tuple[str, ...]
    related: tuple[str, ...]
    #: Paths that led to it elsewhere.
    addresses: tuple[str, ...]
    #: Names that others link to it by.
    aliases: tuple[str, ...]
    #: What was understood only in part.
    notes: tuple[Note, ...]

    @property
    def status(self) -> str:
        """Return the status of the post."""
        return self.visibility.status


def read_draft(
    file: File, now: datetime, bases: tuple[str, ...] = (), settings: FolderSettings | None = None
) -> Draft:
    """Read a file and the settings around it; raise Unreadable: why it makes no post."""
    source = read(file)
    if not source.text.strip():
        raise Unreadable("it is empty")
    if reason := foreign_format(source.text):
        raise Unreadable(f"{reason} and no Markdown")
    front = (settings or FolderSettings()).complete(front_matter.split(source.text), file)
    return _draft(file, source, front, now, bases)


def _draft(
    file: File, source: SourceText, front: FrontMatter, now: datetime, bases: tuple[str, ...]
) -> Draft:
    first_line = source.text.count("\n") - front.body.count("\n") + 1
    body = translate(front.body, first_line)
    title, text, doubts = _title(front, body.text, file)
    if source.doubtful is not None:
        doubts += (Note("it is not UTF-8: it was read as Windows-1252", source.doubtful),)
    tags = _tags(front, file)
    date = front.date(*_DATES) or _date_in_name(file)
    visibility = judge(front, file, tags, date, now)
    updated = front.date(*_UPDATES)
    categories = front.list("categories", "category", blanks=_is_of_jekyll(file))
    values, refused = _values(front)
    return Draft(
        file=file,
        title=title,
        body=text,
        values=values,
        visibility=replace(visibility, status="draft", until=None) if doubts else visibility,
        slug=front.text("slug"),
        date=on_its_day(date) if date else None,
        updated=on_its_day(updated) if updated else None,
        changed=source.modified,
        tags=tags,
        related=front.list("related"),
        addresses=names.addresses(front, file, date, categories, bases),
        aliases=names.aliases(front),
        notes=(
            *front.notes,
            *refused,
            *_of_title(title, front),
            *body.notes,
            *visibility.notes,
            *map(_as_draft, doubts),
        ),
    )


def _values(front: FrontMatter) -> tuple[dict[str, Any], tuple[Note, ...]]:
    """Return the values of the fields that front matter has, and what is none."""
    values: dict[str, Any] = {}
    notes: list[Note] = []
    for each in FIELDS:
        words = _shown(front.text(*each.front_matter))
        try:
            if words:
                values[each.key] = each.check(each.value_type.adapt(words))
        except Invalid as fault:
            notes.append(Note(f"{fault.message}: `{each.key}` is left out"))
    return values, tuple(notes)


def _as_draft(note: Note) -> Note:
    return replace(note, words=f"{note.words}: the post is a draft")


def _date_in_name(file: File) -> datetime | None:
    head = DATED_NAME.match(file.stem)
    return moment(head[1]) if head else None


def _tags(front: FrontMatter, file: File) -> tuple[str, ...]:
    """Return the titles of the tags, however they are written."""
    tables = front.fields.get("taxonomies")
    tables = tables if isinstance(tables, dict) else {}
    inner = FrontMatter(tables, {}, "")
    in_tables = inner.list(*(name for name in tables if str(name).lower() not in _PEOPLE))
    tags = map(names.unlinked, (*front.list(*_TAGS, blanks=_is_of_jekyll(file)), *in_tables))
    return tuple(dict.fromkeys(tag for tag in tags if 0 < len(tag) <= LONGEST_TITLE))


def _is_of_jekyll(file: File) -> bool:
    """Tell the posts of Jekyll, which cuts a list at its blanks, from those of Hexo."""
    folders = [folder.name for folder in (file.root, *file.folders)]
    is_post = "_posts" in folders and DATED_NAME.match(file.stem) is not None
    return (is_post or "_drafts" in folders) and "source" not in folders


def _title(front: FrontMatter, text: str, file: File) -> tuple[str, str, tuple[Note, ...]]:
    """Find the title, the body without it, and why the body cannot be shown."""
    own = _shown(front.text("title"))
    try:
        heading = markdown.take_title(text)
    except markdown.Oversize as fault:
        return _cut(own or _readable(file)), text, (Note(str(fault)),)
    except RecursionError:
        return _cut(own or _readable(file)), text, (Note("it is too deep"),)
    if not own and heading.title and len(heading.title) <= LONGEST_TITLE:
        return heading.title, heading.text, ()
    is_same = heading.title is not None and fold(heading.title) == fold(own)
    title = own or heading.title or _readable(file)
    return _cut(title), heading.text if is_same and len(title) <= LONGEST_TITLE else text, ()


def _shown(words: str) -> str:
    """Return the words of a field without the comments in them."""
    return " ".join(markdown.strip_comments(words).text.split())


def _of_title(title: str, front: FrontMatter) -> tuple[Note, ...]:
    if not title.endswith("…") or len(title) < LONGEST_TITLE:
        return ()
    return (Note(f"the title is cut at {LONGEST_TITLE} characters", front.lines.get("title")),)


def _cut(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"


def _readable(file: File) -> str:
    words = " ".join(re.sub(r"[-_]+", " ", file.name).split())
    return words[:1].upper() + words[1:] or file.stem
