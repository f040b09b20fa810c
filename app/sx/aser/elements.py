"""Elements and attributes to their tags.

Static text is joined across all boundaries: what is known at compile time is one string with
what is beside it, whichever element or component it is from.
"""

import ast
from dataclasses import dataclass
from typing import Final, TypeGuard

from app.sx.aser import escape
from app.sx.aser.codegen import expression, joined
from app.sx.aser.emit import BARE, TEXT, Destination, Emitter, Text, Value, escaped, written_apart
from app.sx.aser.environment import Constant
from app.sx.core import nodes
from app.sx.core.contexts import checked, checked_literal
from app.sx.core.nodes import Node
from app.sx.html.facts import NO_TEXT, VOID, Attribute, Context
from app.sx.html.facts import attribute as fact_of
from app.sx.values import Fault, text_of

#: A text with this prefix is safe as a URL: it is a path of this site or on the web.
_SAFE_PATHS: Final = ("/", "#", "?", "http://", "https://")
#: Contexts in which a string is written as it is, a URL if it is safe.
_QUICK: Final = (Context.PLAIN, Context.WORD, Context.URL)
_PARTED: Final = (Context.PLAIN, Context.WORD, Context.FLAG)


def element(node: nodes.Element, e: Emitter) -> None:
    """An element: its start tag, its children, its end tag."""
    if node.tag == "html":
        e.block.text("<!doctype html>")
    e.block.text(f"<{node.tag}")
    if node.spreads:
        _spread(node, e)
    else:
        for attribute in node.attributes:
            _attribute(node.tag, attribute, e)
    if isinstance(e.to, Text) and e.to.root:
        _root_id(e.to, e)
    e.block.text(">")
    if node.tag not in VOID:
        _children(node, e.into(BARE if node.tag in NO_TEXT else TEXT))
        e.block.text(f"</{node.tag}>")


def _root_id(root: Text, e: Emitter) -> None:
    e.block.text(f' id="{root.root}')
    if root.keyed:
        e.block.text("-")
        e.block.put(expression("e(rt.key)"))
    e.block.text('"')


def _children(node: nodes.Element, e: Emitter) -> None:
    if node.tag in ("pre", "textarea") and node.children:
        first = node.children[0]
        literal = first.value if isinstance(first, nodes.Const) else None
        is_text = isinstance(literal, str) and literal != ""
        if not is_text and not isinstance(first, nodes.Element):
            out = written_apart(node.children, e)
            e.block.put(expression("newline(''.join(out))", out=out))
            return
        if is_text and str(literal).startswith(("\n", "\r")):
            e.block.text("\n")
    for child in node.children:
        e.emit(child)


def _attribute(tag: str, node: nodes.AttributeNode, e: Emitter) -> None:
    parts = strings(node.value, e) if _can_be_parted(node) else None
    if node.fact.context is Context.HX_WORDS:
        parts = _words(node.value, e)
    if parts is None:
        e.block.put(e.into(_AttributeText(tag, node.fact)).emit(node.value).code)
        return
    e.block.text(f' {node.fact.name}="')
    put_parts(parts, e)
    e.block.text('"')


def _can_be_parted(node: nodes.AttributeNode) -> bool:
    if not isinstance(node.value, nodes.CallBuiltin):
        return False
    if node.fact.context in _PARTED and node.fact.name != "hidden":
        return True
    first = node.value.arguments[0] if node.value.arguments else None
    start = first.value if isinstance(first, nodes.Const) else None
    is_safe = isinstance(start, str) and start.startswith(_SAFE_PATHS)
    return node.fact.context is Context.URL and is_safe


@dataclass(frozen=True)
class _AttributeText(Destination):
    """An attribute with its name and the space before it; no text if it is left out."""

    tag: str
    fact: Attribute

    forms = (nodes.If, nodes.CaseOf, nodes.Let)

    def leaf(self, node: Node, e: Emitter) -> Value:
        """Write the attribute with this value, at compile time if it is known."""
        value, is_literal = e.value(node), isinstance(node, nodes.Const)
        if value.known and (e.unit.folding or is_literal):
            text = self._known(value.known, is_literal)
            if text is not None:
                return Value(ast.Constant(text))
        return Value(e.place(node.span, self._code(value, e), (node.span,) * 3))

    def _known(self, value: Constant, is_literal: bool) -> str | None:
        try:
            judge = checked_literal if is_literal else checked
            return escape.written(self.fact.name, judge(self.tag, self.fact, value.value))
        except Fault:
            return None

    def _code(self, value: Value, e: Emitter) -> ast.expr:
        """Write a string directly if it cannot be refused, anything else by its rule."""
        context, is_string = self.fact.context, value.kind == "string"
        is_safe = context is not Context.URL or value.start.startswith(_SAFE_PATHS)
        if is_string and is_safe and context in _QUICK:
            return self._quick(value.code)
        holes = {"tag": ast.Constant(self.tag), "fact": e.unit.constant(self.fact)}
        if context not in _QUICK:
            return expression("attribute(tag, fact, value)", value=value.code, **holes)
        holes |= e.twice(value.code)
        holes["quick"] = self._quick(holes["read"])
        test = "type(first) is str"
        if not is_safe:
            test = "first.startswith(paths)" if is_string else f"{test} and read.startswith(paths)"
            holes["paths"] = e.unit.constant(_SAFE_PATHS)
        return expression(f"quick if {test} else attribute(tag, fact, read)", **holes)

    def _quick(self, text: ast.expr) -> ast.expr:
        """Write a string that cannot be refused."""
        return joined([f' {self.fact.name}="', expression("e(text)", text=text), '"'])


def put_parts(parts: list[ast.expr], e: Emitter) -> None:
    """Write the parts of a `str`, whose literals are not escaped yet."""
    for part in parts:
        if isinstance(part, ast.Constant):
            e.block.text(escape.escape(str(part.value)))
        else:
            e.block.put(part)


def strings(node: Node, e: Emitter) -> list[ast.expr] | None:
    """Split `(str ...)`, so that its literal parts are folded and only the rest is escaped."""
    if not _is_str(node) or not e.unit.folding:
        return None
    parts: list[ast.expr] = []
    for argument in node.arguments:
        value = e.value(argument)
        if value.known and isinstance(value.known.value, str):
            parts.append(ast.Constant(value.known.value))
            continue
        refused = expression("part(x)", x=value.code)
        dynamic = refused if value.kind == "markup" else escaped(value, e, "part")
        parts.append(e.place(argument.span, dynamic))
    return parts


def _words(node: Node, e: Emitter) -> list[ast.expr] | None:
    """Split a `str` of htmx words into its literals and the words to be checked."""
    if not _is_str(node):
        return None
    parts: list[ast.expr] = []
    for argument in node.arguments:
        if isinstance(argument, nodes.Const):
            parts.append(ast.Constant(text_of(argument.value)))
        else:
            word = expression("word(x)", x=e.value(argument).code)
            parts.append(e.place(argument.span, word))
    return parts


def _is_str(node: Node) -> TypeGuard[nodes.CallBuiltin]:
    return isinstance(node, nodes.CallBuiltin) and node.builtin.name == "str"


def _spread(node: nodes.Element, e: Emitter) -> None:
    pairs: list[ast.expr] = []
    for attribute in node.attributes:
        code, judged = _spread_value(attribute.value, attribute.fact, e)
        fact = e.unit.constant(attribute.fact)
        pairs.append(expression("fact, code, judged", fact=fact, code=code, judged=judged))
    dicts = [_spread_pair(node.tag, spread, e) for spread in node.spreads]
    spans = tuple(spread.value.span for spread in node.spreads)
    code = expression("spread(tag, (*pairs,), *dicts)", tag=node.tag, pairs=pairs, dicts=dicts)
    e.block.put(e.place(node.spreads[0].span, code, spans))


def _spread_value(node: Node, fact: Attribute | None, e: Emitter) -> tuple[ast.expr, bool]:
    """Generate the value of an attribute; return whether it was checked at compile time."""
    words = _words(node, e) if fact and fact.context is Context.HX_WORDS else None
    if words is not None:
        return expression("''.join([*words])", words=words), True
    return e.value(node).code, isinstance(node, nodes.Const)


def _spread_pair(tag: str, spread: nodes.Spread, e: Emitter) -> ast.expr:
    """Generate a dict, with the names that are checked in it; None if all come from data."""
    if not spread.literal or not isinstance(spread.value, nodes.MakeDict):
        return expression("x, None", x=e.value(spread.value).code)
    items = [
        (ast.Constant(key), *_spread_value(item, fact_of(tag, key), e))
        for key, item in spread.value.pairs
    ]
    dict_ = ast.Dict([key for key, _, _ in items], [code for _, code, _ in items])
    judged: list[ast.expr] = [key for key, _, is_judged in items if is_judged]
    return expression("x, (*judged,)", x=dict_, judged=judged)


def envelope(target: str) -> str:
    """Open the envelope that swaps its content into `target`."""
    where = escape.escape(target)
    return f'<div hx-swap-oob="outerMorph target:{where} strip:true">'


ENVELOPE_END: Final = "</div>"
