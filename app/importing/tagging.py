"""Stored posts to their tags and relations.

Tags of published posts come first, so that a tag is a draft only where all its posts are. What
cannot be related costs that relation, and is told.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from app.importing.links import Posts
from app.importing.plan import ImportPlan, PlannedPost
from app.importing.report import Remark, Report
from app.importing.store import write_together
from db import graph, posts
from db.engine import Database
from db.graph import queries, types
from db.kernel.errors import Conflict, DbError
from db.kernel.records import PostLink
from db.kernel.well_known import IS_A, RELATED, TAG, TAGGED
from db.posts import NewPost
from db.posts.slugs import slug_from

_BATCH = 50

_Relating = Callable[[PlannedPost], int]


def relate_all(
    database: Database, plan: ImportPlan, stored: Sequence[PlannedPost], report: Report
) -> None:
    """Give the stored posts their tags and related posts; count the relations that are new."""

    def write(planned: Sequence[PlannedPost], relate: _Relating) -> None:
        for start in range(0, len(planned), _BATCH):
            batch = planned[start : start + _BATCH]
            report.edges += sum(write_together(database, batch, relate, refused))

    def refused(planned: PlannedPost, fault: DbError) -> Sequence[int]:
        report.notes.append(Remark(planned.draft.file.shown, fault.message))
        return []

    in_order = sorted(stored, key=lambda each: each.draft.status != "published")
    write([each for each in in_order if each.is_tag], _make_tag)
    slugs = _folder_tags(database, plan, in_order)
    write(in_order, lambda each: _tag(each, slugs))
    related = [each for each in stored if each.draft.related]
    write(related, lambda each: _relate(each, plan.posts, report))


def _make_tag(planned: PlannedPost) -> int:
    return graph.relate(planned.slug, IS_A, TAG)


def _folder_tags(
    database: Database, plan: ImportPlan, stored: Iterable[PlannedPost]
) -> dict[Path, str]:
    """Create the tags of the folders that no post speaks for; return the slug of each."""
    published = (each for each in stored if each.draft.status == "published")
    public = {plan.tags[folder].slug for each in published for folder in each.folders}
    slugs = {folder: tag.slug for folder, tag in plan.tags.items()}
    for folder, tag in plan.tags.items():
        if tag.title is not None:
            with database.writing():
                slugs[folder] = _folder_tag(tag.title, tag.slug, tag.slug in public)
    return slugs


def _folder_tag(title: str, slug: str, public: bool) -> str:
    there = types.instance_named(title, TAG)
    if there is not None:
        return there
    status = "published" if public else "draft"
    new = NewPost(title, slug=slug, status=status, goes_public=not public)
    try:
        posts.create(new)
    except Conflict:  # somebody has taken the slug meanwhile
        slug = posts.create(replace(new, slug=None))
    graph.relate(slug, IS_A, TAG)
    return slug


def _tag(planned: PlannedPost, of_folders: dict[Path, str]) -> int:
    folders = [of_folders[folder] for folder in planned.folders]
    public = planned.draft.status == "published"
    own = [graph.find_or_create(title, TAG, public=public) for title in planned.draft.tags]
    there = {planned.slug, *_slugs(queries.tags_of(planned.slug, public=False))}
    new = [tag for tag in dict.fromkeys((*folders, *own)) if tag not in there]
    return sum(graph.relate(planned.slug, TAGGED, tag) for tag in new)


def _relate(planned: PlannedPost, site: Posts, report: Report) -> int:
    file, count = planned.draft.file, 0
    there = {planned.slug, *_slugs(queries.related_to(planned.slug, public=False))}
    for name in planned.draft.related:
        target = site.slug(str(file.path.parent / name)) or slug_from(name)
        if target in there:
            continue
        if queries.post(target) is None:
            report.notes.append(Remark(file.shown, f"`related`: there is no post {target!r}"))
        else:
            count += graph.relate(planned.slug, RELATED, target)
            there.add(target)
    return count


def _slugs(links: Iterable[PostLink]) -> set[str]:
    return {link.slug for link in links}
