"""Types: random webs of them, cycles too, against sets worked out by hand."""

import random
from collections.abc import Iterator

import pytest
from sqlalchemy import delete, insert

from db import posts
from db.graph import queries
from db.graph.types import DEEPEST
from db.kernel.models import Edge, Node, id_of
from db.kernel.records import TypeNode
from db.kernel.session import session
from db.posts import NewPost
from tests.unit.db.making import draft, make_type, publish, relate

pytestmark = [pytest.mark.usefixtures("writing"), pytest.mark.slow]

Pairs = set[tuple[str, str]]


def put_edges(kind: str, pairs: Pairs) -> None:
    """Insert edges past all rules: data may be older than a rule, or come from elsewhere."""
    for number, (source, target) in enumerate(sorted(pairs)):
        row = {"source_id": id_of(source), "kind": kind, "target_id": id_of(target)}
        session().execute(insert(Edge).values(**row, position=number))


def closure(start: str, pairs: Pairs) -> set[str]:
    """Everything that is reached from `start`, itself too."""
    reached, new = {start}, {start}
    while new:
        new = {target for source, target in pairs if source in new} - reached
        reached |= new
    return reached


def random_pairs(chance: random.Random, count: int, sources: str, targets: str) -> Pairs:
    pairs = {(chance.choice(sources), chance.choice(targets)) for _ in range(count)}
    return {(source, target) for source, target in pairs if source != target}


@pytest.mark.parametrize("seed", range(3))
def test_types_and_instances_agree_with_the_definition(seed: int) -> None:
    chance = random.Random(seed)
    types, members = "abcdef", "mnop"
    for name in types + members:
        posts.create(NewPost(name, body="x", status="published"))
    below = random_pairs(chance, 8, types, types)
    direct = random_pairs(chance, 5, members, types)
    put_edges("subtype-of", below)
    put_edges("is-a", direct)
    expected = {
        (member, above) for member, own in direct for above in closure(own, below)
    }  # fmt: skip
    by_types_of = {(name, link.slug) for name in members for link in queries.types_of(name)}
    by_instances_of = {
        (card.slug, name) for name in types for card in queries.instances_of(name, 0, 50).items
    }
    by_is_a = {(name, above) for name in members for above in types if queries.is_a(name, above)}
    assert (by_types_of, by_instances_of, by_is_a) == (expected, expected, expected)


def every(nodes: tuple[TypeNode, ...]) -> Iterator[TypeNode]:
    for node in nodes:
        yield node
        yield from every(node.children)


@pytest.mark.parametrize("seed", range(3))
def test_the_tree_holds_every_type_with_the_count_of_its_list(seed: int) -> None:
    chance = random.Random(seed)
    types = [make_type(name) for name in "abcdefgh"]
    members = [publish(name) for name in "mnopq"]
    put_edges("subtype-of", random_pairs(chance, 10, "abcdefgh", "abcdefgh"))
    put_edges("is-a", {(chance.choice(members), chance.choice(types)) for _ in range(8)})
    drawn = list(every(queries.type_tree()))
    names = {"type", "tag", "article", "relation", *types}
    assert {node.slug for node in drawn} == names
    assert len(drawn) <= len(names) + 12
    totals = {name: queries.instances_of(name, 0, 1).total for name in names}
    assert [node for node in drawn if node.count != totals[node.slug]] == []


def test_a_type_of_two_supertypes_stands_under_both_and_opens_once() -> None:
    left, right = make_type("Left"), make_type("Right")
    both = make_type("Both", left, right)
    make_type("Below", both)
    below = TypeNode("below", "Below", 0, ())
    assert queries.type_tree()[0] == TypeNode(
        "left", "Left", 0, (TypeNode("both", "Both", 0, (below,)),)
    )
    assert queries.type_tree()[2] == TypeNode(
        "right", "Right", 0, (TypeNode("both", "Both", 0, ()),)
    )


def test_what_is_below_a_draft_type_stands_alone() -> None:
    hidden = draft("Hidden")
    relate(hidden, "subtype-of", "article")
    make_type("Shown", hidden)
    assert [node.slug for node in queries.type_tree()] == ["relation", "shown", "type"]


def test_a_chain_of_a_hundred_types_is_drawn_in_pieces() -> None:
    chain = [publish(f"T{number:03}") for number in range(100)]
    put_edges("subtype-of", set(zip(chain[1:], chain, strict=False)))
    relate(chain[0], "is-a", "type")
    tree = queries.type_tree()
    drawn = [node.slug for node in every(tree) if node.slug in chain]
    assert (sorted(drawn), depth(tree)) == (chain, DEEPEST)
    assert queries.is_a(chain[-1], "type") is False
    assert len(queries.instances_of(chain[0], 0, 1).items) == 0


def depth(nodes: tuple[TypeNode, ...]) -> int:
    return max((1 + depth(node.children) for node in nodes), default=0)


def test_a_site_without_its_first_posts_has_no_types() -> None:
    session().execute(delete(Edge))
    session().execute(delete(Node))
    assert (queries.type_tree(), queries.kinds(), queries.tag_counts(0, 5).items) == ((), (), ())
