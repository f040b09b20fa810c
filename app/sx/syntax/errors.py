"""Program text, spans in it, and faults that point there.

Knows nothing of forms, of HTML or of how a fault is printed (`app.sx.syntax.report`). Everything
else in `app.sx` depends on this module.

There are two families of errors: an `SxError` is wrong SX, with a place and a plain sentence;
any other exception from the engine is our own bug.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Source:
    """Program text and its name, usually a path."""

    name: str
    text: str = field(repr=False)

    def span_at(self, at: int, width: int = 1) -> "Span":
        """Return the span of a number of characters of one line, from index `at` on."""
        line = self.text.count("\n", 0, at) + 1
        column = at - self.text.rfind("\n", 0, at)
        return Span(self, line, column, line, column + width)


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a source: lines and columns from 1, end exclusive, columns in characters.

    `made` is the macro that created what is there, or took it as an argument, and its call.
    """

    source: Source
    line: int
    column: int
    end_line: int
    end_column: int
    made: "Frame | None" = None

    @property
    def line_text(self) -> str:
        """The line in which it begins."""
        return self.source.text.split("\n")[self.line - 1]


@dataclass(frozen=True, slots=True)
class Frame:
    """A component or macro that encloses a fault, and where it was called."""

    component: str
    call: Span


def _makers(span: Span) -> Iterator[Frame]:
    """Yield the macros that created what is at a place, innermost first."""
    while span.made:
        yield Frame(span.made.component, replace(span.made.call, made=None))
        span = span.made.call


def enclosing(span: Span, chain: Iterable[Frame]) -> Iterator[Frame]:
    """Yield everything that encloses a place: components, macros and their calls."""
    yield from _makers(span)
    for frame in chain:
        yield Frame(frame.component, replace(frame.call, made=None))
        yield from _makers(frame.call)


def repeated(
    keyed: Iterable[tuple[object, Thing]], taken: Iterable[object] = ()
) -> Iterator[Thing]:
    """Yield each thing whose key an earlier one has, or which is `taken`."""
    keys = set(taken)
    for key, thing in keyed:
        if key in keys:
            yield thing
        keys.add(key)


class SxError(Exception):
    """A fault in SX text: stage, message, place, hint, enclosing components and macros.

    `message` follows one grammar: lower case, no full stop, forms in
    backticks, elements in `<>`. `hint` says what to do and starts with a verb.
    """

    stage = "sx"

    def __init__(
        self, message: str, span: Span, hint: str | None = None, chain: tuple[Frame, ...] = ()
    ) -> None:
        super().__init__(message)
        self.message = message
        self.span = span
        self.hint = hint
        self.chain = tuple(enclosing(span, chain))


class ReadError(SxError):
    """The text is not a sequence of forms."""

    stage = "read"


class UnfinishedError(ReadError):
    """The text ends inside a form; more text may complete it."""


class CompileError(SxError):
    """The forms mean nothing, or something that HTML forbids.

    `unknown` is the full name that does not exist, if that is the fault.
    """

    stage = "compile"
    unknown = ""


class ExpandError(SxError):
    """The program used a value that it cannot use.

    `values` are the arguments of the innermost component, each as name and text.
    """

    stage = "expand"
    values: tuple[tuple[str, str], ...] = ()


class Faults(Exception):  # noqa: N818 - several of them
    """All the faults of a library, by place; at least one."""

    def __init__(self, faults: tuple[SxError, ...]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults
