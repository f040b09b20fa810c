"""A folder of files: names by path, all faults at once, pages judged as a whole."""

from pathlib import Path

import pytest

from tests.unit.sx.programs import FILES, LAYOUT, PAGE, POST, library, library_faults


def test_all_faults_of_all_files_are_reported_by_place(tmp_path: Path) -> None:
    files = {
        **FILES,
        "components/a.sx": "(defcomp ~a/x () (dvi (spna)))\n(defcomp ~a/y (&key n) (p m))",
        "components/b.sx": "(defcomp ~b/z () (p",
    }
    assert library_faults(tmp_path, files) == [
        "app/components/a.sx:1:19 unknown element or function `dvi`",
        "app/components/a.sx:1:24 unknown element or function `spna`",
        "app/components/a.sx:2:27 unknown name `m`",
        "app/components/b.sx:1:18 `(` is not closed",
    ]


def test_what_a_file_that_cannot_be_read_may_define_is_not_missing(tmp_path: Path) -> None:
    files = {
        **FILES,
        "components/blog.sx": POST + "(defcomp ~blog/lost (&key x) (p x)",
        "components/a.sx": "(defcomp ~a/x () (~blog/post :title (blog/words 1)) (~blob/post))",
        "components/b/c.sx": '(defcomp ~b:c/x () (p blog/name (~b:d/y) (~b:c/y) "x"))',
        "components/b/d.sx": '(defcomp ~b:d/y () "',
        "pages/post.sx": PAGE.replace(
            ":regions", ":content (<> (region article) (region tags))\n:regions"
        ),
    }
    assert library_faults(tmp_path, files) == [
        "app/components/a.sx:1:54 unknown component `~blob/post`",
        "app/components/b/c.sx:1:43 unknown component `~b:c/y`",
        "app/components/b/d.sx:1:20 the string is not closed",
        "app/components/blog.sx:4:1 `(` is not closed",
    ]


def test_a_region_with_a_fault_is_still_a_region(tmp_path: Path) -> None:
    page = PAGE.replace(":regions", ":content (<> (region article) (region tags))\n  :regions")
    files = {**FILES, "pages/post.sx": page.replace("~blog/tags", "~blog/tgs")}
    assert library_faults(tmp_path, files) == [
        "app/pages/post.sx:8:19 unknown component `~blog/tgs`"
    ]
    page = page.replace("(region tags)", "(region tags 1)").replace(
        ":data post-tags", ":data post-tags :ech name"
    )
    assert library_faults(tmp_path, {**FILES, "pages/post.sx": page}) == [
        "app/pages/post.sx:8:46 unknown option `:ech` of a region"
    ]


def test_a_file_defines_only_what_is_named_after_it(tmp_path: Path) -> None:
    files = {**FILES, "components/blog/card.sx": "(defcomp ~card (&key x) (p x))"}
    assert library_faults(tmp_path, files) == [
        "app/components/blog/card.sx:1:10 this file may not define `~card`"
    ]


def test_a_file_calls_its_own_components_in_short(tmp_path: Path) -> None:
    files = {
        **FILES,
        "components/blog/card.sx": (
            "(defcomp ~blog:card/one () (p (~/two)))\n(defcomp ~blog:card/two () (b 2))"
        ),
    }
    assert library(tmp_path, files).components.keys() >= {"~blog:card/one", "~blog:card/two"}


def test_definitions_and_macros_are_used_from_other_files(tmp_path: Path) -> None:
    files = {
        **FILES,
        "components/words.sx": (
            '(define greeting (twice "ha"))\n'
            "(define (twice s) (str s s))\n"
            "(defmacro shout (form) `(upper ,form))"
        ),
        "components/blog.sx": POST.replace(
            "(h1 title)", "(h1 words/greeting (words/twice title) (words/shout title))"
        ),
    }
    result = library(tmp_path, files).aser_slot(
        "blog/post",
        {"page": {"name": "x"}, "article": {"title": "t"}, "tags": {"tags": []}},
        {"current-path": lambda: "/"},
    )
    assert result.regions["article"] == '<h1 id="region-article">hahattT</h1>'


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("post-tags)", "post-tag)"), "7:36 unknown loader `post-tag`"),
        (("~blog/tags", "~blog/tag"), "7:19 unknown component `~blog/tag`"),
        ((":audience everyone", ":audience all"), "6:62 unknown audience `all`"),
        (
            (":data post-tags", ":data post-article"),
            "7:13 the loader `post-article` gives `title`, which `~blog/tags` does not take",
        ),
        (
            ("post-tags)", "post-tags :audience everyone)"),
            "7:13 the loader `post-tags` takes `viewer`, but its region is for everyone",
        ),
        (("(upper name)", "(upper nam)"), "5:39 unknown name `nam`"),
        ((":data post-page", ":dta post-page"), "4:3 unknown option `:dta` of a page"),
    ],
)
def test_a_page_that_does_not_fit_is_an_error_at_start(
    tmp_path: Path, change: tuple[str, str], expected: str
) -> None:
    files = {**FILES, "pages/post.sx": PAGE.replace(*change)}
    assert library_faults(tmp_path, files) == [f"app/pages/post.sx:{expected}"]


def test_a_region_with_an_audience_may_not_know_the_viewer(tmp_path: Path) -> None:
    text = POST.replace("(h1 title)", "(h1 (~blog/inner :title title))")
    text += "(defcomp ~blog/inner (&key title) (b (viewer) title))"
    assert library_faults(tmp_path, {**FILES, "components/blog.sx": text}) == [
        "app/pages/post.sx:6:13 the region `article` has an audience, but calls `viewer`"
    ]


def test_a_page_puts_each_region_once(tmp_path: Path) -> None:
    page = PAGE.replace(":regions", ":content (div (region article) (region article))\n  :regions")
    assert library_faults(tmp_path, {**FILES, "pages/post.sx": page}) == [
        "app/pages/post.sx:7:13 the region `article` is put 2 times",
        "app/pages/post.sx:8:13 the region `tags` is never put",
    ]


def test_a_region_is_one_element_on_every_path(tmp_path: Path) -> None:
    text = POST.replace("(h1 title)", "(when title (h1 title))")
    assert library_faults(tmp_path, {**FILES, "components/blog.sx": text}) == [
        "app/components/blog.sx:2:34 the body of a region is one element"
    ]


def test_the_element_of_a_region_has_no_id_of_its_own(tmp_path: Path) -> None:
    text = POST.replace("(h1 title)", '(h1 :id "x" title)')
    assert library_faults(tmp_path, {**FILES, "components/blog.sx": text}) == [
        "app/components/blog.sx:2:34 the element of a region has an `id` of its own"
    ]


def test_two_pages_may_not_have_one_path(tmp_path: Path) -> None:
    other = PAGE.replace("defpage blog/post", "defpage blog/other")
    files = {**FILES, "pages/other.sx": other}
    assert library_faults(tmp_path, files) == [
        "app/pages/post.sx:2:1 the pages `blog/other` and `blog/post` have one path"
    ]


def test_out_of_band_stands_only_in_a_twin_of_a_layout(tmp_path: Path) -> None:
    layout = LAYOUT.replace("  :navigation ~layout/part\n", "")
    assert library_faults(tmp_path, {**FILES, "components/layout.sx": layout}) == [
        "app/components/layout.sx:7:3 `out-of-band` stands outside a layout's twin"
    ]


@pytest.mark.parametrize(
    ("values", "first"),
    [
        ("(define one (+ two 1))\n(define two (+ one 1))", "one"),
        ("(define home start)\n(define start home)", "home"),
        ("(define links links)", "links"),
        ("(define links (list links))", "links"),
        ("(define links (if true links nil))", "links"),
        ("(define links `(1 ,links))", "links"),
        ("(defcomp ~a/list () (p links))\n(define links links)", "links"),
    ],
)
def test_definitions_that_need_each_other_are_a_cycle(
    tmp_path: Path, values: str, first: str
) -> None:
    line = values[: values.index(f"(define {first}")].count("\n") + 1
    assert library_faults(tmp_path, {**FILES, "components/a.sx": values}) == [
        f"app/components/a.sx:{line}:9 the definition `{first}` needs its own value",
    ]


def test_the_fingerprint_changes_with_every_source(tmp_path: Path) -> None:
    one = library(tmp_path / "one").fingerprint
    again = library(tmp_path / "again").fingerprint
    changed = {**FILES, "components/blog.sx": POST + "\n"}
    other = library(tmp_path / "other", changed).fingerprint
    assert (one == again, one == other) == (True, False)


def test_a_hidden_file_of_an_editor_is_not_read(tmp_path: Path) -> None:
    library(tmp_path)
    (tmp_path / "app" / "components" / ".#blog.sx").symlink_to("ann@desk.4711")
    assert "blog/post" in library(tmp_path).pages
