"""Data cannot become code: every hostile value in every place, seen by a parser of browsers.

A value comes back whole and the tree is the one that was written, or the engine refuses,
as the rule of the place says. The only other exceptions: NUL and lone surrogates become
U+FFFD, and a parser makes every end of a line a line feed.

A place is tried with all values at once: the parser reads their HTML one after the other,
and what it would write of the tree is compared. Only where that differs, and where JSON or
the names of attributes have to be read, each tree is looked at by itself.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from app import sx
from tests.unit.sx.hostile.rules import read_json
from tests.unit.sx.hostile.table import HOLE, PLACES, REFUSED_PROGRAMS, VALUES, Place
from tests.unit.sx.programs import expand, faults

pytestmark = pytest.mark.slow

Token = tuple[str, str]
Run = Callable[[str], str | None]

CORPUS = Path(__file__).parents[4] / "shared" / "corpus" / "hostile"
#: Each place is tried with one of so many parts of the corpus.
SHARES = 10
WRONG_AT_MOST = 10
BETWEEN = "<hr>"

every_place = pytest.mark.parametrize("place", PLACES, ids=lambda place: place.program)


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    # Each refused URL is logged, and there are thousands of them.
    caplog.set_level("ERROR", logger="app.sx.core.contexts")


@every_place
def test_no_value_leaves_its_place(place: Place) -> None:
    assert wrong(place, VALUES) == []


@every_place
def test_no_value_of_the_corpus_leaves_one_of_its_places(place: Place) -> None:
    """Each value is tried, in one place after the other."""
    assert wrong(place, corpus()[PLACES.index(place) % SHARES :: SHARES]) == []


@pytest.mark.long
@every_place
def test_no_value_of_the_corpus_leaves_its_place(place: Place) -> None:
    assert wrong(place, corpus()) == []


@pytest.mark.parametrize("program", REFUSED_PROGRAMS)
def test_where_no_value_may_stand_the_program_does_not_compile(program: str) -> None:
    assert faults(program, "x") != []


def test_there_are_enough_values_and_places() -> None:
    assert (len(VALUES) >= 400, len(PLACES) >= 50) == (True, True)


@pytest.mark.parametrize(
    ("program", "html", "breaks_out"),
    [
        ("(p (raw! x))", "<p>◊</p>", "<[A-Za-z/!?]|&(?:lt|#|copy|amp|Tab|NewLine)"),
        ('(p (raw! (str "<i title=\\"" x "\\"></i>")))', '<p><i title="◊"></i></p>', '"'),
    ],
)
def test_an_engine_that_did_not_escape_would_be_seen(
    program: str, html: str, breaks_out: str
) -> None:
    place = Place(f'(trusted "a control") {program}', html, "whole")
    attacks = [value for value in VALUES if re.search(breaks_out, value)]
    assert len(attacks) > 50
    assert [value for value in attacks if wrong(place, [value]) == []] == []


class Loud(str):
    """A string that says it is markup, and knows better than its callers how it is written."""

    __slots__ = ()

    def __html__(self) -> str:
        return str.__str__(self)

    def __str__(self) -> str:
        return "<b>loud</b>"

    def __format__(self, _how: str) -> str:
        return "<b>loud</b>"

    def replace(self, *_arguments: object) -> str:
        """Refuse to be escaped."""
        return self


@pytest.mark.parametrize(
    "program",
    ["(p x)", "(p :title x)", '(p (str "a" x))', "(p :class (list x))", "(p (spread {:title x}))"],
)
def test_a_string_that_calls_itself_markup_is_text(program: str) -> None:
    assert expand(program, x=Loud("<i>")) == expand(program, x="<i>")


def test_a_number_cannot_say_how_it_is_written() -> None:
    number = type("Number", (int,), {"__format__": lambda *_: "<b>", "__str__": lambda *_: "<b>"})
    assert expand("(p :title x x (str x))", x=number(3)) == '<p title="3">33</p>'


def test_the_name_of_an_attribute_is_a_string() -> None:
    with pytest.raises(sx.ExpandError, match="unknown attribute `5`"):
        expand("(p (spread x))", x={5: "a"})


# --- a place with many values ------------------------------------------------------------


def wrong(place: Place, values: Iterable[str]) -> list[object]:
    """Give the first values that do not come out as the rule says, with what came out."""
    run = compiled(place)
    if place.kind.startswith(("json", "name", "blank")) or place.html.startswith("<html>"):
        return list(islice(each_wrong(place, run, values), WRONG_AT_MOST))
    written = pieces(place)
    wanted = [said(place, value, written) for value in values]
    results = [run(value) for value in values]
    refused = [result is None for result in results] == [each is None for each in wanted]
    if refused and together(results) == f"<body>{BETWEEN.join(filter(None, wanted))}</body>":
        return []
    found: list[object] = list(islice(each_wrong(place, run, values), WRONG_AT_MOST))
    return found or ["wrong only beside the others"]


def compiled(place: Place) -> Run:
    """The program as a function of its value; None is a refusal."""
    program = sx.compile_program(sx.Source("hostile.sx", place.program), ["x"])

    def run(value: str) -> str | None:
        try:
            return program({"x": value})
        except sx.ExpandError:
            return None

    return run


def together(results: Iterable[str | None]) -> str:
    """What a parser understands of all this, one after the other."""
    return body(BETWEEN.join(filter(None, results))).html or ""


def body(fragment: str) -> LexborNode:
    """Parse what stands in a body."""
    found = LexborHTMLParser(f"<body>{fragment}").body
    assert found
    return found


def pieces(place: Place) -> list[str]:
    """The HTML that was written, as a parser writes it, cut where values are escaped."""
    return re.split('(<[^">]*(?:="|>)|"[^">]*(?:="|>))', (body(place.html).html or "")[6:-7])


def said(place: Place, value: str, written: list[str]) -> str | None:
    """What a parser would write of the tree with this value; None where it is refused."""
    result = ""
    for before, piece in zip(["", *written], written, strict=False):
        if HOLE in piece:
            expected = place.expected(value, piece)
            if expected is None:
                return None
            piece = expected.replace("&", "&amp;").replace("\xa0", "&nbsp;")
            piece = piece.replace("<", "&lt;").replace(">", "&gt;")
            if before.endswith('="'):
                piece = piece.replace('"', "&quot;")
        result += piece
    return result


# --- a place with one value --------------------------------------------------------------


def each_wrong(place: Place, run: Run, values: Iterable[str]) -> Iterator[tuple[str, object, str]]:
    """Compare the tree of each value by itself."""
    # Between the rows of a table a parser keeps blanks alone.
    blank = place.kind == "blank"
    written = tokens(place.html.replace(HOLE, " ") if blank else place.html)
    written = [(kind, HOLE if blank and said == " " else said) for kind, said in written]
    for value in values:
        result = run(value)
        wanted = tree(place, value, written)
        found = None if result is None else tokens(result)
        if found is not None and place.kind == "json":
            found = [(kind, read_json(said) if '"a":' in said else said) for kind, said in found]
        if found != wanted:
            yield value, wanted, str(result)


def tokens(html: str) -> list[Token]:
    """The tree that a browser makes of this, as its tags, attributes and texts in order."""
    if html.startswith(("<!doctype html>", "<html>")):
        return list(_tokens(LexborHTMLParser(html).root))
    return list(_tokens(body(html).child))


def _tokens(node: LexborNode | None) -> Iterator[Token]:
    while node is not None:
        if node.is_text_node:
            yield "#text", node.text_content or ""
        elif node.is_element_node:
            yield from _element(node)
        else:
            yield "#odd", node.tag or ""
        node = node.next


def _element(node: LexborNode) -> Iterator[Token]:
    yield "<", node.tag or ""
    for name, value in node.attributes.items():
        yield name, value or ""
    yield from _tokens(body(node.inner_html or "") if node.tag == "template" else node.child)
    yield ">", node.tag or ""


def tree(place: Place, value: str, written: list[Token]) -> list[Token] | None:
    """The tree that was written, with the value in its holes; None where it has to be refused."""
    wanted = []
    for kind, text in written:
        name = place.expected(value, kind) if HOLE in kind else kind
        content = place.expected(value, text) if HOLE in text else text
        if name is None or content is None:
            return None
        if content or kind != "#text" or place.kind == "json":
            wanted.append((name, content))
    return wanted


# --- strings that others collected -------------------------------------------------------


@cache
def corpus() -> list[str]:
    """All strings of the cases, where they are there."""
    files = sorted(CORPUS.glob("*/*.json"))
    if not files:
        pytest.skip(f"{CORPUS} is not there")
    strings: dict[str, None] = {}
    for file in files:
        strings.update(dict.fromkeys(_strings(json.loads(file.read_text("utf-8"))["cases"])))
    return list(strings)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)
