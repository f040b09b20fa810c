"""A fault to the text that its author reads: message, place, line, caret, hint.

Knows how a report looks and nothing of why the fault arose.
"""

from app.sx.errors import Frame, SxError

_WIDEST_CARET = 60
_MOST_FRAMES = 12


def report(error: SxError) -> str:
    """Print a fault as sx-language describes it, without a line feed at the end."""
    span = error.span
    lines = [f"{error.stage} error: {error.message}"]
    lines.append(f"  --> {span.source.name}:{span.line}:{span.column}")
    text = _line(span.source.text, span.line)
    if text is not None:
        gutter = f"{span.line} | "
        lines.append(gutter + text)
        lines.append(f"{' ' * (len(gutter) - 2)}| {_caret(error, text)}")
    if error.hint:
        lines.append(f"  hint: {error.hint}")
    return "\n".join([*lines, *_chain(error.chain)])


def _chain(chain: tuple[Frame, ...]) -> list[str]:
    shown = [
        f"  in {frame.component}, called from {frame.call.source.name}"
        f":{frame.call.line}:{frame.call.column}"
        for frame in chain
    ]
    hidden = len(shown) - _MOST_FRAMES
    if hidden <= 1:
        return shown
    return [*shown[: _MOST_FRAMES - 1], f"  ... and {hidden} more", shown[-1]]


def _line(text: str, number: int) -> str | None:
    lines = text.split("\n")
    return lines[number - 1].rstrip("\r") if number <= len(lines) else None


def _caret(error: SxError, text: str) -> str:
    span = error.span
    end = span.end_column if span.end_line == span.line else len(text) + 1
    width = max(1, min(end - span.column, _WIDEST_CARET))
    before = "".join("\t" if character == "\t" else " " for character in text[: span.column - 1])
    return f"{before}{'^' * width}"
