"""Every bad program gets the report that stands beside it, word for word.

`make bad` prints them all; after a change of words that reads better,
`python -m tests.unit.sx.bad_programs --write` writes them anew.
"""

from pathlib import Path

import pytest

from tests.unit.sx import bad_programs
from tests.unit.sx.programs import misspoken


@pytest.mark.parametrize("program", bad_programs.PROGRAMS, ids=lambda program: program.stem)
def test_a_bad_program_gets_its_report(program: Path) -> None:
    told = program.with_suffix(".txt").read_text(encoding="utf-8")
    assert bad_programs.reports(program) == told.removesuffix("\n")


def test_there_is_a_report_for_each_program_and_no_other() -> None:
    reports = {path.stem for path in bad_programs.FOLDER.glob("*.txt")}
    assert reports == {program.stem for program in bad_programs.PROGRAMS}
    assert len(reports) >= 70


@pytest.mark.parametrize("program", bad_programs.PROGRAMS, ids=lambda program: program.stem)
def test_the_faults_of_a_bad_program_are_well_said(program: Path) -> None:
    assert [misspoken(fault) for fault in bad_programs.faults(program)] == [
        None for _ in bad_programs.faults(program)
    ]
