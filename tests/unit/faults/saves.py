"""Some saves, for tests that end them in the middle: `python -m tests.unit.faults.saves FILE`.

Says `done` for each save when it is told that it is kept; `SAVES` in a process of one's own
do the same.
"""

import os
import sys
from collections.abc import Callable

from db import graph, posts
from db.engine import Database
from db.graph import queries
from db.posts import Changes, NewPost


def rev_of(slug: str) -> int:
    """Give the version of a post that is there."""
    post = queries.post(slug)
    assert post is not None
    return post.rev


def revise_and_tag() -> None:
    """Save a post with another title and a long text, and give it a tag."""
    posts.revise("ash", rev_of("ash"), Changes(title="Ashes", body="Grows back. " * 900))
    graph.relate("ash", "tagged", graph.find_or_create("Fire", "tag"))


def create_and_relate() -> None:
    """Make a post, and relate it both ways."""
    slug = posts.create(NewPost("Embers", body="They glow.", status="published"))
    graph.relate(slug, "tagged", "trees")
    graph.relate(slug, "related", "birch")


def delete_with_edges() -> None:
    """Delete a post that others point to."""
    posts.delete("secret")


def swap_edges() -> None:
    """Take edges away and make others."""
    graph.unrelate("ash", "related", "birch")
    graph.unrelate("ash", "tagged", "trees")
    graph.relate("ash", "related", "embers")


SAVES: tuple[Callable[[], None], ...] = (
    revise_and_tag,
    create_and_relate,
    delete_with_edges,
    swap_edges,
)

#: Pages of what the saves make, change and delete.
TOUCHED = ("/secret/", "/embers/", "/fire/", "/ash/edit", "/embers/edit")


def main(path: str) -> None:
    """Do all saves, each in a transaction, and close the file."""
    database = Database(f"sqlite:///{path}")
    for save in SAVES:
        with database.writing("editor", save.__name__):
            save()
        os.write(1, b"done\n")
    database.dispose()


if __name__ == "__main__":
    main(sys.argv[1])
