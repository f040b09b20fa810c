"""What people write who come from another language, to a hint that names ours.

Knows names and lines of text only; asked when a name or a character is unknown.
"""

import re
from typing import Final

_MEANT: Final = {
    "nil": "None null NULL undefined Nil NIL",
    "true": "True TRUE yes",
    "false": "False FALSE no",
    "(define (f x) ...)": "def defn defun function func",
    "(define name value)": "defvar var const setq",
    "(fn (x) ...)": "lambda λ function* =>",
    "(let ((name value)) ...)": "set! set let* letrec with",
    "(do ...)": "begin progn",
    "(for (x list) ...)": "foreach for-each each loop while dolist doseq v-for",
    "(case value key result ...)": "switch match",
    "(cond test value ... :else value)": "elif elseif else-if else",
    "(if test then else)": "endif if-else",
    "(str ...)": "string concat-string string-append format f-string strcat",
    "(count list)": "len size",
    "(= a b)": "== === eq? equal? eq is",
    "(not x)": "! not=",
    "(and a b)": "&&",
    "(or a b)": "||",
    "(mod a b)": "modulo rem",
    "(first list)": "car head-of",
    "(rest list)": "cdr tail",
    "(get dict :key)": "get-item getattr aref",
    "(~blog:post/card :post post)": "include extends block component render slot yield",
    "the name of the file's component in full": "import require use",
    "&rest children": "children",
    "(<> ...)": "Fragment fragment",
    "(raw! text)": "safe raw",
}
NAMES: Final = {word: meant for meant, words in _MEANT.items() for word in words.split()}

#: Elements that HTML no longer has, and what stands for them.
OBSOLETE: Final = {
    **dict.fromkeys(("center", "font", "marquee", "blink", "basefont"), "a class and site.css"),
    **dict.fromkeys(("big", "tt", "nobr", "plaintext", "xmp"), "a class and site.css"),
    **dict.fromkeys(("frame", "frameset", "noframes", "applet"), "`iframe` or a component"),
    "strike": "`s` or `del`",
    "acronym": "`abbr`",
    "dir": "`ul`",
}

_LINES: Final = (
    (re.compile(r"\s*\{%|.*\{%"), "write `(for (x list) ...)` or `(if test ...)` for a tag"),
    (re.compile(r"\s*\{#"), "begin a comment with `;`"),
    (re.compile(r"\s*(def|class) \w+.*:\s*$"), "write a function as `(define (f x) ...)`"),
    (re.compile(r"\s*(from \w+ )?import "), "name a component of another file in full"),
    (re.compile(r"\s*<!--"), "begin a comment with `;`"),
    (re.compile(r"\s*</?[a-zA-Z!]"), 'write an element as `(p :class "lead" ...)`'),
)


def name_hint(name: str) -> str | None:
    """Say what an unknown name of another language is called here, if we know."""
    if name in NAMES:
        meant = NAMES[name]
        return f"write `{meant}`" if " of " not in meant else f"use {meant}"
    if re.match(r"<!--", name):
        return "begin a comment with `;`"
    if re.match(r"</?[a-zA-Z!]", name) or "</" in name:
        return "write an element as `(p ...)`"
    if re.fullmatch(r"[a-zA-Z-]+=", name):
        return f"write an attribute as `:{name[:-1]} value`"
    if name.endswith(":"):
        return f"write a keyword as `:{name[:-1]}`"
    return None


def line_hint(line: str) -> str | None:
    """Say how a line is written here that looks like a template, Python or HTML."""
    return next((hint for pattern, hint in _LINES if pattern.match(line)), None)
