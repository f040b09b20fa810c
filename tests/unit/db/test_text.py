"""Text to comparable text, and to words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.kernel.text import LONGEST_WORD, clean, fold, spans, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Plain ASCII, 1 2 3", "plain ascii, 1 2 3"),
        ("Crème Brûlée", "creme brulee"),
        ("cre\N{COMBINING GRAVE ACCENT}me", "creme"),
        ("STRASSE straße", "strasse strasse"),
        ("Ørsted, Łódź, Æsir, Þór", "orsted, lodz, aesir, thor"),
        ("\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}stanbul", "istanbul"),
        ("Ἀθῆναι", "αθηναι"),
        ("Ёлка", "елка"),
        ("ﬁne ½", "fine 1\N{FRACTION SLASH}2"),
        ("ガラス", "ガラス"),
        ("\N{HALFWIDTH KATAKANA LETTER KA}\N{HALFWIDTH KATAKANA VOICED SOUND MARK}", "ガ"),
        ("한국", "한국"),
        ("हिन्दी", "हिन्दी"),
        ("שָׁלוֹם", "שלום"),
        ("a\x00b\ud800c", "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c"),
    ],
)
def test_case_and_accents_are_folded_and_nothing_else(text: str, folded: str) -> None:
    assert fold(text) == folded


@settings(max_examples=40)
@given(st.text())
def test_what_is_folded_stays_as_it_is(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_any_text_can_be_stored_once_it_is_clean(text: str) -> None:
    assert "\x00" not in clean(text)
    assert clean(text).encode().decode() == clean(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" .,;:!?-_ ", []),
        ("The Quick-Brown fox_trot", ["the", "quick", "brown", "fox", "trot"]),
        ("C++ & C#, v1.5e10", ["c", "c", "v1", "5e10"]),
        ("don't", ["don", "t"]),
        ("http://example.org/a?b=1", ["http", "example", "org", "a", "b", "1"]),
        ("日本語 text", ["日", "本", "語", "text"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("ภาษาไทย", ["ภา", "าษ", "ษา", "าไ", "ไท", "ทย"]),
        ("ក ខ្មែរ 12", ["ក", "ខ្មែ", "មែរ", "12"]),
        ("½", ["1", "2"]),
        ("x" * 100, ["x" * LONGEST_WORD]),
    ],
)
def test_text_is_cut_into_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@settings(max_examples=40)
@given(st.text())
def test_a_word_folds_to_the_same_wherever_it_stands(text: str) -> None:
    apart = [part for start, end in spans(text) for part in words(text[start:end])]
    assert [word for word in apart if word] == words(" ".join(text[a:b] for a, b in spans(text)))


@settings(max_examples=40)
@given(st.text())
def test_words_hold_neither_spaces_nor_quotes_nor_operators(text: str) -> None:
    assert [word for word in words(text) if set(word) & set(" \t\n'\"\\:*&|!()<>^-+{}")] == []
