"""Special forms: one function each, from a form to a node, and the table of their names.

Knows names only through the `Compile` in its arguments. Knows nothing of HTML, except that a
body of several forms is a fragment.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NoReturn

from app.sx.compiler.conditionals import case, cond
from app.sx.compiler.quoting import quasiquote, quote
from app.sx.core import nodes
from app.sx.core.known import Call
from app.sx.core.nodes import ListPattern, Node, Pattern, Variable
from app.sx.core.scopes import Compile, Scope, bind, body
from app.sx.core.signatures import (
    check_count,
    is_keyword,
    is_symbol,
    plain_name,
    sequence,
    unexpected,
)
from app.sx.core.walk import children_of, walk
from app.sx.syntax.errors import CompileError, Span
from app.sx.syntax.forms import Form, Keyword, Sequence, Symbol


@dataclass(frozen=True, slots=True)
class Special:
    """A special form: its syntax, its number of arguments, and how it is compiled."""

    written: str
    least: int
    most: int | None
    run: Callable[[Call], Node]
    doc: str


# (if test then else?)
def _if(call: Call) -> Node:
    test, then, *rest = call.parts()
    return nodes.If(test, then, rest[0] if rest else call.nil, call.span)


# (when test body...)
def _when(call: Call) -> Node:
    return nodes.If(call.part(1), call.body(2), call.nil, call.span)


# (unless test body...)
def _unless(call: Call) -> Node:
    test = call.part(1)
    return nodes.If(test, call.nil, call.body(2), call.span)


# (let ((a 1) (b (+ a 1))) body...) or (let name ((i 0)) body...)
def _let(call: Call) -> Node:
    if isinstance(call.items[1], Symbol) and isinstance(call.items[2], Sequence):
        return _named_let(call)
    scope = call.scope
    bindings: list[tuple[Pattern, Node]] = []
    for pair in _pairs(call.items[1], "let"):
        value = call.compile(pair.items[1], scope)
        pattern, scope = bind(pair.items[0], scope, call.compile)
        bindings.append((pattern, value))
    result = call.body(2, scope)
    for pattern, value in reversed(bindings):
        result = nodes.Let(pattern, value, result, call.span)
    return result


def _pairs(form: Form, name: str) -> tuple[Sequence, ...]:
    bindings = sequence(form, "bindings", f"write `({name} ((x 1) (y 2)) ...)`")
    return tuple(map(_pair, bindings.items))


def _pair(form: Form) -> Sequence:
    pair = sequence(form, "a binding", "put each binding into brackets: `((a 1) (b 2))`")
    if len(pair.items) == 2:
        return pair
    few = len(pair.items) < 2
    message = "a binding has a name and a value" if few else "a binding has one value"
    raise CompileError(message, form.span, "write a binding as `(name value)`")


def _named_let(call: Call) -> Node:
    check_count("let", len(call.items) - 1, 3, None, call.span)
    loop = Variable(plain_name(call.items[1]))
    pairs = _pairs(call.items[2], f"let {loop.name}")
    starts = tuple(call.compile(pair.items[1], call.scope) for pair in pairs)
    variables = tuple(Variable(plain_name(pair.items[0])) for pair in pairs)
    inner = call.scope | {each.name: each for each in (loop, *variables)}
    call.compile.loops[loop] = len(variables)
    result = call.body(3, inner)
    return nodes.Loop(loop, variables, starts, result, _only_tail(result, loop), call.span)


def _only_tail(node: Node, loop: Variable) -> bool:
    """Return whether all self-calls of a loop are in tail position."""
    last: tuple[Node, ...] = ()
    match node:
        case nodes.Again(loop=name) if name is loop:
            return not any(_mentions(argument, loop) for argument in node.arguments)
        case nodes.If():
            last = node.then, node.otherwise
        case nodes.Let():
            last = (node.body,)
        case nodes.CaseOf():
            last = node.results
        case nodes.Logic():
            last = node.parts[-1:]
        case _:
            return not _mentions(node, loop)
    before = [each for each in children_of(node) if each not in last]
    return all(_only_tail(each, loop) for each in last) and not any(
        _mentions(each, loop) for each in before
    )


def _mentions(node: Node, loop: Variable) -> bool:
    return any(
        (inner.loop if isinstance(inner, nodes.Again) else inner.variable) is loop
        for inner in walk(node)
        if isinstance(inner, nodes.Again | nodes.Ref)
    )


# (for (x xs) body...) or (for (x xs :index i) body...)
def _for(call: Call) -> Node:
    head = call.items[1]
    if not isinstance(head, Sequence) or len(head.items) not in (2, 4):
        raise unexpected("`(x list)`", head, _for_hint(head))
    items = call.compile(head.items[1], call.scope)
    pattern, inner = bind(head.items[0], call.scope, call.compile)
    index = None
    if len(head.items) == 4:
        key = head.items[2]
        if not is_keyword(key, "index"):
            raise unexpected("`:index`", key, "write `(for (x list :index i) ...)`")
        index = Variable(plain_name(head.items[3]))
        inner = inner | {index.name: index}
    return nodes.Each(pattern, items, index, call.body(2, inner), call.span)


def _for_hint(head: Form) -> str:
    if isinstance(head, Sequence) and any(is_symbol(item, "in") for item in head.items):
        return "leave `in` out: `(for (x list) ...)`"
    return "write `(for (x list) ...)`"


# (fn (x y &rest zs) body...)
def _fn(call: Call) -> Node:
    return function("fn", call.items[1], call.items[2:], call.scope, call.compile, call.span)


def function(
    name: str,
    parameters: Form,
    forms: tuple[Form, ...],
    scope: Scope,
    compile_: Compile,
    span: Span,
) -> nodes.Lambda:
    """Compile a function of positional parameters."""
    listed = sequence(parameters, "parameters", "write `(fn (x) ...)`")
    pattern, inner = bind(listed, scope, compile_)
    assert isinstance(pattern, ListPattern)  # noqa: S101 - a Sequence binds as a list
    result = body(forms, inner, compile_, span)
    return nodes.Lambda(name, pattern.items, pattern.rest, result, span)


def _logic(every: bool) -> Callable[[Call], Node]:
    return lambda call: nodes.Logic(every, call.parts(), call.span)


def _thread(last: bool) -> Callable[[Call], Node]:
    def run(call: Call) -> Node:
        result = call.items[1]
        for step in call.items[2:]:
            result = _threaded(step, result, last)
        return call.compile(result, call.scope)

    return run


def _threaded(step: Form, value: Form, last: bool) -> Form:
    if isinstance(step, Symbol | Keyword):
        return Sequence((step, value), step.span)
    if not isinstance(step, Sequence) or not step.items:
        raise unexpected("a call", step, "write `(f x)`, `f` or `:field`")
    items = (*step.items, value) if last else (step.items[0], value, *step.items[1:])
    return Sequence(items, step.span)


# (provide :name value body...)
def _provide(call: Call) -> Node:
    name = _literal_keyword(call.items[1])
    return nodes.Provide(name, call.part(2), call.body(3), call.span)


# (context :name default?)
def _context(call: Call) -> Node:
    name = _literal_keyword(call.items[1])
    default = call.part(2) if len(call.items) == 3 else None
    return nodes.ContextValue(name, default, call.span)


def _literal_keyword(form: Form) -> str:
    if isinstance(form, Keyword):
        return form.name
    raise unexpected("a keyword", form, "write `:name`")


def _outside(call: Call) -> NoReturn:
    name = plain_name(call.items[0])
    hint = "separate with blanks: `,` belongs into a macro's quasiquote"
    raise CompileError(f"`{name}` stands outside a quasiquote", call.span, hint)


SPECIALS: Final[dict[str, Special]] = {
    "if": Special("(if test then else?)", 2, 3, _if, "Choose by a test."),
    "when": Special("(when test body...)", 2, None, _when, "A body if the test holds."),
    "unless": Special(
        "(unless test body...)", 2, None, _unless, "A body if the test does not hold."
    ),
    "cond": Special(
        "(cond test value ... :else value)",
        1,
        None,
        cond,
        "The value of the first test that holds.",
    ),
    "case": Special(
        "(case value key result ... :else result)",
        1,
        None,
        case,
        "The result whose key equals the value.",
    ),
    "let": Special(
        "(let ((name value) ...) body...)", 2, None, _let, "Bind names; with a name in front, loop."
    ),
    "for": Special("(for (x list) body...)", 2, None, _for, "A body for each item of a list."),
    "fn": Special("(fn (x y) body...)", 2, None, _fn, "A function."),
    "and": Special(
        "(and a b ...)",
        0,
        None,
        _logic(True),
        "The first value that is false or nil, else the last.",
    ),
    "or": Special(
        "(or a b ...)", 0, None, _logic(False), "The first value that is true, else the last."
    ),
    "do": Special(
        "(do body...)", 1, None, lambda call: call.body(1), "A body where one form is wanted."
    ),
    "<>": Special(
        "(<> child ...)",
        0,
        None,
        lambda call: nodes.Fragment(call.parts(), call.span),
        "Several forms as one piece of markup.",
    ),
    "->": Special(
        "(-> x (f a) ...)",
        1,
        None,
        _thread(False),
        "Thread a value through calls as first argument.",
    ),
    "->>": Special(
        "(->> x (f a) ...)",
        1,
        None,
        _thread(True),
        "Thread a value through calls as last argument.",
    ),
    "quote": Special("(quote form)", 1, 1, quote, "A form as data."),
    "quasiquote": Special(
        "(quasiquote form)", 1, 1, quasiquote, "A form as data with parts computed."
    ),
    "unquote": Special("(unquote form)", 0, None, _outside, "A computed part of a quasiquote."),
    "unquote-splicing": Special("(unquote-splicing form)", 0, None, _outside, "Computed parts."),
    "provide": Special(
        "(provide :name value body...)", 3, None, _provide, "A value for everything expanded below."
    ),
    "context": Special(
        "(context :name default?)", 1, 2, _context, "What the nearest `provide` gives."
    ),
}


#: Forms at the top of a file, which `app.sx.library.definitions` handles.
TOP_FORMS: Final = frozenset(
    {"define", "defmacro", "defcomp", "defpage", "defexample", "deftest", "trusted"}
)
