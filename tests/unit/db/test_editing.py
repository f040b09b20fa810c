"""Operations: what an editor did to an edge, kept, and taken back."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from db import graph, posts
from db.graph import queries
from db.graph.operations import Operation
from db.kernel import models
from db.kernel.errors import Conflict, Invalid, NotFound, UnknownKind
from db.kernel.session import session
from db.posts import Changes
from tests.unit.db import editing
from tests.unit.db.making import elsewhere, make_type, node_of, publish, relate, tag

pytestmark = pytest.mark.usefixtures("writing")

TOO_LATE = "this can no longer be taken back"


def targets(slug: str, kind: str) -> list[str]:
    return [str(target.slug) for target in queries.targets_of(slug, kind)]


def done(operation: Operation | None) -> Operation:
    assert operation is not None
    return operation


def undo(operation: Operation) -> Operation:
    return editing.take_back(operation.id, operation.source, "ada")


def test_a_change_says_what_was_done_and_a_second_one_says_nothing() -> None:
    slug, ocaml = publish("Post"), tag("OCaml")
    first = done(editing.relate("ada", slug, "tagged", ocaml))
    assert first == Operation(first.id, "relate", slug, "tagged", ocaml, "OCaml", "Tags")
    assert editing.relate("ada", slug, "tagged", ocaml) is None
    assert done(editing.unrelate("ada", slug, "tagged", ocaml)).verb == "unrelate"
    assert editing.unrelate("ada", slug, "tagged", ocaml) is None


def test_what_was_related_is_related_no_more_at_either_end() -> None:
    one, other = publish("One"), publish("Other")
    operation = done(editing.relate("ada", one, "related", other))
    assert undo(operation) == operation
    assert targets(one, "related") + targets(other, "related") == []


def test_what_was_removed_comes_back_to_its_place_at_both_ends() -> None:
    a, b, c, d = (publish(title) for title in "ABCD")
    relate(a, "related", b, c, d)
    relate(c, "related", d)
    operation = done(editing.unrelate("ada", a, "related", c))
    undo(operation)
    assert (targets(a, "related"), targets(c, "related")) == ([b, c, d], [a, d])


def test_what_was_removed_comes_back_before_the_next_neighbour_that_is_still_there() -> None:
    slug, tags = publish("Post"), [tag(title) for title in "ABCD"]
    relate(slug, "tagged", *tags)
    first = done(editing.unrelate("ada", slug, "tagged", tags[1]))
    graph.unrelate(slug, "tagged", tags[2])
    undo(first)
    assert targets(slug, "tagged") == [tags[0], tags[1], tags[3]]


def test_what_was_moved_goes_back() -> None:
    slug, tags = publish("Post"), [tag(title) for title in "ABC"]
    relate(slug, "tagged", *tags)
    operation = done(editing.move("ada", slug, "tagged", tags[2], tags[0]))
    assert targets(slug, "tagged") == [tags[2], tags[0], tags[1]]
    undo(operation)
    assert targets(slug, "tagged") == tags
    assert editing.move("ada", slug, "tagged", tags[2], None) is None


def test_what_was_moved_to_the_front_by_one_place_goes_back() -> None:
    slug, tags = publish("Post"), [tag(title) for title in "ABC"]
    relate(slug, "tagged", *tags)
    operation = done(editing.move_earlier("ada", slug, "tagged", tags[2]))
    assert targets(slug, "tagged") == [tags[0], tags[2], tags[1]]
    assert editing.move_earlier("ada", slug, "tagged", tags[0]) is None
    undo(operation)
    assert targets(slug, "tagged") == tags


def test_what_was_made_goes_with_its_edge() -> None:
    slug = publish("Post")
    operation = done(editing.create("ada", slug, "tagged", "  new  TAG"))
    made = Operation(operation.id, "create", slug, "tagged", "new-tag", "new TAG", "Tags")
    assert (operation, targets(slug, "tagged")) == (made, ["new-tag"])
    undo(operation)
    assert (targets(slug, "tagged"), queries.post("new-tag")) == ([], None)


@pytest.mark.parametrize(
    "change",
    [
        lambda: posts.revise("fresh", 1, Changes(body="Text.")),
        lambda: graph.relate("other", "tagged", "fresh"),
        lambda: graph.relate("other", "related", "fresh"),
        lambda: graph.relate("fresh", "tagged", "fresh-2"),
        lambda: graph.relate("fresh", "is-a", "article"),
        lambda: graph.unrelate("fresh", "is-a", "tag"),
    ],
)
def test_what_was_made_stays_if_anything_was_done_with_it(change: Callable[[], object]) -> None:
    slug = publish("Post")
    publish("Other")
    operation = done(editing.create("ada", slug, "tagged", "Fresh"))
    publish("Fresh")
    graph.relate("fresh-2", "is-a", "tag")
    change()
    undo(operation)
    assert (targets(slug, "tagged"), queries.post("fresh") is not None) == ([], True)


def test_what_was_there_already_is_found_and_stays() -> None:
    slug, ocaml = publish("Post"), tag("OCaml")
    operation = done(editing.create("ada", slug, "tagged", "ocaml"))
    assert (operation.verb, operation.other) == ("relate", ocaml)
    assert editing.create("ada", slug, "tagged", "OCAML") is None
    undo(operation)
    assert queries.post(ocaml) is not None


def test_a_post_is_made_a_tag_and_that_is_taken_back() -> None:
    slug = publish("Post")
    operation = done(editing.relate("ada", slug, "is-a", "tag"))
    undo(operation)
    assert not queries.is_a(slug, "tag")


def test_an_operation_is_taken_back_once() -> None:
    slug, ocaml = publish("Post"), tag("OCaml")
    operation = done(editing.relate("ada", slug, "tagged", ocaml))
    undo(operation)
    with pytest.raises(Conflict, match="this was taken back already"):
        undo(operation)


def test_an_operation_is_taken_back_by_its_actor_where_it_was_done() -> None:
    slug, ocaml = publish("Post"), tag("OCaml")
    operation = done(editing.relate("ada", slug, "tagged", ocaml))
    for op, source, actor in (
        (operation.id, slug, "bob"),
        (operation.id, ocaml, "ada"),
        (operation.id, "gone\x00", "ada"),
        (operation.id + 1, slug, "ada"),
        (0, slug, "ada"),
        (-1, slug, "ada"),
        (10**30, slug, "ada"),
    ):
        with pytest.raises(Conflict, match=TOO_LATE):
            editing.take_back(op, source, actor)
    assert targets(slug, "tagged") == [ocaml]


def test_an_operation_is_taken_back_for_an_hour() -> None:
    slug, ocaml = publish("Post"), tag("OCaml")
    operation = done(editing.relate("ada", slug, "tagged", ocaml))
    make_older(61)
    with pytest.raises(Conflict, match=TOO_LATE):
        undo(operation)


def test_old_operations_go_as_new_ones_come() -> None:
    slug = publish("Post")
    for title in "ABC":
        done(editing.relate("ada", slug, "tagged", tag(title)))
    make_older(61)
    done(editing.relate("ada", slug, "tagged", tag("D")))
    kept = session().scalars(select(func.count()).select_from(models.OperationRow)).one()
    assert kept == 1


def make_older(minutes: int) -> None:
    then = datetime.now(UTC) - timedelta(minutes=minutes)
    session().execute(update(models.OperationRow).values(time=then))


@pytest.mark.parametrize("verb", ["relate", "unrelate", "move"])
def test_what_was_changed_since_is_not_taken_back(verb: str) -> None:
    slug, tags = publish("Post"), [tag("A"), tag("B")]
    first = done(editing.relate("ada", slug, "tagged", tags[0]))
    done(editing.relate("ada", slug, "tagged", tags[1]))
    if verb == "move":
        done(editing.move("bob", slug, "tagged", tags[0], None))
    else:
        done(editing.unrelate("bob", slug, "tagged", tags[0]))
    if verb == "relate":
        done(editing.relate("bob", slug, "tagged", tags[0]))
    with pytest.raises(Conflict, match="this was changed again since"):
        undo(first)


def test_what_was_done_since_and_taken_back_is_no_change() -> None:
    slug, ocaml = publish("Post"), tag("OCaml")
    first = done(editing.relate("ada", slug, "tagged", ocaml))
    undo(done(editing.unrelate("ada", slug, "tagged", ocaml)))
    undo(first)
    assert targets(slug, "tagged") == []


def test_a_symmetric_edge_that_was_changed_from_its_other_end_is_not_taken_back() -> None:
    a, b, c = (publish(title) for title in "ABC")
    relate(b, "related", c)
    first = done(editing.relate("ada", a, "related", b))
    done(editing.move("bob", b, "related", a, c))
    with pytest.raises(Conflict, match="this was changed again since"):
        undo(first)


def test_what_is_gone_or_back_without_an_operation_is_not_taken_back() -> None:
    slug, ocaml = publish("Post"), tag("OCaml")
    first = done(editing.relate("ada", slug, "tagged", ocaml))
    graph.unrelate(slug, "tagged", ocaml)
    with pytest.raises(Conflict, match="“OCaml” does not stand under Tags any more"):
        undo(first)
    relate(slug, "tagged", ocaml)
    second = done(editing.unrelate("ada", slug, "tagged", ocaml))
    relate(slug, "tagged", ocaml)
    with pytest.raises(Conflict, match="“OCaml” stands under Tags again already"):
        undo(second)


def test_an_edge_does_not_come_back_against_the_rules() -> None:
    slug, ocaml = publish("Post"), tag("OCaml")
    relate(slug, "tagged", ocaml)
    operation = done(editing.unrelate("ada", slug, "tagged", ocaml))
    graph.unrelate(ocaml, "is-a", "tag")
    with pytest.raises(Conflict, match="“OCaml” is no tag"):
        undo(operation)
    below, above = make_type("Below"), make_type("Above")
    relate(below, "subtype-of", above)
    operation = done(editing.unrelate("ada", below, "subtype-of", above))
    relate(above, "subtype-of", below)
    with pytest.raises(Conflict, match="“Above” is a subtype of “Below” already"):
        undo(operation)


def test_what_was_done_to_a_post_that_is_gone_is_not_taken_back() -> None:
    slug, ocaml = publish("Post"), tag("OCaml")
    operation = done(editing.relate("ada", slug, "tagged", ocaml))
    posts.delete(ocaml)
    with pytest.raises(Conflict, match=TOO_LATE):
        undo(operation)


@pytest.mark.parametrize(
    "change",
    [
        lambda: editing.relate("ada", "post", "declares", "tagged"),
        lambda: editing.unrelate("ada", "tag", "declares", "tagged"),
        lambda: editing.move("ada", "tag", "declares", "tagged", None),
        lambda: editing.create("ada", "post", "declares", "Fresh"),
    ],
)
def test_a_kind_without_a_picker_is_changed_by_nobody(change: Callable[[], object]) -> None:
    publish("Post")
    with pytest.raises(Invalid, match="Declares has no picker"):
        change()
    assert targets("tag", "declares") == ["tagged"]


def test_an_unknown_kind_is_refused() -> None:
    slug = publish("Post")
    with pytest.raises(UnknownKind, match="there is no kind of relation 'nothing'"):
        editing.create("ada", slug, "nothing", "Fresh")


def names(slug: str, kind: str) -> list[str]:
    return [str(target.slug or target.url) for target in queries.targets_of(slug, kind)]


def test_what_is_elsewhere_is_related_moved_removed_and_taken_back_as_posts_are() -> None:
    slug, other, fern = publish("Post"), publish("Other"), "https://example.org/fern"
    node = elsewhere("Fern")
    operation = done(editing.relate("ada", slug, "related", fern))
    assert (operation.other, operation.other_title) == (fern, "Fern")
    relate(slug, "related", other)
    assert done(editing.move("ada", slug, "related", other, fern)).verb == "move"
    assert names(slug, "related") == [other, fern]
    undo(done(editing.move_earlier("ada", slug, "related", fern)))
    assert names(slug, "related") == [other, fern]
    removed = done(editing.unrelate("ada", slug, "related", other))
    undo(removed)
    assert names(slug, "related") == [other, fern]
    undo(done(editing.unrelate("ada", slug, "related", fern)))
    assert names(slug, "related") == [other, fern]
    found = select(models.Edge.target_id).where(models.Edge.source_id == node)
    assert session().scalars(found).all() == [node_of(slug)]


def test_what_is_elsewhere_stands_where_its_kind_allows_and_is_known() -> None:
    slug, fern = publish("Post"), "https://example.org/fern"
    elsewhere("Fern")
    with pytest.raises(Invalid, match="“Fern” is no tag"):
        editing.relate("ada", slug, "tagged", fern)
    for source, target in ((slug, "https://example.org/moss"), (fern, slug)):
        with pytest.raises(NotFound, match="there is no post 'https"):
            editing.relate("ada", source, "related", target)
