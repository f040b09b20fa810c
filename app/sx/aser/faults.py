"""An exception from generated code to the fault of the program that caused it.

A traceback's line numbers are places. The exception's message is put into the author's words; an
exception without a rule here is a bug of the engine, and passes unchanged.
"""

from types import FrameType, TracebackType

from app.sx.aser.codegen import SourceRef
from app.sx.aser.module import Code
from app.sx.aser.runtime import TooDeepFault
from app.sx.aser.tracebacks import of_places, place_at, readable
from app.sx.format_value import named
from app.sx.syntax.errors import ExpandError, Frame, Span
from app.sx.values import Fault, field


class translated:  # noqa: N801 - it is called like a function
    """Raise faults of the program as ExpandError; let our own bugs through.

    Either way the traceback leads through the `.sx` files.
    """

    def __init__(self, code: Code) -> None:
        self._code = code

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(
        self, _: object, fault: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Raise the ExpandError of an exception, or let it through."""
        if not isinstance(fault, Exception):
            return
        error = _expand_error(fault, self._code)
        if error:
            raise error from None
        fault.__traceback__ = readable(traceback, self._code)


def _expand_error(fault: Exception, code: Code) -> ExpandError | None:
    """Return the ExpandError of an exception; None if it is our own bug."""
    frames = _frames(fault.__traceback__, code)
    if isinstance(fault, TooDeepFault) and len(frames) > 1:
        frames.pop()
    if not frames:
        return None
    place, frame, is_last = frames[-1]
    words = _words(fault, place, frame, is_last)
    if words is None:
        return None
    message, hint, span = words
    error = ExpandError(message, span, hint, _chain(frames))
    error.values = _values(place, [frame for _, frame, _ in reversed(frames)])
    if hint:
        error.add_note(f"hint: {hint}")
    steps = [(place, frame) for place, frame, _ in frames]
    return error.with_traceback(of_places(steps, span, code))


def _values(place: SourceRef, frames: list[FrameType]) -> tuple[tuple[str, str], ...]:
    """Return the arguments of the innermost component as text, as far as the frames have them."""
    values = []
    for title, variable, text in place.given:
        holder = next((frame.f_locals for frame in frames if variable in frame.f_locals), None)
        if not variable or holder is not None:
            values.append((title, named(title, holder[variable]) if holder else text))
    return tuple(values)


def _frames(traceback: TracebackType | None, code: Code) -> list[tuple[SourceRef, FrameType, bool]]:
    frames = []
    while traceback:
        place = place_at(traceback, code)
        if place:
            frames.append((place, traceback.tb_frame, traceback.tb_next is None))
        traceback = traceback.tb_next
    return frames


def _chain(frames: list[tuple[SourceRef, FrameType, bool]]) -> tuple[Frame, ...]:
    chain = list(frames[-1][0].chain)
    for place, _, _ in reversed(frames[:-1]):
        if place.calls:
            chain += [Frame(place.calls, place.span), *place.chain]
    return tuple(chain)


def _words(
    fault: BaseException, place: SourceRef, frame: FrameType, is_last: bool
) -> tuple[str, str | None, Span] | None:
    if isinstance(fault, Fault):
        return fault.message, fault.hint, _argument(place, fault.argument)
    if isinstance(fault, RecursionError):
        return "calls are nested too deeply", "let the recursion end", place.span
    if isinstance(fault, KeyError) and is_last and place.reads:
        return _missing_field(place, frame)
    return None


def _argument(place: SourceRef, argument: int | None) -> Span:
    if argument is not None and argument < len(place.arguments):
        return place.arguments[argument]
    return place.span


def _missing_field(place: SourceRef, frame: FrameType) -> tuple[str, str | None, Span]:
    assert place.reads  # noqa: S101 - the caller looked
    variable, name = place.reads
    try:
        field(frame.f_locals.get(variable), name)
    except Fault as fault:
        return fault.message, fault.hint, place.span
    return f"no field `{name}`", None, place.span
