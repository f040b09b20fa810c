"""Dates in the forms that site generators accept, and what is none."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from app.importing.dates import moment, on_its_day


def _at(*parts: int, hours: int = 0) -> datetime:
    year, month, day, *time = parts
    zone = timezone(timedelta(hours=hours)) if hours else UTC
    return datetime(year, month, day, *time, tzinfo=zone)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("value", "when"),
    [
        ("2024-02-03", _at(2024, 2, 3)),
        ("2024-2-3", _at(2024, 2, 3)),
        ("2024/02/03", _at(2024, 2, 3)),
        ("2024.02.03", _at(2024, 2, 3)),
        ("20240203", _at(2024, 2, 3)),
        ("2024-02", _at(2024, 2, 1)),
        ("2024", _at(2024, 1, 1)),
        (2024, _at(2024, 1, 1)),
        ("2024-02-03 04:05", _at(2024, 2, 3, 4, 5)),
        ("2024-02-03T04:05:06Z", _at(2024, 2, 3, 4, 5, 6)),
        ("2024-02-03T04:05:06.789Z", _at(2024, 2, 3, 4, 5, 6, 789000)),
        ("2024-02-03 04:05:06 +0200", _at(2024, 2, 3, 4, 5, 6, hours=2)),
        ("2024-02-03T04:05:06+02:00", _at(2024, 2, 3, 4, 5, 6, hours=2)),
        ("2020-01-02 10:00 +0800", _at(2020, 1, 2, 10, 0, hours=8)),
        ("2013/7/13 20:46:25", _at(2013, 7, 13, 20, 46, 25)),
        ("2024-02-03 04:05:06 UTC", _at(2024, 2, 3, 4, 5, 6)),
        ("2024-02-03 04:05:06 EST", _at(2024, 2, 3, 4, 5, 6)),
        ("February 3, 2024", _at(2024, 2, 3)),
        ("March 5th, 2020", _at(2020, 3, 5)),
        ("3 February 2024", _at(2024, 2, 3)),
        ("Feb 3, 2024 4:05 PM", _at(2024, 2, 3, 16, 5)),
        ("Sat, 03 Feb 2024 04:05:06 GMT", _at(2024, 2, 3, 4, 5, 6)),
        ("Sat Feb  3 04:05:06 2024", _at(2024, 2, 3, 4, 5, 6)),
        ("13/02/2024", _at(2024, 2, 13)),
        ("1706933106", _at(2024, 2, 3, 4, 5, 6)),
        ("1706933106000", _at(2024, 2, 3, 4, 5, 6)),
        (date(2024, 2, 3), _at(2024, 2, 3)),
        (datetime(2024, 2, 3, 4), _at(2024, 2, 3, 4)),  # noqa: DTZ001
    ],
)
def test_a_date_may_be_written_in_many_ways(value: object, when: datetime) -> None:
    assert moment(value) == when


@pytest.mark.parametrize(
    "value",
    [
        *("", "yes", "soon", "{{date}}", "10", "Monday", "05/06/2020", "2020-13-05", "2020-02-30"),
        *("0001-01-01", "9999-12-31", "May 2020 5 6 7", "1" * 400, "2020 " * 400),
        *("2020-02-03 99:00", [], {}, None, True, 1.5),
    ],
)
def test_what_is_no_date_or_may_be_two_is_none(value: object) -> None:
    assert moment(value) is None


def test_the_day_is_the_author_s() -> None:
    late = moment("2016-05-18 21:35:27 -0700")
    assert late is not None
    assert late.astimezone(UTC).day == 19
    assert on_its_day(late) == _at(2016, 5, 18, 21, 35, 27)
