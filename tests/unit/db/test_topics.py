"""Topics: the questions that each read says it depends on."""

from collections.abc import Callable

import pytest

from db.graph import queries
from db.kernel.session import recording
from tests.unit.db.making import names_of_nodes, publish, readable, relate, tag

#: What the list of kinds depends on.
KINDS_ARE = {"at:relation", "in:relation:is-a", "in:relation:subtype-of", "posts"} | {
    f"post:{kind}" for kind in ("related", "tagged", "is-a", "subtype-of", "declares")
}

pytestmark = pytest.mark.usefixtures("writing")


@pytest.mark.parametrize(
    ("read", "topics"),
    [
        (lambda: queries.post("post"), {"at:post", "post:post"}),
        (lambda: queries.tags_of("post"), {"at:post", "out:post:tagged", "posts", "text"}),
        (lambda: queries.related_to("post"), {"at:post", "out:post:related", "posts", "text"}),
        (queries.published_count, {"posts"}),
        (lambda: queries.carriers_of("ocaml"), {"at:ocaml", "in:ocaml:tagged"}),
        (
            lambda: queries.is_a("post", "tag"),
            {
                "at:post", "out:post:is-a", "out:article:subtype-of", "out:type:subtype-of",
                "posts", "text",
            },
        ),
        (
            lambda: queries.tagged_with("ocaml", 0, 5),
            {
                "at:ocaml", "in:ocaml:tagged", "out:ocaml:is-a", "out:tag:subtype-of",
                "out:type:subtype-of", "out:post:tagged", "posts", "text",
            },
        ),
        (
            lambda: queries.instances_of("article", 0, 5),
            {
                "at:article", "in:article:is-a", "in:article:subtype-of", "out:post:tagged",
                "posts", "text",
            },
        ),
        (
            lambda: queries.tag_counts(0, 5),
            {"at:tag", "in:tag:is-a", "in:tag:subtype-of", "in:ocaml:tagged", "posts", "text"},
        ),
        (
            queries.type_tree,
            {
                f"in:{slug}:{kind}"
                for slug in ("type", "tag", "article", "relation")
                for kind in ("is-a", "subtype-of")
            } | {"at:type", "posts", "text"},
        ),
        (
            lambda: queries.targets_of("post", "tagged"),
            {"at:post", "out:post:tagged", "out:ocaml:is-a", "posts", "text"},
        ),
        (
            lambda: queries.pickers_of("post"),
            {"out:post:is-a", "out:article:subtype-of", "out:type:subtype-of", "posts", "text"}
            | {"at:post", "at:type"} | KINDS_ARE | {
                f"in:{slug}:{kind}"
                for slug in ("type", "tag", "article", "relation")
                for kind in ("is-a", "subtype-of")
            },
        ),
    ],
)  # fmt: skip
def test_a_read_records_the_questions_that_it_asks(
    read: Callable[[], object], topics: set[str]
) -> None:
    slug = publish("Post")
    relate(slug, "tagged", tag("OCaml"))
    relate(slug, "is-a", "article")
    with recording() as recorder:
        read()
    assert readable(recorder.topics, names_of_nodes()) == topics
