"""The top-level forms of a file to nodes: definitions, components, macros, pages.

`app.sx.library` has collected the forms and checked their names; this compiles their bodies.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from app.sx.compiler import unknown
from app.sx.compiler.addresses import check_path, unmet
from app.sx.compiler.core import Compiler
from app.sx.compiler.specials import function
from app.sx.core import nodes
from app.sx.core.known import Callee, Known, Loader
from app.sx.core.nodes import Component, Define, Node, Variable
from app.sx.core.page_spec import Page, Region
from app.sx.core.scopes import Scope, body
from app.sx.core.signatures import (
    check_count,
    described,
    plain_name,
    quoted,
    sequence,
    symbol_name,
    unexpected,
)
from app.sx.syntax.errors import CompileError, Span, SxError
from app.sx.syntax.forms import Form, Keyword, Literal, Sequence, Symbol
from app.sx.values import did_you_mean, nearest

AUDIENCES: Final = ("private", "everyone", "editors")
#: The options by which a layout names its twins.
TWINS: Final = ("navigation", "changed")
_REGION_KEYS: Final = ("data", "audience", "each")
_PAGE_KEYS: Final = ("path", "query", "data", "fields", "layout", "content", "regions")


def component(callee: Callee, form: Sequence, compiler: Compiler) -> Component:
    """Compile `(defcomp ~name (&key ...) option... docstring? body...)`."""
    doc, forms = _documented(_after_options(form.items[3:]))
    scope: Scope = {}
    parameters = []
    for declared in callee.declaration.parameters:
        default = compiler(declared.default, scope) if declared.default else None
        variable = Variable(declared.name)
        kind, span = declared.type, declared.span
        parameters.append(nodes.Parameter(declared.name, variable, kind, default, span))
        scope = scope | {declared.name: variable}
    children = Variable(callee.declaration.children) if callee.declaration.children else None
    if children:
        scope = scope | {children.name: children}
    result = body(forms, scope, compiler, form.span)
    options = {name: getattr(value, "name", None) for name, value in callee.options.items()}
    return Component(
        callee.name, tuple(parameters), children, result, doc, options, form.items[1].span
    )


def _after_options(forms: tuple[Form, ...]) -> tuple[Form, ...]:
    while len(forms) > 2 and isinstance(forms[0], Keyword):
        forms = forms[2:]
    return forms


def _documented(forms: tuple[Form, ...]) -> tuple[str, tuple[Form, ...]]:
    first = forms[0]
    if len(forms) > 1 and isinstance(first, Literal) and isinstance(first.value, str):
        return first.value, forms[1:]
    return "", forms


def definition(full: str, form: Sequence, compiler: Compiler) -> Define:
    """Compile `(define name value)` or `(define (f x) body...)`."""
    head = form.items[1]
    if isinstance(head, Sequence):
        parameters = Sequence(head.items[1:], head.span)
        name = plain_name(head.items[0])
        value: Node = function(name, parameters, form.items[2:], {}, compiler, form.span)
    else:
        check_count("define", len(form.items) - 1, 2, 2, form.span, "(define name value)")
        value = compiler(form.items[2], {})
    return Define(full, value, head.span)


def macro_function(form: Sequence, compiler: Compiler) -> nodes.Lambda:
    """Compile the body of `(defmacro name (params) body...)` as a function of forms."""
    name = plain_name(form.items[1])
    hint = f"write `(defmacro {name} (form) ...)`"
    parameters = sequence(form.items[2], "parameters", hint)
    return function(name, parameters, form.items[3:], {}, compiler, form.span)


def page(form: Sequence, known: Known, compiler: Compiler) -> nodes.PageNodes:
    """Compile `(defpage name :key value ...)`."""
    name = plain_name(form.items[1])
    options = _options(form, compiler.faults)
    data = _optional_symbol(options.get("data"))
    loader = _loader(data, options, known)
    fields = tuple(Variable(_dashed(field)) for field in loader.fields)
    scope = {variable.name: variable for variable in fields}
    regions = _regions(options.get("regions"), scope, known, compiler.faults)
    layout = _layout(form, options)
    content = _content(options, regions, layout.span)
    keyed = _keyed_regions(options.get("regions"), regions)
    inside = Compiler(known, compiler.place.with_regions(keyed), compiler.faults)
    before = len(compiler.faults)
    document = inside(Sequence((*layout.items, *content), layout.span), scope)
    navigation = changed = None
    if len(compiler.faults) == before:
        navigation = _twin("navigation", layout, content, scope, inside)
        changed = _twin("changed", layout, (), scope, compiler)
    query = tuple(plain_name(item) for item in _items(options.get("query")))
    path = _optional_string(options.get("path"))
    facts = Page(name, path, data, query, tuple(each.region for each in regions))
    if path is not None:
        check_path(path, options["path"].span)
        spans = {each.region.name: each.use.span for each in regions}
        spans[""] = options.get("data", form).span
        for fault in unmet(facts, path, spans, known):
            compiler.keep(fault)
    return nodes.PageNodes(facts, regions, fields, document, navigation, changed, form.span)


def _dashed(name: str) -> str:
    return name.replace("_", "-")


def _options(form: Sequence, faults: list[SxError]) -> dict[str, Form]:
    options: dict[str, Form] = {}
    items = form.items[2:]
    while items:
        key, advice = items[0], f"use {quoted(f':{name}' for name in _PAGE_KEYS)}"
        if not isinstance(key, Keyword):
            raise unexpected("an option of the page", key, advice)
        if key.name not in _PAGE_KEYS:
            hint = _meant(key.name, _PAGE_KEYS) or advice
            faults.append(CompileError(f"unknown option `:{key.name}` of a page", key.span, hint))
        elif key.name in options:
            message = f"the option `:{key.name}` stands twice"
            faults.append(CompileError(message, key.span, "remove one of the two"))
        if len(items) < 2:
            hint = f"write a value after `:{key.name}`, or remove it"
            raise CompileError(f"`:{key.name}` has no value", key.span, hint)
        # A misspelt option counts as the one that was meant, so that it is not missing as well.
        known_name = key.name if key.name in _PAGE_KEYS else nearest(key.name, _PAGE_KEYS)
        options.setdefault(known_name or key.name, items[1])
        items = items[2:]
    return options


def _meant(name: str, names: Iterable[str]) -> str | None:
    """Return a hint with the nearest keyword."""
    close = nearest(name, names)
    return f"did you mean `:{close}`?" if close else None


def _items(form: Form | None) -> tuple[Form, ...]:
    return sequence(form, "a list", "put it into brackets: `(a b)`").items if form else ()


def _optional_symbol(form: Form | None) -> str | None:
    return None if form is None else plain_name(form)


def _optional_string(form: Form | None) -> str | None:
    if form is None:
        return None
    if isinstance(form, Literal) and isinstance(form.value, str):
        return form.value
    raise unexpected("a string", form, 'write it as `"/<slug>/"`')


def _loader(data: str | None, options: Mapping[str, Form], known: Known) -> Loader:
    if data is None:
        fields = tuple(plain_name(item) for item in _items(options.get("fields")))
        return Loader((), fields)
    if data in known.loaders:
        return known.loaders[data]
    python = data.replace("-", "_")
    hint = did_you_mean(data, known.loaders) or f"write it in Python, as `{python}`"
    raise CompileError(f"unknown loader `{data}`", options["data"].span, hint)


def _layout(form: Sequence, options: Mapping[str, Form]) -> Sequence:
    layout = options.get("layout")
    if not isinstance(layout, Sequence) or not layout.items:
        hint = "write `:layout (~shared:layout/app-body :title ...)`"
        raise CompileError("a page needs a `:layout`", form.span, hint)
    return layout


def _content(
    options: Mapping[str, Form], regions: tuple[nodes.RegionNodes, ...], span: Span
) -> tuple[Form, ...]:
    """Return the children of the layout: the page's `:content`, else its regions in order."""
    content = options.get("content")
    return (content,) if content else tuple(_put(each.region, span) for each in regions)


# (region name), or (for (key each) (region name key))
def _put(region: Region, span: Span) -> Form:
    put = Symbol("region", span), Symbol(region.name, span)
    if region.each is None:
        return Sequence(put, span)
    key = Symbol("key", span)
    head = Sequence((key, Symbol(region.each, span)), span)
    return Sequence((Symbol("for", span), head, Sequence((*put, key), span)), span)


def _twin(
    option: str, layout: Sequence, content: tuple[Form, ...], scope: Scope, compiler: Compiler
) -> Node | None:
    """Compile the call of a layout's twin: the same call without the arguments it does not take."""
    head = layout.items[0]
    name = compiler.place.component(head.name) if isinstance(head, Symbol) else ""
    callee = compiler.known.components.get(name)
    named = callee.options.get(option) if callee else None
    if not isinstance(named, Symbol):
        return None
    twin = compiler.known.components.get(named.name)
    if twin is None:
        fault = unknown.component(named.name, named.name, named.span, compiler.known)
        _keep_elsewhere([fault], compiler.faults)
        return None
    call = Symbol(twin.name, head.span), *_taken(layout.items[1:], twin), *content
    faults: list[SxError] = []
    node = Compiler(compiler.known, compiler.place, faults)(Sequence(call, layout.span), scope)
    _keep_elsewhere(faults, compiler.faults)
    return node


def _taken(items: tuple[Form, ...], twin: Callee) -> list[Form]:
    """Return the arguments of a layout's call that its twin takes as well."""
    taken: list[Form] = []
    while len(items) > 1 and isinstance(items[0], Keyword):
        taken += items[:2] if twin.declaration.named(items[0].name) else ()
        items = items[2:]
    return taken


# A twin repeats the faults of the layout, perhaps in other words, and has some of its own.
def _keep_elsewhere(new: list[SxError], faults: list[SxError]) -> None:
    """Record the faults at places where there is none yet."""
    spans = {fault.span for fault in faults}
    faults.extend(fault for fault in new if fault.span not in spans)


def _keyed_regions(
    form: Form | None, regions: tuple[nodes.RegionNodes, ...]
) -> Mapping[str, bool | None]:
    """Return whether each region has keys; None for one with a fault."""
    firsts = [item.items[0] for item in _items(form) if isinstance(item, Sequence) and item.items]
    unsure = {first.name: None for first in firsts if isinstance(first, Symbol)}
    return unsure | {each.region.name: each.region.each is not None for each in regions}


def _regions(
    form: Form | None, fields: Scope, known: Known, faults: list[SxError]
) -> tuple[nodes.RegionNodes, ...]:
    regions: list[nodes.RegionNodes] = []
    for item in _items(form):
        try:
            region = _region(item, fields, known)
            if any(other.region.name == region.region.name for other in regions):
                message = f"the region `{region.region.name}` stands twice"
                raise CompileError(message, item.span, "rename one of the two")
            regions.append(region)
        except CompileError as fault:
            faults.append(fault)
    return tuple(regions)


# (name ~component :data loader :audience everyone)
def _region(form: Form, fields: Scope, known: Known) -> nodes.RegionNodes:
    if not isinstance(form, Sequence) or len(form.items) < 4 or len(form.items) % 2:
        hint = "write `(tags ~blog:post/tags :data post-tags :audience everyone)`"
        raise CompileError("expected a region", form.span, hint)
    title, head = plain_name(form.items[0]), form.items[1]
    options = {key.name: value for key, value in _keyed(form.items[2:])}
    data = _optional_symbol(options.get("data"))
    if not data:
        hint = "name the loader of its data: `:data post-tags`"
        raise CompileError(f"the region `{title}` has no `:data`", form.span, hint)
    loader = _loader(data, options, known)
    audience = _optional_symbol(options.get("audience")) or "private"
    if audience not in AUDIENCES:
        hint = did_you_mean(audience, AUDIENCES) or f"use one of {quoted(AUDIENCES)}"
        raise CompileError(f"unknown audience `{audience}`", options["audience"].span, hint)
    name = symbol_name(head, "a component's name")
    callee = known.components.get(name)
    if callee is None:
        raise unknown.component(name, name, head.span, known)
    each = _each(options.get("each"), fields)
    if "key" in loader.parameters and each is None:
        hint = "say of which it is one: `:each kinds`"
        raise CompileError(
            f"the loader `{data}` takes `key`, but its region has none", form.span, hint
        )
    variables = tuple(Variable(_dashed(field)) for field in loader.fields)
    use = _region_use(callee, variables, data, form)
    return nodes.RegionNodes(Region(title, callee.name, data, audience, each), use, variables)


def _each(form: Form | None, fields: Scope) -> str | None:
    if form is None:
        return None
    name = plain_name(form)
    if name not in fields:
        hint = did_you_mean(name, fields) or "give it from the page's own loader"
        raise CompileError(f"the page has no field `{name}`", form.span, hint)
    return name


def _keyed(items: tuple[Form, ...]) -> list[tuple[Keyword, Form]]:
    pairs = []
    for key, value in zip(items[::2], items[1::2], strict=True):
        if not isinstance(key, Keyword) or key.name not in _REGION_KEYS:
            hint = (
                _meant(getattr(key, "name", ""), _REGION_KEYS)
                or "use `:data`, `:audience` and `:each`"
            )
            raise CompileError(f"unknown option {described(key)} of a region", key.span, hint)
        pairs.append((key, value))
    return pairs


def _region_use(
    callee: Callee, variables: tuple[Variable, ...], data: str, form: Sequence
) -> nodes.Use:
    names = {variable.name for variable in variables}
    parameters = {parameter.name: parameter for parameter in callee.declaration.parameters}
    for name in sorted(names - parameters.keys()):
        message = f"the loader `{data}` gives `{name}`, which `{callee.name}` does not take"
        hint = did_you_mean(name, parameters) or f"add the parameter `{name}` to the component"
        raise CompileError(message, form.span, hint)
    for name, parameter in parameters.items():
        if parameter.default is None and name not in names:
            message = f"`{callee.name}` needs `{name}`, which the loader `{data}` does not give"
            hint = f"give `{name}` a default, or add the field to what the loader returns"
            raise CompileError(message, form.span, hint)
    arguments = tuple((v.name, nodes.Ref(v, form.span)) for v in variables)
    return nodes.Use(callee.name, arguments, None, form.span)
