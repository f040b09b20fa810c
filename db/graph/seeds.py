"""The posts that the graph is built on, as they are when a site is new.

Knows no table. `graph.seed` puts them; each documents itself on its own page, and an
editor may rewrite any of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from db.kernel.well_known import (
    ARTICLE,
    DECLARES,
    IS_A,
    RELATED,
    RELATION,
    SUBTYPE_OF,
    TAG,
    TAGGED,
    TYPE,
)


@dataclass(frozen=True, slots=True)
class Seed:
    """One post of a new site."""

    slug: str
    title: str
    summary: str
    body: str
    fields: Mapping[str, object] = field(default_factory=dict)


def _kind(
    labels: tuple[str, str], symmetric: bool, shown_on: list[str] | None
) -> Mapping[str, object]:
    """Write the fields of a kind; shown on None is shown on every post, on [] on none."""
    label, inverse = labels
    return {"label": label, "inverse": inverse, "symmetric": symmetric, "shown_on": shown_on}


SEEDS: Final = (
    Seed(
        TYPE,
        "Type",
        "A type says what a post is.",
        """\
A type says what a post is: an article, a tag, a recipe, a place. It is a post itself, so it has
a page, a text and related posts of its own.

A post gets a type by an [is a](/is-a/) edge, and may have several, or none. A type can be a
[subtype of](/subtype-of/) another; whatever is of the subtype is then of the supertype too.

To make a type of your own, write a post and say that it *is a* Type.
""",
    ),
    Seed(
        TAG,
        "Tag",
        "A tag gathers posts about one thing.",
        """\
A tag gathers posts about one thing. It is a post like any other that *is a* Tag: give it a text
and it becomes the introduction to what it gathers.

A post carries a tag by a [tagged](/tagged/) edge, and the tag's page lists every post that
carries it. Any post can be made a tag later; one that stops being a tag stays on the posts that
carry it, but its own page lists them no longer.
""",
    ),
    Seed(
        ARTICLE,
        "Article",
        "An article is a post that is written to be read from start to end.",
        """\
An article is a post that is written to be read from start to end: an essay, a report, a piece of
documentation. The type is there for sites that hold other kinds of posts too and want to tell
them apart. A new post has no type until somebody gives it one.
""",
    ),
    Seed(
        RELATION,
        "Relation",
        "A relation is a kind of edge between posts.",
        """\
A relation is a kind of edge between posts. Each kind is a post that *is a* Relation, and says
for itself what its edges are called from either end, whether they read the same from both, and
on which posts they can be picked.

This site starts with five: [related](/related/), [tagged](/tagged/), [is a](/is-a/),
[subtype of](/subtype-of/) and [declares](/declares/).
""",
    ),
    Seed(
        RELATED,
        "Related",
        "Joins two posts that a reader may want to read together.",
        """\
*Related* joins two posts that a reader may want to read together. It reads the same from both
ends: relate one to the other, and each page shows the other. Each end keeps its own order, so
the most fitting post can stand first on both.
""",
        _kind(("Related posts", "Related posts"), True, None),
    ),
    Seed(
        TAGGED,
        "Tagged",
        "Puts a tag on a post.",
        """\
*Tagged* puts a [tag](/tag/) on a post. The post shows its tags in the order they were given;
the tag's page lists its posts, newest first.
""",
        _kind(("Tags", "Tagged with this"), False, None),
    ),
    Seed(
        IS_A,
        "Is a",
        "Says of which type a post is.",
        """\
*Is a* says of which [type](/type/) a post is. It does not chain: what is a kind of thing, and
what that kind is, are two questions. But it looks through [subtypes](/subtype-of/): a post that
is of a subtype is of the supertype too.
""",
        _kind(("Types", "Instances"), False, None),
    ),
    Seed(
        SUBTYPE_OF,
        "Subtype of",
        "Makes a type a special case of another.",
        """\
*Subtype of* makes a [type](/type/) a special case of another: whatever is of the subtype is of
the supertype too. A type may have several supertypes. No type can be a subtype of itself, by
whatever way round; an edge that would close such a circle is refused.
""",
        _kind(("Supertypes", "Subtypes"), False, [TYPE]),
    ),
    Seed(
        DECLARES,
        "Declares",
        "Ties a kind of edge to the type that its targets have.",
        """\
*Declares* ties a kind of edge to the type that its targets have: [tag](/tag/) declares
[tagged](/tagged/), so only tags are offered where tags are picked. A kind that no type declares
may join any two posts.
""",
        _kind(("Declares", "Declared by"), False, []),
    ),
)

#: Source, kind, target; made when one of the two ends is new.
SEED_EDGES: Final = (
    (TAG, SUBTYPE_OF, TYPE),
    (ARTICLE, SUBTYPE_OF, TYPE),
    (RELATION, IS_A, TYPE),
    (RELATED, IS_A, RELATION),
    (TAGGED, IS_A, RELATION),
    (IS_A, IS_A, RELATION),
    (SUBTYPE_OF, IS_A, RELATION),
    (DECLARES, IS_A, RELATION),
    (TYPE, DECLARES, IS_A),
    (TYPE, DECLARES, SUBTYPE_OF),
    (TAG, DECLARES, TAGGED),
)

#: Without one of these some kind would be none any more, or its targets would be other posts.
LASTING_EDGES: Final = frozenset(SEED_EDGES) - {(ARTICLE, SUBTYPE_OF, TYPE)}
