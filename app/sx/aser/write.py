"""Nodes to the text they write: fragments, trusted text, regions, and some builtins."""

import ast

from app.sx.aser.codegen import expression, name
from app.sx.aser.elements import ENVELOPE_END, envelope, put_parts, strings
from app.sx.aser.emit import BARE, Emitter, put
from app.sx.aser.evaluate import as_each
from app.sx.core import nodes


def call_builtin(node: nodes.CallBuiltin, e: Emitter) -> None:
    """A builtin's text: of `str` part by part; a `map` of a function is a loop that writes."""
    loop = as_each(node)
    parts = None if e.to == BARE else strings(node, e)
    if loop and e.unit.folding:
        e.emit(loop)
    elif parts is None:
        put(e.value(node), node.span, e)
    else:
        put_parts(parts, e)


def fragment(node: nodes.Fragment, e: Emitter) -> None:
    """Several forms, one after the other."""
    for part in node.parts:
        e.emit(part)


def raw(node: nodes.Raw, e: Emitter) -> None:
    """Trusted text."""
    text = expression("raw(text)", text=e.value(node.value).code)
    e.block.put(e.place(node.value.span, text))


def put_region(node: nodes.PutRegion, e: Emitter) -> None:
    """The place of a region; the pass decides between cached and fresh."""
    function = name(e.unit.names[("region", node.name)])
    holes = {"out": name(e.block.out), "title": ast.Constant(node.name), "made": function}
    if node.key:
        code = expression("rt.put_item(out, title, made, key)", key=e.value(node.key).code, **holes)
        placed = e.place(node.span, code, (node.key.span,))
    else:
        placed = e.place(node.span, expression("rt.put_region(out, title, made)", **holes))
    e.block.add_writing("placed", placed=placed)


def out_of_band(node: nodes.OutOfBand, e: Emitter) -> None:
    """An element in its out-of-band envelope."""
    e.block.text(envelope(node.target))
    e.emit(node.body)
    e.block.text(ENVELOPE_END)


def json_data(node: nodes.JsonData, e: Emitter) -> None:
    """Data for scripts."""
    identity, value = e.value(node.id), e.value(node.value)
    e.block.text('<script type="application/json" id="')
    e.block.put(e.place(node.id.span, expression("part(x)", x=identity.code)))
    e.block.text('">')
    json = expression("script_json(x)", x=value.code)
    e.block.put(e.place(node.value.span, json, (node.value.span,)))
    e.block.text("</script>")
