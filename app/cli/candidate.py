"""A process that becomes the site's server, or leaves a note of the fault in Python why not.

Started by `app.cli.supervisor` with the numbers of the socket and of the pipe on which it says
that it is ready, and the path of the note. It imports nothing of the site before it is ready to
tell what is wrong with it, so it is run as a file.
"""

import json
import os
import sys
import traceback
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: Exceptions of the site that say all in words.
SENTENCES = {"SettingsError", "StartError"}


def facts(fault: BaseException) -> dict[str, str | int]:
    """Say what is wrong, and where: the innermost place in a file of the site."""
    message = traceback.format_exception_only(fault)[-1].strip()
    if isinstance(fault, SyntaxError) and fault.filename:
        return _place(message, fault.filename, fault.lineno, fault.offset)
    frames = traceback.extract_tb(fault.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(ROOT)]
    innermost = ours[-1]
    return _place(message, innermost.filename, innermost.lineno, (innermost.colno or 0) + 1)


def _place(message: str, file: str, line: int | None, column: int | None) -> dict[str, str | int]:
    return {"message": message, "file": file, "line": line or 1, "column": column or 1}


def leave(note: Path, fault: BaseException) -> None:
    """Put the note in its place in one step: somebody may be about to read it."""
    beside = note.with_suffix(".new")
    beside.write_text(json.dumps(facts(fault)), "utf-8")
    beside.replace(note)


def main(listener: int, pipe: int, note: Path) -> None:
    """Serve on the socket."""

    def ready() -> None:
        os.write(pipe, b".")
        os.close(pipe)

    try:
        import_module("app.cli.serve").serve_on(listener, note, ready)
    except Exception as fault:
        leave(note, fault)
        if type(fault).__name__ in SENTENCES:
            sys.exit(f"Error: {fault}")
        raise


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
