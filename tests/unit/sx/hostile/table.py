"""Values that want to become code, and the places where a program puts values."""

import json
from dataclasses import dataclass
from pathlib import Path

from tests.unit.sx.hostile.rules import OF_THE_VALUE, RULES

FOLDER = Path(__file__).parent
HOLE = "◊"

#: Groups of values, each with a note.
GROUPS: dict[str, list[tuple[str, str]]] = json.loads((FOLDER / "values.json").read_text("utf-8"))
VALUES = tuple(value for group in GROUPS.values() for value, _ in group)


@dataclass(frozen=True, slots=True)
class Place:
    """One program with a hole named `x`, the HTML that it means, and the kind of the hole."""

    program: str
    html: str
    kind: str

    def expected(self, value: str, written: str) -> str | None:
        """Give what a text or attribute of the tree says with this value; None for a refusal."""
        rule = RULES[self.kind]
        if self.kind not in OF_THE_VALUE:
            return rule(written.replace(HOLE, value))
        judged = rule(value)
        return None if judged is None else written.replace(HOLE, judged)

    @property
    def leaves(self) -> bool:
        """Whether a browser may be sent to another site from here."""
        return self.kind.startswith(("url", "srcset"))


def _read() -> tuple[tuple[Place, ...], tuple[str, ...]]:
    places: list[Place] = []
    refused: list[str] = []
    kind = program = ""
    for line in (FOLDER / "places.txt").read_text("utf-8").splitlines():
        if line.startswith("# "):
            kind = line.removeprefix("# ")
        elif line.startswith("=> "):
            places.append(Place(program, line.removeprefix("=> "), kind))
        elif kind == "program" and line:
            refused.append(line)
        else:
            program = line
    return tuple(places), tuple(refused)


#: The places, and the programs that do not compile because no value may stand where theirs does.
PLACES, REFUSED_PROGRAMS = _read()
