"""Author text: data only, whatever it says."""

from pathlib import Path

import pytest

from app import sx
from tests.unit.sx.programs import FILES, library, library_faults


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
        ('(~blog/post :title "x")', "1:2 a document cannot embed `~blog/post`"),
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


def test_a_link_to_a_post_leads_where_it_is_said_each_time(site: sx.Library) -> None:
    text = '(p (post-link "Ash" "#a" "the <tree>") " " (em (post-link "Elm" "" "elm")))'
    compiled = site.compile_document(sx.read(sx.Source("body", text)), trusted=True)
    assert compiled.names == {"Ash", "Elm"}
    assert compiled.document({"Ash": "/ash/"}).text == (
        '<p><a href="/ash/#a">the &lt;tree&gt;</a> <em>elm</em></p>'
    )
    assert compiled.document({}).text == "<p>the &lt;tree&gt; <em>elm</em></p>"


def test_an_author_writes_no_link_to_a_post_in_sx(site: sx.Library) -> None:
    text = '(p (post-link "Ash" "" "x"))'
    assert document(site, text) == "1:5 a document has no `post-link`"


def test_the_addresses_of_links_are_nothing_an_author_can_name(site: sx.Library) -> None:
    for text in ("(p hrefs)", '(p :title hrefs "x")', '(embed "(p hrefs)")'):
        assert "takes a literal" in document(site, text, trusted=True) or (
            "a document holds text and elements" in document(site, text, trusted=True)
        )


def test_a_document_has_a_limited_number_of_parts(site: sx.Library) -> None:
    text = '(p "x")' * 5001
    assert document(site, text).endswith("the document has more than 10000 parts")


def test_no_text_at_all_is_an_empty_document(site: sx.Library) -> None:
    assert document(site, "") == ""


EMBEDS = {
    "components/note.sx": """
(defcomp ~note/aside (&key title (body nil) &rest children)
  :embed true
  "A note beside the text."
  (aside :class "note" (h3 title) body children))
(defcomp ~note/private (&key title) (p title))
""",
}


@pytest.fixture
def embedding(tmp_path: Path) -> sx.Library:
    """A library with a component that documents may hold."""
    return library(tmp_path, {**FILES, **EMBEDS})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '(~note/aside :title "A & b" :body (p "c") (em "d"))',
            '<aside class="note"><h3>A &amp; b</h3><p>c</p><em>d</em></aside>',
        ),
        ('(~note/private :title "x")', "1:2 a document cannot embed `~note/private`"),
        ('(~note/asid :title "x")', "1:2 a document cannot embed `~note/asid`"),
        ("(~note/aside :title title)", "1:21 `title` takes a literal or document markup"),
        ('(~note/aside :title (upper "x"))', "1:22 a document has no `upper`"),
        ("(~note/aside :title 1 :titel 2)", "1:23 unknown argument `titel` of `~note/aside`"),
        ('(~note/aside :title (div "x"))', "1:22 a document has no `div`"),
    ],
)
def test_a_document_embeds_components_that_say_so(
    embedding: sx.Library, text: str, expected: str
) -> None:
    assert document(embedding, text) == expected


def markdown_forms(text: str) -> tuple[sx.Form, ...]:
    """Give the forms that Markdown makes of a fenced block on its third line."""
    span = sx.Span(sx.Source("body", ""), 3, 1, 3, 1)
    embed = sx.Sequence((sx.Symbol("embed", span), sx.Literal(text, span)), span)
    paragraph = sx.Sequence((sx.Symbol("p", span), sx.Literal("before", span)), span)
    return (paragraph, embed)


def test_an_embed_in_markdown_stands_where_it_was_written(embedding: sx.Library) -> None:
    forms = markdown_forms('(~note/aside :title "N")')
    html = embedding.document(forms, trusted=True).text
    assert html == '<p>before</p><aside class="note"><h3>N</h3></aside>'


def test_an_embed_is_an_authors_text_also_in_our_markdown(embedding: sx.Library) -> None:
    with pytest.raises(sx.Faults) as caught:
        embedding.document(markdown_forms('\n(p :class "x" "y")'), trusted=True)
    (fault,) = caught.value.faults
    place = (fault.span.source.name, fault.span.line, fault.span.column)
    assert (place, fault.message) == (("body", 4, 4), "a document has no attribute `class`")


@pytest.mark.parametrize("text", ['(~note/gone :title "x")', "(p", "(upper 1)"])
def test_a_broken_embed_is_left_out_if_somebody_hears_of_it(
    embedding: sx.Library, text: str
) -> None:
    heard: list[sx.Faults] = []
    html = embedding.document(markdown_forms(text), trusted=True, broken=heard.append).text
    assert (html, len(heard)) == ("<p>before</p>", 1)


def test_an_author_writes_no_embed_form(embedding: sx.Library) -> None:
    assert document(embedding, '(embed "(p)")') == "1:2 a document has no `embed`"


def test_what_can_be_embedded_calls_no_helper(tmp_path: Path) -> None:
    note = "(defcomp ~note/who () :embed true (p (viewer)))"
    assert library_faults(tmp_path, {**FILES, "components/note.sx": note}) == [
        "app/components/note.sx:1:10 `~note/who` says `:embed true`, but calls `viewer`"
    ]
