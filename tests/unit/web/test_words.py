"""The words of all posts are made anew where they were made by another rule, and only then."""

from flask import Flask

from app import markdown
from app.cli.prepare import renew_words
from app.factory import site_of
from db import posts, search
from db.graph import queries
from db.kernel import site_facts
from db.kernel.records import Extract
from db.posts import NewPost


def test_words_that_were_made_by_another_rule_are_made_anew(garden: Flask) -> None:
    database = site_of(garden).database
    with database.writing():
        posts.create(NewPost("Old", body="shown %%hidden%%", status="published"))
        posts.create(NewPost("Broken", body="(p", format="sx", status="published"))
    with database.reading():
        before = queries.post("old"), search.find("hidden", 0, 1).total
    renew_words(database, "http://x.y")
    with database.reading():
        assert (queries.post("old"), before[1], search.find("hidden", 0, 1).total) == (
            before[0],
            1,
            0,
        )
        assert search.find("shown", 0, 1).total == 1
        assert site_facts.words_rule() == markdown.WORDS_RULE
    with database.writing():
        posts.renew_words("old", "zebra", Extract())
    renew_words(database, "http://x.y")
    with database.reading():
        assert search.find("zebra", 0, 1).total == 1
