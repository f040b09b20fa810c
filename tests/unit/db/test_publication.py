"""Drafts that go public with their posts, and those that do not."""

import pytest

from db import graph, posts
from db.graph import queries
from db.posts import Changes, NewPost
from tests.unit.db import editing
from tests.unit.db.making import draft, elsewhere, publish, relate, tag

pytestmark = pytest.mark.usefixtures("writing")


def state(slug: str) -> tuple[str, bool, int] | None:
    """Give status, whether it goes public with its posts, and version; None when it is gone."""
    view = queries.post(slug)
    return None if view is None else (view.status, view.goes_public, view.rev)


WAITS = ("draft", True, 1)
PUBLISHED_WITH = ("published", False, 2)
ON_PURPOSE = ("draft", False, 1)


def test_a_tag_that_is_made_for_a_draft_goes_public_with_it() -> None:
    draft("Leaf")
    editing.relate_new("leaf", "tagged", "Moss")
    assert state("moss") == WAITS
    assert queries.tag_counts(0, 10).items == ()
    posts.revise("leaf", 1, Changes(body="More."))
    assert state("moss") == WAITS
    posts.revise("leaf", 2, Changes(status="published"))
    assert state("moss") == PUBLISHED_WITH
    assert [each.slug for each in queries.tag_counts(0, 10).items] == ["moss"]
    posts.revise("leaf", 3, Changes(status="draft"))
    assert state("moss") == PUBLISHED_WITH


def test_a_tag_that_is_made_for_a_published_post_is_published_at_once() -> None:
    publish("Leaf")
    editing.relate_new("leaf", "tagged", "Moss")
    assert state("moss") == ("published", False, 1)


def test_a_type_that_is_made_for_a_draft_goes_public_with_it() -> None:
    draft("Leaf")
    editing.relate_new("leaf", "is-a", "Recipe")
    assert state("recipe") == WAITS
    posts.revise("leaf", 1, Changes(status="published"))
    assert state("recipe") == PUBLISHED_WITH


def test_what_is_a_draft_on_purpose_stays_one() -> None:
    relate(draft("Moss"), "is-a", "tag")
    draft("Leaf")
    editing.relate_new("leaf", "tagged", "Moss")
    posts.revise("leaf", 1, Changes(status="published"))
    assert state("moss") == ON_PURPOSE


def test_what_is_saved_as_a_draft_is_one_on_purpose() -> None:
    draft("Leaf")
    editing.relate_new("leaf", "tagged", "Moss")
    posts.revise("moss", 1, Changes(status="draft", goes_public=False))
    posts.revise("leaf", 1, Changes(status="published"))
    assert state("moss") == ("draft", False, 2)


def test_of_two_drafts_the_first_that_is_published_takes_their_tag_along() -> None:
    for title in ("Leaf", "Stem"):
        editing.relate_new(draft(title), "tagged", "Moss")
    posts.revise("stem", 1, Changes(status="published"))
    assert state("moss") == PUBLISHED_WITH
    posts.revise("leaf", 1, Changes(status="published"))
    assert state("moss") == PUBLISHED_WITH


def test_a_tag_whose_draft_was_deleted_waits_for_another_post() -> None:
    draft("Leaf")
    editing.relate_new("leaf", "tagged", "Moss")
    posts.delete("leaf")
    assert state("moss") == WAITS
    graph.relate(draft("Stem"), "tagged", "moss")
    assert state("moss") == WAITS
    graph.relate(publish("Root"), "tagged", "moss")
    assert state("moss") == PUBLISHED_WITH


def test_what_goes_public_takes_its_own_drafts_along() -> None:
    draft("Leaf")
    editing.relate_new("leaf", "tagged", "Moss")
    editing.relate_new("moss", "tagged", "Green")
    editing.relate_new("green", "tagged", "Moss")
    posts.revise("leaf", 1, Changes(status="published"))
    assert [state("moss"), state("green")] == [PUBLISHED_WITH] * 2


def test_an_import_that_publishes_a_post_takes_its_tags_along() -> None:
    hidden = NewPost("Leaf", body="Text.")
    posts.put(hidden, "leaf.md")
    moss = graph.find_or_create("Moss", "tag", public=False)
    graph.relate("leaf", "tagged", moss)
    assert state(moss) == WAITS
    posts.put(NewPost("Leaf", body="Text.", status="published"), "leaf.md")
    assert state(moss) == PUBLISHED_WITH


def test_what_is_found_is_not_hidden() -> None:
    tag("Moss")
    assert graph.find_or_create("moss", "tag", public=False) == "moss"
    assert state("moss") == ("published", False, 1)


@pytest.mark.parametrize("publishes", [False, True])
def test_taking_its_creation_back_deletes_what_nobody_has_saved(publishes: bool) -> None:
    draft("Leaf")
    done = editing.create("ada", "leaf", "tagged", "Moss")
    assert done is not None
    if publishes:
        posts.revise("leaf", 1, Changes(status="published"))
    editing.take_back(done.id, "leaf", "ada")
    assert state("moss") is None


def test_taking_its_creation_back_leaves_what_another_draft_shares() -> None:
    done = editing.create("ada", draft("Leaf"), "tagged", "Moss")
    graph.relate(draft("Stem"), "tagged", "moss")
    assert done is not None
    editing.take_back(done.id, "leaf", "ada")
    assert state("moss") == WAITS


def test_a_removal_that_is_taken_back_on_a_published_post_publishes() -> None:
    draft("Leaf")
    editing.relate_new("leaf", "tagged", "Moss")
    done = editing.unrelate("ada", "leaf", "tagged", "moss")
    posts.revise("leaf", 1, Changes(status="published"))
    assert (state("moss"), done is not None) == (WAITS, True)
    assert done is not None
    editing.take_back(done.id, "leaf", "ada")
    assert state("moss") == PUBLISHED_WITH


def test_chips_say_which_drafts_go_public() -> None:
    draft("Leaf")
    editing.relate_new("leaf", "tagged", "Moss")
    relate(draft("Fern"), "is-a", "tag")
    relate("leaf", "tagged", "fern")
    shown = [
        (each.slug, each.draft, each.goes_public) for each in queries.targets_of("leaf", "tagged")
    ]
    assert shown == [("moss", True, True), ("fern", True, False)]


def test_what_is_related_to_a_thing_elsewhere_does_not_go_public_by_that() -> None:
    draft("Leaf")
    editing.relate_new("leaf", "tagged", "Moss")
    elsewhere("Fern")
    graph.relate("moss", "related", "https://example.org/fern")
    assert state("moss") == WAITS
