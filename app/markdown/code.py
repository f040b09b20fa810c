"""Program text to highlighted pieces: `pieces` gives each run of text its short class name.

The only user of Pygments. The language is what the author wrote; it is never
guessed. A lexer may take minutes on text that was written to make it slow;
what all such texts were seen to need, length, endless lines or a desert of
blanks, stays plain.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES
from pygments.token import _TokenType as TokenType
from pygments.util import ClassNotFound

#: The longest program that is highlighted, in characters.
CODE_LIMIT = 16_000
_SLOW = re.compile(r"[^\n]{1000}|\s{100}")
#: Classes that no style sheet sets apart from plain text.
_PLAIN = {"", "err", "esc", "n", "p", "w", "x"}
_ALIASES = {"sx": "clojure"}


def language(info: str) -> str:
    """Take the language's name from what stands behind the fence."""
    word = info.split(maxsplit=1)[0] if info.split() else ""
    return re.sub(r"[^a-z0-9+#]+", "-", word.strip("{}.").lower()).strip("-")


def pieces(text: str, info: str) -> tuple[tuple[str, str], ...]:
    """Cut a program into (class, text); joined, the texts are the program."""
    name = info.split(maxsplit=1)[0].strip("{}.").lower() if info.split() else ""
    lexer = _lexer(_ALIASES.get(name, name))
    if lexer is None or len(text) > CODE_LIMIT or _SLOW.search(text):
        return (("", text),)
    found = tuple(_joined(_tokens(lexer, text)))
    return found if "".join(map(itemgetter(1), found)) == text else (("", text),)


@lru_cache(maxsize=128)
def _lexer(name: str) -> Lexer | None:
    try:
        return get_lexer_by_name(name) if name else None
    except ClassNotFound:
        return None


def _tokens(lexer: Lexer, text: str) -> Iterator[tuple[str, str]]:
    for _, kind, value in lexer.get_tokens_unprocessed(text):
        yield _class(kind), value


def _joined(tokens: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for name, run in groupby(tokens, key=itemgetter(0)):
        yield name, "".join(map(itemgetter(1), run))


@lru_cache(maxsize=512)
def _class(kind: TokenType) -> str:
    known = kind
    while known not in STANDARD_TYPES and known.parent is not None:
        known = known.parent
    name = STANDARD_TYPES.get(known, "")
    return "" if name in _PLAIN else name
