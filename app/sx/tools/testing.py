"""`test`: run conformance files, and the examples and tests beside components."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from app.sx.library.examples import samples
from app.sx.syntax.report import printed, report
from app.sx.tools.conformance import cases_of, complaint, is_conformance
from app.sx.tools.project import Project
from app.sx.tools.terminal import complain, files_at, say, there

#: The place of a trial, its title, and what is wrong with it.
Outcome = tuple[str, str, str | None]


def run(paths: Sequence[Path], project: Project) -> int:
    """Run everything at some paths; print failures and counts."""
    logging.getLogger("app.sx").setLevel(logging.ERROR)
    cases, others = _sorted(paths)
    count = failed = 0
    for place, title, wrong in (*_cases(cases), *_trials(others, project)):
        count += 1
        if wrong is not None:
            failed += 1
            complain(f"{place} {title}\n     {wrong}\n")
    say(f"{count - failed} passed, {failed} failed")
    return 1 if failed else 0


def _sorted(paths: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """Separate conformance files from the rest; a folder without any stays a folder."""
    cases: list[Path] = []
    others: list[Path] = []
    for path in paths:
        files = list(files_at([path]))
        conforming = [file for file in files if is_conformance(file.read_bytes())]
        cases.extend(conforming)
        if not conforming and there(path):
            others.append(path)
        else:
            others.extend(file for file in files if file not in conforming)
    return cases, others


def _cases(files: Iterable[Path]) -> Iterator[Outcome]:
    for file in files:
        for case in cases_of(str(file), file.read_text("utf-8")):
            yield f"{case.file}:{case.line}", case.title, complaint(case)


def _trials(paths: Sequence[Path], project: Project) -> Iterator[Outcome]:
    helpers = samples(project.helpers)
    for loaded in project.load(paths):
        for fault in printed(loaded.faults):
            place = f"{fault.span.source.name}:{fault.span.line}"
            yield place, "does not compile", _indented(report(fault))
        for trial in loaded.trials:
            place = f"{trial.span.source.name}:{trial.span.line}"
            wrong = trial.complaint(helpers)
            title = f"{trial.component} {trial.title}".strip()
            yield place, title, wrong and _indented(wrong)


def _indented(text: str) -> str:
    return text.replace("\n", "\n     ")
