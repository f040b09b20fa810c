"""`check`: compile everything, show every fault."""

from collections.abc import Iterable
from pathlib import Path

from app.sx.cli.terminal import complain, there
from app.sx.compiler import Helper
from app.sx.errors import Faults, SxError
from app.sx.library import Library
from app.sx.program import compile_program
from app.sx.reader import source_of
from app.sx.report import report


def run(paths: Iterable[Path], helpers: tuple[Helper, ...]) -> int:
    """Compile what stands at all paths and show every fault."""
    faults = [fault for path in paths for fault in _faults(there(path), helpers)]
    for fault in faults:
        complain(f"{report(fault)}\n")
    if faults:
        complain(f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'}")
    return 1 if faults else 0


def _faults(path: Path, helpers: tuple[Helper, ...]) -> tuple[SxError, ...]:
    """Compile a folder, or a file; a component's file with all that stand beside it."""
    folders = (path, *path.resolve().parents)
    root = path if path.is_dir() else next((f for f in folders if f.name == "components"), None)
    try:
        if root is not None:
            Library.load((root,), helpers, {})
        else:
            compile_program(source_of(path, str(path)), (), helpers)
    except Faults as found:
        return found.faults
    except SxError as fault:
        return (fault,)
    return ()
