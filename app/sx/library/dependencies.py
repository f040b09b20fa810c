"""What compiling a definition asked of the names that are known, and what it was told.

The compiler decides by the form, by the place it stands in and by what it
looks up, and by nothing else. So a definition whose form and place are what
they were, and whose questions all have the answers they had, need not be
compiled again. Knows nothing of what a name means.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar, cast

from app.sx.core.known import Known

_ABSENT: Final = object()
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class Lookups:
    """What was asked of one table: names with what they stood for, and all names if that was."""

    found: Mapping[str, object]
    names: tuple[str, ...] | None

    def hold(self, table: Mapping[str, object]) -> bool:
        """Tell whether another table would answer the same."""
        if self.names is not None and self.names != tuple(table):
            return False
        return all(table.get(name, _ABSENT) == answer for name, answer in self.found.items())


class _Noting(Mapping[str, _Answer]):
    """A table of names that notes every question."""

    def __init__(self, table: Mapping[str, _Answer]) -> None:
        self._table = table
        self._found: dict[str, object] = {}
        self._names: tuple[str, ...] | None = None

    def taken(self) -> Lookups:
        """Return what was asked since the last time."""
        answers = Lookups(self._found, self._names)
        self._found, self._names = {}, None
        return answers

    # `get` and `in` of a Mapping come here too.
    def __getitem__(self, name: str) -> _Answer:
        self._found[name] = self._table.get(name, _ABSENT)
        return self._table[name]

    def __iter__(self) -> Iterator[str]:
        self._names = tuple(self._table)
        return iter(self._names)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class TrackedNames:
    """What is known, as the compiler sees it while what it asks is noted.

    Helpers and loaders are those of the library, whatever its files say.
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
        """Return what was asked since the last time, and what the answers were."""
        return tuple(table.taken() for table in self._noting)

    def have_answers(self, answers: tuple[Lookups, ...]) -> bool:
        """Tell whether everything that was asked before has the answer it had."""
        return all(map(Lookups.hold, answers, self._tables))
