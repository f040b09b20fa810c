"""Edges: once, in order, both ways where they are symmetric, and never a cycle of types."""

import pytest
from sqlalchemy import insert, select

from db import graph, posts
from db.graph import queries, target_sets
from db.graph.seeds import LASTING_EDGES
from db.kernel.errors import Invalid, NotAllowed, NotFound, UnknownKind
from db.kernel.models import Edge, Node, id_of
from db.kernel.records import Kind, PostLink, PostView, TagCount, TypeNode
from db.kernel.session import session
from db.posts import Changes, NewPost
from tests.unit.db.making import draft, elsewhere, make_type, node_of, publish, relate, tag

pytestmark = pytest.mark.usefixtures("writing")


def edges(kind: str) -> set[tuple[str, str]]:
    """Source and target of every edge of a kind."""
    source = select(Node.slug).where(Node.id == Edge.source_id).scalar_subquery()
    target = select(Node.slug).where(Node.id == Edge.target_id).scalar_subquery()
    key = target_sets.kind_named(kind).key
    return {(a, b) for a, b in session().execute(select(source, target).where(Edge.kind == key))}


def related(slug: str) -> list[str]:
    return [link.slug for link in queries.related_to(slug)]


def test_an_edge_reads_from_its_source() -> None:
    slug, ocaml = publish("Post"), tag("OCaml")
    assert graph.relate(slug, "tagged", ocaml)
    assert (queries.tags_of(slug), queries.tags_of(ocaml)) == ((PostLink("ocaml", "OCaml"),), ())


def test_relating_twice_keeps_one_edge() -> None:
    slug, ocaml = publish("Post"), tag("OCaml")
    answers = [graph.relate(slug, "tagged", ocaml) for _ in range(2)]
    assert (answers, edges("tagged")) == ([True, False], {("post", "ocaml")})


def test_a_symmetric_edge_is_two_rows() -> None:
    one, other = publish("One"), publish("Other")
    answers = graph.relate(one, "related", other), graph.relate(other, "related", one)
    assert (answers, edges("related")) == ((True, False), {(one, other), (other, one)})


@pytest.mark.parametrize("backwards", [False, True])
def test_a_symmetric_edge_is_deleted_from_either_end(backwards: bool) -> None:
    ends = publish("One"), publish("Other")
    relate(ends[0], "related", ends[1])
    source, target = ends[::-1] if backwards else ends
    answers = [graph.unrelate(source, "related", target) for _ in range(2)]
    assert (answers, edges("related")) == ([True, False], set())


def test_unrelating_deletes_that_kind_and_that_direction_only() -> None:
    one, other = tag("One"), tag("Other")
    relate(one, "tagged", other)
    relate(other, "tagged", one)
    relate(one, "related", other)
    graph.unrelate(one, "tagged", other)
    assert (edges("tagged"), len(edges("related"))) == ({(other, one)}, 2)


def test_each_end_of_a_symmetric_edge_keeps_its_own_order() -> None:
    a, b, c, d = (publish(title) for title in "ABCD")
    relate(a, "related", c, b)
    relate(d, "related", b, a)
    assert (related(a), related(b)) == ([c, b, d], [a, d])


def test_an_edge_that_comes_back_stands_last() -> None:
    slug, one, two = publish("Post"), tag("One"), tag("Two")
    relate(slug, "tagged", one, two)
    graph.unrelate(slug, "tagged", one)
    relate(slug, "tagged", one)
    assert [link.slug for link in queries.tags_of(slug)] == [two, one]


def test_an_unknown_kind_is_refused() -> None:
    one, other = publish("One"), publish("Other")
    for kind in ("article", "nothing", "\x00"):
        with pytest.raises(UnknownKind) as fault:
            graph.relate(one, kind, other)
        assert fault.value.message == f"there is no kind of relation {kind!r}"


def test_an_end_that_is_gone_is_not_found() -> None:
    slug = publish("One")
    for ends in ((slug, "gone"), ("gone", slug)):
        with pytest.raises(NotFound, match="there is no post 'gone'"):
            graph.relate(ends[0], "related", ends[1])
        with pytest.raises(NotFound, match="there is no post 'gone'"):
            graph.unrelate(ends[0], "related", ends[1])


def test_a_post_is_not_related_to_itself() -> None:
    slug = publish("One")
    with pytest.raises(Invalid, match="a post cannot be related to itself"):
        graph.relate(slug, "related", slug)


@pytest.mark.parametrize("length", [2, 3, 7])
def test_a_subtype_edge_that_would_close_a_cycle_is_refused(length: int) -> None:
    types = [make_type("T0")]
    for number in range(1, length):
        types.append(make_type(f"T{number}", types[-1]))
    before = edges("subtype-of")
    with pytest.raises(Invalid) as fault:
        graph.relate(types[0], "subtype-of", types[-1])
    sentence = f"“T{length - 1}” is a subtype of “T0” already: it cannot be both"
    assert (fault.value.message, edges("subtype-of")) == (sentence, before)


def test_a_cycle_through_a_post_of_another_site_is_refused_too() -> None:
    ours, below = make_type("Ours"), make_type("Below")
    node = elsewhere()
    for source, target in ((id_of(below), node), (node, id_of(ours))):
        row = {"source_id": source, "kind": "subtype-of", "target_id": target, "position": 1}
        session().execute(insert(Edge).values(**row))
    with pytest.raises(Invalid, match="“Below” is a subtype of “Ours” already"):
        graph.relate(ours, "subtype-of", below)


def test_two_supertypes_of_one_type_are_no_cycle() -> None:
    top = make_type("Top")
    left, right = make_type("Left", top), make_type("Right", top)
    bottom = make_type("Bottom", left, right)
    assert {link.slug for link in queries.types_of(bottom)} == set()
    assert edges("subtype-of") >= {(bottom, left), (bottom, right)}


def test_what_has_the_title_and_the_type_is_found() -> None:
    assert [tag("Crème Brûlée"), tag("  creme BRULEE ")] == ["creme-brulee", "creme-brulee"]


def test_what_has_the_title_and_a_subtype_is_found() -> None:
    topic = make_type("Topic", "tag")
    slug = graph.find_or_create("OCaml", topic)
    assert tag("ocaml") == slug


def test_a_post_that_has_only_the_title_is_left_alone() -> None:
    publish("OCaml")
    assert (tag("OCaml"), queries.is_a("ocaml", "tag")) == ("ocaml-2", False)


def test_what_is_made_is_published_empty_and_of_the_type() -> None:
    slug = tag("OCaml")
    view = queries.post(slug)
    assert isinstance(view, PostView)
    assert (view.title, view.body, view.status) == ("OCaml", "", "published")
    assert [link.slug for link in queries.types_of(slug)] == ["tag", "type"]


def test_nothing_is_made_without_a_title_or_a_type() -> None:
    with pytest.raises(Invalid, match="a post needs a title"):
        tag(" ")
    with pytest.raises(NotFound, match="there is no post 'gone'"):
        graph.find_or_create("OCaml", "gone")


def test_a_new_site_has_types_and_kinds_that_document_themselves() -> None:
    assert queries.kinds() == (
        Kind("related", "related", "Related", "Related posts", "Related posts", True, None),
        Kind("tagged", "tagged", "Tagged", "Tags", "Tagged with this", False, None),
        Kind("is-a", "is-a", "Is a", "Types", "Instances", False, None),
        Kind("subtype-of", "subtype-of", "Subtype of", "Supertypes", "Subtypes", False, ("type",)),
        Kind("declares", "declares", "Declares", "Declares", "Declared by", False, ()),
    )
    assert edges("declares") == {("type", "is-a"), ("type", "subtype-of"), ("tag", "tagged")}
    assert edges("subtype-of") == {("tag", "type"), ("article", "type")}
    assert {view.status for view in queries.bodies(0, 20)} == {"published"}
    assert [view.slug for view in queries.bodies(0, 20) if len(view.body) < 100] == []


def test_seeding_again_changes_nothing() -> None:
    before = queries.bodies(0, 20), edges("is-a")
    graph.seed()
    assert (queries.bodies(0, 20), edges("is-a")) == before


def test_seeding_again_leaves_an_editors_text_and_edges_alone() -> None:
    posts.revise("tag", 1, Changes(body="Our tags."))
    graph.unrelate("article", "subtype-of", "type")
    graph.seed()
    view = queries.post("tag")
    assert view is not None
    assert (view.body, edges("subtype-of")) == ("Our tags.", {("tag", "type")})


def test_what_the_graph_stands_on_cannot_be_unrelated() -> None:
    before = edges("is-a"), edges("subtype-of"), edges("declares")
    for source, kind, target in LASTING_EDGES:
        with pytest.raises(NotAllowed, match=r"the site needs “.*” in the .* of “.*”: it cannot"):
            graph.unrelate(source, kind, target)
    assert (edges("is-a"), edges("subtype-of"), edges("declares")) == before


def test_a_post_becomes_a_kind_by_what_it_is_and_what_it_says() -> None:
    fields = {"label": "Cites", "inverse": "Cited by", "shown_on": ["article"]}
    relate(posts.create(NewPost("Citation", fields=fields)), "is-a", "relation")
    relate(draft("Nameless"), "is-a", "relation")
    assert queries.kinds()[5:] == (
        Kind(
            "citation",
            f"k{node_of('citation')}",
            "Citation",
            "Cites",
            "Cited by",
            False,
            ("article",),
        ),
        Kind(
            "nameless", f"k{node_of('nameless')}", "Nameless", "Nameless", "Nameless", False, None
        ),
    )
    one, other = publish("One"), publish("Other")
    assert graph.relate(one, "citation", other)
    assert edges("citation") == {(one, other)}


def test_the_tree_of_a_new_site_counts_what_it_holds() -> None:
    tag("OCaml")
    assert queries.type_tree() == (
        TypeNode("relation", "Relation", 5, ()),
        TypeNode(
            "type",
            "Type",
            2,
            (TypeNode("article", "Article", 0, ()), TypeNode("tag", "Tag", 1, ())),
        ),
    )
    assert queries.tag_counts(0, 10).items == (TagCount("ocaml", "OCaml", 0),)
