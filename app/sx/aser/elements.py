"""Elements and attributes: where a tag is written.

Static text is folded across every border: what is known when compiled is one
string with what stands beside it, whichever element or component it is from.
"""

import ast
from dataclasses import dataclass
from typing import Final

from app.sx.aser import escape
from app.sx.aser.codegen import call, constant, is_, joined, name
from app.sx.aser.emit import BARE, TEXT, Destination, Emitter, Text, Value, escaped, written_apart
from app.sx.aser.environment import Constant
from app.sx.core import nodes
from app.sx.core.contexts import checked, checked_literal
from app.sx.core.nodes import Node
from app.sx.html.facts import NO_TEXT, VOID, Attribute, Context
from app.sx.html.facts import attribute as fact_of
from app.sx.values import Fault, text_of

#: A text that begins so needs no further look as a URL: it stays on this site or on the web.
_SAFE_PATHS: Final = ("/", "#", "?", "http://", "https://")
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
        e.block.put(call("e", ast.Attribute(name("rt"), "key", ast.Load())))
    e.block.text('"')


def _children(node: nodes.Element, e: Emitter) -> None:
    if node.tag in ("pre", "textarea") and node.children:
        first = node.children[0]
        known = first.value if isinstance(first, nodes.Const) else None
        is_text = isinstance(known, str) and known != ""
        if not is_text and not isinstance(first, nodes.Element):
            e.block.put(call("newline", _join(written_apart(node.children, e))))
            return
        if is_text and str(known).startswith(("\n", "\r")):
            e.block.text("\n")
    for child in node.children:
        e.emit(child)


def _join(texts: ast.expr) -> ast.expr:
    return ast.Call(ast.Attribute(constant(""), "join", ast.Load()), [texts], [])


def _attribute(tag: str, node: nodes.AttributeNode, e: Emitter) -> None:
    parts = strings(node.value, e) if _can_be_parted(node) else None
    if node.fact.context is Context.HX_WORDS and not isinstance(node.value, nodes.Const):
        parts = strings(node.value, e, "word")
    if parts is None:
        e.block.put(e.into(_AttributeText(tag, node.fact)).emit(node.value).code)
        return
    e.block.text(f' {node.fact.name}="')
    for part in parts:
        e.block.put(part)
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
    """An attribute with its name and the space before it; no text where it is left out."""

    tag: str
    fact: Attribute

    forms = (nodes.If, nodes.CaseOf, nodes.Let)

    def leaf(self, node: Node, e: Emitter) -> Value:
        """Write the attribute with this value: now if it is known."""
        value, is_literal = e.value(node), isinstance(node, nodes.Const)
        if value.known and (e.unit.folding or is_literal):
            known = self._known(value.known, is_literal)
            if known is not None:
                return Value(constant(known))
        return Value(e.place(node.span, self._code(value, e), (node.span,) * 3))

    def _known(self, value: Constant, is_literal: bool) -> str | None:
        try:
            judge = checked_literal if is_literal else checked
            return escape.written(self.fact.name, judge(self.tag, self.fact, value.value))
        except Fault:
            return None

    def _code(self, value: Value, e: Emitter) -> ast.expr:
        """Write a string at once where nothing can be wrong with it, all else by its rule."""
        where, context = e.unit.constant(self.fact), self.fact.context
        if context not in (Context.PLAIN, Context.WORD, Context.URL):
            return call("attribute", constant(self.tag), where, value.code)
        read, first = e.twice(value.code)
        quick = joined([f' {self.fact.name}="', call("e", read), '"'])
        is_safe: ast.expr = is_(call("type", first), ast.Is(), name("str"))
        if context is Context.URL:
            starts = ast.Attribute(read, "startswith", ast.Load())
            begins = ast.Call(starts, [e.unit.constant(_SAFE_PATHS)], [])
            is_safe = ast.BoolOp(ast.And(), [is_safe, begins])
        return ast.IfExp(is_safe, quick, call("attribute", constant(self.tag), where, read))


def strings(node: Node, e: Emitter, slow: str = "part") -> list[ast.expr] | None:
    """Take `(str ...)` apart, so that its literal parts are folded and only the rest escaped."""
    if not isinstance(node, nodes.CallBuiltin) or node.builtin.name != "str" or not e.unit.folding:
        # htmx words are written part by part also where nothing is folded.
        words = _words(node, e) if slow == "word" else None
        return [call("e", words)] if words else None
    parts: list[ast.expr] = []
    for argument in node.arguments:
        value = e.value(argument)
        if value.known and isinstance(value.known.value, str):
            parts.append(_literal_part(value.known.value, argument, slow))
            continue
        refused = slow == "word" or value.kind == "markup"
        dynamic = call(slow, value.code) if refused else escaped(value, e, slow)
        parts.append(e.place(argument.span, dynamic))
    return parts


def _literal_part(text: str, argument: Node, slow: str) -> ast.expr:
    if slow == "word" and not isinstance(argument, nodes.Const):
        return call("word", constant(text))
    return constant(escape.escape(text))


def _spread(node: nodes.Element, e: Emitter) -> None:
    pairs: list[ast.expr] = []
    for attribute in node.attributes:
        is_words = attribute.fact.context is Context.HX_WORDS
        code, judged = _given(attribute.value, is_words, e)
        parts = [e.unit.constant(attribute.fact), code, constant(judged)]
        pairs.append(ast.Tuple(parts, ast.Load()))
    dicts = [_spread_pair(node.tag, spread, e) for spread in node.spreads]
    spans = tuple(spread.value.span for spread in node.spreads)
    code = call("spread", constant(node.tag), ast.Tuple(pairs, ast.Load()), *dicts)
    e.block.put(e.place(node.spreads[0].span, code, spans))


def _given(node: Node, is_words: bool, e: Emitter) -> tuple[ast.expr, bool]:
    """Give the value of an attribute beside a spread, and whether it was judged when compiled."""
    words = _words(node, e) if is_words else None
    return words or e.value(node).code, words is not None or isinstance(node, nodes.Const)


def _spread_pair(tag: str, spread: nodes.Spread, e: Emitter) -> ast.expr:
    """Give a dict, and the names that are judged in it; None where all come from data."""
    if not spread.literal or not isinstance(spread.value, nodes.MakeDict):
        return ast.Tuple([e.value(spread.value).code, constant(None)], ast.Load())
    keys: list[ast.expr | None] = []
    values: list[ast.expr] = []
    judged: list[ast.expr] = []
    for key, item in spread.value.pairs:
        fact = fact_of(tag, key)
        code, is_judged = _given(item, fact is not None and fact.context is Context.HX_WORDS, e)
        keys.append(constant(key))
        values.append(code)
        judged += [constant(key)] if is_judged else []
    return ast.Tuple([ast.Dict(keys, values), ast.Tuple(judged, ast.Load())], ast.Load())


def _words(node: Node, e: Emitter) -> ast.expr | None:
    """Join the parts of a `str` of htmx words, not yet escaped."""
    if not isinstance(node, nodes.CallBuiltin) or node.builtin.name != "str":
        return None
    parts: list[ast.expr] = []
    for argument in node.arguments:
        if isinstance(argument, nodes.Const):
            parts.append(constant(text_of(argument.value)))
        else:
            parts.append(e.place(argument.span, call("word", e.value(argument).code)))
    return _join(ast.List(parts, ast.Load()))


def envelope(target: str) -> str:
    """Open the envelope that swaps what is inside into `target`."""
    where = escape.escape(target)
    return f'<div hx-swap-oob="outerMorph target:{where} strip:true">'


ENVELOPE_END: Final = "</div>"
