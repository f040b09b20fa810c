"""Somebody's Markdown made ours: other addresses, and nothing else changed."""

import pytest

from app.markdown import LinkTargets, adapt


def _moved(address: str) -> str | None:
    return None if address == "gone" else address.replace("old", "/new", 1)


def _text(text: str) -> str:
    return adapt(text, LinkTargets(link=_moved, image=_moved))


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
        ('<a href="old">a *b*</a> <a href=gone>c</a>', '<a href="/new">a *b*</a> <a href="">c</a>'),
        ("a <IMG alt='b' SRC='old'> c", "a <IMG alt='b' SRC=\"/new\"> c"),
        ("- <img\n   src='old?a&amp;b'>\n\n  b", '- <img\n   src="/new?a&amp;b">\n\n  b'),
        ("> <div><a href=old>\n> a</a></div>", '> <div><a href="/new">\n> a</a></div>'),
        ("| <a href=old>a</a> | b |\n|--|--|", '| <a href="/new">a</a> | b |\n|--|--|'),
        ("<video><source src=old></video>", '<video><source src="/new"></video>'),
        ("> [!tip] <a href=old>a</a>\n> b", '> [!tip] <a href="/new">a</a>\n> b'),
        ("`<a href=old>`\n\n<module href=old>", "`<a href=old>`\n\n<module href=old>"),
        ("<div data-href=old href=old>\n\n[a](old)", "<div data-href=old href=old>\n\n[a](/new)"),
    ],
)
def test_html_stays_as_it_is_written_but_for_its_addresses(before: str, after: str) -> None:
    assert _text(before) == after
