"""Whole HTML from elsewhere as Markdown: what it says stays, what runs goes."""

import pytest

from app.markdown import html_to_markdown
from tests.unit.markdown.shown import lines


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<b>a</b> <em>b</em> <strike>c</strike>", "**a** *b* ~~c~~"),
        ("<b>a</b> b", "**a** b"),
        ("<b>a<i>b</i>c</b>", "**a*b*c**"),
        ("<b>a</b><i>b</i>", "**a**<em>b</em>"),
        ('a<b>"b"</b>c', 'a<strong>"b"</strong>c'),
        ("<code>a  b</code><kbd>`</kbd>", "`a b`<kbd>\\`</kbd>"),
        (
            "x<sup>2</sup> H<sub>2</sub>O 5<sup>th</sup>",
            "x<sup>2</sup> H<sub>2</sub>O 5<sup>th</sup>",
        ),
        ("<q>a</q><wbr>b", "<q>a</q><wbr>b"),
        ("a<br>b<br/>", "a\\\nb<br>"),
        ('<a href="/b c" title=\'d "e"\'>a</a>', '[a](/b%20c "d \\"e\\"")'),
        ('<a name="x"></a>a', "a"),
        ('<a href="javascript:x">a</a>', "a"),
        ('<img src="a.png" alt="b [c]" width="3">', '<img src="a.png" alt="b [c]" width="3">'),
        ('<img alt="b">', "b"),
        ("!<a href=/a>b</a>", "\\![b](/a)"),
        ('<p align="center">a</p>b<div>c</div>', "a\n\nb\n\nc"),
        ("<h3>a <i>b</i></h3>", "## a *b*"),
        ("<hr>", "---"),
        ("<blockquote>a<p>b</blockquote>", "> a\n>\n> b"),
        ('<pre lang="sql">a\n\n```</pre>', "````sql\na\n\n```\n````"),
        (
            '<div class="x"><pre><code class="language-js">a</code></pre></div>',
            "```js\na\n```",
        ),
        ("<ul><li>a<ul><li>b</ul><li>c</ul>", "- a\n  - b\n- c"),
        ("<ol start=3><li><p>a<p>b<li><p>c</ol>", "3. a\n\n   b\n\n4. c"),
        ("<dl><dt>a<dd>b</dl>", "<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>"),
        (
            "<details><summary>a</summary>b</details>",
            "<details>\n<summary>a</summary>\n\nb\n\n</details>",
        ),
        (
            "<figure><img src=/a alt=b><figcaption>c</figcaption></figure>",
            '<figure><img src="/a" alt="b"><figcaption>c</figcaption></figure>',
        ),
        ("1. a<br># b<br>- c<br>&gt; d", "1\\. a\\\n\\# b\\\n\\- c\\\n\\> d"),
        (
            "*a* _b_ snake_case `c` [d](e) &amp;lt; \\",
            r"\*a\* \_b\_ snake_case \`c\` \[d\](e) \&lt; \\",
        ),
        ("a <module> b <lite-player x>", "a b"),
        ("<!-- a --><?php b ?>c<!doctype html>", "c"),
        ("<script>a</script><style>b</style><svg><text>c</text></svg>d", "d"),
        ("<form><input value=a><button>b</button>c</form>", "c"),
        ('<b onclick="a" style="b">c</b>', "**c**"),
        ("<p>a<p>b", "a\n\nb"),
        ("\ud800<i>", "\N{REPLACEMENT CHARACTER}"),
    ],
)
def test_html_becomes_markdown(html: str, markdown: str) -> None:
    assert html_to_markdown(html) == markdown


def test_a_table_has_a_heading_row_and_its_alignment() -> None:
    head = '<thead><tr><th>a<th align="right">b|c</thead>'
    html = f"<table>{head}<tr><td>1<br>2<td align=right><b>3</b></table>"
    assert html_to_markdown(html) == lines("| a | b\\|c |", "| --- | --: |", "| 1<br>2 | **3** |")


@pytest.mark.parametrize(
    ("html", "first"),
    [
        ("<table><tr><td>1<td>2<tr><td>3<td>4</table>", "|  |  |"),
        ("<table><caption>t</caption><tr><td>1</table>", "<table>"),
        ("<table><tr><th>1<td>2</table>", "<table>"),
        ("<table><tr><td>1<td>2<tr><td>3</table>", "<table>"),
    ],
)
def test_a_table_that_signs_cannot_write_is_html(html: str, first: str) -> None:
    assert html_to_markdown(html).split("\n")[0] == first


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
    assert html_to_markdown(html) == markdown


def test_what_is_nested_deeper_than_anyone_reads_keeps_its_words() -> None:
    assert html_to_markdown("<div>" * 5000 + "a" + "</div>" * 5000) == "a"
