"""`check`: compile everything, print every fault."""

from collections.abc import Sequence
from pathlib import Path

from app.sx.syntax.errors import Faults
from app.sx.tools.project import Project
from app.sx.tools.terminal import complain, show


def run(paths: Sequence[Path], project: Project) -> int:
    """Compile everything at the paths and print every fault."""
    faults = [fault for loaded in project.load(paths) for fault in loaded.faults]
    if faults:
        show(Faults(tuple(faults)))
        complain(f"{len(faults):,} {'fault' if len(faults) == 1 else 'faults'}")
    return 1 if faults else 0
