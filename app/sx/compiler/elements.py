"""Elements to nodes: attributes by their context, children, and the special forms of markup.

`app.sx.html` knows what HTML allows, `app.sx.core.contexts` what a value may be. Literals are
checked here, so the pass never meets a refused value of the program itself.
"""

import re
from dataclasses import replace
from typing import Final, NoReturn, TypeGuard

from app.sx.compiler.specials import Special
from app.sx.core import nodes
from app.sx.core.contexts import checked_literal
from app.sx.core.known import Call, Compiling
from app.sx.core.nodes import Node
from app.sx.core.signatures import (
    check_count,
    described,
    is_keyword,
    is_symbol,
    quoted,
    unexpected,
)
from app.sx.html.facts import (
    RAW_TEXT,
    VOID,
    Attribute,
    Context,
    attribute,
    attribute_names,
    attribute_owners,
    link_href,
    refused_element,
    refused_literal,
)
from app.sx.syntax.dialects import ATTRIBUTES
from app.sx.syntax.errors import CompileError
from app.sx.syntax.forms import Form, Keyword, Literal, Mapping, Sequence, Symbol, key_name
from app.sx.values import Fault, did_you_mean


def element(tag: str, call: Call) -> Node:
    """Compile `(tag :attr value ... child ...)`."""
    refused = refused_element(tag)
    if refused:
        raise CompileError(refused[0], call.items[0].span, refused[1] or None)
    pairs, rest = _pairs(tag, call.items[1:], call.compile)
    rel = _literal_rel(pairs)
    parts = [_attribute(tag, key, value, rel, call) for key, value in pairs]
    attributes = tuple(each for each in parts if each)
    _check_settings(tag, attributes, call.compile)
    spreads, rest = _spreads(tag, rest, call)
    return nodes.Element(tag, attributes, spreads, _children(tag, rest, call), call.span)


def _pairs(
    tag: str, items: tuple[Form, ...], compiler: Compiling
) -> tuple[list[tuple[Keyword, Form]], tuple[Form, ...]]:
    pairs: list[tuple[Keyword, Form]] = []
    seen: set[str] = set()
    while items and isinstance(items[0], Keyword):
        key = items[0]
        if len(items) < 2 or isinstance(items[1], Keyword):
            hint = _value_hint(tag, key.name)
            compiler.keep(CompileError(f"`:{key.name}` has no value", key.span, hint))
            items = items[1:]
            continue
        if key.name in seen:
            message = f"the attribute `{key.name}` stands twice on <{tag}>"
            compiler.keep(CompileError(message, key.span, "remove one of the two"))
        else:
            pairs.append((key, items[1]))
        seen.add(key.name)
        items = items[2:]
    return pairs, items


def _value_hint(tag: str, name: str) -> str:
    fact = attribute(tag, name)
    if fact and fact.context in (Context.BOOLEAN, Context.FLAG, Context.HX_FLAG):
        return f"write `:{name} true`"
    return f"write a value behind it: `:{name} ...`"


def _check_settings(
    tag: str, attributes: tuple[nodes.AttributeNode, ...], compiler: Compiling
) -> None:
    """Keep data out of the settings of htmx, which could let it leave the site."""
    by_name = {attribute.fact.name: attribute.value for attribute in attributes}
    name, content = by_name.get("name"), by_name.get("content")
    settings = isinstance(name, nodes.Const) and str(name.value).lower() == "htmx-config"
    if tag == "meta" and settings and content and not isinstance(content, nodes.Const):
        compiler.keep(CompileError("`content` of htmx's settings takes a literal", content.span))


def _literal_rel(pairs: list[tuple[Keyword, Form]]) -> str | None:
    for key, value in pairs:
        if key.name == "rel" and isinstance(value, Literal) and isinstance(value.value, str):
            return value.value
    return None


def _attribute(
    tag: str, key: Keyword, form: Form, rel: str | None, call: Call
) -> nodes.AttributeNode | None:
    value = call.compile(form, call.scope)
    try:
        fact = _fact(tag, key, rel)
        _check_value(tag, fact, value)
    except CompileError as fault:
        call.compile.keep(fault)
        return None
    return nodes.AttributeNode(fact, value, value.span)


def _fact(tag: str, key: Keyword, rel: str | None) -> Attribute:
    fact = attribute(tag, key.name)
    if fact is None:
        hint = _attribute_hint(tag, key.name)
        raise CompileError(f"unknown attribute `{key.name}` for <{tag}>", key.span, hint)
    if fact.context is Context.REFUSED:
        raise CompileError(fact.reason, key.span, fact.hint or None)
    if tag == "link" and key.name == "href":
        return replace(fact, context=link_href(rel))
    return fact


def _attribute_hint(tag: str, name: str) -> str:
    """Return a hint: what an unknown attribute was meant to be, or where it belongs."""
    facts = ATTRIBUTES.get((tag, name)) or ATTRIBUTES.get(("", name))
    if facts:
        return facts
    names = attribute_names(tag)
    plain = name.removeprefix(":").removeprefix("html").replace("_", "-").lower()
    for meant in (_RENAMED.get(name, ""), plain, plain.replace("-", "")):
        if meant in names:
            return f"did you mean `{meant}`?"
    dashed = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).replace("_", "-").lower()
    if dashed != name and dashed.startswith(("data-", "aria-")) and attribute(tag, dashed):
        return f"write `:{dashed}`"
    near = did_you_mean(name, names)
    owners = attribute_owners(name)
    if owners and not near:
        return f"put it on {', '.join(f'<{owner}>' for owner in owners)}"
    return near or f"write `:data-{plain}` for data of your own"


_RENAMED = {"className": "class", "htmlFor": "for", "v-if": "hidden", "colour": "color"}


def _check_value(tag: str, fact: Attribute, value: Node) -> None:
    if isinstance(value, nodes.Const):
        _check_literal(tag, fact, value)
    elif fact.context is Context.HX_LITERAL:
        hint = f'write it out: `:{fact.name} "..."`'
        raise CompileError(f"`{fact.name}` takes a literal", value.span, hint)
    elif fact.context is Context.HX_WORDS and not _is_str(value):
        hint = 'write a literal, or `(str "#id-" name)` of letters, digits, `-` and `_`'
        raise CompileError(f"`{fact.name}` takes a literal or `str`", value.span, hint)
    if fact.context is Context.HX_WORDS and isinstance(value, nodes.CallBuiltin):
        written = "".join(str(a.value) for a in value.arguments if isinstance(a, nodes.Const))
        refused = refused_literal(tag, fact.name, written)
        if refused:
            raise CompileError(refused, value.span)


def _is_str(value: Node) -> bool:
    return isinstance(value, nodes.CallBuiltin) and value.builtin.name == "str"


def _check_literal(tag: str, fact: Attribute, node: nodes.Const) -> None:
    if isinstance(node.value, str):
        refused = refused_literal(tag, fact.name, node.value)
        if refused:
            raise CompileError(refused, node.span, _URL_HINTS.get(fact.context))
    try:
        checked_literal(tag, fact, node.value)
    except Fault as fault:
        raise CompileError(fault.message, node.span, fault.hint) from None


_URL_HINTS = {
    Context.URL: "use http, https or a path",
    Context.SRCSET: "use http, https or paths",
    Context.HX_PATH: "begin it with one `/`",
    Context.HX_HISTORY: "write `true`, or begin it with one `/`",
    Context.RESOURCE: "use https or a path",
}


def _spreads(
    tag: str, forms: tuple[Form, ...], call: Call
) -> tuple[tuple[nodes.Spread, ...], tuple[Form, ...]]:
    spreads = []
    for form in forms:
        if not _is_spread(form):
            break
        check_count("spread", len(form.items) - 1, 1, 1, form.span, "(spread dict)")
        value = form.items[1]
        if isinstance(value, Mapping):
            _check_spread(tag, value, call.compile)
        literal = isinstance(value, Mapping)
        spreads.append(nodes.Spread(call.compile(value, call.scope), literal, form.span))
    return tuple(spreads), forms[len(spreads) :]


def _check_spread(tag: str, form: Mapping, compiler: Compiling) -> None:
    for key, value in form.pairs:
        try:
            fact = _fact(tag, Keyword(key_name(key), key.span), None)
            if isinstance(value, Literal):
                _check_literal(tag, fact, nodes.Const(value.value, value.span))
        except CompileError as fault:
            compiler.keep(fault)


def _is_spread(form: Form) -> TypeGuard[Sequence]:
    return isinstance(form, Sequence) and bool(form.items) and is_symbol(form.items[0], "spread")


def _children(tag: str, forms: tuple[Form, ...], call: Call) -> tuple[Node, ...]:
    if forms and tag in VOID:
        hint = "put the text after the element"
        raise CompileError(f"<{tag}> takes no children", call.span, hint)
    if forms and tag == "iframe":
        hint = "leave it empty: it shows the page of its `:src`"
        raise CompileError("<iframe> takes no children", forms[0].span, hint)
    if forms and tag in RAW_TEXT:
        hint = "put the script into a file, and data into `(json-data ...)`"
        raise CompileError(f"<{tag}> takes no text", forms[0].span, hint)
    children = []
    after_spread = bool(forms) and isinstance(forms[0], Keyword)
    for item in forms:
        if isinstance(item, Keyword):
            call.compile.keep(_late(item, after_spread))
            continue
        children.append(call.compile(item, call.scope))
    return tuple(children)


def _late(key: Keyword, after_spread: bool) -> CompileError:
    what, before = ("a `spread`", "it") if after_spread else ("a child", "the children")
    message = f"`:{key.name}` stands after {what}"
    return CompileError(message, key.span, f"put the attributes before {before}")


def _raw(call: Call) -> Node:
    if not call.compile.place.trusted:
        hint = 'say why the file may: `(trusted "reason")` at its top'
        raise CompileError("`raw!` stands in a file that is not trusted", call.span, hint)
    return nodes.Raw(call.part(1), call.span)


def _json_data(call: Call) -> Node:
    shown = MARKUP_FORMS["json-data"].written
    if len(call.items) > 1 and not is_keyword(call.items[1], "id"):
        raise unexpected("`:id`", call.items[1], f"write `{shown}`")
    check_count("json-data", len(call.items) - 1, 3, 3, call.span, shown)
    return nodes.JsonData(call.part(2), call.part(3), call.span)


def _spread(call: Call) -> NoReturn:
    hint = "put it after the attributes and before the children"
    raise CompileError("`spread` stands outside the attributes of an element", call.span, hint)


def _region(call: Call) -> Node:
    name, regions = call.items[1], call.compile.place.regions
    if not isinstance(name, Symbol) or name.name not in regions:
        near = did_you_mean(getattr(name, "name", ""), regions)
        hint = near or f"use one of {quoted(sorted(regions))}"
        if not regions:
            hint = "put regions into a page's `:content`, and name them in its `:regions`"
        raise CompileError(f"unknown region {described(name)}", name.span, hint)
    return nodes.PutRegion(name.name, _key(name, call), call.span)


def _key(name: Symbol, call: Call) -> Node | None:
    """Compile the key of a region, which is required if there is one for each, else forbidden."""
    has_key, is_keyed = len(call.items) == 3, call.compile.place.regions[name.name]
    if is_keyed in (has_key, None):
        return call.part(2) if has_key else None
    if has_key:
        message = f"the region `{name.name}` takes no key"
        raise CompileError(message, call.items[2].span, "leave it out, or give the region `:each`")
    hint = f"write `(region {name.name} key)`: there is one for each"
    raise CompileError(f"the region `{name.name}` needs a key", call.span, hint)


def _out_of_band(call: Call) -> Node:
    target = call.items[1]
    if not isinstance(target, Literal) or not isinstance(target.value, str):
        raise unexpected("a target", target, 'write a literal such as "#site-nav"')
    if not call.compile.place.in_twin:
        hint = "use it in the component that a layout names as its `:navigation` or `:changed`"
        raise CompileError("`out-of-band` stands outside a layout's twin", call.span, hint)
    return nodes.OutOfBand(target.value, call.body(2), call.span)


#: Special forms of markup, which need facts of HTML or of the page.
MARKUP_FORMS: Final = {
    "raw!": Special(
        "(raw! text)",
        1,
        1,
        _raw,
        "Trusted HTML, put in as it is; wants `(trusted ...)` in the file.",
    ),
    # A fault in place of `:id` is reported before this one.
    "json-data": Special(
        '(json-data :id "x" value)',
        0,
        None,
        _json_data,
        "A value for scripts, as JSON in a script element.",
    ),
    "spread": Special(
        "(spread dict)", 0, None, _spread, "More attributes for the element it stands in."
    ),
    "region": Special(
        "(region name key?)", 1, 2, _region, "The place of a region, in the `:content` of a page."
    ),
    "out-of-band": Special(
        '(out-of-band "#id" element)',
        2,
        None,
        _out_of_band,
        "What else is replaced on the page; in a layout's twin only.",
    ),
}
