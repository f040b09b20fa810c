"""Calls of components to nodes: arguments by name, then children.

One slip is one fault: a misspelt or misplaced argument is not reported as missing as well. All
other faults of a call are reported together.
"""

from collections.abc import Iterator

from app.sx.compiler import unknown
from app.sx.core.known import Call, Callee, Compiling
from app.sx.core.nodes import Fragment, Node, Use
from app.sx.core.signatures import quoted
from app.sx.syntax.errors import CompileError
from app.sx.syntax.forms import Form, Keyword, Sequence, Symbol
from app.sx.values import did_you_mean, nearest


def component(call: Call) -> Node:
    """Compile a call of a component."""
    head, compiler = call.items[0], call.compile
    assert isinstance(head, Symbol)  # noqa: S101 - the caller looked
    full = compiler.place.component(head.name)
    callee = compiler.known.components.get(full)
    if callee is None:
        compiler.keep(unknown.component(head.name, full, head.span, compiler.known))
        call.parts()
        return call.nil
    if compiler.place.in_macro:
        raise unknown.too_early("component", head)
    pairs, rest, meant = _pairs(call.items[1:], callee, compiler)
    arguments = tuple((key.name, compiler(value, call.scope)) for key, value in pairs)
    children = _children(rest, callee, call)
    names = {key.name for key, _ in pairs} | meant | _late(rest, callee)
    for fault in _of_the_call(callee, names, rest, call.form):
        compiler.keep(fault)
    return Use(full, arguments, children, call.span)


def _of_the_call(
    callee: Callee, names: set[str], rest: tuple[Form, ...], form: Sequence
) -> Iterator[CompileError]:
    """Yield the faults of a call as a whole: missing arguments, children without a slot."""
    missing = _missing(callee, names)
    if rest and callee.declaration.children is None:
        yield _no_children(callee, rest, missing)
    for name in missing:
        message = f"missing argument `{name}` of `{callee.name}`"
        yield CompileError(message, form.span, f"add `:{name} ...`")


def _pairs(
    items: tuple[Form, ...], callee: Callee, compiler: Compiling
) -> tuple[list[tuple[Keyword, Form]], tuple[Form, ...], set[str]]:
    """Return the arguments, what follows them, and the names that wrong arguments were to be."""
    pairs: list[tuple[Keyword, Form]] = []
    seen: set[str] = set()
    meant: set[str] = set()
    while items and isinstance(items[0], Keyword):
        key = items[0]
        fault = _fault(key, items[1:], callee, seen)
        if fault:
            compiler.keep(fault)
            meant.add(_meant(key, callee))
        else:
            pairs.append((key, items[1]))
        seen.add(key.name)
        items = items[2:]
    return pairs, items, meant


def _fault(
    key: Keyword, after: tuple[Form, ...], callee: Callee, seen: set[str]
) -> CompileError | None:
    if callee.declaration.named(key.name) is None:
        return _unknown(key, callee)
    if key.name in seen:
        message = f"the argument `{key.name}` stands twice"
        return CompileError(message, key.span, "remove one of the two")
    if not after:
        hint = f"write `:{key.name} true` or give it a value"
        return CompileError(f"`:{key.name}` has no value", key.span, hint)
    return None


def _names(callee: Callee) -> list[str]:
    return [parameter.name for parameter in callee.declaration.parameters]


def _unknown(key: Keyword, callee: Callee) -> CompileError:
    names = _names(callee)
    hint = f"use {quoted(names)}" if names else "leave it out: it takes no arguments"
    message = f"unknown argument `{key.name}` of `{callee.name}`"
    return CompileError(message, key.span, did_you_mean(key.name, names) or hint)


def _meant(key: Keyword, callee: Callee) -> str:
    return nearest(key.name, _names(callee)) or ""


def _missing(callee: Callee, names: set[str]) -> list[str]:
    parameters = callee.declaration.parameters
    return [p.name for p in parameters if p.default is None and p.name not in names]


def _late(rest: tuple[Form, ...], callee: Callee) -> set[str]:
    """Return the names of the arguments that follow the first child, and `children`."""
    late = {_meant(item, callee) for item in rest if isinstance(item, Keyword)}
    return late | {"children"} if rest else late


def _no_children(callee: Callee, rest: tuple[Form, ...], missing: list[str]) -> CompileError:
    hint = "declare `&rest children` in the component"
    if callee.declaration.named("children"):
        hint = "declare it as `&rest children`, not as a parameter `children`"
    elif missing:
        hint = f"give arguments by name: `:{missing[0]} ...`"
    return CompileError(f"`{callee.name}` takes no children", rest[0].span, hint)


def _children(forms: tuple[Form, ...], callee: Callee, call: Call) -> Node | None:
    parts = []
    for form in forms:
        if not isinstance(form, Keyword):
            parts.append(call.compile(form, call.scope))
        elif fault := _after_a_child(form, callee):
            call.compile.keep(fault)
    takes_them = forms and callee.declaration.children is not None
    return Fragment(tuple(parts), call.span) if takes_them else None


def _after_a_child(key: Keyword, callee: Callee) -> CompileError | None:
    if callee.declaration.named(key.name) is None:
        return _unknown(key, callee)
    if callee.declaration.children is None:
        return None  # the child is the slip: without it the argument would be in place
    hint = "put the arguments before the children"
    return CompileError(f"`:{key.name}` stands after a child", key.span, hint)
