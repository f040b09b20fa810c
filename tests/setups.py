"""The two ways a site is set up, each giving a written site again and again, as a copy of its own.

Small: SQLite, fragments in the process. Large: PostgreSQL, fragments in Redis. The site is
written once in each; a copy gets a site id of its own, as every restored database must, so
that copies which share a Redis do not meet each other's fragments.
"""

import shutil
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Protocol

from sqlalchemy import make_url

from app.config import Settings
from app.factory import prepare_database
from db.engine import Database
from db.log import changes
from tests.postgres import Server as Postgres
from tests.redis import Server as Redis

Write = Callable[[], None]

#: Tells databases on one server apart, whichever tests have made them.
_NUMBERS = count(1)
#: On a busy machine Redis may take longer than a site would wait, and tests ask what is kept.
_PATIENT = "?socket_timeout=10&socket_connect_timeout=10"


class SetUp(Protocol):
    """A written site that can be copied."""

    def copy(self, folder: Path) -> Settings:
        """Make a site like the written one in this folder, and give its settings."""
        ...

    def again(self, settings: Settings) -> None:
        """Make a copied site, which nobody has open, what it was at first."""
        ...


def written(url: str, write: Write) -> None:
    """Make a new database and write the site into it."""
    prepare_database(url)
    database = Database(url)
    with database.writing():
        write()
    database.dispose()


def settings_for(folder: Path, database_url: str, redis_url: str | None = None) -> Settings:
    """Give the settings of a development site in this folder."""
    return Settings(
        instance=folder,
        database_url=database_url,
        redis_url=redis_url,
        # Sites that share a Redis are told apart by their keys, also where requests are counted.
        secret_key=f"a key for the tests of {database_url}",
        base_url="http://site.example",
        log_level="ERROR",
    )


class Small:
    """SQLite, and fragments in the process."""

    def __init__(self, folder: Path, write: Write) -> None:
        self._path = folder / "site.db"
        written(f"sqlite:///{self._path}", write)

    def copy(self, folder: Path) -> Settings:
        """Copy the file."""
        copy = Path(shutil.copy(self._path, folder / "site.db"))
        return settings_for(folder, f"sqlite:///{copy}")

    def again(self, settings: Settings) -> None:
        """Copy the file once more; what SQLite keeps beside it goes when nobody has it open."""
        shutil.copy(self._path, settings.instance / "site.db")


class Large:
    """PostgreSQL, and fragments in Redis."""

    def __init__(self, postgres: Postgres, redis: Redis, write: Write) -> None:
        self._postgres = postgres
        self._redis = redis
        self._template = f"written{next(_NUMBERS)}"
        written(postgres.create(self._template), write)

    def copy(self, folder: Path) -> Settings:
        """Copy the database on its server, and begin another history in it."""
        url = self._postgres.create(f"copy{next(_NUMBERS)}", template=self._template)
        _begin_history(url)
        return settings_for(folder, url, self._redis.url + _PATIENT)

    def again(self, settings: Settings) -> None:
        """Copy the database once more, and begin another history in it."""
        name = make_url(settings.database_url).database
        assert name is not None
        self._postgres.drop(name)
        _begin_history(self._postgres.create(name, template=self._template))


def _begin_history(url: str) -> None:
    database = Database(url)
    with database.writing():
        changes.renew_site_id()
    database.dispose()


def uncounted(settings: Settings) -> Settings:
    """Give the settings of a site that anybody may ask as often as they like."""
    return replace(settings, rate_limits=None)
