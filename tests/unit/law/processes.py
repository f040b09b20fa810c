"""Processes of the site as a test sees them: what they are asked, and what befalls them.

A process has the site in two editions, whose components differ in a text, over one cache. It
is asked here, or stands behind a pipe as a process of its own. It serves one history after the
other, each from the beginning: what takes long to make is made once.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol

from flask import Flask
from flask.testing import FlaskClient

from app import factory
from app.config import Settings
from app.factory import site_of
from app.pages import home, post, tags
from app.regions.cache import CacheEntry, FragmentCache, LocalCache
from app.web.pages.viewer import begun
from app.web.site import EXTENSION
from db import accounts
from db.engine import Database
from tests.unit.law.editions import Compiled, Editions, Reloaded
from tests.unit.web.site_client import NAME, NAVIGATION, SameOriginClient

BASE = "http://site.example"
#: What a process keeps at most: enough for all pages, little enough to be filled at once.
MOST_BYTES = 2_000_000
#: So many items stand on a page of a list: with few posts there are pages all the same.
SIZE = 3


@dataclass(frozen=True, slots=True)
class Question:
    """A request. One with a form comes from a plain form, or from a widget on a page."""

    path: str
    editor: bool = False
    navigation: bool = False
    form: Mapping[str, str] | None = None
    widget_on: str | None = None
    edition: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """A response, as far as it must be the same with a cache and without."""

    status: int
    body: bytes
    position: int


class Asked(Protocol):
    """A process that has a site."""

    def ask(self, questions: Sequence[Question]) -> list[Answer]:
        """Answer these requests, one after the other."""
        ...

    def begin(self) -> None:
        """Serve another history, of which nothing is known yet."""
        ...

    def restart(self) -> None:
        """Begin anew, as after a crash; what is kept outside of the process is still there."""
        ...

    def evict(self, size: int) -> None:
        """Keep something large, for which others must go."""
        ...

    def close(self) -> None:
        """Leave the database."""
        ...


class Process:
    """The site, in whatever edition it is asked for."""

    def __init__(self, settings: Settings, editions: Editions, first: int = 0) -> None:
        self._settings, self._editions, self._first = settings, editions, first
        # Kept from one history to the next, for the statements that it has compiled.
        self._database = Database(settings.database_url)
        self.begin()

    def begin(self) -> None:
        """Serve another history, with nothing kept."""
        self._begin(self._stored(), self._first)

    def _begin(self, cache: FragmentCache, edition: int) -> None:
        self._cache, self._edition = cache, edition
        self._app = self._assembled()
        self._browsers: dict[tuple[bool, bool], FlaskClient] = {}

    def _stored(self) -> FragmentCache:
        cache, _ = factory.open_stores(self._settings)
        return LocalCache(MOST_BYTES) if isinstance(cache, LocalCache) else cache

    def _assembled(self) -> Flask:
        library = self._editions.library(self._edition)
        app = factory.assemble(self._settings, self._database, library)
        site = site_of(app)
        context = replace(site.render_context, cache=self._cache)
        app.extensions[EXTENSION] = replace(site, render_context=context)
        app.test_client_class = SameOriginClient
        return app

    def _reload(self, edition: int) -> None:
        """Go on with other components, as a site in development does."""
        self._edition = edition
        site = factory.renewed(site_of(self._app), self._editions.library(edition))
        self._app.extensions[EXTENSION] = site

    def ask(self, questions: Sequence[Question]) -> list[Answer]:
        """Answer these requests, one after the other."""
        return [self._answer(question) for question in questions]

    def _answer(self, question: Question) -> Answer:
        if question.edition != self._edition:
            self._reload(question.edition)
        # Who writes reads elsewhere: a notice is left for that browser's next page.
        key = question.editor, question.form is None
        if key not in self._browsers:
            self._browsers[key] = self._browser(question)
        browser, headers = self._browsers[key], _headers(question)
        if question.form is None:
            response = browser.get(question.path, headers=headers)
        else:
            response = browser.post(question.path, data=question.form, headers=headers)
        position = int(response.headers.get("Log-Position", 0))
        return Answer(response.status_code, _lasting(response.data), position)

    def _browser(self, question: Question) -> FlaskClient:
        browser = self._app.test_client()
        if question.editor:
            self._sign_in(browser)
        return browser

    def _sign_in(self, browser: FlaskClient) -> None:
        """Give a browser the session of an editor; a login takes too long for so many."""
        with self._database.reading():
            user = accounts.user_named(NAME)
        assert user is not None
        with browser.session_transaction() as session:
            session.update(begun(user))

    def restart(self) -> None:
        """Begin anew, with what was kept; Redis is asked anew as well."""
        self.close()
        cache = self._cache if isinstance(self._cache, LocalCache) else self._stored()
        self._begin(cache, self._edition)

    def evict(self, size: int) -> None:
        """Keep something large, for which others must go."""
        self._cache.put_many({"weight": CacheEntry("x" * size, 0, frozenset())})

    def close(self) -> None:
        """Leave the database."""
        self._database.dispose()


class Uncached:
    """The site without a cache, in each edition; nothing of it is ever reloaded."""

    def __init__(self, settings: Settings, compiled: Compiled) -> None:
        plain = replace(settings, cache=False)
        self._processes = [Process(plain, compiled, edition) for edition in (0, 1)]

    def ask(self, questions: Sequence[Question]) -> list[Answer]:
        """Answer these requests, one after the other."""
        return [self._processes[question.edition].ask([question])[0] for question in questions]

    def close(self) -> None:
        """Leave the database."""
        for process in self._processes:
            process.close()


class DistantProcess:
    """A process of its own, that has a site as long as it is asked of one."""

    def __init__(self, folder: Path, store: Path) -> None:
        # Not forked: the threads of this process would not be there.
        context = get_context("spawn")
        self._pipe, end = context.Pipe()
        self._process = context.Process(target=serve, args=(end, folder, store), daemon=True)
        self._process.start()
        end.close()

    def open(self, settings: Settings) -> None:
        """Put a site together there."""
        self._do("open", settings)

    def ask(self, questions: Sequence[Question]) -> list[Answer]:
        """Answer these requests, one after the other."""
        self.tell(questions)
        return self.hear()

    def tell(self, questions: Sequence[Question]) -> None:
        """Send requests and do not wait; others can be told as well."""
        self._pipe.send(("ask", questions))

    def hear(self) -> list[Answer]:
        """Wait for the answers to what was told."""
        answers: list[Answer] = self._pipe.recv()
        return answers

    def begin(self) -> None:
        """Serve another history, with nothing kept."""
        self._do("begin")

    def restart(self) -> None:
        """Begin anew, with what was kept."""
        self._do("restart")

    def evict(self, size: int) -> None:
        """Keep something large, for which others must go."""
        self._do("evict", size)

    def close(self) -> None:
        """Leave the database."""
        self._do("close")

    def end(self) -> None:
        """End the process."""
        self._pipe.close()
        self._process.terminate()
        self._process.join()

    def _do(self, name: str, *arguments: object) -> None:
        self._pipe.send((name, *arguments))
        self._pipe.recv()


def serve(pipe: Connection, folder: Path, store: Path) -> None:
    """Do what is told, until nobody is there to tell."""
    shorten_lists()
    editions = Reloaded(folder, store)
    process: Asked | None = None
    with suppress(EOFError):
        while True:
            name, *arguments = pipe.recv()
            if name == "open":
                process = Process(arguments[0], editions)
                pipe.send(None)
            else:
                pipe.send(getattr(process, name)(*arguments))


def shorten_lists() -> None:
    """Let a page of a list hold a few items only."""
    home.SIZE = post.SIZE = tags.SIZE = SIZE


def _headers(question: Question) -> dict[str, str]:
    if question.widget_on is not None:
        here = f"{BASE}{question.widget_on}"
        return {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Current-URL": here}
    return dict(NAVIGATION) if question.navigation else {}


def _lasting(body: bytes) -> bytes:
    """Cut off what differs from one request to the next: an error page names its request."""
    return body.partition(b"the number of the request")[0]
