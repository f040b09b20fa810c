"""The special forms with flat pairs, `cond` and `case`, to nodes."""

from app.sx.core.known import Call
from app.sx.core.nodes import CaseOf, If, Node
from app.sx.core.signatures import is_keyword, unexpected
from app.sx.syntax.errors import CompileError
from app.sx.syntax.forms import Form, Keyword, Literal, Sequence
from app.sx.values import nearest


# (cond test expr ... :else expr)
def cond(call: Call) -> Node:
    """Compile tests with their values."""
    items = call.items[1:]
    _check_flat(items, Sequence, "leave the brackets out: `(cond test value ... :else value)`")
    if len(items) % 2:
        hint = "write `(cond test value ... :else value)`"
        raise CompileError("`cond` needs a value for each test", items[-1].span, hint)
    result: Node = call.nil
    for index in range(len(items) - 2, -1, -2):
        test, value = items[index], call.part(index + 2)
        if _is_else(test, index == len(items) - 2):
            result = value
        elif isinstance(test, Keyword) and nearest(test.name, ("else",)):
            message = f"expected a test, got `:{test.name}`"
            raise CompileError(message, test.span, "did you mean `:else`?")
        else:
            result = If(call.part(index + 1), value, result, call.span)
    return result


def _is_else(form: Form, is_last: bool) -> bool:
    """Return whether a form is `:else`, which comes last."""
    if not is_keyword(form, "else"):
        return False
    if not is_last:
        raise CompileError("`:else` stands last", form.span, "move it to the end")
    return True


def _check_flat(items: tuple[Form, ...], heads: type | tuple[type, ...], hint: str) -> None:
    """Refuse clauses in brackets: lists of two whose first item cannot begin a call."""
    clauses = [item for item in items if isinstance(item, Sequence) and len(item.items) == 2]
    is_odd = any(isinstance(clause.items[0], heads) for clause in clauses)
    if is_odd and len(clauses) == len(items):
        raise CompileError("expected pairs without brackets, got a list", items[0].span, hint)


# (case value k expr ... :else expr)
def case(call: Call) -> Node:
    """Compile keys with their results."""
    value, items = call.part(1), call.items[2:]
    flat = "leave the brackets out: `(case value key result ... :else result)`"
    _check_flat(items, (Literal, Keyword), flat)
    if len(items) % 2:
        hint = "write `(case value key result ... :else result)`"
        raise CompileError("`case` needs a result for each key", items[-1].span, hint)
    branches: list[tuple[tuple[object, ...], Node]] = []
    otherwise: Node = call.nil
    seen: set[object] = set()
    for index in range(0, len(items), 2):
        key, result = items[index], call.part(index + 3)
        if _is_else(key, index == len(items) - 2):
            otherwise = result
        else:
            branches.append((_case_keys(key, seen), result))
    return CaseOf(value, tuple(branches), otherwise, call.span)


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
        raise unexpected("a literal key", form, hint)
    identity = (isinstance(value, bool), value)
    if identity in seen:
        raise CompileError("this key stands twice", form.span, "remove one of the two")
    seen.add(identity)
    return value
