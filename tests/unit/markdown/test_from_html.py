"""Foreign HTML as Markdown: what it says stays, what runs goes."""

import pytest

from app.markdown import clean_html
from tests.unit.markdown.shown import lines


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<b>a</b> <em>b</em> <strike>c</strike>", "**a** *b* ~~c~~"),
        ("<b> a </b>b", "**a** b"),
        ("<b>a<i>b</i><b>c</b></b>", "**a*b*c**"),
        ("<b>a</b><b>b</b><i>c</i>", "**ab**c"),
        ('a<b>"b"</b>c', 'a"b"c'),
        ("<code>a  b</code><kbd>`</kbd>", "`a b` `` ` ``"),
        ("x<sup>2</sup> H<sub>2</sub>O 5<sup>th</sup>", "x² H₂O 5\\^th"),
        ("<q>a</q><wbr>b", "“a”b"),
        ("a<br>b<br/>", "a\\\nb"),
        ('<a href="/b c" title=\'d "e"\'>a</a>', '[a](/b%20c "d \\"e\\"")'),
        ('<a name="x"></a>a', "a"),
        ('<a href="javascript:x">a</a>', "a"),
        ('<img src="a.png" alt="b [c]" width="3">', "![b \\[c\\]](a.png)"),
        ('<img alt="b">', "b"),
        ("!<a href=/a>b</a>", "\\![b](/a)"),
        ('<p align="center">a</p>b<div>c</div>', "a\n\nb\n\nc"),
        ("<h3>a <i>b</i></h3>", "### a *b*"),
        ("<hr>", "---"),
        ("<blockquote>a<p>b</blockquote>", "> a\n>\n> b"),
        ('<pre lang="sql">a\n\n```</pre>', "````sql\na\n\n```\n````"),
        (
            '<div class="x"><pre><code class="language-js">a</code></pre></div>',
            "```js\na\n```",
        ),
        ("<ul><li>a<ul><li>b</ul><li>c</ul>", "- a\n  - b\n- c"),
        ("<ol start=3><li><p>a<p>b<li>c</ol>", "3. a\n\n   b\n\n4. c"),
        ("<dl><dt>a<dd>b</dl>", "**a**\n\nb"),
        ("<details><summary>a</summary>b</details>", "**a**\n\nb"),
        ("<figure><img src=/a alt=b><figcaption>c</figcaption></figure>", "![b](/a)\n\nc"),
        ("1. a<br># b<br>- c<br>&gt; d", "1\\. a\\\n\\# b\\\n\\- c\\\n\\> d"),
        (
            "*a* _b_ snake_case `c` [d](e) &amp;lt; \\",
            r"\*a\* \_b\_ snake_case \`c\` \[d\](e) \&lt; \\",
        ),
        ("a <module> b <lite-player x>", r"a \<module> b \<lite-player x>"),
        ("<!-- a --><?php b ?>c<!doctype html>", "c"),
        ("<script>a</script><style>b</style><svg><text>c</text></svg>d", "d"),
        ("<form><input value=a><button>b</button>c</form>", "c"),
        ('<b onclick="a" style="b">c</b>', "**c**"),
        ("<b>a<p>b", "a\n\nb"),
        ("\ud800<i>", "\N{REPLACEMENT CHARACTER}"),
    ],
)
def test_html_becomes_markdown(html: str, markdown: str) -> None:
    assert clean_html(html) == markdown


def test_a_table_has_a_heading_row_and_its_alignment() -> None:
    html = '<table><tr><th>a<th align="right">b|c</tr><tr><td>1<br>2<td><b>3</b></table>'
    assert clean_html(html) == lines("| a | b\\|c |", "| --- | --: |", "| 1 2 | **3** |")


def test_a_table_without_headings_keeps_its_first_row() -> None:
    html = "<table><caption>t</caption><tr><td>1<td>2<tr><td>3</table>"
    assert clean_html(html) == lines("t", "", "|  |  |", "| --- | --- |", "| 1 | 2 |", "| 3 |  |")


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        (
            '<iframe src="https://www.youtube.com/embed/abcdefg123" title="A film"></iframe>',
            "[A film](https://www.youtube.com/watch?v=abcdefg123)",
        ),
        ('<iframe src="//x.org/a?b"></iframe>', "[Embedded page: x.org/a](https://x.org/a?b)"),
        ('<video><source src="/a/b.mp4"></video>', "[Video: b.mp4](/a/b.mp4)"),
        ('<audio src="b.mp3"></audio>', "[Audio: b.mp3](b.mp3)"),
        ('<object data="https://x.org/"></object>', "[Embedded page: x.org](https://x.org/)"),
        ("<iframe></iframe>", ""),
        ('<iframe src="javascript:a"></iframe>', ""),
    ],
)
def test_frames_and_films_become_links(html: str, markdown: str) -> None:
    assert clean_html(html) == markdown


def test_what_is_nested_deeper_than_anyone_reads_keeps_its_words() -> None:
    assert clean_html("<div>" * 5000 + "a" + "</div>" * 5000) == "a"
