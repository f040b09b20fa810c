"""The language as data: every case of `conformance/`, and the laws that every case obeys."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from app.sx.library.program import compile_program
from app.sx.syntax.errors import Source, SxError
from app.sx.syntax.printer import write
from app.sx.syntax.reader import read
from app.sx.tools.conformance import (
    ConformanceCase,
    cases_of,
    complaint,
    first_fault,
    read_cases,
    written,
)

pytestmark = pytest.mark.slow

FOLDER = Path(__file__).parent / "conformance"
CASES = read_cases(FOLDER)
CANARY = "<&\"'>"
# A million turns each: these run once, and feed no law.
LONG = {"a loop that never ends", "an answer of a page that is too large"}
SHORT = [case for case in CASES if case.title not in LONG]


def name_of(case: ConformanceCase) -> str:
    return f"{Path(case.file).name}:{case.line} {case.title}"


every_case = pytest.mark.parametrize("case", CASES, ids=name_of)
every_short_case = pytest.mark.parametrize("case", SHORT, ids=name_of)
with_html = pytest.mark.parametrize(
    "case", [case for case in SHORT if case.html is not None], ids=name_of
)
with_fault = pytest.mark.parametrize(
    "case", [case for case in SHORT if case.fault is not None], ids=name_of
)
with_data = pytest.mark.parametrize("case", [case for case in CASES if case.data], ids=name_of)


@every_case
def test_case(case: ConformanceCase) -> None:
    assert complaint(case) is None


@every_case
def test_what_is_printed_reads_the_same(case: ConformanceCase) -> None:
    try:
        forms = read(case.source)
    except SxError:
        return
    assert [read(Source("printed", write(form))) for form in forms] == [(form,) for form in forms]


@every_short_case
def test_folding_and_inlining_change_nothing(case: ConformanceCase) -> None:
    ways = [(False, True), (True, False), (False, False)]
    assert [complaint(case, folding, inlining) for folding, inlining in ways] == [None] * 3


@with_html
def test_expanding_twice_gives_the_same(case: ConformanceCase) -> None:
    compiled = compile_program(case.source, case.data)
    assert [compiled(case.data), compiled(case.data)] == [case.html, case.html]


@with_fault
def test_a_line_on_top_moves_the_fault(case: ConformanceCase) -> None:
    before = first_fault(case.source, case.data)
    after = first_fault(Source("shifted", f"; a line\n{case.program}"), case.data)
    assert isinstance(before, SxError)
    assert isinstance(after, SxError)
    assert after.span.line == before.span.line + 1
    assert (after.stage, after.span.column, after.message) == (
        before.stage,
        before.span.column,
        before.message,
    )


def poisoned(value: object) -> object:
    """The same data with the canary in front of every string."""
    if isinstance(value, str):
        return CANARY + value
    if isinstance(value, list):
        return [poisoned(item) for item in value]
    if isinstance(value, dict):
        return {key: poisoned(item) for key, item in value.items()}
    return value


@with_data
def test_no_raw_canary_comes_out(case: ConformanceCase) -> None:
    data = poisoned(dict(case.data))
    assert isinstance(data, dict)
    assert CANARY not in written(first_fault(case.source, data)).removeprefix(";!!")


class Events(HTMLParser):
    """A page as the tags and texts that are written in it."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, object]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag with its attributes."""
        self.found.append((tag, [(name, value or "") for name, value in attrs]))

    def handle_endtag(self, tag: str) -> None:
        """Keep the end of a tag."""
        self.found.append(("end", tag))

    def handle_data(self, data: str) -> None:
        """Keep text, joined to the text before it."""
        if self.found and self.found[-1][0] == "text":
            data = f"{self.found.pop()[1]}{data}"
        self.found.append(("text", data))


# A parser drops the line feed at the start of these, and its serialiser leaves it out.
DROPPED = re.compile(r"(<(?:pre|textarea)>)\n")
SURROUNDINGS = {"td": "table tbody tr", "tr": "table tbody", "area": "map", "head": "html"}


def in_its_place(html: str) -> str:
    """The HTML within what a parser wants around it."""
    first = html.removeprefix("<").split(">")[0].split(" ")[0]
    for tag in reversed(SURROUNDINGS.get(first, "").split()):
        html = f"<{tag}>{html}</{tag}>"
    return html


# Parents that a parser adds where they were left out.
ADDED = ("tbody", "colgroup")


def tree(html: str) -> list[tuple[str, object]]:
    """The events of a tree, without the parents that a parser may add."""
    added: list[tuple[str, object]] = [(name, []) for name in ADDED]
    added += [("end", name) for name in ADDED]
    return [event for event in Events(html).found if event not in added]


@with_html
def test_a_parser_sees_the_tree_that_was_written(case: ConformanceCase) -> None:
    html = in_its_place(case.html or "").replace("<!doctype html>", "")
    whole = html.startswith("<html>")
    parsed = LexborHTMLParser(html if whole else f"<body>{html}</body>").html or ""
    if not whole:
        parsed = parsed.removeprefix("<html><head></head><body>").removesuffix("</body></html>")
    assert tree(parsed) == tree(DROPPED.sub(r"\1", html))


def outcomes(text: str) -> list[str | None]:
    return [complaint(case) for case in cases_of("file.sx", text)]


def test_marks_are_found_before_reading() -> None:
    assert outcomes(';;; one\n"a\n;=> a\nb"\n;=+ \n;=+ b') == [
        "expected ;=> a\n\nb\n     got ;=> a\nb"
    ]


def test_a_case_without_expectation_fails() -> None:
    assert outcomes(';;; one\n"a"') == ["a case needs either its HTML or its fault"]


def test_a_case_with_two_expectations_fails() -> None:
    assert outcomes(';;; one\n"a"\n;=> a\n;!! read') == [
        "a case needs either its HTML or its fault"
    ]


def test_a_case_whose_data_is_no_json_fails() -> None:
    (case,) = cases_of("file.sx", ';;; one\n;$ {"a": }\n"a"\n;=> a')
    assert case.problem is not None
    assert case.problem.startswith("the data is no JSON: ")


def test_a_case_with_an_unknown_stage_fails() -> None:
    assert outcomes(';;; one\n"a"\n;!! render 1:1') == ["this is no fault: render 1:1"]


def test_html_lines_are_joined_with_nothing_between() -> None:
    assert outcomes(';;; one\n"ab"\n;=> a\n;=> b') == [None]


def test_a_line_that_continues_comes_after_a_line_feed() -> None:
    assert outcomes(';;; one\n"a\\n b"\n;=> a\n;=+  b') == [None]


def test_an_empty_expectation_is_the_empty_result() -> None:
    assert outcomes(";;; one\nnil\n;=>") == [None]


def test_a_fault_may_be_a_stage_a_place_or_the_start_of_a_message() -> None:
    program = ";;; one\n\n(p\n  tittle)\n;!! compile"
    endings = ["", " 3:3", " 3:3 unknown name", " 3:4", " 3:3 unknown element", " 2:3"]
    got = "\n     got ;!! compile 3:3 unknown name `tittle`"
    assert [outcomes(program + ending) for ending in endings] == [
        [None],
        [None],
        [None],
        [f"expected ;!! compile 3:4{got}"],
        [f"expected ;!! compile 3:3 unknown element{got}"],
        [f"expected ;!! compile 2:3{got}"],
    ]


def test_cases_know_their_place_and_what_stands_before_them_is_a_comment() -> None:
    text = '; about\n"x"\n;;; one\n"a"\n;=> a\n\n;;; two\n;$ {"a": 1}\na\n;=> 1\n'
    found = [(case.line, case.title, case.program, case.data) for case in cases_of("f.sx", text)]
    assert found == [(3, "one", '"a"', {}), (7, "two", "a", {"a": 1})]


def test_the_suite_is_large_and_a_third_of_it_are_faults() -> None:
    faults = [case for case in CASES if case.fault is not None]
    assert len(CASES) >= 600
    assert len(faults) * 3 >= len(CASES)
