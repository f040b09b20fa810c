"""The reader: forms, their places, and what is no form."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.sx.syntax.errors import ReadError, Source, Span
from app.sx.syntax.forms import Form, Keyword, Literal, Mapping, Sequence, Symbol
from app.sx.syntax.printer import write
from app.sx.syntax.reader import decode, read


def fault(text: str) -> tuple[str, int, int]:
    """Read text that is wrong; give the message and its place."""
    with pytest.raises(ReadError) as caught:
        read(Source("case.sx", text))
    error = caught.value
    return error.message, error.span.line, error.span.column


def test_a_form_spans_its_first_to_its_last_character() -> None:
    source = Source("case.sx", 'a\n  (b "c")')
    second = read(source)[1]
    assert second.span == Span(source, 2, 3, 2, 10)


def test_columns_count_characters() -> None:
    source = Source("case.sx", '("😀é" x)')
    (form,) = read(source)
    assert isinstance(form, Sequence)
    assert form.items[1].span == Span(source, 1, 7, 1, 8)


def test_the_innermost_open_bracket_is_reported() -> None:
    assert fault("(a\n (b c") == ("`(` is not closed", 2, 2)


def test_a_wrong_bracket_is_reported_where_it_stands() -> None:
    assert fault("(a]") == ("expected `)`, got `]`", 1, 3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (")", ("unexpected `)`", 1, 1)),
        ('"abc', ("the string is not closed", 1, 1)),
        ("#|abc", ("the raw string is not closed", 1, 1)),
        ('"a\\qb"', ("unknown escape `\\q`", 1, 3)),
        ('"\\u{0}"', ("unknown escape `\\u{0}`", 1, 2)),
        ('"\\u{D800}"', ("unknown escape `\\u{D800}`", 1, 2)),
        ("1x", ("`1x` is no number", 1, 1)),
        ("01", ("`01` is no number", 1, 1)),
        ("+1", ("`+1` is no number", 1, 1)),
        (".5", ("`.5` is no number", 1, 1)),
        ("9223372036854775808", ("the number does not fit into 64 bits", 1, 1)),
        ("1e999", ("the number `1e999` is too large", 1, 1)),
        (":", ("a keyword needs a name", 1, 1)),
        ("a..b", ("`a..b` has a dot that joins no names", 1, 1)),
        ("{:a}", ("a dict needs a value for each key", 1, 1)),
        ('{:a 1 "a" 2}', ("the key `a` stands twice", 1, 7)),
        ("{a 1}", ("a key is a keyword or a string", 1, 2)),
        ("a\u00a0b", ("unexpected invisible character U+00A0", 1, 2)),
        ("a\u200bb", ("unexpected invisible character U+200B in a name", 1, 2)),
        ("'", ("expected a form, got the end", 1, 2)),
        ("(a\0)", ("unexpected character NUL", 1, 3)),
    ],
)
def test_what_is_no_form_is_named_with_its_place(text: str, expected: tuple[str, int, int]) -> None:
    assert fault(text) == expected


def test_depth_is_refused_before_anything_is_built() -> None:
    assert fault("(" * 201) == ("forms are nested deeper than 200", 1, 201)
    assert len(read(Source("case.sx", "(" * 200 + ")" * 200))) == 1


@pytest.mark.parametrize("mark", ["'", "`", ",", ",@", "#;", "('"])
def test_marks_before_a_form_nest_it_as_brackets_do(mark: str) -> None:
    message, line, _ = fault(mark * 5000 + "x")
    assert (message, line) == ("forms are nested deeper than 200", 1)


def test_marks_beside_each_other_do_not_add_up() -> None:
    assert len(read(Source("case.sx", "'a `(b ,c ,@d) " * 500))) == 1000


@pytest.mark.slow
def test_a_text_of_very_many_names_is_refused_at_the_one_that_is_too_much() -> None:
    assert len(read(Source("case.sx", "a\n" * 100_000))) == 100_000
    message = "the text has more than 100,000 names, values and brackets"
    assert fault("a\n" * 100_001) == (message, 100_001, 1)


def test_a_file_over_256_kib_is_refused() -> None:
    assert fault("(" * 1_000_000) == ("the text is larger than 256 KiB", 1, 1)


def test_bytes_that_are_no_utf8_are_refused_where_they_stand() -> None:
    with pytest.raises(ReadError) as caught:
        decode("case.sx", b"(a\n \xff)")
    assert (caught.value.span.line, caught.value.span.column) == (2, 2)


def test_a_mark_at_the_start_is_dropped() -> None:
    assert read(decode("case.sx", b"\xef\xbb\xbfa")) == read(Source("case.sx", "a"))


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_gives_forms_or_a_read_error(text: str) -> None:
    with contextlib.suppress(ReadError):
        read(Source("case.sx", text))


PLACE = Span(Source("", ""), 1, 1, 1, 1)
NAMES = st.from_regex(r"[a-z][a-z0-9?!*<>=~:&/-]{0,8}", fullmatch=True)
ATOMS: st.SearchStrategy[Form] = st.one_of(
    NAMES.filter(lambda name: name not in ("true", "false", "nil")).map(
        lambda name: Symbol(name, PLACE)
    ),
    NAMES.map(lambda name: Keyword(name.replace("*", "").replace("=", "") or "a", PLACE)).filter(
        lambda keyword: not set(keyword.name) & set("<>~&+")
    ),
    st.one_of(
        st.integers(-(2**63), 2**63 - 1),
        st.floats(allow_nan=False, allow_infinity=False),
        st.booleans(),
        st.none(),
        st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    ).map(lambda value: Literal(value, PLACE)),
)


def lists(inner: st.SearchStrategy[Form]) -> st.SearchStrategy[Form]:
    """Lists and dicts of these forms."""
    keys = NAMES.map(lambda name: Keyword("k" + "".join(c for c in name if c.isalnum()), PLACE))
    return st.one_of(
        st.lists(inner, max_size=4).map(lambda items: Sequence(tuple(items), PLACE)),
        st.dictionaries(keys.map(lambda key: key.name), inner, max_size=3).map(
            lambda pairs: Mapping(
                tuple((Keyword(key, PLACE), value) for key, value in pairs.items()), PLACE
            )
        ),
    )


@settings(deadline=None)
@given(st.recursive(ATOMS, lists, max_leaves=20))
def test_what_is_printed_reads_as_the_same_form(form: Form) -> None:
    assert read(Source("case.sx", write(form))) == (form,)
