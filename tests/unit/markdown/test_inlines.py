"""Emphasis, links, pictures: what stands inside a line."""

import pytest

from tests.unit.markdown.shown import shown


def test_emphasis_nests() -> None:
    assert shown("**a *b* ~~c~~**") == '(p (strong "a " (em "b") " " (del "c")))'


def test_code_is_taken_as_it_is() -> None:
    assert shown("`` a ` *b* ``") == '(p (code "a ` *b*"))'


def test_a_backslash_ends_the_line() -> None:
    assert shown("a\\\nb  \nc") == '(p "a" (br) "b" (br) "c")'


def test_entities_are_characters() -> None:
    assert shown("&copy; &amp; &#65; &nope;") == '(p "© & A &nope;")'


def test_a_link_has_address_and_title() -> None:
    assert shown('[a *b*](/c "d")') == '(p (a :href "/c" :title "d" "a " (em "b")))'


def test_a_link_without_words_shows_its_address() -> None:
    assert shown("[](/c)") == '(p (a :href "/c" "/c"))'


@pytest.mark.parametrize(
    "address", ["ftp://x.org/", "Slack:x", "x-y.z+1:q", "%01ftp:x"[3:], "irc://a"]
)
def test_an_address_that_pages_refuse_is_no_link(address: str) -> None:
    assert shown(f"see [that]({address}) there") == '(p "see that there")'


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "file:///etc"])
def test_an_address_that_runs_is_not_even_a_link_in_markdown(address: str) -> None:
    assert shown(f"[a]({address})") == f'(p "[a]({address})")'


@pytest.mark.parametrize("address", ["/a", "?b=c", "d/e", "//x.org", "mailto:a@b.c", "tel:+1"])
def test_addresses_of_pages_mail_and_telephones_are_links(address: str) -> None:
    assert shown(f"[a]({address})") == f'(p (a :href "{address}" "a"))'


def test_no_link_stands_in_a_link() -> None:
    assert shown("[a <https://x.org> b](/c)") == '(p (a :href "/c" "a https://x.org b"))'


def test_a_picture_has_words_and_waits() -> None:
    assert shown('![a *b*](/c.png "d")') == (
        '(p (img :src "/c.png" :alt "a b" :title "d" :loading "lazy" :decoding "async"))'
    )


def test_a_picture_that_pages_refuse_is_a_link() -> None:
    assert shown("![a](http://x.org/b.png)") == '(p (a :href "http://x.org/b.png" "a"))'


def test_a_picture_in_a_link_names_it() -> None:
    assert shown("[![a](/b.png)](/c)") == (
        '(p (a :href "/c" (img :src "/b.png" :alt "a" :loading "lazy" :decoding "async")))'
    )


def test_a_link_around_a_picture_without_words_is_named_by_its_address() -> None:
    assert shown("[![](/b.png)](/c)") == (
        '(p (a :href "/c" :aria-label "/c"'
        ' (img :src "/b.png" :alt "" :loading "lazy" :decoding "async")))'
    )


def test_a_picture_without_address_is_its_words() -> None:
    assert shown("![a]()") == '(p "a")'


def test_emphasis_deeper_than_anyone_reads_gives_its_words() -> None:
    depth = 200
    assert shown("*a " * depth + "b" + "*" * depth).count("(em ") == 58
