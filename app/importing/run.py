"""The import as a whole: plan, then store the posts in batches, then tag and relate them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from app.importing.plan import ImportOptions, PlannedPost, make_plan
from app.importing.report import Report
from app.importing.store import prepare, store
from app.importing.tagging import relate_all
from db.engine import Database

#: Called with how many files are done, how many there are, and the name of the last one.
Progress = Callable[[int, int, str], None]

_BATCH = 50


def run(
    database: Database,
    paths: Iterable[Path],
    options: ImportOptions | None = None,
    progress: Progress | None = None,
) -> Report:
    """Import every Markdown file below the paths; running it again changes nothing."""
    report = Report()
    plan = make_plan(database, paths, options or ImportOptions(), report)
    stored: list[PlannedPost] = []
    done, total = 0, len(plan.planned)
    for batch in _batches(plan.planned):
        with database.reading():
            ready = [prepare(each, plan.posts, report) for each in batch]
        stored += store(database, ready, report)
        done += len(batch)
        if progress is not None:
            progress(done, total, batch[-1].draft.file.shown)
    relate_all(database, plan, stored, report)
    return report


def _batches(planned: Sequence[PlannedPost]) -> Iterator[list[PlannedPost]]:
    rest = iter(planned)
    while batch := list(islice(rest, _BATCH)):
        yield batch
