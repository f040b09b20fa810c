"""The law can fail: where one query function forgets to record its topics, a page grows stale."""

import ast
import inspect
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import pytest

from app.config import ROOT
from db.graph import queries, types
from db.kernel import session
from db.posts import names
from tests.setups import SetUp
from tests.unit.law.deployments import World, small_world
from tests.unit.law.editions import Compiled
from tests.unit.law.machine import Law
from tests.unit.law.processes import Question
from tests.unit.law.sample_site import form_of, paths, picture
from tests.unit.law.test_law import live

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("short_lists")]

MODULES = (queries, types, names)


@dataclass(frozen=True, slots=True)
class History:
    """A page that is read, a write to a post, and what else must be forgotten for it to show."""

    page: str
    path: str
    form: Mapping[str, str]
    #: Functions that record the same beside this one, wherever a page calls it.
    covered_by: Collection[str] = field(default=())


#: Whether a post is listed follows from its types: a change of these is a change of the post.
COVER = ["post", "_sources"]
#: What shows that a function forgot to record.
HISTORIES = {
    "post": History("/cedar/", "/cedar/edit", {"title": "Cedars"}),
    "recent": History("/", "/cedar/edit", {"title": "Cedars"}),
    "tagged_with": History("/trees/", "/dogwood/relate", {"kind": "tagged", "other": "trees"}),
    "carriers_of": History("/trees/edit", "/dogwood/relate", {"kind": "tagged", "other": "trees"}),
    "tag_counts": History("/tags/", "/trees/edit", {"title": "Shrubs"}),
    "_linked": History("/cedar/", "/cedar/relate", {"kind": "tagged", "other": "fire"}),
    "_cards": History("/", "/elm/relate", {"kind": "tagged", "other": "fire"}),
    "with_subtypes": History("/article/", "/elm/relate", {"kind": "is-a", "other": "soup"}),
    "types_of": History("/trees/", "/trees/unrelate", {"kind": "is-a", "other": "tag"}, COVER),
    "resolve": History("/cedar/", "/dogwood/edit", {"title": "Moss"}),
    "definitions": History("/types/", "/cedar/relate", {"kind": "is-a", "other": "type"}),
    "targets_of": History("/cedar/edit", "/cedar/relate", {"kind": "tagged", "other": "fire"}),
    # Whoever lists members asks first whether the post is a tag, by the titles of its types.
    "_sources": History("/trees/", "/elm/edit", {"title": "Elms"}, ["types_of"]),
}
#: What answers that are never kept are made from: feed, map of the site, index of the search;
#: and what commands ask.
NEVER_KEPT = {
    *("feed", "sitemap", "published_count", "bodies", "_whole", "post_count", "aliases_of"),
    "mentions_of",
}
#: What no form of the site changes: on which posts the picker of a kind stands.
PRIVATE = {"kinds"}


def recording_functions() -> Iterator[str]:
    """Name the functions of `db` that record topics."""
    for path in sorted((ROOT / "db").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and "record" in called(node):
                yield node.name


def called(function: ast.FunctionDef) -> set[str]:
    """Name what a function calls by a plain name."""
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return {call.id for call in calls if isinstance(call, ast.Name)}


@pytest.fixture
def world(small: SetUp, compiled: Compiled, tmp_path: Path) -> Iterator[World]:
    """A site with its cache, and without."""
    world = small_world(small, tmp_path, compiled, [compiled])
    yield world
    world.close()


def forget(patch: pytest.MonkeyPatch, functions: Collection[str]) -> set[str]:
    """Let some functions record nothing; give the names of all that record, as they do."""
    heard: set[str] = set()

    def record(*topics: str) -> None:
        name = _caller(inspect.currentframe())
        heard.add(name)
        if name not in functions:
            session.record(*topics)

    for module in MODULES:
        patch.setattr(module, "record", record)
    return heard


def _caller(frame: FrameType | None) -> str:
    assert frame is not None
    assert frame.f_back is not None
    return frame.f_back.f_code.co_name


def is_stale_after(world: World, history: History) -> bool:
    """Read a page, write, and read it again: say whether it is another without the cache."""
    (process,) = world.processes
    slug = history.path.split("/")[1]
    full = form_of(world.database, slug) if history.path.endswith("/edit") else {}
    read = Question(history.page, editor=True)
    process.ask([read])
    (written,) = process.ask([Question(history.path, True, form={**full, **history.form})])
    assert written.status == 303
    return process.ask([read]) != world.plain.ask([read])


def test_every_function_that_records_has_a_history_or_is_never_kept() -> None:
    assert set(recording_functions()) == HISTORIES.keys() | NEVER_KEPT | PRIVATE


@pytest.mark.parametrize("name", HISTORIES)
def test_what_forgets_to_record_is_found_out(
    world: World, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    history = HISTORIES[name]
    heard = forget(monkeypatch, {name, *history.covered_by})
    assert is_stale_after(world, history)
    assert name in heard


@pytest.mark.parametrize("name", HISTORIES)
def test_the_same_history_is_right_where_all_record(world: World, name: str) -> None:
    assert not is_stale_after(world, HISTORIES[name])


@pytest.mark.parametrize("name", [name for name, each in HISTORIES.items() if each.covered_by])
def test_what_another_covers_may_forget(
    world: World, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    forget(monkeypatch, {name})
    assert not is_stale_after(world, HISTORIES[name])


def test_what_is_never_kept_is_asked_by_no_page(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = forget(monkeypatch, ())
    questions = [Question(path, editor=True) for path in paths(picture(world.database))]
    world.plain.ask(questions)
    assert heard == HISTORIES.keys() | PRIVATE


@pytest.mark.long
@pytest.mark.parametrize("name", [name for name, each in HISTORIES.items() if not each.covered_by])
def test_random_histories_find_it_too(
    world: World, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    forget(monkeypatch, {name})
    with pytest.raises(AssertionError):
        live(lambda: Law(world), 20_000, 0, shrink=False)
