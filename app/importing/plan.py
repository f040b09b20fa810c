"""Files to a plan: which file becomes which post, and what each folder is.

Everything that one file must know of the others is decided here, before the first post is
written: who may see it, slugs, so that links can be led to them, and tags.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from app.importing.drafts import Draft, read_draft
from app.importing.files import File, Unreadable, find
from app.importing.folders import FolderTag, speakers, tag_of, tagging_folders
from app.importing.identity import Origins, origin_of
from app.importing.links import Posts, paths_of
from app.importing.report import Remark, Report
from app.importing.settings import FolderSettings
from app.importing.slugs import Slugs, is_as_asked
from db import posts
from db.engine import Database
from db.graph import queries
from db.posts import ImportedPost


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to import."""

    #: Each folder below the path is a tag of the files in it.
    folder_tags: bool = False
    #: Where the same folders stand on the web: links there lead to the posts.
    base_urls: tuple[str, ...] = ()
    #: Leave out the README or index file of the folder that was named.
    skip_readme: bool = False
    #: Where the site stands: links there are its own.
    origin: str = ""

    @property
    def bases(self) -> tuple[str, ...]:
        """Return the base URLs, each with a slash at its end."""
        return tuple(base if base.endswith("/") else f"{base}/" for base in self.base_urls)


@dataclass(frozen=True, slots=True)
class PlannedPost:
    """A draft whose post has a name."""

    draft: Draft
    slug: str
    #: What the post remembers of where it comes from.
    origin: str
    #: The folders whose tags it has, the outermost first.
    folders: tuple[Path, ...]
    #: The post speaks for a folder that is a tag.
    is_tag: bool
    #: When the post that it already is was published, if its file does not say.
    published: datetime | None


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """All that will be written."""

    planned: tuple[PlannedPost, ...]
    posts: Posts
    tags: Mapping[Path, FolderTag]


def make_plan(
    database: Database, paths: Iterable[Path], options: ImportOptions, report: Report
) -> ImportPlan:
    """Read all files and decide what they become; what cannot be read goes into the report."""
    drafts = [*_published_by_choice(_drafts(paths, options, report), report)]
    with database.reading():
        origins = Origins({post.origin: post for post in posts.imported()}, _body)
        earlier = origins.match(drafts)
        slugs = Slugs({*posts.all_slugs()})
        slug_by_file = _slugs(drafts, earlier, slugs, report)
        tags = _tags(drafts, slug_by_file, slugs) if options.folder_tags else {}
    planned = tuple(
        _planned(each, slug_by_file[each.file], earlier.get(each.file), tags) for each in drafts
    )
    return ImportPlan(planned, _posts(planned, tags, options, origins), tags)


def _body(slug: str) -> str:
    view = queries.post(slug)
    return view.body if view else ""


def _drafts(paths: Iterable[Path], options: ImportOptions, report: Report) -> list[Draft]:
    inventory = find(paths)
    report.skipped += (Remark(each.path, each.reason) for each in inventory.missing)
    report.others += inventory.others
    report.pictures += inventory.pictures
    now, settings = datetime.now(UTC), FolderSettings()
    drafts = [
        each
        for file in inventory.files
        if not (options.skip_readme and file.is_index and not file.folders)
        for each in _draft(file, now, options, settings, report)
    ]
    report.notes += settings.remarks()
    return drafts


def _published_by_choice(drafts: Sequence[Draft], report: Report) -> Iterator[Draft]:
    """Make a draft of a file that says nothing, where only what says so is public."""
    by_choice = {each.file.root for each in drafts if each.visibility.opt_in}
    for each in drafts:
        is_silent = each.file.root in by_choice and not each.visibility.opt_in
        if is_silent and each.status != "draft":
            report.silent.append(each.file.shown)
            yield replace(each, visibility=replace(each.visibility, status="draft"))
        else:
            yield each


def _draft(
    file: File, now: datetime, options: ImportOptions, settings: FolderSettings, report: Report
) -> list[Draft]:
    try:
        draft = read_draft(file, now, options.bases, settings)
    except Unreadable as fault:
        report.skipped.append(Remark(file.shown, fault.reason, fault.line))
        return []
    report.notes += (Remark(file.shown, note.words, note.line) for note in draft.notes)
    if draft.visibility.until:
        report.embargoes.append(Remark(file.shown, str(draft.visibility.until.date())))
    return [draft]


def _slugs(
    drafts: Sequence[Draft], before: Mapping[File, ImportedPost], slugs: Slugs, report: Report
) -> dict[File, str]:
    """Give each file its slug: first what is there, then what was asked for, then folders."""
    slug_by_file = {file: post.slug for file, post in before.items()}
    slugs.taken |= {*slug_by_file.values()}
    for each in sorted(drafts, key=lambda each: (not each.slug, not each.file.is_index)):
        if each.file in slug_by_file:
            continue
        slug_by_file[each.file] = slugs.for_post(each)
        if not is_as_asked(each, slug_by_file[each.file]):
            words = f"the slug {each.slug!r} is taken: the post is at /{slug_by_file[each.file]}/"
            report.notes.append(Remark(each.file.shown, words))
    return slug_by_file


def _tags(
    drafts: Sequence[Draft], slug_by_file: Mapping[File, str], slugs: Slugs
) -> dict[Path, FolderTag]:
    folders = tagging_folders(drafts)
    by_folder = speakers(drafts, folders)
    tags = {folder: FolderTag(slug_by_file[file], None) for folder, file in by_folder.items()}
    by_name: dict[str, FolderTag] = {}
    for folder in folders:
        if folder not in tags:
            name = folder.name.casefold()
            tags[folder] = by_name[name] if name in by_name else tag_of(folder, slugs)
            by_name[name] = tags[folder]
    return tags


def _planned(
    each: Draft, slug: str, before: ImportedPost | None, tags: Mapping[Path, FolderTag]
) -> PlannedPost:
    return PlannedPost(
        draft=each,
        slug=slug,
        origin=before.origin if before else origin_of(each.file.path),
        folders=tuple(folder for folder in each.file.folders if folder in tags),
        is_tag=any(tag.slug == slug for tag in tags.values()),
        published=before.published if before else None,
    )


def _posts(
    planned: Sequence[PlannedPost],
    tags: Mapping[Path, FolderTag],
    options: ImportOptions,
    origins: Origins,
) -> Posts:
    slug_by_path = {str(folder): tag.slug for folder, tag in tags.items()}
    for each in planned:
        slug_by_path |= dict.fromkeys(paths_of(each.draft.file), each.slug)
    return Posts(
        roots=tuple(dict.fromkeys(each.draft.file.root for each in planned)),
        bases=options.bases,
        slug_by_path=slug_by_path,
        slug_by_address={
            path.strip("/"): each.slug
            for each in reversed(planned)
            for path in each.draft.addresses
        },
        earlier=origins.slug_at,
    )
