"""`python -m app.sx`: the language from the command line.

    expand FILE [--data JSON] [--call ~name]      prints the HTML of the last expression
    expand --python PAGE [PATH]                   prints the Python of a page of a site
    check [--helpers MODULE:NAME] [PATH...]       compiles everything, prints every fault
    fmt [--check] [PATH...]                       lays files out in the one layout
    test [--helpers MODULE:NAME] [PATH...]        runs conformance files, tests and examples
    doc [NAME] [--markdown [FILE]]                says what a name means, or lists all names
    repl                                          reads forms, prints their values

Without a path, all of the site in this folder. Needs neither Flask nor a
database, unless the site's own helpers and loaders do. Exit status 0 or 1;
reports go to standard error. Knows the stages of the language and nothing of
the site: `[tool.sx]` in `pyproject.toml` names its helpers and loaders.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from app.sx.syntax.errors import Faults, SxError
from app.sx.tools import check, doc, expand, fmt, repl, testing
from app.sx.tools.project import ROOTS, Project, own_roots, project
from app.sx.tools.terminal import CommandError, complain, show, there


class _Parser(argparse.ArgumentParser):
    """A parser whose errors exit with status 1, like all others."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(1, f"{message}\n")


def main(arguments: Sequence[str]) -> int:
    """Run a command line; return the exit status."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (Faults, SxError) as fault:
        show(fault)
    except (CommandError, OSError) as fault:
        complain(str(fault))
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m app.sx", description="The language of pages.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    each = commands.add_parser("expand", help="print the HTML of a file's last expression")
    each.add_argument("file", nargs="?", type=Path, metavar="FILE")
    each.add_argument("--data", metavar="JSON", default="{}", help="the names in scope")
    each.add_argument("--call", metavar="~NAME", help="expand this component with the data")
    each.add_argument("--python", metavar="PAGE", help="print the Python of this page of a site")
    _helpers(each)
    each.set_defaults(run=_expand)

    each = commands.add_parser("check", help="compile everything, print every fault")
    _helpers(each)
    _paths(each)
    each.set_defaults(run=lambda given: check.run(_given(given), _project(given)))

    each = commands.add_parser("fmt", help="lay files out in the one layout")
    each.add_argument("--check", action="store_true", help="change nothing, name what would change")
    _paths(each)
    each.set_defaults(run=lambda given: fmt.run(_given(given), given.check))

    each = commands.add_parser("test", help="run conformance files, tests and examples")
    _helpers(each)
    _paths(each)
    each.set_defaults(run=lambda given: testing.run(_given(given), _project(given)))

    each = commands.add_parser("doc", help="say what a name means, or list all names")
    each.add_argument("name", nargs="?", metavar="NAME")
    each.add_argument("--markdown", nargs="?", const="-", metavar="FILE", help="the tables of docs")
    _around(each)
    each.set_defaults(run=_doc)

    each = commands.add_parser("repl", help="read forms, print their values")
    _around(each)
    each.set_defaults(run=lambda given: repl.run(_surroundings(given), _project(given)))
    return parser


def _paths(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH")


def _around(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--in", dest="paths", action="append", type=Path, metavar="PATH")
    _helpers(parser)


def _helpers(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--helpers", metavar="MODULE:NAME", help="where the helpers are declared")


def _given(options: argparse.Namespace) -> list[Path]:
    """Return the paths from the command line, by default the folders of the site."""
    paths: list[Path] = options.paths or list(own_roots())
    if not paths:
        raise CommandError(f"there is no {ROOTS[0]} here: name a path")
    return [there(path) for path in paths]


def _surroundings(options: argparse.Namespace) -> list[Path]:
    """Return the paths from the command line, or the site in this folder, if any."""
    return options.paths or list(own_roots())


def _project(options: argparse.Namespace) -> Project:
    return project(_surroundings(options), options.helpers)


def _expand(options: argparse.Namespace) -> int:
    around = project([options.file or Path()], options.helpers)
    if options.python:
        return expand.run_python(options.python, options.file, around)
    if options.file is None:
        raise CommandError("name a file, or a page: --python PAGE")
    return expand.run(options.file, options.data, options.call, around)


def _doc(options: argparse.Namespace) -> int:
    if options.markdown:
        return doc.run_markdown(options.markdown)
    return doc.run(options.name, _surroundings(options), lambda: _project(options))
