"""Footnotes: each reference leads to its note, and each note back."""

from tests.unit.markdown.shown import lines, shown

_ARROW = "↩\N{VARIATION SELECTOR-15}"


def _back(reference: str, name: str) -> str:
    return (
        f'(a :class "footnote-back" :href "#user-reference:{reference}" :role "doc-backlink"'
        f' :aria-label "Back to reference {name}" "{_ARROW}")'
    )


def _notes(*notes: str) -> str:
    head = '(section :class "footnotes" :role "doc-endnotes" :aria-label "Footnotes" (ol '
    return head + " ".join(notes) + "))"


def _reference(place: str, note: int) -> str:
    return (
        f'(sup :id "user-reference:{place}"'
        f' (a :href "#user-note:{note}" :role "doc-noteref" "{note}"))'
    )


def test_a_note_leads_back_to_each_reference() -> None:
    assert shown("a[^x] b[^x]\n\n[^x]: c") == lines(
        f'(p "a" {_reference("1", 1)} " b" {_reference("1:2", 1)})',
        _notes(f'(li :id "user-note:1" (p "c " {_back("1", "1")} " " {_back("1:2", "1-2")}))'),
    )


def test_notes_are_numbered_as_they_are_referred_to() -> None:
    assert shown("[^b] [^a]\n\n[^a]: x\n\n[^b]: y") == lines(
        f'(p {_reference("1", 1)} " " {_reference("2", 2)})',
        _notes(
            f'(li :id "user-note:1" (p "y " {_back("1", "1")}))',
            f'(li :id "user-note:2" (p "x " {_back("2", "2")}))',
        ),
    )


def test_a_note_nobody_refers_to_is_not_shown() -> None:
    assert shown("a\n\n[^x]: c") == '(p "a")'


def test_a_reference_makes_its_surroundings_no_link() -> None:
    assert shown("[a[^x]](/b)\n\n[^x]: c") == lines(
        f'(p "[a" {_reference("1", 1)} "](/b)")',
        _notes(f'(li :id "user-note:1" (p "c " {_back("1", "1")}))'),
    )


def test_a_reference_in_the_words_of_a_picture_is_not_led_back_to() -> None:
    assert shown("![a[^x]](/b.png)\n\n[^x]: c") == lines(
        '(p (img :src "/b.png" :alt "a" :loading "lazy" :decoding "async"))',
        _notes('(li :id "user-note:1" (p "c"))'),
    )


def test_a_caret_before_a_bracket_is_no_note() -> None:
    assert shown("a^[b] [^c]") == '(p "a^[b] [^c]")'
