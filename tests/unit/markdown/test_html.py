"""HTML that authors write in Markdown: what is shown of it, and what is told of the rest."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib
import pytest

from app import markdown, sx
from app.markdown.html_tags import ALLOWED, BLOCKS, HEADINGS, VOID
from app.sx import in_the_way
from tests.unit.markdown.shown import lines, shown

_library = sx.Library.load(())


def _told(text: str) -> list[tuple[int, str]]:
    return [(each.line, each.words) for each in markdown.left_out(text)]


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Press <kbd>Ctrl</kbd> *now*", '(p "Press " (kbd "Ctrl") " " (em "now"))'),
        ("H<sub>2</sub>O <MARK>a *b*</MARK>", '(p "H" (sub "2") "O " (mark "a " (em "b")))'),
        ('<abbr title="Two" class=x>2</abbr>', '(p (abbr :title "Two" "2"))'),
        ("a<br>b<wbr>c<br/>\nd", '(p "a" (br) "b" (wbr) "c" (br) "\\nd")'),
        ('<a href="/b c" title=d>a *e*</a>', '(p (a :href "/b%20c" :title "d" "a " (em "e")))'),
        ("<strike>a</strike> <tt>b</tt>", '(p (s "a") " " (code "b"))'),
        ("a &lt;b> <b>&amp;&nbsp;</b>", '(p "a <b> " (b "&\xa0"))'),
        ("a <T> <module>b</module>", '(p "a <T> <module>b</module>")'),
        ("<module>\n*a*", '(p "<module>\\n" (em "a"))'),
        ("- a <b>c</b>\n- <i>d</i>", '(ul (li "a " (b "c")) (li (i "d")))'),
    ],
)
def test_a_tag_in_a_line_is_an_element(text: str, forms: str) -> None:
    assert (shown(text), _told(text)) == (forms, [])


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        (
            lines(
                "<details open><summary>More</summary>", "", "a **b**", "", "</details>", "", "c"
            ),
            '(details :open true (summary "More") (p "a " (strong "b")))\n(p "c")',
        ),
        (
            "> <details>\n> <summary>a</summary>\n>\n> - b\n>\n> </details>",
            '(blockquote (details (summary "a") (ul (li "b"))))',
        ),
        ("<details>a<p>b</details>", '(details (p "a") (p "b"))'),
        ("<dl>\n<dt>a\n<dd>b\n<dt>c\n</dl>", '(dl (dt "a") (dd "b") (dt "c"))'),
        (
            "<ol start=3 reversed><li>a<li value=9>b</ol>",
            '(ol :start 3 :reversed true (li "a") (li :value 9 "b"))',
        ),
        ("<div><p>a<p>b</div>c", '(p "a")\n(p "b")\n(p "c")'),
        ("<center>\n\na\n\n</center>", '(p "a")'),
        ("<hr>\n<p dir=rtl>a</p>", '(hr)\n(p :dir "rtl" "a")'),
        (
            '<p align="center"><img src="/a.png" alt="b" width="3" height="4px"></p>',
            '(p (img :src "/a.png" :alt "b" :width 3 :loading "lazy" :decoding "async"))',
        ),
        (
            "<figure><picture><source srcset=x><img src=/a alt=b></picture>"
            "<figcaption>c</figcaption></figure>",
            '(figure (img :src "/a" :alt "b" :loading "lazy" :decoding "async") (figcaption "c"))',
        ),
        ("<pre>a\n\n  <b>*b*</b></pre>", '(pre :tabindex "0" "a\\n\\n  " (b "*b*"))'),
        (
            '<pre><code class="language-python">x = 1\n\n</code></pre>',
            shown("```python\nx = 1\n\n```"),
        ),
        ("<a href=/x>\n\n# a [b](/c)\n\n</a>", '(a :href "/x" (h2 :id "a-b" "a b"))'),
        ("<blockquote>a<cite>b</cite><p>c</blockquote>", '(blockquote (p "a" (cite "b")) (p "c"))'),
    ],
)
def test_tags_of_blocks_may_hold_markdown(text: str, forms: str) -> None:
    assert shown(text) == forms


def test_a_table_has_spans_and_sides() -> None:
    text = lines(
        "<table>",
        "<caption>c</caption>",
        "<tr><th colspan=2 scope=row>a</th></tr>",
        "",
        '<tr><td align="RIGHT">b<td rowspan="x">*c*</td></tr>',
        "</table>",
    )
    assert shown(text) == (
        '(div :class "table" :role "group" :aria-label "Table" :tabindex "0" (table (caption "c")'
        ' (tr (th :colspan 2 :scope "row" "a"))'
        ' (tr (td :class "align-right" "b") (td "*c*"))))'
    )


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("a <div>b</div> c", '(p "a")\n(p "b")\n(p "c")'),
        ("**a <ul><li>b</ul> c** d", '(p (strong "a "))\n(ul (li "b"))\n(p "c d")'),
        ("<table>a<tr><td>b</table>", '(p "a")'),
        ("<table>\n\n- a\n\n</table>", '(ul (li "a"))'),
        ("<h3>a\n\n> b\n\n</h3>", '(h2 :id "a" "a")\n(blockquote (p "b"))'),
    ],
)
def test_a_block_ends_what_cannot_hold_it(text: str, forms: str) -> None:
    assert forms in shown(text).replace(shown("<table></table>"), "").lstrip("\n")


def test_headings_are_those_of_markdown() -> None:
    text = "<h1 id=one>A <i>b</i></h1>\n<h4 id='main'>C</h4>\n\n# A b\n\n[x](#main) [y](#one)"
    assert shown(text) == lines(
        '(h2 :id "one" "A " (i "b"))',
        '(h3 :id "text-main" "C")',
        '(h2 :id "a-b" "A b")',
        '(p (a :href "#text-main" "x") " " (a :href "#one" "y"))',
    )


@pytest.mark.parametrize(
    ("text", "words", "told"),
    [
        ("a\n\nb <b>c", "a\nb c", [(3, "`<b>` is never closed")]),
        ("a\nb </b>c", "a\nb c", [(2, "`</b>` closes nothing")]),
        ("*<b>a*</b>", "a", [(1, "`<b>` is never closed"), (1, "`</b>` closes nothing")]),
        (
            "<details>\n\n> a\n>\n> </details>",
            "a",
            [(1, "`<details>` is never closed"), (5, "`</details>` closes nothing")],
        ),
        ("<li>a</li>", "a", [(1, "`<li>` cannot stand here")]),
        ("<div>\n<td>a</td>", "a", [(2, "`<td>` cannot stand here")]),
        ("# a <h2>b</h2>", "a b", [(1, "`<h2>` cannot stand here")]),
        ("<a href=/a>b <a href=/c>d</a></a>", "b d", [(1, "`<a>` cannot stand here")]),
        ("a <input> b", "a  b", [(1, "`<input>` is left out")]),
        ("a <dialog>b</dialog>", "a b", [(1, "`<dialog>` is left out")]),
        ("a\n<script>b</script>\nc", "a\nc", [(2, "what `<script>` holds is not shown")]),
        ("the <select> element", "the  element", [(1, "`<select>` is left out")]),
        ('<p class="x" onclick="y" data-z="w" style="a">b</p>', "b", []),
    ],
)
def test_what_is_not_shown_is_told_by_its_line(
    text: str, words: str, told: list[tuple[int, str]]
) -> None:
    assert (markdown.plain_text(text, "markdown"), _told(text)) == (words, told)


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        (
            '<iframe src="https://www.youtube.com/embed/abcdefg123" title="A film"></iframe>',
            '(p (a :href "https://www.youtube.com/watch?v=abcdefg123" "A film"))',
        ),
        (
            'a <iframe src="//x.org/a?b">c</iframe>',
            '(p "a " (a :href "https://x.org/a?b" "Embedded page: x.org/a"))',
        ),
        (
            '<video controls>\n<source src="/a/b.mp4">\nno\n</video>',
            '(p (a :href "/a/b.mp4" "Video: b.mp4"))',
        ),
        ('a <audio src="b.mp3"></audio>', '(p "a " (a :href "b.mp3" "Audio: b.mp3"))'),
        (
            '<object data="https://x.org/"></object>',
            '(p (a :href "https://x.org/" "Embedded page: x.org"))',
        ),
        ("a <iframe></iframe>", '(p "a")'),
        ('a <iframe src="javascript:a"></iframe>', '(p "a")'),
    ],
)
def test_frames_and_films_are_links(text: str, forms: str) -> None:
    assert shown(text) == forms


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
        "- a b\n- <p hidden>SECRET\n\n  SECRET",
        "a b <i hidden>SECRET",
    ],
)
def test_what_browsers_do_not_show_is_not_shown(text: str) -> None:
    page = _library.document(markdown.document_forms(text, "markdown"), trusted=True).text
    assert "SECRET" not in page
    assert "SECRET" not in markdown.plain_text(text, "markdown")
    assert "SECRET" not in markdown.public_text(text, "markdown", lambda _: ())
    assert {"a", "b"} <= {*re.findall("[ab]", page)}


@pytest.mark.parametrize("text", ["<b class='hidden'>a</b>", "<b aria-hidden='true'>a</b>"])
def test_what_is_only_called_hidden_is_shown(text: str) -> None:
    assert shown(text) == '(p (b "a"))'


@pytest.mark.parametrize(
    "text",
    [
        '<p class="callout" role="note" id="main" data-id="1" tabindex="0" aria-label="x">a</p>',
        '<b hx-get="/delete" data-hx-on-click="x" onclick="x" style="color: red" name="y">a</b>',
        '<blockquote class="callout">a</blockquote> <span class="task">b</span>',
        '<table class="table" id="^a"><tr><td style="x" headers="y">a</table>',
        '<details id="x" name="y" ontoggle="z"><summary data-x="a">a</summary></details>',
        '<img src="javascript:x" srcset="/y 2x" onerror="z" alt="a">',
        '<a href="data:text/html,x">a</a>',
        '<a href="&#106;avascript:x" target="_top" ping="/y" download>a</a>',
        '<a href="vbscript:x">a</a>',
        '<section class="footnotes">a</section><sup id="user-reference:1">b</sup>',
        '<input type="checkbox" checked><embed src="javascript:x"><base href="/x">a',
        '<form action="/x"><button formaction="/y">b</button>a</form>',
        '<svg><a xlink:href="javascript:x">b</a></svg><math href="javascript:x">c</math>a',
        '<embed>(p (script "x"))</embed> <post-link>x</post-link>a',
    ],
)
def test_nothing_of_the_site_can_be_forged(text: str) -> None:
    page = _library.document(markdown.document_forms(text, "markdown"), trusted=True).text
    written = [f'{name}="{value}"' for name, value in _attributes(page)]
    ours = {'class="table"', 'role="group"', 'aria-label="Table"', 'tabindex="0"', 'alt="a"'}
    assert set(written) <= ours, page
    assert "a" in page


def _attributes(page: str) -> Iterator[tuple[str, str]]:
    for element in html5lib.HTMLParser(namespaceHTMLElements=False).parseFragment(page).iter():
        yield from element.attrib.items()


# Every element in every other one.

_AROUND = {
    "li": ("ul",),
    **dict.fromkeys(("dt", "dd"), ("dl",)),
    "summary": ("details",),
    "figcaption": ("figure",),
    **dict.fromkeys(("caption", "thead", "tbody", "tfoot"), ("table",)),
    "tr": ("table", "tbody"),
    **dict.fromkeys(("td", "th"), ("table", "tbody", "tr")),
}
_INSIDE = {
    **dict.fromkeys(("ul", "ol"), ("li",)),
    "dl": ("dt",),
    **dict.fromkeys(("table", "thead", "tbody", "tfoot"), ("tr", "td")),
    "tr": ("td",),
}
_WRITTEN = {"a": "a href=/x", "img": "img src=/x alt=x"}


def _chains() -> Iterator[list[str]]:
    """Give each element in each that may hold it, with the elements that the outer one needs."""
    for parent in sorted(ALLOWED - VOID):
        for child in sorted(ALLOWED):
            chain = [*_AROUND.get(parent, ()), parent]
            home = _AROUND.get(child, (parent,))[-1]
            is_home = home == parent or (child in ("tr",) and parent in ("table", "thead", "tfoot"))
            in_heading = parent in HEADINGS and child in BLOCKS
            if is_home and not in_heading and in_the_way(["div", *chain], child) is None:
                yield [*chain, child, *_INSIDE.get(child, ())]


def _written(chain: list[str]) -> str:
    opened = "".join(f"<{_WRITTEN.get(name, name)}>" for name in chain)
    words = "" if chain[-1] in VOID else "x"
    return opened + words + "".join(f"</{name}>" for name in reversed(chain) if name not in VOID)


def _tree(element: Element) -> list[object]:
    """Give the tree of what is in an element; headings are of any level, boxes are not there."""
    found: list[object] = []
    for child in element:
        name = "h" if child.tag in HEADINGS else str(child.tag)
        inside = _tree(child)
        words = [child.text] if child.text and child.text.strip() else []
        found += inside if name in ("div", "tbody") else [(name, *words, *inside)]
    return found


def _name(chain: list[str], depth: int) -> str:
    """Name the element of the page; what heads nothing is none of a heading."""
    is_wordless = chain[-1] in VOID - {"img"} and depth == len(chain) - 2
    if chain[depth] in HEADINGS:
        return "p" if is_wordless else "h"
    return "td" if chain[depth] == "th" and is_wordless else chain[depth]


def _meant(chain: list[str]) -> list[object]:
    """Give the tree that a chain means: loose words are a paragraph."""
    tree: list[object] = []
    for depth in range(len(chain) - 1, -1, -1):
        name = _name(chain, depth)
        is_last = depth == len(chain) - 1
        words = ["x"] if is_last and name not in VOID else []
        holds_blocks = any(each in BLOCKS for each in chain[depth + 1 :])
        is_block = chain[depth] in BLOCKS or holds_blocks
        if is_last and name == "pre":
            words, tree = [], [("code", "x")]
        if is_last and words and name in ("blockquote", "details"):
            words, tree = [], [("p", "x")]
        tree = tree if name == "tbody" else [(name, *words, *tree)]
        above = chain[depth - 1] if depth else ""
        if not is_block and above in ("", "blockquote", "details"):
            tree = [("p", *tree)]
    return tree


@pytest.mark.parametrize("before", ["", "words\n\n"])
def test_every_element_in_every_other_is_what_was_written(before: str) -> None:
    chains = list(_chains())
    assert len(chains) > 900
    wrong = []
    for chain in chains:
        text = f"{before}<div>\n{_written(chain)}\n</div>"
        page = _library.document(markdown.document_forms(text, "markdown"), trusted=True).text
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        tree = _tree(parser.parseFragment(page))
        if tree[bool(before) :] != _meant(chain):
            wrong.append((_written(chain), tree, _meant(chain)))
    assert wrong == []
