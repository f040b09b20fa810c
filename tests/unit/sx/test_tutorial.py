"""The tutorial is true: its steps are taken in a copy of the tree, its outputs compared."""

from pathlib import Path

import pytest

from tests.unit.sx.walkthrough import Step, Walker, commands, steps, take, walker_in

TEXT = (Path(__file__).parents[3] / "docs" / "tutorial.md").read_text("utf-8")
BUILDING, WRONG = TEXT.split("## When it goes wrong\n")
TURNS = list(zip(list(steps(WRONG))[::2], list(steps(WRONG))[1::2], strict=True))


def compare(console: Step, walker: Walker) -> None:
    for arguments, given, output in commands(console):
        assert walker.ask(arguments=arguments, input=given) == output


def build(walker: Walker) -> None:
    """Take all steps before the wrong turns."""
    for step in steps(BUILDING):
        take(step, walker)
        if step.kind == "diff":
            walker.close()
        elif step.kind == "html":
            assert step.text.strip() in walker.ask(visit=step.path)
        elif step.kind == "console":
            compare(step, walker)


def take_and_take_back(change: Step, console: Step, walker: Walker) -> None:
    path = walker.root / change.path
    right = path.read_text("utf-8")
    take(change, walker)
    compare(console, walker)
    path.write_text(right, "utf-8")


@pytest.mark.slow
def test_the_steps_lead_to_the_page_and_each_wrong_turn_is_reported(tmp_path: Path) -> None:
    walker = walker_in(tmp_path)
    try:
        build(walker)
        for change, console in TURNS:
            take_and_take_back(change, console, walker)
    finally:
        walker.close()


def test_there_are_enough_wrong_turns() -> None:
    assert len(TURNS) >= 10
