"""The functions that generated code calls, and the state of one pass.

`Pass` is the only state: data, helpers, provided values, and the limits. A library has one `Pass`,
which is reset under the library's lock.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from app.sx.aser import escape
from app.sx.builtins.checks import STRING_LIMIT, short
from app.sx.builtins.dates import date_of, is_dated
from app.sx.core.contexts import checked, checked_literal
from app.sx.core.page_spec import item_name, key_of
from app.sx.html.facts import Attribute, Context, attribute
from app.sx.values import (
    RECORDS,
    Fault,
    Function,
    Markup,
    described,
    did_you_mean,
    equal,
    expected,
    field,
    field_names,
    is_record,
    items,
    kind,
    lookup,
    text_of,
)

Helpers = Mapping[str, Callable[..., object]]

MOST_TURNS: Final = 1_000_000
MOST_CALLS: Final = 150
MOST_OUTPUT: Final = 8 * 1024 * 1024

MISSING: Final = object()
#: Types whose emptiness is that of Python.
SIZED: Final = frozenset({str, list, tuple, dict, type(None)})


class Document(Markup):
    """Compiled author text: the one value besides plain data that a loader may return."""

    __slots__ = ()


class TooDeepFault(Fault):
    """A call too many: the fault of the caller, not of the callee."""


class Pass:
    """The state of one expansion."""

    __slots__ = (
        "calls",
        "data",
        "helpers",
        "kept",
        "key",
        "memo",
        "most_turns",
        "provided",
        "regions",
        "turns",
    )

    def __init__(self, most_turns: int = MOST_TURNS) -> None:
        self.most_turns = most_turns
        self.start({}, {}, {})

    def start(
        self,
        data: Mapping[str, object],
        helpers: Helpers,
        kept: Mapping[str, str],
    ) -> None:
        """Begin a pass over this data."""
        self.data = data
        self.helpers = helpers
        self.kept = kept
        self.regions: dict[str, str] = {}
        self.key = ""
        self.provided: dict[str, object] = {}
        self.memo: dict[str, object] = {}
        self.turns = 0
        self.calls = 0

    def refuse(self) -> None:
        """Raise Fault for what was counted: a turn too many, or a call that is nested too deep."""
        if self.turns > self.most_turns:
            raise Fault(f"a pass takes at most {self.most_turns} turns", "let the loop end")
        raise TooDeepFault(f"calls are nested deeper than {MOST_CALLS}", "let the recursion end")

    def provide(self, name: str, value: object) -> object:
        """Provide a value; return the one it hides."""
        hidden = self.provided.get(name, MISSING)
        self.provided[name] = value
        return hidden

    def restore(self, name: str, hidden: object) -> None:
        """Restore the value that was hidden."""
        if hidden is MISSING:
            del self.provided[name]
        else:
            self.provided[name] = hidden

    def context(self, name: str) -> object:
        """Return the value provided under a name."""
        value = self.provided.get(name, MISSING)
        if value is MISSING:
            hint = did_you_mean(name, self.provided) or f"wrap it in `(provide :{name} ...)`"
            raise Fault(f"nothing provides `{name}`", hint)
        return value

    def once(self, name: str, code: Callable[[], object]) -> object:
        """Return the value of a definition, computed once in a pass."""
        if name not in self.memo:
            self.memo[name] = code()
        return self.memo[name]

    def put_item(
        self, out: list[str], region: str, code: Callable[[list[str]], object], value: object
    ) -> None:
        """Write the part of a region for a key."""
        self.key = key_of(value, 0)
        name = item_name(region, self.key)
        if name not in self.kept and name not in self.data:
            raise Fault(f"the region `{region}` has no `{self.key}`", self._meant(region), 0)
        self.put_region(out, name, code)

    def _meant(self, region: str) -> str | None:
        start = item_name(region, "")
        names = {
            name.removeprefix(start) for name in (*self.data, *self.kept) if name.startswith(start)
        }
        return did_you_mean(self.key, names) or "go through what its `:each` names"

    def put_region(self, out: list[str], name: str, code: Callable[[list[str]], object]) -> None:
        """Write a region: its cached markup, or expanded now and recorded."""
        text = self.kept.get(name)
        if text is not None:
            out.append(text)
            return
        own: list[str] = []
        outer, self.provided = self.provided, {}
        code(own)
        self.provided = outer
        html = escape.clean("".join(own))
        self.regions[name] = html
        out.append(html)


def markup(out: list[str]) -> Markup:
    """Return what was written as markup."""
    return Markup("".join(out))


def unpack(value: object, count: int, rest: bool) -> tuple[object, ...]:
    """Return the items that a list pattern names, the rest as one list."""
    if not isinstance(value, list | tuple):
        raise Fault(f"the pattern takes a list, got {described(value)}")
    if len(value) < count or (len(value) > count and not rest):
        least = "at least " if rest else ""
        hint = None if rest else "take what is left with `&rest more`"
        message = f"the pattern takes {least}{count} items, got {len(value)}"
        raise Fault(message, hint if len(value) > count else None)
    return (*value[:count], list(value[count:])) if rest else tuple(value)


def keyed(value: object, name: str) -> object:
    """Return the field that a `:keys` pattern names, or MISSING."""
    if not isinstance(value, dict) and not is_record(value):
        message = f"the pattern takes a dict, got {described(value)}"
        raise Fault(message, expected("a dict", value).hint)
    return lookup(value, name, MISSING)


def must_have(value: object, name: str) -> object:
    """Return the field that a `:keys` pattern names without a default."""
    result = keyed(value, name)
    if result is MISSING:
        hint = did_you_mean(name, field_names(value)) or f"give it a default: `({name} nil)`"
        raise Fault(f"no field `{name}`", hint, 0)
    return result


_TYPES: Final = {
    "string": ("string",),
    "number": ("number",),
    "boolean": ("boolean",),
    "list": ("list",),
    "dict": ("dict", "record"),
}


def typed(value: object, type_name: str, name: str, nil_passes: bool) -> object:
    """Return an argument if it has its parameter's type; raise Fault otherwise."""
    if value is None and nil_passes:
        return None
    if not (is_dated(value) if type_name == "date" else kind(value) in _TYPES[type_name]):
        message = f"the argument `{name}` takes a {type_name}, got {described(value)}"
        hint = expected(f"a {type_name}", value).hint
        if value is None:
            hint = f"give it, or let it be nil: `({name} :as {type_name} nil)`"
        raise Fault(message, hint)
    if type_name == "date":
        date_of(value)  # a text may have the format of a date and be none
    # A known string is escaped directly, which a subclass of `str` may not be.
    return text_of(value) if type_name == "string" else value


_CALLED: Final = {
    "dict": "read a field of it: `post.title`, or `(get post :title)`",
    "record": "read a field of it: `post.title`, or `(get post :title)`",
    "list": "take an item of it: `(nth list 0)`",
}


def invoke(function: object, *arguments: object) -> object:
    """Call a function value."""
    if not isinstance(function, Function):
        hint = _CALLED.get(kind(function), "pass one: `(fn (x) ...)`")
        hint = hint if arguments else "write a value without brackets: they call it"
        raise Fault(f"expected a function, got {described(function)}", hint)
    return function(*arguments)


def quasi(*parts: tuple[bool, object]) -> list[object]:
    """Build a quasiquoted list."""
    result: list[object] = []
    for spliced, value in parts:
        if spliced:
            result.extend(_spliced(value))
        else:
            result.append(value)
    return result


def _spliced(value: object) -> list[object] | tuple[object, ...]:
    if isinstance(value, list | tuple) or value is None:
        return items(value)
    hint = "write `,` for one form, or take several: `&rest forms`"
    raise Fault(f"`,@` takes a list, got {described(value)}", hint)


#: The facts about an attribute, its value, and whether the compiler has checked that.
Given = tuple[Attribute, object, bool]


def spread(
    element: str, written: tuple[Given, ...], *dicts: tuple[object, tuple[str, ...] | None]
) -> str:
    """Write the attributes of an element with spreads: classes join, others replace.

    A dict literal comes with the names of its literals, which have been checked already.
    """
    values = {pair[0].name: pair for pair in written}
    for value, literals in dicts:
        if value is None:
            continue
        if not isinstance(value, dict):
            raise Fault(f"`spread` takes a dict, got {described(value)}")
        for name, item in value.items():
            _spread_one(element, values, name, item, literals)
            if name == "rel":
                _judge_href_again(element, values)
    return "".join(
        escape.written(fact.name, (checked_literal if judged else checked)(element, fact, item))
        for fact, item, judged in values.values()
    )


def _spread_one(
    element: str,
    values: dict[str, Given],
    name: str,
    value: object,
    literals: tuple[str, ...] | None,
) -> None:
    fact = attribute(element, name) if isinstance(name, str) else None
    if fact is None or fact.context is Context.REFUSED:
        raise Fault(f"unknown attribute `{name}` for <{element}>")
    if literals is None and not _spreadable(name):
        hint = "write its name in the program"
        raise Fault(f"the attribute `{name}` may not come from data", hint)
    if value is None or value is False:
        values.pop(name, None)
    elif name == "class" and name in values:
        values[name] = (fact, [values[name][1], value], False)
    else:
        values[name] = (fact, value, name in (literals or ()))


def _judge_href_again(element: str, values: dict[str, Given]) -> None:
    """Treat a link's `href` as a resource: it was checked by another `rel` than it has now."""
    fact = attribute(element, "href")
    if fact and "href" in values:
        values["href"] = (fact, *values["href"][1:])


_SPREADABLE: Final = frozenset(
    {"class", "id", "title", "lang", "dir", "role", "tabindex", "hidden"}
)


def _spreadable(name: str) -> bool:
    if name in _SPREADABLE or name.startswith("aria-"):
        return True
    return name.startswith("data-") and not name.startswith("data-hx-")


def newline(text: str) -> str:
    """Keep the first line end of `pre` and `textarea`, which HTML parsers drop."""
    return f"\n{text}" if text.startswith(("\n", "\r")) else text


#: The globals of generated code.
NAMES: Final[dict[str, object]] = {
    "e": escape.escape,
    "s": escape.text,
    "part": escape.part,
    "word": escape.word,
    "attribute": escape.attribute,
    "raw": escape.raw,
    "script_json": escape.script_json,
    "blank": escape.blank,
    "markup": markup,
    "unpack": unpack,
    "keyed": keyed,
    "must_have": must_have,
    "typed": typed,
    "invoke": invoke,
    "quasi": quasi,
    "spread": spread,
    "newline": newline,
    "field": field,
    "equal": equal,
    "items": items,
    "RECORDS": RECORDS,
    "date": date,
    "Function": Function,
    "MISSING": MISSING,
    "MOST_CALLS": MOST_CALLS,
    "SIZED": SIZED,
    "STRING_LIMIT": STRING_LIMIT,
    "short": short,
    "text_of": text_of,
}
