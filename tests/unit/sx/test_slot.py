"""The single pass: regions, layouts, helpers, the lock and the guard."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app import sx
from tests.unit.sx.programs import DATA, FILES, HELPERS, LAYOUT, LOADERS, library, write_files

CALLS = {"current-path": lambda: "/rose/", "viewer": lambda: None}
ARTICLE = '<h1 id="region-article">Rose &amp; ash</h1>'
TAGS = '<ul id="region-tags"><li>red</li><li>grey</li></ul>'


@pytest.fixture
def site(tmp_path: Path) -> sx.Library:
    """A site of one page with two regions."""
    return library(tmp_path)


def test_a_document_holds_its_regions_each_with_its_id(site: sx.Library) -> None:
    result = site.aser_slot("blog/post", DATA, CALLS)
    assert result.html == (
        "<!doctype html><html><head><title>ROSE</title></head><body>"
        f'<nav id="nav">/rose/</nav><main>{ARTICLE}{TAGS}</main></body></html>'
    )
    assert result.regions == {"article": ARTICLE, "tags": TAGS}


def test_navigation_has_the_same_regions_under_the_other_layout(site: sx.Library) -> None:
    result = site.aser_slot("blog/post", DATA, CALLS, navigation=True)
    assert result.html == (
        f"<title>ROSE</title>{ARTICLE}{TAGS}"
        '<div hx-swap-oob="outerMorph target:#nav strip:true"><nav id="nav">/rose/</nav></div>'
    )


def test_an_out_of_band_answer_has_only_the_regions_asked_for(site: sx.Library) -> None:
    result = site.aser_slot("blog/post", DATA, CALLS, only=frozenset({"tags"}))
    assert result.html == (
        f'<div hx-swap-oob="outerMorph target:#region-tags strip:true">{TAGS}</div>'
    )
    assert result.regions == {"tags": TAGS}


def test_a_kept_region_is_put_in_as_it_is_and_needs_no_data(site: sx.Library) -> None:
    data = {"page": DATA["page"], "tags": DATA["tags"]}
    result = site.aser_slot("blog/post", data, CALLS, kept={"article": "<h1>kept</h1>"})
    assert "<main><h1>kept</h1><ul" in result.html
    assert result.regions == {"tags": TAGS}


def test_a_pass_inside_a_pass_is_found_before_the_lock(site: sx.Library) -> None:
    def again() -> str:
        return site.aser_slot("blog/post", DATA, CALLS).html

    with pytest.raises(RuntimeError, match="nested pass"):
        site.aser_slot("blog/post", DATA, {**CALLS, "current-path": again})
    assert site.aser_slot("blog/post", DATA, CALLS).regions["tags"] == TAGS


def test_helpers_of_one_pass_never_reach_another(site: sx.Library) -> None:
    wrong: list[str] = []

    def visit(path: str) -> None:
        for _ in range(50):
            html = site.aser_slot("blog/post", DATA, {**CALLS, "current-path": lambda: path}).html
            if f'<nav id="nav">{path}</nav>' not in html:
                wrong.append(html)

    threads = [threading.Thread(target=visit, args=(f"/{n}/",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_the_guard_is_entered_for_the_pass_and_left_after_a_fault(tmp_path: Path) -> None:
    entered: list[str] = []

    @contextmanager
    def guard() -> Iterator[None]:
        entered.append("in")
        try:
            yield
        finally:
            entered.append("out")

    roots = write_files(tmp_path, FILES)
    site = sx.Library.load(roots, HELPERS, LOADERS, guard)
    with pytest.raises(sx.ExpandError):
        site.aser_slot("blog/post", {**DATA, "tags": {"tags": 5}}, CALLS)
    assert entered == ["in", "out"]


def test_a_region_sees_nothing_that_is_provided_outside_it(tmp_path: Path) -> None:
    files = {
        **FILES,
        "components/blog.sx": """
(defcomp ~blog/post (&key title) (h1 (context :where "nowhere") title))
(defcomp ~blog/tags (&key tags) (ul tags))
""",
        "pages/post.sx": """
(defpage blog/post
  :path "/<slug>/"
  :data post-page
  :layout (~layout/page :title name)
  :content (provide :where "page" (region article) (region tags))
  :regions ((article ~blog/post :data post-article) (tags ~blog/tags :data post-tags)))
""",
    }
    result = library(tmp_path, files).aser_slot("blog/post", DATA, CALLS)
    assert result.regions["article"] == '<h1 id="region-article">nowhereRose &amp; ash</h1>'


def test_what_no_html_can_hold_becomes_the_replacement_character(site: sx.Library) -> None:
    data = {**DATA, "article": {"title": "a\0b\ud800c"}}
    result = site.aser_slot("blog/post", data, CALLS)
    assert result.regions["article"] == '<h1 id="region-article">a\ufffdb\ufffdc</h1>'
    result.html.encode()


def test_an_error_of_a_helper_is_not_taken_for_a_fault_of_the_program(site: sx.Library) -> None:
    def broken() -> str:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        site.aser_slot("blog/post", DATA, {**CALLS, "current-path": broken})


EACH = {
    **FILES,
    "components/blog.sx": """
(defcomp ~blog/post (&key title) (h1 title))
(defcomp ~blog/chips (&key kind) (if (= kind "red") (ul (li kind)) (~blog/list :kind kind)))
(defcomp ~blog/list (&key kind) (ul :class "plain" (li kind)))
""",
    "pages/post.sx": """
(defpage blog/post
  :path "/<slug>/"
  :data post-kinds
  :layout (~layout/page :title (upper name))
  :regions ((chips ~blog/chips :data post-chips :each kinds)
            (article ~blog/post :data post-article)))
""",
}
CONTENT = (
    ":content (<> (region article) (for (kind kinds) "
    "(section (h2 kind.key) (region chips kind.key))))\n  :regions"
)
EACH_DATA = {
    "page": {"name": "rose", "kinds": ["red", "grey"]},
    "article": {"title": "Rose & ash"},
    "chips-red": {"kind": "red"},
    "chips-grey": {"kind": "grey"},
}
RED = '<ul id="region-chips-red"><li>red</li></ul>'
GREY = '<ul class="plain" id="region-chips-grey"><li>grey</li></ul>'


def test_a_region_with_each_is_one_region_for_each_key(tmp_path: Path) -> None:
    result = library(tmp_path, EACH).aser_slot("blog/post", EACH_DATA, CALLS)
    assert f"<main>{RED}{GREY}{ARTICLE}</main>" in result.html
    assert result.regions == {"chips-red": RED, "chips-grey": GREY, "article": ARTICLE}


def test_the_content_puts_a_region_with_each_by_its_key(tmp_path: Path) -> None:
    files = {**EACH, "pages/post.sx": EACH["pages/post.sx"].replace(":regions", CONTENT)}
    kinds = [{"key": "grey"}, {"key": "red"}]
    data = {**EACH_DATA, "page": {"name": "rose", "kinds": kinds}}
    result = library(tmp_path, files).aser_slot("blog/post", data, CALLS)
    assert (
        f"<main>{ARTICLE}<section><h2>grey</h2>{GREY}</section>"
        f"<section><h2>red</h2>{RED}</section></main>"
    ) in result.html


def test_the_region_of_a_key_is_kept_on_its_own(tmp_path: Path) -> None:
    data = {name: value for name, value in EACH_DATA.items() if name != "chips-red"}
    kept = {"chips-red": "<ul>kept</ul>"}
    result = library(tmp_path, EACH).aser_slot("blog/post", data, CALLS, kept=kept)
    assert f"<main><ul>kept</ul>{GREY}{ARTICLE}</main>" in result.html
    assert result.regions.keys() == {"chips-grey", "article"}


def test_an_out_of_band_answer_has_the_regions_of_the_keys_asked_for(tmp_path: Path) -> None:
    only = frozenset({"article", "chips-grey"})
    result = library(tmp_path, EACH).aser_slot("blog/post", EACH_DATA, CALLS, only=only)
    envelope = '<div hx-swap-oob="outerMorph target:#region-{0} strip:true">{1}</div>'
    assert result.html == (
        envelope.format("chips-grey", GREY) + envelope.format("article", ARTICLE)
    )


@pytest.mark.parametrize(
    ("kind", "message", "hint"),
    [
        ("gray", "the region `chips` has no `gray`", "did you mean `grey`?"),
        (5, "expected a key, got a number", "give a string, or what has a `key`"),
        ("a b", '"a b" is no key', "use letters, digits, `-` and `_`"),
    ],
)
def test_a_key_that_is_none_of_the_pages_is_a_fault(
    tmp_path: Path, kind: object, message: str, hint: str
) -> None:
    page = EACH["pages/post.sx"].replace(
        ":regions", ":content (<> (region article) (region chips name))\n  :regions"
    )
    site = library(tmp_path, {**EACH, "pages/post.sx": page.replace("(upper name)", '"rose"')})
    data = {**EACH_DATA, "page": {"name": kind, "kinds": ["red", "grey"]}}
    with pytest.raises(sx.ExpandError) as fault:
        site.aser_slot("blog/post", data, CALLS)
    told = fault.value
    assert (told.message, told.hint, told.span.line, told.span.column) == (message, hint, 6, 47)


def test_the_answer_to_a_write_ends_with_what_the_layout_says_of_it(tmp_path: Path) -> None:
    layout = LAYOUT.replace(":navigation", ":changed ~layout/changed :navigation") + (
        "(defcomp ~layout/changed (&key title)"
        ' (out-of-band "#status" (p :id "status" title (current-path))))'
    )
    site = library(tmp_path, {**FILES, "components/layout.sx": layout})
    status = (
        '<div hx-swap-oob="outerMorph target:#status strip:true">'
        '<p id="status">ROSE/rose/</p></div>'
    )
    answers = [
        site.aser_slot("blog/post", DATA, CALLS, only=frozenset(names)).html
        for names in ((), ("tags",))
    ]
    envelope = f'<div hx-swap-oob="outerMorph target:#region-tags strip:true">{TAGS}</div>'
    assert answers == [status, envelope + status]


def test_a_region_of_a_key_stands_in_a_components_slot(tmp_path: Path) -> None:
    content = (
        ":content (<> (region article) (for (kind kinds)"
        ' (~blog/box :id (str "box-" kind) (region chips kind))))\n  :regions'
    )
    files = {
        "components/layout.sx": EACH["components/layout.sx"],
        "components/blog.sx": EACH["components/blog.sx"]
        + "(defcomp ~blog/box (&key id (deep 0) &rest children)"
        " (if (< deep 2) (~blog/box :id id :deep (+ deep 1) children) (div :id id children)))",
        "pages/post.sx": EACH["pages/post.sx"].replace(":regions", content),
    }
    html = library(tmp_path, files).aser_slot("blog/post", EACH_DATA, CALLS).html
    assert f'<div id="box-red">{RED}</div><div id="box-grey">{GREY}</div>' in html


def test_whatever_is_kept_the_page_is_the_same(tmp_path: Path) -> None:
    site = library(tmp_path, EACH)
    whole = site.aser_slot("blog/post", EACH_DATA, CALLS)
    names = list(whole.regions)
    for chosen in range(2 ** len(names)):
        kept = {n: whole.regions[n] for at, n in enumerate(names) if chosen >> at & 1}
        data = {name: value for name, value in EACH_DATA.items() if name not in kept}
        again = site.aser_slot("blog/post", data, CALLS, kept=kept)
        assert (again.html, {**kept, **again.regions}) == (whole.html, whole.regions)
