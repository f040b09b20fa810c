"""The body of a region is one element on every path, and what decides a path when compiled."""

from pathlib import Path

import pytest

from app import sx
from tests.unit.sx.programs import DATA, FILES, library

INNER = """
(defcomp ~blog/box (&key (plain false) (label nil) &rest children)
  (if plain children (section label children)))
(defcomp ~blog/list (&key n) (if (> n 0) (~blog/list :n (- n 1)) (ul)))
(define on true)
"""


def site(body: str) -> dict[str, str]:
    """The files of a site whose region `article` has this body."""
    text = f"(defcomp ~blog/post (&key title)\n{body})\n" + INNER
    tags = FILES["components/blog.sx"].splitlines()[2]
    return {**FILES, "components/blog.sx": f"{text}{tags}\n"}


def faults(root: Path, body: str) -> list[str]:
    try:
        library(root, site(body))
    except sx.Faults as found:
        return [f"{f.span.line}:{f.span.column} {f.message}" for f in found.faults]
    return []


@pytest.mark.parametrize(
    "body",
    [
        "(p title)",
        '(if title (p title) (p :hidden true ""))',
        "(let ((name (upper title))) (p name))",
        '(case title "a" (p "a") :else (p "b"))',
        "(~blog/box (p title))",
        "(~blog/box :plain true (p title))",
        "(~blog/list :n 3)",
        "(provide :tone 1 (p title))",
        "(if on (p title) title)",
        "(if (not on) title (p title))",
        '(if (starts-with? "rose" "r") (p title) title)',
        "(if (list title) (p title) title)",
        "(let ((on (p title))) (if on (p title) title))",
    ],
)
def test_a_region_whose_body_is_an_element_on_every_path_is_accepted(
    tmp_path: Path, body: str
) -> None:
    assert faults(tmp_path, body) == []


@pytest.mark.parametrize(
    ("body", "column"),
    [
        ("title", 1),
        ("(if title (p title))", 1),
        ("(<> (p title) (p title))", 1),
        ("(for (c (list title)) (p c))", 1),
        ("(~blog/box :plain true title)", 24),
        ("(~blog/box :plain true (p title) (p title))", 1),
        ("(let ((x (p title))) x)", 22),
        ('(case title "a" (p "a") :else title)', 31),
        ("(and title (p title))", 1),
    ],
)
def test_any_other_body_is_refused_where_it_is_written(
    tmp_path: Path, body: str, column: int
) -> None:
    assert faults(tmp_path, body) == [f"2:{column} the body of a region is one element"]


def test_each_region_of_a_page_has_its_own_fault(tmp_path: Path) -> None:
    text = '(defcomp ~blog/post (&key title) title)\n(defcomp ~blog/tags (&key tags) (p :id "x"))'
    with pytest.raises(sx.Faults) as found:
        library(tmp_path, {**FILES, "components/blog.sx": text})
    assert [(f.span.line, f.message) for f in found.value.faults] == [
        (1, "the body of a region is one element"),
        (2, "the element of a region has an `id` of its own"),
    ]


def test_the_element_gets_its_id_through_a_slot_that_is_mentioned_twice(tmp_path: Path) -> None:
    body = '(~blog/box :plain (= title "Rose & ash") (p (b title) (i title) (u title) (s title)))'
    calls = {"current-path": lambda: "/", "viewer": lambda: None}
    regions = library(tmp_path, site(body)).aser_slot("blog/post", DATA, calls).regions
    assert regions["article"].startswith('<p id="region-article"><b>Rose &amp; ash</b>')
