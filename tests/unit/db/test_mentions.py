"""Mentions lead where their names and paths lead, whatever was written in whatever order."""

from collections.abc import Mapping
from random import Random

import pytest
from sqlalchemy import select

from db import posts
from db.engine import Database
from db.kernel.errors import DbError
from db.kernel.models import HERE, Mention, Node
from db.kernel.records import Extract, StoredLink
from db.kernel.session import session
from db.log.mentions import settle
from db.posts import Changes, NewPost, mentions
from tests.unit.db import history
from tests.unit.db.making import names_of_nodes, readable
from tests.unit.db.test_log_at_once import in_threads

LINKS = (StoredLink("name", "Rose Ash"), StoredLink("path", "/rose-ash/?a#b"))


def _source() -> str:
    extract = Extract(((2, "a", "A"),), (("/p.png", "P"),), LINKS)
    return posts.create(NewPost("Source", body="Text.", status="published", extract=extract))


def _leads(database: Database) -> list[str | None]:
    with database.reading():
        found = mentions.mentions_of("source")
        assert found == mentions.led(LINKS)
        return [each.slug for each in found]


def _names(database: Database) -> Mapping[str, str]:
    with database.reading():
        return names_of_nodes()


def test_a_link_leads_to_a_post_that_comes_is_renamed_and_goes(database: Database) -> None:
    with database.writing():
        _source()
    assert _leads(database) == [None, None]
    with database.writing() as written:
        posts.create(NewPost("Rose Ash", status="published"))
    assert "mentions:rose-ash" in readable(written.topics, _names(database))
    assert _leads(database) == ["rose-ash", "rose-ash"]
    with database.writing():
        posts.rename("rose-ash", "ash")
    assert _leads(database) == ["ash", "ash"]
    names = _names(database)
    with database.writing() as written:
        posts.delete("ash")
    assert "mentions:ash" in readable(written.topics, names)
    assert _leads(database) == [None, None]


def test_a_draft_has_a_path_and_no_name(database: Database) -> None:
    with database.writing():
        _source()
        posts.create(NewPost("Rose Ash"))
    assert _leads(database) == [None, "rose-ash"]
    with database.writing():
        posts.revise("rose-ash", 1, Changes(status="published"))
    assert _leads(database) == ["rose-ash", "rose-ash"]


def test_a_body_without_links_has_no_mentions(database: Database) -> None:
    with database.writing():
        _source()
    with database.writing():
        posts.revise("source", 1, Changes(body="Other."))
        assert session().scalars(select(Mention)).all() == []


@pytest.mark.parametrize("seed", range(3))
def test_what_is_stored_is_what_is_made_anew(database: Database, seed: int) -> None:
    chance = Random(seed)
    with database.writing():
        history.make_tags("OCaml")
    for _ in range(40):
        with database.writing():
            history.write(chance)
        with database.reading():
            for slug in session().scalars(select(Node.slug).where(HERE)).all():
                stored = mentions.mentions_of(slug)
                assert stored == mentions.led([each.link for each in stored])


@pytest.mark.postgres
@pytest.mark.slow
def test_two_who_write_posts_that_mention_each_other_at_once(
    postgresql_database: Database,
) -> None:
    refused: list[str] = []

    def work(number: int) -> None:
        own, other = f"post-{number}", f"post-{1 - number}"
        links = (StoredLink("path", f"/{other}/"), StoredLink("name", f"Post {1 - number}"))
        new = NewPost(f"Post {number}", status="published", extract=Extract(links=links))
        writes = (
            lambda: posts.create(new),
            lambda: posts.revise(own, 1, Changes(body="Short.", extract=Extract(links=links[:1]))),
            lambda: posts.rename(own, f"away-{number}"),
            lambda: posts.revise(f"away-{number}", 3, Changes(body="Long.", extract=new.extract)),
            lambda: posts.delete(f"away-{number}"),
        )
        try:
            for write in (*writes * 4, *writes[:4]):
                with postgresql_database.writing():
                    write()
        except DbError as fault:
            refused.append(fault.message)

    in_threads(work, 2)
    assert refused == []
    with postgresql_database.reading():
        for number in (0, 1):
            stored = mentions.mentions_of(f"away-{number}")
            assert stored == mentions.led([each.link for each in stored])
            assert [each.slug for each in stored] == [f"away-{1 - number}"] * 2


@pytest.mark.postgres
def test_a_link_whose_writer_gave_up_leads_where_it_should_after_the_next_write(
    postgresql_database: Database,
) -> None:
    with postgresql_database.writing():
        _source()

    def create(_: int) -> None:
        with postgresql_database.writing():
            posts.create(NewPost("Rose Ash", status="published"))

    def give_up() -> None:
        with postgresql_database.writing():
            posts.revise("source", 1, Changes(body="Other.", extract=Extract(links=LINKS[:1])))
            in_threads(create, 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        give_up()
    with postgresql_database.writing():
        posts.create(NewPost("Moss"))
    assert _leads(postgresql_database) == ["rose-ash", "rose-ash"]


def test_a_write_may_change_any_number_of_names(database: Database) -> None:
    with database.writing():
        assert not settle((), {f"name-{number}" for number in range(70_000)})
