"""Visibility: by its status a post is shown to everybody, to editors, or to nobody."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from sqlalchemy import update

import app
import db
from db import search
from db.graph import queries
from db.kernel.models import Node
from db.kernel.session import session
from db.posts import addresses, drafts, names, publication
from tests.unit.db.making import make_type, node_of, publish, relate

#: Files in which a status is told from another: one decides who sees it, one reads what is written.
DECIDING = {"db/kernel/models.py", "db/posts/content.py", "db/posts/writes.py"}
#: A status compared with a word, in Python or in SQL.
_WORD = r"""(?:\(?["']|sa\.literal)"""
COMPARISON = re.compile(rf"""\bstatus(?:"\]\))?\s*(?:==|!=|\bin\b|\.(?:not_)?in_\()\s*{_WORD}""")

SHOWN = {
    "published": (True, True),
    "draft": (False, True),
    "scheduled": (False, True),
    "deleted": (False, False),
}

PUBLIC: dict[str, Callable[[], Iterable[object]]] = {
    "post": lambda: [queries.post("moss", public=True)],
    "recent": lambda: queries.recent(0, 9).items,
    "feed": lambda: queries.feed(9),
    "sitemap": lambda: queries.sitemap(0, 99),
    "search": lambda: search.find("moss", 0, 9).items,
    "names": lambda: names.resolve(["moss", "Moss"]).values(),
    "address": lambda: [addresses.post_at("/old/moss", public=True)],
    "tag counts": lambda: queries.tag_counts(0, 9).items,
    "tagged": lambda: queries.tagged_with("bog", 0, 9).items,
    "instances": lambda: queries.instances_of("plant", 0, 9).items,
    "type tree": queries.type_tree,
    "types of": lambda: queries.types_of("fern"),
    "tags of": lambda: queries.tags_of("fern"),
    "publication": lambda: ["moss"] if publication.is_public("moss") else [],
}
EDITORS: dict[str, Callable[[], Iterable[object]]] = {
    "post": lambda: [queries.post("moss")],
    "search": lambda: search.find("moss", 0, 9, hidden=True).items,
    "address": lambda: [addresses.post_at("/old/moss", public=False)],
    "types of": lambda: queries.types_of("fern", public=False),
    "targets": lambda: queries.targets_of("fern", "tagged"),
}


def give_status(status: str) -> None:
    """Make a post that is a tag, a type and tagged, and give it a status by hand."""
    slug, fern = publish("Moss"), publish("Fern", body="Green.")
    addresses.put(node_of(slug), ["/old/moss"])
    make_type("Plant")
    relate("bog" if queries.post("bog") else publish("Bog"), "is-a", "tag")
    relate(slug, "is-a", "plant", "tag", "type")
    relate(slug, "tagged", "bog")
    relate(fern, "is-a", slug)
    relate(fern, "tagged", slug)
    session().execute(update(Node).where(Node.slug == slug).values(status=status))


def is_among(items: Iterable[object]) -> bool:
    """Say whether the post is among what a read gives."""
    return any(re.search(r"\bmoss\b", repr(item)) for item in items)


@pytest.mark.usefixtures("writing")
@pytest.mark.parametrize("status", SHOWN)
def test_each_read_shows_what_its_viewer_may_see(status: str) -> None:
    give_status(status)
    for_everybody, for_editors = SHOWN[status]
    assert {read: is_among(give()) for read, give in PUBLIC.items()} == dict.fromkeys(
        PUBLIC, for_everybody
    )
    assert {read: is_among(give()) for read, give in EDITORS.items()} == dict.fromkeys(
        EDITORS, for_editors
    )


@pytest.mark.usefixtures("writing")
@pytest.mark.parametrize("status", SHOWN)
def test_authors_find_drafts_and_what_is_published_apart(status: str) -> None:
    give_status(status)
    assert is_among(drafts.drafts(0, 9).items) == (status == "draft")
    assert is_among(drafts.edited_last(9)) == (status == "published")


def test_who_sees_a_status_is_decided_in_one_place() -> None:
    found = {path for path, text in sources() if COMPARISON.search(text)}
    assert found == DECIDING


def sources() -> Iterable[tuple[str, str]]:
    """Give the Python of the site and its database; importing reads the words of other tools."""
    for package in (app, db):
        folder = Path(str(package.__file__)).parent
        for path in folder.rglob("*.py"):
            name = path.relative_to(folder.parent).as_posix()
            if not name.startswith(("app/importing/", "db/migrations/")):
                yield name, path.read_text("utf-8")
