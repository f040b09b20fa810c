"""Files to a plan: which file becomes which post, and what each folder is.

Everything that one file must know of the others is decided here, before the
first post is written: slugs, so that links can be led to them, and tags.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.importing.drafts import Draft, draft
from app.importing.files import File, Missing, Unreadable, find
from app.importing.links import Posts, paths_of
from app.importing.report import Remark, Report
from app.importing.slugs import Slugs
from db import graph, posts, queries
from db.engine import Database
from db.seeds import SEEDS
from db.slugs import RESERVED, slug_from
from db.vocabulary import TAG

_SITES_OWN = RESERVED | {seed.slug for seed in SEEDS}


@dataclass(frozen=True, slots=True)
class Options:
    """How to import."""

    #: Each folder below the path is a tag of the files in it.
    folder_tags: bool = False
    #: Where the same folders stand on the web: links there lead to the posts.
    base_urls: tuple[str, ...] = ()
    #: Leave out the README or index file of the folder that was named.
    skip_readme: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """A draft whose post has a name."""

    draft: Draft
    slug: str
    #: The tags that its folders are.
    tags: tuple[str, ...]
    #: The post speaks for a folder that is a tag.
    is_tag: bool
    #: When the post that it already is was published, if its file does not say.
    published: datetime | None


@dataclass(frozen=True, slots=True)
class Plan:
    """All that will be written."""

    planned: tuple[Planned, ...]
    posts: Posts


def origin_of(path: Path) -> str:
    """Name where a post comes from, the same in every run."""
    return f"file:{path}"


def make_plan(database: Database, paths: Iterable[Path], options: Options, report: Report) -> Plan:
    """Read all files and decide what they become; what cannot be read goes into the report."""
    drafts = _drafts(paths, options, report)
    speakers = _speakers(drafts) if options.folder_tags else {}
    tags = _made_tags(database, drafts, speakers) if options.folder_tags else {}
    with database.reading():
        slugs = _slugs(drafts, report)
        tags |= {folder: slugs[file] for folder, file in speakers.items() if file in slugs}
        planned = tuple(_planned(each, slugs, tags) for each in drafts if each.file in slugs)
    # What speaks for a folder comes first: a tag is there before what it is on.
    in_order = sorted(planned, key=lambda each: not each.is_tag)
    return Plan(tuple(in_order), _posts(planned, tags, options))


def _drafts(paths: Iterable[Path], options: Options, report: Report) -> list[Draft]:
    drafts = []
    for found in find(paths):
        if isinstance(found, Missing):
            report.skipped.append(Remark(found.path, found.reason))
        elif not (options.skip_readme and found.is_index and not found.folders):
            drafts += _draft(found, report)
    return drafts


def _draft(file: File, report: Report) -> list[Draft]:
    try:
        made = draft(file)
    except Unreadable as fault:
        report.skipped.append(Remark(file.shown, fault.reason, fault.line))
        return []
    report.notes += (Remark(file.shown, note) for note in made.notes)
    return [made]


def _speakers(drafts: Sequence[Draft]) -> dict[Path, File]:
    """Find the file that speaks for each folder: its README is the page of the tag."""
    found: dict[Path, File] = {}
    for each in drafts:
        if each.file.is_index and each.file.folders:
            found.setdefault(each.file.path.parent, each.file)
    return found


def _made_tags(
    database: Database, drafts: Sequence[Draft], speakers: Mapping[Path, File]
) -> dict[Path, str]:
    """Find or make a tag for each folder for which no file speaks."""
    folders = sorted({folder for each in drafts for folder in each.file.folders} - {*speakers})
    with database.writing():
        return {folder: _tag(folder.name) for folder in folders}


def _tag(name: str) -> str:
    slug = slug_from(name)
    return slug if queries.is_a(slug, TAG) else graph.find_or_create(name, TAG)


def _slugs(drafts: Sequence[Draft], report: Report) -> dict[File, str]:
    """Give each file its slug: first what is there, then what was asked for, then folders."""
    slugs = Slugs(_title_at)
    found: dict[File, str] = {}
    for each in drafts:
        known = posts.slug_of_origin(origin_of(each.file.path))
        if known is not None:
            found[each.file] = known
            slugs.keep(known, each.file.shown)
    for each in sorted(drafts, key=lambda each: (not each.slug, not each.file.is_index)):
        if each.file not in found:
            try:
                found[each.file] = slugs.give(each)
            except Unreadable as fault:
                report.skipped.append(Remark(each.file.shown, fault.reason))
    return found


def _title_at(slug: str) -> str | None:
    if slug in _SITES_OWN:
        return ""
    view = queries.post(slug)
    return view.title if view else None


def _planned(each: Draft, slugs: Mapping[File, str], tags: Mapping[Path, str]) -> Planned:
    slug = slugs[each.file]
    of_folders = [tags[folder] for folder in each.file.folders if folder in tags]
    view = None if each.date else queries.post(slug)
    return Planned(
        draft=each,
        slug=slug,
        tags=tuple(tag for tag in of_folders if tag != slug),
        is_tag=slug in of_folders,
        published=view.published if view else None,
    )


def _posts(planned: Sequence[Planned], tags: Mapping[Path, str], options: Options) -> Posts:
    slug_by_path = {str(folder): slug for folder, slug in tags.items()}
    for each in planned:
        slug_by_path |= dict.fromkeys(paths_of(each.draft.file), each.slug)
    return Posts(
        roots=tuple(dict.fromkeys(each.draft.file.root for each in planned)),
        bases=tuple(base if base.endswith("/") else f"{base}/" for base in options.base_urls),
        slug_by_path=slug_by_path,
        earlier=lambda path: posts.slug_of_origin(origin_of(path)),
    )
