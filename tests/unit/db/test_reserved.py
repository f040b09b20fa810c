"""Words that no post can have as its slug, and posts that had one of them before."""

import pytest

from db import graph, posts
from db.graph import queries, target_sets
from db.kernel.errors import Conflict
from db.log import changes
from db.posts import NewPost
from tests.unit.db.making import names_of_nodes, readable

pytestmark = pytest.mark.usefixtures("writing")


def test_a_word_that_was_reserved_stays_so() -> None:
    posts.reserve(("orchard", "press"))
    posts.reserve(("cellar",))
    assert posts.reserved_words() >= {"orchard", "press", "cellar"}
    assert posts.create(NewPost("Orchard")) == "orchard-2"


def test_a_post_in_the_way_gets_another_address() -> None:
    posts.create(NewPost("Orchard", body="Trees.", status="published"))
    posts.create(NewPost("Orchard post"))
    graph.relate("orchard", "related", "tag")
    assert posts.reserve(("orchard", "press")) == (("orchard", "orchard-post-2"),)
    assert queries.post("orchard") is None
    assert [each.slug for each in queries.targets_of("tag", "related")] == ["orchard-post-2"]


def test_a_moved_post_touches_the_topics_of_both_its_addresses() -> None:
    posts.create(NewPost("Orchard"))
    graph.relate("orchard", "is-a", "relation")
    graph.relate("tag", "orchard", "type")
    changes.drain()
    posts.reserve(("orchard",))
    key = target_sets.kind_named("orchard-post").key
    topics = readable(changes.drain(), names_of_nodes())
    assert topics == {"at:orchard", "at:orchard-post", "post:orchard-post", "posts", "text"}
    assert [each.slug for each in queries.targets_of("tag", key)] == ["type"]


def test_a_post_that_the_site_stands_on_is_not_moved() -> None:
    with pytest.raises(Conflict, match="the address /related/ of a post that it stands on"):
        posts.reserve(("related",))
