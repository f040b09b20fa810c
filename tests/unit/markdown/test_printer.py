"""Forms printed as Markdown: read again they are the same forms."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import markdown
from app.importing import front_matter
from app.markdown import document_forms, write_markdown
from tests.unit.markdown.shown import lines, shown

_ROOT = Path(__file__).parents[3]
_TIL = _ROOT.parent / "shared" / "corpus" / "til"
_FOLDERS = (_ROOT / "content", _ROOT / "tests" / "unit" / "importing")


def _printed(text: str) -> str:
    return write_markdown(document_forms(text, "markdown"))


def _differing(folder: Path) -> list[str]:
    files = sorted(folder.rglob("*.md"))
    assert files
    bodies = {path: path.read_text("utf-8", "replace") for path in files}
    texts = {str(path): front_matter.split(text).body for path, text in bodies.items()}
    return [name for name, text in texts.items() if shown(_printed(text)) != shown(text)]


@pytest.mark.parametrize("folder", _FOLDERS, ids=lambda folder: folder.name)
def test_the_posts_of_the_project_are_the_same_after_printing(folder: Path) -> None:
    assert _differing(folder) == []


@pytest.mark.slow
@pytest.mark.skipif(not _TIL.is_dir(), reason="the posts are not at hand")
def test_real_posts_are_the_same_after_printing() -> None:
    assert _differing(_TIL) == []


@pytest.mark.parametrize(
    "text",
    [
        "a *b* **c `d`** ~~e~~ ==f== <kbd>g</kbd>",
        "**a**<em>b</em>c",
        "# a\n\n## b {#main}\n\n## a\n\n[c](#main)",
        "- a\n- b\n  - c\n\n  d",
        "- a\n  > b\n- c",
        "- [ ] a\n- [x] *b*",
        "3. a\n\n   b\n4. c",
        "- a\n\n* b\n\n- c",
        "> a\n>\n> > b",
        "> [!warning]- *a* `b`\n>\n> c",
        "```python\na = 1\n\n````\n```",
        "| a | *b* |\n|:--|--:|\n| `c\\|d` | e |\n| f | g | h |",
        "|  |\n|---|\n| a |",
        "a[^1] b[^2] c[^1]\n\n[^1]: d\n\n    e\n\n[^2]: - f",
        '![a](/b.png "c") [d](/e\\(f\\) "g \\"h\\"") <https://i.j/k?l&m=n>',
        "[[A]] [[A#B c|d]] [[#E]]",
        "a ^b\n\n- c ^d\n\n| e |\n|---|\n\n^f",
        "a\\\nb  \n\\- c\n\\# d",
        "<details open>\n<summary>a <b>b</b></summary>\n\nc\n\n- d\n\n</details>\n\ne",
        "<table>\n<tr><th colspan=2>a<tr><td align=center>b<td>*c*\n</table>",
        "<dl><dt>a<dd>b &lt;c></dl>",
        '<p dir="rtl">a</p>\n\n<img src="/a" alt="b" width="3">',
        "<figure>\n\n```text\na\n```\n\n<figcaption>b</figcaption>\n</figure>",
        '```sx embed\n(p "a")\n```',
        "---\n\n&nbsp;a&nbsp;",
    ],
)
def test_a_text_means_the_same_after_printing(text: str) -> None:
    assert shown(_printed(text)) == shown(text)


def test_signs_are_preferred_to_tags() -> None:
    html = "<h1>a</h1><p>b <strong>c</strong> <em>d</em> <code>e</code></p><ul><li>f</ul><hr>"
    assert _printed(f"<div>\n{html}\n</div>") == lines(
        "## a", "", "b **c** *d* `e`", "", "- f", "", "---"
    )


_BLOCKS = [
    *("a *b* c", "# a", "## b *c*", "- a\n- b", "1. a\n2. b", "- a\n\n  b", "> a\n> b", "---"),
    *(
        "```py\na\n```",
        "| a | b |\n|---|:-:|\n| c | d |",
        "![a](/b)",
        "[a](/b) [[c]]",
        "    a\n\n    b",
    ),
    *("<details>\n<summary>a</summary>\n\nb\n\n</details>", "<kbd>a</kbd>", "**a**", "- [ ] a"),
    *("> [!tip] a\n> b", "a\\\nb", "==a== ~~b~~", "<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>", "a ^b1"),
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(_BLOCKS), max_size=8))
def test_whole_texts_mean_the_same_after_printing(blocks: list[str]) -> None:
    text = "\n\n".join(blocks)
    assert shown(_printed(text)) == shown(text)


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["a", " ", *'*_`~=[]()<>!#-+|\\&;:."1^%\n']), max_size=30).map("".join)
)
def test_words_are_the_same_after_printing(text: str) -> None:
    words = markdown.plain_text(text, "markdown").split()
    assert markdown.plain_text(_printed(text), "markdown").split() == words
