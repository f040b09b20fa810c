"""What a step of a history is besides what it does, drawn as one number."""

from dataclasses import dataclass

from hypothesis import strategies as st


@dataclass(frozen=True, slots=True)
class Step:
    """What a step is besides what it does: where it is done, and which page is read."""

    page: int
    process: int
    editor: bool
    navigation: bool
    #: Whether what is written is written by a widget on that page.
    widget: bool


def step_of(number: int) -> Step:
    """Take a number apart: drawing one is quicker than drawing many."""
    page, rest = divmod(number, 32)
    process, bits = divmod(rest, 8)
    return Step(page, process, bool(bits & 1), bits & 3 == 2, bool(bits & 4))


STEP = st.integers(0, 2**13 - 1).map(step_of)
