"""Templates of Python text to `ast`, and the assembly of generated code.

`expression` and `statements` parse a template and fill its holes, so generated code reads as
Python. `Unit` is one module of generated code: its functions, its constants, and its table of
places. A node's line number is an index into that table, so a traceback leads to the span in
the `.sx` source at no cost until something fails. `FunctionBody` is a list of statements with
pending text: adjacent pieces become one f-string, whichever element or component they come
from. Knows nothing of what a node means.
"""

import ast
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from app.sx.core.nodes import Variable
from app.sx.core.program import Program
from app.sx.syntax.errors import Frame, Span

#: Python refuses more than 20 nested blocks in one function.
_MOST_BLOCKS: Final = 12

#: What fills a hole of a template: code, a list of it, or a value with a literal in Python.
Hole = ast.expr | list[ast.expr] | list[ast.stmt] | str | float | bool | None

#: A parameter, the Python name of its argument, and the argument as text if it has no name.
Given = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class SourceRef:
    """What a line number stands for.

    `reads` is a Python name and the field that the line reads from it; `calls` the component
    whose function the line calls; `given` has the arguments of the enclosing component.
    """

    span: Span
    chain: tuple[Frame, ...]
    arguments: tuple[Span, ...] = ()
    reads: tuple[str, str] | None = None
    calls: str | None = None
    given: tuple[Given, ...] = ()


@dataclass(slots=True, eq=False)
class Unit:
    """One module of generated code while it is built."""

    program: Program
    places: list[SourceRef] = field(default_factory=list)
    constants: dict[str, object] = field(default_factory=dict)
    functions: list[ast.stmt] = field(default_factory=list)
    waiting: list[Callable[[], None]] = field(default_factory=list)
    names: dict[object, str] = field(default_factory=dict)
    #: How often a component mentions each of its parameters.
    puts: dict[str, Counter[Variable]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    #: The remaining budget for inlined components.
    budget: int = 20_000
    level: int = 0
    _count: int = 0

    @property
    def folding(self) -> bool:
        """Return whether known values are computed at compile time."""
        return self.program.folding

    def fresh(self, prefix: str) -> str:
        """Return an unused Python name."""
        self._count += 1
        return f"{prefix}{self._count}"

    def constant(self, value: object) -> ast.expr:
        """Return an expression for a value that has no literal in Python."""
        name_ = self.fresh("k")
        self.constants[name_] = value
        return name(name_)

    def later(self, key: object, title: str, prefix: str, make: Callable[[str], None]) -> str:
        """Return the name of a function that is generated once, after the current one."""
        reserved = self.names.get(key)
        if reserved is None:
            reserved = self.names[key] = self.fresh(prefix)
            self.titles[reserved] = title
            self.waiting.append(lambda: make(reserved))
        return reserved

    def finish(self) -> None:
        """Generate all pending functions."""
        while self.waiting:
            self.waiting.pop()()


class FunctionBody:
    """Statements of one Python function, and the text that is not written yet."""

    def __init__(self, unit: Unit, out: str, depth: int = 0, looping: bool = False) -> None:
        self.unit = unit
        self.out = out
        self.depth = depth
        self.looping = looping
        self.statements: list[ast.stmt] = []
        self._parts: list[str | ast.expr] = []

    def child(self, deeper: bool = False) -> "FunctionBody":
        """Return the block of a branch or of a loop's body."""
        return FunctionBody(self.unit, self.out, self.depth + deeper, self.looping or deeper)

    @property
    def is_full(self) -> bool:
        """Return whether no further block fits: what follows needs a function of its own."""
        return self.depth >= _MOST_BLOCKS

    def text(self, text: str) -> None:
        """Add literal HTML."""
        if not text:
            return
        if self._parts and isinstance(self._parts[-1], str) and self.unit.folding:
            self._parts[-1] += text
        else:
            self._parts.append(text)

    def put(self, code: ast.expr) -> None:
        """Add the text of an expression."""
        if isinstance(code, ast.Constant) and isinstance(code.value, str):
            self.text(code.value)
        elif isinstance(code, ast.JoinedStr):
            for part in code.values:
                self.put(part.value if isinstance(part, ast.FormattedValue) else part)
        else:
            self._parts.append(code)

    def flush(self) -> None:
        """Write the pending text, as one f-string."""
        if self._parts:
            text, self._parts = joined(self._parts), []
            self.add("out.append(text)", out=name(self.out), text=text)

    def add(self, template: str, **holes: Hole) -> None:
        """Add statements that do not write."""
        self.statements += statements(template, **holes)

    def add_writing(self, template: str, **holes: Hole) -> None:
        """Add statements that write, after the pending text."""
        self.flush()
        self.add(template, **holes)

    def assign(self, value: ast.expr) -> ast.Name:
        """Assign a value to a fresh name."""
        target = name(self.unit.fresh("v"))
        self.add("target = value", target=target, value=value)
        return target

    def body(self) -> list[ast.stmt]:
        """Return the finished statements."""
        self.flush()
        return self.statements or [ast.Pass()]

    def literal(self) -> str | None:
        """Return the text if only literal text was written, else None."""
        if self.statements or not all(isinstance(part, str) for part in self._parts):
            return None
        return "".join(part for part in self._parts if isinstance(part, str))


def expression(template: str, **holes: Hole) -> ast.expr:
    """Parse a Python expression, and replace the names that are holes.

    A list replaces `*name` among arguments or items.
    """
    (statement,) = _template(template)
    filled: ast.expr = _filled(statement.value, holes)  # type: ignore[attr-defined]
    return filled


def statements(template: str, **holes: Hole) -> list[ast.stmt]:
    """Parse Python statements; a list replaces a hole that is a statement."""
    filled: list[ast.stmt] = _filled(_template(template), holes)
    return filled


@cache
def _template(text: str) -> list[ast.stmt]:
    return ast.parse(text).body


def _filled(part: Any, holes: Mapping[str, Hole]) -> Any:  # noqa: ANN401 - of the type it had
    """Copy a part of a template with its holes filled."""
    if isinstance(part, ast.Name):
        hole = holes.get(part.id, part)
        if isinstance(hole, ast.Name):
            return ast.Name(hole.id, part.ctx)
        return hole if isinstance(hole, ast.AST) else ast.Constant(hole)  # type: ignore[arg-type]
    if isinstance(part, list):
        return [copy for inner in part for copy in _spliced(inner, holes)]
    if isinstance(part, ast.AST) and part._fields:
        return type(part)(*(_filled(getattr(part, each), holes) for each in part._fields))
    return part


def _spliced(part: ast.AST, holes: Mapping[str, Hole]) -> list[Any]:
    """Copy an item of a list, or all of the list that replaces it."""
    if isinstance(part, ast.Starred | ast.Expr) and isinstance(part.value, ast.Name):
        filling = holes.get(part.value.id)
        if isinstance(filling, list):
            ctx = part.value.ctx
            return [ast.Name(x.id, ctx) if isinstance(x, ast.Name) else x for x in filling]
    return [_filled(part, holes)]


def joined(parts: list[str | ast.expr]) -> ast.expr:
    """Join literal text and text expressions into one expression."""
    if len(parts) == 1:
        return ast.Constant(parts[0]) if isinstance(parts[0], str) else parts[0]
    values: list[ast.expr] = [
        ast.Constant(part) if isinstance(part, str) else ast.FormattedValue(part, -1)
        for part in parts
    ]
    return ast.JoinedStr(values)


def name(text: str) -> ast.Name:
    """Build a Python name; its position decides whether it is loaded or stored."""
    return ast.Name(text, ast.Load())


def at(line: int, code: ast.expr) -> ast.expr:
    """Set the line number of an expression, which stands for a place."""
    code.lineno = code.end_lineno = line
    code.col_offset = code.end_col_offset = 0
    return code


def function(
    title: str, parameters: list[str], body: list[ast.stmt], rest: str | None = None
) -> ast.FunctionDef:
    """Build a function definition."""
    star = ast.arg(rest) if rest else None
    names = [ast.arg(each) for each in parameters]
    return ast.FunctionDef(title, ast.arguments([], names, star, [], [], None, []), body, [])


def located(statements: list[ast.stmt]) -> ast.Module:
    """Give every node without a line that of the nearest node above it."""
    module = ast.Module(statements, [])
    waiting: list[tuple[object, int]] = [(statements, 1)]
    while waiting:
        node, line = waiting.pop()
        if isinstance(node, list):
            waiting.extend((inner, line) for inner in node)
        elif isinstance(node, ast.AST):
            parts = vars(node)
            inside = [part for part in parts.values() if isinstance(part, ast.AST | list)]
            if node._attributes:
                line = parts.get("lineno", line)
                parts["lineno"] = parts["end_lineno"] = line
                parts["col_offset"] = parts["end_col_offset"] = 0
            waiting.extend((part, line) for part in inside)
    return module
