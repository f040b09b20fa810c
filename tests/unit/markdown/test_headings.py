"""Headings: the page's title is the h1, and the outline has no holes."""

import re
import time

import pytest

from tests.unit.markdown.shown import lines, shown


def _outline(text: str) -> str:
    return " ".join(re.findall(r"\((h[1-6])", shown(text)))


def test_headings_begin_below_the_title_of_the_page() -> None:
    assert shown("# A b\n\n## C *d*") == lines(
        '(h2 :id "a-b" "A b")', '(h3 :id "c-d" "C " (em "d"))'
    )


def test_a_body_that_begins_with_the_second_level_keeps_it() -> None:
    assert _outline("## a\n\n### b\n\n## c") == "h2 h3 h2"


def test_a_level_that_is_skipped_is_closed_up() -> None:
    assert _outline("## a\n\n##### b\n\n###### c\n\n### d\n\n## e") == "h2 h3 h4 h3 h2"


def test_no_heading_is_deeper_than_the_sixth() -> None:
    assert _outline("# a\n## b\n### c\n#### d\n##### e\n###### f") == "h2 h3 h4 h5 h6 h6"


def test_ids_are_made_as_code_forges_make_them() -> None:
    assert re.findall(r':id "(.*?)"', shown("## `a_b()` & Größe, or: not?\n\n## 😀")) == [
        "a_b--größe-or-not",
        "section",
    ]


def test_ids_are_unique() -> None:
    assert re.findall(r':id "(.*?)"', shown("## a\n\n## a-1\n\n## a\n\n## a")) == [
        "a",
        "a-1",
        "a-2",
        "a-3",
    ]


def test_a_heading_without_words_is_none() -> None:
    assert shown("#\n\n## ![](/a.png)") == (
        '(p (img :src "/a.png" :alt "" :loading "lazy" :decoding "async"))'
    )


def test_links_inside_the_text_find_their_headings() -> None:
    assert shown("[1](#b-c) [2](#user-content-b-c) [3](#user-b-c) [4](#d)\n\n## B c") == lines(
        '(p (a :href "#b-c" "1") " " (a :href "#b-c" "2") " "'
        ' (a :href "#b-c" "3") " " (a :href "#d" "4"))',
        '(h2 :id "b-c" "B c")',
    )


@pytest.mark.parametrize("words", ["Main", "status", "Region two", "User guide", "Text work"])
def test_an_id_that_is_one_of_the_pages_own_is_told_apart(words: str) -> None:
    slug = words.lower().replace(" ", "-")
    assert shown(f"[a](#{slug}) [b](#user-{slug})\n\n# {words}") == lines(
        f'(p (a :href "#text-{slug}" "a") " " (a :href "#text-{slug}" "b"))',
        f'(h2 :id "text-{slug}" "{words}")',
    )


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("## Set up {#setup}", '(h2 :id "setup" "Set up")'),
        ("## Set up ## {#setup}", '(h2 :id "setup" "Set up ##")'),
        ("## Set up {: #setup .x }", '(h2 :id "setup" "Set up")'),
        ("Set up {.x}\n===", '(h2 :id "set-up" "Set up")'),
        ("## Set up {#main}", '(h2 :id "text-main" "Set up")'),
        ("## A {b}", '(h2 :id "a-b" "A {b}")'),
        ("## A{#b}", '(h2 :id "ab" "A{#b}")'),
        ("## `a {#b}`", '(h2 :id "a-b" (code "a {#b}"))'),
        ("text {#b}", '(p "text {#b}")'),
    ],
)
def test_an_author_may_give_a_heading_its_id(text: str, form: str) -> None:
    assert shown(text) == form


def test_two_headings_of_one_id_are_told_apart() -> None:
    assert re.findall(r':id "(.*?)"', shown("## a {#b}\n\n## b\n\n## c {#b}")) == [
        "b",
        "b-1",
        "b-2",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "# x {" + "#a" * 60 + " x}",
        "# x {#" + "a " * 20_000,
        "a" + " " * 60_000 + "^",
        "# x" + " " * 60_000 + "{#a",
    ],
)
def test_no_heading_takes_long_to_read(text: str) -> None:
    began = time.process_time()
    shown(text)
    assert time.process_time() - began < 5
