"""Comments and what no page shows: gone from every text that strangers get."""

import pytest

from app import markdown
from tests.unit.markdown.shown import lines, shown


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a <!-- s --> b %%s%% c", "a  b  c"),
        ("a <!-- s\n\ns --> b", "a \n\n b"),
        ("%%\ns\n\ns\n%%\nb", "\n\n\n\n\nb"),
        ("> a %% s\n> s %% b\n> c", "> a \n>  b\n> c"),
        ("- a <!-- s -->\n- %%s%% b", "- a \n-  b"),
        ("# a %%s%%\n\n| %%s%% | <!-- s --> |\n|---|---|", "# a \n\n|  |  |\n|---|---|"),
        ("a[^1]\n\n[^1]: <!-- s --> b", "a[^1]\n\n[^1]:  b"),
        ('[a](/x "%%s%% b")', '[a](/x " b")'),
        ("<!--> a <!---> b <!-- s --!> c", " a  b  c"),
        ("%%%% a", " a"),
        ("**%%s%%a**", "**a**"),
        ("<!-- ``` --> a %%s%% `%%b%%`", " a  `%%b%%`"),
        ("<!--\n```\n-->\n```\n%%b%%\n```\n\n%%s%%", "\n\n\n```\n%%b%%\n```\n\n"),
        ("%% `s` %% `%%a%%` %% `s` %% b", " `%%a%%`  b"),
        ("> " * 60 + "%%s%% a", "> " * 60 + " a"),
        ("100%% a %%s%%", "100%% a "),
        ("2024%%s%%", "2024"),
    ],
)
def test_a_comment_is_gone_and_the_lines_stay(text: str, left: str) -> None:
    stripped = markdown.strip_comments(text)
    assert (stripped.text, stripped.unclosed) == (left, None)
    assert text.count("\n") == left.count("\n")


@pytest.mark.parametrize(
    "text",
    [
        "`<!-- a -->` ``%%b%%``",
        "```\n<!-- a -->\n%%\n```",
        "> ~~~\n> %%a%%\n> ~~~",
        "- a\n\n      %%b%%",
        "    <!-- a -->",
        "[a](/b%%c) ![a](https://b/%%c) <https://a/%%b>",
        r"\<!-- a --> \%%b\%%",
        "100%% of 50%% is 50%%",
        "a",
    ],
)
def test_code_addresses_and_signs_stay(text: str) -> None:
    assert markdown.strip_comments(text) == markdown.comments.TextWithoutComments(text)


@pytest.mark.parametrize(
    ("text", "left", "line"),
    [
        ("a\n\nb <!-- s\n\ns", "a\n\nb \n\n", 3),
        ("a\n%%\ns\n\ns", "a\n\n\n\n", 2),
        ("- %% s\n\n  s", "- \n\n  ", 1),
        ("a %% s\ns\n\nb", "a \n\n\nb", 1),
        ("%%s%%\n\n%%", "\n\n", 3),
    ],
)
def test_a_comment_without_an_end_hides_and_is_told(text: str, left: str, line: int) -> None:
    assert markdown.strip_comments(text) == markdown.comments.TextWithoutComments(left, line)


@pytest.mark.slow
def test_very_many_comments_with_code_in_them_are_gone_soon() -> None:
    text = "<!--\n`s\n--> a\n\n" * 4000
    assert markdown.strip_comments(text).text == "\n\n a\n\n" * 4000


def test_documents_and_words_have_no_comments() -> None:
    text = "a %%s%% b\n\n<!-- s -->\n\n## c <!-- s -->"
    assert shown(text) == lines('(p "a  b")', '(h2 :id "c" "c")')
    assert markdown.plain_text(text, "markdown") == "a  b\nc"
    assert markdown.take_title("%% s %%\n# A %%s%%\nb").title == "A"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("[//]: # (s)\n\na", "\n\na"),
        ('[a][b]\n\n[b]: /x "t"\n[c]: /y "s"\n[b]: /z "s"', '[a][b]\n\n[b]: /x "t"\n\n'),
        ("> [s]: /s\n> a", ">\n> a"),
        ("a[^1]\n\n[^1]: b\n[^2]: s\n\n    s\n\nc", "a[^1]\n\n[^1]: b\n\n\n\n\nc"),
        ("![a][b]\n\n[b]: /x", "![a][b]\n\n[b]: /x"),
        ("- ~~~py s='s'\n  a\n  ~~~", "- ~~~py\n  a\n  ~~~"),
        ('```sx embed\n; s\n(p "a;") #;(p "s")\n```\nb', '```sx embed\n(p "a;")\n```\nb'),
        ("```sx embed\n(p ; s\n```", "```sx embed\n\n```"),
        ("[[Draft|words]] ![[Draft|a]]", "words a"),
        ("[[Ash|words]] [[Draft]] [[Ash#b]]", "[[Ash|words]] [[Draft]] [[Ash#b]]"),
        ("`[[Draft|a]]` \\[[Draft|a]]", "`[[Draft|a]]` \\[[Draft|a]]"),
        ("<!-- s -->a", "a"),
    ],
)
def test_the_source_for_strangers_has_what_the_page_shows(text: str, left: str) -> None:
    assert markdown.public_text(text, "markdown", lambda _: {"Ash"}) == left


def test_the_source_of_sx_has_no_comments() -> None:
    text = '; s\n(p "a")\n#;(p "s")\n'
    assert markdown.public_text(text, "sx", lambda _: ()) == '(p "a")'
    assert markdown.public_text('(p "a")\n', "sx", lambda _: ()) == '(p "a")\n'
    assert markdown.public_text("(p ; s", "sx", lambda _: ()) == ""
