"""Nodes whose text is written: fragments, trusted text, regions, and builtins taken apart."""

import ast

from app.sx.aser.codegen import call, constant, method, name
from app.sx.aser.elements import ENVELOPE_END, envelope, strings
from app.sx.aser.emit import BARE, Emitter, put
from app.sx.aser.evaluate import as_each
from app.sx.core import nodes


def call_builtin(node: nodes.CallBuiltin, e: Emitter) -> None:
    """A builtin's text: of `str` part by part; `map` of a function is a loop that writes."""
    loop = as_each(node)
    parts = None if e.to == BARE else strings(node, e)
    if loop and e.unit.folding:
        e.emit(loop)
    elif parts is None:
        put(e.value(node), node.span, e)
    else:
        for part in parts:
            e.block.put(part)


def fragment(node: nodes.Fragment, e: Emitter) -> None:
    """Several forms, one after the other."""
    for part in node.parts:
        e.emit(part)


def raw(node: nodes.Raw, e: Emitter) -> None:
    """Trusted text."""
    e.block.put(e.place(node.value.span, call("raw", e.value(node.value).code)))


def put_region(node: nodes.PutRegion, e: Emitter) -> None:
    """The place of a region: the pass decides between kept and fresh."""
    put_ = name(e.block.out), constant(node.name), name(e.unit.names[("region", node.name)])
    if node.key:
        code = method("put_item", *put_, e.value(node.key).code)
        placed = e.place(node.span, code, (node.key.span,))
    else:
        placed = e.place(node.span, method("put_region", *put_))
    e.block.add_writing(ast.Expr(placed))


def out_of_band(node: nodes.OutOfBand, e: Emitter) -> None:
    """An element in its envelope."""
    e.block.text(envelope(node.target))
    e.emit(node.body)
    e.block.text(ENVELOPE_END)


def json_data(node: nodes.JsonData, e: Emitter) -> None:
    """Data for scripts."""
    identity, value = e.value(node.id), e.value(node.value)
    e.block.text('<script type="application/json" id="')
    e.block.put(e.place(node.id.span, call("part", identity.code)))
    e.block.text('">')
    e.block.put(e.place(node.value.span, call("script_json", value.code), (node.value.span,)))
    e.block.text("</script>")
