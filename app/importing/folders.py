"""Folders to tags: which file speaks for a folder, and which folders are no topic.

A tag never takes the slug of a page: the slugs of all posts are given before. Knows nothing of
what is written in a post.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.importing.drafts import Draft
from app.importing.files import File
from app.importing.slugs import Slugs
from app.importing.visibility import FOLDERS
from db.graph import queries, types
from db.kernel.well_known import TAG
from db.posts.slugs import slug_from


@dataclass(frozen=True, slots=True)
class FolderTag:
    """The tag that a folder is."""

    slug: str
    #: Its title, when no post is it yet.
    title: str | None


def tagging_folders(drafts: Sequence[Draft]) -> list[Path]:
    """Return the folders that are tags: they hold more than the file that speaks for them."""
    pairs = {
        (folder, draft.file.root)
        for draft in drafts
        for folder in draft.file.folders
        if not _is_alone(draft, folder)
    }
    return sorted(folder for folder, root in pairs if _is_topic(folder.relative_to(root)))


def _is_alone(draft: Draft, folder: Path) -> bool:
    return draft.file.is_index and draft.file.path.parent == folder


def _is_topic(path: Path) -> bool:
    return not any(name.startswith("_") or name.lower() in FOLDERS for name in path.parts)


def speakers(drafts: Sequence[Draft], folders: Sequence[Path]) -> dict[Path, File]:
    """Find the file that speaks for each folder: in it, or beside it under its name."""
    speaker_by_folder: dict[Path, File] = {}
    for draft in sorted(drafts, key=lambda draft: (not draft.file.is_index, len(draft.file.stem))):
        file = draft.file
        folder = file.path.parent if file.is_index else file.path.with_suffix("")
        if folder in folders:
            speaker_by_folder.setdefault(folder, file)
    return speaker_by_folder


def tag_of(folder: Path, slugs: Slugs) -> FolderTag:
    """Find the tag of a folder for which no file speaks, or give it a slug."""
    slug = slug_from(folder.name)
    if queries.is_a(slug, TAG):
        return FolderTag(slug, None)
    there = types.instance_named(folder.name, TAG)
    return FolderTag(there, None) if there else FolderTag(slugs.for_tag(folder.name), folder.name)
