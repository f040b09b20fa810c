"""`test`: run the cases of conformance files."""

import logging
from collections.abc import Iterable
from pathlib import Path

from app.sx.cli.terminal import complain, say, there
from app.sx.conformance import complaint, read_cases


def run(paths: Iterable[Path]) -> int:
    """Run the cases of all paths; show what failed, count."""
    logging.getLogger("app.sx").setLevel(logging.ERROR)
    cases = [case for path in paths for case in read_cases(there(path))]
    failed = 0
    for case in cases:
        wrong = complaint(case)
        if wrong is not None:
            failed += 1
            complain(f"{case.file}:{case.line} {case.title}\n     {wrong}\n")
    say(f"{len(cases) - failed} passed, {failed} failed")
    return 1 if failed else 0
