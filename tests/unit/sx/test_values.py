"""What values are called, how they compare, print and open."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest

from app.sx.syntax.errors import Source, Span
from app.sx.syntax.forms import Keyword, Symbol
from app.sx.values import (
    Fault,
    Function,
    Markup,
    arity,
    described,
    equal,
    expected,
    field_names,
    items,
    kind,
    lookup,
    nearest,
    text_of,
    truthy,
)
from app.sx.values import field as read_field

PLACE = Span(Source("a.sx", "x"), 1, 1, 1, 2)
SYMBOL, KEYWORD = Symbol("x", PLACE), Keyword("x", PLACE)


@dataclass(frozen=True, slots=True)
class Post:
    """A record as loaders give it."""

    title: str
    tag_count: int = 0
    tags: tuple[str, ...] = ()

    def shout(self) -> str:
        """Do what no program may ask for."""
        return self.title.upper()


@dataclass
class Open:
    """A dataclass that is not frozen."""

    title: str


@dataclass(frozen=True)
class Twin:
    """The same fields as a post's."""

    title: str
    tag_count: int = 0
    tags: tuple[str, ...] = field(default=())


def fault_of(call: object, *arguments: object) -> tuple[str, str | None, int | None]:
    assert callable(call)
    with pytest.raises(Fault) as caught:
        call(*arguments)
    return caught.value.message, caught.value.hint, caught.value.argument


def nested(depth: int) -> object:
    value: object = "x"
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (None, "nil"),
        (True, "boolean"),
        (0, "number"),
        (1.5, "number"),
        ("a", "string"),
        ([], "list"),
        ((), "list"),
        ({}, "dict"),
        (date(2026, 1, 2), "date"),
        (datetime(2026, 1, 2, tzinfo=UTC), "date"),
        (Markup("<b>"), "markup"),
        (Function(len, 1, 1, "f"), "function"),
        (len, "function"),
        (SYMBOL, "symbol"),
        (KEYWORD, "keyword"),
        (Post("a"), "record"),
        (Open("a"), "object"),
        (b"a", "object"),
    ],
)
def test_every_value_has_a_word(value: object, word: str) -> None:
    assert kind(value) == word


def test_quoted_names_are_equal_wherever_they_stand() -> None:
    other = Span(PLACE.source, 2, 1, 2, 2)
    assert equal([SYMBOL], [Symbol("x", other)])
    assert not equal(SYMBOL, Symbol("y", PLACE))
    assert not equal(SYMBOL, KEYWORD)


def test_words_have_an_article_where_they_need_one() -> None:
    values: tuple[object, ...] = (None, Markup(""), b"", 1, [])
    assert [described(value) for value in values] == [
        "nil",
        "markup",
        "an object",
        "a number",
        "a list",
    ]


def test_only_nil_and_false_are_false() -> None:
    values: tuple[object, ...] = (None, False, True, 0, "", [], {}, Markup(""))
    assert [truthy(value) for value in values] == [False, False] + [True] * 6


def test_markup_is_no_string_and_equal_by_its_text() -> None:
    text: object = "a"
    assert not isinstance(Markup("a"), str)
    assert Markup("a") == Markup("a") != Markup("b")
    assert hash(Markup("a")) == hash(Markup("a"))
    assert Markup("a") != text
    assert repr(Markup("<b>")) == "Markup('<b>')"


def test_a_field_is_read_as_written_or_with_underscores() -> None:
    assert read_field({"tag-count": 1, "tag_count": 2}, "tag-count") == 1
    assert read_field({"tag_count": 2}, "tag-count") == 2
    assert read_field(Post("a", 3), "tag-count") == 3
    assert read_field({"tag": None}, "tag") is None


def test_a_missing_field_names_the_nearest() -> None:
    assert fault_of(read_field, Post("a"), "titel") == (
        "no field `titel`",
        "did you mean `title`?",
        None,
    )
    assert fault_of(read_field, {"tag_count": 1}, "tag-cont") == (
        "no field `tag-cont`",
        "did you mean `tag_count`?",
        None,
    )
    assert fault_of(read_field, {}, "titel") == ("no field `titel`", None, None)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, "nil has no field `x`"),
        ("a", "a string has no field `x`"),
        ([1], "a list has no field `x`"),
        (1, "a number has no field `x`"),
        (date(2026, 1, 2), "a date has no field `x`"),
        (Markup("a"), "markup has no field `x`"),
        (SYMBOL, "a symbol has no field `x`"),
        (Open("a"), "an object has no field `x`"),
    ],
)
def test_only_dicts_and_records_have_fields(value: object, message: str) -> None:
    assert fault_of(read_field, value, "x")[0] == message


@pytest.mark.parametrize("name", ["shout", "__class__", "__dict__", "__slots__", "_x"])
def test_nothing_of_python_can_be_reached(name: str) -> None:
    assert fault_of(read_field, Post("a"), name)[0] == f"no field `{name}`"
    assert lookup(Post("a"), name, "none") == "none"


def test_a_mutable_dataclass_cannot_be_read() -> None:
    assert fault_of(read_field, Open("a"), "title")[0] == "an object has no field `title`"
    assert fault_of(lookup, Open("a"), "title")[0] == "expected a dict or a list, got an object"


def test_lookup_is_lenient() -> None:
    assert [
        lookup(None, "a", "none"),
        lookup({"a": 1}, "a"),
        lookup({"a": None}, "a", "none"),
        lookup({"a_b": 1}, "a-b"),
        lookup({}, "a"),
        lookup({}, "a", "none"),
        lookup(Post("x"), "title"),
        lookup(Post("x"), "slug", "none"),
        lookup([1, 2], 1),
        lookup((1, 2), 2, "none"),
        lookup([1, 2], -1, "none"),
    ] == ["none", 1, None, 1, None, "none", "x", "none", 2, "none", "none"]


def test_lookup_refuses_what_cannot_be_asked() -> None:
    assert fault_of(lookup, "abc", 0) == ("expected a dict or a list, got a string", None, 0)
    assert fault_of(lookup, Markup("a"), "x") == ("expected a dict or a list, got markup", None, 0)
    assert fault_of(lookup, [1], "a") == ("expected a whole number, got a string", None, 1)
    assert fault_of(lookup, [1], True) == ("expected a whole number, got a boolean", None, 1)
    hint = "make a text of it with `join`"
    assert fault_of(lookup, {"a": 1}, ["a"]) == ("expected a string, got a list", hint, 1)


def test_field_names_are_written_as_an_author_writes_them() -> None:
    assert sorted(field_names(Post("a"))) == ["tag-count", "tags", "title"]
    assert field_names({"a_b": 1, 2: 3}) == ["a_b"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 1.0),
        ([1, (2, "a")], (1.0, [2, "a"])),
        ({"a": [True]}, {"a": (True,)}),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        (Post("a", 1), Post("a", 1)),
        (Markup("a"), Markup("a")),
        (date(2026, 1, 2), date(2026, 1, 2)),
        (None, None),
    ],
)
def test_equal_values(one: object, other: object) -> None:
    assert equal(one, other)
    assert equal(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, True),
        (0, False),
        ([1], [True]),
        ({"a": [0]}, {"a": [False]}),
        (Post("a", 1), Post("a", 2)),
        (Post("a", True), Post("a", 1)),
        (Post("a"), Twin("a")),
        (Post("a"), {"title": "a", "tag_count": 0, "tags": ()}),
        ("1", 1),
        ("", None),
        ([], None),
        (None, False),
        ({"a": 1}, {"a": 1, "b": 2}),
        ({"a": 1}, {"b": 1}),
        ([1], [1, 2]),
        (Markup("a"), "a"),
        ("2026-01-02", date(2026, 1, 2)),
        (len, max),
    ],
)
def test_unequal_values(one: object, other: object) -> None:
    assert not equal(one, other)
    assert not equal(other, one)


def test_comparing_does_not_recurse() -> None:
    assert equal(nested(50_000), nested(50_000))
    assert not equal(nested(50_000), nested(50_001))


@pytest.mark.slow
def test_comparing_has_an_end() -> None:
    one: object = []
    other: object = []
    for _ in range(40):
        one, other = [one, one], [other, other]
    assert fault_of(equal, one, other)[0] == "these values are too large to compare"


def test_texts() -> None:
    values = ("a", None, 3, -2.5, 1.0, 1e300, date(2026, 1, 2), datetime(2026, 1, 2, tzinfo=UTC))
    assert [text_of(value) for value in values] == [
        "a",
        "",
        "3",
        "-2.5",
        "1.0",
        "1e+300",
        "2026-01-02",
        "2026-01-02T00:00:00+00:00",
    ]


class Loud(str):
    """A string that would print as something else."""

    __slots__ = ()

    def __str__(self) -> str:
        return "<b>"


def test_a_text_is_exactly_a_string() -> None:
    assert (text_of(Loud("a")), type(text_of(Loud("a")))) == ("a", str)


@pytest.mark.parametrize("value", [True, [1], {"a": 1}, Markup("a"), len, Post("a")])
def test_other_values_have_no_text(value: object) -> None:
    message = f"expected a string, a number or a date, got {described(value)}"
    fault = fault_of(text_of, value, 2)
    assert (fault[0], fault[2]) == (message, 2)


def test_a_list_and_a_dict_say_how_they_become_text() -> None:
    read = "read a field of it, or use `json`"
    assert fault_of(text_of, [1])[1] == "make a text of it with `join`"
    assert (fault_of(text_of, {"a": 1})[1], fault_of(text_of, Post("a"))[1]) == (read, read)


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan")])
def test_an_infinite_number_has_no_text(value: float) -> None:
    assert fault_of(text_of, value)[0] == "a number became infinite"


def test_items_take_lists_and_nil() -> None:
    assert (items([1]), items((1,)), items(None)) == ([1], (1,), ())
    hint = "make a list of it with `split`"
    assert fault_of(items, "abc", 1) == ("expected a list, got a string", hint, 1)
    assert fault_of(items, {"a": 1})[0] == "expected a list, got a dict"


def test_the_nearest_name() -> None:
    assert nearest("tittle", ["title", "subtitle"]) == "title"
    assert nearest("xyz", ["title"]) is None


def test_a_function_counts_its_arguments() -> None:
    two = Function(lambda *given: given, 1, 2, "pair")
    assert two(1) == (1,)
    assert fault_of(two)[0] == "`pair` takes 1 or 2 arguments, got 0"
    assert fault_of(two, 1, 2, 3)[0] == "`pair` takes 1 or 2 arguments, got 3"


def test_arity_in_words() -> None:
    pairs = ((0, 0), (1, 1), (2, 2), (2, 3), (0, 1), (1, 4), (1, None), (2, None))
    assert [arity(least, most) for least, most in pairs] == [
        "no arguments",
        "1 argument",
        "2 arguments",
        "2 or 3 arguments",
        "0 or 1 argument",
        "1 to 4 arguments",
        "at least 1 argument",
        "at least 2 arguments",
    ]


def test_a_fault_of_type_names_what_was_wanted() -> None:
    assert expected("a date", [1], 0).message == "expected a date, got a list"
