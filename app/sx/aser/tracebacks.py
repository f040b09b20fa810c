"""A traceback through generated code to one that reads as if Python had run the `.sx` files.

Generated code has no lines of its own: a line number is an index into a table of places. When an
error leaves the engine, each step through generated code is replaced by a step for every
component and macro inlined there, in a frame whose code is at exactly that place. So whatever
prints a traceback shows the file, the line and the caret.
"""

import ast
import linecache
from collections.abc import Iterable, Iterator
from functools import lru_cache
from types import CodeType, FrameType, TracebackType
from typing import Final

from app.sx.aser.codegen import SourceRef
from app.sx.aser.module import Code
from app.sx.syntax.errors import Source, Span, enclosing

#: Line ends of Python that are none in SX.
_ENDS: Final = dict.fromkeys(map(ord, "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"), " ")


class _Here(Exception):  # noqa: N818 - it says where something stands
    """Raised to get a frame."""


def place_at(step: TracebackType, code: Code) -> SourceRef | None:
    """Return the place of a step of a traceback; None if it is not in generated code."""
    line = step.tb_lineno
    if step.tb_frame.f_code.co_filename != code.file or not line:
        return None
    return code.places[line - 1] if line <= len(code.places) else None


def of_places(
    steps: Iterable[tuple[SourceRef, FrameType]], last: Span, code: Code
) -> TracebackType | None:
    """Return the traceback of a fault through these places, outermost first."""
    parts = [part for place, frame in steps for part in _parts(place, _title(frame, code))]
    parts[-1:] = [(last, name) for _, name in parts[-1:]]
    return _joined([_step(span, name) for span, name in parts])


def readable(traceback: TracebackType | None, code: Code) -> TracebackType | None:
    """Return a traceback with places in place of generated code; other steps stay."""
    steps: list[TracebackType] = []
    while traceback:
        place = place_at(traceback, code)
        if place is None:
            steps.append(traceback)
        else:
            title = _title(traceback.tb_frame, code)
            steps.extend(_step(span, name) for span, name in _parts(place, title))
        traceback = traceback.tb_next
    return _joined(steps)


def _title(frame: FrameType, code: Code) -> str:
    """Return the page, component or function of a generated function."""
    function = frame.f_code.co_qualname.partition(".")[0]
    return code.titles.get(function, function)


def _parts(place: SourceRef, title: str) -> Iterator[tuple[Span, str]]:
    """Yield the calls from a generated function to a place: where each is, and in what."""
    for frame in reversed(tuple(enclosing(place.span, place.chain))):
        yield frame.call, title
        title = frame.component
    yield place.span, title


def _joined(steps: list[TracebackType]) -> TracebackType | None:
    joined = None
    for step in reversed(steps):
        joined = TracebackType(joined, step.tb_frame, step.tb_lasti, step.tb_lineno)
    return joined


def _step(span: Span, name: str) -> TracebackType:
    """Create one step of a traceback, by raising an exception at this place."""
    _show(span.source)
    try:
        exec(_raising(span, name), {"here": _Here})  # noqa: S102 - our own code
    except _Here as here:
        step = here.__traceback__ and here.__traceback__.tb_next
    assert step  # noqa: S101 - it was raised
    return step


def _raising(span: Span, name: str) -> CodeType:
    raising = ast.Raise(ast.Name("here", ast.Load()))
    for node in (raising, raising.exc):
        assert node  # noqa: S101 - both are there
        node.lineno, node.end_lineno = span.line, span.end_line
        node.col_offset = _offset(span.source, span.line, span.column)
        node.end_col_offset = _offset(span.source, span.end_line, span.end_column)
    code = compile(ast.Module([raising], []), span.source.name, "exec")
    return code.replace(co_name=name, co_qualname=name)


def _offset(source: Source, line: int, column: int) -> int:
    """Count the bytes before a column, as Python does."""
    lines = _lines(source)
    before = lines[line - 1][: column - 1] if line <= len(lines) else ""
    return len(before.encode("utf-8", "surrogatepass"))


@lru_cache(maxsize=8)
def _lines(source: Source) -> list[str]:
    return [f"{line}\n" for line in source.text.translate(_ENDS).split("\n")]


def _show(source: Source) -> None:
    """Register the lines of a source with `linecache`, as they were compiled."""
    linecache.cache[source.name] = (len(source.text), None, _lines(source), source.name)
