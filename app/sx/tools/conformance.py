"""Case files to cases to outcomes: the language's tests as data.

A case file is `.sx` text with marks at the start of a line, found before the text is parsed:

    ;;; title        opens a case
    ;$ {json}        its data: the names in scope
    ;=> html         its HTML; several such lines are joined with nothing between
    ;=+ html         the same, after a line feed
    ;!! stage line:column message     its fault instead; place and message may be left out

Every other line is the program. Knows nothing of a command line or of pytest.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.sx.library.program import expand_program
from app.sx.syntax.errors import Faults, Source, SxError

_MARK = re.compile(r"(;;;|;\$|;=>|;=\+|;!!)(?: |\Z|(?=[^;\s]))(.*)", re.DOTALL)
_FAULT = re.compile(r"(read|compile|expand)(?: (\d+):(\d+)(?: (.+))?)?")


@dataclass(frozen=True, slots=True)
class ConformanceCase:
    """A program, its data, and its expected outcome; `problem` says why it cannot be run."""

    file: str
    line: int
    title: str
    program: str
    data: Mapping[str, object] = field(default_factory=dict)
    html: str | None = None
    #: A stage, optionally a place and the start of the message.
    fault: str | None = None
    problem: str | None = None

    @property
    def source(self) -> Source:
        """The program as a source."""
        return Source(f"{self.file}:{self.line}", self.program)


def is_conformance(content: bytes) -> bool:
    """Return whether a text is a case file: it has a title and an outcome."""
    return bool(re.search(rb"^;;; ", content, re.M) and re.search(rb"^;(=[>+]|!!)", content, re.M))


def read_cases(path: Path) -> list[ConformanceCase]:
    """Read the cases of a file, or of every `.sx` file in a folder."""
    files = sorted(path.rglob("*.sx")) if path.is_dir() else [path]
    return [case for file in files for case in cases_of(str(file), file.read_text("utf-8"))]


def cases_of(name: str, text: str) -> Iterator[ConformanceCase]:
    """Return the cases in the text of a file; text before the first is a comment."""
    rows: list[tuple[str, str]] = []
    start = 0
    for number, row in enumerate(text.split("\n"), 1):
        mark, rest = _marked(row)
        if mark == ";;;":
            if start:
                yield _case(name, start, rows)
            rows, start = [], number
        rows.append((mark, rest))
    if start:
        yield _case(name, start, rows)


def _marked(row: str) -> tuple[str, str]:
    """Split a line into its mark and the rest; lines of the program have no mark."""
    match = _MARK.fullmatch(row)
    return (match[1], match[2]) if match else ("", row)


def _case(name: str, start: int, rows: list[tuple[str, str]]) -> ConformanceCase:
    """Build a case from its lines."""

    def marked(*marks: str) -> list[tuple[str, str]]:
        return [(mark, rest) for mark, rest in rows if mark in marks]

    faults = [rest for _, rest in marked(";!!")]
    written = [("\n" if mark == ";=+" else "") + rest for mark, rest in marked(";=>", ";=+")]
    data, problem = _data("\n".join(rest for _, rest in marked(";$")))
    fault = faults[0].rstrip() if faults else None
    if bool(faults) == bool(written) or len(faults) > 1:
        problem = "a case needs either its HTML or its fault"
    elif fault and not _FAULT.fullmatch(fault):
        problem = f"this is no fault: {fault}"
    return ConformanceCase(
        name,
        start,
        rows[0][1],
        "\n".join(rest for _, rest in marked("")).rstrip("\n"),
        data,
        "".join(written) if written else None,
        fault,
        problem,
    )


def _data(text: str) -> tuple[dict[str, object], str | None]:
    """Return the data of a case, or what is wrong with it."""
    if not text:
        return {}, None
    try:
        data = json.loads(text)
    except ValueError as fault:
        return {}, f"the data is no JSON: {fault}"
    return (data, None) if isinstance(data, dict) else ({}, "the data is no JSON object")


def first_fault(
    source: Source, data: Mapping[str, object], folding: bool = True, inlining: bool = True
) -> str | SxError:
    """Expand a program; return its HTML, or the first of its faults by place."""
    try:
        return expand_program(source, data, folding, inlining)
    except Faults as found:
        return min(found.faults, key=lambda fault: (fault.span.line, fault.span.column))
    except SxError as fault:
        return fault


def written(outcome: str | SxError) -> str:
    """Return an outcome in the notation of the case files."""
    if isinstance(outcome, str):
        return f";=> {outcome}"
    place = f"{outcome.span.line}:{outcome.span.column}"
    return f";!! {outcome.stage} {place} {outcome.message}"


def complaint(case: ConformanceCase, folding: bool = True, inlining: bool = True) -> str | None:
    """Run a case; return what is wrong with its outcome, or None."""
    if case.problem is not None:
        return case.problem
    outcome = first_fault(case.source, case.data, folding, inlining)
    if isinstance(outcome, SxError):
        if case.fault is not None and _is_met(case.fault, written(outcome)):
            return None
    elif outcome == case.html:
        return None
    expected = f";=> {case.html}" if case.fault is None else f";!! {case.fault}"
    return f"expected {expected}\n     got {written(outcome)}"


def _is_met(fault: str, outcome: str) -> bool:
    """Return whether a fault is the expected one; omitted parts match anything."""
    begins = outcome.startswith(f";!! {fault}")
    return begins and (fault.count(" ") > 1 or outcome[4 + len(fault)] == " ")
