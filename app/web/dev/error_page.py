"""A fault to what a developer sees of it: never imported by a page, never in production.

Turns a fault into the fields of the page `error/report`: the source around it, its enclosing
components, the arguments of the innermost, and links that open the editor. Browsers follow a link
to an editor's scheme only from a redirect of ours, because pages hold no such links.
"""

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

from flask import Response, abort, request

from app import sx
from app.config import ROOT
from app.web.documents import report
from app.web.site import current_site

PAGE = "error/report"
LINES_AROUND = 5


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of source; `marked` is the faulty part, empty in all lines but one."""

    number: int
    before: str
    marked: str
    after: str


@dataclass(frozen=True, slots=True)
class CallFrame:
    """A component around the fault, and where it was called."""

    component: str
    place: str
    editor: str | None
    times: int


@dataclass(frozen=True, slots=True)
class ArgumentValue:
    """An argument of the innermost component."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The fields of the page for a developer."""

    stage: str
    message: str
    hint: str | None
    place: str
    editor: str | None
    lines: tuple[SourceLine, ...]
    steps: tuple[CallFrame, ...]
    values: tuple[ArgumentValue, ...]
    report: str
    #: How many further faults there are.
    more: int


def report_page(found: sx.SxError | sx.Faults) -> ReportPage:
    """Return everything that helps to fix a fault, or the first of several."""
    faults = found.faults if isinstance(found, sx.Faults) else (found,)
    fault = faults[0]
    values = fault.values if isinstance(fault, sx.ExpandError) else ()
    return ReportPage(
        stage=fault.stage,
        message=fault.message,
        hint=fault.hint,
        place=_place(fault.span),
        editor=_editor(fault.span),
        lines=_lines(fault.span),
        steps=tuple(_step(frame, len(list(same))) for frame, same in groupby(fault.chain)),
        values=tuple(ArgumentValue(name, value) for name, value in values),
        report=report(found),
        more=len(faults) - 1,
    )


def _place(span: sx.Span) -> str:
    return f"{span.source.name}:{span.line}:{span.column}"


def _step(frame: sx.Frame, times: int) -> CallFrame:
    return CallFrame(frame.component, _place(frame.call), _editor(frame.call), times)


def _lines(span: sx.Span) -> tuple[SourceLine, ...]:
    texts = span.source.text.split("\n")
    first = max(1, span.line - LINES_AROUND)
    last = min(len(texts), span.line + LINES_AROUND)
    return tuple(_line(number, texts[number - 1], span) for number in range(first, last + 1))


def _line(number: int, text: str, span: sx.Span) -> SourceLine:
    if number != span.line:
        return SourceLine(number, text, "", "")
    start = span.column - 1
    end = span.end_column - 1 if span.end_line == span.line else len(text)
    return SourceLine(number, text[:start], text[start:end] or " ", text[end:])


def _editor(span: sx.Span) -> str | None:
    """Return the address that opens the editor at a place in a file of the site."""
    if _file(span.source.name) is None:
        return None
    where = {"file": span.source.name, "line": span.line, "column": span.column}
    return current_site().addresses.url("developer/editor", where)


def _file(name: str) -> Path | None:
    """Return the file of a source below the project's folder."""
    path = (ROOT / name).resolve()
    is_ours = path.suffix in {".sx", ".py"} and path.is_relative_to(ROOT) and path.is_file()
    return path if is_ours else None


def open_editor() -> Response:
    """Redirect the browser to the editor, at a place in one of our files."""
    site = current_site()
    path = _file(request.args.get("file", ""))
    line = request.args.get("line", 1, type=int)
    column = request.args.get("column", 1, type=int)
    if site.settings.is_production or path is None:
        abort(404)
    address = site.settings.editor_url
    for name, value in (("path", quote(path.as_posix())), ("line", line), ("column", column)):
        address = address.replace(f"{{{name}}}", str(value))
    return Response(status=303, headers={"Location": address})
