"""Search: the same posts on both databases, whatever is asked, marked and ranked."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import posts, search
from db.engine import Database
from db.kernel.records import Listing
from db.kernel.text import words
from db.posts import Changes, NewPost
from db.search import ExcerptPart, SearchResult
from tests.unit.db.making import day, draft, publish

TEXTS = (
    "Version 1.5e10 of foo-bar, see http://example.org/a/b?q=1&r=2",
    "Crème brûlée: sugar & fire",
    "creme de la creme",
    "snake_case and kebab-case and camelCase",
    "don't say 'AND' or NEAR(a b) or NOT",
    "3D printing, 0x1f, -5, +7, 10,000 and 1/2",
    "me@example.org wrote <b>bold</b> &amp; {braces} [brackets]",
    "日本語のテキスト and 한국어 and हिन्दी",
    "a\\b c\"d e'f g:h i*j k^l m!n (o|p) q~r",
    "Ångström Øre straße ﬁne ½",
    "JSON, json5 and jsonb; C, C++ and C#",
    "การค้นหาข้อความภาษาไทยทำได้โดยไม่มีช่องว่างระหว่างคำ",
    "ការស្វែងរក នៅក្នុងភាសាខ្មែរ",
    "",
)
QUESTIONS = (
    "foo", "foo-bar", "FOO", "1.5e10", "1", "example.org", "http://example.org/a/b?q=1",
    "creme", "CRÈME", "brulee sugar", "sugar brulee", "sugar absent", "snake", "snake_case",
    "kebab case", "camelc", "don't", "AND", "near", "not", "NEAR(a b)", "3d", "0x1f", "-5",
    "10,000", "1/2",
    "<b>", "amp", "日本", "本", "ภาษาไทย", "ไทยภาษา", "ค", "ខ្មែរ",
    "テ", "한국", "हिन्दी", "a*", '"', '"foo', "foo OR bar", "title:foo",
    "* foo", "^foo", "foo AND", "(", "c", "c++", "json", "js", "j", "angstrom", "øre", "strasse",
    "fine", "½", "& | !", "a & b", "\\", "'", "''", "\x00", "foo\x00bar", "\ud800", "%", "_", "-",
    ":*", "<->", "e", "the", "x" * 10_000, "a " * 5_000,
)  # fmt: skip


def titles(page: Listing[SearchResult]) -> list[str]:
    return [result.title for result in page.items]


def found_by_definition(question: str) -> set[str]:
    """Every term is a word of the text, or begins one."""
    terms = search.terms_of(question)
    texts = {f"Post {number}": words(f"Post {number} {text}") for number, text in enumerate(TEXTS)}
    return {
        title
        for title, text in texts.items()
        if terms
        and all(
            term in text or (len(term) > 1 and any(word.startswith(term) for word in text))
            for term in terms
        )
    }


def write_texts() -> None:
    for number, text in enumerate(TEXTS):
        posts.create(NewPost(f"Post {number}", body=text, status="published"))
    draft("Hidden", "foo creme json a 1 e c")


def test_every_question_finds_what_the_definition_says(database: Database) -> None:
    with database.writing():
        for view in ("type", "tag", "article", "relation"):
            posts.revise(view, 1, Changes(status="draft"))
        for view in ("related", "tagged", "is-a", "subtype-of", "declares"):
            posts.revise(view, 1, Changes(status="draft"))
        write_texts()
    with database.reading():
        found = {question: set(titles(search.find(question, 0, 50))) for question in QUESTIONS}
    assert found == {question: found_by_definition(question) for question in QUESTIONS}


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=30))
def test_no_question_is_a_fault(database: Database, question: str) -> None:
    with database.reading():
        page = search.find(question, 0, 5)
    assert page.total >= len(page.items)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=30))
def test_any_text_is_found_by_itself(database: Database, text: str) -> None:
    with database.writing():
        slug = posts.create(NewPost("x", body=text, status="published"))
        found = [result.slug for result in search.find(f"x {text}", 0, 50).items]
        posts.delete(slug)
    assert slug in found


@pytest.mark.usefixtures("writing")
def test_a_result_is_a_link_with_marked_parts() -> None:
    publish("Dessert", 3, body="Sugar on a crème  brûlée,\nburnt.")
    parts = (
        ExcerptPart("Sugar on a ", False),
        ExcerptPart("crème", True),
        ExcerptPart(" ", False),
        ExcerptPart("brûlée", True),
        ExcerptPart(", burnt.", False),
    )
    result = SearchResult("dessert", "Dessert", day(3), parts)
    assert search.find("BRULEE creme", 0, 10) == Listing((result,), 1)


@pytest.mark.usefixtures("writing")
@pytest.mark.parametrize(
    ("question", "order"),
    [
        ("zebra", ["Zebra", "Horse", "Fish", "Bird"]),
        ("zeb", ["Zebra", "Horse", "Fish", "Bird"]),
    ],
)
def test_titles_weigh_more_than_summaries_and_those_more_than_bodies(
    question: str, order: list[str]
) -> None:
    filler = "word " * 30
    publish("Bird", 4, body=f"One zebra. {filler}")
    publish("Fish", 3, body=f"A zebra, a zebra, a zebra, a zebra. {filler}")
    publish("Horse", 2, body=filler, summary="Like a zebra")
    publish("Zebra", 1, body=filler)
    assert titles(search.find(question, 0, 10)) == order


@pytest.mark.usefixtures("writing")
def test_whole_words_weigh_more_than_beginnings() -> None:
    for number, word in enumerate(("jsonb", "json", "jsonp"), 1):
        publish(f"Post {number}", number, body=f"About {word} and more.")
    assert titles(search.find("json", 0, 10))[0] == "Post 2"


@pytest.mark.usefixtures("writing")
def test_equally_good_posts_are_found_newest_first() -> None:
    for number in (2, 3, 1):
        publish(f"Post {number}", number, body="The same zebra.")
    page = search.find("zebra", 1, 1)
    assert (titles(page), page.total) == (["Post 2"], 3)


@pytest.mark.parametrize(
    ("question", "slug"),
    [
        ("检索", "你好世界"),
        ("全文检索", "你好世界"),
        ("日本語", "こんにちは"),
        ("文章", "こんにちは"),
        ("ไม่มี", "ค้นหา"),
        ("ภาษา", "ค้นหา"),
        ("русском", "привет-мир"),
        ("مرحبا", "مرحبا"),
    ],
)
@pytest.mark.usefixtures("writing")
def test_a_word_is_found_in_every_script(question: str, slug: str) -> None:
    publish("你好世界", body="全文检索应该能找到这些字。")
    publish("こんにちは", body="日本語の文章です。")
    publish("ค้นหา", body="การค้นหาข้อความภาษาไทยทำได้โดยไม่มีช่องว่าง")
    publish("Привет, мир", body="Текст на русском языке.")
    publish("مرحبا", body="نص.")
    (result,) = search.find(question, 0, 10).items
    assert result.slug == slug
    marked = "".join(part.text for part in result.parts if part.marked)
    assert marked or question in result.title


@pytest.mark.usefixtures("writing")
def test_drafts_are_not_found_until_they_are_published() -> None:
    slug = draft("Zebra")
    hidden = search.find("zebra", 0, 10).total
    posts.revise(slug, 1, Changes(status="published"))
    assert (hidden, search.find("zebra", 0, 10).total) == (0, 1)


@pytest.mark.usefixtures("writing")
def test_a_save_makes_the_old_words_unfindable_and_the_new_ones_findable() -> None:
    slug = publish("Zebra", body="Stripes.")
    posts.revise(slug, 1, Changes(title="Horse", summary="Mane."))
    found = {word: search.find(word, 0, 10).total for word in ("zebra", "horse", "mane", "stripes")}
    assert found == {"zebra": 0, "horse": 1, "mane": 1, "stripes": 1}


@pytest.mark.usefixtures("writing")
def test_a_body_is_searched_and_shown_without_its_markup() -> None:
    new = NewPost("Post", body="**Zebra** [link](/okapi/)", plain="Zebra link", status="published")
    slug = posts.create(new)
    parts = (ExcerptPart("Zebra", True), ExcerptPart(" link", False))
    assert [result.parts for result in search.find("zebra", 0, 5).items] == [parts]
    assert search.find("okapi", 0, 5).total == 0
    posts.revise(slug, 1, Changes(body="**Gnu**", plain="Gnu"))
    assert [search.find(word, 0, 5).total for word in ("zebra", "gnu")] == [0, 1]


@pytest.mark.usefixtures("writing")
def test_an_excerpt_is_cut_where_most_of_the_question_is() -> None:
    lead = "filler " * 100
    publish("Post", body=f"A zebra first. {lead} then zebra and horse meet {lead}")
    (result,) = search.find("zebra horse", 0, 5).items
    text = "".join(part.text for part in result.parts)
    assert [part.text for part in result.parts if part.marked] == ["zebra", "horse"]
    assert (text[:9], text[-9:], len(text) < 300) == ("… filler ", " filler …", True)


@pytest.mark.usefixtures("writing")
@pytest.mark.parametrize("gap", ["", " ", "。", " word " * 20, "語" * 300, "x" * 300 + " "])
def test_an_excerpt_holds_what_was_found_however_a_text_is_spaced(gap: str) -> None:
    publish("Post", body=f"前 {gap * 3}界{gap * 3}")
    (result,) = search.find("界", 0, 5).items
    text = "".join(part.text for part in result.parts)
    assert [part.text for part in result.parts if part.marked] == ["界"]
    assert len(text) < 300


@pytest.mark.usefixtures("writing")
def test_a_summary_may_be_as_long_as_a_body() -> None:
    summary = "zebra " + " ".join(f"{'語' * 30}w{'я' * 35}{number}" for number in range(5_000))
    publish("Long", body=summary, summary=summary)
    assert search.find("zebra", 0, 5).total == 1


@pytest.mark.usefixtures("writing")
def test_what_is_found_by_its_title_shows_its_summary() -> None:
    publish("Zebra", body="A text.", summary="A summary.")
    (result,) = search.find("zebra", 0, 5).items
    assert result.parts == (ExcerptPart("A summary.", False),)


@pytest.mark.usefixtures("writing")
def test_a_very_long_text_is_indexed_as_far_as_it_goes() -> None:
    large = " ".join(f"{'я' * 35}{number}" for number in range(6_000))
    many = " ".join(f"w{number}" for number in range(31_000))
    for text in (large, many):
        publish("Long", body=f"zebra {text} okapi")
    assert [search.find(word, 0, 5).total for word in ("zebra", "okapi")] == [2, 0]


@pytest.mark.usefixtures("writing")
def test_a_word_that_comes_a_thousand_times_is_found() -> None:
    publish("Many", body="buffalo " * 20_000)
    assert search.find("buffalo", 0, 5).total == 1


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("", ()),
        ("  ,;  ", ()),
        ("The the THE quick", ("the", "quick")),
        ("a b c d e f g h i j k l", ("a", "b", "c", "d", "e", "f", "g", "h", "i", "j")),
        (f"{'x' * 150} {'y' * 150}", ("x" * 40, "y" * 40)),
        (f"{'word, ' * 40}last", ("word", "wo")),
    ],
)
def test_a_question_is_cut_to_its_terms(question: str, terms: tuple[str, ...]) -> None:
    assert search.terms_of(question) == terms
