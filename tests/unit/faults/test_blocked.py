"""A save that another process blocks: readers do not notice, writers are told and lose nothing."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import create_engine

from app.config import Settings
from tests.unit.faults.served import Client, Reply, at_once, percentile, serving

pytestmark = pytest.mark.slow

WRITERS = 20
READERS = 4
READS = 100
PATHS = ("/", "/ash/", "/birch/", "/post-3/", "/tags/")
TYPED = "Typed with care, and not to be lost."


@pytest.fixture(
    params=[
        "small",
        pytest.param("large", marks=[pytest.mark.postgres, pytest.mark.redis]),
    ]
)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """A copy of the site, on the one database and then on the other."""
    copied: Settings = request.getfixturevalue(request.param).copy(tmp_path)
    return copied


@contextmanager
def held(settings: Settings) -> Iterator[None]:
    """Hold what every save needs, as a stuck process would."""
    engine = create_engine(settings.database_url)
    lock = "BEGIN IMMEDIATE" if engine.name == "sqlite" else "LOCK TABLE posts IN EXCLUSIVE MODE"
    with engine.connect() as connection:
        connection.exec_driver_sql(lock)
        yield
    engine.dispose()


def fields(number: int) -> dict[str, str]:
    """Fill in the form of a post."""
    title = f"By {number}"
    return {"title": title, "body": TYPED, "format": "markdown", "status": "published"}


def reads(client: Client, first: int) -> list[float]:
    """Look at one page after the other, and give the seconds that each took."""
    replies = [client.get(PATHS[(first + turn) % len(PATHS)]) for turn in range(READS)]
    assert {reply.status for reply in replies} == {200}
    return [reply.seconds for reply in replies]


def time_of_reading(port: int) -> float:
    """Let some read at once; give the seconds within which 99 of 100 pages came."""
    with ThreadPoolExecutor(READERS) as threads:
        lists = threads.map(partial(reads, Client(port)), range(READERS))
        return percentile([seconds for each in lists for seconds in each], 0.99)


@contextmanager
def saving(editor: Client) -> Iterator[list[Reply]]:
    """Let many make posts, again when they are told to; the list is full at the block's end."""
    ended, replies = Event(), list[Reply]()

    def save(number: int) -> None:
        pause = 0.0
        while not ended.wait(pause):
            replies.append(editor.post("/new", fields(number)))
            pause = float(replies[-1].headers["retry-after"])

    with ThreadPoolExecutor(WRITERS) as threads:
        savers: list[Future[None]] = [threads.submit(save, number) for number in range(WRITERS)]
        try:
            yield replies
        finally:
            ended.set()
    for saver in savers:
        saver.result()


def test_readers_do_not_wait_for_a_save_that_waits(settings: Settings) -> None:
    with serving(settings) as port:
        editor = Client(port)
        editor.sign_in()
        undisturbed = time_of_reading(port)
        with held(settings), saving(editor) as saves:
            beside = time_of_reading(port)
        # What the machine does beside is no fault of the site: it is there without the lock too.
        assert beside < 0.3 + undisturbed
        assert len(saves) >= WRITERS
        assert {save.status for save in saves} == {503}
        assert all(TYPED in save.text for save in saves)
        assert max(save.seconds for save in saves) < 5
        assert editor.post("/new", fields(1)).status == 303


def test_twenty_who_save_at_once_all_get_their_turn(settings: Settings) -> None:
    with serving(settings) as port:
        editor = Client(port)
        editor.sign_in()
        saves = at_once([partial(editor.post, "/new", fields(n)) for n in range(WRITERS)])
        assert [save.status for save in saves] == [303] * WRITERS
