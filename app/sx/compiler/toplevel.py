"""What stands at the top of a file, to nodes: definitions, components, macros, pages.

The forms were collected and their names checked by `app.sx.library`; here
their insides are compiled.
"""

from collections.abc import Mapping
from typing import Final

from app.sx.compiler.core import Compiler
from app.sx.compiler.known import Callee, Known, Loader
from app.sx.errors import CompileError, SxError
from app.sx.forms import Form, Keyword, Literal, Sequence, Symbol
from app.sx.nodes import (
    Component,
    Definition,
    Lambda,
    Node,
    Page,
    PageNodes,
    Parameter,
    Ref,
    Region,
    RegionNodes,
    Use,
    Variable,
)
from app.sx.scopes import Scope, body
from app.sx.signatures import check_count, described, plain_name
from app.sx.specials import function
from app.sx.values import did_you_mean

AUDIENCES: Final = ("private", "everyone", "editors")
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
        parameters.append(Parameter(declared.name, variable, kind, default, span))
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


def definition(full: str, form: Sequence, compiler: Compiler) -> Definition:
    """Compile `(define name value)` or `(define (f x) body...)`."""
    head = form.items[1]
    if isinstance(head, Sequence):
        parameters = Sequence(head.items[1:], head.span)
        name = plain_name(head.items[0])
        value: Node = function(name, parameters, form.items[2:], {}, compiler, form.span)
    else:
        check_count("define", len(form.items) - 1, 2, 2, form.span)
        value = compiler(form.items[2], {})
    return Definition(full, value, head.span)


def macro_function(form: Sequence, compiler: Compiler) -> Lambda:
    """Compile the body of `(defmacro name (params) body...)` as a function of forms."""
    name = plain_name(form.items[1])
    return function(name, form.items[2], form.items[3:], {}, compiler, form.span)


def page(form: Sequence, known: Known, compiler: Compiler) -> PageNodes:
    """Compile `(defpage name :key value ...)`."""
    name = plain_name(form.items[1])
    options = _options(form)
    data = _optional_symbol(options.get("data"))
    loader = _loader(data, options, known)
    regions = _regions(options.get("regions"), known, compiler.faults)
    fields = tuple(Variable(_dashed(field)) for field in loader.fields)
    scope = {variable.name: variable for variable in fields}
    names = tuple(each.region.name for each in regions)
    layout = _layout(form, options, names)
    document = _compile_layout(layout, names, scope, compiler, navigation=False)
    twin = _twin(layout, known)
    navigation = _compile_layout(twin, names, scope, compiler, navigation=True) if twin else None
    query = tuple(plain_name(item) for item in _items(options.get("query")))
    path = _optional_string(options.get("path"))
    facts = Page(name, path, data, query, tuple(each.region for each in regions))
    return PageNodes(facts, regions, fields, document, navigation, form.span)


def _dashed(name: str) -> str:
    return name.replace("_", "-")


def _options(form: Sequence) -> dict[str, Form]:
    options: dict[str, Form] = {}
    items = form.items[2:]
    while items:
        key = items[0]
        if not isinstance(key, Keyword) or key.name not in _PAGE_KEYS:
            hint = did_you_mean(getattr(key, "name", ""), _PAGE_KEYS)
            raise CompileError(f"unknown option {described(key)} of a page", key.span, hint)
        if len(items) < 2:
            raise CompileError(f"`:{key.name}` has no value", key.span)
        options[key.name] = items[1]
        items = items[2:]
    return options


def _items(form: Form | None) -> tuple[Form, ...]:
    if form is None:
        return ()
    if isinstance(form, Sequence):
        return form.items
    raise CompileError(f"expected a list, got {described(form)}", form.span)


def _optional_symbol(form: Form | None) -> str | None:
    return None if form is None else plain_name(form)


def _optional_string(form: Form | None) -> str | None:
    if form is None:
        return None
    if isinstance(form, Literal) and isinstance(form.value, str):
        return form.value
    raise CompileError(f"expected a string, got {described(form)}", form.span)


def _loader(data: str | None, options: Mapping[str, Form], known: Known) -> Loader:
    if data is None:
        fields = tuple(plain_name(item) for item in _items(options.get("fields")))
        return Loader((), fields)
    loader = known.loaders.get(data)
    if loader is None:
        hint = did_you_mean(data, known.loaders)
        raise CompileError(f"unknown loader `{data}`", options["data"].span, hint)
    return loader


def _layout(form: Sequence, options: Mapping[str, Form], regions: tuple[str, ...]) -> Sequence:
    layout = options.get("layout")
    if not isinstance(layout, Sequence) or not layout.items:
        hint = "write `:layout (~shared:layout/app-body :title ...)`"
        raise CompileError("a page needs a `:layout`", form.span, hint)
    content = options.get("content")
    if content is not None:
        return Sequence((*layout.items, content), layout.span)
    span = layout.span
    puts = [Sequence((Symbol("region", span), Symbol(name, span)), span) for name in regions]
    return Sequence((*layout.items, *puts), span)


def _twin(layout: Sequence, known: Known) -> Sequence | None:
    head = layout.items[0]
    callee = known.components.get(head.name) if isinstance(head, Symbol) else None
    option = callee.options.get("navigation") if callee else None
    if not isinstance(option, Symbol):
        return None
    return Sequence((Symbol(option.name, head.span), *layout.items[1:]), layout.span)


def _compile_layout(
    layout: Sequence, regions: tuple[str, ...], scope: Scope, compiler: Compiler, navigation: bool
) -> Node:
    place = compiler.place.with_regions(regions)
    # The navigation layout has the faults of the document once more: they are not kept twice.
    faults: list[SxError] = [] if navigation else compiler.faults
    return Compiler(compiler.known, place, faults)(layout, scope)


def _regions(form: Form | None, known: Known, faults: list[SxError]) -> tuple[RegionNodes, ...]:
    regions: list[RegionNodes] = []
    for item in _items(form):
        try:
            made = _region(item, known)
            if any(other.region.name == made.region.name for other in regions):
                raise CompileError(f"the region `{made.region.name}` stands twice", item.span)
            regions.append(made)
        except CompileError as fault:
            faults.append(fault)
    return tuple(regions)


# (name ~component :data loader :audience everyone)
def _region(form: Form, known: Known) -> RegionNodes:
    if not isinstance(form, Sequence) or len(form.items) < 4 or len(form.items) % 2:
        hint = "write `(tags ~blog:post/tags :data post-tags :audience everyone)`"
        raise CompileError("expected a region", form.span, hint)
    title, head = plain_name(form.items[0]), form.items[1]
    options = {key.name: value for key, value in _keyed(form.items[2:])}
    data = _optional_symbol(options.get("data")) or ""
    loader = known.loaders.get(data)
    if loader is None:
        span = options["data"].span if data else form.span
        raise CompileError(f"unknown loader `{data}`", span, did_you_mean(data, known.loaders))
    audience = _optional_symbol(options.get("audience")) or "private"
    if audience not in AUDIENCES:
        nearest = did_you_mean(audience, AUDIENCES)
        raise CompileError(f"unknown audience `{audience}`", options["audience"].span, nearest)
    callee = known.components.get(head.name) if isinstance(head, Symbol) else None
    if callee is None:
        nearest = did_you_mean(getattr(head, "name", ""), known.components)
        raise CompileError(f"unknown component {described(head)}", head.span, nearest)
    variables = tuple(Variable(_dashed(field)) for field in loader.fields)
    use = _region_use(callee, variables, data, form)
    return RegionNodes(Region(title, callee.name, data, audience), use, variables)


def _keyed(items: tuple[Form, ...]) -> list[tuple[Keyword, Form]]:
    pairs = []
    for key, value in zip(items[::2], items[1::2], strict=True):
        if not isinstance(key, Keyword) or key.name not in ("data", "audience"):
            raise CompileError(f"unknown option {described(key)} of a region", key.span)
        pairs.append((key, value))
    return pairs


def _region_use(callee: Callee, variables: tuple[Variable, ...], data: str, form: Sequence) -> Use:
    given = {variable.name for variable in variables}
    wanted = {parameter.name: parameter for parameter in callee.declaration.parameters}
    for name in sorted(given - wanted.keys()):
        message = f"the loader `{data}` gives `{name}`, which `{callee.name}` does not take"
        raise CompileError(message, form.span, did_you_mean(name, wanted))
    for name, parameter in wanted.items():
        if parameter.default is None and name not in given:
            message = f"`{callee.name}` needs `{name}`, which the loader `{data}` does not give"
            raise CompileError(message, form.span)
    arguments = tuple((v.name, Ref(v, form.span)) for v in variables)
    return Use(callee.name, arguments, None, form.span)
