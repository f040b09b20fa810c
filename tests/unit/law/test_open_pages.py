"""An open page when the site changes while an answer to it is made."""

from collections.abc import Collection, Iterator
from pathlib import Path

import pytest
from flask import Response

from app.web.pages.current_page import PageRef
from app.web.pages.respond import respond_news
from db import graph
from tests.setups import SetUp
from tests.unit.law.deployments import World, small_world
from tests.unit.law.editions import Compiled
from tests.unit.law.open_pages import OpenPage, opened, regions_of
from tests.unit.law.processes import Asked, Question

PAGE = "/cedar/edit"


@pytest.fixture
def world(small: SetUp, compiled: Compiled, tmp_path: Path) -> Iterator[World]:
    """A site with its cache, and without."""
    world = small_world(small, tmp_path, compiled, [compiled])
    yield world
    world.close()


def opened_at(process: Asked) -> OpenPage:
    """Open the page as an editor."""
    return opened(PAGE, process.ask([Question(PAGE, editor=True)])[0])


def relate(world: World, kind: str, target: str) -> None:
    """Let somebody else change what the page shows."""
    with world.database.writing():
        graph.relate("cedar", kind, target)


def test_what_changes_while_news_are_written_comes_with_the_next(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    (process,) = world.processes
    page = opened_at(process)
    relate(world, "tagged", "fire")

    def respond_late(place: PageRef, topics: Collection[str], *rest: int) -> Response:
        relate(world, "related", "elm")
        return respond_news(place, topics, *rest)

    with monkeypatch.context() as patch:
        patch.setattr("app.htmx.live.respond_news", respond_late)
        page.take_news(process.ask([page.news(0)])[0])
    page.take_news(process.ask([page.news(0)])[0])
    assert page.regions == regions_of(process.ask([Question(PAGE, editor=True)])[0].body)
