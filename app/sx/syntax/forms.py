"""The values that `read` returns: symbols, keywords, literals, sequences, mappings.

Knows nothing of what a form means. Every form has its span and compares without it, so a test
can write the form it expects.
"""

from dataclasses import dataclass, field
from typing import TypeAlias

from app.sx.syntax.errors import Span


@dataclass(frozen=True, slots=True)
class Symbol:
    """A name: `card`, `~blog:post/card`, or a field path, `post.title`."""

    name: str
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Keyword:
    """`:title`, stored without its colon; as a value it is its name."""

    name: str
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Literal:
    """A string, a number, true, false or nil."""

    value: str | int | float | bool | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Sequence:
    """`( ... )` or `[ ... ]`."""

    items: tuple["Form", ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Mapping:
    """`{key value ...}`, its pairs in the order they were written."""

    pairs: tuple[tuple["Form", "Form"], ...]
    span: Span = field(compare=False, repr=False)


Form: TypeAlias = Symbol | Keyword | Literal | Sequence | Mapping


def key_name(key: Form) -> str:
    """Return the name that a key of a mapping stands for."""
    return key.name if isinstance(key, Keyword) else str(getattr(key, "value", ""))
