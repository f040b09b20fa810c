"""A date as somebody wrote it to a moment: every form that site generators accept.

Strict where a lenient reader would guess: a date needs its year, and `05/06/2020` is
refused, since half of the world reads it the other way round. Knows no fields.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from dateutil import parser

_LONGEST = 60
_YEAR = re.compile(r"(?<!\d)\d{4}")
_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
#: Seconds since 1970, or milliseconds as Dendron writes them.
_STAMP = re.compile(r"(\d{10})(?:\d{3})?")
_COMPACT = re.compile(r"^(\d{4})(\d\d)(\d\d)(?!\d)")
_MONTH = re.compile(r"(\d{4})(?:[-/.](\d{1,2}))?")
#: Any two days that differ in each part: what the text leaves out comes from here.
_DEFAULTS = datetime(2000, 1, 1), datetime(2001, 2, 2)  # noqa: DTZ001 - only filled in


def moment(value: object) -> datetime | None:
    """Return the moment with its author's zone, UTC where none is said; None for what is none."""
    if isinstance(value, datetime):
        return _in_range(value)
    if isinstance(value, date):
        return _in_range(datetime(value.year, value.month, value.day, tzinfo=UTC))
    text = " ".join(str(value).split()) if isinstance(value, str | int) else ""
    try:
        return _in_range(_written(text))
    except (ValueError, OverflowError):
        return None


def on_its_day(when: datetime) -> datetime:
    """Return the moment whose day in UTC is the day that its author wrote.

    Pages show days in UTC: the author's clock is what is kept, not the author's instant.
    """
    return when.replace(tzinfo=UTC)


def _written(text: str) -> datetime:
    """Read a date; raise ValueError."""
    if not _YEAR.search(text) or len(text) > _LONGEST:
        raise ValueError("a date needs a year")
    stamp = _STAMP.fullmatch(text)
    if stamp:
        return datetime.fromtimestamp(int(stamp[1]), UTC)
    text = _COMPACT.sub(r"\1-\2-\3", text)
    month = _MONTH.fullmatch(text)
    if month:
        return datetime(int(month[1]), int(month[2] or 1), 1, tzinfo=UTC)
    return _complete(text)


def _complete(text: str) -> datetime:
    """Read a date with day, month and year; raise ValueError."""
    day = _DAY.match(text)
    first, second = (parser.parse(text, default=default, tzinfos=_zone) for default in _DEFAULTS)
    if first != second:
        raise ValueError("the date leaves out a part")
    if day:
        if (first.year, first.month, first.day) != tuple(map(int, day.groups())):
            raise ValueError("year, month and day stand in no order that is known")
    elif first != parser.parse(text, default=_DEFAULTS[0], tzinfos=_zone, dayfirst=True):
        raise ValueError("day and month may be meant the other way round")
    return first


def _zone(_name: str | None, offset: int | None) -> tzinfo:
    """Take a zone by its distance from UTC; what a name like CET means differs by place."""
    return timezone(timedelta(seconds=offset)) if offset else UTC


def _in_range(when: datetime) -> datetime | None:
    """Return a time with a zone; None where no calendar reaches."""
    if not 1 < when.year < 9999:
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)
