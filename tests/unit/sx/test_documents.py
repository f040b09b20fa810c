"""Author text: data only, whatever it says."""

from pathlib import Path

import pytest

from app import sx
from tests.unit.sx.programs import library


@pytest.fixture
def site(tmp_path: Path) -> sx.Library:
    """A library to compile documents with."""
    return library(tmp_path)


def document(site: sx.Library, text: str, trusted: bool = False) -> str:
    """Compile a document; give its HTML, or its first fault."""
    try:
        return site.document(sx.read(sx.Source("body", text)), trusted).text
    except sx.Faults as found:
        first = found.faults[0]
        return f"{first.span.line}:{first.span.column} {first.message}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('(p "a < b" (em "c"))', "<p>a &lt; b<em>c</em></p>"),
        ('(a :href "/x" :title "t" "go")', '<a href="/x" title="t">go</a>'),
        ("(ul (li 1) (li 2.5))", "<ul><li>1</li><li>2.5</li></ul>"),
        ("(p title)", "1:4 a document holds text and elements"),
        ('(upper "x")', "1:2 a document has no `upper`"),
        ('(if true (p "x"))', "1:2 a document has no `if`"),
        ('(~blog/post :title "x")', "1:2 a document has no `~blog/post`"),
        ('(raw! "<b>")', "1:2 a document has no `raw!`"),
        ('(div "x")', "1:2 a document has no `div`"),
        ('(p :id "x" "y")', "1:4 a document has no attribute `id`"),
        ('(p :class "x" "y")', "1:4 a document has no attribute `class`"),
        ('(p :hx-get "/x" "y")', "1:4 a document has no attribute `hx-get`"),
        ('(p :title (str "x") "y")', "1:11 `title` takes a literal"),
        ('(a :href "javascript:alert(1)" "x")', "1:10 `href` refuses this URL"),
    ],
)
def test_a_document_is_data(site: sx.Library, text: str, expected: str) -> None:
    assert document(site, text) == expected


def test_what_our_own_markdown_gives_may_have_classes_and_ids(site: sx.Library) -> None:
    text = '(h2 :id "user-a" "A") (pre (code :class "py" (span :class "k" "def")))'
    assert document(site, text, trusted=True) == (
        '<h2 id="user-a">A</h2><pre><code class="py"><span class="k">def</span></code></pre>'
    )


def test_a_document_has_a_limited_number_of_parts(site: sx.Library) -> None:
    text = '(p "x")' * 5001
    assert document(site, text).endswith("the document has more than 10000 parts")


def test_no_text_at_all_is_an_empty_document(site: sx.Library) -> None:
    assert document(site, "") == ""
