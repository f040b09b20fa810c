"""Dates: parsed from ISO text, formatted for readers and for machines. There is no clock here."""

import re
from collections.abc import Callable
from datetime import date, datetime

from app.sx.builtins.checks import short, string
from app.sx.builtins.table import builtin
from app.sx.values import Fault, expected

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ISO_TIME = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:?\d{2})?", re.ASCII
)

_PARTS: dict[str, Callable[[date], str]] = {
    "%Y": lambda day: f"{day.year:04d}",
    "%m": lambda day: f"{day.month:02d}",
    "%-m": lambda day: str(day.month),
    "%d": lambda day: f"{day.day:02d}",
    "%-d": lambda day: str(day.day),
    "%B": lambda day: _MONTHS[day.month - 1],
    "%b": lambda day: _MONTHS[day.month - 1][:3],
    "%A": lambda day: _DAYS[day.weekday()],
    "%a": lambda day: _DAYS[day.weekday()][:3],
    "%H": lambda day: f"{_time(day).hour:02d}",
    "%M": lambda day: f"{_time(day).minute:02d}",
    "%S": lambda day: f"{_time(day).second:02d}",
    "%j": lambda day: f"{day.timetuple().tm_yday:03d}",
    "%%": lambda _: "%",
}
_PART = re.compile(r"%-?.?", re.DOTALL)


def _time(day: date) -> datetime:
    return day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)  # noqa: DTZ001


def is_dated(value: object) -> bool:
    """Return whether a value is a date or the ISO text of one."""
    if isinstance(value, str):
        return bool(_ISO_DATE.fullmatch(value) or _ISO_TIME.fullmatch(value))
    return isinstance(value, date)


def date_of(value: object, argument: int = 0) -> date:
    """Return a date, also from its ISO text."""
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not is_dated(value):
        raise expected("a date", value, argument)
    try:
        if _ISO_DATE.fullmatch(value):
            return date.fromisoformat(value)
        return datetime.fromisoformat(value)
    except ValueError:
        raise Fault(f"there is no date `{value}`", argument=argument) from None


def format_date(value: object, pattern: object = "%-d %B %Y") -> str:
    """Format a date by a pattern."""
    day = date_of(value)

    def part(match: re.Match[str]) -> str:
        written = _PARTS.get(match[0])
        if written is None:
            raise Fault(f"a date has no part `{match[0]}`", f"use {' '.join(_PARTS)}", 1)
        return written(day)

    return short(_PART.sub(part, string(pattern, 1)))


def iso_date(value: object) -> str:
    """Return the day of a date in ISO format."""
    day = date_of(value)
    return f"{day.year:04d}-{day.month:02d}-{day.day:02d}"


DATES = (
    builtin(
        "format-date date pattern? -> string",
        format_date,
        "A date as `2 January 2026`, or by a pattern of %Y %m %d %B and the like.",
    ),
    builtin("iso-date date -> string", iso_date, "A date as `2026-01-02`."),
    builtin("year date -> number", lambda value: date_of(value).year, "The year of a date."),
)
