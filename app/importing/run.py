"""The import as a whole: plan, then store the posts in batches, then tag and relate them."""

from collections.abc import Callable, Iterable
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
    options = options or ImportOptions()
    plan = make_plan(database, paths, options, report)
    stored, total = list[PlannedPost](), len(plan.planned)
    for start in range(0, total, _BATCH):
        batch = plan.planned[start : start + _BATCH]
        with database.reading():
            ready = [prepare(each, plan.posts, options.origin, report) for each in batch]
        stored += store(database, ready, report)
        if progress is not None:
            progress(start + len(batch), total, batch[-1].draft.file.shown)
    relate_all(database, plan, stored, report)
    return report
