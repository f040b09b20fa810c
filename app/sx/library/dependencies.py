"""The lookups of a compiler, recorded: which names it looked up, and what they stood for.

The result of compiling depends only on the form, its place and these lookups. So a definition
whose form, place and lookups are unchanged need not be compiled again. Knows nothing of what
a name means.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar, cast

from app.sx.core.known import Known

_ABSENT: Final = object()
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class Lookups:
    """The lookups in one table: names with their values, and all names if it was iterated."""

    found: Mapping[str, object]
    names: tuple[str, ...] | None

    def hold(self, table: Mapping[str, object]) -> bool:
        """Return whether another table would give the same answers."""
        if self.names is not None and self.names != tuple(table):
            return False
        return all(table.get(name, _ABSENT) == answer for name, answer in self.found.items())


class _Noting(Mapping[str, _Answer]):
    """A table of names that records every lookup."""

    def __init__(self, table: Mapping[str, _Answer]) -> None:
        self._table = table
        self._found: dict[str, object] = {}
        self._names: tuple[str, ...] | None = None

    def taken(self) -> Lookups:
        """Return the lookups since the last call."""
        answers = Lookups(self._found, self._names)
        self._found, self._names = {}, None
        return answers

    # Mapping's `get` and `in` call this as well.
    def __getitem__(self, name: str) -> _Answer:
        self._found[name] = self._table.get(name, _ABSENT)
        return self._table[name]

    def __iter__(self) -> Iterator[str]:
        self._names = tuple(self._table)
        return iter(self._names)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class TrackedNames:
    """The known names as the compiler sees them, with its lookups recorded.

    Helpers and loaders are those of the library, whatever its files define.
    """

    def __init__(self, known: Known) -> None:
        self._tables: tuple[Mapping[str, object], ...] = (
            known.components,
            known.definitions,
            known.macros,
        )
        self._noting = [_Noting(table) for table in self._tables]
        # The compiler only reads the tables.
        self.known = Known(*cast("Any", [*self._noting, known.helpers, known.loaders]))

    def taken(self) -> tuple[Lookups, ...]:
        """Return the lookups since the last call, one record for each table."""
        return tuple(table.taken() for table in self._noting)

    def have_answers(self, answers: tuple[Lookups, ...]) -> bool:
        """Return whether every recorded lookup would give the same answer now."""
        return all(map(Lookups.hold, answers, self._tables))
