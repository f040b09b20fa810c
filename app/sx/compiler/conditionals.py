"""The special forms of flat pairs, `cond` and `case`, to nodes."""

from app.sx.core.nodes import Case, Const, If, Node
from app.sx.core.scopes import Compile, Scope
from app.sx.core.signatures import described
from app.sx.syntax.errors import CompileError
from app.sx.syntax.forms import Form, Keyword, Literal, Sequence
from app.sx.values import nearest


# (cond test expr ... :else expr)
def cond(form: Sequence, scope: Scope, compile_: Compile) -> Node:
    """Compile tests with their values."""
    items = form.items[1:]
    _check_flat(items, Sequence, "leave the brackets out: `(cond test value ... :else value)`")
    if len(items) % 2:
        hint = "write `(cond test value ... :else value)`"
        raise CompileError("`cond` needs a value for each test", items[-1].span, hint)
    result: Node = Const(None, form.span)
    for index in range(len(items) - 2, -1, -2):
        test, value = items[index], compile_(items[index + 1], scope)
        if isinstance(test, Keyword) and test.name == "else":
            if index != len(items) - 2:
                raise CompileError("`:else` stands last", test.span, "move it to the end")
            result = value
        elif isinstance(test, Keyword) and nearest(test.name, ("else",)):
            message = f"expected a test, got `:{test.name}`"
            raise CompileError(message, test.span, "did you mean `:else`?")
        else:
            result = If(compile_(test, scope), value, result, form.span)
    return result


def _check_flat(items: tuple[Form, ...], heads: type | tuple[type, ...], hint: str) -> None:
    """Refuse clauses in brackets: lists of two whose first is what no call begins with."""
    clauses = [item for item in items if isinstance(item, Sequence) and len(item.items) == 2]
    odd = [clause for clause in clauses if isinstance(clause.items[0], heads)]
    if odd and len(clauses) == len(items):
        raise CompileError("expected pairs without brackets, got a list", items[0].span, hint)


# (case value k expr ... :else expr)
def case(form: Sequence, scope: Scope, compile_: Compile) -> Node:
    """Compile keys with their results."""
    value = compile_(form.items[1], scope)
    items = form.items[2:]
    flat = "leave the brackets out: `(case value key result ... :else result)`"
    _check_flat(items, (Literal, Keyword), flat)
    if len(items) % 2:
        hint = "write `(case value key result ... :else result)`"
        raise CompileError("`case` needs a result for each key", items[-1].span, hint)
    branches: list[tuple[tuple[object, ...], Node]] = []
    otherwise: Node = Const(None, form.span)
    seen: set[object] = set()
    for index in range(0, len(items), 2):
        key, result = items[index], compile_(items[index + 1], scope)
        if isinstance(key, Keyword) and key.name == "else":
            if index != len(items) - 2:
                raise CompileError("`:else` stands last", key.span, "move it to the end")
            otherwise = result
        else:
            branches.append((_case_keys(key, seen), result))
    return Case(value, tuple(branches), otherwise, form.span)


def _case_keys(form: Form, seen: set[object]) -> tuple[object, ...]:
    forms = form.items if isinstance(form, Sequence) else (form,)
    return tuple(_case_key(item, seen) for item in forms)


def _case_key(form: Form, seen: set[object]) -> object:
    if isinstance(form, Keyword):
        value: object = form.name
    elif isinstance(form, Literal):
        value = form.value
    else:
        hint = "use a string, a number, a keyword or a constant"
        raise CompileError(f"expected a literal key, got {described(form)}", form.span, hint)
    identity = (isinstance(value, bool), value)
    if identity in seen:
        raise CompileError("this key stands twice", form.span, "remove one of the two")
    seen.add(identity)
    return value
