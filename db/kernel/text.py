"""Text to comparable text: `fold` drops case and accents, `words` splits into words.

Knows no database. Both databases get text that was folded and split *here*, and apply no rule of
their own, so both find the same posts.

Folding works character by character, on composed text, with a table that fills itself: a word folds
to the same thing wherever it is in a text, so `search` can mark words in the original.
"""

import re
import unicodedata
from collections.abc import Iterator

#: Longer words are cut, in texts and in queries alike, because indexes limit their length.
LONGEST_WORD = 40

#: The longest beginning of a text, in characters.
LONGEST_BEGINNING = 180

#: Letters that no Unicode decomposition opens.
_PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h"}
    | {"\N{LATIN SMALL LETTER DOTLESS I}": "i"}
)

#: Combining classes of marks that are letters' own (nukta, kana voicing, virama), not accents.
_OWN_MARKS = frozenset({0, 7, 8, 9})

#: A word; an ideograph or kana; a run of letters of a script without spaces.
_WORD = re.compile("[am]+|im*|(?:sm*)+")
_CLUSTER = re.compile("sm*")

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def clean(text: str) -> str:
    """Replace what no database stores, NUL and lone surrogates, by U+FFFD."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def fold(text: str) -> str:
    """Return `text` without case and accents, for comparing and never for showing."""
    if text.isascii():
        return clean(text).lower()
    composed = unicodedata.normalize("NFC", clean(text))
    return unicodedata.normalize("NFC", composed.translate(_FOLDED))


def beginning(text: str) -> str:
    """Return the words of a text's first line, cut after a word where it is long."""
    line = text.strip().partition("\n")[0].strip()
    if len(line) <= LONGEST_BEGINNING:
        return line
    return f"{line[:LONGEST_BEGINNING].rsplit(' ', 1)[0].rstrip('.,;:')}…"


def words(text: str) -> list[str]:
    """Split `text` into folded words.

    Ideographs and kana are a word each. Thai, Lao, Burmese and Khmer have words of several
    letters and no spaces between: there every two neighbours are a word.
    """
    folded = fold(text)
    return [folded[start:end][:LONGEST_WORD] for start, end in spans(folded)]


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Return where the words of `text` begin and end; those of two neighbours overlap."""
    shapes = text.translate(_SHAPES)
    for word in _WORD.finditer(shapes):
        if shapes[word.start()] == "s":
            yield from _neighbours(
                [each.span() for each in _CLUSTER.finditer(shapes, *word.span())]
            )
        else:
            yield word.span()


def _neighbours(clusters: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Join every two neighbours; a single letter stays as it is."""
    following = clusters[1:] or clusters
    return ((start, end) for (start, _), (_, end) in zip(clusters, following, strict=False))


class _FoldedCharacters(dict[int, str]):
    """Code point to folded text, computed on first use."""

    def __missing__(self, code: int) -> str:
        opened = unicodedata.normalize("NFKD", chr(code)).casefold()
        marked = unicodedata.normalize("NFKD", opened)
        plain = "".join(mark for mark in marked if unicodedata.combining(mark) in _OWN_MARKS)
        self[code] = unicodedata.normalize("NFC", plain.translate(_PLAIN_LETTERS))
        return self[code]


class _CharacterShapes(dict[int, str]):
    """Code point to `a` within words, `m` where it is a mark, and a space between words.

    It is `i` where it is a word by itself, and `s` in a script that writes no spaces.
    """

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if _is_word_by_itself(code):
            self[code] = "i"
        elif unicodedata.category(character).startswith("M"):
            self[code] = "m"
        elif _has_no_spaces(code):
            self[code] = "s" if character.isalpha() else "a" if character.isalnum() else " "
        elif character.isalnum():
            self[code] = "a"
        else:
            self[code] = " "
        return self[code]


def _is_word_by_itself(code: int) -> bool:
    """Return whether `code` is an ideograph or kana."""
    return 0x3040 <= code <= 0x30FF or 0x3400 <= code <= 0x9FFF or 0x20000 <= code <= 0x3FFFF


def _has_no_spaces(code: int) -> bool:
    """Return whether `code` is Thai, Lao, Burmese or Khmer."""
    return 0x0E00 <= code <= 0x0EFF or 0x1000 <= code <= 0x109F or 0x1780 <= code <= 0x17FF


_FOLDED = _FoldedCharacters()
_SHAPES = _CharacterShapes()
