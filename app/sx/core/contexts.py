"""A value and its context to what may be written there: unescaped text.

Turns an attribute's value into its text, `True` for a bare name, or None for an attribute that
is left out, by the table of contexts in section 4 of the language reference. Knows no escaping
and writes no HTML.
"""

import json
import logging
import re
from collections.abc import Callable
from datetime import date
from typing import Final

from app.sx.builtins import BUILTINS
from app.sx.html.facts import (
    Attribute,
    Context,
    is_code,
    is_own_target,
    is_safe_url,
    srcset_candidates,
)
from app.sx.values import Fault, Markup, described, text_of, truthy

REFUSED_URL: Final = "about:invalid#sx"

_log = logging.getLogger(__name__)
_ESCAPE: Final = re.compile(r"\\(.)")
_SCALARS: Final = (str, int, float, date, type(None))
_WORD: Final = re.compile(r"[A-Za-z0-9_-]*")

Checked = str | bool | None
#: From element, attribute and value to what is written.
Rule = Callable[[str, Attribute, object], Checked]


def checked(element: str, fact: Attribute, value: object) -> Checked:
    """Return the text of an attribute's dynamic value; raise Fault if it may have none."""
    if value is None:
        return None
    if isinstance(value, Markup):
        raise Fault(f"expected a string, got {described(value)}", "give the text without elements")
    return _RULES[fact.context](element, fact, value)


def checked_literal(element: str, fact: Attribute, value: object) -> Checked:
    """Return the text of an attribute's literal value."""
    if fact.context in (Context.HX_WORDS, Context.HX_LITERAL) and value is not None:
        return _word(value) if isinstance(value, bool) else text_of(value)
    if isinstance(value, str) and fact.context in _LITERAL_TEXT:
        return value
    return checked(element, fact, value)


#: Contexts in which `html.refused_literal` has already checked the text.
_LITERAL_TEXT: Final = frozenset(
    {Context.URL, Context.SRCSET, Context.RESOURCE, Context.HX_PATH, Context.HX_HISTORY}
    | {Context.HX_JSON, Context.HX_CONFIRM, Context.ANIMATED}
)


def _word(value: object) -> str:
    return "true" if value else "false"


def _plain(element: str, fact: Attribute, value: object) -> Checked:
    if value is False:
        return None
    if value is True:
        raise Fault(f"`{fact.name}` takes no true", "write a string")
    if isinstance(value, list | tuple):
        return _joined(value, " ")
    return text_of(value)


def _joined(value: list[object] | tuple[object, ...], separator: str) -> str | None:
    words = [text_of(item) for item in value if truthy(item)]
    return separator.join(words) if words else None


def _boolean(element: str, fact: Attribute, value: object) -> Checked:
    if value is True:
        return True
    if value is False:
        return None
    hint = f"write `:{fact.name} true`, or give a test such as `(= a b)`"
    raise Fault(f"`{fact.name}` takes true or false, got {described(value)}", hint)


def _or_word(rule: Rule) -> Rule:
    """Write `true` and `false` as words, and anything else by `rule`."""
    return lambda element, fact, value: (
        _word(value) if isinstance(value, bool) else rule(element, fact, value)
    )


def _judged(judge: Callable[[str, Attribute, str], str]) -> Rule:
    """Write a plain text as `judge` returns it."""

    def rule(element: str, fact: Attribute, value: object) -> Checked:
        text = _plain(element, fact, value)
        return judge(element, fact, text) if isinstance(text, str) else text

    return rule


def _flag(element: str, fact: Attribute, value: object) -> Checked:
    if isinstance(value, bool):
        return value or None
    if fact.name == "hidden" and value != "until-found":
        raise Fault('`hidden` takes true, false or "until-found"')
    return _plain(element, fact, value)


@_judged
def _url(element: str, fact: Attribute, text: str) -> str:
    return text if is_safe_url(element, fact.name, text) else _refused(fact, text)


@_judged
def _resource(element: str, fact: Attribute, text: str) -> str:
    return text if is_own_target(fact.name, text) else _refused(fact, text)


def _refused(fact: Attribute, text: str) -> str:
    _log.warning("refused URL in %s: %.200r", fact.name, text)
    return REFUSED_URL


def _srcset(element: str, fact: Attribute, value: object) -> Checked:
    if value is False:
        return None
    text = _joined(value, ", ") if isinstance(value, list | tuple) else text_of(value)
    candidates = srcset_candidates(text) if text else []
    if all(is_safe_url(element, fact.name, url) for url, _ in candidates):
        return text
    safe = [
        (url if is_safe_url(element, fact.name, url) else _refused(fact, url), size)
        for url, size in candidates
    ]
    return ", ".join(f"{url} {size}".rstrip() for url, size in safe)


def _json(element: str, fact: Attribute, value: object) -> Checked:
    if not isinstance(value, dict):
        hint = f"write `:{fact.name} {{:name value}}`"
        raise Fault(f"`{fact.name}` takes a dict, got {described(value)}", hint)
    text = str(BUILTINS["json"].run(value))
    if fact.name.startswith("hx-headers"):
        text = json.dumps(json.loads(text), separators=(",", ":"))
    return _joinable(fact, value, text) if ":" in fact.name else text


def _joinable(fact: Attribute, value: dict[object, object], text: str) -> str:
    """Write JSON whose texts stay intact when htmx joins it to another without its braces."""
    if any(not isinstance(item, _SCALARS) for item in value.values()):
        hint = "htmx joins what is inherited as flat text"
        raise Fault(f"`{fact.name}` takes no list or dict inside its dict", hint)
    inner = _ESCAPE.sub(lambda it: "\\u0022" if it[1] == '"' else it[0], text[1:-1])
    return "{" + inner.replace("{", "\\u007b").replace("}", "\\u007d") + "}"


@_judged
def _confirm(element: str, fact: Attribute, text: str) -> str:
    if is_code(text):
        raise Fault(f"`{fact.name}` takes no code", "put the code into a script file")
    return text


def _literal_only(element: str, fact: Attribute, value: object) -> Checked:
    if value is False:
        return None
    raise Fault(f"`{fact.name}` takes a literal", "write it out")


@_judged
def _animated(element: str, fact: Attribute, text: str) -> str:
    if "(" in text:
        hint = "an animation could make it point elsewhere, as `url(` does"
        raise Fault(f"`{fact.name}` takes no `(`", hint)
    return text


def harmless_word(value: object) -> str:
    """Return a dynamic part of an htmx attribute; raise Fault unless it is [A-Za-z0-9_-]*."""
    text = text_of(value)
    if _WORD.fullmatch(text):
        return text
    hint = "leave out the rest: htmx would read it as its own syntax"
    raise Fault("expected letters, digits, `-` and `_`", hint)


_RULES: Final[dict[Context, Rule]] = {
    Context.PLAIN: _plain,
    Context.BOOLEAN: _boolean,
    Context.WORD: _or_word(_plain),
    Context.FLAG: _flag,
    Context.URL: _url,
    Context.SRCSET: _srcset,
    Context.RESOURCE: _resource,
    Context.HX_PATH: _resource,
    Context.HX_HISTORY: _or_word(_resource),
    Context.HX_JSON: _json,
    Context.HX_CONFIRM: _confirm,
    Context.HX_FLAG: _boolean,
    Context.ANIMATED: _animated,
    **dict.fromkeys((Context.HX_WORDS, Context.HX_LITERAL, Context.REFUSED), _literal_only),
}
