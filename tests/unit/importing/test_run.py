"""Importing a folder: posts, tags and relations, once and again."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.importing import ImportOptions, Remark, Report, run
from db import posts
from db.engine import Database
from db.graph import queries
from db.kernel.records import PostLink, PostView
from tests.unit.importing.conftest import CHANGED, Write


def _post(database: Database, slug: str) -> PostView:
    with database.reading():
        found = queries.post(slug)
    assert found is not None
    return found


def _tags(database: Database, slug: str) -> tuple[PostLink, ...]:
    with database.reading():
        return queries.tags_of(slug)


def test_a_file_becomes_a_post(database: Database, write: Write, folder: Path) -> None:
    write("some-name.md", "---\nsummary: c\ndate: 2024-01-02\n---\n# A\n\n<b>b</b>")
    assert run(database, [folder]) == Report(created=1)
    assert _post(database, "some-name") == PostView(
        slug="some-name",
        title="A",
        body="<b>b</b>",
        format="markdown",
        summary="c",
        status="published",
        published=datetime(2024, 1, 2, tzinfo=UTC),
        updated=CHANGED,
        rev=1,
        author=None,
    )


def test_a_second_run_changes_nothing(database: Database, write: Write, folder: Path) -> None:
    write("a/b.md", "---\ntags: [x]\nrelated: [c]\n---\n# B\n\n[c](c.md) <i>d</i> [e](gone.md)")
    write("a/c.md", "# C")
    options = ImportOptions(folder_tags=True)
    assert run(database, [folder], options).lines() == [
        "2 posts: 2 created, 0 changed, 0 unchanged; 4 new relations",
        "notes/a/b.md: the link gone.md leads nowhere and is plain text now",
    ]
    again = run(database, [folder], options)
    assert (again, again.lines()) == (
        Report(unchanged=2),
        ["nothing changed: 2 posts as before"],
    )


def test_a_file_that_has_changed_changes_its_post(
    database: Database, write: Write, folder: Path
) -> None:
    write("a.md", "# A\n\nb")
    run(database, [folder])
    write("a.md", "# B\n\nc")
    assert run(database, [folder]) == Report(changed=1)
    post = _post(database, "a")
    assert (post.title, post.body, post.rev, post.published) == ("B", "c", 2, CHANGED)


def test_a_file_that_was_only_touched_changes_nothing(
    database: Database, write: Write, folder: Path
) -> None:
    path = write("a.md", "# A\n\nb")
    run(database, [folder])
    path.touch()
    assert run(database, [folder]) == Report(unchanged=1)


def test_a_post_that_was_edited_here_is_not_overwritten(
    database: Database, write: Write, folder: Path
) -> None:
    write("a.md", "# A\n\nb")
    run(database, [folder])
    with database.writing():
        posts.revise("a", 1, posts.Changes(body="mine"))
    write("a.md", "# A\n\nc")
    assert run(database, [folder]) == Report(unchanged=1)
    assert _post(database, "a").body == "mine"


def test_links_between_files_lead_to_posts(database: Database, write: Write, folder: Path) -> None:
    write("a.md", "[b](sub/b.md) [sub](sub/) ![p](p.png)")
    write("sub/b.md", "[a](../a.md#c)")
    report = run(database, [folder], ImportOptions(folder_tags=True))
    assert report.broken_images == [Remark("notes/a.md", "p.png")]
    assert _post(database, "a").body == "[b](/b/) [sub](/sub/) p"
    assert _post(database, "b").body == "[a](/a/#c)"


def test_a_part_of_the_folder_links_to_what_came_before(
    database: Database, write: Write, folder: Path
) -> None:
    write("a.md", "a")
    path = write("b.md", "[a](a.md)")
    run(database, [folder / "a.md"])
    assert run(database, [path]) == Report(created=1)
    assert run(database, [folder]) == Report(unchanged=2)


def test_folders_are_tags(database: Database, write: Write, folder: Path) -> None:
    write("root.md", "a")
    write("Big Topic/small/b.md", "---\ntags: [Small, fresh]\n---\nb")
    report = run(database, [folder], ImportOptions(folder_tags=True))
    assert (report.created, report.edges) == (2, 3)
    assert _tags(database, "b") == (
        PostLink("big-topic", "Big Topic"),
        PostLink("small", "small"),
        PostLink("fresh", "fresh"),
    )
    assert _tags(database, "root") == ()


def test_a_tag_is_there_before_the_posts_that_it_is_on(
    database: Database, write: Write, folder: Path
) -> None:
    write("above.md", "---\ntags: [Topic]\n---\na")
    write("topic/index.md", "# Topic")
    write("topic/a.md", "a")
    write("topic/inner/index.md", "# Inner")
    write("topic/inner/b.md", "b")
    report = run(database, [folder], ImportOptions(folder_tags=True))
    assert (report.created, report.skipped) == (5, [])
    assert _tags(database, "a") == _tags(database, "above") == (PostLink("topic", "Topic"),)
    assert _tags(database, "b") == (PostLink("topic", "Topic"), PostLink("inner", "Inner"))


def test_the_readme_of_a_folder_is_the_page_of_its_tag(
    database: Database, write: Write, folder: Path
) -> None:
    write("topic/README.md", "# All about it\n\n[b](b.md)")
    write("topic/b.md", "[up](.) [readme](README.md)")
    report = run(database, [folder], ImportOptions(folder_tags=True))
    assert (report.created, report.edges) == (2, 2)
    assert _tags(database, "b") == (PostLink("topic", "All about it"),)
    assert _post(database, "b").body == "[up](/topic/) [readme](/topic/)"
    with database.reading():
        assert queries.is_a("topic", "tag")


def test_the_readme_of_the_whole_folder_may_stay_out(
    database: Database, write: Write, folder: Path
) -> None:
    write("README.md", "# Notes")
    write("a.md", "a")
    assert run(database, [folder], ImportOptions(skip_readme=True)) == Report(created=1)
    assert run(database, [folder]) == Report(created=1, unchanged=1)
    assert _post(database, "notes").title == "Notes"


def test_files_of_one_name_get_slugs_of_their_own(
    database: Database, write: Write, folder: Path
) -> None:
    for name in ("a/x.md", "b/x.md", "x.md", "search.md", "tag.md", "Ünïcode!.md"):
        write(name, name)
    assert run(database, [folder]) == Report(created=6)
    with database.reading():
        found = {view.body: view.slug for view in queries.bodies(0, 100) if view.body[-3:] == ".md"}
    assert found == {
        "x.md": "x",
        "a/x.md": "a-x",
        "b/x.md": "b-x",
        "search.md": "search-2",
        "tag.md": "tag-2",
        "Ünïcode!.md": "unicode",
    }


def test_a_slug_that_is_taken_costs_the_slug(
    database: Database, write: Write, folder: Path
) -> None:
    for name in ("a.md", "b.md"):
        write(name, "---\nslug: same\n---\n# " + name)
    write("c.md", "---\nslug: tag\n---\nc")
    write("d.md", "---\nslug: search\n---\nd")
    report = run(database, [folder])
    assert report == Report(
        created=4,
        notes=[
            Remark("notes/b.md", "the slug 'same' is taken: the post is at /same-2/"),
            Remark("notes/c.md", "the slug 'tag' is taken: the post is at /tag-2/"),
            Remark("notes/d.md", "the slug 'search' is taken: the post is at /search-2/"),
        ],
    )
    assert _post(database, "same-2").title == "b.md"
    assert run(database, [folder]) == Report(unchanged=4)


def test_a_slug_that_somebody_takes_meanwhile_costs_the_slug(
    database: Database, write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posts, "slugs", frozenset)
    with database.writing():
        posts.create(posts.NewPost("Other", slug="a"))
    write("a.md", "a")
    write("b.md", "b")
    report = run(database, [folder])
    assert (report.created, report.skipped) == (2, [])
    assert _post(database, "a-2").body == "a"


def test_the_title_of_another_post_costs_the_slug(
    database: Database, write: Write, folder: Path
) -> None:
    with database.writing():
        posts.create(posts.NewPost("Tags", slug="tags-that-are-posts"))
    write("tags-that-are-posts.md", "# Tags\n\na")
    assert run(database, [folder]) == Report(created=1)
    assert _post(database, "tags-that-are-posts-2").body == "a"


@pytest.mark.parametrize("name", ["notes", "renamed"])
def test_a_folder_that_is_elsewhere_now_is_known(
    database: Database, write: Write, folder: Path, name: str
) -> None:
    write("a.md", "# A\n\nwords of the first")
    write("sub/b.md", "# B\n\n[a](../a.md) words of the second")
    write("c.md", "# C\n\nwords of the third")
    run(database, [folder])
    copy = shutil.copytree(folder, folder.parent / "elsewhere" / name)
    assert run(database, [copy]).lines() == ["nothing changed: 3 posts as before"]
    (copy / "c.md").write_text("# New\n\nother text [b](sub/b.md)")
    (copy / "d.md").write_text("# D\n\n[a](a.md)")
    assert run(database, [copy]) == Report(created=1, changed=1, unchanged=2)
    assert (_post(database, "c").title, _post(database, "d").body) == ("New", "[a](/a/)")
    assert run(database, [copy / "sub"]) == Report(unchanged=1)


def test_another_folder_of_the_same_names_is_another(
    database: Database, write: Write, folder: Path
) -> None:
    write("index.md", "# Home\n\nall about boats and harbours")
    write("install.md", "# Install\n\nput the mast into the hole")
    run(database, [folder])
    other = folder.parent / "other" / "notes"
    other.mkdir(parents=True)
    (other / "index.md").write_text("# Home\n\na cook's book with recipes")
    (other / "install.md").write_text("# Install\n\nwarm up your oven first")
    assert run(database, [other]) == Report(created=2)
    assert _post(database, "install").body == "put the mast into the hole"


def test_what_cannot_be_shown_is_a_draft_and_what_cannot_be_read_is_told(
    database: Database, write: Write, folder: Path
) -> None:
    write("a.md", "---\n- a\n---\nb")
    write("b.md", "")
    (folder / "c.md").write_bytes(b"a\n\xe9")
    write("d.md", "# " + "d" * 600)
    write("e.md", "*a*b" * 10_000)
    write("f.md", "# F\n\ng")
    write("g.md", "# G\n\n" + "words " * 60_000)
    write("bell\x07\n.md", "# H\n\ng")
    report = run(database, [folder, folder / "nowhere"])
    assert report.lines() == [
        "7 posts: 7 created, 0 changed, 0 unchanged, 2 skipped",
        "4 posts that visitors do not see, as drafts",
        "note: notes/a.md:2: broken front matter: expected fields, got a list",
        "note: notes/c.md:2: it is not UTF-8: it was read as Windows-1252: the post is a draft",
        "note: notes/d.md: the title is cut at 500 characters",
        "note: notes/e.md: the document has more than 10,000 elements and texts; "
        "the last of them ends in line 1: the post is a draft",
        "note: notes/g.md: the text has 352 KiB, a document may have 256: the post is a draft",
        f"skipped: {folder / 'nowhere'}: there is no such file or folder",
        "skipped: notes/b.md: it is empty",
    ]
    drafts = [_post(database, slug) for slug in ("a", "c", "e", "g")]
    assert {each.status for each in drafts} == {"draft"}
    assert [len(each.body) for each in drafts] == [13, 3, 40_000, 360_000]
    assert [_post(database, slug).status for slug in ("d", "f", "bell")] == ["published"] * 3
    assert run(database, [folder]).created == 0


def test_a_section_that_is_a_draft_hides_what_is_in_it(
    database: Database, write: Write, folder: Path
) -> None:
    write("a/_index.md", "+++\ndraft = true\n+++\n")
    write("a/b/c.md", "c")
    write("d/_index.md", "---\ncascade:\n  - build:\n      render: never\n---\n")
    write("d/e.md", "e")
    write("f.md", "f")
    run(database, [folder])
    statuses = {slug: _post(database, slug).status for slug in ("a", "c", "d", "e", "f")}
    assert statuses == dict.fromkeys("acde", "draft") | {"f": "published"}


@pytest.mark.parametrize(
    ("name", "text", "hidden"),
    [
        ("a.md", "---\ndg-publish: true\n---\na", True),
        ("a.md", "public:: true\n\n- a", True),
        ("logseq/config.edn", "{:meta/version 1}", True),
        ("logseq/config.edn", "{:publishing/all-pages-public? true}", False),
        ("logseq/config.edn", " ;; :publishing/all-pages-public? true", True),
        ("a.md", "---\npublished: true\n---\na", False),
    ],
)
def test_where_publishing_is_chosen_silence_is_private(
    database: Database, write: Write, folder: Path, name: str, text: str, hidden: bool
) -> None:
    write(name, text)
    write("silent.md", "b")
    report = run(database, [folder])
    assert _post(database, "silent").status == ("draft" if hidden else "published")
    if name == "a.md":
        assert report.silent == (["notes/silent.md"] if hidden else [])
        assert _post(database, "a").status == "published"
    elif hidden:
        words = "only what says so is public there: the post is a draft"
        assert [str(note) for note in report.notes] == [f"notes/{name}: {words}"]


def test_a_post_of_the_future_waits_and_is_counted(
    database: Database, write: Write, folder: Path
) -> None:
    write("a.md", "---\ndate: 2100-01-02\n---\na")
    write("b.md", "---\ndate: 2020-01-02\npublishDate: 2100-03-04\n---\nb")
    assert run(database, [folder]).lines()[1:] == [
        "2 posts that visitors do not see, as drafts",
        "2 drafts until the day that is written: notes/a.md (2100-01-02), notes/b.md (2100-03-04)",
    ]
    post = _post(database, "a")
    assert (post.status, post.published) == ("draft", datetime(2100, 1, 2, tzinfo=UTC))


def test_related_posts_are_related_in_both_directions(
    database: Database, write: Write, folder: Path
) -> None:
    write("a.md", "---\ntitle: A\nrelated: [b, c.md, nowhere, a]\n---\na")
    write("b.md", "---\ntitle: B\nrelated: [a]\n---\nb")
    write("c.md", "---\ntitle: C\nslug: other\n---\nc")
    report = run(database, [folder])
    assert (report.edges, report.notes) == (
        2,
        [Remark("notes/a.md", "`related`: there is no post 'nowhere'")],
    )
    with database.reading():
        assert queries.related_to("a") == (PostLink("b", "B"), PostLink("other", "C"))
        assert queries.related_to("b") == (PostLink("a", "A"),)


def test_a_draft_is_a_draft(database: Database, write: Write, folder: Path) -> None:
    write("a.md", "---\ndraft: true\n---\na")
    run(database, [folder])
    post = _post(database, "a")
    assert (post.status, post.published) == ("draft", None)


def test_progress_is_told(database: Database, write: Write, folder: Path) -> None:
    for number in range(60):
        write(f"{number:02}.md", "a")
    told: list[tuple[int, int, str]] = []
    run(database, [folder], progress=lambda *numbers: told.append(numbers))
    assert told == [(50, 60, "notes/49.md"), (60, 60, "notes/59.md")]


def test_an_empty_folder_gives_an_empty_report(database: Database, folder: Path) -> None:
    assert run(database, [folder]).lines() == ["0 posts: 0 created, 0 changed, 0 unchanged"]


_POSTS = Path(__file__).parents[4] / "shared" / "corpus" / "til"


@pytest.mark.slow
@pytest.mark.skipif(not _POSTS.is_dir(), reason="the posts are not at hand")
def test_real_posts_are_all_imported_once(database: Database) -> None:
    folders = [_POSTS / "github-actions", _POSTS / "sqlite"]
    files = sum(len(list(folder.rglob("*.md"))) for folder in folders)
    options = ImportOptions(base_urls=("https://til.simonwillison.net",))
    first, second = run(database, folders, options), run(database, folders, options)
    assert (first.created, first.skipped, second) == (files, [], Report(unchanged=files))


def test_a_tag_that_only_drafts_carry_goes_public_with_them(
    database: Database, write: Write, folder: Path
) -> None:
    """What a draft is about is as private as the draft, be the tag its own or its folder's."""
    write("plans/secret.md", "---\ndraft: true\ntags: [Merger, Open]\n---\n# S")
    write("shown.md", "---\ntags: [Open]\n---\n# T")
    run(database, [folder], ImportOptions(folder_tags=True))
    with database.reading():
        counted = {tag.slug for tag in queries.tag_counts(0, 100).items}
    assert counted == {"open"}
    assert [_post(database, tag).status for tag in ("merger", "plans")] == ["draft", "draft"]
    write("plans/secret.md", "---\ntags: [Merger, Open]\n---\n# S")
    run(database, [folder], ImportOptions(folder_tags=True))
    assert [_post(database, tag).status for tag in ("merger", "plans")] == ["published"] * 2
