"""Topics: the names of the questions that queries ask and that writes change the answers of.

Knows no table. A query records the topics it is about to ask; what it found does not
matter. A reader of `posts` depends on which posts exist and are published and when, a
reader of `text` on the title, summary or body of any post.
"""

POSTS = "posts"
TEXT = "text"


def post(slug: str) -> str:
    """Name the question what this post is."""
    return f"post:{slug}"


def out(slug: str, kind: str) -> str:
    """Name the question what this post points to."""
    return f"out:{slug}:{kind}"


def into(slug: str, kind: str) -> str:
    """Name the question what points to this post."""
    return f"in:{slug}:{kind}"
