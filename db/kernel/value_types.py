"""What a field may hold: read from a form or front matter, checked, and kept in a column.

Each type is one class. Its `widget` names the component that edits a value, a branch of
`~edit:field/input`. Knows no field and no table.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.types import TypeEngine

from db.kernel.columns import Moment
from db.kernel.errors import Invalid
from db.kernel.text import clean

Value = TypeVar("Value")

LONGEST_TITLE: Final = 500
_LONGEST_TEXT: Final = 4_000_000

#: RFC 5646, section 2.1, without private use and grandfathered tags.
_LANGUAGE_TAG = re.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class ValueType(Generic[Value]):
    """What every type of value does, each in its own way."""

    widget: str

    def read(self, text: str) -> Value | None:
        """Return the value that a form sends; raise Invalid where it is none."""
        raise NotImplementedError

    def adapt(self, text: str) -> Value | None:
        """Return the value that front matter says, as other tools spell it."""
        return self.read(text)

    def show(self, value: Value) -> str:
        """Return what stands in the form; `read` makes the value of it again."""
        return str(value)

    def check(self, name: str, value: Value) -> Value:
        """Return a value as it is stored; raise Invalid, in words about the field `name`."""
        return value

    def column(self) -> TypeEngine[Any]:
        """Return the type of its column."""
        return sa.Text()


@dataclass(frozen=True, slots=True)
class TextType(ValueType[str]):
    """A text of any number of lines."""

    widget: str = "text"

    def read(self, text: str) -> str:
        """Return the text with the ends of lines that a form does not send."""
        return text.replace("\r\n", "\n")

    def check(self, name: str, value: str) -> str:
        """Return the text; raise Invalid where no page could hold it."""
        if len(value) > _LONGEST_TEXT:
            raise Invalid(f"a text has at most {_LONGEST_TEXT:,} characters, got {len(value):,}")
        return clean(value)


@dataclass(frozen=True, slots=True)
class ParagraphType(TextType):
    """A text that is edited in one line."""

    widget: str = "line"

    def read(self, text: str) -> str:
        """Return the text without blanks around it."""
        return text.strip()


@dataclass(frozen=True, slots=True)
class StringType(TextType):
    """A line, like a title: single blanks between words, and not too long to be listed."""

    widget: str = "line"

    def read(self, text: str) -> str:
        """Return the words in one line."""
        return " ".join(text.split())

    def check(self, name: str, value: str) -> str:
        """Return the line; raise Invalid where it is too long."""
        line = self.read(clean(value))
        if len(line) > LONGEST_TITLE:
            raise Invalid(f"a {name} has at most {LONGEST_TITLE} characters, got {len(line)}")
        return line


@dataclass(frozen=True, slots=True)
class SlugType(ParagraphType):
    """The last part of an address, with or without the slashes around it."""

    def read(self, text: str) -> str:
        """Return the slug; whether it may be one, `db.posts` says."""
        return text.strip().strip("/")


@dataclass(frozen=True, slots=True)
class LanguageTagType(ParagraphType):
    """A tag of BCP 47, checked by its shape: whether there is such a language is not asked."""

    def adapt(self, text: str) -> str:
        """Return the tag of a locale like `pt_BR.UTF-8`; empty where it has none."""
        tag = text.replace("_", "-").partition(".")[0]
        return tag if _LANGUAGE_TAG.fullmatch(tag) else ""

    def check(self, name: str, value: str) -> str:
        """Return the tag; raise Invalid where it is none."""
        tag = value.strip()
        if tag and not _LANGUAGE_TAG.fullmatch(tag):
            raise Invalid(f"expected a language like en, pt-BR or zh-Hans, got {tag[:40]!r}")
        return tag


@dataclass(frozen=True, slots=True)
class ChoiceOption:
    """A word that is stored, and its label."""

    value: str
    label: str
    #: It is no value by itself: the form shows it where it stands for the state of the post.
    is_state: bool = False


@dataclass(frozen=True, slots=True)
class ChoiceType(TextType):
    """One of a few words."""

    options: tuple[ChoiceOption, ...] = ()
    widget: str = "choice"

    def check(self, name: str, value: str) -> str:
        """Return the word; raise Invalid where it is none of them."""
        words = [option.value for option in self.options if not option.is_state]
        if value not in words:
            allowed = f"{', '.join(words[:-1])} or {words[-1]}"
            raise Invalid(f"expected the {name} {allowed}, got {value!r}")
        return value


@dataclass(frozen=True, slots=True)
class BooleanType(ValueType[bool]):
    """Yes or no."""

    widget: str = "switch"

    def read(self, text: str) -> bool:
        """Return whether it is yes, in any of the words that front matter has for it."""
        return text.strip().lower() in ("yes", "true", "on", "1")

    def show(self, value: bool) -> str:
        """Return the word."""
        return "yes" if value else "no"

    def column(self) -> TypeEngine[Any]:
        """Return the type of its column."""
        return sa.Boolean()


@dataclass(frozen=True, slots=True)
class IntegerType(ValueType[int]):
    """A whole number that every column of the databases holds."""

    widget: str = "integer"

    def read(self, text: str) -> int | None:
        """Return the number; None for an empty line."""
        try:
            return int(text) if text.strip() else None
        except ValueError:
            raise Invalid(f"expected a whole number, got {text[:40]!r}") from None

    def check(self, name: str, value: int) -> int:
        """Return the number; raise Invalid where no column holds it."""
        if not -(2**31) <= value < 2**31:
            raise Invalid(f"expected the {name} between -2^31 and 2^31, got {value}")
        return value

    def column(self) -> TypeEngine[Any]:
        """Return the type of its column."""
        return sa.Integer()


@dataclass(frozen=True, slots=True)
class TimeType(ValueType[datetime]):
    """A moment; a form shows and reads it in UTC."""

    widget: str = "time"

    def read(self, text: str) -> datetime | None:
        """Return the moment; None for an empty line."""
        try:
            when = datetime.fromisoformat(text.strip()) if text.strip() else None
        except ValueError:
            raise Invalid(f"expected a date and a time, got {text[:40]!r}") from None
        return when if when is None or when.tzinfo else when.replace(tzinfo=UTC)

    def show(self, value: datetime) -> str:
        """Return the moment to the minute."""
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M}"

    def check(self, name: str, value: datetime) -> datetime:
        """Return the moment; raise Invalid where it says no zone."""
        if value.tzinfo is None:
            raise Invalid(f"expected a date with a time zone, got {value}")
        return value

    def column(self) -> TypeEngine[Any]:
        """Return the type of its column."""
        return Moment()
