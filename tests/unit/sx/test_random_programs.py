"""Whatever is written, the language answers with HTML or with a fault of its own.

Programs are the cases of the suite with words dropped, doubled, moved and
exchanged, always in the same way, so that a failure can be repeated.
"""

import random
import re
from pathlib import Path

import pytest

from app.sx.syntax.errors import Source, SxError
from app.sx.tools.conformance import first_fault, read_cases
from tests.unit.sx.programs import misspoken

pytestmark = pytest.mark.slow

LONG = {"a loop that never ends", "an answer of a page that is too large"}
CASES = [
    case
    for case in read_cases(Path(__file__).parent / "conformance")
    if case.title not in LONG and "loop" not in case.program
]
WORD = re.compile(r'"(?:\\.|[^"\\])*"|[()\[\]{}]|[^\s()\[\]{}"]+|\s+|"')
VOCABULARY = [word for case in CASES for word in WORD.findall(case.program)]


def garbled(program: str, chance: random.Random) -> str:
    """The program with one to three words in the wrong place."""
    words = WORD.findall(program)
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(words) + 1)
        way = chance.randrange(4)
        if way == 0:
            words[place : place + 1] = []
        elif way == 1:
            words[place : place + 1] = [chance.choice(VOCABULARY)]
        elif way == 2:
            words.insert(place, chance.choice(VOCABULARY))
        else:
            words[place:place] = words[place : place + chance.randint(1, 5)]
    return "".join(words)


def stage_or_html(outcome: str | SxError) -> str:
    """What must be the same both ways: of several faults either may be reported."""
    return outcome if isinstance(outcome, str) else outcome.stage


@pytest.mark.parametrize("seed", range(8))
def test_a_garbled_program_gives_html_or_a_well_said_fault_both_ways(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(60):
        case = chance.choice(CASES)
        source = Source("garbled.sx", garbled(case.program, chance))
        quick = first_fault(source, case.data)
        plain = first_fault(source, case.data, folding=False, inlining=False)
        assert stage_or_html(quick) == stage_or_html(plain), source.text
        for outcome in (quick, plain):
            wrong = misspoken(outcome) if isinstance(outcome, SxError) else None
            assert wrong is None, f"{wrong}\n{source.text}"
