"""Unknown names to faults that suggest the name that was probably meant.

Called when every other way to read a name has failed; a suggestion is never used in place of
what was written.
"""

from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Final

from app.sx.builtins import BUILTINS
from app.sx.compiler import macros
from app.sx.compiler.elements import MARKUP_FORMS
from app.sx.compiler.specials import SPECIALS, TOP_FORMS
from app.sx.core.known import Compiling, Known
from app.sx.core.scopes import Scope
from app.sx.html.facts import ELEMENTS
from app.sx.syntax.dialects import OBSOLETE, name_hint
from app.sx.syntax.errors import CompileError, Span
from app.sx.syntax.forms import Sequence, Symbol
from app.sx.values import did_you_mean, nearest

_SLIP: Final = 0.8

#: For how many unknown names of one definition the nearest known one is searched. Each takes a
#: millisecond; so many have one cause, and only the first reports are read.
MOST_GUESSES: Final = 100


def value(name: str, span: Span, scope: Scope, compiler: Compiling) -> CompileError:
    """Return the fault of an unknown name used as a value."""
    if name.startswith("~"):
        message = f"the component `{name}` is no value"
        return CompileError(message, span, f"call it, `({name} ...)`, or pass a function")
    if compiler.place.full(name) in compiler.known.macros or name in compiler.known.macros:
        called = f"call it, `({name} ...)`: it works on forms, and has run before there are values"
        return CompileError(f"the macro `{name}` is no value", span, called)
    message = f"unknown name `{name}`"
    hint = _guess(name, ({*scope, *compiler.known.helpers}, _functions(compiler)), compiler)
    if name in SPECIALS or name in MARKUP_FORMS:
        hint = f"write `({name} ...)`: it is a special form"
    elif name in ELEMENTS:
        hint = f"bind it, or write `({name} ...)` for the element"
    quotes = f'put text into quotes: `"{name}"`'
    hint = _elsewhere(name, compiler) or _in_macros(name) or name_hint(name) or hint or quotes
    return _unknown(name, message, span, hint)


def head(form: Sequence, scope: Scope, compiler: Compiling) -> CompileError:
    """Return the fault of a call of an unknown name."""
    symbol = form.items[0]
    assert isinstance(symbol, Symbol)  # noqa: S101 - the caller looked
    name = symbol.name
    if name in TOP_FORMS:
        hint = "move it out of the form that it stands in"
        return CompileError(f"`{name}` stands at the top of a file", symbol.span, hint)
    component = compiler.place.component(f"~{name}")
    hints = (
        _elsewhere(name, compiler),
        _in_macros(name),
        f"write `~{name}`" if component in compiler.known.components else None,
        f"use {OBSOLETE[name]}: HTML has no <{name}> any more" if name in OBSOLETE else None,
        name_hint(name),
        _in_no_namespace(name, compiler),
        _guess(name, (_heads(scope, compiler),), compiler),
    )
    message = f"unknown element or function `{name}`"
    return _unknown(name, message, symbol.span, next((hint for hint in hints if hint), None))


def _guess(name: str, groups: Iterable[Iterable[str]], compiler: Compiling) -> str | None:
    """Return the nearest name of the first group that has one; None after many guesses."""
    compiler.guesses += 1
    if compiler.guesses > MOST_GUESSES:
        return None
    return next(filter(None, (did_you_mean(name, group) for group in groups)), None)


def too_early(what: str, symbol: Symbol) -> CompileError:
    """Return the fault of a macro that uses what exists only when pages are expanded."""
    hint = "quote it, so that it stands in what the macro gives: macros run first"
    return CompileError(f"a macro cannot use the {what} `{symbol.name}`", symbol.span, hint)


def _unknown(full: str, message: str, span: Span, hint: str | None) -> CompileError:
    fault = CompileError(message, span, hint)
    fault.unknown = full
    return fault


def is_slip_of_element(name: str, scope: Scope, compiler: Compiling) -> bool:
    """Return whether an unknown call was meant to be an element with forms as children."""
    return name_hint(name) is None and nearest(name, _heads(scope, compiler)) in ELEMENTS


def slip(name: str, scope: Scope, compiler: Compiling) -> str | None:
    """Return the function that a custom element's name is one slip away from, or an alias of."""
    if _elsewhere(name, compiler) or name_hint(name):
        return name
    names = {*scope, *compiler.known.helpers, *_functions(compiler), *SPECIALS, *MARKUP_FORMS}
    dashed = (other for other in {*names, *_macros(compiler), *TOP_FORMS} if "-" in other)
    return next((other for other in sorted(dashed) if _alike(name, other)), None)


def _alike(name: str, other: str) -> bool:
    if abs(len(name) - len(other)) > 2:
        return False
    return SequenceMatcher(None, name, other).ratio() >= _SLIP


def component(name: str, full: str, span: Span, known: Known) -> CompileError:
    """Return the fault of an unknown component, `name` as written and in full."""
    last = _last(full)
    same = sorted(other for other in known.components if _last(other) == last)
    hint = f"did you mean `{same[0]}`?" if same else did_you_mean(full, known.components)
    if hint is None and full.removeprefix("~") in ELEMENTS:
        hint = f"write `({full[1:]} ...)` for the element"
    message = f"unknown component `{name}`"
    hint = hint or f"define it: `(defcomp {name} (&key) ...)`"
    return _unknown(full, message, span, hint)


def _last(full: str) -> str:
    return full.rpartition("/")[2].removeprefix("~")


def _heads(scope: Scope, compiler: Compiling) -> Iterable[str]:
    special = {*SPECIALS, *MARKUP_FORMS, *TOP_FORMS}
    return {*special, *scope, *compiler.known.helpers, *_functions(compiler), *ELEMENTS} | {
        *_macros(compiler)
    }


def _functions(compiler: Compiling) -> set[str]:
    names = {_short(full, compiler) for full in compiler.known.definitions}
    return {*names, *BUILTINS, *(macros.BUILTINS if compiler.place.in_macro else ())}


def _macros(compiler: Compiling) -> set[str]:
    return {_short(full, compiler) for full in compiler.known.macros}


def _short(full: str, compiler: Compiling) -> str:
    """Return a name as this file may write it."""
    prefix, _, last = full.rpartition("/")
    return last if prefix == (compiler.place.prefix or "") else full


def _in_no_namespace(name: str, compiler: Compiling) -> str | None:
    """Return a hint that a builtin has no namespace, unlike in other languages."""
    space, _, last = name.rpartition("/")
    is_builtin = space and ":" not in space and last in _functions(compiler)
    return f"did you mean `{last}`?" if is_builtin else None


def _in_macros(name: str) -> str | None:
    return "use it in a `defmacro`: only macros work on forms" if name in macros.BUILTINS else None


def _elsewhere(name: str, compiler: Compiling) -> str | None:
    """Return a hint that a name is defined in another file, if it is."""
    names = (*compiler.known.definitions, *compiler.known.macros)
    matches = sorted(full for full in names if full.rpartition("/")[2] == name and full != name)
    return f"write `{matches[0]}`: it is defined in another file" if matches else None
