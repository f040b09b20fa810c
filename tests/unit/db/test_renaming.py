"""Posts that get another address, and what led to the one before."""

from collections.abc import Callable

import pytest

from db import graph, posts
from db.graph import queries, target_sets
from db.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from db.kernel.session import recording
from db.log import changes
from db.posts import Changes, NewPost, addresses, names
from tests.unit.db.making import draft, make_type, publish, relate, tag

pytestmark = pytest.mark.usefixtures("writing")


def test_a_post_has_its_new_address_and_keeps_its_edges() -> None:
    slug, ocaml = publish("Ash"), tag("OCaml")
    relate(slug, "tagged", ocaml)
    before = queries.post(slug)
    posts.rename(slug, "ash-tree")
    posts.rename(ocaml, "caml")
    after = queries.post("ash-tree")
    assert (queries.post(slug), before is None, after is None) == (None, False, False)
    assert before is not None
    assert after is not None
    assert (after.node, after.rev, after.title) == (before.node, before.rev + 1, before.title)
    assert [link.slug for link in queries.tags_of("ash-tree")] == ["caml"]


def test_the_old_address_leads_to_the_post_at_once_and_to_no_other() -> None:
    publish("Ash")
    posts.rename("ash", "birch")
    posts.rename("birch", "cedar")
    found = [addresses.post_at(path, public=True) for path in ("/ash/", "/birch/", "/cedar/")]
    # No chain, and no loop: the post's own address leads nowhere.
    assert found == ["cedar", "cedar", None]
    posts.rename("cedar", "ash")
    found = [addresses.post_at(path, public=True) for path in ("/ash/", "/birch/", "/cedar/")]
    assert found == [None, "ash", "ash"]


def test_texts_go_on_linking_by_the_old_name() -> None:
    publish("Ash")
    posts.rename("ash", "birch")
    posts.rename("birch", "cedar")
    assert names.resolve(["ash", "birch", "cedar"]) == dict.fromkeys(
        ("ash", "birch", "cedar"), "cedar"
    )


def test_an_old_address_is_of_who_had_it_last() -> None:
    posts.create(NewPost("Elm", status="published", addresses=("/ash/",)))
    publish("Ash")
    assert addresses.post_at("/ash/", public=True) == "elm"
    posts.rename("ash", "oak")
    assert addresses.post_at("/ash/", public=True) == "oak"


def test_the_old_address_of_a_draft_leads_editors_only() -> None:
    posts.rename(draft("Ash"), "oak")
    assert [addresses.post_at("/ash/", public) for public in (True, False)] == [None, "oak"]


@pytest.mark.parametrize(
    ("new", "fault"),
    [
        ("", Invalid("a post needs an address")),
        (
            "Two words",
            Invalid("an address has letters, digits and single dashes, like 'two-words'"),
        ),
        ("elm", Conflict("another post has the address /elm/")),
        ("login", Conflict("the site needs the address /login/ for itself")),
    ],
)
def test_what_cannot_be_an_address_is_refused(new: str, fault: Exception) -> None:
    publish("Ash")
    publish("Elm")
    posts.reserve(("login",))
    with pytest.raises(type(fault)) as refusal:
        posts.rename("ash", new)
    assert str(refusal.value) == str(fault)
    assert queries.post("ash") is not None


def test_posts_that_the_site_stands_on_keep_their_addresses() -> None:
    for slug in ("tag", "related"):
        with pytest.raises(NotAllowed, match="its address stays"):
            posts.rename(slug, "other")
    with pytest.raises(NotFound):
        posts.rename("nowhere", "other")


def test_a_rename_touches_what_was_asked_under_both_addresses_and_no_edges() -> None:
    publish("Ash")
    relate("ash", "tagged", tag("OCaml"))
    relate("ash", "related", publish("Elm"))
    changes.drain()
    reads = (queries.post, queries.carriers_of, queries.tags_of)
    asked = [topics_of(read, slug) for read in reads for slug in ("ash", "oak")]
    asked.append(topics_of(queries.related_to, "elm"))
    posts.rename("ash", "oak")
    topics = changes.drain()
    assert [each for each in asked if topics.isdisjoint(each)] == []
    assert {topic.partition(":")[0] for topic in topics} == {"at", "name", "post", "posts", "text"}


def topics_of(read: Callable[[str], object], slug: str) -> set[str]:
    with recording() as recorder:
        read(slug)
    return recorder.topics


def test_a_kind_keeps_its_key_and_its_edges() -> None:
    relate(publish("Cites"), "is-a", "relation")
    relate(publish("Ash"), "cites", publish("Elm"))
    key = target_sets.kind_named("cites").key
    posts.rename("cites", "refers-to")
    assert target_sets.kind_named("refers-to").key == key
    assert [target.slug for target in queries.targets_of("ash", key)] == ["elm"]
    assert graph.unrelate("ash", "refers-to", "elm")


def test_kinds_name_a_type_by_its_new_address() -> None:
    make_type("Recipe", "article")
    relate(publish("Cooked by"), "is-a", "relation")
    post = queries.post("cooked-by")
    assert post is not None
    posts.revise("cooked-by", post.rev, Changes(fields={"shown_on": ["recipe", "article"]}))
    posts.rename("recipe", "dish")
    assert target_sets.kind_named("cooked-by").shown_on == ("dish", "article")
