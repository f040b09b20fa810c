"""The graph's rules, a test for each sentence that says one; edges alone are in `test_graph`."""

import pytest
from sqlalchemy import func, insert, select, update

from db import graph, posts
from db.graph import queries, target_sets
from db.kernel.errors import Invalid, NotFound, UnknownKind
from db.kernel.models import Edge, Node, id_of
from db.kernel.records import Target
from db.kernel.session import session
from db.kernel.well_known import IS_A, RELATED, SUBTYPE_OF, TAGGED
from db.posts import Changes, NewPost
from tests.unit.db import editing
from tests.unit.db.making import draft, elsewhere, make_type, node_of, publish, relate, tag

pytestmark = pytest.mark.usefixtures("writing")


def targets(slug: str, kind: str) -> list[str]:
    return [
        str(target.slug) for target in queries.targets_of(slug, target_sets.kind_named(kind).key)
    ]


def pickers(slug: str) -> list[str]:
    return [kind.slug for kind in queries.pickers_of(slug)]


def positions(slug: str, kind: str) -> list[int]:
    found = select(Edge.position).where(Edge.source_id == id_of(slug), Edge.kind == kind)
    return [*session().scalars(found.order_by(Edge.position))]


def count_of_edges() -> int:
    return session().scalars(select(func.count()).select_from(Edge)).one()


def refusal(source: str, kind: str, target: str) -> str:
    """Relate, see that nothing changed, and give the sentence."""
    before = count_of_edges()
    with pytest.raises(Invalid) as fault:
        graph.relate(source, kind, target)
    assert count_of_edges() == before
    return fault.value.message


# --- where pickers stand


def test_related_tagged_and_is_a_stand_on_every_post_and_subtype_of_on_types() -> None:
    slug, ocaml = publish("Post"), tag("OCaml")
    everywhere = [RELATED, TAGGED, IS_A]
    assert [pickers(each) for each in (slug, ocaml, "tagged", draft("Draft"))] == [everywhere] * 4
    types = ("type", "tag", "article", "relation", make_type("Recipe"), make_type("Cake", "recipe"))
    assert [pickers(each) for each in types] == [[*everywhere, SUBTYPE_OF]] * 6


def test_the_kinds_of_a_site_stand_on_the_instances_of_the_types_that_they_name() -> None:
    make_type("Cake", make_type("Recipe"))
    fields = {"label": "Cooked by", "shown_on": ["recipe", "article"]}
    relate(posts.create(NewPost("Cook", fields=fields)), IS_A, "relation")
    sponge = graph.find_or_create("Sponge", "cake")
    assert [pickers(each)[3:] for each in (sponge, "recipe", "cake")] == [
        ["cook"],
        [SUBTYPE_OF],
        [SUBTYPE_OF],
    ]
    graph.unrelate(sponge, IS_A, "cake")
    assert pickers(sponge) == [RELATED, TAGGED, IS_A]


def test_the_list_of_kinds_is_read_from_the_graph() -> None:
    slug, cites = publish("Post"), publish("Cites")
    graph.relate(cites, IS_A, "relation")
    assert pickers(slug) == [RELATED, TAGGED, IS_A, cites]
    graph.unrelate(cites, IS_A, "relation")
    assert pickers(slug) == [RELATED, TAGGED, IS_A]
    with pytest.raises(UnknownKind):
        graph.relate(slug, cites, "tag")


# --- what is offered


def test_related_takes_every_post() -> None:
    slug = publish("Post")
    relate(slug, RELATED, tag("OCaml"), "type", "declares", draft("Draft"))
    assert targets(slug, RELATED) == ["ocaml", "type", "declares", "draft"]


def test_tagged_takes_instances_of_tag_through_subtypes_and_nothing_else() -> None:
    slug, topic = publish("Post"), make_type("Topic", "tag")
    relate(slug, TAGGED, tag("OCaml"), graph.find_or_create("Lisp", topic))
    assert targets(slug, TAGGED) == ["ocaml", "lisp"]
    publish("Other")
    for title in ("Other", "Tag", "Topic", "Article"):
        sentence = f"“{title}” is no tag, so it cannot stand under Tags"
        assert refusal(slug, TAGGED, title.lower()) == sentence


@pytest.mark.parametrize("kind", [IS_A, SUBTYPE_OF])
def test_is_a_and_subtype_of_take_types_and_nothing_else(kind: str) -> None:
    recipe = make_type("Recipe")
    types = ["type", "article", "tag", recipe, make_type("Cake", recipe), "relation"]
    slug = publish("Post")
    relate(slug, kind, *types)
    assert targets(slug, kind) == types
    for other in (tag("OCaml"), publish("Other"), RELATED):
        assert "is no type, so it cannot stand under" in refusal(slug, kind, other)


def test_a_kind_of_several_anchors_takes_the_instances_of_each() -> None:
    relate(publish("Cooked by"), IS_A, "relation")
    for anchor in (make_type("Person"), make_type("Place")):
        relate(anchor, "declares", "cooked-by")
    ada, kitchen = graph.find_or_create("Ada", "person"), graph.find_or_create("Kitchen", "place")
    slug = publish("Post")
    relate(slug, "cooked-by", ada, kitchen)
    assert targets(slug, "cooked-by") == [ada, kitchen]
    sentence = "“Post” is no person or place, so it cannot stand under Cooked by"
    assert refusal(ada, "cooked-by", slug) == sentence


def test_what_is_declared_later_leaves_what_is_there() -> None:
    slug, ocaml = publish("Post"), tag("OCaml")
    relate(slug, TAGGED, ocaml)
    graph.unrelate(ocaml, IS_A, "tag")
    assert targets(slug, TAGGED) == [ocaml]
    assert graph.relate(slug, TAGGED, ocaml) is False
    assert graph.unrelate(slug, TAGGED, ocaml)
    assert refusal(slug, TAGGED, ocaml).startswith("“OCaml” is no tag")


# --- edges


@pytest.mark.parametrize("kind", [RELATED, TAGGED, IS_A, SUBTYPE_OF])
def test_deleting_a_post_deletes_its_edges_both_ways(kind: str) -> None:
    one, other, third = (make_type(title, "tag") for title in ("One", "Other", "Third"))
    for each in (one, other, third):
        relate(each, IS_A, "tag")
    relate(one, kind, other)
    relate(other, kind, third)
    node = session().scalars(select(Node.id).where(Node.slug == other)).one()
    touching = (Edge.source_id == node) | (Edge.target_id == node)
    count = select(func.count()).select_from(Edge).where(touching)
    assert session().scalars(count).one() >= 4
    posts.delete(other)
    assert session().scalars(count).one() == 0
    assert other not in targets(one, kind)


def test_a_thing_elsewhere_is_shown_in_its_place_and_does_not_disturb_the_order() -> None:
    slug, one, two, three = publish("Post"), tag("One"), tag("Two"), tag("Three")
    relate(slug, TAGGED, one)
    row = {"source_id": id_of(slug), "kind": TAGGED, "position": 1500}
    session().execute(insert(Edge).values(**row, target_id=elsewhere("A")))
    relate(slug, TAGGED, two, three)
    editing.put_before(slug, TAGGED, three, one)
    editing.put_before(slug, TAGGED, one, None)
    assert [each.title for each in queries.targets_of(slug, TAGGED)] == ["Three", "A", "Two", "One"]


def test_is_a_does_not_chain_and_subtypes_do() -> None:
    make_type("Cake", make_type("Recipe"))
    sponge = graph.find_or_create("Sponge", "cake")
    assert [queries.is_a(sponge, each) for each in ("cake", "recipe", "type")] == [
        True,
        True,
        False,
    ]
    ocaml = tag("OCaml")
    assert [queries.is_a(ocaml, each) for each in ("tag", "type", "relation")] == [
        True,
        True,
        False,
    ]


def test_a_chip_shows_type_and_draft() -> None:
    slug, ocaml, hidden = publish("Post"), tag("OCaml"), draft("Hidden")
    relate(hidden, IS_A, make_type("Idea"), "tag")
    posts.revise("idea", 1, Changes(status="draft"))
    relate(slug, RELATED, ocaml, hidden, publish("Plain"))
    tagged = Target(node_of(ocaml), ocaml, "OCaml", "Tag", False)
    plain = Target(node_of("plain"), "plain", "Plain", "", False)
    assert queries.targets_of(slug, RELATED) == (
        tagged,
        Target(node_of(hidden), hidden, "Hidden", "Idea", True),
        plain,
    )
    assert queries.targets_of(slug, RELATED, public=True) == (tagged, plain)


# --- order


def test_a_post_is_moved_before_another_or_last() -> None:
    slug, tags = publish("Post"), [tag(title) for title in "ABCD"]
    a, b, c, d = tags
    relate(slug, TAGGED, *tags)
    moves = [(d, a, [d, a, b, c]), (d, b, [a, d, b, c]), (d, None, tags), (a, d, [b, c, a, d])]
    for target, before, order in moves:
        assert editing.put_before(slug, TAGGED, target, before)
        assert targets(slug, TAGGED) == order


def test_a_move_to_where_a_post_stands_is_none() -> None:
    slug, tags = publish("Post"), [tag(title) for title in "ABC"]
    relate(slug, TAGGED, *tags)
    before = positions(slug, TAGGED)
    for target, following in (("a", "b"), ("b", "c"), ("c", None), ("a", "a")):
        assert editing.put_before(slug, TAGGED, target, following) is False
    assert positions(slug, TAGGED) == before


def test_each_end_of_a_symmetric_edge_is_moved_by_itself() -> None:
    a, b, c, d = (publish(title) for title in "ABCD")
    relate(a, RELATED, b, c, d)
    relate(b, RELATED, c)
    assert editing.put_before(a, RELATED, b, None)
    assert editing.put_before(b, RELATED, c, a)
    assert (targets(a, RELATED), targets(b, RELATED)) == ([c, d, b], [c, a])


def test_a_gap_that_is_used_up_is_made_again() -> None:
    slug, tags = publish("Post"), [tag(title) for title in "ABCD"]
    relate(slug, TAGGED, *tags)
    assert positions(slug, TAGGED) == [1024, 2048, 3072, 4096]
    order = list(tags)
    for turn in range(40):
        target = order[3 - turn % 2]
        editing.put_before(slug, TAGGED, target, order[1])
        order.remove(target)
        order.insert(1, target)
        assert targets(slug, TAGGED) == order
    assert len(set(positions(slug, TAGGED))) == 4


@pytest.mark.parametrize("position", [2**30, -(2**30), 7])
def test_positions_at_an_end_of_the_range_are_renumbered(position: int) -> None:
    slug, tags = publish("Post"), [tag(title) for title in "ABC"]
    relate(slug, TAGGED, *tags)
    session().execute(update(Edge).values(position=position))
    assert editing.put_before(slug, TAGGED, "a", None)
    assert editing.put_before(slug, TAGGED, "c", "b")
    assert targets(slug, TAGGED) == ["c", "b", "a"]


@pytest.mark.parametrize("position", [None, 7, 2**30, -(2**30)])
def test_a_post_is_put_before_the_one_before_it_wherever_they_stand(position: int | None) -> None:
    slug, tags = publish("Post"), [tag(title) for title in "ABCD"]
    relate(slug, TAGGED, *tags)
    if position is not None:
        session().execute(update(Edge).values(position=position))
    for order in ("abdc", "adbc", "dabc"):
        assert editing.put_earlier(slug, TAGGED, "d")
        assert targets(slug, TAGGED) == [*order]
    assert editing.put_earlier(slug, TAGGED, "d") is False
    assert targets(slug, TAGGED) == [*"dabc"]


def test_what_is_not_there_is_not_moved() -> None:
    slug, one, other = publish("Post"), tag("One"), tag("Other")
    relate(slug, TAGGED, one)
    for target, before in ((other, None), (other, one), (one, other)):
        with pytest.raises(Invalid, match="“Other” does not stand under Tags any more"):
            editing.put_before(slug, TAGGED, target, before)
    with pytest.raises(Invalid, match="“Other” does not stand under Tags any more"):
        editing.put_earlier(slug, TAGGED, other)
    for ends in ((slug, "gone", None), (slug, one, "gone"), ("gone", one, None)):
        with pytest.raises(NotFound, match="there is no post 'gone'"):
            editing.put_before(ends[0], TAGGED, ends[1], ends[2])
    with pytest.raises(UnknownKind, match="there is no kind of relation 'nothing'"):
        editing.put_before(slug, "nothing", one, None)


# --- find or create


@pytest.mark.parametrize(
    ("kind", "anchor"), [(TAGGED, "tag"), (IS_A, "type"), (SUBTYPE_OF, "type")]
)
def test_what_is_missing_is_made_where_it_is_picked(kind: str, anchor: str) -> None:
    slug = publish("Post")
    new = editing.relate_new(slug, kind, "  Crème   Brûlée ")
    assert new == editing.NewTarget("creme-brulee", True, True)
    view = queries.post(new.slug)
    assert view is not None
    assert (view.title, view.body, view.status) == ("Crème Brûlée", "", "published")
    assert targets(new.slug, IS_A) == [anchor]
    again = editing.relate_new(slug, kind, "CREME brulee")
    assert again == editing.NewTarget("creme-brulee", False, False)
    assert targets(slug, kind) == [new.slug]


def test_a_type_that_is_no_instance_of_type_is_found_among_types() -> None:
    slug = publish("Post")
    assert editing.relate_new(slug, IS_A, "article") == editing.NewTarget("article", False, True)


def test_what_has_the_title_but_is_outside_the_pool_is_left_alone() -> None:
    slug = publish("OCaml")
    assert editing.relate_new(slug, TAGGED, "OCaml") == editing.NewTarget("ocaml-2", True, True)


def test_nothing_is_made_where_it_cannot_stand() -> None:
    slug, ocaml = publish("Post"), tag("OCaml")
    before = queries.published_count()
    for source, kind, title, sentence in (
        (slug, RELATED, "New", "what stands under Related posts is chosen, not made here"),
        (slug, TAGGED, "  ", "a post needs a title"),
        (slug, TAGGED, "x" * 501, "a title has at most 500 characters, got 501"),
        (ocaml, TAGGED, "ocaml", "a post cannot be related to itself"),
    ):
        with pytest.raises(Invalid) as fault:
            editing.relate_new(source, kind, title)
        assert fault.value.message == sentence
    assert queries.published_count() == before
    with pytest.raises(Invalid, match="“Post” is no type"):
        graph.find_or_create("New", slug)


# --- tags


def test_a_tag_is_a_post_that_is_a_tag() -> None:
    slug, other = publish("Post"), publish("Other")
    relate(slug, IS_A, "tag")
    relate(other, TAGGED, slug)
    assert [card.slug for card in queries.tagged_with(slug, 0, 5).items] == [other]
    graph.unrelate(slug, IS_A, "tag")
    assert queries.tagged_with(slug, 0, 5).items == ()
    assert [link.slug for link in queries.tags_of(other)] == [slug]
