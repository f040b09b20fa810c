"""Data as text: what is written is read back, and nothing else is."""

import tracemalloc
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.sx.syntax.errors import ReadError, Source
from app.sx.syntax.reader import read
from app.sx.values import Fault, Markup
from app.sx.wire import dumps, loads

pytestmark = pytest.mark.slow

texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts
    | st.dates()
    | st.datetimes(timezones=st.none() | st.just(UTC)),
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
    max_leaves=20,
)


def refusal(text: str) -> str:
    with pytest.raises(ReadError) as caught:
        loads(text)
    fault = caught.value
    return f"{fault.span.line}:{fault.span.column} {fault.message}"


def unwritable(value: object) -> str:
    with pytest.raises(Fault) as caught:
        dumps(value)
    return caught.value.message


def nested(depth: int) -> object:
    value: object = 1
    for _ in range(depth):
        value = [value]
    return value


def test_values_are_written_as_expressions() -> None:
    value = {
        "title": 'a "b"\n\\',
        "two words": None,
        "tags": [1, -2.5, True, False, ("x",)],
        "on": date(2026, 1, 2),
        "at": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    }
    assert dumps(value) == (
        '(dict :title "a \\"b\\"\\n\\\\" "two words" nil :tags (list 1 -2.5 true false (list "x"))'
        ' :on (inst "2026-01-02") :at (inst "2026-01-02T03:04:05+00:00"))'
    )


def test_values_are_read() -> None:
    text = """
    ; a post
    (dict :title "a" "b c" (list 1 2.5 -3 1e3)   ; numbers
          :nil nil :yes true :no false :word :keyword :none (list) :dict (dict)
          :on (inst "2026-01-02") :at (inst "2026-01-02T03:04Z"))
    """
    assert loads(text) == {
        "title": "a",
        "b c": [1, 2.5, -3, 1000.0],
        "nil": None,
        "yes": True,
        "no": False,
        "word": "keyword",
        "none": [],
        "dict": {},
        "on": date(2026, 1, 2),
        "at": datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
    }


@settings(deadline=None, max_examples=100)
@given(values)
def test_what_is_written_is_read_back(value: object) -> None:
    assert loads(dumps(value)) == value


@settings(deadline=None, max_examples=100)
@given(values)
def test_what_is_written_is_one_form_of_the_language(value: object) -> None:
    assert len(read(Source("data", dumps(value)))) == 1


@settings(deadline=None, max_examples=300)
@given(st.text(st.sampled_from("()\"\\ :;'`,[]{}#|\nlistdcn0123456789.-e\0é")))
def test_any_text_is_a_value_or_a_refusal(text: str) -> None:
    try:
        value = loads(text)
    except ReadError as fault:
        lines = text.split("\n")
        within = fault.span.line <= len(lines)
        column_within = fault.span.column <= len(lines[fault.span.line - 1]) + 1
    else:
        within, column_within = loads(dumps(value)) == value, True
    assert (within, column_within) == (True, True)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", "1:1 expected a value, got the end of the data"),
        (" ; nothing", "1:11 expected a value, got the end of the data"),
        ("(list 1\n  (list 2)", "1:1 this bracket is never closed"),
        ("(list 1\n  (list 2", "2:3 this bracket is never closed"),
        ("(list 1))", "1:9 nothing is open here"),
        (")", "1:1 nothing is open here"),
        ("1 2", "1:3 expected one value, got another"),
        ("(list) (list)", "1:8 expected one value, got another"),
        ('(list "a)', "1:7 this string never ends"),
        ("[1]", "1:1 '[' begins no value"),
        ("{:a 1}", "1:1 '{' begins no value"),
        ("'a", '1:1 "\'" begins no value'),
        ("`a", "1:1 '`' begins no value"),
        ("#;1 2", "1:1 '#' begins no value"),
        ("(list 1\\b)", "1:8 '\\\\' begins no value"),
        ("title", "1:1 unknown name `title`"),
        ("(list nan)", "1:7 unknown name `nan`"),
        ("(list inf)", "1:7 unknown name `inf`"),
        ("(list 1_000)", "1:7 unknown name `1_000`"),
        ("(list 007)", "1:7 unknown name `007`"),
        ("(list \u0661)", "1:7 unknown name `\u0661`"),
        ("(list .5)", "1:7 unknown name `.5`"),
        ("(list :)", "1:7 unknown name `:`"),
        ("(eval 1)", "1:2 unknown name `eval`"),
        ("(+ 1 2)", "1:2 unknown name `+`"),
        ("(1 2)", "1:1 expected `list`, `dict` or `inst` in front"),
        ("()", "1:1 expected `list`, `dict` or `inst` in front"),
        ("((list) 1)", "1:1 expected `list`, `dict` or `inst` in front"),
        ('("list" 1)', "1:1 expected `list`, `dict` or `inst` in front"),
        ("list", "1:1 `list` is no value"),
        ("(list 1 dict)", "1:9 `dict` is no value"),
        ("(list 1\n (dict :a))", "2:2 the last key has no value"),
        ("(dict 1 2)", "1:1 a key is a string"),
        ('(dict :a 1 "a" 2)', "1:1 key `a` twice"),
        ("(inst)", "1:1 `inst` takes 1 argument, got 0"),
        ('(list (inst "soon"))', "1:7 expected a date, got a string"),
        ('(inst "2026-02-30")', "1:1 there is no date `2026-02-30`"),
        ("(inst 2026)", "1:1 expected a date, got a number"),
        ("9223372036854775808", "1:1 the number is too large"),
        ("-9223372036854775809", "1:1 the number is too large"),
        ("1" * 5000, "1:1 the number is too large"),
        ("1e999", "1:1 the number is too large"),
        ('"a\\qb"', "1:3 unknown escape `\\q`"),
        ('"a\\u{e9}"', "1:3 unknown escape `\\u`"),
        ('"a\0b"', "1:1 a string holds NUL or half a character"),
        ("1\xa02", "1:2 '\\xa0' begins no value"),
    ],
)
def test_what_is_no_data_is_refused_at_its_place(text: str, wanted: str) -> None:
    assert refusal(text) == wanted


def test_limits_of_reading() -> None:
    assert loads("(list " * 100 + ")" * 100) is not None
    assert refusal("(list " * 101 + ")" * 101) == "1:601 the data is nested deeper than 100"
    assert loads(f"(list{' 1' * 99_999})") == [1] * 99_999
    assert refusal(f"(list{' 1' * 100_000})") == "1:200005 the data has more than 100,000 values"
    assert refusal(f'"{"x" * 1024 * 1024}"') == "1:1 the data is larger than 1 MiB"
    assert refusal("é" * 600_000) == "1:1 the data is larger than 1 MiB"


def test_a_million_brackets_are_refused_without_building_them() -> None:
    text = "(" * 1_000_000
    tracemalloc.start()
    assert refusal(text) == "1:101 the data is nested deeper than 100"
    assert tracemalloc.get_traced_memory()[1] < 8 * len(text)
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (nested(101), "the data is nested deeper than 100"),
        ([1] * 100_000, "the data has more than 100,000 values"),
        ("x" * 1024 * 1024, "the data is larger than 1 MiB"),
        (2**63, "the number is too large"),
        (float("inf"), "a number became infinite"),
        ("a\0", "a string holds NUL or half a character"),
        ("\ud800", "a string holds NUL or half a character"),
        ({1: 2}, "the key of a dict is a string, got a number"),
        (Markup("<b>"), "cannot write markup as data"),
        ([len], "cannot write a function as data"),
        (b"a", "cannot write an object as data"),
    ],
)
def test_what_cannot_be_data_is_not_written(value: object, wanted: str) -> None:
    assert unwritable(value) == wanted


def test_the_deepest_and_the_largest_are_written() -> None:
    for value in (nested(100), [1] * 99_999):
        assert loads(dumps(value)) == value
