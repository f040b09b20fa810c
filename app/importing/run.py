"""The import as a whole: plan, then prepare and store in batches, then relate."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from app import markdown
from app.importing.links import Posts
from app.importing.plan import Options, Planned, make_plan
from app.importing.report import Remark, Report
from app.importing.store import Ready, prepare, relate_all, store
from db.engine import Database

#: Called with how many files are done, how many there are, and the name of the last one.
Progress = Callable[[int, int, str], None]

_BATCH = 50


def run(
    database: Database,
    paths: Iterable[Path],
    options: Options | None = None,
    progress: Progress | None = None,
) -> Report:
    """Import every Markdown file below the paths; running it again changes nothing."""
    report = Report()
    plan = make_plan(database, paths, options or Options(), report)
    done, total = 0, len(plan.planned)
    for batch in _batches(plan.planned):
        store(database, _prepared(database, batch, plan.posts, report), report)
        done += len(batch)
        if progress is not None:
            progress(done, total, batch[-1].draft.file.shown)
    relate_all(database, plan.planned, plan.posts, report)
    return report


def _batches(planned: Sequence[Planned]) -> Iterator[list[Planned]]:
    rest = iter(planned)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _prepared(
    database: Database, batch: list[Planned], known: Posts, report: Report
) -> list[Ready]:
    ready = []
    with database.reading():
        for each in batch:
            try:
                ready.append(prepare(each, known))
            except markdown.Oversize as fault:
                report.skipped.append(Remark(each.draft.file.shown, str(fault)))
    return ready
