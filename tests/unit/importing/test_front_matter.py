"""Front matter: fields with their lines, or the line of what is wrong."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.importing.files import Unreadable
from app.importing.front_matter import FrontMatter, split


@pytest.mark.parametrize(
    ("text", "fields", "body"),
    [
        ("---\nTitle: a\nslug: 007\n---\n\nb\n", {"title": "a", "slug": "007"}, "b\n"),
        ("---\ndraft: yes\n...\nb", {"draft": "yes"}, "b"),
        ('+++\ntitle = "a"\ndraft = true\n+++\nb', {"title": "a", "draft": True}, "b"),
        ("---\n---\nb", {}, "b"),
        ("a\n---\nb", {}, "a\n---\nb"),
        ("---\n\nb\n\n---\n", {}, "---\n\nb\n\n---\n"),
        ("---\n\nb c\n", {}, "---\n\nb c\n"),
        ("", {}, ""),
    ],
)
def test_front_matter_stands_between_lines_of_marks(
    text: str, fields: dict[str, object], body: str
) -> None:
    found = split(text)
    assert (dict(found.fields), found.body) == (fields, body)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("---\na: b\nc: [d\n---\n", 4, "broken front matter: expected ',' or ']', but got '<s"),
        ("---\na: b\nc: d: e\n---\n", 3, "broken front matter: mapping values are not allowed"),
        ("---\na: !!python/object:x {}\n---\n", 2, "broken front matter: could not determine a"),
        ("---\n- a\n---\n", 2, "broken front matter: expected fields, got a list"),
        ("---\na: b\n\nc\n", 1, "the front matter has no closing `---`"),
        ("+++\na = 1\nb = \n+++\n", 3, "broken front matter: invalid value"),
        ("+++\na = 1\na = 2\n+++\n", 3, "broken front matter: cannot overwrite a value"),
        ("---\n" + "[" * 5000 + "\n---\n", 1, "broken front matter: too deep"),
    ],
)
def test_broken_front_matter_is_told_with_its_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(Unreadable) as fault:
        split(text)
    assert (fault.value.line, fault.value.reason[: len(reason)]) == (line, reason)


def _front(text: str) -> FrontMatter:
    return split(f"---\n{text}\n---\n")


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("tags: [a, b c, a]", ("a", "b c")),
        ("tags: a, b c ,", ("a", "b c")),
        ("tags:\n- a\n- 2", ("a", "2")),
        ("tags:", ()),
        ("tags: [a]\ncategories: b", ("a", "b")),
    ],
)
def test_a_list_may_be_written_in_many_ways(text: str, items: tuple[str, ...]) -> None:
    assert _front(text).list("tags", "categories") == items


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-02-03", datetime(2024, 2, 3, tzinfo=UTC)),
        ("2024-02-03 04:05", datetime(2024, 2, 3, 4, 5, tzinfo=UTC)),
        ("2024-02-03T04:05:06Z", datetime(2024, 2, 3, 4, 5, 6, tzinfo=UTC)),
        (
            "2024-02-03 04:05:06 +0200",
            datetime(2024, 2, 3, 4, 5, 6, tzinfo=timezone(timedelta(hours=2))),
        ),
        ("February 3, 2024", datetime(2024, 2, 3, tzinfo=UTC)),
        ("Sat, 03 Feb 2024 04:05:06 GMT", datetime(2024, 2, 3, 4, 5, 6, tzinfo=UTC)),
        ("2024", datetime(2024, 1, 1, tzinfo=UTC)),
        ("yes", None),
        ("", None),
    ],
)
def test_a_date_may_be_written_in_many_ways(text: str, moment: datetime | None) -> None:
    assert _front(f"date: {text}").date("date") == moment


def test_a_date_of_toml_is_a_date() -> None:
    assert split("+++\ndate = 2024-02-03\n+++").date("date") == datetime(2024, 2, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: b\ntitle: [c]", "`title` is not a text"),
        ("a: b\ndate: soon", "`date` is not a date"),
        ("a: b\ndate: 0001-01-01", "`date` is not a date"),
        ("a: b\ndate: {}", "`date` is not a date"),
        ("a: b\ntags: {c: d}", "`tags` is not a list of texts"),
        ("a: b\ntags: [[c]]", "`tags` is not a list of texts"),
        ("a: &x [*x]\ntags: *x", "`tags` is not a list of texts"),
    ],
)
def test_a_field_that_is_something_else_is_told_with_its_line(text: str, reason: str) -> None:
    front = _front(text)
    with pytest.raises(Unreadable) as fault:
        front.text("title"), front.date("date"), front.list("tags")
    assert (fault.value.line, fault.value.reason) == (3, reason)
