"""Planned posts to posts and edges, in batches, one transaction each.

A batch that fails is done again post by post, so that one post that cannot be
stored costs no other. Counts what was kept, and only that.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from app import markdown
from app.importing.links import Links, Posts
from app.importing.plan import Planned, origin_of
from app.importing.report import Remark, Report
from db import graph, posts, queries
from db.engine import Database
from db.errors import DbError, NotFound, Unavailable
from db.posts import NewPost, Outcome
from db.queries import PostLink
from db.slugs import slug_from
from db.vocabulary import IS_A, RELATED, TAG, TAGGED


@dataclass(frozen=True, slots=True)
class Ready:
    """A post as it will be stored, and what was changed to make it one."""

    planned: Planned
    new: NewPost
    adapted: markdown.Adapted
    links: Links


def prepare(planned: Planned, known: Posts) -> Ready:
    """Lead links to posts and turn HTML into Markdown; raise Oversize when it is no document."""
    draft, links = planned.draft, Links(planned.draft.file, known)
    adapted = markdown.adapt(draft.body, links.addresses)
    dated = draft.date or planned.published
    new = NewPost(
        title=draft.title,
        body=adapted.text,
        summary=draft.summary,
        status=draft.status,
        slug=planned.slug,
        published=dated or (draft.changed if draft.status == "published" else None),
        updated=draft.updated or draft.changed,
        plain=markdown.checked_text(adapted.text),
    )
    return Ready(planned, new, adapted, links)


def store(database: Database, batch: list[Ready], report: Report) -> None:
    """Write a batch; what the database refuses goes into the report."""
    try:
        with database.writing():
            done = [_write(ready) for ready in batch]
    except Unavailable:
        raise
    except DbError as fault:
        if len(batch) == 1:
            report.skipped.append(Remark(batch[0].planned.draft.file.shown, fault.message))
            return
        for ready in batch:
            store(database, [ready], report)
        return
    for ready, (outcome, edges) in zip(batch, done, strict=True):
        _count(ready, outcome, edges, report)


def _write(ready: Ready) -> tuple[Outcome, int]:
    """Put a post and relate it to its tags; say what came of it, and how many edges are new."""
    slug, draft = ready.planned.slug, ready.planned.draft
    outcome = posts.put(ready.new, origin_of(draft.file.path))
    made = graph.relate(slug, IS_A, TAG) if ready.planned.is_tag else False
    known = set() if outcome == "created" else _slugs(queries.tags_of(slug, public=False))
    named = (graph.find_or_create(title, TAG) for title in draft.tags)
    tags = dict.fromkeys((*ready.planned.tags, *named))
    new = [tag for tag in tags if tag not in known and tag != slug]
    return outcome, made + sum(graph.relate(slug, TAGGED, tag) for tag in new)


def _slugs(links: Iterable[PostLink]) -> set[str]:
    return {link.slug for link in links}


def _count(ready: Ready, outcome: Outcome, edges: int, report: Report) -> None:
    path = ready.planned.draft.file.shown
    report.created += outcome == "created"
    report.changed += outcome == "changed"
    report.unchanged += outcome == "unchanged"
    report.edges += edges
    if outcome == "unchanged":
        return
    report.html += ready.adapted.html
    report.frames += ready.adapted.frames
    report.films += ready.adapted.films
    report.broken_links += (Remark(path, address) for address in ready.links.broken)
    report.broken_images += (Remark(path, address) for address in ready.links.missing)


def relate_all(
    database: Database, planned: Iterable[Planned], known: Posts, report: Report
) -> None:
    """Make the edges that files ask for by `related`, now that all posts are there."""
    with database.writing():
        for each in planned:
            if each.draft.related:
                _relate_to(each, known, report)


def _relate_to(planned: Planned, known: Posts, report: Report) -> None:
    file = planned.draft.file
    there = {planned.slug, *_slugs(queries.related_to(planned.slug, public=False))}
    for name in planned.draft.related:
        target = known.slug(str(file.path.parent / name)) or slug_from(name)
        if target in there:
            continue
        try:
            report.edges += graph.relate(planned.slug, RELATED, target)
        except NotFound as fault:
            report.notes.append(Remark(file.shown, f"`related`: {fault.message}"))
