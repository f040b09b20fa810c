"""Nesting: the rules against a parser, and faults where elements come together.

`tests/e2e/test_nesting.py` asks Chromium the same.
"""

import random
from pathlib import Path

import pytest

from app import sx
from app.sx.html import nesting
from app.sx.html.facts import RAW_TEXT, TEXT_ONLY, refused_element
from tests.unit.sx import nestings
from tests.unit.sx.nestings import Chain, deep_chains, lexbor_differs, may_stand, survives
from tests.unit.sx.programs import FILES, faults, library, library_faults

pytestmark = pytest.mark.slow


def differing(chains: list[Chain]) -> list[str]:
    """Give the chains on which rules and parser do not agree."""
    return [
        " > ".join(chain)
        for chain in chains
        if may_stand(chain) != survives(chain) and not lexbor_differs(chain)
    ]


def test_the_rules_refuse_exactly_the_pairs_that_no_parser_gives_back() -> None:
    chains = list(nestings.pairs())
    assert len(chains) > 12_000
    assert differing(chains) == []


def test_the_rules_are_right_about_chains_of_up_to_ten_elements() -> None:
    assert differing(list(deep_chains(seed=20260102, count=4_000))) == []


@pytest.mark.long
def test_the_rules_are_right_about_many_more_chains() -> None:
    assert differing(list(deep_chains(seed=7, count=60_000))) == []


@pytest.mark.parametrize(
    ("chain", "blocker"),
    [
        ("p span div", 0),
        ("p b i ul", 0),
        ("a b a", 0),
        ("form div form", 0),
        ("form table tr td form", 0),
        ("button i button", 0),
        ("h1 h2", 0),
        ("h1 span h2", None),
        ("li li", 0),
        ("li div li", 0),
        ("li span p li", 2),
        ("li ul li", None),
        ("li section li", None),
        ("li search li", 0),
        ("dt dd", 0),
        ("dd div dt", 0),
        ("dd dl dt", None),
        ("p object div", None),
        ("p button div", None),
        ("p svg foreignObject div", None),
        ("p template div", None),
        ("a object a", None),
        ("a svg foreignObject a", None),
        ("a svg a", None),
        ("a button a", 0),
        ("a table tr td a", None),
        ("a template a", None),
        ("form template form", None),
        ("template form form", None),
        ("button table tr td button", None),
        ("svg g div", 0),
        ("svg a rect", None),
        ("math mi b", None),
        ("math mrow b", 0),
        ("svg foreignObject svg p", 2),
        ("table tr td table tr td p", None),
        ("table div", 0),
        ("table caption p", None),
        ("table tr p", 1),
        ("table input!hidden", None),
        ("table input", 0),
        ("div tr", 0),
        ("div td", 0),
        ("ul body", 0),
        ("select option b", None),
        ("select div option", None),
        ("select hr", None),
        ("select option hr", 1),
        ("select input", 0),
        ("select select", 0),
        ("select div button", None),
        ("option option", 0),
        ("select optgroup optgroup", 1),
        ("optgroup optgroup", None),
        ("ruby rt", None),
        ("ruby p rt", 1),
        ("ruby rt rt", 1),
        ("rt rt", None),
        ("head noscript p", 1),
        ("head noscript link", None),
        ("body noscript p", None),
        ("iframe b", 0),
        ("textarea b", 0),
        ("div image", 0),
        ("svg image", None),
        ("x-card p x-card p", 1),
    ],
)
def test_an_ancestor_is_in_the_way_up_to_the_border_of_its_scope(
    chain: str, blocker: int | None
) -> None:
    *path, last = chain.split()
    assert nesting.in_the_way(path, last) == blocker
    assert nesting.may_stand(nestings.state_in(tuple(path)), last) == (blocker is None)


def written_in_sx(chain: Chain) -> str:
    """Write a chain as a program."""
    attributes = {"hidden": ' :type "hidden"', "html": ' :encoding "text/html"'}
    text = ""
    for element in chain:
        if element == nesting.TEXT:
            return f'{text} "@"{")" * (len(chain) - 1)}'
        name, _, variant = element.partition("!")
        prefix = "html:" if name in ("map", "filter") else ""
        text += f" ({prefix}{name}{attributes.get(variant, '')}"
    return text + ")" * len(chain)


def can_be_written(chain: Chain) -> bool:
    """Tell whether only the nesting can be wrong with a chain."""
    refused = any(refused_element(name) for name in chain)
    other_faults = (RAW_TEXT | TEXT_ONLY).intersection(chain[:-1])
    return not refused and not other_faults and not lexbor_differs(chain)


def test_the_compiler_refuses_what_the_parser_does_not_give_back() -> None:
    chance = random.Random(3)
    chains = [each for each in (*nestings.pairs(), *deep_chains(5, 2_000)) if can_be_written(each)]
    sample = chance.sample(chains, 300)
    wrong = [" > ".join(c) for c in sample if (faults(written_in_sx(c)) == []) != survives(c)]
    assert wrong == []


def hints(text: str) -> list[str | None]:
    """Give the hints of a program's faults."""
    with pytest.raises(sx.Faults) as found:
        sx.compile_program(sx.Source("case.sx", text), ())
    return [fault.hint for fault in found.value.faults]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (
            "(p (div))",
            "move it out of the <p>, which a browser closes before it, or make the <p> a <div>",
        ),
        (
            "(a\n (b (a)))",
            "move it out of the <a> at 1:1, which a browser closes before it",
        ),
        (
            "(form (b (form)))",
            "move it out of the <form> at 1:1: a browser drops a form inside a form",
        ),
        ("(div (tr))", "put it into <table>, <tbody>, <tfoot> or <thead>"),
        ("(table (div))", "put it into a cell, <td> or <th>"),
        ("(head (p))", "put only <link>, <meta> or <title> into <head>"),
        ("(iframe (p))", "leave it empty: it shows the page of its `:src`"),
        ("(div (html))", "write <html> once, around the whole page"),
        ("(div (image))", "write <img>; <image> is an element of <svg>"),
        (
            "(svg (p))",
            "move it out of the <svg> or into a <foreignObject>: a browser ends the <svg> there",
        ),
        ("(option (b))", "write the text alone"),
        ('(table "x")', "put it into a cell, a caption or the body"),
        ('(div (p :id "a") (b :id "a"))', "give one of them another: the first is at 1:13"),
    ],
)
def test_the_hint_says_what_to_do(text: str, hint: str) -> None:
    assert hints(text) == [hint]


CARD = """\
(defcomp ~card (&key (inline false) &rest children) (if inline (b children) (div children)))
"""
BOX = "(defcomp ~box (&rest children) (p children))\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CARD + "(p (~card))", ["2:4 <div> cannot stand inside <p>"]),
        (CARD + "(p (~card :inline true))", []),
        (BOX + "(~box (div))", ["2:7 <div> cannot stand inside <p>"]),
        (BOX + CARD + "(~box (~card))", ["3:7 <div> cannot stand inside <p>"]),
        (BOX + "(~box (~box))", ["2:7 <p> cannot stand inside <p>"]),
        ("(p (if x (ul) (b)))", ["1:10 <ul> cannot stand inside <p>"]),
        ("(p (if x (b) (ul)))", ["1:14 <ul> cannot stand inside <p>"]),
        ('(p (case x "a" (ul) :else (ol)))', ["1:16 <ul> ", "1:27 <ol> "]),
        ("(for (y x) (p (for (z y) (ul))))", ["1:26 <ul> cannot stand inside <p>"]),
        ("(let ((y (ul))) (p y))", ["1:10 <ul> cannot stand inside <p>"]),
        ("(p (map (fn (y) (ul y)) x))", ["1:17 <ul> cannot stand inside <p>"]),
        ("(p (list (ul)))", ["1:10 <ul> cannot stand inside <p>"]),
        ("(define (f y) (ul y))\n(p (f x))", ["2:4 <ul> cannot stand inside <p>"]),
        ("(define y (ul))\n(p y)", ["2:4 <ul> cannot stand inside <p>"]),
        ("(p (provide :y 1 (ul)))", ["1:18 <ul> cannot stand inside <p>"]),
        ("(p (do (b) (ul)))", ["1:12 <ul> cannot stand inside <p>"]),
        ("(p (or x (ul)))", ["1:10 <ul> cannot stand inside <p>"]),
        (
            "(defcomp ~tree (&key y) (a (when y (~tree :y y))))\n(~tree :y x)",
            ["1:36 <a> cannot stand inside <a>"],
        ),
        ("(p (div (p) (ul)))", ["1:4 <div> cannot stand inside <p>"]),
        ("(ul (li (p (ul (li))) (p (ol))))", ["1:12 <ul> ", "1:26 <ol> "]),
        ('(table (if x "a" (tr)))', ["1:14 <table> takes no text"]),
        ('(table " " (tr " ") nil)', []),
        ("(select (option (if x (b) (i))))", ["1:23 <option> ", "1:27 <option> "]),
        (BOX + "(title (~box))", ["2:8 <title> takes text only, got <p>"]),
        ('(p :id "a" (b :id "a"))', ['1:19 the id "a" stands twice']),
        ('(if x (b :id "a") (i :id "a"))', []),
        ('(for (y x) (b :id "a"))', []),
        (
            '(defcomp ~a () (b :id "a"))\n(div (~a) (~a))',
            ['2:11 the id "a" stands twice'],
        ),
    ],
)
def test_faults_stand_where_the_elements_come_together(text: str, expected: list[str]) -> None:
    found = faults(text, "x")
    assert len(found) == len(expected)
    assert all(said.startswith(wanted) for said, wanted in zip(found, expected, strict=True))


def test_a_fault_in_a_component_names_the_place_of_what_is_in_the_way() -> None:
    components = "(defcomp ~inner () (div))\n(defcomp ~outer (&rest children)\n  (p children))\n"
    assert hints(components + "(~outer (b (~inner)))") == [
        "move it out of the <p> at 3:3, which a browser closes before it, or make the <p> a <div>"
    ]


def test_a_page_is_judged_with_its_layout_and_its_regions(tmp_path: Path) -> None:
    layout = FILES["components/layout.sx"].replace("(main children)", "(p children)")
    assert library_faults(tmp_path, {**FILES, "components/layout.sx": layout}) == [
        "app/pages/post.sx:6:13 <h1> cannot stand inside <p>",
        "app/pages/post.sx:7:13 <ul> cannot stand inside <p>",
    ]


def test_equal_ids_in_layout_and_content_are_found(tmp_path: Path) -> None:
    page = FILES["pages/post.sx"].replace(
        ":regions", ':content (<> (b :id "nav") (region article) (region tags))\n  :regions'
    )
    assert library_faults(tmp_path, {**FILES, "pages/post.sx": page}) == [
        'app/pages/post.sx:6:23 the id "nav" stands twice'
    ]


def test_author_text_stands_in_a_div(tmp_path: Path) -> None:
    site = library(tmp_path)
    source = sx.Source("post", '(p "a" (em (ul (li "b"))))\n(tr (td "c"))')
    with pytest.raises(sx.Faults) as found:
        site.document(sx.read(source))
    assert [(f.span.line, f.message) for f in found.value.faults] == [
        (1, "<ul> cannot stand inside <p>"),
        (2, "<tr> cannot stand inside <div>"),
    ]


def test_components_that_use_each_other_twice_are_followed_once() -> None:
    text = "(defcomp ~c0 (&rest children) (b children))\n"
    for index in range(1, 40):
        twice = f"(~c{index - 1} children) (~c{index - 1} children)"
        text += f"(defcomp ~c{index} (&rest children) {twice})\n"
    assert faults(f"{text}(~c39 (p (div)))") == ["41:10 <div> cannot stand inside <p>"]


def test_each_place_has_its_fault_however_often_it_is_followed() -> None:
    card, one, two = CARD, "(defcomp ~one () (p (~card)))\n", "(defcomp ~two () (p (~card)))\n"
    assert faults(f"{card}{one}{two}(div (~one) (~two) (~one) (p (~card)))") == [
        "2:21 <div> cannot stand inside <p>",
        "3:21 <div> cannot stand inside <p>",
        "4:30 <div> cannot stand inside <p>",
    ]
