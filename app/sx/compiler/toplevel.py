"""What stands at the top of a file, to nodes: definitions, components, macros, pages.

The forms were collected and their names checked by `app.sx.library`; here
their insides are compiled.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from app.sx.compiler.core import Compiler
from app.sx.compiler.known import Callee, Known, Loader
from app.sx.compiler.unknown import unknown_component
from app.sx.declared import Page, Region
from app.sx.errors import CompileError, Span, SxError
from app.sx.forms import Form, Keyword, Literal, Sequence, Symbol
from app.sx.nodes import (
    Component,
    Definition,
    Lambda,
    Node,
    PageNodes,
    Parameter,
    Ref,
    RegionNodes,
    Use,
    Variable,
)
from app.sx.scopes import Scope, body
from app.sx.signatures import check_count, described, plain_name, quoted, symbol_name
from app.sx.specials import function
from app.sx.values import did_you_mean, nearest

AUDIENCES: Final = ("private", "everyone", "editors")
_REGION_KEYS: Final = ("data", "audience")
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
        check_count("define", len(form.items) - 1, 2, 2, form.span, "(define name value)")
        value = compiler(form.items[2], {})
    return Definition(full, value, head.span)


def macro_function(form: Sequence, compiler: Compiler) -> Lambda:
    """Compile the body of `(defmacro name (params) body...)` as a function of forms."""
    name = plain_name(form.items[1])
    return function(name, form.items[2], form.items[3:], {}, compiler, form.span)


def page(form: Sequence, known: Known, compiler: Compiler) -> PageNodes:
    """Compile `(defpage name :key value ...)`."""
    name = plain_name(form.items[1])
    options = _options(form, compiler.faults)
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


def _options(form: Sequence, faults: list[SxError]) -> dict[str, Form]:
    options: dict[str, Form] = {}
    items = form.items[2:]
    while items:
        key, known = items[0], f"use {quoted(f':{name}' for name in _PAGE_KEYS)}"
        if not isinstance(key, Keyword):
            message = f"expected an option of the page, got {described(key)}"
            raise CompileError(message, key.span, known)
        if key.name not in _PAGE_KEYS:
            hint = _meant(key.name, _PAGE_KEYS) or known
            faults.append(CompileError(f"unknown option `:{key.name}` of a page", key.span, hint))
        elif key.name in options:
            message = f"the option `:{key.name}` stands twice"
            faults.append(CompileError(message, key.span, "remove one of the two"))
        if len(items) < 2:
            hint = f"write a value after `:{key.name}`, or remove it"
            raise CompileError(f"`:{key.name}` has no value", key.span, hint)
        # A misspelt option counts as the one that was meant, so that nothing else is missing.
        known_name = key.name if key.name in _PAGE_KEYS else nearest(key.name, _PAGE_KEYS)
        options.setdefault(known_name or key.name, items[1])
        items = items[2:]
    return options


def _meant(name: str, known: Iterable[str]) -> str | None:
    """Make the hint that shows the nearest keyword."""
    close = nearest(name, known)
    return f"did you mean `:{close}`?" if close else None


def _items(form: Form | None) -> tuple[Form, ...]:
    if form is None:
        return ()
    if isinstance(form, Sequence):
        return form.items
    hint = "put it into brackets: `(a b)`"
    raise CompileError(f"expected a list, got {described(form)}", form.span, hint)


def _optional_symbol(form: Form | None) -> str | None:
    return None if form is None else plain_name(form)


def _optional_string(form: Form | None) -> str | None:
    if form is None:
        return None
    if isinstance(form, Literal) and isinstance(form.value, str):
        return form.value
    hint = 'write it as `"/<slug>/"`'
    raise CompileError(f"expected a string, got {described(form)}", form.span, hint)


def _loader(data: str | None, options: Mapping[str, Form], known: Known) -> Loader:
    if data is None:
        fields = tuple(plain_name(item) for item in _items(options.get("fields")))
        return Loader((), fields)
    loader = known.loaders.get(data)
    if loader is None:
        raise _unknown_loader(data, options["data"].span, known)
    return loader


def _unknown_loader(data: str, span: Span, known: Known) -> CompileError:
    python = data.replace("-", "_")
    hint = did_you_mean(data, known.loaders) or f"write it in Python, as `{python}`"
    return CompileError(f"unknown loader `{data}`", span, hint)


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
                message = f"the region `{made.region.name}` stands twice"
                raise CompileError(message, item.span, "rename one of the two")
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
        if not data:
            hint = "name the loader of its data: `:data post-tags`"
            raise CompileError(f"the region `{title}` has no `:data`", form.span, hint)
        raise _unknown_loader(data, options["data"].span, known)
    audience = _optional_symbol(options.get("audience")) or "private"
    if audience not in AUDIENCES:
        hint = did_you_mean(audience, AUDIENCES) or f"use one of {quoted(AUDIENCES)}"
        raise CompileError(f"unknown audience `{audience}`", options["audience"].span, hint)
    name = symbol_name(head, "a component's name")
    callee = known.components.get(name)
    if callee is None:
        raise unknown_component(name, name, head.span, known)
    variables = tuple(Variable(_dashed(field)) for field in loader.fields)
    use = _region_use(callee, variables, data, form)
    return RegionNodes(Region(title, callee.name, data, audience), use, variables)


def _keyed(items: tuple[Form, ...]) -> list[tuple[Keyword, Form]]:
    pairs = []
    for key, value in zip(items[::2], items[1::2], strict=True):
        if not isinstance(key, Keyword) or key.name not in _REGION_KEYS:
            hint = _meant(getattr(key, "name", ""), _REGION_KEYS) or "use `:data` and `:audience`"
            raise CompileError(f"unknown option {described(key)} of a region", key.span, hint)
        pairs.append((key, value))
    return pairs


def _region_use(callee: Callee, variables: tuple[Variable, ...], data: str, form: Sequence) -> Use:
    given = {variable.name for variable in variables}
    wanted = {parameter.name: parameter for parameter in callee.declaration.parameters}
    for name in sorted(given - wanted.keys()):
        message = f"the loader `{data}` gives `{name}`, which `{callee.name}` does not take"
        hint = did_you_mean(name, wanted) or f"add the parameter `{name}` to the component"
        raise CompileError(message, form.span, hint)
    for name, parameter in wanted.items():
        if parameter.default is None and name not in given:
            message = f"`{callee.name}` needs `{name}`, which the loader `{data}` does not give"
            hint = f"give `{name}` a default, or add the field to what the loader returns"
            raise CompileError(message, form.span, hint)
    arguments = tuple((v.name, Ref(v, form.span)) for v in variables)
    return Use(callee.name, arguments, None, form.span)
