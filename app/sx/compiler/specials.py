"""Special forms: one function each, from a form to a node, and the table that names them.

Knows names only through the `Compile` that it is given: `app.sx.compiler`
stands above and hands itself over. Knows nothing of HTML but that a body of
several forms is a fragment.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from app.sx.compiler.conditionals import case, cond
from app.sx.compiler.quoting import quasiquote, quote
from app.sx.core.nodes import (
    Again,
    Case,
    Const,
    Context,
    Each,
    Fragment,
    If,
    Lambda,
    Let,
    ListPattern,
    Logic,
    Loop,
    Node,
    Pattern,
    Provide,
    Ref,
    Variable,
)
from app.sx.core.scopes import Compile, Scope, bind, body
from app.sx.core.signatures import check_count, described, is_symbol, plain_name
from app.sx.core.walk import inside, walk
from app.sx.syntax.errors import CompileError, Span
from app.sx.syntax.forms import Form, Keyword, Sequence, Symbol


@dataclass(frozen=True, slots=True)
class Special:
    """A special form: how it is written, how many arguments it takes, how it is compiled."""

    written: str
    least: int
    most: int | None
    run: Callable[[Sequence, Scope, Compile], Node]
    doc: str


# (if test then else?)
def _if(form: Sequence, scope: Scope, compile_: Compile) -> Node:
    parts = [compile_(item, scope) for item in form.items[1:]]
    otherwise = parts[2] if len(parts) == 3 else Const(None, form.span)
    return If(parts[0], parts[1], otherwise, form.span)


# (when test body...)
def _when(form: Sequence, scope: Scope, compile_: Compile) -> Node:
    test = compile_(form.items[1], scope)
    then = body(form.items[2:], scope, compile_, form.span)
    return If(test, then, Const(None, form.span), form.span)


# (unless test body...)
def _unless(form: Sequence, scope: Scope, compile_: Compile) -> Node:
    test = compile_(form.items[1], scope)
    then = body(form.items[2:], scope, compile_, form.span)
    return If(test, Const(None, form.span), then, form.span)


# (let ((a 1) (b (+ a 1))) body...) or (let name ((i 0)) body...)
def _let(form: Sequence, scope: Scope, compile_: Compile) -> Node:
    if isinstance(form.items[1], Symbol) and isinstance(form.items[2], Sequence):
        return _named_let(form, scope, compile_)
    bindings: list[tuple[Pattern, Node]] = []
    for pair in _pairs(form.items[1], "let"):
        value = compile_(pair.items[1], scope)
        pattern, scope = bind(pair.items[0], scope, compile_)
        bindings.append((pattern, value))
    result = body(form.items[2:], scope, compile_, form.span)
    for pattern, value in reversed(bindings):
        result = Let(pattern, value, result, form.span)
    return result


def _pairs(form: Form, name: str) -> tuple[Sequence, ...]:
    if not isinstance(form, Sequence):
        hint = f"write `({name} ((x 1) (y 2)) ...)`"
        raise CompileError(f"expected bindings, got {described(form)}", form.span, hint)
    return tuple(_pair(item) for item in form.items)


def _pair(form: Form) -> Sequence:
    if not isinstance(form, Sequence):
        hint = "put each binding into brackets: `((a 1) (b 2))`"
        raise CompileError(f"expected a binding, got {described(form)}", form.span, hint)
    if len(form.items) == 2:
        return form
    few = len(form.items) < 2
    message = "a binding has a name and a value" if few else "a binding has one value"
    raise CompileError(message, form.span, "write a binding as `(name value)`")


def _named_let(form: Sequence, scope: Scope, compile_: Compile) -> Node:
    check_count("let", len(form.items) - 1, 3, None, form.span)
    loop = Variable(plain_name(form.items[1]))
    pairs = _pairs(form.items[2], f"let {loop.name}")
    starts = tuple(compile_(pair.items[1], scope) for pair in pairs)
    variables = tuple(Variable(plain_name(pair.items[0])) for pair in pairs)
    inner = scope | {loop.name: loop} | {variable.name: variable for variable in variables}
    compile_.enter_loop(loop, len(variables))
    result = body(form.items[3:], inner, compile_, form.span)
    return Loop(loop, variables, starts, result, _only_tail(result, loop), form.span)


def _only_tail(node: Node, loop: Variable) -> bool:
    match node:
        case Again(loop=name) if name is loop:
            return not any(_mentions(argument, loop) for argument in node.arguments)
        case If():
            inner = _only_tail(node.then, loop) and _only_tail(node.otherwise, loop)
            return inner and not _mentions(node.test, loop)
        case Let():
            before = node.value, *inside(node.pattern)
            return _only_tail(node.body, loop) and not any(_mentions(n, loop) for n in before)
        case Case():
            results = [result for _, result in node.branches] + [node.otherwise]
            inner = all(_only_tail(result, loop) for result in results)
            return inner and not _mentions(node.value, loop)
        case Logic(parts=[*before, last]):
            inner = _only_tail(last, loop)
            return inner and not any(_mentions(part, loop) for part in before)
        case _:
            return not _mentions(node, loop)


def _mentions(node: Node, loop: Variable) -> bool:
    return any(_is_mention(inner, loop) for inner in walk(node))


def _is_mention(node: Node, loop: Variable) -> bool:
    if isinstance(node, Again):
        return node.loop is loop
    return isinstance(node, Ref) and node.variable is loop


# (for (x xs) body...) or (for (x xs :index i) body...)
def _for(form: Sequence, scope: Scope, compile_: Compile) -> Node:
    head = form.items[1]
    if not isinstance(head, Sequence) or len(head.items) not in (2, 4):
        raise CompileError(
            f"expected `(x list)`, got {described(head)}", head.span, _for_hint(head)
        )
    items = compile_(head.items[1], scope)
    pattern, inner = bind(head.items[0], scope, compile_)
    index = None
    if len(head.items) == 4:
        key = head.items[2]
        if not isinstance(key, Keyword) or key.name != "index":
            message = f"expected `:index`, got {described(key)}"
            raise CompileError(message, key.span, "write `(for (x list :index i) ...)`")
        index = Variable(plain_name(head.items[3]))
        inner = inner | {index.name: index}
    result = body(form.items[2:], inner, compile_, form.span)
    return Each(pattern, items, index, result, form.span)


def _for_hint(head: Form) -> str:
    if isinstance(head, Sequence) and any(is_symbol(item, "in") for item in head.items):
        return "leave `in` out: `(for (x list) ...)`"
    return "write `(for (x list) ...)`"


# (fn (x y &rest zs) body...)
def _fn(form: Sequence, scope: Scope, compile_: Compile) -> Node:
    return function("fn", form.items[1], form.items[2:], scope, compile_, form.span)


def function(
    name: str,
    parameters: Form,
    forms: tuple[Form, ...],
    scope: Scope,
    compile_: Compile,
    span: Span,
) -> Lambda:
    """Compile a function of positional parameters."""
    if not isinstance(parameters, Sequence):
        message = f"expected parameters, got {described(parameters)}"
        raise CompileError(message, parameters.span, "write `(fn (x) ...)`")
    pattern, inner = bind(parameters, scope, compile_)
    assert isinstance(pattern, ListPattern)  # noqa: S101 - a Sequence binds as a list
    result = body(forms, inner, compile_, span)
    return Lambda(name, pattern.items, pattern.rest, result, span)


def _logic(every: bool) -> Callable[[Sequence, Scope, Compile], Node]:
    def run(form: Sequence, scope: Scope, compile_: Compile) -> Node:
        parts = tuple(compile_(item, scope) for item in form.items[1:])
        return Logic(every, parts, form.span)

    return run


# (do a b c), (<> a b)
def _do(form: Sequence, scope: Scope, compile_: Compile) -> Node:
    return body(form.items[1:], scope, compile_, form.span)


def _fragment(form: Sequence, scope: Scope, compile_: Compile) -> Node:
    return Fragment(tuple(compile_(item, scope) for item in form.items[1:]), form.span)


def _thread(last: bool) -> Callable[[Sequence, Scope, Compile], Node]:
    def run(form: Sequence, scope: Scope, compile_: Compile) -> Node:
        result = form.items[1]
        for step in form.items[2:]:
            result = _threaded(step, result, last)
        return compile_(result, scope)

    return run


def _threaded(step: Form, value: Form, last: bool) -> Form:
    if isinstance(step, Symbol | Keyword):
        return Sequence((step, value), step.span)
    if not isinstance(step, Sequence) or not step.items:
        hint = "write `(f x)`, `f` or `:field`"
        raise CompileError(f"expected a call, got {described(step)}", step.span, hint)
    items = (*step.items, value) if last else (step.items[0], value, *step.items[1:])
    return Sequence(items, step.span)


# (provide :name value body...)
def _provide(form: Sequence, scope: Scope, compile_: Compile) -> Node:
    name = _literal_keyword(form.items[1])
    value = compile_(form.items[2], scope)
    inner = body(form.items[3:], scope, compile_, form.span)
    return Provide(name, value, inner, form.span)


# (context :name default?)
def _context(form: Sequence, scope: Scope, compile_: Compile) -> Node:
    name = _literal_keyword(form.items[1])
    default = compile_(form.items[2], scope) if len(form.items) == 3 else None
    return Context(name, default, form.span)


def _literal_keyword(form: Form) -> str:
    if isinstance(form, Keyword):
        return form.name
    raise CompileError(f"expected a keyword, got {described(form)}", form.span, "write `:name`")


def _outside(name: str) -> Callable[[Sequence, Scope, Compile], Node]:
    def run(form: Sequence, _scope: Scope, _compile: Compile) -> Node:
        hint = "separate with blanks: `,` belongs into a macro's quasiquote"
        raise CompileError(f"`{name}` stands outside a quasiquote", form.span, hint)

    return run


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
    "do": Special("(do body...)", 1, None, _do, "A body where one form is wanted."),
    "<>": Special("(<> child ...)", 0, None, _fragment, "Several forms as one piece of markup."),
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
    "unquote": Special(
        "(unquote form)", 0, None, _outside("unquote"), "A computed part of a quasiquote."
    ),
    "unquote-splicing": Special(
        "(unquote-splicing form)", 0, None, _outside("unquote-splicing"), "Computed parts."
    ),
    "provide": Special(
        "(provide :name value body...)", 3, None, _provide, "A value for everything expanded below."
    ),
    "context": Special(
        "(context :name default?)", 1, 2, _context, "What the nearest `provide` gives."
    ),
}


def names() -> Iterable[str]:
    """Name every special form, those of markup and pages included."""
    return (*SPECIALS, *MARKUP_FORMS)


#: Special forms that `app.sx.compiler` treats itself, for they need HTML or the page.
MARKUP_FORMS: Final = frozenset({"raw!", "json-data", "spread", "region", "out-of-band"})

#: What only the top of a file holds: `app.sx.library.definitions` treats it.
TOP_FORMS: Final = frozenset(
    {"define", "defmacro", "defcomp", "defpage", "defexample", "deftest", "trusted"}
)
