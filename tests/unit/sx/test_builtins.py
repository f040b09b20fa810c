"""The builtins as Python sees them: the table, records and dates, limits, purity."""

import json
import random
import re
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.sx.builtins import BUILTINS, Builtin, date_of, json_text
from app.sx.values import Fault, Function, Markup, equal, kind

DOCUMENTED = re.findall(
    r"\S+",
    """
    + - * / mod abs min max round floor ceil clamp inc dec
    = != < <= > >= not
    nil? string? number? boolean? list? dict? markup? empty? contains? starts-with? ends-with?
    odd? even?
    str upper lower capitalize trim split join replace slice length index-of pad-start truncate
    pluralize slugify format-number
    list dict get get-in keys vals entries assoc dissoc merge first last rest nth take drop
    append concat reverse range sort sort-by group-by distinct zip chunk flatten count
    map map-indexed filter remove reduce some every? apply identity
    format-date iso-date year json class-list
    """,
)


@dataclass(frozen=True, slots=True)
class Post:
    """A record as loaders give it."""

    title: str
    published: date | None = None
    tag_count: int = 0


def run(name: str, *arguments: object) -> object:
    return BUILTINS[name].run(*arguments)


def fault_of(name: str, *arguments: object) -> tuple[str, int | None]:
    with pytest.raises(Fault) as caught:
        run(name, *arguments)
    return caught.value.message, caught.value.argument


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.dates(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def test_the_table_holds_what_the_language_promises() -> None:
    assert sorted(BUILTINS) == sorted(DOCUMENTED)


@pytest.mark.parametrize("name", DOCUMENTED)
def test_every_builtin_is_documented_in_one_line(name: str) -> None:
    builtin = BUILTINS[name]
    assert builtin.name == name
    assert builtin.doc.endswith(".")
    assert "\n" not in builtin.doc
    assert len(builtin.doc) < 90


@pytest.mark.parametrize("name", DOCUMENTED)
def test_every_signature_is_whole(name: str) -> None:
    builtin = BUILTINS[name]
    assert builtin.result in {"string", "number", "boolean", "list", "dict", "any"}
    parameters = builtin.signature.split()[1:]
    assert all(0 <= place < len(parameters) for place in builtin.functions)
    if builtin.most is None:
        assert (builtin.least, parameters[-1][-3:]) == (len(parameters) - 1, "...")
    else:
        assert builtin.least <= builtin.most == len(parameters)


SAMPLES: tuple[object, ...] = (
    None,
    True,
    False,
    0,
    -1,
    3,
    2.5,
    2**63 - 1,
    -(2**63),
    1e308,
    "",
    "a b",
    "2026-01-02",
    "a",
    [],
    [1, 2, 3],
    ("b", "a"),
    [[1, "a"], [2]],
    {},
    {"a": 1},
    [{"a": 1}, {"a": [2]}],
    date(2026, 1, 2),
    datetime(2026, 1, 2, tzinfo=UTC),
    Post("a"),
    Markup("<b>"),
    Function(lambda *given_values: given_values[0], 1, None, "f"),
)


@pytest.mark.parametrize("name", DOCUMENTED)
def test_a_builtin_gives_what_it_promises_or_a_fault(name: str) -> None:
    builtin = BUILTINS[name]
    chance = random.Random(name)
    for _ in range(600):
        most = builtin.least + 2 if builtin.most is None else builtin.most
        arguments = chance.choices(SAMPLES, k=chance.randint(builtin.least, most))
        before = deepcopy(arguments)
        result, place = outcome(builtin, arguments)
        assert builtin.result in ("any", result), (name, arguments)
        assert 0 <= place < max(1, len(arguments)), (name, arguments)
        assert list(map(repr, before)) == list(map(repr, arguments))


def outcome(builtin: Builtin, arguments: list[object]) -> tuple[str, int]:
    """The type of what came, or the place of the argument at fault."""
    try:
        return kind(builtin.run(*arguments)), 0
    except Fault as fault:
        return builtin.result, fault.argument or 0


@settings(deadline=None, max_examples=50)
@given(values, values)
def test_distinct_and_group_by_agree_with_equality(one: object, other: object) -> None:
    same = equal(one, other)
    assert run("count", run("distinct", [one, other])) == (1 if same else 2)
    assert run("count", run("group-by", run_identity, [one, other])) == (1 if same else 2)
    assert run("index-of", [one], other) == (0 if same else None)
    assert run("contains?", [one], other) is same


def run_identity(value: object) -> object:
    return value


def plain(value: object) -> object:
    """The value as JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


@settings(deadline=None, max_examples=50)
@given(values)
def test_json_is_compact_and_reads_back(value: object) -> None:
    text = json_text(value)
    assert json.loads(text) == plain(value)
    assert text == json.dumps(plain(value), ensure_ascii=False, separators=(",", ":"))
    assert json_text(value, ascii_only=True) == json.dumps(plain(value), separators=(",", ":"))


def test_json_of_records_dates_and_tuples() -> None:
    post = Post("a", date(2026, 1, 2))
    assert json_text((post,)) == '[{"title":"a","published":"2026-01-02","tag_count":0}]'


def test_what_is_no_plain_data_is_no_json() -> None:
    assert fault_of("json", [Markup("a")]) == ("expected plain data, got markup", 0)
    assert fault_of("json", {"a": len}) == ("expected plain data, got a function", 0)
    assert fault_of("json", b"a") == ("expected plain data, got an object", 0)


def test_records_are_read_like_dicts() -> None:
    posts = [Post("b", tag_count=1), Post("a", tag_count=2)]
    assert run("get", posts[0], "tag-count") == 1
    assert run("get-in", {"posts": posts}, ["posts", 1, "title"]) == "a"
    assert run("get-in", {"posts": posts}, ["posts", 2, "title"], "none") == "none"
    assert run("distinct", [*posts, Post("b", tag_count=1)]) == posts


def test_dates_of_both_kinds_are_ordered_by_moment() -> None:
    east = timezone(timedelta(hours=2))
    midnight = datetime(2026, 1, 2, 1, 30, tzinfo=east)
    days = [date(2026, 1, 2), midnight, datetime(2026, 1, 1, 23, 0, tzinfo=UTC)]
    assert run("sort", days) == [days[2], days[1], days[0]]
    assert run("<", days[2], days[1], days[0]) is True
    assert run("sort", [datetime(2026, 1, 2), date(2026, 1, 1)])  # noqa: DTZ001
    assert fault_of("<", date(2026, 1, 1), "2026-01-02") == (
        "cannot order a string and a date",
        1,
    )


def test_dates_are_written_from_dates_and_from_texts() -> None:
    moment = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert run("format-date", moment, "%Y-%m-%d %H:%M:%S") == "2026-01-02 03:04:05"
    assert run("format-date", date(2026, 1, 2), "%H:%M") == "00:00"
    assert run("iso-date", moment) == "2026-01-02"
    assert run("year", date(2026, 1, 2)) == 2026
    assert run("str", moment) == "2026-01-02T03:04:05+00:00"


@pytest.mark.parametrize(
    "text",
    ["2026-01-02", "2026-01-02T03:04", "2026-01-02 03:04:05", "2026-01-02T03:04:05.25+02:00"],
)
def test_iso_texts_are_dates(text: str) -> None:
    assert date_of(text) == (
        date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026",
        "20260102",
        "2026-W01",
        "2026-1-2",
        "02.01.2026",
        "2026-01-02T",
        "\u0661\u0662\u0663\u0664-\u0660\u0661-\u0660\u0661",
    ],
)
def test_other_texts_are_no_dates(text: str) -> None:
    assert fault_of("year", text) == ("expected a date, got a string", 0)


def test_a_date_that_does_not_exist_is_named() -> None:
    assert fault_of("year", "2026-02-30") == ("there is no date `2026-02-30`", 0)
    assert fault_of("year", "2026-01-02T25:00") == ("there is no date `2026-01-02T25:00`", 0)


def test_integers_have_64_bits() -> None:
    assert run("+", 2**63 - 2, 1) == 2**63 - 1
    assert [
        fault_of("+", 2**63 - 1, 1),
        fault_of("*", 2**62, 2),
        fault_of("-", -(2**63)),
        fault_of("abs", -(2**63)),
        fault_of("inc", 2**63 - 1),
        fault_of("/", -(2**63), -1),
        fault_of("round", 1e300),
    ] == [("the number is too large", None)] * 7


def test_floats_are_finite() -> None:
    assert fault_of("*", 1e308, 10) == ("the number is too large", None)
    assert fault_of("/", 1e308, 1e-10) == ("the number is too large", None)
    assert fault_of("-", -1e308, 1e308) == ("the number is too large", None)


def test_lists_have_at_most_100_000_items() -> None:
    most = run("range", 100_000)
    assert run("count", most) == 100_000
    too_long = ("the list is longer than 100,000 items", None)
    assert [
        fault_of("range", 100_001),
        fault_of("range", -(2**63), 2**63 - 1),
        fault_of("append", most, 1),
        fault_of("concat", most, [1]),
        fault_of("split", "," * 100_000, ","),
        fault_of("flatten", [most, 1]),
    ] == [too_long] * 6


def test_strings_have_at_most_a_mebibyte() -> None:
    half = "x" * (512 * 1024)
    assert run("length", run("str", half, half)) == 1024 * 1024
    too_long = ("the string is longer than 1 MiB", None)
    assert [
        fault_of("str", half, half, "x"),
        fault_of("join", half, ["", "", "", ""]),
        fault_of("replace", half, "x", "xyz"),
        fault_of("pad-start", "x", 2**40),
        fault_of("json", [half, half]),
        fault_of("format-date", "2026-01-02", f"{half}{half}%Y"),
    ] == [too_long] * 6


def nested(depth: int) -> object:
    value: object = []
    for _ in range(depth):
        value = [value]
    return value


def test_depth_reaches_no_stack() -> None:
    deep = nested(50_000)
    assert run("flatten", deep) == []
    assert run("length", run("json", deep)) == 100_002
    assert run("count", run("distinct", [deep, nested(50_000)])) == 1
    assert run("=", deep, nested(50_000)) is True


@settings(deadline=None, max_examples=50)
@given(st.integers(-(10**6), 10**6), st.integers(-1000, 1000).filter(bool))
def test_mod_has_the_sign_of_the_divisor(dividend: int, divisor: int) -> None:
    rest = run("mod", dividend, divisor)
    assert isinstance(rest, int)
    assert rest == 0 or (rest > 0) == (divisor > 0)
    assert (dividend - rest) % divisor == 0


@settings(deadline=None, max_examples=50)
@given(st.floats(-1e9, 1e9), st.integers(0, 6))
def test_rounding_is_symmetric(value: float, digits: int) -> None:
    assert run("round", -value) == run("-", run("round", value))
    assert run("round", -value, digits) == run("-", run("round", value, digits))


def test_halves_are_rounded_as_they_are_written() -> None:
    assert [run("round", 0.5), run("round", -0.5), run("round", 1.005, 2)] == [1, -1, 1.01]
    assert [run("round", 12345, 2), kind(run("round", 2.0))] == [12345, "number"]
    assert isinstance(run("round", 2.0), int)


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=30), st.integers(0, 40))
def test_truncate_keeps_to_its_length(text: str, length: int) -> None:
    cut = run("truncate", text, length)
    assert isinstance(cut, str)
    assert len(cut) <= length or cut == text
    assert cut == text or len(text) > length


@settings(deadline=None, max_examples=50)
@given(st.text())
def test_a_slug_is_fit_for_an_address(text: str) -> None:
    slug = run("slugify", text)
    assert isinstance(slug, str)
    assert not slug.startswith("-")
    assert not slug.endswith("-")
    assert all(letter.isalnum() or letter == "-" for letter in slug)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers()))
def test_sorting_agrees_with_python(numbers: list[int]) -> None:
    assert run("sort", numbers) == sorted(numbers)
    assert run("sort-by", Function(lambda n: -n, 1, 1, "f"), numbers) == sorted(
        numbers, key=lambda n: -n
    )


def test_a_function_that_takes_too_little_is_blamed_itself() -> None:
    one = Function(run_identity, 1, 1, "one")
    assert fault_of("reduce", one, 0, [1]) == ("`one` takes 1 argument, got 2", 0)
    assert fault_of("map-indexed", one, [1]) == ("`one` takes 1 argument, got 2", 0)
    assert run("map-indexed", one, []) == []


def test_faults_of_a_function_pass_through() -> None:
    inner = Function(run_identity, 1, 1, "one")
    outer = Function(lambda item: inner(item, item), 1, 1, "outer")
    assert fault_of("map", outer, [1]) == ("`one` takes 1 argument, got 2", None)
