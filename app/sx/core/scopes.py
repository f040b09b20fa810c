"""Names in scope: the scope, the patterns that extend it, and the compiler as a form sees it.

Turns `x`, `(x y &rest zs)` and `{:keys (a b)}` into variables. Knows nothing of what a special
form or a call means.
"""

from collections.abc import Callable

from app.sx.core.nodes import Fragment, KeysPattern, ListPattern, Node, Pattern, Variable
from app.sx.core.signatures import is_symbol, plain_name
from app.sx.syntax.errors import CompileError, Span, repeated
from app.sx.syntax.forms import Form, Keyword, Mapping, Sequence, Symbol

Scope = dict[str, Variable]


#: Compiles one form in a scope of local names.
Compile = Callable[[Form, Scope], Node]


def body(forms: tuple[Form, ...], scope: Scope, compile_: Compile, span: Span) -> Node:
    """Compile a body: one form is its value, several are a fragment."""
    if len(forms) == 1:
        return compile_(forms[0], scope)
    return Fragment(tuple(compile_(form, scope) for form in forms), span)


def bind(form: Form, scope: Scope, compile_: Compile) -> tuple[Pattern, Scope]:
    """Turn a pattern into variables; return it with the scope that has them."""
    match form:
        case Sequence():
            return _bind_list(form, scope, compile_)
        case Mapping():
            return _bind_keys(form, scope, compile_)
        case _:
            variable = Variable(plain_name(form))
            return variable, scope | {variable.name: variable}


# (x y &rest zs)
def _bind_list(form: Sequence, scope: Scope, compile_: Compile) -> tuple[Pattern, Scope]:
    items, rest = form.items, None
    if len(items) >= 2 and is_symbol(items[-2], "&rest"):
        rest = Variable(plain_name(items[-1]))
        items = items[:-2]
    patterns: list[Pattern] = []
    _check_once(form)
    for item in items:
        pattern, scope = bind(item, scope, compile_)
        patterns.append(pattern)
    if rest:
        scope = scope | {rest.name: rest}
    return ListPattern(tuple(patterns), rest, form.span), scope


def _check_once(form: Sequence) -> None:
    for name in repeated((item.name, item) for item in form.items if isinstance(item, Symbol)):
        message = f"the name `{name.name}` stands twice"
        raise CompileError(message, name.span, "rename one of them")


# {:keys (a (b default))}
def _bind_keys(form: Mapping, scope: Scope, compile_: Compile) -> tuple[Pattern, Scope]:
    names = form.pairs[0][1] if len(form.pairs) == 1 else None
    is_keys = names and isinstance(form.pairs[0][0], Keyword) and form.pairs[0][0].name == "keys"
    if not is_keys or not isinstance(names, Sequence):
        raise CompileError("expected `{:keys (a b)}`", form.span)
    keys: list[tuple[Variable, Node | None, Span]] = []
    for item in names.items:
        pair = item.items if isinstance(item, Sequence) and len(item.items) == 2 else (item,)
        variable = Variable(plain_name(pair[0]))
        default = compile_(pair[1], scope) if len(pair) == 2 else None
        keys.append((variable, default, pair[0].span))
        scope = scope | {variable.name: variable}
    return KeysPattern(tuple(keys), form.span), scope
