"""What a picker offers: whose, in which order, page by page, and what could be made."""

import random
from itertools import product

import pytest

from db import graph, posts
from db.graph import order, suggestions, target_sets
from db.kernel.errors import Invalid, NotFound, UnknownKind
from db.kernel.records import Option, SuggestionPage
from db.kernel.text import fold
from db.log import changes
from db.posts import Changes
from tests.unit.db import editing
from tests.unit.db.making import draft, elsewhere, make_type, node_of, publish, relate, tag

#: Every test sees a small pool, and then the same pool as if it were a large one.
pytestmark = pytest.mark.usefixtures("writing", "size")


@pytest.fixture(params=["small", "large"])
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "large":
        monkeypatch.setattr(suggestions, "SMALL", 0)


def asked(slug: str, kind: str, q: str = "", offset: int = 0, limit: int = 100) -> SuggestionPage:
    """Ask as after a commit, which counts the edges that came and went."""
    changes.drain()
    return suggestions.options(slug, target_sets.kind_named(kind).key, q, offset, limit)


def offered(slug: str, kind: str, q: str = "") -> list[str]:
    return [str(item.slug or item.url) for item in asked(slug, kind, q).items]


def test_an_option_says_what_it_is_and_how_often_it_is_used() -> None:
    slug, ocaml = publish("Post"), tag("OCaml")
    relate(publish("Other"), "tagged", ocaml)
    relate(draft("Hidden"), "is-a", "tag")
    page = asked(slug, "tagged")
    known = Option(node_of("ocaml"), "ocaml", "OCaml", "Tag", 1, None, False)
    hidden = Option(node_of("hidden"), "hidden", "Hidden", "Tag", 0, None, True)
    assert page == SuggestionPage((known, hidden), False, None)


def test_a_post_is_not_offered_to_itself_and_what_it_has_is_marked() -> None:
    slug, other = publish("Post"), publish("Other")
    relate(slug, "related", "tag")
    relate(slug, "tagged", tag("Lisp"))
    assert slug not in offered(slug, "related")
    assert offered(other, "related", "other") == []
    assert ticks(slug, "related") == {"tag"}
    assert ticks(slug, "tagged") == {"lisp"}
    assert ticks(other, "related") == set()


def ticks(slug: str, kind: str) -> set[str]:
    return {str(item.slug) for item in asked(slug, kind).items if item.present}


def test_rows_of_one_title_are_marked_on_whatever_page_they_are() -> None:
    slug = publish("Post")
    for title in ("Crème", "creme", "Other"):
        publish(title)
    pages = [asked(slug, "related", "cre", offset, 1).items for offset in (0, 1)]
    found = [(row.slug, row.shares_title) for (row,) in pages]
    assert found == [("creme", True), ("creme-2", True)]
    assert [row.shares_title for row in asked(slug, "related", "other").items] == [False]


def test_a_title_that_a_post_outside_the_pool_has_is_not_shared() -> None:
    slug, lisp = publish("Post"), tag("Lisp")
    publish("Lisp")
    assert [(row.slug, row.shares_title) for row in asked(slug, "tagged").items] == [(lisp, False)]


@pytest.mark.parametrize(
    ("kind", "targets"),
    [
        ("tagged", {"lisp", "topical"}),
        ("is-a", {"type", "tag", "article", "relation", "topic", "recipe", "cake"}),
        ("subtype-of", {"type", "tag", "article", "relation", "topic", "recipe", "cake"}),
        ("cooked-by", {"grandmother", "sponge"}),
    ],
)
def test_each_kind_offers_the_posts_of_its_pool(kind: str, targets: set[str]) -> None:
    make_pools()
    assert set(offered("post", kind)) == targets


def make_pools() -> None:
    """Make tags, one of a subtype; types, one below another; a kind with two anchors."""
    publish("Post")
    tag("Lisp")
    graph.find_or_create("Topical", make_type("Topic", "tag"))
    make_type("Recipe")
    make_type("Cake", "recipe")
    relate(publish("Cooked by"), "is-a", "relation")
    for anchor in ("recipe", "article"):
        relate(anchor, "declares", "cooked-by")
    graph.find_or_create("Grandmother", "article")
    graph.find_or_create("Sponge", "cake")


def test_the_best_matches_come_first() -> None:
    titles = ("Jar", "Jargon", "Ajar", "A jar of jam", "Trans-Jargon", "Tar", "jar jar")
    slug = publish("Post")
    for title in titles:
        tag(title)
    found = offered(slug, "tagged", "jar")
    assert found == ["jar", "jar-jar", "jargon", "a-jar-of-jam", "trans-jargon", "ajar"]


def test_case_and_accents_make_no_difference() -> None:
    slug = publish("Post")
    for title in ("Crème Brûlée", "ÅNGSTRÖM", "Straße"):
        tag(title)
    texts = ("CREME", "brulée", "crème  brulee ", "ngstro", "STRASSE")
    found = [offered(slug, "tagged", q) for q in texts]
    assert found == [["creme-brulee"]] * 3 + [["angstrom"], ["strasse"]]


def test_every_sign_means_itself() -> None:
    slug = publish("Post")
    signs = ("%", "_", '"', "'", "<", "\\", "*", "?", "[a]", "\x00", "👩‍💻")
    there = {sign: tag(f"One {sign} two") for sign in signs}
    assert {sign: offered(slug, "tagged", sign) for sign in signs} == {
        sign: [found] for sign, found in there.items()
    }


def test_a_slug_is_found_too() -> None:
    slug, ocaml = publish("Post"), tag("OCaml language")
    posts.revise(ocaml, 1, Changes(title="A camel"))
    found = [offered(slug, "tagged", q) for q in ("ocaml", "camel", "l-lang", "language")]
    assert found == [[ocaml]] * 4


def test_a_title_that_was_changed_is_found_by_the_new_one() -> None:
    slug, other = publish("Post"), publish("Zebra")
    posts.revise(other, 1, Changes(title="Horse"))
    posts.delete(publish("Zebra crossing"))
    assert offered(slug, "related", "horse") == [other]
    assert offered(slug, "related", "crossing") == []


def test_without_a_text_the_most_used_come_first_then_the_newest() -> None:
    slug = publish("Post")
    for title in "ABCD":
        tag(title)
    for number, tags in enumerate(("ab", "b", "ab")):
        relate(publish(f"Post {number}"), "tagged", *tags)
    assert uses(slug) == [("b", 3), ("a", 2), ("d", 0), ("c", 0)]
    graph.unrelate("post-2", "tagged", "b")
    editing.put_before("post-0", "tagged", "b", "a")
    posts.delete("post-1")
    assert uses(slug) == [("a", 2), ("b", 1), ("d", 0), ("c", 0)]


def uses(slug: str) -> list[tuple[str, int]]:
    return [(str(item.slug), item.uses) for item in asked(slug, "tagged").items]


def test_what_would_close_a_cycle_is_shown_with_the_reason() -> None:
    top = make_type("Top")
    make_type("Low", make_type("Middle", top))
    page = asked(top, "subtype-of")
    reasons = {item.slug: item.reason for item in page.items}
    too_low = "is a subtype of this post already"
    assert (reasons["low"], reasons["middle"]) == (too_low, too_low)
    assert {reasons[slug] for slug in ("tag", "type", "article")} == {None}


@pytest.mark.parametrize(
    ("kind", "q", "create"),
    [
        ("tagged", "  new   THING ", "new THING"),
        ("tagged", "Post", "Post"),
        ("tagged", "LISP", None),
        ("tagged", "taken", None),
        ("tagged", "lis", "lis"),
        ("tagged", " ", None),
        ("tagged", "x" * 500, "x" * 500),
        ("tagged", "x" * 501, None),
        ("is-a", "Recipe", "Recipe"),
        ("is-a", "ARTICLE", None),
        ("subtype-of", "Recipe", "Recipe"),
        ("related", "new", None),
    ],
)
def test_what_the_pool_has_not_can_be_made(kind: str, q: str, create: str | None) -> None:
    slug = publish("Post")
    tag("Lisp")
    relate(slug, "tagged", tag("Taken"))
    assert suggestions.options(slug, kind, q, 0).create == create
    if create is not None:
        assert editing.relate_new(slug, kind, q).made


def test_what_can_be_made_stands_on_the_last_page_only() -> None:
    slug = publish("Post")
    for number in range(5):
        tag(f"Tag {number}")
    pages = [suggestions.options(slug, "tagged", "tag", offset, 2) for offset in (0, 2, 4, 6)]
    shape = [(len(page.items), page.more, page.create) for page in pages]
    assert shape == [(2, True, None), (2, True, None), (1, False, "tag"), (0, False, "tag")]


@pytest.mark.parametrize("kind", ["related", "tagged"])
def test_pages_hold_every_row_once_added_or_not(kind: str) -> None:
    chance = random.Random(1)
    slugs = [tag(f"{' '.join(chance.choices('abcd', k=3))} {number}") for number in range(37)]
    slug = publish("Post")
    for _ in range(30):
        one, other = chance.sample(slugs, 2)
        relate(one, kind, other)
    for each in slugs[::4]:
        relate(slug, kind, each)
    assert ticks(slug, kind) == {*slugs[::4]}
    for q in ("", "a", "b", "post", "c d"):
        whole = offered(slug, kind, q)
        pages = [asked(slug, kind, q, offset, 7) for offset in range(0, 70, 7)]
        assert [item.slug for page in pages for item in page.items] == whole
        assert len({*whole}) == len(whole)
        if kind == "tagged":
            assert {*whole} == {each for each in slugs if q in each.replace("-", " ")}


def test_numbers_and_texts_from_outside_do_no_harm() -> None:
    slug = publish("Post")
    for offset, limit in product((-1, -(10**30), 10**6, 10**30), (-1, 0, 3, 10**30)):
        for q in ("", "t", "x" * 10_000, "ﷺ" * 500, "\ud800"):
            page = asked(slug, "related", q, offset, limit)
            assert (len(page.items) > 0) == (offset < 0 and q in ("", "t"))


def test_a_title_that_folds_to_a_long_text_can_be_stored_and_found() -> None:
    chance = random.Random(1)
    title = "".join(chance.choices("\ufdfa\ufdfb㌀㌁㌂㌃㍿㎈㏂", k=500))
    slug, other = publish("Post"), publish(title)
    assert other in offered(slug, "related", fold(title)[:40])


def test_an_offer_for_nobody_or_of_no_kind_is_refused() -> None:
    with pytest.raises(NotFound, match="there is no post 'gone'"):
        suggestions.options("gone", "related", "", 0)
    with pytest.raises(UnknownKind, match="there is no kind of relation 'nothing'"):
        suggestions.options("tag", "nothing", "", 0)
    with pytest.raises(Invalid, match="Declares has no picker"):
        suggestions.options("tag", "declares", "", 0)


def test_what_is_known_elsewhere_is_offered_by_title_and_address_where_the_rules_allow() -> None:
    slug, fern = publish("Post"), "https://example.org/fern"
    node = elsewhere("Fern")
    elsewhere("Fern that is gone", status="deleted")
    tag("Fern")
    assert offered(slug, "related", "fern") == ["fern", fern]
    assert offered(slug, "related", "example.org/FERN") == [fern]
    assert offered(slug, "tagged", "fern") == ["fern"]
    order.append((node, "is-a", node_of("tag")))
    assert offered(slug, "tagged", "fern") == ["fern", fern]
    assert offered(slug, "is-a", "fern") == []
