"""Text to comparable text: `fold` drops case and accents, `words` cuts into words.

Knows no database. Both databases are given text that was folded and cut *here*,
and neither applies a rule of its own, so that both find the same posts.

Folding works character by character, on composed text, with a table that fills
itself: a word of a text folds to the same thing wherever it stands, which is what
lets `search` mark words in the text as it was written.
"""

import re
import unicodedata
from collections.abc import Iterator

#: Longer words are cut, in texts and in questions alike; no index likes them.
LONGEST_WORD = 40

#: Letters that no Unicode decomposition opens.
_PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h"}
    | {"\N{LATIN SMALL LETTER DOTLESS I}": "i"}
)

#: Combining classes of marks that are letters' own (nukta, kana voicing, virama), not accents.
_OWN_MARKS = frozenset({0, 7, 8, 9})

_WORD = re.compile("a+|i")

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def clean(text: str) -> str:
    """Replace what no database stores, NUL and lone surrogates, by U+FFFD."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def fold(text: str) -> str:
    """Give `text` without case and accents, for comparing and never for showing."""
    if text.isascii():
        return clean(text).lower()
    composed = unicodedata.normalize("NFC", clean(text))
    return unicodedata.normalize("NFC", composed.translate(_FOLDED))


def words(text: str) -> list[str]:
    """Cut `text` into folded words; ideographs and kana are a word each."""
    folded = fold(text)
    return [folded[start:end][:LONGEST_WORD] for start, end in spans(folded)]


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Say where the words of `text` begin and end."""
    return (word.span() for word in _WORD.finditer(text.translate(_SHAPES)))


class _FoldedCharacters(dict[int, str]):
    """Code point to folded text, worked out when first met."""

    def __missing__(self, code: int) -> str:
        opened = unicodedata.normalize("NFKD", chr(code)).casefold()
        marked = unicodedata.normalize("NFKD", opened)
        plain = "".join(mark for mark in marked if unicodedata.combining(mark) in _OWN_MARKS)
        self[code] = unicodedata.normalize("NFC", plain.translate(_PLAIN_LETTERS))
        return self[code]


class _CharacterShapes(dict[int, str]):
    """Code point to `a` within words, `i` where it is a word by itself, and a space elsewhere."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if _is_word_by_itself(code):
            self[code] = "i"
        elif character.isalnum() or unicodedata.category(character).startswith("M"):
            self[code] = "a"
        else:
            self[code] = " "
        return self[code]


def _is_word_by_itself(code: int) -> bool:
    """Say whether the script of `code` writes words without spaces between them."""
    return 0x3040 <= code <= 0x30FF or 0x3400 <= code <= 0x9FFF or 0x20000 <= code <= 0x3FFFF


_FOLDED = _FoldedCharacters()
_SHAPES = _CharacterShapes()
