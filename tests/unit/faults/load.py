"""Readers and writers of a site, at once, and a book of all that they met.

A reader never accepts an old page: each writer has a post of its own whose body says how
often it was saved, and a reader who asks for it must find at least what had been saved, and
told, before the question. Knows no fault; who brings one waits until work was done under it.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Condition, Event, Thread

from flask import Flask
from flask.testing import FlaskClient

from app.config import Settings
from app.factory import site_of
from app.web.pages.viewer import begun
from db import accounts, graph, posts
from db.kernel.errors import Conflict, Unavailable
from db.posts import Changes
from tests.setups import uncounted
from tests.unit.faults.saves import rev_of
from tests.unit.web.site_client import NAME

READERS = 8
WRITERS = 2
PAGES = ["/", "/tags/", "/ash/", "/birch/", "/trees/", "/post-3/"]
PATIENCE = 60


def served(settings: Settings) -> Settings:
    """Serve as in production, where kept pages are answered before Flask, to all who ask."""
    return replace(uncounted(settings), environment="production")


@dataclass
class Book:
    """What happened so far."""

    reads: Counter[int] = field(default_factory=Counter)
    #: How many of them Flask was asked for; the others were answered before it.
    asked: int = 0
    #: How often a reader met a 503 that did not say when to come back.
    unsaid: int = 0
    writes: int = 0
    refused: int = 0
    stale: list[str] = field(default_factory=list)
    broken: list[BaseException] = field(default_factory=list)


class Load:
    """Eight readers and two writers."""

    def __init__(self, app: Flask) -> None:
        self.book = Book()
        self._app = app
        self._ended = Event()
        self._news = Condition()
        self._saved = dict.fromkeys(range(WRITERS), 0)
        app.before_request(self._count)

    def wait_for(self, reads: int, writes: int) -> None:
        """Wait until so many more reads and writes have ended well."""
        enough = self.book.reads[200] + reads, self.book.writes + writes
        with self._news:
            done = self._news.wait_for(
                lambda: (
                    self.book.broken
                    or (self.book.reads[200] >= enough[0] and self.book.writes >= enough[1])
                ),
                PATIENCE,
            )
        assert done, self.book

    def wait_for_refusals(self, number: int) -> None:
        """Wait until so many reads in all have met a 503."""
        with self._news:
            done = self._news.wait_for(
                lambda: self.book.broken or self.book.reads[503] >= number, PATIENCE
            )
        assert done, self.book

    @contextmanager
    def running(self) -> Iterator[None]:
        """Let all of them work until the block ends."""
        threads = [Thread(target=self._work, args=(self._read, n)) for n in range(READERS)]
        threads += [Thread(target=self._work, args=(self._write, n)) for n in range(WRITERS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._ended.set()
            for thread in threads:
                thread.join()

    def lost(self) -> list[str]:
        """Say which saves were told to be done, and are not there."""
        client = self._app.test_client()
        bodies = [client.get(f"/post-{writer + 1}/").text for writer in range(WRITERS)]
        return [
            f"{writer}: {time}"
            for writer, time in self._saved.items()
            if time > _saved_time(bodies[writer], writer)
        ]

    def _work(self, once: Callable[[int, int], None], number: int) -> None:
        turn = 0
        try:
            while not self._ended.is_set():
                once(number, turn)
                turn += 1
        except BaseException as fault:  # noqa: BLE001  whatever it is belongs into the book
            self.book.broken.append(fault)
        with self._news:
            self._news.notify_all()

    def _count(self) -> None:
        with self._news:
            self.book.asked += 1

    def _read(self, reader: int, turn: int) -> None:
        writer = turn % WRITERS
        least = self._saved[writer]
        path = f"/post-{writer + 1}/" if turn % 3 else PAGES[(turn + reader) % len(PAGES)]
        answer = self._app.test_client().get(path)
        with self._news:
            self.book.reads[answer.status_code] += 1
            if answer.status_code == 503 and "Retry-After" not in answer.headers:
                self.book.unsaid += 1
            shown = _saved_time(answer.text, writer) if turn % 3 else least
            if answer.status_code == 200 and shown < least:
                self.book.stale.append(f"{path}: {shown} after {least}")
            self._news.notify_all()

    def _write(self, writer: int, turn: int) -> None:
        """Save a post and, in the same transaction, tag it, or take the tag away."""
        slug, time = f"post-{writer + 1}", self._saved[writer] + 1
        body = Changes(body=f"It was saved by {writer}, time {time}.")
        try:
            with site_of(self._app).database.writing():
                posts.revise(slug, rev_of(slug), body)
                (graph.unrelate if turn % 2 else graph.relate)(slug, "tagged", "trees")
        except (Unavailable, Conflict):
            self.book.refused += 1
            return
        self._saved[writer] = time
        with self._news:
            self.book.writes += 1
            self._news.notify_all()


def _saved_time(page: str, writer: int) -> int:
    found = re.search(rf"saved by {writer}, time (\d+)\.", page)
    return int(found[1]) if found else 0


def whole(app: Flask, *more: str) -> dict[str, tuple[int, str]]:
    """Give every page that is looked at, as two see it, twice: made or kept, and kept."""
    saved = (f"/post-{writer + 1}/" for writer in range(WRITERS))
    pages = {
        "visitor": (app.test_client(), [*PAGES, *saved, *more]),
        "editor": (editor(app), ["/", "/ash/", *more]),
    }
    for client, paths in pages.values():
        for path in paths:
            client.get(path)
    return {
        f"{who} {path}": seen(client, path)
        for who, (client, paths) in pages.items()
        for path in paths
    }


def seen(client: FlaskClient, path: str) -> tuple[int, str]:
    """Give a page without what differs from one request to the next: errors name theirs."""
    answer = client.get(path)
    return answer.status_code, answer.text.partition("the number of the request")[0]


def editor(app: Flask) -> FlaskClient:
    """Give a browser the session of an editor; a login takes too long for so many."""
    client = app.test_client()
    with site_of(app).database.reading():
        user = accounts.user_named(NAME)
    assert user is not None
    with client.session_transaction() as session:
        session.update(begun(user))
    return client
