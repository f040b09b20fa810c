"""What reads and writes cost: how many queries, and how they look at the edges."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, text

from db import graph, posts, search
from db.engine import Database
from db.graph import queries, suggestions
from db.graph.operations import Operation
from db.kernel.session import session
from db.log import changes
from db.posts import NewPost
from tests.unit.db import editing
from tests.unit.db.making import publish, relate, tag

pytestmark = pytest.mark.slow

Statement = tuple[str, Any]

READS: dict[str, Callable[[], object]] = {
    "recent": lambda: queries.recent(0, 20),
    "tagged_with": lambda: queries.tagged_with("ocaml", 0, 20),
    "carriers_of": lambda: queries.carriers_of("ocaml"),
    "instances_of": lambda: queries.instances_of("article", 0, 20),
    "tag_counts": lambda: queries.tag_counts(0, 100),
    "type_tree": queries.type_tree,
    "types_of": lambda: queries.types_of("post-1"),
    "tags_of": lambda: queries.tags_of("post-1"),
    "related_to": lambda: queries.related_to("post-1"),
    "targets_of": lambda: queries.targets_of("post-1", "tagged"),
    "pickers_of": lambda: queries.pickers_of("post-1"),
    "is_a": lambda: queries.is_a("post-1", "type"),
    "kinds": queries.kinds,
    "feed": lambda: queries.feed(20),
    "bodies": lambda: queries.bodies(0, 20),
    "sitemap": lambda: queries.sitemap(0, 20),
    "published_count": queries.published_count,
    "post": lambda: queries.post("post-1"),
    "search": lambda: search.find("text", 0, 20),
    "options": lambda: suggestions.options("post-1", "related", "post", 0),
    "popular options": lambda: suggestions.options("post-1", "related", "", 0),
    "options of a type": lambda: suggestions.options("post-1", "tagged", "o", 0),
    "options of types": lambda: suggestions.options("article", "subtype-of", "", 0),
}
#: What a picker asks for; how often depends on how soon a page is full.
PICKED = {name for name in READS if "options" in name}
#: How many queries each read makes; the rest make one.
MORE_THAN_ONE = {"recent": 3, "tagged_with": 4, "instances_of": 4, "tag_counts": 4}
MORE_THAN_ONE |= {"pickers_of": 4, "type_tree": 3, "types_of": 2, "kinds": 2, "search": 2}


@contextmanager
def statements(database: Database) -> Iterator[list[Statement]]:
    """Collect what is sent to the database, without the beginning of the transaction."""
    sent: list[Statement] = []

    def note(
        _c: object, _u: object, statement: str, parameters: list[Any], _x: object, many: bool
    ) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN")):
            sent.append((statement, parameters[0] if many else parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def fill(first: int, last: int) -> None:
    """Make posts with three tags, a type and a neighbour each."""
    tags = [tag(title) for title in ("OCaml", "Lisp", "Web")]
    made = [publish(f"Post {number}", number) for number in range(first, last + 1)]
    for number, slug in enumerate(made):
        relate(slug, "tagged", *tags)
        relate(slug, "is-a", "article")
        relate(slug, "related", made[number - 1])


def test_a_read_costs_the_same_number_of_queries_for_few_posts_and_many(
    database: Database,
) -> None:
    counts = []
    for first, last in ((1, 2), (3, 22)):
        with database.writing():
            fill(first, last)
        with database.reading():
            counted = READS.keys() - PICKED
            counts.append({name: len(sent_by(database, READS[name])) for name in counted})
    assert counts == [dict.fromkeys(READS.keys() - PICKED, 1) | MORE_THAN_ONE] * 2


@pytest.mark.parametrize("size", [0, suggestions.SMALL])
def test_a_picker_asks_a_dozen_times_however_many_posts_there_are(
    database: Database, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(suggestions, "SMALL", size)
    for first, last in ((1, 2), (3, 31)):
        with database.writing():
            fill(first, last)
        with database.reading():
            counts = {name: len(sent_by(database, READS[name])) for name in PICKED}
        assert [name for name, count in counts.items() if count > 12] == []


def test_every_look_at_edges_is_an_index_look_up(database: Database) -> None:
    with database.writing():
        fill(1, 3)
    with database.reading():
        sent = [statement for read in READS.values() for statement in sent_by(database, read)]
        assert scans_of_edges(database, sent) == []


#: Twenty thousand posts, for a planner that reads a small table as a whole.
_MANY_POSTS = """
INSERT INTO nodes (id, uuid, slug, title, folded, status, created, updated)
 SELECT n, 'u' || n, 's' || n, 'T' || n, 't' || n, 'draft', now(), now()
 FROM generate_series(1001, 21000) AS n;
INSERT INTO posts (id, rev, format, fields, summary, body)
 SELECT id, 1, 'markdown', '{}', '', repeat('text ', 100) FROM nodes WHERE id > 1000;
ANALYZE nodes, posts, edges
"""


@pytest.mark.postgres
def test_what_the_edit_page_reads_is_looked_up_among_posts_too(
    postgresql_database: Database,
) -> None:
    names = ("targets_of", "pickers_of", "kinds", "types_of", "is_a", "options of types")
    with postgresql_database.writing():
        fill(1, 3)
        for statement in _MANY_POSTS.split(";"):
            session().execute(text(statement))
        sent = [each for name in names for each in sent_by(postgresql_database, READS[name])]
        plans = [plan[0]["Plan"] for plan in plans_on_postgresql(sent)]
    read = [step for plan in plans for step in steps(plan) if step["Node Type"] == "Seq Scan"]
    assert [step for step in read if step["Relation Name"] in ("nodes", "posts")] == []


def test_a_write_of_an_edge_is_an_index_look_up_too(database: Database) -> None:
    def write() -> None:
        graph.relate("post-1", "related", "post-2")
        graph.relate("tag", "subtype-of", "article")
        graph.unrelate("post-1", "related", "post-2")
        editing.relate_new("post-1", "tagged", "New")
        editing.put_before("post-1", "tagged", "lisp", "ocaml")
        editing.put_before("post-1", "tagged", "lisp", None)
        assert editing.move_earlier("ada", "post-1", "tagged", "lisp") is not None
        done = editing.unrelate("ada", "post-1", "tagged", "web")
        assert done is not None
        editing.take_back(done.id, "post-1", "ada")
        made = editing.create("ada", "post-1", "tagged", "Newer")
        assert made is not None
        editing.take_back(made.id, "post-1", "ada")
        changes.drain()

    with database.writing():
        fill(1, 3)
        assert scans_of_edges(database, sent_by(database, write)) == []


VERBS = ("relate", "move", "unrelate", "undo")
#: How many statements a change by an editor makes, from its kind to the end of its transaction:
#: for each verb. SQLite has one writer, so nothing is locked there.
WRITTEN = {
    ("sqlite", "tagged"): (16, 13, 13, 24),
    ("sqlite", "related"): (16, 14, 15, 27),
    ("sqlite", "is-a"): (18, 16, 16, 26),
    ("postgresql", "tagged"): (18, 15, 15, 26),
    ("postgresql", "related"): (18, 16, 17, 29),
    ("postgresql", "is-a"): (22, 20, 20, 30),
}


@pytest.mark.parametrize(
    ("kind", "other"), [("tagged", "lisp"), ("related", "other"), ("is-a", "tag")]
)
def test_a_change_of_an_edge_makes_so_many_statements_and_no_more(
    database: Database, kind: str, other: str
) -> None:
    with database.writing():
        fill(1, 3)
        slug = publish("Post")
        publish("Other")
        relate(slug, kind, {"tagged": "web", "related": "post-1", "is-a": "article"}[kind])
    made: list[Operation] = []

    def take_back() -> None:
        editing.take_back(made[-1].id, slug, "ada")

    def edit(change: Callable[[str, str, str, str], Operation | None]) -> Callable[[], None]:
        return lambda: made.extend(filter(None, [change("ada", slug, kind, other)]))

    changes_made = (edit(editing.relate), edit(editing.move_earlier), edit(editing.unrelate))
    counts = []
    for verb, change in zip(VERBS, (*changes_made, take_back), strict=True):
        with statements(database) as sent, database.writing("ada", verb):
            change()
        counts.append(len(sent))
    assert (len(made), tuple(counts)) == (3, WRITTEN[database.dialect, kind])


def test_a_deletion_of_a_post_is_an_index_look_up_too(database: Database) -> None:
    with database.writing():
        slug = publish("Post")
        sent = sent_by(database, lambda: posts.delete(slug))
        by_source: Statement = ("DELETE FROM edges WHERE source_id = 1", ())
        by_target: Statement = ("DELETE FROM edges WHERE target_id = 1", ())
        assert scans_of_edges(database, [*sent, by_source, by_target]) == []


def test_sqlite_asks_the_search_index_once_and_not_for_each_post(
    sqlite_database: Database,
) -> None:
    with sqlite_database.writing():
        fill(1, 3)
    with sqlite_database.reading():
        plans = [
            line
            for statement, parameters in sent_by(sqlite_database, READS["search"])
            for *_, line in explained(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
    steps_of_index = [line for line in plans if "search_words" in line]
    # The sign for "=" would say that the index is asked for one post at a time.
    assert steps_of_index == ["SCAN search_words VIRTUAL TABLE INDEX 0:M3"]


def sent_by(database: Database, work: Callable[[], object]) -> list[Statement]:
    """Give what some work sends to the database."""
    with statements(database) as sent:
        work()
    return sent


def scans_of_edges(database: Database, sent: list[Statement]) -> list[str]:
    """Give the steps of the statements' plans that read more edges than they look up."""
    if database.dialect == "sqlite":
        return [
            line
            for statement, parameters in sent
            for *_, line in explained(f"EXPLAIN QUERY PLAN {statement}", parameters)
            if "SCAN edges" in line
        ]
    session().connection().exec_driver_sql("SET LOCAL enable_seqscan = off")
    plans = [plan[0]["Plan"] for plan in plans_on_postgresql(sent)]
    return [str(step) for plan in plans for step in steps(plan) if reads_all_edges(step)]


def plans_on_postgresql(sent: list[Statement]) -> Iterator[list[dict[str, Any]]]:
    for statement, parameters in sent:
        for (plan,) in explained(f"EXPLAIN (FORMAT JSON) {statement}", parameters):
            yield plan


def explained(statement: str, parameters: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401
    rows = session().connection().exec_driver_sql(statement, parameters)
    return [tuple(row) for row in rows]


def steps(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from steps(part)


def reads_all_edges(step: dict[str, Any]) -> bool:
    """Say whether a step of PostgreSQL's goes over a table or an index from end to end."""
    if step.get("Relation Name") != "edges" or not step["Node Type"].endswith("Scan"):
        return False
    return not {"Index Cond", "Recheck Cond"} & step.keys()


def test_what_a_query_gave_outlives_its_session(database: Database) -> None:
    with database.writing():
        relate(posts.create(NewPost("Post", body="x", status="published")), "tagged", tag("OCaml"))
    with database.reading():
        listing = queries.recent(0, 1)
    assert [link.title for card in listing.items for link in card.tags] == ["OCaml"]
