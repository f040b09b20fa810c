"""Which posts the home page and the feed list: by what their types say, or by what was said."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from db import graph, posts
from db.graph import queries
from db.kernel.models import Edge, Node, id_of
from db.kernel.session import session
from db.log import changes
from db.posts import Changes, NewPost
from tests.unit.db.making import draft, make_type, publish, relate, tag

pytestmark = pytest.mark.usefixtures("writing")


def listed(slug: str) -> bool:
    """Settle what was written, and say whether a published post is listed."""
    changes.drain()
    found = session().scalars(select(Node.listed).where(Node.slug == slug)).one()
    shown = slug in {card.slug for card in queries.recent(0, 100).items}
    assert (found, found) == (shown, slug in {view.slug for view in queries.feed(100)})
    return found


def a_post() -> None:
    publish("Ash", body="")


def an_article() -> None:
    relate(publish("Ash"), "is-a", "article")


def of_a_type_below_article() -> None:
    relate(publish("Ash"), "is-a", make_type("Recipe", make_type("Text", "article")))


def a_draft_type_alone() -> None:
    relate(publish("Ash"), "related", "tag")


def a_tag() -> None:
    relate(publish("Ash"), "is-a", "tag")


def of_a_type_below_tag() -> None:
    relate(publish("Ash"), "is-a", make_type("Topic", make_type("Subject", "tag")))


def of_a_type_that_comes_below_tag() -> None:
    recipe = make_type("Recipe")
    relate(publish("Ash"), "is-a", make_type("Soup", recipe))
    changes.drain()
    relate(recipe, "subtype-of", "tag")


def a_type() -> None:
    relate(publish("Ash"), "is-a", "type")


def a_type_by_its_first_supertype() -> None:
    relate(publish("Ash"), "subtype-of", "article")


def a_kind() -> None:
    relate(publish("Ash"), "is-a", "relation")


def an_article_and_a_tag() -> None:
    relate(publish("Ash"), "is-a", "article", "tag")


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (a_post, True),
        (an_article, True),
        (of_a_type_below_article, True),
        (a_draft_type_alone, True),
        (a_tag, False),
        (of_a_type_below_tag, False),
        (of_a_type_that_comes_below_tag, False),
        (a_type, False),
        (a_type_by_its_first_supertype, False),
        (a_kind, False),
        (an_article_and_a_tag, False),
    ],
)
def test_the_types_of_a_post_say_whether_it_is_listed(
    make: Callable[[], None], expected: bool
) -> None:
    make()
    assert listed("ash") is expected
    posts.revise("ash", 1, Changes(listing_rule="always"))
    assert listed("ash") is True
    posts.revise("ash", 2, Changes(listing_rule="never"))
    assert listed("ash") is False
    posts.revise("ash", 3, Changes(listing_rule="type"))
    assert listed("ash") is expected


def test_what_stops_being_a_tag_is_listed_again() -> None:
    moss = tag("Moss")
    assert listed(moss) is False
    graph.unrelate(moss, "is-a", "tag")
    assert listed(moss) is True


def test_what_is_of_a_type_that_is_no_tag_any_more_is_listed_again() -> None:
    topic = make_type("Topic", "tag")
    soup = make_type("Soup", topic)
    relate(publish("Ash"), "is-a", soup)
    relate(publish("Elm"), "is-a", soup, "tag")
    assert [listed("ash"), listed("elm")] == [False, False]
    posts.delete(topic)
    assert [listed("ash"), listed("elm"), listed(soup)] == [True, False, True]


def test_no_seed_is_listed() -> None:
    assert queries.recent(0, 100).total == 0


def test_an_edge_that_was_written_by_hand_counts_as_any_other() -> None:
    publish("Ash")
    ends = session().execute(select(id_of("ash"), id_of("tag"))).one()
    session().add(Edge(source_id=ends[0], kind="is-a", target_id=ends[1], position=1))
    session().flush()
    assert listed("ash") is False


def test_an_import_says_for_itself_whether_it_is_listed() -> None:
    new = NewPost("Ash", body="Text.", status="published", listing_rule="never")
    assert (posts.put(new, "ash.md"), listed("ash")) == ("created", False)
    shown = NewPost("Ash", body="Text.", status="published")
    assert (posts.put(shown, "ash.md"), listed("ash")) == ("changed", True)


def test_a_change_that_lists_a_post_or_not_changes_the_lists() -> None:
    publish("Ash")
    draft("Elm")
    changes.drain()
    graph.relate("ash", "is-a", "article")
    assert changes.POSTS not in changes.drain()
    graph.relate("ash", "is-a", "tag")
    assert changes.POSTS in changes.drain()
    posts.revise("ash", 2 - 1, Changes(listing_rule="always"))
    assert changes.POSTS in changes.drain()
