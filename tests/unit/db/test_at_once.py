"""Several writers at once: each finds a state of affairs that holds."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from sqlalchemy import text

from db import graph, posts
from db.engine import Database
from db.graph import queries
from db.kernel.errors import Conflict, Invalid
from db.posts import Changes, NewPost
from tests.unit.db import editing
from tests.unit.db.making import draft, make_type, publish, relate, tag


def all_at_once(database: Database, *writes: Callable[[], object]) -> list[object]:
    """Do each write in a thread and a transaction of its own; give what came of each."""
    answers: list[object] = [None] * len(writes)
    start = Barrier(len(writes))

    def write(number: int) -> None:
        start.wait()
        try:
            with database.writing():
                answers[number] = writes[number]()
        except (Conflict, Invalid) as refused:
            answers[number] = type(refused).__name__

    threads = [Thread(target=write, args=(number,)) for number in range(len(writes))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_posts_with_the_same_title_get_different_slugs(database: Database) -> None:
    slugs = all_at_once(database, *[lambda: draft("Same title")] * 6)
    assert set(slugs) == {"same-title", *(f"same-title-{number}" for number in range(2, 7))}


def test_one_save_of_a_version_is_kept_and_the_others_are_told(database: Database) -> None:
    with database.writing():
        slug = draft("Title")
    save = [
        lambda text=text: posts.revise(slug, 1, Changes(body=text)) for text in ("a", "b", "c", "d")
    ]
    answers = all_at_once(database, *save)
    assert sorted(map(str, answers)) == ["2", "Conflict", "Conflict", "Conflict"]


def test_a_tag_that_several_want_to_make_is_made_once(database: Database) -> None:
    slugs = all_at_once(database, *[lambda: tag("Crème")] * 6)
    with database.reading():
        tags = [count.slug for count in queries.tag_counts(0, 10).items]
    assert (set(slugs), tags) == ({"creme"}, ["creme"])


def test_an_import_that_runs_twice_at_once_makes_each_post_once(database: Database) -> None:
    outcomes = all_at_once(database, *[lambda: posts.put(NewPost("Imported"), "a.md")] * 4)
    assert sorted(map(str, outcomes)) == ["created", "unchanged", "unchanged", "unchanged"]


def test_posts_that_are_related_from_both_ends_are_related_once(database: Database) -> None:
    with database.writing():
        one, other = publish("One"), publish("Other")
    forth = [lambda: graph.relate(one, "related", other)] * 3
    back = [lambda: graph.relate(other, "related", one)] * 3
    answers = all_at_once(database, *forth, *back)
    with database.reading():
        related = [link.slug for slug in (one, other) for link in queries.related_to(slug)]
    assert (sorted(map(str, answers)), related) == (["False"] * 5 + ["True"], [other, one])


def remove_edge() -> object:
    return graph.unrelate("post", "related", "b")


def remove_post() -> object:
    posts.delete("b")
    return True


#: Who deletes a post holds nothing of those that point to it, so either may be the first.
EITHER_ORDER = ["ac", "ca"]


@pytest.mark.parametrize(("remove", "orders"), [(remove_edge, ["ca"]), (remove_post, EITHER_ORDER)])
def test_a_post_goes_before_its_neighbour_though_that_is_removed_meanwhile(
    database: Database, remove: Callable[[], object], orders: list[str]
) -> None:
    with database.writing():
        for title in ("Post", "A", "B", "C"):
            publish(title)
        relate("post", "related", "a", "b", "c")
    answers: list[object] = []
    mover = Thread(target=lambda: answers.extend(all_at_once(database, move_c)))
    with database.writing():
        assert remove()
        mover.start()
        wait_for_a_writer_behind(database, mover)
    mover.join()
    with database.reading():
        assert "".join(link.slug for link in queries.related_to("post")) in orders
    assert answers == [True]


def move_c() -> object:
    return editing.move_earlier("ada", "post", "related", "c") is not None


def wait_for_a_writer_behind(database: Database, writer: Thread) -> None:
    """Wait until a writer waits for us; on SQLite it cannot begin before we have ended."""
    if database.dialect == "sqlite":
        return
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with database.engine.connect() as connection:
        while writer.is_alive() and not connection.scalar(waiting):
            writer.join(0.01)
            connection.rollback()


def test_a_cycle_of_types_is_not_closed_by_two_who_write_half_each(database: Database) -> None:
    with database.writing():
        types = [make_type(title) for title in ("A", "B", "C")]
    circle = zip(types, [*types[1:], types[0]], strict=True)
    halves = [
        lambda below=below, above=above: graph.relate(below, "subtype-of", above)
        for below, above in circle
    ]
    answers = all_at_once(database, *halves)
    assert sorted(map(str, answers)) == ["Invalid", "True", "True"]
