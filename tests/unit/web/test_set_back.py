"""A database that an older copy replaces behind the site's back: no cache shows what was lost.

Nobody ran `rose-ash restore` here, so the id of the site is the old one. What Redis keeps of the
lost history says how far the log had come.
"""

import shutil
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete

from app.factory import create_app, site_of
from app.web.fast_path import FastPath
from db import posts
from db.engine import Database
from db.graph import queries
from db.kernel.models import ChangeRow
from db.kernel.session import session
from db.log import changes
from db.posts import Changes
from tests.redis import Server as Redis
from tests.setups import Small, settings_for, uncounted
from tests.unit.web.conftest import write_site

pytestmark = pytest.mark.redis
PATIENT = "?socket_timeout=10&socket_connect_timeout=10"


class Restorable:
    """A site on SQLite and Redis whose database can be replaced by what it was at first."""

    def __init__(self, folder: Path, redis: Redis) -> None:
        self._folder = folder
        self._first = folder / "first.db"
        settings = Small(folder / "written", write_site).copy(folder)
        self._url, self._redis_url = settings.database_url, redis.url + PATIENT
        database = Database(self._url)
        with database.writing():
            # Others have used this Redis for a copy of the same site.
            changes.renew_site_id()
        database.dispose()
        shutil.copy(folder / "site.db", self._first)
        self.app = self.started()

    def started(self) -> Flask:
        """Start the site anew: what processes kept for themselves is gone."""
        settings = uncounted(settings_for(self._folder, self._url, self._redis_url))
        app = create_app(settings)
        app.wsgi_app = FastPath(app)  # type: ignore[method-assign]
        return app

    def set_back(self) -> None:
        """Put the first copy in the place of the database, and start the site."""
        site_of(self.app).database.dispose()
        for beside in self._folder.glob("site.db-*"):
            beside.unlink()
        shutil.copy(self._first, self._folder / "site.db")
        self.app = self.started()

    @property
    def database(self) -> Database:
        """The database as the site has it open now."""
        return site_of(self.app).database

    def page(self, path: str) -> str:
        """Ask as a stranger, whose pages are kept."""
        return self.app.test_client(use_cookies=False).get(path).get_data(as_text=True)

    def save(self, slug: str, body: str) -> None:
        """Save another body of a post."""
        with self.database.writing():
            post = queries.post(slug)
            assert post is not None
            posts.revise(slug, post.rev, Changes(body=body))

    def site_id(self) -> str:
        """Look up under which id the database is known outside."""
        with self.database.reading():
            return changes.site_id()


@pytest.fixture
def site(tmp_path: Path, redis_server: Redis) -> Restorable:
    (tmp_path / "written").mkdir()
    return Restorable(tmp_path, redis_server)


def test_a_lost_text_is_not_shown(site: Restorable) -> None:
    site.save("ash", "The lost text.")
    assert "The lost text." in site.page("/ash/")
    old = site.site_id()
    site.set_back()
    assert site.site_id() != old
    assert "The lost text." not in site.page("/ash/")


def test_a_lost_text_is_not_shown_when_the_log_has_overtaken_it(site: Restorable) -> None:
    """What was kept has a position that the new history reaches by other writes."""
    site.save("ash", "The lost text.")
    assert "The lost text." in site.page("/ash/")
    site.set_back()
    for number in range(5):
        site.save("birch", f'(p "Write {number}.")')
    assert "The lost text." not in site.page("/ash/")


def test_a_site_that_ran_on_finds_it_at_the_next_visit(site: Restorable) -> None:
    """As when PostgreSQL is restored beneath a site: the same processes see another past."""
    site.save("ash", "The lost text.")
    assert "The lost text." in site.page("/ash/")
    before = site.site_id()
    with site.database.writing():
        # The text is what it was, and below the log, and so is the id.
        post = queries.post("ash")
        assert post is not None
        posts.revise("ash", post.rev, Changes(body="The old text."))
    with site.database.writing():
        changes.prune(0)
        _forget_newest()
    assert "The old text." in site.page("/ash/")
    assert site.site_id() != before


def _forget_newest() -> None:
    session().execute(delete(ChangeRow).where(ChangeRow.position > 1))


def test_a_site_that_was_not_set_back_keeps_its_id(site: Restorable) -> None:
    before = site.site_id()
    for number in range(3):
        site.save("ash", f"Text {number}.")
        assert f"Text {number}." in site.page("/ash/")
    site.app = site.started()
    assert "Text 2." in site.page("/ash/")
    assert site.site_id() == before


def test_a_position_of_another_process_is_looked_at_twice(site: Restorable) -> None:
    """A mark above the head that was read is believed only if the log is really shorter."""
    with site.database.reading():
        site_id, head = changes.site_and_head()
    site.save("ash", "More.")
    assert not site.database.is_set_back(site_id, head + 1)
    assert site.site_id() == site_id
