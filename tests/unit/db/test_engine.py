"""Sessions: what a reader and a writer may count on, on both databases."""

from pathlib import Path
from socket import socket
from threading import Barrier, Thread

import psycopg
import pytest
from sqlalchemy import Select, select, text, update

from db.engine import Database
from db.graph import queries
from db.kernel.errors import DbError, Invalid, Unavailable
from db.kernel.models import Node, Post, id_of
from db.kernel.session import forbidden, record, recording, rows_of, session
from db.kernel.writer_queue import WriterQueue
from tests.unit.db.making import publish

pytestmark = pytest.mark.slow


def slugs() -> set[str]:
    return set(session().scalars(select(Node.slug)))


def test_what_a_writing_session_did_is_there_afterwards(database: Database) -> None:
    with database.writing():
        slug = publish("Hello")
    with database.reading():
        assert slugs() >= {slug}


def test_a_writing_session_that_fails_leaves_nothing(database: Database) -> None:
    def write_and_fail() -> None:
        with database.writing():
            publish("Hello")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    with database.reading():
        assert "hello" not in slugs()


def test_a_reading_session_cannot_write(database: Database) -> None:
    with pytest.raises(DbError) as fault, database.reading():
        session().execute(update(Node).values(title="Gone"))
    assert str(fault.value).startswith("the database does not answer: ")


def test_a_connection_can_write_after_it_was_used_for_reading(database: Database) -> None:
    for title in ("First", "Second"):
        with database.reading():
            slugs()
        with database.writing():
            publish(title)
    with database.reading():
        assert slugs() >= {"first", "second"}


def test_a_reader_sees_one_state_until_it_ends(database: Database) -> None:
    with database.reading():
        before = queries.published_count()
        writer = Thread(target=_publish, args=(database, "Meanwhile"))
        writer.start()
        writer.join()
        assert queries.published_count() == before
    with database.reading():
        assert queries.published_count() == before + 1


def _publish(database: Database, title: str) -> None:
    with database.writing():
        publish(title)


def test_there_is_no_session_outside_of_a_block(database: Database) -> None:
    with database.reading():
        pass
    with pytest.raises(RuntimeError, match="no database session is open"):
        session()


def test_a_session_in_a_session_is_refused(database: Database) -> None:
    with database.reading():
        with pytest.raises(RuntimeError, match="open already"), database.writing():
            pass
        assert slugs()


def test_where_the_database_is_forbidden_nothing_reaches_it(database: Database) -> None:
    with database.reading():
        held = session()
        with forbidden():
            with pytest.raises(RuntimeError, match="must not be used here"):
                session()
            with pytest.raises(RuntimeError, match="must not be used here"):
                held.execute(text("SELECT 1"))
            with pytest.raises(RuntimeError, match="must not be used here"), database.reading():
                pass
        assert slugs()


def test_writers_of_many_threads_lose_nothing(database: Database) -> None:
    add_from_threads([database] * 8)
    with database.reading():
        assert session().scalars(_rev_of_tag()).one() == 81


def test_writers_that_do_not_know_of_each_other_lose_nothing(database: Database) -> None:
    others = [Database(database.engine.url.render_as_string()) for _ in range(3)]
    add_from_threads(others)
    with database.reading():
        assert session().scalars(_rev_of_tag()).one() == 31
    for other in others:
        other.dispose()


def add_from_threads(databases: list[Database]) -> None:
    """Add one to a number ten times in a thread for each database."""

    def add_ten(database: Database) -> None:
        for _ in range(10):
            with database.writing():
                rev = session().scalars(_rev_of_tag().with_for_update()).one()
                session().execute(update(Post).where(Post.id == id_of("tag")).values(rev=rev + 1))

    threads = [Thread(target=add_ten, args=(database,)) for database in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _rev_of_tag() -> Select[int]:
    return select(Post.rev).where(Post.id == id_of("tag"))


def test_writers_of_a_process_get_their_turn_in_the_order_they_came() -> None:
    queue, order = WriterQueue(), []

    def take_turn(name: str) -> None:
        with queue.turn(60):
            order.append(name)

    threads = []
    with queue.turn(60):
        for name in "abcdefgh":
            threads.append(Thread(target=take_turn, args=(name,)))
            threads[-1].start()
            while len(queue) < len(threads) + 1:
                threads[-1].join(0.001)
    for thread in threads:
        thread.join()
    assert "".join(order) == "abcdefgh"


def test_a_writer_that_waited_too_long_is_told_and_holds_up_nobody() -> None:
    queue = WriterQueue()
    with (
        queue.turn(1),
        pytest.raises(Unavailable, match="too many changes are waiting"),
        queue.turn(0.01),
    ):
        pass
    with queue.turn(0.01):
        assert len(queue) == 1


def test_a_queue_of_three_places_has_three_at_once_and_never_more() -> None:
    queue, together = WriterQueue(3), Barrier(3, timeout=60)
    inside: list[str] = []
    most: list[int] = []

    def take_turn() -> None:
        with queue.turn(60):
            inside.append("")
            most.append(len(inside))
            together.wait()
            inside.pop()

    threads = [Thread(target=take_turn) for _ in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (max(most), len(most), len(queue)) == (3, 9, 0)


def test_topics_are_recorded_for_the_block_and_for_the_block_around_it() -> None:
    record("nobody listens")
    with recording() as outer:
        record("a")
        with recording() as inner:
            record("b", "c")
        record("d")
    record("nobody listens")
    assert (outer.topics, inner.topics) == ({"a", "b", "c", "d"}, {"b", "c"})


def test_queries_record_their_topics_whatever_they_find(database: Database) -> None:
    with database.reading(), recording() as recorder:
        assert queries.post("nowhere") is None
    assert recorder.topics == {"at:nowhere"}


def test_a_page_of_rows_takes_any_numbers(database: Database) -> None:
    with database.reading():
        every = select(Node.slug).order_by(Node.id)
        assert len(rows_of(every, -5, 10**30)) == 9
        assert rows_of(every, 10**30, 5) == []
        assert rows_of(every, 0, -1) == []


def test_a_database_that_is_there_answers_a_ping(database: Database) -> None:
    assert database.ping(5)
    assert database.ping(5)


def test_a_server_that_is_not_there_is_noticed_in_time() -> None:
    with socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        frozen = Database(f"postgresql://postgres@127.0.0.1:{silent.getsockname()[1]}/site")
        assert not frozen.ping(0.05)
        assert not frozen.ping(0.05)


def test_a_file_that_cannot_be_opened_makes_the_database_unavailable(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/nowhere/site.db")
    assert not database.ping(5)
    with (
        pytest.raises(Unavailable, match=r"^the database does not answer: unable to open"),
        database.reading(),
    ):
        slugs()


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", "expected a database URL, got ''"),
        ("instance/site.db", "expected a database URL, got 'instance/site.db'"),
        ("mysql://localhost/x", "expected an sqlite or postgresql URL, got the scheme 'mysql'"),
        ("sqlite://", "an SQLite database must be a file, for example sqlite:///site.db"),
        ("sqlite:///:memory:", "an SQLite database must be a file, for example sqlite:///site.db"),
        ("postgresql://host:port/site", "expected a database URL, got 'postgresql://host:port/site'"),
    ],
)  # fmt: skip
def test_an_url_that_is_none_of_ours_is_refused_in_a_sentence(url: str, message: str) -> None:
    with pytest.raises(Invalid) as fault:
        Database(url)
    assert fault.value.message == message


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_name_of_postgresql_means_the_same_driver(scheme: str) -> None:
    database = Database(f"{scheme}://user@host/site")
    assert (database.dialect, database.engine.url.drivername) == (
        "postgresql",
        "postgresql+psycopg",
    )


def test_sqlite_keeps_every_commit_and_every_reference(sqlite_database: Database) -> None:
    with sqlite_database.reading():
        settings = {
            name: session().scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 2000,
    }


@pytest.mark.postgres
def test_postgresql_does_not_wait_for_ever(postgresql_database: Database) -> None:
    with postgresql_database.reading():
        settings = {
            name: session().scalar(text(f"SHOW {name}"))
            for name in ("statement_timeout", "lock_timeout", "TimeZone", "transaction_isolation")
        }
    assert settings == {
        "statement_timeout": "5s",
        "lock_timeout": "1500ms",
        "TimeZone": "UTC",
        "transaction_isolation": "repeatable read",
    }


@pytest.mark.parametrize(
    "url", ["sqlite:////nowhere/at/all/site.db", "postgresql://nobody@127.0.0.1:1/site"]
)
def test_a_glance_at_a_database_that_is_not_there_is_told(url: str) -> None:
    with pytest.raises(Unavailable), Database(url).peek():
        pass


@pytest.mark.postgres
def test_a_server_that_ends_every_connection_while_it_rests_is_no_fault(
    postgresql_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The pool gives up with an error that is no driver's if it asks a fresh connection as well.
    monkeypatch.setattr(postgresql_database.engine.dialect, "do_ping", lambda _: False)
    for _ in range(4):
        with postgresql_database.reading():
            assert slugs()
        with postgresql_database.peek():
            pass


@pytest.mark.postgres
def test_a_server_that_takes_no_connection_in_the_place_of_a_lost_one_is_told(
    postgresql_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgresql_database.reading():
        slugs()

    def refuse(**_: object) -> None:
        raise psycopg.OperationalError("the database system is starting up")

    monkeypatch.setattr(psycopg.Connection, "connect", refuse)
    monkeypatch.setattr(postgresql_database.engine.dialect, "do_ping", lambda _: False)
    with pytest.raises(Unavailable, match=r"is starting up$"), postgresql_database.reading():
        slugs()
    with pytest.raises(Unavailable, match=r"is starting up$"), postgresql_database.peek():
        pass
