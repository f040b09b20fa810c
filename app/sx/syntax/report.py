"""A fault to the text that its author reads: message, place, line, caret, hint.

Of many faults of one kind only the first are printed, with their number, so that a renamed
component does not give a report for each of its uses. Knows how a report looks and nothing of
what caused the fault.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from app.sx.syntax.errors import Faults, Frame, SxError

#: The most faults of one kind that are printed.
MOST_OF_A_KIND = 100
#: The parts of a message that differ within one kind of fault: forms and elements.
_PARTICULARS = re.compile(r"`[^`]*`|<[^>]*>")

_WIDEST_CARET = 60
_WIDEST_LINE = 160
_MOST_FRAMES = 12


def report(fault: SxError | Faults) -> str:
    """Return a fault, or the faults of a library, as text without a final line feed."""
    if isinstance(fault, SxError):
        return _report(fault)
    return "\n\n".join([*map(_report, printed(fault.faults)), *_rest(fault.faults)])


def printed(faults: Iterable[SxError]) -> Iterator[SxError]:
    """Yield the first `MOST_OF_A_KIND` faults of each kind, in their order."""
    counts: Counter[str] = Counter()
    for fault in faults:
        counts[_kind(fault)] += 1
        if counts[_kind(fault)] <= MOST_OF_A_KIND:
            yield fault


def _rest(faults: Iterable[SxError]) -> Iterator[str]:
    for kind, count in Counter(map(_kind, faults)).items():
        if count > MOST_OF_A_KIND:
            yield f"{kind}: {count:,} faults of this kind, the first {MOST_OF_A_KIND} are shown"


def _kind(fault: SxError) -> str:
    return f"{fault.stage} error: {_PARTICULARS.sub('...', fault.message)}"


def _report(error: SxError) -> str:
    span = error.span
    lines = [f"{error.stage} error: {error.message}"]
    lines.append(f"  --> {span.source.name}:{span.line}:{span.column}")
    text = _line(span.source.text, span.line)
    if text is not None:
        start, shown = _window(text, span.column)
        gutter = f"{span.line} | "
        lines.append(gutter + shown)
        lines.append(f"{' ' * (len(gutter) - 2)}| {_caret(error, shown, start)}")
    if error.hint:
        lines.append(f"  hint: {error.hint}")
    return "\n".join([*lines, *_chain(error.chain)])


def _window(text: str, column: int) -> tuple[int, str]:
    """Return the part of a line that is shown, and how many of its characters precede that."""
    if len(text) <= _WIDEST_LINE:
        return 0, text
    start = max(0, min(column - _WIDEST_LINE // 2, len(text) - _WIDEST_LINE))
    part = text[start : start + _WIDEST_LINE]
    before = "..." if start else ""
    after = "..." if start + _WIDEST_LINE < len(text) else ""
    return start - len(before), f"{before}{part}{after}"


def _chain(chain: tuple[Frame, ...]) -> list[str]:
    """Return the enclosing components, a repeated one once."""
    shown = []
    for frame, group in groupby(chain):
        place = f"{frame.call.source.name}:{frame.call.line}:{frame.call.column}"
        times = len(list(group))
        again = f" ({times} times)" if times > 1 else ""
        shown.append(f"  in {frame.component}, called from {place}{again}")
    hidden = len(shown) - _MOST_FRAMES
    if hidden <= 1:
        return shown
    return [*shown[: _MOST_FRAMES - 1], f"  ... and {hidden} more", shown[-1]]


def _line(text: str, number: int) -> str | None:
    lines = text.split("\n")
    return lines[number - 1].rstrip("\r") if number <= len(lines) else None


def _caret(error: SxError, text: str, start: int) -> str:
    span = error.span
    column = span.column - start
    end = span.end_column - start if span.end_line == span.line else len(text) + 1
    width = max(1, min(end - column, _WIDEST_CARET))
    before = "".join("\t" if character == "\t" else " " for character in text[: column - 1])
    return f"{before}{'^' * width}"
