"""The change log: what a write appends, what it answers, what it forgets."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update

from db import accounts, graph, posts, search
from db.engine import Database, Written
from db.kernel.models import ChangeRow, Edge, Node, Post, UserRow, id_of
from db.kernel.session import forbidden, session
from db.log import changes
from db.posts import Changes, NewPost
from tests.unit.db.making import (
    day,
    draft,
    elsewhere,
    names_of_nodes,
    node_of,
    publish,
    readable,
    relate,
    tag,
    uuid_of,
)
from tests.unit.db.test_costs import explained, sent_by, steps

pytestmark = pytest.mark.slow

Row = tuple[str, str | None, str | None]


def written_by(
    database: Database, write: Callable[[], object], actor: str | None = None
) -> tuple[Written, list[Row]]:
    """Do a write in a transaction; give what it says of itself, and what the log has of it."""
    with database.reading():
        before = changes.head()
    with database.writing(actor, actor and "test") as written:
        write()
        assert written.topics == frozenset()
    with database.reading():
        found = select(ChangeRow.topic, ChangeRow.actor, ChangeRow.verb).where(
            ChangeRow.position > before
        )
        rows = session().execute(found.order_by(ChangeRow.position)).all()
        names = names_of_nodes()
        named = replace(written, topics=frozenset(readable(written.topics, names)))
        return named, [
            (name, by, verb) for topic, by, verb in rows for name in readable([topic], names)
        ]


def make_the_site() -> None:
    """Two posts that are tagged and related, a draft, an empty post, an author."""
    session().add(UserRow(name="Ada", folded="ada", password_hash="", created=day(1)))
    session().flush()
    publish("Post")
    publish("Other")
    draft("Draft")
    publish("Empty", body="")
    posts.create(NewPost("By Ada", author="Ada"))
    posts.put(NewPost("Put", plain="Old"), "put.md")
    relate("post", "tagged", tag("OCaml"))
    relate("post", "related", "other")


def delete_user() -> None:
    session().execute(delete(UserRow))


def speak_french() -> None:
    session().execute(update(Post).where(Post.id == id_of("post")).values(lang="fr"))


def relate_to_elsewhere() -> None:
    """Make an edge to a post of another site, which no function does yet."""
    ends = {"source_id": node_of("post"), "target_id": elsewhere()}
    session().add(Edge(**ends, kind="related", position=1))


@pytest.mark.parametrize(
    ("write", "topics"),
    [
        (lambda: publish("Fresh"), "at:fresh name:fresh post:fresh posts"),
        (lambda: posts.delete("draft"), "at:draft post:draft posts"),
        (lambda: posts.rename("draft", "new"), "at:draft at:new name:draft post:draft posts text"),
        (
            lambda: posts.rename("post", "new"),
            "at:new at:post name:new name:post post:post posts text",
        ),
        (
            lambda: posts.revise("post", 1, Changes(title="New")),
            "name:new name:post post:post text",
        ),
        (lambda: posts.revise("post", 1, Changes(summary="New")), "post:post text"),
        (lambda: posts.revise("post", 1, Changes(body="New")), "post:post text"),
        (lambda: posts.revise("post", 1, Changes(body="")), "post:post text"),
        (lambda: posts.revise("empty", 1, Changes(body="New")), "post:empty text"),
        (lambda: posts.revise("post", 1, Changes(listing_rule="never")), "post:post posts"),
        (lambda: posts.revise("post", 1, Changes(listing_rule="always")), "post:post"),
        (
            lambda: posts.revise("post", 1, Changes(status="draft")),
            "at:post name:post post:post posts",
        ),
        (
            lambda: posts.revise("draft", 1, Changes(status="published")),
            "at:draft name:draft post:draft posts",
        ),
        (lambda: posts.revise("post", 1, Changes(published=day(9))), "post:post posts"),
        (lambda: posts.revise("post", 1, Changes(fields={"label": "x"})), "post:post"),
        (lambda: posts.revise("post", 1, Changes()), "post:post"),
        (lambda: posts.put(NewPost("Import"), "a.md"), "at:import post:import posts"),
        (lambda: posts.revise("post", 1, Changes(aliases=("Élan",))), "name:elan post:post"),
        (lambda: posts.revise("post", 1, Changes(lang="fr")), "post:post"),
        (speak_french, "post:post"),
        (lambda: posts.put(NewPost("Put", plain="New"), "put.md"), "post:put text"),
        (lambda: graph.relate("post", "is-a", "article"), "in:article:is-a out:post:is-a"),
        (
            lambda: graph.relate("empty", "related", "post"),
            "in:empty:related in:post:related out:empty:related out:post:related",
        ),
        (lambda: graph.relate("post", "is-a", "tag"), "in:tag:is-a out:post:is-a post:post posts"),
        (lambda: graph.unrelate("post", "tagged", "ocaml"), "in:ocaml:tagged out:post:tagged"),
        (
            lambda: posts.delete("post"),
            "at:post in:ocaml:tagged in:other:related in:post:related out:other:related"
            " out:post:related out:post:tagged name:post post:post posts",
        ),
        (lambda: tag("Lisp"), "at:lisp in:tag:is-a name:lisp out:lisp:is-a post:lisp posts"),
        (
            relate_to_elsewhere,
            "in:Elsewhere:related out:post:related post:Elsewhere posts",
        ),
        (delete_user, "post:by-ada"),
        (lambda: graph.relate("post", "tagged", "ocaml"), ""),
        (lambda: graph.unrelate("post", "tagged", "other"), ""),
        (lambda: tag("OCaml"), ""),
        (lambda: accounts.add_user("Bob", "secret of Bob"), ""),
        (lambda: session().execute(update(Node).values(title=Node.title)), ""),
        (graph.seed, ""),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("writing")
def test_a_write_changes_the_topics_of_the_rows_that_it_touches(
    write: Callable[[], object], topics: str
) -> None:
    make_the_site()
    changes.drain()
    before = names_of_nodes()
    write()
    session().flush()
    assert readable(changes.drain(), names_of_nodes() | before) == {*topics.split()}


def test_the_log_says_who_did_what(database: Database) -> None:
    written, rows = written_by(database, lambda: draft("Draft"), actor="ada")
    topics = ["at:draft", "post:draft", "posts"]
    assert written.topics == {*topics}
    assert rows == [(topic, "ada", "test") for topic in topics]


def test_a_write_that_fails_leaves_nothing_in_the_log(database: Database) -> None:
    def write_and_fail() -> None:
        draft("Draft")
        raise ZeroDivisionError

    with database.reading():
        before = changes.head()
    with pytest.raises(ZeroDivisionError):
        written_by(database, write_and_fail)
    assert written_by(database, lambda: None) == (Written(), [])
    with database.reading():
        assert changes.head() == before


def test_what_was_written_by_hand_is_taken_along_by_the_next_write(database: Database) -> None:
    with database.engine.execution_options(purpose="write").begin() as connection:
        connection.execute(text("UPDATE nodes SET title = 'Mark' WHERE slug = 'tag'"))
    written, _ = written_by(database, lambda: None)
    assert written.topics == {"post:tag", "text"}


def test_the_newest_position_of_a_topic_is_that_of_its_last_change(database: Database) -> None:
    with database.writing():
        post = changes.post(uuid_of(draft("A")))
    asked = ["at:a", post, "posts", "text", "post:never"]
    with database.reading():
        head = changes.head()
        created = {"at:a": head - 2, post: head - 1, "posts": head}
        assert changes.newest(asked) == created
    with database.writing():
        posts.revise("a", 1, Changes(title="B"))
    with database.reading():
        assert changes.newest(asked) == {**created, post: head + 1, "text": head + 2}
        assert changes.head() == head + 2
        assert changes.newest([]) == {}


def test_news_are_the_newest_position_and_each_topic_that_changed_after_one(
    database: Database,
) -> None:
    with database.reading():
        assert changes.news(0)[0] == changes.head()
    with database.writing():
        post = changes.post(uuid_of(draft("A")))
    with database.reading():
        head = changes.head()
        news = [changes.news(position) for position in (head - 2, head - 1, head, head + 1)]
    assert {position for position, _ in news} == {head}
    assert [*map(sorted, (topics for _, topics in news))] == [
        [post, "posts"],
        ["posts"],
        [],
        [],
    ]


def test_a_glance_answers_as_a_session_does(database: Database) -> None:
    with database.writing():
        asked = [changes.post(uuid_of(draft("A"))), "posts", "post:never"]
    with database.reading():
        expected = (changes.site_id(), changes.head()), changes.newest(asked)
        assert (changes.site_and_head(), changes.newest(asked)) == expected
    with database.peek() as log:
        assert (log.site_and_head(), log.newest(asked)) == expected


def test_a_glance_sees_what_was_committed_since_the_last(database: Database) -> None:
    heads = []
    for title in ("A", "B"):
        with database.writing():
            draft(title)
        with database.peek() as log:
            heads.append(log.site_and_head()[1])
    assert heads[1] == heads[0] + 3


def test_no_glance_where_no_session_may_be(database: Database) -> None:
    with forbidden(), pytest.raises(RuntimeError), database.peek():
        pass


def test_a_log_that_was_pruned_gives_the_same_answers(database: Database) -> None:
    with database.writing():
        slugs = [draft(title) for title in ("A", "B", "C")]
    for rev in range(1, 4):
        for slug in slugs:
            with database.writing():
                posts.revise(slug, rev, Changes(body=f"Text {rev}."))
    with database.reading():
        every = set(session().scalars(select(ChangeRow.topic)))
        before = changes.newest(every), changes.head()
    with database.writing() as written:
        gone = changes.prune(4)
    with database.reading():
        rows = session().scalars(select(ChangeRow.topic).order_by(ChangeRow.position))
        kept = [name for topic in rows for name in readable([topic], names_of_nodes())]
        assert (changes.newest(every), changes.head()) == before
    assert (gone > 0, written.topics) == (True, frozenset())
    assert kept[-6:] == ["posts", "post:a", "post:b", "text", "post:c", "text"]


def test_the_log_prunes_itself_and_answers_as_before(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "PRUNED_EVERY", 10)
    monkeypatch.setattr(changes, "KEPT", 5)
    with database.writing():
        slug = draft("A")
        post = changes.post(uuid_of(slug))
    for rev in range(1, 25):
        with database.writing():
            posts.revise(slug, rev, Changes(body=f"Text {rev}."))
    with database.reading():
        topics, head = list(session().scalars(select(ChangeRow.topic))), changes.head()
        newest = changes.newest([post, "text"])
    assert newest == {post: head - 1, "text": head}
    assert len(topics) <= len(set(topics)) + 5 + 10


def test_a_site_has_a_random_id_of_its_own_until_it_is_renewed(database: Database) -> None:
    with database.writing():
        first = changes.site_id()
        second = changes.renew_site_id()
    with database.reading():
        assert (len(first), changes.site_id()) == (32, second)
    assert first != second


def test_a_look_for_the_newest_reads_no_more_of_the_log_than_it_answers(
    database: Database,
) -> None:
    with database.writing():
        plans = [plan for sent in asked(database) for plan in explained_steps(database, *sent)]
    scans = [step for step in plans if "change" in step and "SEARCH" not in step]
    assert scans == []


def test_the_end_of_a_write_looks_up_what_it_needs_and_nothing_else(database: Database) -> None:
    def end_of_a_write() -> None:
        posts.delete("post")
        changes.append(None, None)

    with database.writing():
        make_the_site()
        plans = [
            step
            for sent in sent_by(database, end_of_a_write)
            for step in explained_steps(database, *sent)
        ]
    tables = {"posts", "edges", "nodes", "change"}
    assert [step for step in plans if "SCAN" in step.upper() and tables & {*step.split()}] == []


def asked(database: Database) -> list[tuple[str, Any]]:
    return sent_by(database, lambda: (changes.newest(["posts", "text"]), changes.head()))


def explained_steps(database: Database, statement: str, parameters: Any) -> list[str]:  # noqa: ANN401
    """Give the steps of a plan in one form: what looks up in an index is a SEARCH."""
    if database.dialect == "sqlite":
        return [row[-1] for row in explained(f"EXPLAIN QUERY PLAN {statement}", parameters)]
    session().connection().exec_driver_sql("SET LOCAL enable_seqscan = off")
    ((plan,),) = explained(f"EXPLAIN (FORMAT JSON) {statement}", parameters)
    by_index = {"Index Cond", "Recheck Cond"}
    return [
        f"{'SEARCH' if by_index & step.keys() else step['Node Type']} {step.get('Relation Name')}"
        for step in steps(plan[0]["Plan"])
    ]


def test_the_words_of_the_search_index_are_no_business_of_the_log(database: Database) -> None:
    with database.writing():
        publish("Post")
        node = session().scalars(select(Node.id).where(Node.slug == "post")).one()
    written, rows = written_by(database, lambda: search.index(node, "a", "b", "c"))
    assert (written.topics, rows) == (frozenset(), [])
