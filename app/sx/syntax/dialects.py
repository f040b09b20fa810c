"""Names and syntax of other languages to hints that name ours.

Knows names and lines of text only; called when a name or a character is unknown.
"""

import re
from typing import Final

_MEANT: Final = {
    "nil": "None null NULL undefined Nil NIL",
    "true": "True TRUE yes",
    "false": "False FALSE no",
    "(define (f x) ...)": "defn defun function func",
    "(define name value)": "def defvar var const setq",
    "(fn (x) ...)": "lambda λ function* =>",
    "(let ((name value)) ...)": "set! set let* letrec with",
    "(let ((name value)) (when name ...))": "when-let if-let",
    "(unless test ...)": "when-not if-not",
    "(do ...)": "begin progn",
    "(for (x list) ...)": "foreach for-each each loop while dolist doseq v-for",
    "(case value key result ...)": "switch match",
    "(cond test value ... :else value)": "elif elseif else-if else",
    "(if test then else)": "endif if-else",
    "(str ...)": "string concat-string string-append string-concat format f-string strcat",
    "(count list)": "len size",
    "(length text)": "string-length strlen",
    "(nil? x)": "null? none? undefined?",
    "(= a b)": "== === eq? equal? eq is",
    "(not x)": "! not=",
    "(and a b)": "&&",
    "(or a b)": "||",
    "(mod a b)": "modulo rem",
    "(first list)": "car head-of",
    "(rest list)": "cdr tail",
    "(nth list 0)": "list-ref elt",
    "(get dict :key)": "get-item getattr aref hash-ref",
    "(~blog:post/card :post post)": "include extends block component render slot yield",
    "the name of the file's component in full": "import require use",
    "&rest children": "children",
    "(<> ...)": "Fragment fragment",
    "(raw! text)": "safe raw",
}
NAMES: Final = {word: meant for meant, words in _MEANT.items() for word in words.split()}

#: Attributes of other template languages, and what to do instead, for some elements or all.
ATTRIBUTES: Final = {
    ("", "key"): "leave it out: a page is written whole, so nothing tells its items apart",
    ("", "ref"): "leave it out: a script finds an element by its `id`",
    ("", "dangerouslySetInnerHTML"): "write `(raw! text)` as a child, in a file that is trusted",
    ("textarea", "value"): 'put the text inside: `(textarea :name "x" text)`',
    ("select", "value"): "mark the option: `(option :selected true ...)`",
}

#: Elements that HTML no longer has, and their replacements.
OBSOLETE: Final = {
    **dict.fromkeys(("center", "font", "marquee", "blink", "basefont"), "a class and site.css"),
    **dict.fromkeys(("big", "tt", "nobr", "plaintext", "xmp"), "a class and site.css"),
    **dict.fromkeys(("frame", "frameset", "noframes", "applet"), "`iframe` or a component"),
    "strike": "`s` or `del`",
    "acronym": "`abbr`",
    "dir": "`ul`",
}

#: Typographic quotes.
_CURLY: Final = "\u201c\u201d\u201e\u2018\u2019\u201a\u00ab\u00bb"

_LINES: Final = (
    (re.compile(r"\s*\{%|.*\{%"), "write `(for (x list) ...)` or `(if test ...)` for a tag"),
    (re.compile(r"\s*\{#"), "begin a comment with `;`"),
    (re.compile(r"\s*(def|class) \w+.*:\s*$"), "write a function as `(define (f x) ...)`"),
    (re.compile(r"\s*(from \w+ )?import "), "name a component of another file in full"),
    (re.compile(r"\s*<!--"), "begin a comment with `;`"),
    (re.compile(r"\s*</?[a-zA-Z!]"), 'write an element as `(p :class "lead" ...)`'),
)


def name_hint(name: str) -> str | None:
    """Return what an unknown name of another language is called here, or None."""
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


def character_hint(character: str, line: str) -> str | None:
    """Return what to write here instead of a character that is in no name."""
    return 'put text into straight quotes: `"`' if character in _CURLY else line_hint(line)


def line_hint(line: str) -> str | None:
    """Return a hint for a line that looks like a template, Python or HTML."""
    return next((hint for pattern, hint in _LINES if pattern.match(line)), None)
