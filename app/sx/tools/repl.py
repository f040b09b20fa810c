"""`repl`: a prompt that reads forms and prints their values, HTML, or faults."""

import importlib
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from app.sx.library.definitions import folders
from app.sx.syntax.errors import Faults, Source, SxError, UnfinishedError
from app.sx.syntax.reader import read
from app.sx.tools.project import Project, site_roots
from app.sx.tools.session import Session
from app.sx.tools.terminal import complain, say, show, there

_WELCOME = "SX. A form may take several lines. `:quit` or the end of the input leaves."


def run(paths: Sequence[Path], project: Project) -> int:
    """Read until the end; return status 1 if a piped input had a fault."""
    roots = dict.fromkeys(root for path in paths for root in site_roots(there(path)))
    session = Session(project.helpers, folders(r for r in roots if r.name == "components"))
    talks = sys.stdin.isatty()
    if talks:
        with suppress(ImportError):
            importlib.import_module("readline")
        say(_WELCOME)
    well = _converse(session, _asked if talks else _next_line)
    return 0 if well or talks else 1


def _asked(pending: bool) -> str | None:
    try:
        return input("... " if pending else "sx> ")
    except EOFError:
        say("")
        return None


def _next_line(_pending: bool) -> str | None:
    line = sys.stdin.readline()
    return line.rstrip("\n") if line else None


def _converse(session: Session, ask: Callable[[bool], str | None]) -> bool:
    """Read lines until a form is complete, answer, and repeat; return whether all went well."""
    well, pending, count = True, "", 1
    while True:
        line = ask(bool(pending))
        if line is None or (not pending and line.strip() == ":quit"):
            break
        pending += f"{line}\n"
        if not _is_finished(pending):
            continue
        well = _answer(session, Source(f"input {count}", pending)) and well
        pending, count = "", count + 1
    if pending:
        well = _answer(session, Source(f"input {count}", pending)) and well
    return well


def _is_finished(text: str) -> bool:
    try:
        read(Source("repl", text))
    except UnfinishedError:
        return False
    except SxError:
        return True
    return True


def _answer(session: Session, source: Source) -> bool:
    try:
        for text in session.enter(source):
            say(text)
    except (SxError, Faults) as fault:
        show(fault)
        return False
    except KeyboardInterrupt:
        complain("stopped")
        return False
    return True
