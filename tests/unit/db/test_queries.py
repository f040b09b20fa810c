"""Reads: what lists hold, what they hide, and in which order."""

import pytest
from sqlalchemy import insert, update

from db import graph
from db.graph import queries
from db.kernel.models import Edge, Node, id_of
from db.kernel.records import Listing, NodeLink, PostCard, PostLink, TagCount, Target
from db.kernel.session import recording, session
from db.log import changes
from tests.unit.db.making import (
    day,
    draft,
    elsewhere,
    make_type,
    names_of_nodes,
    publish,
    readable,
    relate,
    tag,
)

pytestmark = pytest.mark.usefixtures("writing")


def slugs(listing: Listing[PostCard]) -> list[str]:
    return [card.slug for card in listing.items]


def test_recent_posts_are_published_ones_newest_first() -> None:
    for title, number in (("Second", 2), ("First", 1), ("Third", 3)):
        publish(title, number)
    draft("Hidden")
    listing = queries.recent(0, 3)
    assert (slugs(listing), listing.total) == (["third", "second", "first"], 3)


def test_posts_of_the_same_time_are_listed_newest_made_first() -> None:
    for title in "ABC":
        publish(title, 1)
    assert slugs(queries.recent(0, 3)) == ["c", "b", "a"]


def test_a_tag_is_not_recent_but_counted_and_mapped() -> None:
    before = queries.published_count()
    tag("Moss")
    publish("Only a title", body="")
    changes.drain()
    assert slugs(queries.recent(0, 50)) == ["only-a-title"]
    assert [view.slug for view in queries.feed(50)] == ["only-a-title"]
    assert queries.published_count() == before + 2
    assert {"moss", "only-a-title"} <= {slug for slug, _ in queries.sitemap(0, 50)}


def test_a_page_of_a_list_says_how_long_the_list_is() -> None:
    for number in range(1, 6):
        publish(f"Post {number}", number)
    pages = [queries.recent(offset, 2) for offset in (0, 2, 4, 5, 99)]
    assert [slugs(page) for page in pages] == [
        ["post-5", "post-4"],
        ["post-3", "post-2"],
        ["post-1"],
        [],
        [],
    ]
    assert {page.total for page in pages} == {5}


def test_a_card_has_all_that_a_list_shows() -> None:
    slug = publish("Post", 3, summary="Short.")
    relate(slug, "tagged", tag("Zebra"), tag("Ant"))
    changes.drain()
    links = (NodeLink("zebra", "Zebra"), NodeLink("ant", "Ant"))
    expected = PostCard("post", "Post", "Short.", day(3), "published", links)
    assert queries.recent(0, 1).items == (expected,)


def test_a_card_without_a_summary_has_the_beginning_of_the_text() -> None:
    publish("Long", 3, body=f"{'word ' * 60}\nsecond")
    publish("Short", 2, body="Only this\nmore")
    summaries = [card.summary for card in queries.recent(0, 2).items]
    assert summaries == [f"{'word ' * 36}".strip() + "…", "Only this"]


def test_a_draft_tag_is_hidden_from_cards_and_public_lists() -> None:
    slug, hidden = publish("Post"), draft("Hidden")
    relate(hidden, "is-a", "tag")
    relate(slug, "tagged", hidden)
    relate(slug, "related", hidden)
    links = (PostLink("hidden", "Hidden"),)
    assert queries.recent(0, 1).items[0].tags == ()
    assert (queries.tags_of(slug), queries.tags_of(slug, public=False)) == ((), links)
    assert (queries.related_to(slug), queries.related_to(slug, public=False)) == ((), links)
    assert queries.tag_counts(0, 10).items == ()


def test_a_draft_type_is_hidden_from_public_types_and_the_tree() -> None:
    hidden = draft("Hidden")
    relate(hidden, "subtype-of", "article")
    slug = publish("Post")
    relate(slug, "is-a", hidden)
    every = [link.slug for link in queries.types_of(slug, public=False)]
    assert [link.slug for link in queries.types_of(slug)] == ["article", "type"]
    assert every == ["hidden", "article", "type"]
    assert "hidden" not in str(queries.type_tree())


def test_drafts_are_hidden_where_posts_are_gathered() -> None:
    ocaml, slug, hidden = tag("OCaml"), publish("Post"), draft("Hidden")
    for source in (slug, hidden):
        relate(source, "tagged", ocaml)
        relate(source, "is-a", "article")
    assert slugs(queries.tagged_with(ocaml, 0, 10)) == ["post"]
    assert slugs(queries.instances_of("article", 0, 10)) == ["post"]
    assert queries.tag_counts(0, 10).items == (TagCount("ocaml", "OCaml", 1),)
    assert "hidden" not in {view.slug for view in queries.feed(50)}
    assert "hidden" not in {slug for slug, _ in queries.sitemap(0, 50)}
    assert "hidden" in {view.slug for view in queries.bodies(0, 50)}


def test_a_tags_posts_are_listed_newest_first() -> None:
    ocaml = tag("OCaml")
    for number in (2, 3, 1):
        relate(publish(f"Post {number}", number), "tagged", ocaml)
    listing = queries.tagged_with(ocaml, 1, 1)
    assert (slugs(listing), listing.total) == (["post-2"], 3)


def test_a_post_that_stops_being_a_tag_stays_on_its_posts_but_lists_none() -> None:
    ocaml, slug = tag("OCaml"), publish("Post")
    relate(slug, "tagged", ocaml)
    graph.unrelate(ocaml, "is-a", "tag")
    assert queries.tags_of(slug) == (PostLink("ocaml", "OCaml"),)
    assert queries.tagged_with(ocaml, 0, 10) == Listing((), 0)
    assert queries.carriers_of(ocaml) == 1
    assert queries.tag_counts(0, 10) == Listing((), 0)


def test_instances_of_subtypes_are_tags_too() -> None:
    topic = make_type("Topic", "tag")
    ocaml, slug = graph.find_or_create("OCaml", topic), publish("Post")
    relate(slug, "tagged", ocaml)
    assert slugs(queries.tagged_with(ocaml, 0, 10)) == ["post"]
    assert queries.tag_counts(0, 10).items == (TagCount("ocaml", "OCaml", 1),)


def test_tags_are_listed_by_title_without_case_and_accents() -> None:
    for title in ("zebra", "Éclair", "apple", "Banana", "eclipse"):
        tag(title)
    counts = queries.tag_counts(1, 3)
    titles = [count.title for count in counts.items]
    assert (titles, counts.total) == (["Banana", "Éclair", "eclipse"], 5)


def test_an_edge_to_another_site_shows_its_card_where_no_post_is_needed() -> None:
    slug, remote = publish("Post"), elsewhere("A")
    for kind in ("tagged", "related", "is-a"):
        row = {"source_id": id_of(slug), "kind": kind, "target_id": remote, "position": 1}
        session().execute(insert(Edge).values(**row))
    link = NodeLink(None, "A", "https://example.org/a")
    assert [queries.ends_of(slug, kind) for kind in ("tagged", "related")] == [(link,), (link,)]
    assert queries.recent(0, 1).items[0].tags == (link,)
    (chip,) = queries.targets_of(slug, "related")
    assert chip == Target(remote, None, "A", "", False, url="https://example.org/a")
    here = queries.tags_of(slug), queries.related_to(slug), queries.types_of(slug)
    assert (here, queries.is_a(slug, "tag")) == (((), (), ()), False)


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        ("published", (True, True)),
        ("draft", (False, True)),
        ("scheduled", (False, True)),
        ("deleted", (False, False)),
    ],
)
def test_both_ends_of_an_edge_are_shown_by_their_status(
    status: str, shown: tuple[bool, bool]
) -> None:
    source, end, there = publish("Post"), publish("End"), elsewhere("A", status)
    relate(source, "related", end)
    relate(source, "is-a", end_type := make_type("Kind"))
    row = {"source_id": id_of(source), "kind": "related", "target_id": there, "position": 9999}
    session().execute(insert(Edge).values(**row))
    hidden = update(Node).where(Node.slug.in_((end, end_type)))
    session().execute(hidden.values(status=status))
    for public, is_shown in zip((True, False), shown, strict=True):
        links = [link.title for link in queries.ends_of(source, "related", public)]
        assert links == (["End", "A"] if is_shown else [])
        types = [target.title for target in queries.targets_of(source, "is-a", public)]
        assert types == (["Kind"] if is_shown else [])


def test_a_new_title_of_a_card_from_elsewhere_is_a_change_that_lists_hear_of() -> None:
    slug, remote = publish("Post"), elsewhere("A")
    row = {"source_id": id_of(slug), "kind": "related", "target_id": remote, "position": 1}
    session().execute(insert(Edge).values(**row))
    changes.drain()
    with recording() as asked:
        queries.ends_of(slug, "related")
    names = names_of_nodes()
    session().execute(update(Node).where(Node.id == remote).values(title="B", folded="b"))
    topics = changes.drain()
    assert readable(topics, names) == {"post:A", "text"}
    assert topics & asked.topics == {"text"}
    assert [link.title for link in queries.ends_of(slug, "related")] == ["B"]


def test_the_map_is_cut_into_pages_oldest_post_first() -> None:
    publish("Post")
    pages = [queries.sitemap(offset, 4) for offset in (0, 4, 8, 12)]
    found = [slug for page in pages for slug, _ in page]
    assert (len(found), found[0], found[-1]) == (9 + 1, "type", "post")
