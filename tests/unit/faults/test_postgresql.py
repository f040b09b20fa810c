"""PostgreSQL gone and back again under load: an apology meanwhile, and all is well afterwards."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from app import sx
from db import posts
from db.engine import Database
from db.graph import queries
from db.kernel.errors import Conflict
from db.posts import Changes, NewPost
from tests.postgres import DURABLE, Server, serving
from tests.redis import Server as Redis
from tests.setups import Large
from tests.unit.faults.load import READERS, Load, served, whole
from tests.unit.faults.saves import rev_of
from tests.unit.web.conftest import write_site
from tests.unit.web.site_client import assembled

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.redis]

EDITORS = 16
SAVES = 50


@pytest.fixture(scope="module")
def postgres() -> Iterator[Server]:
    """A server to torture."""
    with serving(DURABLE) as server:
        yield server


@pytest.fixture(scope="module")
def site(postgres: Server, redis_server: Redis) -> Large:
    """The site on it."""
    return Large(postgres, redis_server, write_site)


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_restart_is_a_503_while_it_lasts_and_nothing_afterwards(
    postgres: Server, site: Large, library: sx.Library, tmp_path: Path, mode: str
) -> None:
    settings = served(site.copy(tmp_path))
    with (
        assembled(settings, library) as app,
        assembled(replace(settings, cache=False), library) as plain,
    ):
        load = Load(app)
        with load.running():
            load.wait_for(reads=50, writes=5)
            postgres.stop(mode)
            load.wait_for_refusals(2 * READERS)
            postgres.resume()
            load.wait_for(reads=100, writes=10)
        book = load.book
        assert book.asked < book.reads.total()
        assert (book.broken, set(book.reads), book.unsaid) == ([], {200, 503}, 0)
        assert (book.stale, load.lost()) == ([], [])
        assert whole(app) == whole(plain)


def test_of_editors_who_save_at_once_each_version_is_somebodys(site: Large, tmp_path: Path) -> None:
    database = Database(site.copy(tmp_path).database_url)
    with database.writing():
        slug = posts.create(NewPost("Shared"))
    accepted: list[int] = []

    def edit(editor: int) -> None:
        for save in range(SAVES):
            with database.reading():
                seen = rev_of(slug)
            try:
                with database.writing():
                    made = posts.revise(slug, seen, Changes(body=f"By {editor}, {save}."))
            except Conflict:
                continue
            accepted.append(made)

    editors = [Thread(target=edit, args=(editor,)) for editor in range(EDITORS)]
    for thread in editors:
        thread.start()
    for thread in editors:
        thread.join()
    with database.reading():
        last = queries.post(slug)
    database.dispose()
    assert last is not None
    assert sorted(accepted) == list(range(2, last.rev + 1))
    assert len(accepted) >= SAVES
