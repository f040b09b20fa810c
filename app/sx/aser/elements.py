"""Elements, attributes and the few other places where a tag is written.

Static text is folded across every border: what is known when compiled is one
string with what stands beside it, whichever element or component it is from.
"""

import ast
from typing import Final

from app.sx.aser import escape
from app.sx.aser.codegen import Block, Env, Root, Value, at, call, constant, is_, joined, name
from app.sx.aser.emit import Generator, escaped, own_list, read_twice, take
from app.sx.core.contexts import checked, checked_literal
from app.sx.core.nodes import (
    AttributeNode,
    CallBuiltin,
    Const,
    Element,
    If,
    JsonData,
    MakeDict,
    Node,
    OutOfBand,
    Spread,
)
from app.sx.html.facts import NO_TEXT, VOID, Attribute, Context
from app.sx.html.facts import attribute as fact_of
from app.sx.values import Fault, text_of

#: A text that begins so needs no further look as a URL: it stays on this site or on the web.
_SAFE_PATHS: Final = ("/", "#", "?", "http://", "https://")
_PARTED: Final = (Context.PLAIN, Context.WORD, Context.FLAG)


def element(node: Element, env: Env, block: Block, g: Generator) -> None:
    """An element: its start tag, its children, its end tag."""
    if node.tag == "html":
        block.text("<!doctype html>")
    block.text(f"<{node.tag}")
    if node.spreads:
        _spread(node, env, block, g)
    else:
        for attribute in node.attributes:
            _attribute(node.tag, attribute, env, block, g)
    if env.root:
        _root_id(env.root, block)
    block.text(">")
    if node.tag not in VOID:
        _children(node, env.inside(bare=node.tag in NO_TEXT), block, g)
        block.text(f"</{node.tag}>")


def _root_id(root: Root, block: Block) -> None:
    block.text(f' id="{root.id}')
    if root.keyed:
        block.text("-")
        block.put(call("e", ast.Attribute(name("rt"), "key", ast.Load())))
    block.text('"')


def _children(node: Element, env: Env, block: Block, g: Generator) -> None:
    if node.tag in ("pre", "textarea") and node.children:
        _keeping_newline(node, env, block, g)
        return
    for child in node.children:
        g.write(child, env, block)


def _keeping_newline(node: Element, env: Env, block: Block, g: Generator) -> None:
    first = node.children[0]
    known = first.value if isinstance(first, Const) and isinstance(first.value, str) else ""
    if known or isinstance(first, Element):
        if known.startswith(("\n", "\r")):
            block.text("\n")
        for child in node.children:
            g.write(child, env, block)
        return
    inner = own_list(block)
    for child in node.children:
        g.write(child, env, inner)
    take(inner, block)
    block.put(call("newline", ast.Call(_join(), [name(inner.out)], [])))


def _join() -> ast.expr:
    return ast.Attribute(constant(""), "join", ast.Load())


def _attribute(tag: str, node: AttributeNode, env: Env, block: Block, g: Generator) -> None:
    parts = strings(node.value, env, block, g) if _can_be_parted(node) else None
    if node.fact.context is Context.HX_WORDS and not isinstance(node.value, Const):
        parts = strings(node.value, env, block, g, "word")
    if parts is not None:
        block.text(f' {node.fact.name}="')
        for part in parts:
            block.put(part)
        block.text('"')
        return
    block.put(_attribute_text(tag, node.fact, node.value, env, block, g))


def _can_be_parted(node: AttributeNode) -> bool:
    if not isinstance(node.value, CallBuiltin):
        return False
    if node.fact.context in _PARTED and node.fact.name != "hidden":
        return True
    first = node.value.arguments[0] if node.value.arguments else None
    start = first.value if isinstance(first, Const) else None
    is_safe = isinstance(start, str) and start.startswith(_SAFE_PATHS)
    return node.fact.context is Context.URL and is_safe


def _attribute_text(
    tag: str, fact: Attribute, node: Node, env: Env, block: Block, g: Generator
) -> ast.expr:
    if isinstance(node, If):
        chosen = _chosen(tag, fact, node, env, block, g)
        if chosen:
            return chosen
    value = g.value(node, env, block)
    literal = isinstance(node, Const)
    if value.fixed and (block.unit.folding or literal):
        known = _known(tag, fact, value, literal)
        if known is not None:
            return constant(known)
    line = block.unit.line(node.span, env, (node.span,) * 3)
    return at(line, _quickly(tag, fact, value, block))


def _quickly(tag: str, fact: Attribute, value: Value, block: Block) -> ast.expr:
    """Write a string at once where nothing can be wrong with it, all else by its rule."""
    read, first = read_twice(value.code, block)
    where = block.unit.constant(fact)
    slow = call("attribute", constant(tag), where, read)
    if fact.context not in (Context.PLAIN, Context.WORD, Context.URL):
        return call("attribute", constant(tag), where, value.code)
    quick = joined([f' {fact.name}="', call("e", read), '"'])
    is_string: ast.expr = is_(call("type", first), ast.Is(), name("str"))
    if fact.context is Context.URL:
        starts = ast.Attribute(read, "startswith", ast.Load())
        is_safe = ast.Call(starts, [block.unit.constant(_SAFE_PATHS)], [])
        is_string = ast.BoolOp(ast.And(), [is_string, is_safe])
    return ast.IfExp(is_string, quick, slow)


def _known(tag: str, fact: Attribute, value: Value, literal: bool) -> str | None:
    assert value.fixed  # noqa: S101 - the caller looked
    try:
        judge = checked_literal if literal else checked
        return escape.written(fact.name, judge(tag, fact, value.fixed.value))
    except Fault:
        return None


def _chosen(
    tag: str, fact: Attribute, node: If, env: Env, block: Block, g: Generator
) -> ast.expr | None:
    test = g.truth(node.test, env, block)
    if isinstance(test, bool):
        return _attribute_text(tag, fact, node.then if test else node.otherwise, env, block, g)
    yes, no = block.child(), block.child()
    then = _attribute_text(tag, fact, node.then, env, yes, g)
    otherwise = _attribute_text(tag, fact, node.otherwise, env, no, g)
    if not yes.statements and not no.statements:
        return ast.IfExp(test, then, otherwise)
    target = block.unit.fresh("v")
    yes.add(ast.Assign([ast.Name(target, ast.Store())], then))
    no.add(ast.Assign([ast.Name(target, ast.Store())], otherwise))
    block.add(ast.If(test, yes.body(), no.body()))
    return name(target)


def strings(
    node: Node, env: Env, block: Block, g: Generator, slow: str = "part"
) -> list[ast.expr] | None:
    """Take `(str ...)` apart, so that its literal parts are folded and only the rest escaped."""
    if not isinstance(node, CallBuiltin) or node.builtin.name != "str" or not block.unit.folding:
        return _whole_word(node, env, block, g) if slow == "word" else None
    parts: list[ast.expr] = []
    for argument in node.arguments:
        value = g.value(argument, env, block)
        if value.fixed and isinstance(value.fixed.value, str):
            parts.append(_literal_part(value.fixed.value, argument, slow))
            continue
        line = block.unit.line(argument.span, env)
        refused = slow == "word" or value.kind == "markup"
        dynamic = call(slow, value.code) if refused else escaped(value, block, slow)
        parts.append(at(line, dynamic))
    return parts


def _literal_part(text: str, argument: Node, slow: str) -> ast.expr:
    if slow == "word" and not isinstance(argument, Const):
        return call("word", constant(text))
    return constant(escape.escape(text))


def _whole_word(node: Node, env: Env, block: Block, g: Generator) -> list[ast.expr] | None:
    """Write htmx words part by part also where nothing is folded."""
    parts = _words(node, env, block, g)
    return None if parts is None else [call("e", _joined(parts))]


def _spread(node: Element, env: Env, block: Block, g: Generator) -> None:
    pairs: list[ast.expr] = []
    for attribute in node.attributes:
        words = attribute.fact.context is Context.HX_WORDS
        parts = _words(attribute.value, env, block, g) if words else None
        code = g.value(attribute.value, env, block).code if parts is None else _joined(parts)
        judged = parts is not None or isinstance(attribute.value, Const)
        fact = block.unit.constant(attribute.fact)
        pairs.append(ast.Tuple([fact, code, constant(judged)], ast.Load()))
    dicts = [_spread_pair(node.tag, spread, env, block, g) for spread in node.spreads]
    spans = tuple(spread.value.span for spread in node.spreads)
    line = block.unit.line(node.spreads[0].span, env, spans)
    written = ast.Tuple(pairs, ast.Load())
    block.put(at(line, call("spread", constant(node.tag), written, *dicts)))


def _spread_pair(tag: str, spread: Spread, env: Env, block: Block, g: Generator) -> ast.expr:
    """Give a dict, and the names that are judged in it; None where all come from data."""
    if not spread.literal or not isinstance(spread.value, MakeDict):
        code = g.value(spread.value, env, block).code
        return ast.Tuple([code, constant(None)], ast.Load())
    keys: list[ast.expr | None] = []
    values: list[ast.expr] = []
    judged: list[ast.expr] = []
    for key, item in spread.value.pairs:
        parts = _words(item, env, block, g) if _takes_words(tag, key) else None
        keys.append(constant(key))
        values.append(g.value(item, env, block).code if parts is None else _joined(parts))
        if parts is not None or isinstance(item, Const):
            judged.append(constant(key))
    return ast.Tuple([ast.Dict(keys, values), ast.Tuple(judged, ast.Load())], ast.Load())


def _takes_words(tag: str, name: str) -> bool:
    fact = fact_of(tag, name)
    return fact is not None and fact.context is Context.HX_WORDS


def _words(node: Node, env: Env, block: Block, g: Generator) -> list[ast.expr] | None:
    """Give the parts of a `str` of htmx words, not yet escaped."""
    if not isinstance(node, CallBuiltin) or node.builtin.name != "str":
        return None
    parts: list[ast.expr] = []
    for argument in node.arguments:
        if isinstance(argument, Const):
            parts.append(constant(text_of(argument.value)))
        else:
            line = block.unit.line(argument.span, env)
            parts.append(at(line, call("word", g.value(argument, env, block).code)))
    return parts


def _joined(parts: list[ast.expr]) -> ast.expr:
    return ast.Call(_join(), [ast.List(parts, ast.Load())], [])


def json_data(node: JsonData, env: Env, block: Block, g: Generator) -> None:
    """Data for scripts."""
    identity = g.value(node.id, env, block)
    value = g.value(node.value, env, block)
    line = block.unit.line(node.value.span, env, (node.value.span,))
    block.text('<script type="application/json" id="')
    block.put(at(block.unit.line(node.id.span, env), call("part", identity.code)))
    block.text('">')
    block.put(at(line, call("script_json", value.code)))
    block.text("</script>")


def out_of_band(node: OutOfBand, env: Env, block: Block, g: Generator) -> None:
    """An element in its envelope."""
    block.text(envelope(node.target))
    g.write(node.body, env, block)
    block.text(ENVELOPE_END)


def envelope(target: str) -> str:
    """Open the envelope that swaps what is inside into `target`."""
    where = escape.escape(target)
    return f'<div hx-swap-oob="outerMorph target:{where} strip:true">'


ENVELOPE_END: Final = "</div>"
