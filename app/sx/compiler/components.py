"""Calls of components to nodes: arguments by name, then children, each of them checked.

One slip is one fault: an argument that is misspelt or stands after a child
is not missing as well.
"""

from app.sx.compiler import unknown
from app.sx.compiler.known import Callee, Compiling
from app.sx.errors import CompileError
from app.sx.forms import Form, Keyword, Sequence, Symbol
from app.sx.nodes import Const, Fragment, Node, Use
from app.sx.scopes import Scope
from app.sx.signatures import quoted
from app.sx.values import did_you_mean, nearest


def component(form: Sequence, scope: Scope, compiler: Compiling) -> Node:
    """Compile a call of a component."""
    head = form.items[0]
    assert isinstance(head, Symbol)  # noqa: S101 - the caller looked
    full = compiler.place.component(head.name)
    callee = compiler.known.components.get(full)
    if callee is None:
        compiler.keep(unknown.component(head.name, head.span, compiler))
        for item in form.items[1:]:
            compiler(item, scope)
        return Const(None, form.span)
    pairs, rest, meant = _pairs(form.items[1:], callee, compiler)
    arguments = tuple((key.name, compiler(value, scope)) for key, value in pairs)
    missing = _missing(callee, {key.name for key, _ in pairs} | meant | _late(rest))
    if rest and callee.declaration.children is None:
        compiler.keep(_no_children(callee, rest, missing))
        return Const(None, form.span)
    for name in missing:
        message = f"missing argument `{name}` of `{callee.name}`"
        compiler.keep(CompileError(message, form.span, f"add `:{name} ...`"))
    return Use(full, arguments, _children(rest, form, scope, compiler), form.span)


def _pairs(
    items: tuple[Form, ...], callee: Callee, compiler: Compiling
) -> tuple[list[tuple[Keyword, Form]], tuple[Form, ...], set[str]]:
    """Give the arguments, what follows them, and the names that were meant by wrong ones."""
    pairs: list[tuple[Keyword, Form]] = []
    seen: set[str] = set()
    meant: set[str] = set()
    names = [parameter.name for parameter in callee.declaration.parameters]
    while items and isinstance(items[0], Keyword):
        key = items[0]
        fault = _fault(key, items[1:], callee, seen)
        if fault:
            compiler.keep(fault)
            meant.add(nearest(key.name, names) or "")
        else:
            pairs.append((key, items[1]))
        seen.add(key.name)
        items = items[2:]
    return pairs, items, meant


def _fault(
    key: Keyword, after: tuple[Form, ...], callee: Callee, seen: set[str]
) -> CompileError | None:
    names = [parameter.name for parameter in callee.declaration.parameters]
    if key.name not in names:
        hint = did_you_mean(key.name, names) or (
            f"use {quoted(names)}" if names else "leave it out: it takes no arguments"
        )
        message = f"unknown argument `{key.name}` of `{callee.name}`"
        return CompileError(message, key.span, hint)
    if key.name in seen:
        message = f"the argument `{key.name}` stands twice"
        return CompileError(message, key.span, "remove one of the two")
    if not after:
        hint = f"write `:{key.name} true` or give it a value"
        return CompileError(f"`:{key.name}` has no value", key.span, hint)
    return None


def _missing(callee: Callee, given: set[str]) -> list[str]:
    parameters = callee.declaration.parameters
    return [p.name for p in parameters if p.default is None and p.name not in given]


def _late(rest: tuple[Form, ...]) -> set[str]:
    return {item.name for item in rest if isinstance(item, Keyword)}


def _no_children(callee: Callee, rest: tuple[Form, ...], missing: list[str]) -> CompileError:
    hint = "declare `&rest children` in the component"
    if callee.declaration.named("children"):
        hint = "declare it as `&rest children`, not as a parameter `children`"
    elif missing:
        hint = f"give arguments by name: `:{missing[0]} ...`"
    return CompileError(f"`{callee.name}` takes no children", rest[0].span, hint)


def _children(
    forms: tuple[Form, ...], call: Sequence, scope: Scope, compiler: Compiling
) -> Node | None:
    if not forms:
        return None
    parts = []
    for form in forms:
        if isinstance(form, Keyword):
            hint = "put the arguments before the children"
            compiler.keep(CompileError(f"`:{form.name}` stands after a child", form.span, hint))
        else:
            parts.append(compiler(form, scope))
    return Fragment(tuple(parts), call.span)
