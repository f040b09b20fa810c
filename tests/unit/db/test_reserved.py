"""Words that no post can have as its slug, and posts that had one of them before."""

import pytest

from db import graph, posts
from db.graph import queries
from db.kernel.errors import Conflict
from db.log import changes
from db.posts import NewPost

pytestmark = pytest.mark.usefixtures("writing")


def test_a_word_that_was_reserved_stays_so() -> None:
    posts.reserve(("orchard", "press"))
    posts.reserve(("cellar",))
    assert posts.reserved_words() >= {"orchard", "press", "cellar"}
    assert posts.create(NewPost("Orchard")) == "orchard-2"


def test_a_post_in_the_way_gets_another_address() -> None:
    posts.create(NewPost("Orchard", "Trees.", status="published"))
    posts.create(NewPost("Orchard post"))
    graph.relate("orchard", "related", "tag")
    assert posts.reserve(("orchard", "press")) == (("orchard", "orchard-post-2"),)
    assert queries.post("orchard") is None
    assert [each.slug for each in queries.targets_of("tag", "related")] == ["orchard-post-2"]


def test_a_moved_post_is_met_nowhere_under_its_old_address() -> None:
    posts.create(NewPost("Orchard"))
    before = changes.site_id()
    posts.reserve(("press",))
    assert changes.site_id() == before
    posts.reserve(("orchard",))
    assert changes.site_id() != before


def test_a_kind_in_use_is_not_moved() -> None:
    graph.relate("tag", "related", "type")
    with pytest.raises(Conflict, match="the address /related/ of a kind that is in use"):
        posts.reserve(("related",))
