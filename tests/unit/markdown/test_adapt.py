"""Somebody's Markdown made ours: other addresses, no raw HTML, and nothing else changed."""

import re

import pytest

from app.markdown import Adapted, Addresses, adapt
from tests.unit.markdown.shown import lines


def _moved(address: str) -> str | None:
    return None if address == "gone" else address.replace("old", "/new", 1)


def _text(text: str) -> str:
    return adapt(text, Addresses(link=_moved, image=_moved)).text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("*a* [b](old) `[b](old)`", "*a* [b](/new) `[b](old)`"),
        ('[a *b*](old "t \\" u")', '[a *b*](/new "t \\" u")'),
        ("[a](<old b>)", "[a](/new%20b)"),
        ("[a](gone) b", "a b"),
        (
            "[a][r] [r][] [r]\n\n[r]: old 't'",
            '[a](/new "t") [r](/new "t") [r](/new "t")\n\n[r]: old \'t\'',
        ),
        ("<http://a/old>", "[http://a/old](http://a//new)"),
        ("![a](old) ![*b*](gone)", "![a](/new) *b*"),
        ("[![a](old)](old) [![a](gone)](old)", "[![a](/new)](/new) [a](/new)"),
        ("[a\nb](old)", "[a\nb](/new)"),
        ("> - [a](old)\n>   b [c](old)", "> - [a](/new)\n>   b [c](/new)"),
        ("a [b](old)\n===\n\n## c [d](old) ##", "a [b](/new)\n===\n\n## c [d](/new) ##"),
        (
            "| [a](old) | [a](old) |\n|--|--|\n| `b\\|c` [a](old) | d |",
            "| [a](/new) | [a](/new) |\n|--|--|\n| `b\\|c` [a](/new) | d |",
        ),
        ("1. 1 [a](old)", "1. 1 [a](/new)"),
        ("a[^b]\n\n[^b]: [c](old)", "a[^b]\n\n[^b]: [c](/new)"),
        (
            "> [!tip]- [a](old) ![b](old)\n> [c](old)",
            "> [!tip]- [a](/new) ![b](/new)\n> [c](/new)",
        ),
        ("```\n[a](old)\n```", "```\n[a](old)\n```"),
    ],
)
def test_addresses_change_where_they_stand(before: str, after: str) -> None:
    assert _text(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("see https://x.org/a_b, or", "see <https://x.org/a_b>, or"),
        ("(http://x.org/(a))", "(<http://x.org/(a)>)"),
        ("*http://x.org/*: a", "*<http://x.org/>*: a"),
        ("http://x.org/a&amp; http://", "<http://x.org/a>&amp; http://"),
        ("http://x.org/old", "[http://x.org/old](http://x.org//new)"),
        ("xhttp://x.org http:a ://b", "xhttp://x.org http:a ://b"),
        ("[http://x.org](/a) `http://y`", "[http://x.org](/a) `http://y`"),
        ("> - http://x.org\n>   http://y.org", "> - <http://x.org>\n>   <http://y.org>"),
        ("|http://x.org/\\|a|\n|-|", "|<http://x.org/\\|a>|\n|-|"),
        ("![http://x.org](/a)", "![http://x.org](/a)"),
    ],
)
def test_a_bare_address_becomes_a_link(before: str, after: str) -> None:
    assert _text(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<b>a *c*</b> <kbd>x</kbd> y<sup>2</sup>", "**a *c*** `x` y²"),
        ("<b> a </b>", " a "),
        ("a<br>b<br>\nc<br>", "a\\\nb  \nc"),
        ("> a<br>b", "> a\\\n> b"),
        ("## a<br>b", "## a b"),
        ("> [!tip] <b>a</b> | b<br>c\n> d<br>e", "> [!tip] **a** | b c\n> d\\\n> e"),
        ('<a href="old">a *b*</a> <a name="x">c</a>', "[a *b*](/new) c"),
        ('a <img src="old" alt="b"> <span>c</span>', "a ![b](/new) c"),
        ("<a\x0cb='c'>d</a>", "d"),
        ("a <module> <T>", "a <module> <T>"),
        ("a <!-- b --> c", "a  c"),
        ("<code>a*b*c</code> <sup>[1](old)</sup>", "a*b*c [1](/new)"),
        ("a\n<div>b *c*</div>\nd", "a\n\nb \\*c\\*\n\nd"),
        ("- <img src='old' alt='a'>\n\n  b", "- ![a](/new)\n\n  b"),
        ("> <p>a</p>\n> <p>b</p>", "> a\n>\n> b"),
        (
            "<table>\n<tr><td>a\n\n</td></tr>\n</table>\n\nb [c](old)",
            "|  |\n| --- |\n| a |\n\nb [c](/new)",
        ),
        ("<details>\n<summary>a</summary>\n\n- b\n\n</details>", "**a**\n\n- b\n\n"),
        ("<ul>\n<li>a\n\n<li>b\n</ul>", "- a\n- b"),
        ("<pre>a\n\n*b*</pre>\n\nc", "```\na\n\n*b*\n```\n\nc"),
        ("```\n<b>a</b>\n```\n`<b>`", "```\n<b>a</b>\n```\n`<b>`"),
        ("| <b>a</b> | <br>b<br>c |\n|--|--|", "| **a** | b c |\n|--|--|"),
    ],
)
def test_html_becomes_markdown_where_it_stands(before: str, after: str) -> None:
    assert _text(before) == after


def test_what_was_converted_is_counted() -> None:
    text = lines(
        "<b>a</b> <img src='/a.png'> <!-- no -->",
        "",
        "<iframe src='https://x.org/'></iframe>",
        "",
        "a <video src='/b.mp4'></video>",
    )
    assert adapt(text, Addresses()) == Adapted(
        lines(
            "**a** ![](/a.png) ",
            "",
            "[Embedded page: x.org](https://x.org/)",
            "",
            "a [Video: b.mp4](/b.mp4)",
        ),
        html=4,
        frames=1,
        films=1,
    )


@pytest.mark.parametrize(
    "text",
    [
        "a <span hidden>SECRET *x* [y](z)</span> b",
        'a <b style="color: red; display: NONE">SECRET</b> b',
        "a <template>SECRET *x*</template> <noscript>SECRET</noscript> b",
        "a <textarea>SECRET</textarea><select><option>SECRET</select> b",
        "<div style='visibility:hidden'>\n\nSECRET *x*\n\n- SECRET\n\n</div>\n\na b",
        "<ul hidden>\n<li>SECRET\n\nSECRET\n</ul>\n\na b",
        "- a\n\n  <div hidden>\n\n  SECRET\n\n  </div>\n- b",
        "<p hidden>SECRET</p>\n<p>a b</p>",
        "a <img hidden src='https://e.example/SECRET.png'> b",
        "a" + "<i>" * 60 + "<b hidden>SECRET <u>SECRET</u></b>" + "</i>" * 60 + " b",
    ],
)
def test_what_browsers_do_not_show_is_left_out(text: str) -> None:
    adapted = _text(text)
    assert "SECRET" not in adapted
    assert {"a", "b"} <= {*re.findall("[ab]", adapted)}


@pytest.mark.parametrize("text", ["<b class='hidden'>a</b>", "<b aria-hidden='true'>a</b>"])
def test_what_is_only_called_hidden_stays(text: str) -> None:
    assert "a" in _text(text)
