"""Collections as other tools keep them: no file is lost, and nothing is public by mistake.

A file with the word SECRET in it is one that its tool does not show, or that says something of
who may see it which nobody understands. All others are public.
"""

from pathlib import Path

import pytest
from sqlalchemy import select

from app.importing import ImportOptions, run
from db.engine import Database
from db.graph import queries
from db.kernel.models import WHOLE_POSTS, Node, Post
from db.kernel.session import session

_HERE = Path(__file__).parent / "collections"
_COLLECTIONS = sorted(path.name for path in _HERE.iterdir())
_OPTIONS = ImportOptions(folder_tags=True)


def _statuses(database: Database, root: Path) -> dict[str, str]:
    """The status of the post of each file."""
    with database.reading():
        rows = session().execute(select(Post.origin, Node.status).select_from(WHOLE_POSTS)).all()
    head = f"file:{root}/"
    return {
        origin.removeprefix(head): status
        for origin, status in rows
        if origin is not None and origin.startswith(head)
    }


def _right(root: Path) -> dict[str, str]:
    files = [path for path in root.rglob("*") if path.suffix in (".md", ".markdown")]
    return {
        path.relative_to(root).as_posix(): "draft" if "SECRET" in path.read_text() else "published"
        for path in files
        if not any(part.startswith(".") for part in path.relative_to(root).parts)
    }


@pytest.mark.parametrize("name", _COLLECTIONS)
def test_a_collection_comes_in_whole_and_no_more_public_than_it_was(
    database: Database, name: str
) -> None:
    root = _HERE / name
    first, second = run(database, [root], _OPTIONS), run(database, [root], _OPTIONS)
    assert _statuses(database, root) == _right(root)
    assert first.skipped == []
    assert second.lines()[0] == f"nothing changed: {first.created} posts as before"


@pytest.mark.parametrize("name", _COLLECTIONS)
def test_nobody_reads_of_a_secret(database: Database, name: str) -> None:
    run(database, [_HERE / name], _OPTIONS)
    with database.reading():
        public = [*queries.feed(100), *queries.bodies(0, 100)]
        shown = [post for post in public if post.status == "published"]
    heads = ("---", "+++", "{", "Title:")
    texts = {post.slug: f"{post.title}{post.summary}{post.body}" for post in shown}
    assert [slug for slug, text in texts.items() if "SECRET" in text] == []
    assert [post.slug for post in shown if post.body.startswith(heads)] == []


_TAGS = {
    "jekyll": {"sea", "wind", "sailing", "log", "rope"},
    "hugo": {"sea", "log", "Harbours", "Home", "Posts", "Team"},
    "zola": {"sea", "boats", "Home", "Blog", "Plans", "pages"},
    "pelican": {"Sea", "harbour", "boats", "content", "pages"},
    "logseq": {"water", "deep", "pages", "journals", "logseq"},
}


@pytest.mark.parametrize("name", sorted(_TAGS))
def test_tags_are_those_that_the_tool_has(database: Database, name: str) -> None:
    run(database, [_HERE / name], _OPTIONS)
    with database.reading():
        slugs = session().scalars(select(Node.slug)).all()
        tags = {tag.title for slug in slugs for tag in queries.tags_of(slug, public=False)}
    assert tags == _TAGS[name]
