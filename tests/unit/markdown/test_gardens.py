"""What gardens of notes write besides Markdown: links by name, callouts, marks, ids of blocks."""

import pytest

from app import markdown
from tests.unit.markdown.shown import lines, shown


def _line(text: str) -> str:
    """Give the forms of a paragraph without the paragraph."""
    return shown(text).removeprefix("(p ").removesuffix(")")


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("[[Harbour]]", '(post-link "Harbour" "" "Harbour")'),
        ("[[Harbour|the port]]", '(post-link "Harbour" "" "the port")'),
        ("[[ Harbour | the *port* ]]", '(post-link "Harbour" "" "the *port*")'),
        ("[[Harbour#Low tide]]", '(post-link "Harbour" "#low-tide" "Harbour > Low tide")'),
        ("[[Harbour#A#Main|x]]", '(post-link "Harbour" "#text-main" "x")'),
        ("[[Harbour#^abc-1]]", '(post-link "Harbour" "#^abc-1" "Harbour")'),
        ("[[#Depth]]", '(a :href "#depth" "Depth")'),
        ("[[#^abc]]", '(a :href "#^abc" "abc")'),
        ("![[Harbour#Depth]]", '(post-link "Harbour" "#depth" "Harbour > Depth")'),
        ("![[chart.png|300]]", '(post-link "chart.png" "" "chart.png")'),
        ("![[chart.png|300x20]]", '(post-link "chart.png" "" "chart.png")'),
        ("![[chart.png|A chart]]", '(post-link "chart.png" "" "A chart")'),
        ("[[1984|300]]", '(post-link "1984" "" "300")'),
        ("[[a/b.md]]", '(post-link "a/b.md" "" "a/b.md")'),
        ("[[TCP\\|x]]", '(post-link "TCP" "" "x")'),
        ("[[|x]]", '"x"'),
        ("*[[a]]* b", '(em (post-link "a" "" "a")) " b"'),
        ("a [[b]], ==c==", '"a " (post-link "b" "" "b") ", " (mark "c")'),
    ],
)  # fmt: skip
def test_a_link_by_name_is_a_leaf(text: str, form: str) -> None:
    assert _line(text) == form


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("[[1]](/x)", '(a :href "/x" "[1]")'),
        ("`[[a]]`", '(code "[[a]]")'),
        (r"\[[a]]", '"[[a]]"'),
        ("[[ ]]", '"[[ ]]"'),
        ("[[]]", '"[[]]"'),
        ("[[1, 2], [3]]", '"[[1, 2], [3]]"'),
        ("a\n[[b\nc]]", '"a\\n[[b\\nc]]"'),
    ],
)
def test_what_is_no_link_by_name_stays(text: str, form: str) -> None:
    assert _line(text) == form


def test_a_link_by_name_stands_in_tables_headings_and_lists() -> None:
    assert shown("- [[a]]\n\n# [[b]]\n\n| [[c\\|d]] |\n|---|") == lines(
        '(ul (li (post-link "a" "" "a")))',
        '(h2 :id "b" (post-link "b" "" "b"))',
        '(div :class "table" :role "group" :aria-label "Table" :tabindex "0"'
        ' (table (thead (tr (th :scope "col" (post-link "c" "" "d"))))))',
    )


def test_no_link_by_name_stands_in_another_link() -> None:
    assert _line("![x [[a]]](http://b/)") == '(a :href "http://b/" "x a")'


def test_links_by_name_are_found_by_their_words() -> None:
    text = "[[Harbour|the port]] [[Sea#Depth]] ![[chart.png|3]]"
    assert markdown.plain_text(text, "markdown") == "the port Sea > Depth chart.png"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("==a *b*== c", '(mark "a " (em "b")) " c"'),
        ("*a ==b* c==", '(em "a ==b") " c=="'),
        ("a==b c==d", '"a==b c==d"'),
        ("a == b == c", '"a == b == c"'),
        ("===a===", '"===a==="'),
        ("==a==b", '"==a==b"'),
        ("这是==重点==内容", '"这是" (mark "重点") "内容"'),
        ("`==a==` \\==b==", '(code "==a==") " ==b=="'),
        ("==a ==b==", '"==a " (mark "b")'),
    ],
)
def test_words_are_marked_by_the_rules_of_emphasis(text: str, form: str) -> None:
    assert _line(text) == form


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (
            "> [!warning] Mind *the*\n> gap\n>\n> - b",
            '(blockquote :class "callout callout-careful" :role "note"'
            ' (p :class "callout-title" "Mind " (em "the")) (p "gap") (ul (li "b")))',
        ),
        ("> [!note]", '(blockquote :class "callout" :role "note"'
         ' (p :class "callout-title" "Note"))'),
        ("> [!TIP|left]  \n> a", '(blockquote :class "callout callout-good" :role "note"'
         ' (p :class "callout-title" "Tip") (p "a"))'),
        ("> [!x y]- [[A]]\n> b", '(blockquote :class "callout" :role "note" (details'
         ' (summary :class "callout-title" (post-link "A" "" "A")) (p "b")))'),
        ("> [!bug]+\n> b", '(blockquote :class "callout callout-bad" :role "note"'
         ' (details :open true (summary :class "callout-title" "Bug") (p "b")))'),
        ("> > [!note] a\n> > b\n>\n> c", '(blockquote (blockquote :class "callout" :role "note"'
         ' (p :class "callout-title" "a") (p "b")) (p "c"))'),
        ("> a [!note]", '(blockquote (p "a [!note]"))'),
        ("> [note] a", '(blockquote (p "[note] a"))'),
        ("> `[!note]`", '(blockquote (p (code "[!note]")))'),
        ("[!note] a", '(p "[!note] a")'),
    ],
)  # fmt: skip
def test_a_callout_is_a_quote_with_a_title(text: str, form: str) -> None:
    assert shown(text) == form


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("A line. ^a-1", '(p :id "^a-1" "A line.")'),
        ("a\nb ^c  ", '(p :id "^c" "a\\nb")'),
        ("- a ^b\n- c", '(ul (li :id "^b" "a") (li "c"))'),
        ("- a\n\n  b ^c", '(ul (li (p "a") (p :id "^c" "b")))'),
        ("> a\n\n^b", '(blockquote :id "^b" (p "a"))'),
        ("1. a\n2. b\n\n^c", '(ol :id "^c" (li "a") (li "b"))'),
        ("a ^b\n\nc ^b", '(p :id "^b" "a")\n(p "c")'),
        ("a\n\n---\n\n^b", '(p "a")\n(hr)'),
        ("# A ^b", '(h2 :id "a" "A")'),
        ("^b", ""),
        ("2^8 ^ a", '(p "2^8 ^ a")'),
        ("2 ^8\na", '(p "2 ^8\\na")'),
        (r"a \^b", '(p "a ^b")'),
        ("`a ^b`", '(p (code "a ^b"))'),
        ("[^1] ^b", '(p :id "^b" "[^1]")'),
    ],
)
def test_the_id_of_a_block_is_not_shown_and_names_it(text: str, form: str) -> None:
    assert shown(text) == form


def test_tags_in_the_text_stay_words() -> None:
    assert shown("#sea/deep is #blue") == '(p "#sea/deep is #blue")'
