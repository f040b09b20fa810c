"""The context of a node that is generated, and its destination.

An `Emitter` is the context: the bindings of names, the block that receives statements, and the
destination. A destination is what a node is generated for: its text in the output, its value,
its truth, an attribute, or the result of a loop. What chooses, binds or repeats is generated
once for all of them (`app.sx.aser.control`); each defines its leaves and its branches.
"""

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from app.sx.aser import escape
from app.sx.aser.codegen import FunctionBody, Hole, SourceRef, Unit, at, expression, name
from app.sx.aser.environment import Binding, Constant, Env, Local
from app.sx.core import nodes
from app.sx.core.nodes import Node, Variable
from app.sx.core.stack import LEVELS, on_fresh_stack
from app.sx.syntax.errors import Span
from app.sx.values import Fault, kind

#: Types whose values are always true.
TRUE_KINDS: Final = frozenset({"string", "int", "number", "list", "dict", "markup", "function"})


@dataclass(frozen=True, slots=True)
class Value:
    """A Python expression, what is known of its type, and its value if that is known.

    `start` is what a string is known to begin with.
    """

    code: ast.expr
    kind: str = "any"
    known: Constant | None = None
    start: str = ""


#: The result of a node that has been written.
WRITTEN: Final = Value(ast.Constant(None))


class Emitter:
    """The context of a node: environment, block and destination."""

    __slots__ = ("block", "env", "to", "unit")

    def __init__(self, env: Env, block: FunctionBody, to: "Destination") -> None:
        self.unit: Unit = block.unit
        self.env = env
        self.block = block
        self.to = to

    def emit(self, node: Node) -> Value:
        """Generate a node for this destination."""
        form = FORMS[type(node)] if isinstance(node, self.to.forms) else self.to.leaf
        self.unit.level += 1
        try:
            if self.unit.level % LEVELS == 0:
                return on_fresh_stack(lambda: form(node, self))
            return form(node, self)
        finally:
            self.unit.level -= 1

    def value(self, node: Node) -> Value:
        """Generate a node's value."""
        return self.into(VALUE).emit(node)

    def values(self, some: Iterable[Node]) -> list[ast.expr]:
        """Generate the values of some nodes, in order."""
        return [self.value(node).code for node in some]

    def truth(self, node: Node) -> bool | ast.expr:
        """Generate the test of a node, or return its outcome if that is known."""
        test = self.into(TRUTH).emit(node)
        return bool(test.known.value) if test.known else test.code

    def under(self, env: Env) -> "Emitter":
        """Return this context with another environment."""
        return Emitter(env, self.block, self.to)

    def into(self, to: "Destination", block: FunctionBody | None = None) -> "Emitter":
        """Return this context with another destination, perhaps in another block."""
        return Emitter(self.env, block or self.block, to)

    def bind(self, variable: Variable, binding: Binding) -> "Emitter":
        """Return this context with one more binding."""
        return self.under(self.env.bind(variable, binding))

    def branch(self, deeper: bool = False) -> "Emitter":
        """Return the context of a branch or of a loop's body."""
        return self.into(self.to, self.block.child(deeper))

    def apart(self, to: "Destination | None" = None) -> "Emitter":
        """Return the context of a nested Python function."""
        block = FunctionBody(self.unit, self.block.out, looping=self.block.looping)
        return self.into(to or self.to, block)

    def line(
        self,
        span: Span,
        arguments: tuple[Span, ...] = (),
        reads: tuple[str, str] | None = None,
        calls: str | None = None,
    ) -> int:
        """Return a line number that stands for a place."""
        env, places = self.env, self.unit.places
        places.append(SourceRef(span, env.chain, arguments, reads, calls, env.given))
        return len(places)

    def place(self, span: Span, code: ast.expr, arguments: tuple[Span, ...] = ()) -> ast.expr:
        """Give an expression a place, or one of its arguments' places, for its faults."""
        return at(self.line(span, arguments), code)

    def placed(
        self,
        span: Span,
        template: str,
        arguments: tuple[Span, ...] = (),
        kind: str = "any",
        **holes: Hole,
    ) -> Value:
        """Return the value of a template with a place for its faults."""
        return Value(self.place(span, expression(template, **holes), arguments), kind)

    def count(self, number: Hole, span: Span) -> None:
        """Count turns; a turn too many, or a call that is nested too deep, is a fault."""
        refuse = self.place(span, expression("rt.refuse()"))
        self.block.add(_COUNT, number=number, refuse=refuse)

    def enter(self, span: Span) -> None:
        """Count one call inside another, which is a turn as well."""
        self.block.add("rt.calls += 1")
        self.count(1, span)

    def name(self, value: Value) -> ast.Name:
        """Bind a value to a Python name, so that it can be read more than once."""
        if isinstance(value.code, ast.Name):
            return value.code
        return self.block.assign(value.code)

    def local(self, value: Value) -> Local | Constant:
        """Bind a value: to itself if it is known, else to a Python name."""
        if value.known and self.unit.folding:
            return value.known
        return Local(self.name(value).id, value.kind, value.start)

    def known(self, value: object) -> Value:
        """Return a known value."""
        is_literal = value is None or isinstance(value, str | bool | int | float)
        code = ast.Constant(value) if is_literal else self.unit.constant(value)  # type: ignore[arg-type]
        return Value(code, _kind(value), Constant(value))

    def twice(self, code: ast.expr) -> dict[str, ast.expr]:
        """Fill the holes of a template that reads an expression as `first`, then as `read`."""
        if isinstance(code, ast.Name):
            return {"read": code, "first": code}
        read = name(self.unit.fresh("t"))
        return {"read": read, "first": expression("(read := code)", read=read, code=code)}


Form = Callable[[Any, Emitter], Value]

#: Generators for all destinations, or for some; see `generate`.
FORMS: Final[dict[type, Form]] = {}
VALUES: Final[dict[type, Form]] = {}
WRITERS: Final[dict[type, Callable[[Any, Emitter], None]]] = {}

_COUNT: Final = """
rt.turns += number
if rt.turns > rt.most_turns or rt.calls > MOST_CALLS: refuse
"""
#: What follows on what was entered.
LEAVE: Final = "rt.calls -= 1"
_FOR: Final = "for target in items: body"

#: A branch, and its generated value.
Branch = tuple[Emitter, Value]


class Destination:
    """What a node is generated for: here, and unless a subclass overrides it, its value."""

    #: Nodes that pass their destination on to nested nodes.
    forms: tuple[type, ...] = (
        *(nodes.If, nodes.CaseOf, nodes.Let, nodes.Logic),
        *(nodes.Each, nodes.Provide, nodes.Ref),
    )
    writes = False

    def leaf(self, node: Node, e: Emitter) -> Value:
        """Generate a node that does not pass its destination on."""
        return VALUES[type(node)](node, e)

    def join(self, test: ast.expr, yes: Branch, no: Branch, e: Emitter) -> Value:
        """Join two branches: an expression if both are, else a statement."""
        (then, left), (otherwise, right) = yes, no
        kind = left.kind if left.kind == right.kind else "any"
        if not then.block.statements and not otherwise.block.statements:
            code = expression("a if test else b", a=left.code, test=test, b=right.code)
            return Value(code, kind)
        target = name(e.unit.fresh("v"))
        for branch, value in (yes, no):
            branch.block.add("target = value", target=target, value=value.code)
        bodies = {"yes": then.block.body(), "no": otherwise.block.body()}
        e.block.add("if test: yes\nelse: no", test=test, **bodies)
        return Value(target, kind)

    def loop(self, target: ast.expr, items: ast.expr, body: Branch, e: Emitter) -> Value:
        """Repeat a body: a comprehension if it is an expression, else a statement."""
        inner, value = body
        if not inner.block.statements:
            part = ast.comprehension(target, items, [], 0)
            return Value(ast.ListComp(value.code, [part]), "list")
        results = e.block.assign(expression("[]"))
        inner.block.add("results.append(value)", results=results, value=value.code)
        e.block.add(_FOR, target=target, items=items, body=inner.block.body())
        return Value(results, "list")


class Statements(Destination):
    """A destination whose results are statements only."""

    writes = True

    def join(self, test: ast.expr, yes: Branch, no: Branch, e: Emitter) -> Value:
        """Join two branches."""
        otherwise = no[0].block
        body = [] if otherwise.literal() == "" else otherwise.body()
        e.block.add_writing("if test: yes\nelse: no", test=test, yes=yes[0].block.body(), no=body)
        return WRITTEN

    def loop(self, target: ast.expr, items: ast.expr, body: Branch, e: Emitter) -> Value:
        """Repeat a body."""
        e.block.add_writing(_FOR, target=target, items=items, body=body[0].block.body())
        return WRITTEN


class _Truth(Destination):
    """Whether a value is true; `known` applies even without folding."""

    forms = (nodes.If, nodes.CaseOf, nodes.Let, nodes.Logic, nodes.Ref)

    def leaf(self, node: Node, e: Emitter) -> Value:
        """Test a value."""
        value, folding = e.value(node), e.unit.folding
        if value.known and folding:
            return e.known(value.known.value is not None and value.known.value is not False)
        if value.kind in TRUE_KINDS and folding:
            if not isinstance(value.code, ast.Name | ast.Constant):
                # The value is true, but computing it may fail.
                e.block.add("code", code=value.code)
            return e.known(True)
        if value.kind == "boolean":
            return Value(value.code, "boolean")
        some = expression("first is not None and read is not False", **e.twice(value.code))
        return Value(some, "boolean")

    def join(self, test: ast.expr, yes: Branch, no: Branch, e: Emitter) -> Value:
        """Join two tests: by Python's `and` and `or` where one of them is known."""
        (then, left), (otherwise, right) = yes, no
        if not then.block.statements and not otherwise.block.statements:
            if right.known and not right.known.value:
                is_left = left.known and left.known.value
                both = test if is_left else expression("a and b", a=test, b=left.code)
                return Value(both, "boolean")
            if left.known and left.known.value:
                return Value(expression("a or b", a=test, b=right.code), "boolean")
        return super().join(test, yes, no, e)


@dataclass(frozen=True)
class Text(Statements):
    """The output: a node's text is written.

    `root` is the id of a region's element, `keyed` whether the key follows it; `bare` allows
    no text.
    """

    root: str | None = None
    keyed: bool = False
    bare: bool = False

    def leaf(self, node: Node, e: Emitter) -> Value:
        """Write markup, or the text of a value."""
        writer = WRITERS.get(type(node))
        if writer:
            writer(node, e)
        else:
            put(e.value(node), node.span, e)
        return WRITTEN


VALUE: Final = Destination()
TRUTH: Final = _Truth()
TEXT: Final = Text()
BARE: Final = Text(bare=True)


def put(value: Value, span: Span, e: Emitter) -> None:
    """Write a value, at compile time if it is known."""
    is_bare = e.to == BARE
    if value.known and e.unit.folding:
        try:
            e.block.text((escape.blank if is_bare else escape.text)(value.known.value))
        except Fault:
            pass
        else:
            return
    code = expression("blank(x)", x=value.code) if is_bare else escaped(value, e)
    e.block.put(e.place(span, code, (span,)))


def escaped(value: Value, e: Emitter, slow: str = "s") -> ast.expr:
    """Return the text of a value: by the escaper for a string, by the slow path for the rest."""
    if value.kind == "string":
        return expression("e(x)", x=value.code)
    if value.kind == "markup":
        return expression("x.text", x=value.code)
    otherwise = "f'{read}' if type(read) is int else slow(read)"
    if value.kind not in ("any", "int"):
        otherwise = "slow(read)"
    quick = f"e(read) if type(first) is str else {otherwise}"
    return expression(quick, slow=name(slow), **e.twice(value.code))


def own_list(e: Emitter) -> FunctionBody:
    """Start a list of its own in the block; what is added to the result writes there."""
    inner = FunctionBody(e.unit, e.unit.fresh("o"), e.block.depth, e.block.looping)
    inner.add("out = []", out=name(inner.out))
    return inner


def markup(node: Node, e: Emitter) -> Value:
    """Markup as a value, written into a list of its own."""
    written = written_apart((node,), e.into(TEXT))
    return Value(e.block.assign(expression("markup(out)", out=written)), "markup")


def written_apart(some: Iterable[Node], e: Emitter) -> ast.Name:
    """Write nodes into a list of their own; return its name."""
    inner = own_list(e)
    for node in some:
        e.into(e.to, inner).emit(node)
    e.block.statements += inner.body()
    return name(inner.out)


def _kind(value: object) -> str:
    return "int" if type(value) is int else kind(value)
