"""Planned posts to stored posts, in batches, one transaction each.

A batch that fails is written again post by post, so that one post that cannot be stored costs no
other. Counts what was stored, and only that.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from app import markdown
from app.importing.drafts import Draft
from app.importing.links import Links, Posts
from app.importing.plan import PlannedPost
from app.importing.report import Remark, Report
from app.web.documents import extract_of
from db import posts
from db.engine import Database
from db.kernel.errors import Conflict, DbError, Unavailable
from db.kernel.text import fold
from db.posts import NewPost, Outcome

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class StoredPost:
    """A post as it will be stored, and what was changed to make it one."""

    planned: PlannedPost
    new: NewPost
    links: Links
    #: What a page will not show of it.
    notes: tuple[Remark, ...] = ()


def prepare(planned: PlannedPost, site: Posts, origin: str, report: Report) -> StoredPost:
    """Lead links to posts, and tell what of the text no page shows.

    A body that the site cannot show is kept as it is, in a draft.
    """
    draft = planned.draft
    links = Links(draft.file, site, draft.addresses)
    status, body, plain, extract = draft.status, draft.body, None, None
    notes: tuple[Remark, ...] = ()
    try:
        body = markdown.adapt(draft.body, links.addresses)
        read = markdown.read_body(body, "markdown", highlight=False)
        plain, notes = read.plain, tuple(_notes(draft, read))
        extract = extract_of(read, origin)
    except (markdown.Oversize, RecursionError) as fault:
        reason = str(fault) if isinstance(fault, markdown.Oversize) else "it is too deep"
        report.notes.append(Remark(draft.file.shown, f"{reason}: the post is a draft"))
        status, body = "draft", draft.body
    date = draft.date or planned.published
    new = NewPost(
        title=draft.title,
        body=body,
        status=status,
        slug=planned.slug,
        published=date or (draft.changed if status == "published" else None),
        updated=draft.updated or draft.changed,
        plain=plain,
        extract=extract,
        **draft.values,
        aliases=_aliases(draft, planned.slug),
        addresses=tuple(path for path in draft.addresses if path.strip("/") != planned.slug),
    )
    ready = replace(
        planned, draft=replace(draft, visibility=replace(draft.visibility, status=status))
    )
    return StoredPost(ready, new, links, notes)


def _notes(draft: Draft, body: markdown.Body) -> Iterator[Remark]:
    """Tell what a page will not show of a text, by its lines in the file."""
    if body.unclosed is not None:
        words = (
            f"the comment in line {body.unclosed} of the text never ends, and hides what follows"
        )
        yield Remark(draft.file.shown, words)
    for each in body.left_out:
        yield Remark(draft.file.shown, f"line {each.line} of the text: {each.words}")


def _aliases(draft: Draft, slug: str) -> tuple[str, ...]:
    """Return the names that others link by, the name of the file among them."""
    name = draft.file.path.parent.name if draft.file.is_index else draft.file.stem
    names = (*draft.aliases, name)
    return tuple(alias for alias in names if fold(alias) not in (fold(draft.title), slug))


def store(database: Database, batch: Sequence[StoredPost], report: Report) -> list[PlannedPost]:
    """Write a batch and return what was stored; what the database refuses goes into the report."""
    pairs = write_together(database, batch, _put, partial(_put_elsewhere, database, report))
    for ready, outcome in pairs:
        _count(ready, outcome, report)
    return [ready.planned for ready, _ in pairs]


def write_together(
    database: Database,
    batch: Sequence[_Item],
    write: Callable[[_Item], _Result],
    refused: Callable[[_Item, DbError], Sequence[_Result]],
) -> Sequence[_Result]:
    """Write a batch in one transaction; if it fails, one by one, each that fails by `refused`."""
    try:
        with database.writing():
            return [write(each) for each in batch]
    except Unavailable:
        raise
    except DbError as fault:
        if len(batch) == 1:
            return refused(batch[0], fault)
    return [result for each in batch for result in write_together(database, [each], write, refused)]


def _put(ready: StoredPost) -> tuple[StoredPost, Outcome]:
    return ready, posts.put(ready.new, ready.planned.origin)


def _put_elsewhere(
    database: Database, report: Report, ready: StoredPost, fault: DbError
) -> Sequence[tuple[StoredPost, Outcome]]:
    """Give a post another slug when somebody has taken its own since it was planned."""
    path = ready.planned.draft.file.shown
    with database.reading():
        slug = posts.unique_slug(ready.planned.slug)
    if not isinstance(fault, Conflict) or slug == ready.planned.slug:
        report.skipped.append(Remark(path, fault.message))
        return []
    report.notes.append(Remark(path, f"{fault.message}: the post is at /{slug}/"))
    planned, new = replace(ready.planned, slug=slug), replace(ready.new, slug=slug)
    again = replace(ready, planned=planned, new=new)
    return write_together(database, [again], _put, partial(_put_elsewhere, database, report))


def _count(ready: StoredPost, outcome: Outcome, report: Report) -> None:
    path = ready.planned.draft.file.shown
    report.drafts += ready.new.status == "draft"
    report.created += outcome == "created"
    report.changed += outcome == "changed"
    report.unchanged += outcome == "unchanged"
    if outcome == "unchanged":
        return
    report.notes += ready.notes
    report.broken_links += (Remark(path, address) for address in ready.links.broken)
    report.broken_images += (Remark(path, address) for address in ready.links.missing)
