"""`python -m app.sx`: test, check and expand files of the language from the command line.

    test [PATH...]                                runs conformance files
    check [--helpers MODULE:NAME] [PATH...]       compiles everything, prints every fault
    expand FILE [--data JSON] [--call ~name]      prints the HTML of the last expression

Needs neither Flask nor a database. Exit status 0 or 1; reports go to standard
error. Knows the stages of the language and nothing of the site: the functions
that the site gives to its pages are named by `--helpers`.
"""

import argparse
import importlib
import json
import logging
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from app.sx.compiler import Helper
from app.sx.conformance import complaint, read_cases
from app.sx.errors import Faults, Source, SxError
from app.sx.library import Library
from app.sx.program import compile_program, expand_program
from app.sx.reader import source_of
from app.sx.report import report

CASES = Path("tests/unit/sx/conformance")
COMPONENTS = Path("app/components")


class Refused(Exception):  # noqa: N818  (what was asked for, not the program, is at fault)
    """The command cannot be done as it was given."""


class _Parser(argparse.ArgumentParser):
    """A parser whose faults end with 1, as all others do."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(1, f"{message}\n")


def main(arguments: Sequence[str]) -> int:
    """Do what the command line says; give the exit status."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (Faults, SxError) as fault:
        _show(fault)
    except (Refused, OSError) as fault:
        _complain(str(fault))
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m app.sx", description="The language of pages.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    test = commands.add_parser("test", help="run conformance files")
    test.add_argument("paths", nargs="*", type=Path, metavar="PATH", default=[CASES])
    test.set_defaults(run=_test)
    check = commands.add_parser("check", help="compile everything, print every fault")
    check.add_argument("--helpers", metavar="MODULE:NAME", help="where the helpers are declared")
    check.add_argument("paths", nargs="*", type=Path, metavar="PATH", default=[COMPONENTS])
    check.set_defaults(run=_check)
    expand = commands.add_parser("expand", help="print the HTML of a file's last expression")
    expand.add_argument("file", type=Path, metavar="FILE")
    expand.add_argument("--data", metavar="JSON", default="{}", help="the names in scope")
    expand.add_argument("--call", metavar="~NAME", help="expand this component with the data")
    expand.set_defaults(run=_expand)
    return parser


def _test(options: argparse.Namespace) -> int:
    """Run the cases of all paths."""
    logging.getLogger("app.sx").setLevel(logging.ERROR)
    cases = [case for path in options.paths for case in read_cases(_there(path))]
    failed = 0
    for case in cases:
        wrong = complaint(case)
        if wrong is not None:
            failed += 1
            _complain(f"{case.file}:{case.line} {case.title}\n     {wrong}\n")
    sys.stdout.write(f"{len(cases) - failed} passed, {failed} failed\n")
    return 1 if failed else 0


def _check(options: argparse.Namespace) -> int:
    """Compile what stands at all paths and show every fault."""
    helpers = _helpers(options.helpers)
    faults = [fault for path in options.paths for fault in _faults(_there(path), helpers)]
    for fault in faults:
        _complain(f"{report(fault)}\n")
    if faults:
        _complain(f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'}")
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


def _helpers(where: str | None) -> tuple[Helper, ...]:
    """Fetch the declarations of the site's helpers from the module that has them."""
    if where is None:
        return ()
    module, _, name = where.partition(":")
    try:
        declared = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError) as fault:
        raise Refused(f"no helpers at {where}: {fault}") from None
    return tuple(declared)


def _expand(options: argparse.Namespace) -> int:
    """Print the HTML of a file."""
    source = source_of(_there(options.file), str(options.file))
    data = _data(options.data)
    if options.call is not None:
        arguments = "".join(f" :{_dashed(name)} {_dashed(name)}" for name in data)
        source = Source(source.name, f"{source.text.rstrip()}\n({options.call}{arguments})")
    sys.stdout.write(f"{expand_program(source, data)}\n")
    return 0


def _data(text: str) -> Mapping[str, object]:
    try:
        data = json.loads(text)
    except ValueError as fault:
        raise Refused(f"the data is no JSON: {fault}") from None
    if not isinstance(data, dict):
        raise Refused("the data is no JSON object")
    return data


def _dashed(name: str) -> str:
    return name.replace("_", "-")


def _there(path: Path) -> Path:
    if not path.exists():
        raise Refused(f"there is no {path}")
    return path


def _show(found: Faults | SxError) -> None:
    for fault in found.faults if isinstance(found, Faults) else (found,):
        _complain(f"{report(fault)}\n")


def _complain(text: str) -> None:
    sys.stderr.write(f"{text}\n")
