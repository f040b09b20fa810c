"""A file to a draft: title, body, status, dates."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.importing.drafts import Draft, draft
from app.importing.files import File, Unreadable
from tests.unit.importing.conftest import CHANGED, Write


def _plain(path: Path) -> Draft:
    """The draft of a file that says nothing about itself."""
    return Draft(
        file=File(path, path.parent),
        title="A",
        body="b",
        summary="",
        status="published",
        slug="",
        date=None,
        updated=None,
        changed=CHANGED,
        tags=(),
        related=(),
        notes=(),
    )


def test_a_heading_is_the_title(write: Write) -> None:
    path = write("x.md", "\ufeff# A\r\n\r\nb")
    assert draft(File(path, path.parent)) == _plain(path)


def test_front_matter_says_the_rest(write: Write) -> None:
    path = write(
        "x.md",
        "---\ntitle: A\ndescription: c\nslug: d\ndate: 2024-01-02\nupdated: 2024-01-03\n"
        "tags: [e]\nrelated: f\ndraft: true\n---\n# a\n\nb",
    )
    assert draft(File(path, path.parent)) == replace(
        _plain(path),
        summary="c",
        slug="d",
        date=datetime(2024, 1, 2, tzinfo=UTC),
        updated=datetime(2024, 1, 3, tzinfo=UTC),
        tags=("e",),
        related=("f",),
        status="draft",
    )


def test_a_heading_that_is_not_the_title_stays(write: Write) -> None:
    path = write("x.md", "---\ntitle: A\n---\n# B\n\nb")
    assert draft(File(path, path.parent)) == replace(_plain(path), body="# B\n\nb")


def test_without_any_title_the_name_is_one(write: Write) -> None:
    path = write("2024-01-02-some_long-name.md", "b")
    made = draft(File(path, path.parent))
    assert (made.title, made.name, made.date) == (
        "Some long name",
        "some_long-name",
        datetime(2024, 1, 2, tzinfo=UTC),
    )


def test_the_file_of_a_folder_has_the_name_of_the_folder(write: Write, folder: Path) -> None:
    path = write("some-topic/README.md", "b")
    made = draft(File(path, folder))
    assert (made.title, made.name) == ("Some topic", "some-topic")


@pytest.mark.parametrize(
    ("front", "status", "notes"),
    [
        ("status: publish", "published", ()),
        ("published: false", "draft", ()),
        ("draft: no", "published", ()),
        (
            "status: seedling",
            "draft",
            ("the status 'seedling' is not known here: the post is a draft",),
        ),
    ],
)
def test_only_what_is_meant_for_visitors_is_published(
    write: Write, front: str, status: str, notes: tuple[str, ...]
) -> None:
    path = write("x.md", f"---\n{front}\n---\n# A\n\nb")
    assert draft(File(path, path.parent)) == replace(_plain(path), status=status, notes=notes)


def test_an_empty_file_is_no_post(write: Write) -> None:
    path = write("x.md", " \n")
    with pytest.raises(Unreadable) as fault:
        draft(File(path, path.parent))
    assert fault.value.reason == "it is empty"
