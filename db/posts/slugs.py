"""Text to slugs: the part of an address that names a post, in the script of its title.

Letters and digits of every script stay as they are, with the marks that their script needs, in
lower case and composed (NFC). Latin letters lose their accents; anything else between words
becomes a dash. Knows no database: callers check whether a slug is free.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import count
from typing import Final

from db.kernel.text import clean, fold

#: The most characters of a slug, and bytes, so that a file may be named after it.
LONGEST: Final = 80
LONGEST_BYTES: Final = 240

#: The slug of a text without any letter or digit.
NAMELESS: Final = "post"

#: Room behind a slug for a dash and a number.
_NUMBER = 7

#: Signs inside words, which are left out: apostrophes, geresh and gershayim, joiners, tatweel.
_SILENT = frozenset(
    "'\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"
    "\N{MODIFIER LETTER APOSTROPHE}\N{MODIFIER LETTER TURNED COMMA}\N{PRIME}"
    "\N{HEBREW PUNCTUATION GERESH}\N{HEBREW PUNCTUATION GERSHAYIM}\N{ARABIC TATWEEL}"
    "\N{COMBINING GRAPHEME JOINER}\N{HANGUL CHOSEONG FILLER}\N{HANGUL JUNGSEONG FILLER}"
    "\N{HANGUL FILLER}\N{HALFWIDTH HANGUL FILLER}"
)
#: Divides words where letters would join otherwise, as in Persian.
_NON_JOINER = "\N{ZERO WIDTH NON-JOINER}"

#: Combining classes of the vowel points of Hebrew, Arabic and Syriac, which readers do without.
_POINTS = range(10, 37)
_VIRAMA = 9
#: Vowels and final consonants of Korean that were not composed with what they belong to.
_HANGUL_TAIL = re.compile("[\u1160-\u11ff\ud7b0-\ud7fb]")
_VARIATION = re.compile("[\ufe00-\ufe0f\u180b-\u180f\U000e0100-\U000e01ef]")
_DASHES = re.compile("-+")


def slug_from(text: str) -> str:
    """Return the slug of a title or a name: never empty, and a slug's own slug is itself."""
    return _cut(_whole_slug(text), LONGEST, LONGEST_BYTES) or NAMELESS


def spelling(text: str) -> str | None:
    """Return the canonical spelling of a slug in an address; None if it is none.

    Case and composition (NFC, NFD) do not matter. A slug may be longer than new ones.
    """
    slug = unicodedata.normalize("NFC", text.lower())
    is_slug = 0 < len(slug) <= 2 * LONGEST and _whole_slug(slug) == slug
    return slug if is_slug else None


def numbered(base: str) -> Iterator[str]:
    """Yield a slug, then the same with the numbers from 2 on; none is too long."""
    yield base
    stem = stem_of(base)
    for number in count(2):
        yield f"{stem}-{number}"


def stem_of(base: str) -> str:
    """Return the common beginning of the numbered forms of a slug."""
    return _cut(base, LONGEST - _NUMBER, LONGEST_BYTES - _NUMBER) or NAMELESS


def _whole_slug(text: str) -> str:
    """Return a slug of any length; empty if the text has no letter and no digit."""
    spelled = unicodedata.normalize("NFC", clean(text).lower())
    letters = "".join(_without_loose_marks(spelled.translate(_LETTERS)))
    return unicodedata.normalize("NFC", _DASHES.sub("-", letters)).strip("-")


def _cut(slug: str, length: int, size: int) -> str:
    """Cut a slug at its last dash within the limits, or else between two letters."""
    end = min(length, len(slug[: length + 1].encode()[:size].decode(errors="ignore")))
    if end >= len(slug):
        return slug
    dash = slug.rfind("-", 0, end + 1)
    if dash > 0:
        return slug[:dash]
    while end and _belongs_to_the_letter_before(slug, end):
        end -= 1
    return slug[:end]


def _belongs_to_the_letter_before(slug: str, place: int) -> bool:
    return (
        _is_mark(slug[place])
        or unicodedata.combining(slug[place - 1]) == _VIRAMA
        or _HANGUL_TAIL.match(slug[place]) is not None
    )


def _without_loose_marks(text: str) -> Iterator[str]:
    """Yield letters, and marks behind letters that are not Latin."""
    bears_marks = False
    for sign in text:
        if not _is_mark(sign):
            bears_marks = sign.isalnum() and not _is_latin(sign)
            yield sign
        elif bears_marks:
            yield sign


class _Letters(dict[int, str]):
    """Code point, in lower case, to what stands for it in a slug; worked out when first met."""

    def __missing__(self, code: int) -> str:
        self[code] = self._slug_of(chr(code))
        return self[code]

    def _slug_of(self, sign: str) -> str:
        category = unicodedata.category(sign)
        if sign == _NON_JOINER:
            return "-"
        if sign in _SILENT or category == "Cf" or _VARIATION.match(sign):
            return ""
        if category.startswith("M"):
            return "" if unicodedata.combining(sign) in _POINTS else sign
        plain = fold(sign) if _is_latin(sign) else _compatible(sign)
        if plain != sign:
            return plain.translate(self)
        return sign if sign.isalnum() else "-"


def _compatible(sign: str) -> str:
    """Return a full-width, half-width, joined, raised or circled sign as the plain one.

    The class `<compat>` is left alone: it takes letters like the Thai sara am apart.
    """
    kind = unicodedata.decomposition(sign).partition(" ")[0]
    is_form = kind.startswith("<") and kind != "<compat>"
    return unicodedata.normalize("NFKC", sign).lower() if is_form else sign


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign).startswith("M")


def _is_latin(sign: str) -> bool:
    """Return whether this is a Latin letter, alone or in a ligature, or decomposes to ASCII."""
    if sign.isascii() or unicodedata.name(sign, "").startswith("LATIN "):
        return True
    opened = unicodedata.normalize("NFKD", sign)
    return opened != sign and opened[0].isascii()


_LETTERS = _Letters()
