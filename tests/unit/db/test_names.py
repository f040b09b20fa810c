"""Names to posts: what `[[name]]` means, and when it means something else."""

from collections.abc import Callable

import pytest

from db import posts
from db.kernel.session import recording
from db.log import changes
from db.posts import Changes, NewPost, names, writes
from tests.unit.db.making import publish

pytestmark = pytest.mark.usefixtures("writing")


def _post(title: str, *aliases: str, slug: str | None = None, status: str = "published") -> str:
    return posts.create(NewPost(title, slug=slug, status=status, aliases=aliases))


def _meant(name: str) -> str | None:
    return names.resolve([name]).get(name)


@pytest.mark.parametrize(
    "name",
    [
        *("Élan vital", "elan  VITAL", "elan-vital", "Elan-Vital", "Notes/Élan vital"),
        *("Élan vital.md", "Breath", "BREATH", "notes/breath.md"),
    ],
)
def test_a_name_is_slug_title_or_alias_folded_and_may_be_a_path(name: str) -> None:
    _post("Élan vital", "Breath")
    assert _meant(name) == "elan-vital"


@pytest.mark.parametrize("name", ["", " ", "/", ".md", "nowhere", "elan", "x" * 501, "\x00"])
def test_a_name_that_nobody_has_means_nothing(name: str) -> None:
    _post("Élan vital")
    assert _meant(name) is None


def test_a_slug_in_its_own_script_is_a_name() -> None:
    slug = _post("Йога")
    _post("Нечто", slug="привет-мир")
    assert (_meant("Привет-Мир"), _meant("йога"), _meant("И\u0306ога")) == (
        "привет-мир",
        slug,
        slug,
    )


def test_a_title_with_a_slash_is_a_title_first() -> None:
    _post("IP")
    _post("TCP/IP")
    assert _meant("tcp/ip") == "tcp-ip"


def test_a_slug_comes_before_a_title_and_a_title_before_an_alias() -> None:
    _post("Other", "ash", slug="third")
    assert _meant("Ash") == "third"
    _post("Ash", slug="second")
    assert _meant("Ash") == "second"
    _post("Something", slug="ash")
    assert _meant("Ash") == "ash"


def test_of_several_the_oldest_is_meant() -> None:
    first, second = _post("Moss"), _post("Moss")
    _post("A", "Fern", slug="a")
    _post("B", "Fern", slug="b")
    assert (first, second, _meant("moss"), _meant("fern")) == ("moss", "moss-2", "moss", "a")


def test_a_draft_is_not_meant_nor_in_the_way() -> None:
    _post("Moss", slug="draft", status="draft")
    assert _meant("moss") is None
    _post("Other", "moss", slug="other")
    assert _meant("moss") == "other"


def test_an_alias_is_cut_from_a_post_that_no_longer_has_it() -> None:
    slug = _post("Moss", "Fern", "Élan", "fern")
    posts.revise(slug, 1, Changes(summary="x"))
    assert names.aliases_of(slug) == ("fern", "Élan")
    posts.revise(slug, 2, Changes(aliases=("Ash", " ", "x" * 501)))
    assert (names.aliases_of(slug), _meant("fern"), _meant("ash")) == (("Ash",), None, slug)


def test_importing_again_brings_the_aliases_up_to_date() -> None:
    posts.put(NewPost("Moss", status="published", aliases=("Fern",)), "moss.md")
    posts.put(NewPost("Moss", status="published", aliases=("Ash",)), "moss.md")
    assert (_meant("fern"), _meant("ash")) == (None, "moss")


def test_what_was_imported_before_there_were_aliases_is_unchanged() -> None:
    assert writes._digest(NewPost("a")) == writes._digest(NewPost("a", aliases=(), lang=""))
    assert writes._digest(NewPost("a")) != writes._digest(NewPost("a", aliases=("b",)))
    before = "fd297a5ebfcd02d7a0f582f4fe6113395c57f7aff62e4cf23de823da3cc2bb59"
    assert writes._digest(NewPost("a")) == before


@pytest.mark.parametrize(
    ("write", "changed"),
    [
        (lambda: posts.create(NewPost("Ash")), set()),
        (lambda: posts.create(NewPost("Ash", status="published")), {"ash"}),
        (lambda: posts.revise("moss", 1, Changes(title="Fern")), {"moss", "fern", "green"}),
        (lambda: posts.revise("moss", 1, Changes(status="draft")), {"moss", "green"}),
        (lambda: posts.revise("moss", 1, Changes(aliases=("Red",))), {"green", "red"}),
        (lambda: posts.revise("moss", 1, Changes(body="x", aliases=("Green",))), set()),
        (lambda: posts.delete("moss"), {"moss", "green"}),
    ],
)
def test_a_write_tells_which_names_mean_something_else(
    write: Callable[[], object], changed: set[str]
) -> None:
    _post("Moss", "Green")
    changes.drain()
    write()
    topics = {topic for topic in changes.drain() if topic.startswith("name:")}
    assert topics == {f"name:{name}" for name in changed}


def test_a_question_is_recorded_whatever_the_answer() -> None:
    publish("Ash")
    with recording() as recorder:
        names.resolve(["Ash", "A/Нет.md"])
    wanted = {"ash", "a/нет.md", "a/нет", "нет.md", "нет"}
    assert recorder.topics == {f"name:{name}" for name in wanted}


def test_a_long_name_is_told_by_its_beginning() -> None:
    title = "é" * 400
    with recording() as recorder:
        names.resolve([title])
    _post(title, slug="long")
    assert recorder.topics & changes.drain() == {f"name:{'e' * 200}"}


def test_more_names_than_a_statement_takes_are_resolved() -> None:
    _post("Moss")
    wanted = [f"name {number}" for number in range(5000)] + ["moss"]
    assert names.resolve(wanted) == {"moss": "moss"}
