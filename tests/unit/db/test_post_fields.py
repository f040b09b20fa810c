"""Fields of a post: what each type of value reads, shows and refuses."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

import pytest

from db.kernel.errors import Invalid
from db.kernel.post_fields import FIELDS, Field, PostRecord, fields_of
from db.kernel.value_types import (
    BooleanType,
    IntegerType,
    ParagraphType,
    StringType,
    TextType,
    TimeType,
    ValueType,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subtitled(PostRecord):
    """A record with one more field."""

    subtitle: Annotated[str, Field(StringType(), "Subtitle", front_matter=("subtitle",))] = ""


def test_a_field_that_a_record_says_is_one_of_its_fields() -> None:
    *others, subtitle = fields_of(Subtitled)
    assert tuple(others) == FIELDS
    assert (subtitle.key, subtitle.default, subtitle.check(" A\n b ")) == ("subtitle", "", "A b")
    with pytest.raises(Invalid, match="a subtitle has at most 500 characters, got 501"):
        subtitle.check("x" * 501)


@pytest.mark.parametrize(
    ("value_type", "text", "value", "shown"),
    [
        (TextType(), " a\r\nb ", " a\nb ", " a\nb "),
        (ParagraphType(), " a  b ", "a  b", "a  b"),
        (StringType(), " a  b ", "a b", "a b"),
        (BooleanType(), "yes", True, "yes"),
        (BooleanType(), "no", False, "no"),
        (IntegerType(), " 12 ", 12, "12"),
        (
            TimeType(),
            "2024-05-06T07:08",
            datetime(2024, 5, 6, 7, 8, tzinfo=UTC),
            "2024-05-06T07:08",
        ),
    ],
)
def test_what_is_read_is_shown_and_read_again(
    value_type: ValueType[Any], text: str, value: object, shown: str
) -> None:
    assert value_type.read(text) == value
    assert value_type.show(value) == shown
    assert value_type.read(shown) == value_type.check("field", value) == value


@pytest.mark.parametrize(
    ("value_type", "text"), [(IntegerType(), "twelve"), (TimeType(), "tomorrow")]
)
def test_what_is_no_value_is_refused(value_type: ValueType[Any], text: str) -> None:
    with pytest.raises(Invalid, match="expected a"):
        value_type.read(text)


@pytest.mark.parametrize("value_type", [IntegerType(), TimeType()])
def test_an_empty_line_is_no_value(value_type: ValueType[Any]) -> None:
    assert value_type.read(" ") is None
