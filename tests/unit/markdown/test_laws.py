"""Laws of Markdown, for any text: it gives forms, they compile, and the page is valid."""

import re
from html import escape

import html5lib
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app import markdown, sx
from app.markdown import LinkTargets, code
from app.markdown.addresses import may_link, may_show
from app.sx.html.facts import is_safe_url

_MARKS = [
    *("*", "**", "_", "`", "```", "~~", "[", "]", "(", ")", "<", ">", "!", "\\", '"', "{", "|"),
    *("# ", "## ", "- ", "1. ", "> ", "\n", "\n\n", "  \n", "    ", "\t", "\n-|-\n", "---\n"),
    *("[^1]", "[^1]: ", "[a]: /x\n", "[a]", "![", "](/y)", '](/y "t")', "](ftp://z)", "#a"),
    *("<http://x.y>", "- [ ] ", "- [x] ", "&amp;", "&#0;", "&", "===\n", "```python\n", "```sx\n"),
    *("[[", "]]", "[[a]]", "![[a#b|", "==", "> [!note]- ", "%%", "-->", " ^a", "^a\n", " {#a}"),
    *("word", " ", "é", "\x00", "\ud800", "😀", "\x0c", "\x1b", "\ufeff", "\u200b", "<b>", "<!--"),
]
_TAGS = [
    *("<b>", "</b>", "<i>", "</i>", "<div>", "</div>", "<p>", "<table>", "</table>", "<tr>"),
    *("<td>", "<br>", '<img src="x.png" alt="y">', '<a href="/z">', "</a>", "<pre>", "</pre>"),
    *("<code>", "</code>", "<sup>", "</sup>", "<details>", "<summary>", "<ul>", "<li>", "</ul>"),
    *('<iframe src="https://x.y"></iframe>', '<video src="v.mp4">', "</video>", "<!-- c -->"),
    *("<script>alert(1)</script>", "<style>", "</style>", "<svg>", "</svg>", "<hr/>", "<h2>"),
]
_texts = st.text(max_size=100) | st.lists(st.sampled_from(_MARKS), max_size=30).map("".join)
_words = [mark for mark in _MARKS if not {"<", "`"} & set(mark)]
_files = st.lists(st.sampled_from(_words + _TAGS * 2), max_size=25).map("".join)
_RUNS = re.compile(r"<(?:script|style|iframe|svg|video|[a-z]+ [^>]*(?:on\w+|style)=)")
_library = sx.Library.load(())


def _page(text: str) -> str:
    return _library.document(markdown.document_forms(text, "markdown"), trusted=True).text


def _faults(body: str) -> list[str]:
    """Give what a strict parser says of a page, apart from characters that HTML has not."""
    parser = html5lib.HTMLParser()
    parser.parse(f'<!doctype html><html lang="en"><title>a</title><main>{body}</main></html>')
    return [code for _, code, _ in parser.errors if code != "invalid-codepoint"]


@settings(deadline=None)
@given(_texts)
def test_any_text_gives_a_valid_page(text: str) -> None:
    assert _faults(_page(text)) == []


@settings(deadline=None)
@given(_texts)
def test_one_reading_of_a_text_gives_what_each_reading_gives(text: str) -> None:
    body = markdown.read_body(text, "markdown")
    assert body.plain == markdown.plain_text(text, "markdown")
    assert body.left_out == markdown.left_out(text)
    assert list(map(sx.write, body.forms)) == list(
        map(sx.write, markdown.document_forms(text, "markdown"))
    )
    assert body.links == markdown.read_body(text, "markdown", highlight=False).links


@settings(deadline=None)
@given(_texts)
@example("- [[0|1)]] [[0|*a*]]\n[[0|# a]]\n\n|[[0\\|`b\\|c`]]|\n|-|")
@example("[[0|1]](/a) [[0|1]](( [[0|1]]()\n\n![[0|1]](\n/b)")
@example("[[0|1]]) [[1|)]]\n\n[[0|1]][[0|)]]\n> a\n> [[0|=]]")
def test_the_source_for_strangers_shows_what_the_text_shows(text: str) -> None:
    public = markdown.public_text(text, "markdown", lambda _: ())
    assert markdown.plain_text(public, "markdown") == markdown.plain_text(text, "markdown")


@settings(deadline=None)
@given(_texts)
def test_a_text_without_html_and_bare_addresses_is_not_touched(text: str) -> None:
    plain = text.replace("<", "").replace("://", "").replace("\x00", "").replace("\r", "")
    assert markdown.adapt(plain, LinkTargets()) == plain


@settings(deadline=None)
@given(_files)
@example(r"\<script>alert(1)</script>")
@example("*<pre></pre>")
@example("# <hr/>\n\n<h2>\n\n---\n\n</h2>\n\n# <pre>a</pre>")
def test_any_html_in_markdown_gives_a_valid_page_without_scripts(text: str) -> None:
    page = _page(text)
    assert (_faults(page), _RUNS.findall(page)) == ([], [])


@settings(deadline=None)
@given(_files)
def test_what_is_printed_of_any_html_gives_a_valid_page(text: str) -> None:
    assert _faults(_page(markdown.write_markdown(markdown.document_forms(text, "markdown")))) == []


@settings(deadline=None)
@given(_files)
def test_html_in_a_file_is_kept_as_it_is_written(text: str) -> None:
    plain = text.replace("\x00", "").replace("\r", "")
    assert markdown.adapt(plain, LinkTargets()) == plain


@settings(deadline=None)
@given(_files)
@example("<script>alert(1)</script><code><svg>*</code>*")
def test_the_source_for_strangers_has_the_same_page_of_html(text: str) -> None:
    public = markdown.public_text(text, "markdown", lambda _: ())
    assert markdown.plain_text(public, "markdown") == markdown.plain_text(text, "markdown")


@settings(deadline=None)
@given(_files)
def test_any_html_becomes_a_valid_page_without_scripts(text: str) -> None:
    page = _page(markdown.html_to_markdown(f"<p>a {text.replace('`', '')}</p>"))
    assert (_faults(page), "alert" in page) == ([], False)


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from([*'*_`~[]()<>!#-+=|\\&;:."01 ab%^\n', "%%", "==", "&amp;", "1. ", "---"])
    )
)
def test_text_in_html_is_the_same_text_in_markdown(marks: list[str]) -> None:
    text = "".join(marks)
    written = markdown.html_to_markdown(f"<p>{escape(text)}</p>")
    words = " ".join(re.split(r"[ \n]+", text)).strip(" ")
    assert markdown.plain_text(written, "markdown") == words


@settings(deadline=None)
@given(_texts, st.sampled_from(["python", "sx", "html", "c", "diff", "bash", "pycon", "json"]))
def test_highlighting_loses_no_letter(text: str, language: str) -> None:
    assert "".join(run for _, run in code.pieces(text, language)) == text


@given(
    st.text()
    | st.tuples(
        st.sampled_from(["", " ", "\t", "java\nscript:", "\x01http:", "data:image/png,", "DATA:"]),
        st.sampled_from(["javascript:", "https:", "x:", "//x", "mailto:", "data:image/svg+xml,"]),
    ).map("".join)
)
def test_what_may_be_linked_and_shown_is_what_pages_take(address: str) -> None:
    assert not may_link(address) or is_safe_url("a", "href", address)
    assert not may_show(address) or is_safe_url("img", "src", address)
