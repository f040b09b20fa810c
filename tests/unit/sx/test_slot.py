"""The single pass: regions, layouts, helpers, the lock and the guard."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app import sx
from tests.unit.sx.programs import DATA, FILES, HELPERS, LOADERS, library, write_files

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
