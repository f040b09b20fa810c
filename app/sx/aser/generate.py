"""Nodes to Python code that is ready to be linked.

`page_module`, `expression_module` and `function_module` each build one `Unit` and compile it to a
`Module`. Knows nothing of locks or of responses.
"""

import ast
from typing import Final

from app.sx.aser import components, control, elements, evaluate, functions, write
from app.sx.aser.codegen import FunctionBody, Unit, expression, function, joined
from app.sx.aser.emit import FORMS, TEXT, VALUE, VALUES, WRITERS, Emitter, Text, markup
from app.sx.aser.environment import Env, Local
from app.sx.aser.listing import listing
from app.sx.aser.module import Module, compiled
from app.sx.core import nodes
from app.sx.core.nodes import Node, Variable
from app.sx.core.page_spec import item_name
from app.sx.core.program import Program

#: The functions that a page has only if its layout names a twin.
NAVIGATION: Final = "navigation"
CHANGED: Final = "changed"

FORMS.update(
    {
        nodes.If: control.if_,
        nodes.CaseOf: control.case,
        nodes.Let: control.let,
        nodes.Logic: control.logic,
        nodes.Ref: control.ref,
        nodes.Each: control.each,
        nodes.Provide: control.provide,
    }
)
WRITERS.update(
    {
        nodes.CallBuiltin: write.call_builtin,
        nodes.Fragment: write.fragment,
        nodes.Element: elements.element,
        nodes.Use: components.use,
        nodes.Raw: write.raw,
        nodes.JsonData: write.json_data,
        nodes.PutRegion: write.put_region,
        nodes.OutOfBand: write.out_of_band,
    }
)
VALUES.update(
    {
        **dict.fromkeys(WRITERS, markup),
        nodes.CallBuiltin: evaluate.call_builtin,
        nodes.CallHelper: evaluate.call_helper,
        nodes.Const: evaluate.const,
        nodes.ContextValue: evaluate.context,
        nodes.GetField: evaluate.get_field,
        nodes.MakeDict: evaluate.make_dict,
        nodes.Quasi: evaluate.quasi,
        nodes.Ref: evaluate.ref,
        nodes.Again: functions.again,
        nodes.CallFunction: functions.call_function,
        nodes.Global: functions.global_value,
        nodes.Lambda: functions.lambda_,
        nodes.Loop: functions.loop,
    }
)


def _begin(program: Program, to: Text = TEXT) -> Emitter:
    return Emitter(Env(), FunctionBody(Unit(program), "o"), to)


def page_module(page: nodes.PageNodes, program: Program) -> Module:
    """Generate a page: a function for each of its layouts, and one for each region."""
    return compiled(*_page(page, program))


def page_listing(page: nodes.PageNodes, program: Program) -> str:
    """Return the code of a page, with the source lines beside it."""
    unit, title, names = _page(page, program)
    unit.titles |= dict.fromkeys(names, title)
    return listing(unit)


def _page(page: nodes.PageNodes, program: Program) -> tuple[Unit, str, tuple[str, ...]]:
    unit = Unit(program)
    functions = {each.region.name: region_function(each.region.name) for each in page.regions}
    unit.names |= {("region", region): function_ for region, function_ in functions.items()}
    layouts = {"document": page.document, CHANGED: page.changed, NAVIGATION: page.navigation}
    written = {title: node for title, node in layouts.items() if node}
    for title, node in written.items():
        e = Emitter(Env(), FunctionBody(unit, "o"), TEXT)
        _function(title, node, _fields(ast.Constant("page"), page.fields, page.document, e))
    for each in page.regions:
        _region_function(each, unit)
    return unit, page.page.name, (*written, *functions.values())


def region_function(name_: str) -> str:
    """Return the name of a region's Python function."""
    return "region_" + "".join(c if c.isalnum() else f"_{ord(c)}_" for c in name_)


def _function(title: str, node: Node, e: Emitter) -> None:
    """Build a function that writes a node."""
    e.emit(node)
    e.unit.functions.append(function(title, ["o"], e.block.body()))


def _region_function(nodes_: nodes.RegionNodes, unit: Unit) -> None:
    unit.budget = max(unit.budget, 5_000)
    region = nodes_.region
    data: ast.expr = ast.Constant(region.name)
    if region.each is not None:
        data = joined([item_name(region.name, ""), expression("rt.key")])
    to = Text(root=f"region-{region.name}", keyed=region.each is not None)
    e = _fields(data, nodes_.variables, nodes_.use, Emitter(Env(), FunctionBody(unit, "o"), to))
    _function(region_function(region.name), nodes_.use, e)


def _fields(key: ast.expr, variables: tuple[Variable, ...], node: Node, e: Emitter) -> Emitter:
    """Bind variables to the fields of the data under a key."""
    if not variables:
        return e
    record = e.block.assign(expression("rt.data[key]", key=key))
    for variable in variables:
        read = expression("field(x, title)", x=record, title=variable.name)
        e = e.bind(variable, Local(e.block.assign(e.place(node.span, read)).id))
    return e.under(e.env.showing(variables))


def expression_module(node: Node, variables: tuple[Variable, ...], program: Program) -> Module:
    """Generate one expression: `document`, which reads its variables from the page's data."""
    e = _begin(program)
    _function("document", node, _fields(ast.Constant("page"), variables, node, e))
    return compiled(e.unit, "program", ("document",))


def literal_text(node: Node, program: Program) -> str | None:
    """Return the text of a node that needs no Python; None if it needs some."""
    e = _begin(program)
    e.emit(node)
    return e.block.literal() if program.folding else None


def function_module(node: nodes.Lambda, program: Program) -> Module:
    """Generate a function of values, `function`: the body of a macro."""
    e = _begin(program).into(VALUE)
    e.block.add("return x", x=e.emit(node).code)
    e.unit.functions.append(function("made", [], e.block.body()))
    return compiled(e.unit, node.name, ("made",))
