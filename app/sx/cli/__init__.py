"""`python -m app.sx`: the language from the command line.

    expand FILE [--data JSON] [--call ~name]      prints the HTML of the last expression
    check [--helpers MODULE:NAME] [PATH...]       compiles everything, prints every fault
    fmt [--check] [PATH...]                       lays files out in the one layout
    test [PATH...]                                runs conformance files

Needs neither Flask nor a database. Exit status 0 or 1; reports go to standard
error. Knows the stages of the language and nothing of the site: the functions
that the site gives to its pages are named by `--helpers`.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from app.sx.cli import check, expand, fmt, testing
from app.sx.cli.project import helpers_at
from app.sx.cli.terminal import Refused, complain, show
from app.sx.errors import Faults, SxError

CASES = Path("tests/unit/sx/conformance")
COMPONENTS = Path("app/components")
PAGES = Path("app/pages")


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
        show(fault)
    except (Refused, OSError) as fault:
        complain(str(fault))
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m app.sx", description="The language of pages.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    each = commands.add_parser("expand", help="print the HTML of a file's last expression")
    each.add_argument("file", type=Path, metavar="FILE")
    each.add_argument("--data", metavar="JSON", default="{}", help="the names in scope")
    each.add_argument("--call", metavar="~NAME", help="expand this component with the data")
    each.set_defaults(run=lambda given: expand.run(given.file, given.data, given.call))

    each = commands.add_parser("check", help="compile everything, print every fault")
    each.add_argument("--helpers", metavar="MODULE:NAME", help="where the helpers are declared")
    _paths(each, COMPONENTS)
    each.set_defaults(run=lambda given: check.run(given.paths, helpers_at(given.helpers)))

    each = commands.add_parser("fmt", help="lay files out in the one layout")
    each.add_argument("--check", action="store_true", help="change nothing, name what would change")
    _paths(each, COMPONENTS, PAGES)
    each.set_defaults(run=lambda given: fmt.run(given.paths, given.check))

    each = commands.add_parser("test", help="run conformance files")
    _paths(each, CASES)
    each.set_defaults(run=lambda given: testing.run(given.paths))
    return parser


def _paths(parser: argparse.ArgumentParser, *default: Path) -> None:
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", default=list(default))
