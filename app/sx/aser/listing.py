"""Generated code as Python text with the source lines beside it, for readers.

The text is the code that runs, statement by statement; what a statement writes is split into
adjacent strings.
"""

import ast
import copy
from collections.abc import Iterable, Iterator
from types import FunctionType
from typing import Final

from app.sx.aser.codegen import SourceRef, Unit
from app.sx.builtins import BUILTINS
from app.sx.format_value import named
from app.sx.html.facts import Attribute

_INDENT: Final = "    "


def listing(unit: Unit) -> str:
    """Return all functions of a unit, and the constants that they use."""
    unit.finish()
    text = _CodeListing(unit.places)
    for function in unit.functions:
        title = unit.titles.get(getattr(function, "name", ""))
        text.lines += [f"# {title}"] if title else []
        text.statement(function, "")
        text.lines += ["", ""]
    constants = [f"# {name}: {_constant(value)}" for name, value in unit.constants.items()]
    return "\n".join([*text.lines, *constants]).strip()


_BUILTINS: Final = {builtin.run: name for name, builtin in BUILTINS.items()}


def _constant(value: object) -> str:
    if isinstance(value, Attribute):
        return f"the attribute {value.name}"
    if isinstance(value, FunctionType):
        return f"the builtin {_BUILTINS.get(value, value.__name__)}"
    return named("", value)


class _CodeListing:
    """Lines of Python, with comments where the source line changes."""

    def __init__(self, places: list[SourceRef]) -> None:
        self.lines: list[str] = []
        self._places = places
        self._last = ""

    def statement(self, node: ast.stmt, indent: str) -> None:
        bodies = [getattr(node, name, []) for name in ("body", "orelse")]
        head = copy.copy(node)
        if bodies[0]:
            head.body, head.orelse = [ast.Pass()], []  # type: ignore[attr-defined]
        parts = _written(head)
        if parts:
            self._text(parts, indent)
            return
        self._sources(head, indent)
        self.lines.append(indent + ast.unparse(ast.fix_missing_locations(head)).splitlines()[0])
        for title, body in zip(("", "else:"), bodies, strict=True):
            self.lines += [indent + title] if title and body else []
            for each in body:
                self.statement(each, indent + _INDENT)

    def _text(self, parts: Iterable[ast.expr], indent: str) -> None:
        self.lines.append(f"{indent}o.append(")
        for part in parts:
            self._sources(part, indent + _INDENT)
            self.lines.append(indent + _INDENT + _part(part))
        self.lines.append(f"{indent})")

    def _sources(self, node: ast.AST, indent: str) -> None:
        """Show the source lines of a piece of code."""
        for line in _line_numbers(node):
            span = self._places[line - 1].span
            text = span.source.text.split("\n")[span.line - 1].strip()
            comment = f"# {span.source.name}:{span.line}  {text}"
            if comment != self._last:
                self.lines.append(indent + comment)
            self._last = comment


def _written(node: ast.stmt) -> list[ast.expr] | None:
    """Return the pieces of text that a statement writes; None if it writes none."""
    match node:
        case ast.Expr(
            ast.Call(ast.Attribute(ast.Name("o"), "append"), [ast.JoinedStr(values=parts)])
        ):
            return parts
        case _:
            return None


def _part(part: ast.expr) -> str:
    if isinstance(part, ast.Constant):
        return repr(part.value)
    try:
        return ast.unparse(ast.JoinedStr([part]))
    except ValueError:  # Python 3.11 allows no backslash in the braces of an f-string
        assert isinstance(part, ast.FormattedValue)  # noqa: S101 - the rest is literal
        return f'f"{{{ast.unparse(part.value)}}}"'


def _line_numbers(node: ast.AST) -> Iterator[int]:
    line = getattr(node, "lineno", None)
    if line:
        yield line
    for inside in ast.iter_child_nodes(node):
        yield from _line_numbers(inside)
