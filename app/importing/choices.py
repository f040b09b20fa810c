"""What one file says of others: tools that publish by choice.

Where a garden publishes only what says so (Digital Garden, Obsidian Publish, Logseq), silence
means that a note is private.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from app.importing.drafts import Draft
from app.importing.report import Report


def apply(drafts: Sequence[Draft], report: Report) -> list[Draft]:
    """Make drafts of what visitors of the original do not see, and say so."""
    by_choice = {each.file.root for each in drafts if each.visibility.opt_in}
    return [_applied(each, by_choice, report) for each in drafts]


def _applied(each: Draft, by_choice: set[Path], report: Report) -> Draft:
    visibility = each.visibility
    is_silent = each.file.root in by_choice and not visibility.opt_in
    if visibility.status == "draft" or not is_silent:
        return each
    report.silent.append(each.file.shown)
    return replace(each, visibility=replace(visibility, status="draft"))
