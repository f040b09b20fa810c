"""Program text, places in it, and the faults that point there.

Knows nothing of forms, of HTML or of how a report looks (`app.sx.report`
prints it). Everything else in `app.sx` stands on this module.

Two families of error: `SxError` is somebody's SX that is wrong, with a place
and a plain sentence; any other exception out of the engine is our own bug.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Source:
    """Program text and the name it goes by, a path as a rule."""

    name: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a source: 1-based, end exclusive, columns in characters."""

    source: Source
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Frame:
    """One component that encloses a fault, and where it was called."""

    component: str
    call: Span


class SxError(Exception):
    """A fault in SX text: stage, message, place, hint and enclosing components.

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
        self.chain = chain


class ReadError(SxError):
    """The text is not a sequence of forms."""

    stage = "read"


class UnfinishedError(ReadError):
    """The text ends before a form does: more text may mend it."""


class CompileError(SxError):
    """The forms mean nothing, or something that HTML forbids.

    `unknown` is the full name that nothing has, where that is the fault.
    """

    stage = "compile"
    unknown = ""


class ExpandError(SxError):
    """The program met a value that it cannot use.

    `values` are the arguments of the innermost component, each by its name and as text.
    """

    stage = "expand"
    values: tuple[tuple[str, str], ...] = ()


class Faults(Exception):  # noqa: N818 - several of them
    """All the faults of a library, by place, at least one."""

    def __init__(self, faults: tuple[SxError, ...]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults
