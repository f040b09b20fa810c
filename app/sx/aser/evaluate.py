"""Nodes whose value is used, to Python expressions.

What cannot be an expression becomes statements in the block before it: the language is pure, so
the order affects only which of several errors is raised. Builtins of known arguments are called
at compile time; the commonest few become Python operators. No fault is reported earlier than the
language says: what fails when it is folded is left to the pass.
"""

import ast
from functools import reduce
from keyword import iskeyword
from typing import Final

from app.sx.aser.codegen import at, expression, name
from app.sx.aser.emit import Emitter, Value
from app.sx.aser.environment import Constant, Local, Recur, SlotArgument, Thunk
from app.sx.aser.functions import function_value, spans_of
from app.sx.core import nodes
from app.sx.values import Fault

_MOST_FOLDED: Final = 10_000
_MOST_ADDED: Final = 4


def const(node: nodes.Const, e: Emitter) -> Value:
    """A literal."""
    return e.known(node.value)


def ref(node: nodes.Ref, e: Emitter) -> Value:
    """A variable: a Python name, a known value, or a call of a slot's function."""
    binding = e.env.bindings[node.variable]
    match binding:
        case Local():
            return Value(name(binding.name), binding.kind, start=binding.start)
        case Constant():
            return e.known(binding.value)
        case Thunk():
            return Value(expression("thunk()", thunk=name(binding.name)))
        case SlotArgument():
            return e.under(binding.env).value(binding.node)
        case Recur():
            return function_value(binding.name, binding.count, node.variable.name, binding.count)


def context(node: nodes.ContextValue, e: Emitter) -> Value:
    """The provided value, else the default."""
    value = e.placed(node.span, "rt.context(title)", title=node.name)
    if node.default is None:
        return value
    test = expression("title in rt.provided", title=node.name)
    no = e.branch()
    return e.to.join(test, (e.branch(), value), (no, no.value(node.default)), e)


def make_dict(node: nodes.MakeDict, e: Emitter) -> Value:
    """A dict literal."""
    keys: list[ast.expr | None] = [ast.Constant(key) for key, _ in node.pairs]
    return Value(ast.Dict(keys, e.values(value for _, value in node.pairs)), "dict")


def quasi(node: nodes.Quasi, e: Emitter) -> Value:
    """A quasiquoted list."""
    parts = [
        expression("spliced, part", spliced=spliced, part=e.value(part).code)
        for spliced, part in node.parts
    ]
    return e.placed(node.span, "quasi(*parts)", kind="list", parts=parts)


def get_field(node: nodes.GetField, e: Emitter) -> Value:
    """A field: a dict or a record is read directly, everything else by the rule for fields."""
    target = e.value(node.target)
    if target.known:
        return e.placed(node.span, "field(x, title)", x=target.code, title=node.name)
    holes = e.twice(target.code)
    assert isinstance(holes["read"], ast.Name)  # noqa: S101 - it can be read twice
    line = e.line(node.span, reads=(holes["read"].id, node.name))
    key = node.name.replace("-", "_")
    is_dict = "type(first) is dict" + (" and title not in read" if "-" in node.name else "")
    otherwise = "field(read, title)"
    if key.isidentifier() and not iskeyword(key):
        otherwise = f"read.{key} if type(read) in RECORDS[key] else {otherwise}"
    quick = f"read[key] if {is_dict} else {otherwise}"
    return Value(at(line, expression(quick, key=key, title=node.name, **holes)))


def call_helper(node: nodes.CallHelper, e: Emitter) -> Value:
    """A call of a helper that is injected for the pass."""
    values, template = e.values(node.arguments), "rt.helpers[title](*values)"
    return e.placed(node.span, template, spans_of(node), title=node.name, values=values)


def call_builtin(node: nodes.CallBuiltin, e: Emitter) -> Value:
    """A call of a builtin: a known value, a Python operator, or a call of its function."""
    title = node.builtin.name if e.unit.folding else ""
    loop = as_each(node) if title == "map" else None
    if loop:
        return e.value(loop)
    if title == "not":
        return _not(node, e)
    values = [e.value(argument) for argument in node.arguments]
    inline = _INLINE.get(title)
    result = _folded(node, values, e) or (inline(node, values, e) if inline else None)
    return result or _called(node, values, e)


def _called(node: nodes.CallBuiltin, values: list[Value], e: Emitter) -> Value:
    run, codes = e.unit.constant(node.builtin.run), [value.code for value in values]
    kind = node.builtin.result
    return e.placed(node.span, "run(*codes)", spans_of(node), kind, run=run, codes=codes)


def _folded(node: nodes.CallBuiltin, values: list[Value], e: Emitter) -> Value | None:
    constants = [value.known for value in values if value.known]
    if len(constants) < len(values) or not e.unit.folding:
        return None
    try:
        result = node.builtin.run(*(value.value for value in constants))
    except Fault:
        # A fault is left to the pass: its branch may never be taken.
        return None
    small = result is None or isinstance(result, bool | int | float)
    if small or (isinstance(result, str) and len(result) < _MOST_FOLDED):
        return e.known(result)
    return None


def _not(node: nodes.CallBuiltin, e: Emitter) -> Value:
    test = e.truth(node.arguments[0])
    if isinstance(test, bool):
        return e.known(not test)
    return Value(expression("not test", test=test), "boolean")


def _is_nil(_: nodes.CallBuiltin, values: list[Value], _e: Emitter) -> Value:
    return Value(expression("x is None", x=values[0].code), "boolean")


def _equal(node: nodes.CallBuiltin, values: list[Value], e: Emitter) -> Value | None:
    if len(values) != 2:
        return None
    one, other = values
    if "string" in (one.kind, other.kind):
        return Value(expression("a == b", a=one.code, b=other.code), "boolean")
    read, run = e.twice(one.code), e.unit.constant(node.builtin.run)
    quick = "read == other if type(first) is str else run(read, other)"
    return e.placed(node.span, quick, (), "boolean", run=run, other=e.name(other), **read)


def _is_empty(node: nodes.CallBuiltin, values: list[Value], e: Emitter) -> Value | None:
    (value,) = values
    if value.kind in ("string", "list", "dict"):
        return Value(expression("not x", x=value.code), "boolean")
    run, read = e.unit.constant(node.builtin.run), e.twice(value.code)
    quick = "not read if type(first) in SIZED else run(read)"
    return e.placed(node.span, quick, spans_of(node), "boolean", run=run, **read)


def as_each(node: nodes.CallBuiltin) -> nodes.Each | None:
    """Treat `(map (fn (x) body) xs)` as `(for (x xs) body)`."""
    if node.builtin.name != "map" or len(node.arguments) != 2:
        return None
    function, items = node.arguments
    if isinstance(function, nodes.Lambda) and len(function.parameters) == 1 and not function.rest:
        return nodes.Each(function.parameters[0], items, None, function.body, node.span)
    return None


def _str(node: nodes.CallBuiltin, values: list[Value], e: Emitter) -> Value | None:
    """Join a few texts; the result is a string whose beginning is known."""
    if len(values) > _MOST_ADDED:
        return None
    pairs = zip(node.arguments, values, strict=True)
    parts = [_text_code(value, argument, e) for argument, value in pairs]
    code = reduce(lambda a, b: expression("a + b", a=a, b=b), parts)
    known = values[0].known and values[0].known.value
    start = known if isinstance(known, str) else values[0].start
    holes = e.twice(code)
    quick = expression("read if len(first) <= STRING_LIMIT else short(read)", **holes)
    return Value(e.place(node.span, quick), "string", start=start)


def _text_code(value: Value, node: nodes.Node, e: Emitter) -> ast.expr:
    """Return the code of a value's text, not escaped."""
    if value.kind == "string":
        return value.code
    quick = "read if type(first) is str else f'{read}' if type(read) is int else text_of(read)"
    return e.place(node.span, expression(quick, **e.twice(value.code)))


def _class_list(_: nodes.CallBuiltin, values: list[Value], _e: Emitter) -> Value | None:
    """Join words of which the first is a literal, the others known or a choice of known ones."""
    first = values[0].known and values[0].known.value
    words = [_word(value.code) for value in values[1:]]
    if not isinstance(first, str) or not first or None in words:
        return None
    code = reduce(
        lambda a, b: expression("a + b", a=a, b=b), [values[0].code, *filter(None, words)]
    )
    return Value(code, "string", start=first)


def _word(code: ast.expr) -> ast.expr | None:
    """Return the code of a further word with the space before it; None if it is not known."""
    match code:
        case ast.Constant(None | False | ""):
            return ast.Constant("")
        case ast.Constant(str(word)):
            return ast.Constant(f" {word}")
        case ast.IfExp(test, body, orelse):
            yes, no = _word(body), _word(orelse)
            return expression("a if test else b", a=yes, test=test, b=no) if yes and no else None
        case _:
            return None


_INLINE: Final = {
    "nil?": _is_nil,
    "=": _equal,
    "empty?": _is_empty,
    "str": _str,
    "class-list": _class_list,
}
