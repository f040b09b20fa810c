"""Posts: their slugs, their saves, their ends."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from db import accounts, graph, posts, search
from db.graph import queries
from db.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from db.kernel.records import PostView
from db.kernel.session import session
from db.posts import Changes, NewPost
from db.posts.slugs import slug_from
from tests.unit.db.making import day, draft, publish, relate, tag

pytestmark = pytest.mark.usefixtures("writing")


def seen(slug: str) -> PostView:
    """The post as it is, which must be there."""
    view = queries.post(slug)
    assert view is not None
    return view


def test_a_post_comes_back_as_it_was_made() -> None:
    accounts.add_user("Ada", "secret of Ada")
    slug = posts.create(
        NewPost(
            "  Hello,\n world ",
            body="(p hi)",
            format="sx",
            summary="A greeting.",
            status="published",
            published=day(1),
            updated=day(2),
            author="ada",
        )
    )
    expected = PostView(
        slug="hello-world",
        title="Hello, world",
        body="(p hi)",
        format="sx",
        summary="A greeting.",
        status="published",
        published=day(1),
        updated=day(2),
        rev=1,
        author="Ada",
    )
    assert (slug, queries.post(slug)) == ("hello-world", expected)


def test_times_come_back_in_utc_whatever_zone_they_were_said_in() -> None:
    said = datetime(2024, 6, 1, 1, 30, 0, 123456, tzinfo=timezone(timedelta(hours=5)))
    view = seen(posts.create(NewPost("Late", status="published", published=said)))
    assert view.published is not None
    assert (view.published, view.published.tzinfo) == (said, UTC)


def test_what_is_published_without_a_date_is_published_now() -> None:
    before = datetime.now(UTC)
    view = seen(posts.create(NewPost("Now", status="published")))
    assert view.published is not None
    assert before <= view.published <= datetime.now(UTC)


def test_a_draft_has_no_date_of_publication() -> None:
    assert seen(draft("Later")).published is None


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Hello, World!", "hello-world"),
        ("Crème brûlée für Øre", "creme-brulee-fur-ore"),
        ("Don't panic", "dont-panic"),
        ("C++ & C#", "c-c"),
        ("snake_case", "snake-case"),
        ("日本", "日本"),
        ("🌹", "post"),
        ("--- a ---", "a"),
        ("tags", "tags-2"),
        ("Login", "login-2"),
        ("tag", "tag-2"),
        ("Тэг", "тэг"),
        ("x" * 200, "x" * 80),
        ("word " * 40, "-".join(["word"] * 16)),
    ],
)
def test_a_title_becomes_a_slug(title: str, slug: str) -> None:
    assert posts.unique_slug(title) == slug


def test_long_equal_titles_get_numbered_slugs_that_are_no_longer() -> None:
    slugs = [draft("x" * 200) for _ in range(3)]
    assert slugs == ["x" * 80, f"{'x' * 73}-2", f"{'x' * 73}-3"]


def test_equal_titles_get_numbered_slugs() -> None:
    draft("Hello again")
    draft("Hello")
    assert [draft("Hello") for _ in range(3)] == ["hello-2", "hello-3", "hello-4"]


def test_a_slug_stays_when_the_title_changes() -> None:
    slug = draft("Old title")
    posts.revise(slug, 1, Changes(title="New title"))
    assert seen("old-title").title == "New title"


def test_a_slug_that_is_asked_for_is_given() -> None:
    assert posts.create(NewPost("Hello", slug="my-own-2")) == "my-own-2"


@pytest.mark.parametrize(
    ("slug", "error", "message"),
    [
        ("tag", Conflict, "the slug 'tag' is taken"),
        ("search", Conflict, "the site needs the slug 'search' for itself"),
        ("", Invalid, "expected a slug of letters, digits and single dashes, got ''"),
        ("Hello", Invalid, "expected a slug of letters, digits and single dashes, got 'Hello'"),
        ("a--b", Invalid, "expected a slug of letters, digits and single dashes, got 'a--b'"),
        ("a/../b", Invalid, "expected a slug of letters, digits and single dashes, got 'a/../b'"),
    ],
)
def test_a_slug_that_cannot_be_given_is_refused(
    slug: str, error: type[Conflict | Invalid], message: str
) -> None:
    with pytest.raises(error) as fault:
        posts.create(NewPost("Hello", slug=slug))
    assert fault.value.message == message


@pytest.mark.parametrize(
    ("new", "message"),
    [
        (NewPost(" \n "), "a post needs a title"),
        (NewPost("x" * 501), "a title has at most 500 characters, got 501"),
        (
            NewPost("x", body="x" * 4_000_001),
            "a text has at most 4,000,000 characters, got 4,000,001",
        ),
        (NewPost("x", format="html"), "expected the format markdown or sx, got 'html'"),
        (NewPost("x", status="gone"), "expected the status draft or published, got 'gone'"),
        (
            NewPost("x", published=datetime(2024, 1, 1)),  # noqa: DTZ001 - that is the fault
            "expected a date with a time zone, got 2024-01-01 00:00:00",
        ),
    ],
)
def test_a_post_that_breaks_a_rule_is_refused(new: NewPost, message: str) -> None:
    with pytest.raises(Invalid) as fault:
        posts.create(new)
    assert fault.value.message == message


def test_an_author_must_be_a_user() -> None:
    with pytest.raises(NotFound, match="there is no user 'nobody'"):
        posts.create(NewPost("Hello", author="nobody"))


def test_characters_that_cannot_be_stored_are_replaced() -> None:
    view = seen(posts.create(NewPost("a\x00b", body="c\ud800d", summary="\x00")))
    replaced = "\N{REPLACEMENT CHARACTER}"
    texts = (view.title, view.body, view.summary)
    assert texts == (f"a{replaced}b", f"c{replaced}d", replaced)


def test_a_save_changes_what_it_names_and_nothing_else() -> None:
    slug = publish("Title", body="Body.", summary="Summary.")
    before = seen(slug)
    assert posts.revise(slug, 1, Changes(body="New body.")) == 2
    after = seen(slug)
    assert after == replace(before, body="New body.", rev=2, updated=after.updated)
    assert after.updated > before.updated


def test_a_save_of_an_older_version_is_refused_and_changes_nothing() -> None:
    slug = draft("Title")
    posts.revise(slug, 1, Changes(body="First."))
    with pytest.raises(Conflict, match="somebody else has saved this post"):
        posts.revise(slug, 1, Changes(body="Second."))
    assert seen(slug).body == "First."


def test_a_save_of_a_post_that_is_gone_finds_nothing() -> None:
    with pytest.raises(NotFound, match="there is no post 'gone'"):
        posts.revise("gone", 1, Changes(body="x"))


def test_publishing_sets_the_date_once() -> None:
    slug = draft("Title")
    posts.revise(slug, 1, Changes(status="published"))
    first = seen(slug).published
    posts.revise(slug, 2, Changes(status="draft"))
    posts.revise(slug, 3, Changes(status="published"))
    assert first is not None
    assert seen(slug).published == first


def test_deleting_a_post_deletes_its_edges_both_ways() -> None:
    ocaml, lost = tag("OCaml"), publish("Lost")
    other = publish("Other")
    relate(lost, "tagged", ocaml)
    relate(lost, "related", other)
    relate(other, "tagged", ocaml)
    posts.delete(lost)
    assert (queries.post(lost), queries.related_to(other)) == (None, ())
    assert [card.slug for card in queries.tagged_with(ocaml, 0, 10).items] == [other]


def test_deleting_a_post_takes_it_out_of_the_search() -> None:
    slug = publish("Xylophone")
    found = search.find("xylophone", 0, 10).total
    posts.delete(slug)
    indexed = session().scalar(text("SELECT count(*) FROM search_words"))
    assert (found, search.find("xylophone", 0, 10).total, indexed) == (1, 0, 9)


def test_a_deleted_posts_slug_is_free_again() -> None:
    posts.delete(draft("Again"))
    assert draft("Again") == "again"


def test_deleting_what_is_not_there_finds_nothing() -> None:
    with pytest.raises(NotFound, match="there is no post 'gone'"):
        posts.delete("gone")


@pytest.mark.parametrize("slug", ["tag", "related"])
def test_what_the_graph_stands_on_cannot_be_deleted(slug: str) -> None:
    with pytest.raises(NotAllowed) as fault:
        posts.delete(slug)
    assert fault.value.message == f"the site stands on the post {slug!r}: it cannot be deleted"


def test_a_kind_that_has_edges_cannot_be_deleted() -> None:
    cites = publish("Cites")
    relate(cites, "is-a", "relation")
    one, other = publish("One"), publish("Other")
    relate(one, cites, other)
    with pytest.raises(NotAllowed, match="'cites' is a kind that posts are related by"):
        posts.delete(cites)
    graph.unrelate(one, cites, other)
    posts.delete(cites)
    assert queries.post(cites) is None


def test_an_import_is_made_once() -> None:
    new = NewPost("Imported", body="Text.", status="published", published=day(1))
    assert [posts.put(new, "a.md"), posts.put(new, "a.md")] == ["created", "unchanged"]
    assert (posts.imported(), seen("imported").rev) == (
        (posts.ImportedPost("a.md", "imported", "Imported", day(1)),),
        1,
    )


def test_an_import_follows_its_origin() -> None:
    old = NewPost("Imported", body="Text.", status="published", published=day(1))
    posts.put(old, "a.md")
    new = replace(old, title="Renamed", body="Better.", updated=day(5))
    assert [posts.put(new, "a.md"), posts.put(new, "a.md")] == ["changed", "unchanged"]
    view = seen("imported")
    assert (view.title, view.body, view.updated, view.rev) == ("Renamed", "Better.", day(5), 2)


def test_an_import_without_a_date_keeps_the_day_it_first_came() -> None:
    new = NewPost("Imported", body="Text.", status="published")
    posts.put(new, "a.md")
    first = seen("imported").published
    posts.put(replace(new, body="Better."), "a.md")
    view = seen("imported")
    assert (view.body, view.published) == ("Better.", first)


def test_an_import_is_the_same_when_only_its_time_of_change_is_another() -> None:
    new = NewPost("Imported", updated=day(1))
    posts.put(new, "a.md")
    assert posts.put(replace(new, updated=day(2)), "a.md") == "unchanged"


def test_an_import_does_not_overwrite_an_editor() -> None:
    new = NewPost("Imported", body="Text.")
    posts.put(new, "a.md")
    posts.revise("imported", 1, Changes(body="Edited here."))
    assert posts.put(replace(new, body="Edited there."), "a.md") == "unchanged"
    assert seen("imported").body == "Edited here."


def test_equal_imports_from_two_places_are_two_posts() -> None:
    new = NewPost("Imported")
    assert [posts.put(new, "a.md"), posts.put(new, "b.md")] == ["created", "created"]
    slugs = [(each.origin, each.slug) for each in posts.imported()]
    assert slugs == [("a.md", "imported"), ("b.md", "imported-2")]


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_any_title_at_all_makes_a_slug(title: str) -> None:
    slug = posts.create(NewPost(f"{title}."))
    assert (slug_from(slug), queries.post(slug) is None) == (slug, False)


NASTY = ["", "\x00", "\ud800", "'; DROP TABLE posts", "a" * 10_000, "%", "é", "../x", "TAG"]


@pytest.mark.parametrize(
    "read",
    [
        queries.post,
        queries.tags_of,
        queries.related_to,
        queries.types_of,
        lambda slug: queries.tagged_with(slug, 0, 5).items,
        lambda slug: queries.instances_of(slug, 0, 5).items,
        lambda slug: queries.is_a(slug, slug),
        lambda slug: search.find(slug, 0, 5).items if slug in NASTY[:3] else (),
    ],
)
def test_what_nobody_made_is_not_found(read: Callable[[str], object]) -> None:
    assert [slug for slug in NASTY if read(slug)] == []
