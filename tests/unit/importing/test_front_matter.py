"""Front matter: fields with their lines, or the line of what is wrong."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.importing.fields import Note
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
    ("text", "fields", "body"),
    [
        ("\n\n---\na: b\n---\nc", {"a": "b"}, "c"),
        ("\n+++\na = 1\n+++\nc", {"a": 1}, "c"),
        ("---\r\na: b\r\n---\r\nc".replace("\r", ""), {"a": "b"}, "c"),
        (
            "Title: a: b\nDate: 2020\nTags: x,\n    y\n\nc\n\nd",
            {"title": "a: b", "date": "2020", "tags": "x, y"},
            "c\n\nd",
        ),
        ("Title: a", {"title": "a"}, ""),
        ("title: a\ndate: [b]\n---\nc", {"title": "a", "date": ["b"]}, "c"),
        ('{"title": "a", "draft": true}\nc', {"title": "a", "draft": True}, "c"),
        ('{\n "title": "a}"\n}\n\nc', {"title": "a}"}, "c"),
        ('"title": "a",\n"draft": true\n;;;\nc', {"title": "a", "draft": True}, "c"),
        ('---json\n{"title": "a"}\n---\nc', {"title": "a"}, "c"),
        ("---toml\na = 1\n---\nc", {"a": 1}, "c"),
        ("public:: false\nalias:: a, b\n\n- c", {"public": "false", "alias": "a, b"}, "- c"),
        ("title:: a\n- c", {"title": "a"}, "- c"),
        ("Note: a sentence.\n\nc", {}, "Note: a sentence.\n\nc"),
        ("https://x.example\n\nc", {}, "https://x.example\n\nc"),
        ("{{ include }}\nc", {}, "{{ include }}\nc"),
        ("---\nkey: ~\n---\nc", {"key": ""}, "c"),
        ("---\na: \x07b\n---\nc", {"a": "b"}, "c"),
        ("---\na: !!python/object:x {}\n---\n", {"a": {}}, ""),
    ],
)
def test_front_matter_is_written_in_many_ways(
    text: str, fields: dict[str, object], body: str
) -> None:
    front = split(text)
    assert (dict(front.fields), front.body, front.certain) == (fields, body, True)


@pytest.mark.parametrize(
    ("text", "fields", "note"),
    [
        (
            "---\na: b\nc: d: e\n---\nx",
            {"a": "b", "c": "d: e"},
            (3, "broken front matter: mapping val"),
        ),
        ("---\na: [b\nc: d\n---\nx", {"a": "[b", "c": "d"}, (3, "broken front matter: ")),
        ("---\na:\n  - [b\nc: d\n---\nx", {"c": "d"}, (4, "broken front matter: ")),
        (
            "+++\na = 1\nb = 2020-1-2\n+++\nx",
            {"a": 1, "b": "2020-1-2"},
            (3, "broken front matter: "),
        ),
        (
            "+++\na = 1\na = 2\n[t]\nb = 1\n+++\nx",
            {"a": 2, "t": {"b": 1}},
            (3, "broken front matter: "),
        ),
    ],
)
def test_what_is_broken_costs_its_field(
    text: str, fields: dict[str, object], note: tuple[int, str]
) -> None:
    front = split(text)
    first = front.notes[0]
    assert (dict(front.fields), front.body, front.certain) == (fields, "x", True)
    assert (first.line, first.words[: len(note[1])]) == note


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("---\n- a\n---\nx", "broken front matter: expected fields, got a list"),
        ("---\na: b\n\nc\n", "the front matter has no closing `---`"),
        ("---\n" + "[" * 5000 + "\n---\nx", "broken front matter: it is too deep"),
        ("---\nstray words\na: b: c\n---\nx", "broken front matter: "),
        ("---\na:\n  - [b\n  draft: true\n---\nx", "broken front matter: "),
        ("---\ndraft: true\ntitle: a\ndraft: false\n---\nx", ""),
        ("---js\n{title: 1}\n---\nx", "front matter in js is not read"),
        ('{"title": "a", draft}\nx', "broken front matter: it is no JSON"),
        ("draft: true\nwords\n\nx", "`draft` may say who may see this"),
        ("<!-- published: false -->\n\nx", "`published` may say who may see this"),
        ("+++\na = 1\nx", "the front matter has no closing `+++`"),
    ],
)
def test_what_may_hide_a_post_and_is_not_understood_is_doubtful(text: str, reason: str) -> None:
    front = split(text)
    assert (front.certain, front.body) == (False, text)
    assert not reason or any(note.words.startswith(reason) for note in front.notes)


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


def test_a_date_of_toml_is_a_date() -> None:
    assert split("+++\ndate = 2024-02-03\n+++").date("date") == datetime(2024, 2, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("a: b\ntitle: {c: d}", "`title` is not a text: it is left out"),
        ("a: b\ndate: soon", "`date` is not a date: it is left out"),
        ("a: b\ndate: {{date}}", "`date` is not a date: it is left out"),
        ("a: b\ndate: {}", "`date` is not a date: it is left out"),
    ],
)
def test_a_field_that_is_something_else_is_told_with_its_line(text: str, note: str) -> None:
    front = _front(text)
    assert (front.text("title"), front.date("date")) == ("", None)
    assert front.notes == [Note(note, 3)]


def test_a_list_that_holds_itself_ends() -> None:
    assert _front("tags: &x [a, *x]").list("tags") == ("a",)


@pytest.mark.parametrize("text", ["[" * 200_000, "---\n" + "- " * 5_000 + "\n---", "{" * 10_000])
def test_no_depth_is_too_deep(text: str) -> None:
    assert split(text).fields == {}


@given(
    st.text(alphabet="ab:-+={}[]\"'\n\t #&*!|>\x00\x10\x85,.0;", max_size=60),
    st.sampled_from(["---\n{}\n---\nx", "+++\n{}\n+++\nx", "{}", "{{{}", "title: {}\n\nx"]),
)
def test_no_front_matter_stops_the_import(text: str, frame: str) -> None:
    front = split(frame.replace("{}", text))
    front.text("a"), front.list("a", "b"), front.date("a")


def test_aliases_that_stand_for_too_much_cost_their_fields() -> None:
    doubled = "".join(f"b{n}: &b{n} [*b{n - 1}, *b{n - 1}]\n" for n in range(1, 40))
    front = split(f"---\ntitle: a\nb0: &b0 [x]\n{doubled}tags: *b39\n---\nc")
    assert (front.text("title"), front.body) == ("a", "c")
    assert front.notes[0] == Note("broken front matter: its aliases stand for too much", 2)
    assert len(str(front.fields)) < 10_000


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\na: b\n---\n\n---\ndraft: true\n---\nc", 6),
        ("---\na: b\n---\n+++\ndraft = true\n+++\nc", 5),
        ("---\na: b\n---\ndraft: true\n---\nc", 4),
        ("# a\n\n---\ndraft: true\n---\nc", 4),
        ("---\na: b\n---\n# a\n---\ndraft: true\n---\nc", 6),
    ],
)
def test_front_matter_in_a_second_place_is_in_doubt(text: str, line: int) -> None:
    front = split(text)
    words = "`draft` may say who may see this and is not understood here: the post is a draft"
    assert (front.certain, front.notes) == (False, [Note(words, line)])


@pytest.mark.parametrize("text", ["---\na: b\n---\ndraft: c\n", "# a\n\n---\n\ndraft: c\n\n---"])
def test_words_of_a_text_are_no_front_matter(text: str) -> None:
    assert split(text).certain
