"""What a file says about who may see it to the status of its post.

Not understood means draft: whatever sounds as if it said who may see a post, and is not
understood here, keeps it from visitors. So does a date to come.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.importing import status_words as names
from app.importing.dates import moment
from app.importing.fields import Note
from app.importing.files import File
from app.importing.front_matter import FrontMatter, flag

_PUBLIC = frozenset(
    "published publish public live everyone everybody anyone all world released posted".split()  # noqa: SIM905
)
_HIDDEN = frozenset(
    "draft drafts private hidden unlisted unpublished pending future scheduled secret trash"  # noqa: SIM905
    " password members internal nobody none never wip inherit auto-draft archived disabled inactive"
    " unreleased deleted removed rejected withdrawn retired expired restricted confidential"
    " unfinished incomplete in-progress paid only_paid subscribers".split()
)
#: Folders whose files are no pages: drafts, and what other pages are made of.
FOLDERS = frozenset(
    "_drafts drafts draft _private private unpublished templates _templates template archetypes"  # noqa: SIM905
    " scaffolds _includes _layouts _partials bak .recycle hidden unlisted secret secrets"
    " confidential trash wip unfinished brouillons entwürfe borradores privat privé privado".split()
)
#: Tags that are no topic.
_TAGS = frozenset("draft drafts private unpublished hidden unlisted nopublish noexport".split())  # noqa: SIM905
_TAG_LINE = re.compile(r"^[ \t]*#[\w/-]+(?:[ \t]+#[\w/-]+)*[ \t]*$", re.M)
_ALWAYS = frozenset({"always", "true", "yes"})
#: What the Digital Garden, Obsidian Publish and Logseq need to publish a page.
_CHOICES = ("dg-publish", "dgpublish", "publish", "public")
#: What the theme Material for MkDocs can leave out around a page.
_PARTS = frozenset({"navigation", "toc", "footer", "tags", "path", "feedback"})
_ROBOTS = frozenset({"robots", "googlebot", "meta", "head"})
_LONGEST = 40
_UNKNOWN = "`{name}` is {value}, which is not understood here: the post is a draft"


@dataclass(frozen=True, slots=True)
class Visibility:
    """What visitors may see of a post, and what an editor should know of it."""

    status: str
    notes: tuple[Note, ...] = ()
    #: Until when it is a draft only because its day has not come.
    until: datetime | None = None
    #: The file itself says that it is public, in the words of a tool that publishes nothing else.
    opt_in: bool = False


def judge(
    front: FrontMatter, file: File, tags: tuple[str, ...], date: datetime | None, now: datetime
) -> Visibility:
    """Tell what visitors may see; `date` is the post's own."""
    reasons = [*_reasons(front), *_surroundings(file, tags), *_own_tags(front.body)]
    if reasons or not front.certain:
        return Visibility("draft", tuple(reason for reason in reasons if reason.words))
    start = max((when for when in (date, *_starts(front)) if when), default=now)
    if start > now:
        return Visibility("draft", until=start)
    if any(when <= now for name, when in _moments(front) if names.ends(name)):
        return Visibility("draft", (Note("its last day has passed: the post is a draft"),))
    return Visibility("published", opt_in=any(front.flag(name) for name in _CHOICES))


def hides(fields: Mapping[str, object]) -> bool:
    """Return whether fields alone keep a post from visitors."""
    return any(True for _ in _reasons(FrontMatter(fields, {}, "")))


def _starts(front: FrontMatter) -> Iterator[datetime]:
    """Return every moment before which the post is not to be seen, whatever its field is called."""
    for name, when in _moments(front):
        if names.sounds_like_status(name) and not names.ends(name):
            yield when


def _moments(front: FrontMatter) -> Iterator[tuple[str, datetime]]:
    for name, value in _all_fields(front.fields):
        when = moment(value)
        if when is not None:
            yield name.rpartition(".")[2].lower(), when


def _surroundings(file: File, tags: tuple[str, ...]) -> Iterator[Note]:
    """Return the reasons in where a file stands, what it is called and what it is tagged with."""
    for folder in (file.root, *file.folders):
        name = folder.name.lower()
        if name in FOLDERS:
            plainly = "draft" in name or "private" in name
            yield Note("" if plainly else f"files in {name}/ are no pages: the post is a draft")
    if file.stem.startswith("_") and not file.is_index:
        yield Note("a file whose name begins with _ is no page: the post is a draft")
    for word in _TAGS.intersection(file.stem.lower().split(".")[1:]):
        yield Note(f"its name says {word!r}: the post is a draft")
    for tag in tags:
        if tag.lower() in _TAGS:
            yield Note(f"it is tagged {tag!r}: the post is a draft")


def _own_tags(body: str) -> Iterator[Note]:
    """Return the reasons in lines of nothing but tags, as note programs have them: `#draft`."""
    for line in _TAG_LINE.findall(body):
        for tag in line.lower().split():
            if tag.lstrip("#") in _TAGS:
                yield Note(f"it is tagged {tag!r}: the post is a draft")


def _reasons(front: FrontMatter) -> Iterator[Note]:
    """Return the reasons in the fields; one without words needs none, its author said it."""
    for name, value in _all_fields(front.fields):
        table, _, last = name.rpartition(".")
        verdict = _verdict(names.plain(last), _single(value))
        if verdict is None and (not table or names.plain(table) in names.OWN_TABLES):
            verdict = _perhaps(names.plain(last), _single(value))
        if verdict is not None:
            words = verdict.format(name=name, value=_short(value))
            if "." in name and not words:  # it may say this of something else
                words = f"`{name}` is {_short(value)}: the post is a draft"
            yield Note(words, front.lines.get(name))
    if front.flag("permalink") is False:  # Eleventy writes no page
        yield Note("")
    for name, value in front.fields.items():
        is_said = value not in (None, "") and flag(value) is not False
        if is_said and names.plain(name) in names.DATES and moment(value) is None:
            yield Note(f"`{name}` is not a date: the post is a draft", front.lines.get(name))


def _all_fields(fields: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Return the fields, and those of the tables that generators keep for their users."""
    for name, value in fields.items():
        yield name, value
        if isinstance(value, dict) and names.plain(name) not in names.BUILD:
            yield from ((f"{name}.{inner}", each) for inner, each in value.items())


def _single(value: object) -> object:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _short(value: object) -> str:
    words = " ".join(str(_single(value)).split())
    return repr(words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…")


def _verdict(name: str, value: object) -> str | None:
    """Return the words that tell why a field hides a post; empty where it says so plainly."""
    if value in (None, "", [], {}) or (name in names.DATES and moment(value)):
        return None
    word = str(value).strip().lower()
    if name in names.HIDING:
        parts = {str(part) for part in (value if isinstance(value, list) else [value])}
        return None if name == "hide" and parts <= _PARTS else _of_flag(value, hides=True)
    if name in names.SHOWING:
        return None if word in _PUBLIC else "" if word in _HIDDEN else _of_flag(value, hides=False)
    if name in names.STATUS:
        return None if word in _PUBLIC else "" if word in _HIDDEN else _UNKNOWN
    return _of_others(name, value, word)


def _of_flag(value: object, *, hides: bool) -> str | None:
    said = flag(value)
    if said is None:
        return None if moment(value) and not hides else _UNKNOWN
    return "" if said is hides else None


def _perhaps(name: str, value: object) -> str | None:
    """Judge a name that means other things too, by the one answer that hides a post."""
    if name in names.PERHAPS_HIDING:
        return "" if flag(value) or moment(value) else None
    return "" if name in names.PERHAPS_SHOWING and flag(value) is False else None


def _of_others(name: str, value: object, word: str) -> str | None:
    if name in names.BUILD:
        parts = value if isinstance(value, dict) else {}
        places = {str(parts.get(part, "always")).lower() for part in ("render", "list")}
        return None if places <= _ALWAYS else ""
    if name in names.LOCKS:
        return None if flag(value) is False else "it has a password: the post is a draft"
    if name in names.PERHAPS_STATUS:
        return "" if word in _HIDDEN else _UNKNOWN if isinstance(value, dict) else None
    if (name == "sitemap" and flag(value) is False) or (name in _ROBOTS and "noindex" in word):
        return ""
    if names.sounds_like_status(name) and name not in names.DATES:
        return None if flag(value) is False or moment(value) else _UNKNOWN
    return None
