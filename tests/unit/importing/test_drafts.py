"""A file to a draft: title, body, status, dates."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.importing.drafts import Draft, read_draft
from app.importing.fields import Note
from app.importing.files import File, Unreadable
from app.importing.visibility import Visibility
from tests.unit.importing.conftest import CHANGED, Write

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def draft(file: File) -> Draft:
    return read_draft(file, NOW)


def _plain(path: Path) -> Draft:
    """The draft of a file that says nothing about itself."""
    return Draft(
        file=File(path, path.parent),
        title="A",
        body="b",
        visibility=Visibility("published"),
        slug="",
        date=None,
        updated=None,
        changed=CHANGED,
        tags=(),
        related=(),
        addresses=(),
        aliases=(),
        values={},
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
        values={"summary": "c"},
        slug="d",
        date=datetime(2024, 1, 2, tzinfo=UTC),
        updated=datetime(2024, 1, 3, tzinfo=UTC),
        tags=("e",),
        related=("f",),
        visibility=Visibility("draft"),
    )


def test_a_heading_that_is_not_the_title_stays(write: Write) -> None:
    path = write("x.md", "---\ntitle: A\n---\n# B\n\nb")
    assert draft(File(path, path.parent)) == replace(_plain(path), body="# B\n\nb")


def test_without_any_title_the_name_is_one(write: Write) -> None:
    path = write("2024-01-02-some_long-name.md", "b")
    made = draft(File(path, path.parent))
    assert (made.title, made.file.name, made.date) == (
        "Some long name",
        "some_long-name",
        datetime(2024, 1, 2, tzinfo=UTC),
    )


def test_the_file_of_a_folder_has_the_name_of_the_folder(write: Write, folder: Path) -> None:
    path = write("some-topic/README.md", "b")
    made = draft(File(path, folder))
    assert (made.title, made.file.name) == ("Some topic", "some-topic")


def test_why_a_post_is_a_draft_is_told_with_its_line(write: Write) -> None:
    path = write("x.md", "---\ntitle: A\nstatus: seedling\n---\nb")
    words = "`status` is 'seedling', which is not understood here: the post is a draft"
    assert draft(File(path, path.parent)) == replace(
        _plain(path),
        visibility=Visibility("draft", (Note(words, 3),)),
        notes=(Note(words, 3),),
    )


@pytest.mark.parametrize(
    ("front", "tags"),
    [
        ('tags: ["[[Sea]]", "#boats"]', ("Sea", "boats")),
        ("tags: [[Sea]]", ("Sea",)),
        ('tags: "#sea #boats"', ("sea", "boats")),
        ("tags: one tag", ("one tag",)),
        (
            "categories:\n  - [Sea, Boats]\ncategory: log\ntopics: t\nseries: s",
            ("Sea", "Boats", "log", "t", "s"),
        ),
        ("tags:\n  sea: true\n  land: false", ("sea",)),
        ("tags:\n  - name: Sea\n    slug: x", ("Sea",)),
        ("taxonomies:\n  tags: [a]\n  authors: [b]", ("a",)),
        ("tags: " + "x" * 600, ()),
        ("a: &a [x, x]\nb: &b [*a, *a]\ntags: [*b, *b, y]", ("x", "y")),
    ],
)
def test_tags_are_found_however_they_are_written(
    write: Write, front: str, tags: tuple[str, ...]
) -> None:
    path = write("x.md", f"---\n{front}\n---\n# A\n\nb")
    assert draft(File(path, path.parent)).tags == tags


@pytest.mark.parametrize(
    ("name", "tags"),
    [
        ("_posts/2020-01-02-x.md", ("sea", "boats")),
        ("_drafts/x.md", ("sea", "boats")),
        ("source/_posts/2020-01-02-x.md", ("sea boats",)),
        ("x.md", ("sea boats",)),
    ],
)
def test_jekyll_cuts_tags_at_blanks(
    write: Write, folder: Path, name: str, tags: tuple[str, ...]
) -> None:
    path = write(name, "---\ntags: sea boats\n---\nb")
    assert draft(File(path, folder)).tags == tags


@pytest.mark.parametrize(
    ("front", "addresses", "aliases"),
    [
        ("aliases: [old/p, Ship]", ("/old/p",), ("Ship",)),
        ("alias: '[[Ship]]'\nredirect_from: /a/", ("/a/",), ("Ship",)),
        ("redirect_from:\n- x.html\npermalink: /b/c.html", ("/b/c.html", "/x.html"), ()),
        ("permalink: /:year/:title/\nurl: https://other.example/x", (), ()),
        ("url: https://here.example/x/", ("/x/",), ()),
        ("permalink: false\naliases: [https://x, 'http://[']", (), ()),
        ("slug: /intro/start", ("/intro/start",), ()),
        ("aliases: ['/%C3%A4/']", ("/ä/",), ()),
    ],
)
def test_other_names_are_addresses_or_aliases(
    write: Write, front: str, addresses: tuple[str, ...], aliases: tuple[str, ...]
) -> None:
    path = write("x.md", f"---\n{front}\n---\nb")
    made = read_draft(File(path, path.parent), NOW, ("https://here.example/",))
    assert (made.addresses, made.aliases) == (addresses, aliases)


@pytest.mark.parametrize(
    ("front", "lang"),
    [("lang: de", "de"), ("language: pt_BR", "pt-BR"), ("lang: German!", ""), ("lang: [a, b]", "")],
)
def test_the_language_is_a_tag(write: Write, front: str, lang: str) -> None:
    path = write("x.md", f"---\n{front}\n---\nb")
    assert draft(File(path, path.parent)).values.get("lang", "") == lang


def test_a_day_is_the_day_that_its_author_wrote(write: Write) -> None:
    path = write("x.md", "---\ndate: 2016-05-18 21:35:27 -0700\n---\nb")
    assert draft(File(path, path.parent)).date == datetime(2016, 5, 18, 21, 35, 27, tzinfo=UTC)


def test_a_body_that_is_too_large_is_kept_in_a_draft(write: Write) -> None:
    text = "a\n\n# B\n\n" + "words " * 60_000
    path = write("some-x.md", text)
    made = draft(File(path, path.parent))
    assert (made.title, made.body, made.status) == ("Some x", text, "draft")
    assert "KiB" in made.notes[0].words


def test_a_text_in_another_encoding_is_kept_in_a_draft(folder: Path) -> None:
    path = folder / "x.md"
    path.write_bytes("# A\n\ncafé".encode("cp1252"))
    made = draft(File(path, folder))
    assert (made.body, made.status, made.notes[0].line) == ("café", "draft", 3)


def test_a_title_that_is_too_long_is_cut_and_stays_in_the_text(write: Write) -> None:
    path = write("x.md", "# " + "d" * 600 + "\n\nb")
    made = draft(File(path, path.parent))
    assert (len(made.title), made.body[:5], made.notes) == (
        500,
        "# ddd",
        (Note("the title is cut at 500 characters"),),
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (" \n", "it is empty"),
        ('{"db": [{"data": {"users": []}}]}', "it is JSON and no Markdown"),
        ("\n[1, 2]", "it is JSON and no Markdown"),
        ('<?xml version="1.0"?><rss/>', "it is XML and no Markdown"),
        ("<!DOCTYPE html><p>a", "it is a page of HTML and no Markdown"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nx", "it is a key and no Markdown"),
    ],
)
def test_what_is_no_text_of_an_author_is_no_post(write: Write, text: str, reason: str) -> None:
    path = write("x.md", text)
    with pytest.raises(Unreadable) as fault:
        draft(File(path, path.parent))
    assert fault.value.reason == reason


def test_a_page_that_is_front_matter_alone_is_a_post(write: Write) -> None:
    path = write("x.md", '{"title": "A"}')
    assert draft(File(path, path.parent)) == replace(_plain(path), body="")


def test_comments_in_fields_are_no_words_of_them(write: Write) -> None:
    path = write("x.md", "---\ntitle: A <!-- y -->\ndescription: c %%y%% <!-- y --> d\n---\nb")
    assert draft(File(path, path.parent)) == replace(_plain(path), values={"summary": "c d"})
