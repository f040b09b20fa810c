"""What one file says of others: whole sections that are drafts, and tools that publish by choice.

Where a garden publishes only what says so (Digital Garden, Obsidian Publish, Logseq), silence
means that a note is private.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from app import confinement
from app.importing.drafts import Draft
from app.importing.report import Remark, Report

_LARGEST_SETTINGS = 256 * 1024
_ALL_PUBLIC = re.compile(r"^[^;\n]*:publishing/all-pages-public\?\s+true", re.M)


def apply(drafts: Sequence[Draft], report: Report) -> list[Draft]:
    """Make drafts of what visitors of the original do not see, and say so."""
    sections = {each.file.path.parent for each in drafts if each.visibility.section}
    by_choice = {each.file.root for each in drafts if each.visibility.opt_in}
    by_choice |= {root for root in {each.file.root for each in drafts} if _is_logseq(root)}
    return [_applied(each, sections, by_choice, report) for each in drafts]


def _applied(each: Draft, sections: set[Path], by_choice: set[Path], report: Report) -> Draft:
    visibility = each.visibility
    if visibility.status == "draft":
        return each
    if not sections.isdisjoint(each.file.folders):
        report.notes.append(Remark(each.file.shown, "its section is a draft: so is the post"))
    elif each.file.root in by_choice and not visibility.opt_in:
        report.silent.append(each.file.shown)
    else:
        return each
    return replace(each, visibility=replace(visibility, status="draft"))


def _is_logseq(root: Path) -> bool:
    """Tell a graph of Logseq that does not publish all of its pages."""
    try:
        settings = confinement.read(root, Path("logseq/config.edn"), _LARGEST_SETTINGS).data
    except (OSError, confinement.Outside):
        return False
    return not _ALL_PUBLIC.search(settings.decode("utf-8", "replace"))
