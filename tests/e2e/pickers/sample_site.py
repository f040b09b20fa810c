"""A site to relate posts on: 45 candidates, 25 tags, two editors, and one post for each test."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Playwright, StorageState
from sqlalchemy import delete, update

from app.config import Settings
from db import accounts, graph, posts
from db.engine import Database
from db.graph import queries, target_sets
from db.kernel.models import Node, UserRow
from db.kernel.records import Kind
from db.kernel.session import session
from db.kernel.text import fold
from db.log import changes
from db.posts import NewPost
from tests.e2e import server

EDITORS = ("editor", "second")
FIRST_DAY = datetime(2030, 1, 1, 12, tzinfo=UTC)

#: Titles that are hard to ask for, with what somebody types to find them.
ODD_TITLES = {
    "Crème brûlée": "creme BRULEE",
    "100% wool": "0%",
    "snake_case": "e_c",
    'The "best" of all': '"best"',
    "One <b> and more": "<b>",
    "New York notes": "york not",
}
CANDIDATES = 45
TAGS = 25


def write() -> None:
    """Write what every test finds."""
    graph.seed()
    for name in EDITORS:
        accounts.add_user(name, server.EDITOR_PASSWORD)
    for number in range(TAGS):
        graph.find_or_create(f"Topic {number:02}", "tag")
    plain = [f"Candidate {number:02}" for number in range(CANDIDATES - len(ODD_TITLES))]
    for number, title in enumerate([*ODD_TITLES, *plain]):
        publish(title, FIRST_DAY + timedelta(days=number))


def publish(title: str, when: datetime = FIRST_DAY) -> str:
    """Make a post that everybody sees."""
    return posts.create(
        NewPost(title, body="Words.", status="published", published=when, updated=when)
    )


@dataclass
class Garden:
    """The site that is served, and a way past its pages to what is stored."""

    url: str
    database: Database
    #: What a browser keeps of somebody who has logged in, by name.
    signed_in: dict[str, StorageState] = field(default_factory=dict)
    #: The generation of each user in which they have logged in.
    generations: dict[str, str] = field(default_factory=dict)
    base: frozenset[str] = frozenset()

    def new_post(self, title: str = "Heron") -> str:
        """Make a post."""
        with self.database.writing():
            return publish(title)

    def new_tag(self, title: str) -> str:
        """Make a tag."""
        with self.database.writing():
            return graph.find_or_create(title, "tag")

    def new_type(self, title: str) -> str:
        """Make a type."""
        with self.database.writing():
            slug = publish(title)
            graph.relate(slug, "subtype-of", "type")
            return slug

    def new_kind(self, label: str, shown_on: str) -> Kind:
        """Make a kind of relation whose picker stands on what is of a type."""
        with self.database.writing():
            fields = {"label": label, "shown_on": [shown_on]}
            slug = posts.create(NewPost(label, body="Words.", status="published", fields=fields))
            graph.relate(slug, "is-a", "relation")
            return target_sets.kind_named(slug)

    def rename(self, slug: str, new: str) -> None:
        """Give a post another address."""
        with self.database.writing():
            posts.rename(slug, new)

    def new_elsewhere(self, title: str) -> str:
        """Make the card of a thing elsewhere, and give its address."""
        with self.database.writing():
            card = Node(url=f"https://example.org/{fold(title)}", title=title, folded=fold(title))
            card.status, card.created, card.updated = "published", FIRST_DAY, FIRST_DAY
            session().add(card)
            return str(card.url)

    def relate(self, source: str, kind: str, *targets: str) -> None:
        """Relate a post to others, as if it had always been so."""
        with self.database.writing():
            for target in targets:
                graph.relate(source, kind, target)

    def unrelate(self, source: str, kind: str, target: str) -> None:
        """Take one relation away."""
        with self.database.writing():
            graph.unrelate(source, kind, target)

    def related(self, source: str, kind: str) -> list[str]:
        """Give what is stored."""
        with self.database.reading():
            targets = queries.targets_of(source, kind)
            return [str(target.slug or target.url) for target in targets]

    def head(self) -> int:
        """Give the position of the newest change."""
        with self.database.reading():
            return changes.head()

    def slugs(self) -> frozenset[str]:
        """Name every post."""
        with self.database.reading():
            return frozenset(body.slug for body in queries.bodies(0, 1000))

    def tidy(self) -> None:
        """Delete what a test has made, and with it every relation of the others.

        A test that logs out ends all sessions of its user; they begin again for the next.
        """
        made = self.slugs() - self.base
        with self.database.writing():
            # A kind can be deleted when the posts are gone that it joined.
            kinds = {kind.slug for kind in queries.kinds()}
            for slug in sorted(made, key=lambda slug: slug in kinds):
                posts.delete(slug)
            session().execute(delete(Node).where(Node.url.is_not(None)))
            for name, generation in self.generations.items():
                user = update(UserRow).where(UserRow.name == name)
                session().execute(user.values(generation=generation))


@contextmanager
def serving(settings: Settings, playwright: Playwright) -> Iterator[Garden]:
    """Serve a written site; its editors have logged in."""
    port = server.free_port()
    url = f"http://127.0.0.1:{port}"
    database = Database(settings.database_url)
    with _process(settings, port, url):
        garden = Garden(url, database)
        garden.base = garden.slugs()
        for name in EDITORS:
            garden.signed_in[name] = _signed_in(playwright, url, name)
        with database.reading():
            garden.generations = {user.name: user.generation for user in accounts.users()}
        yield garden
    database.dispose()


@contextmanager
def _process(settings: Settings, port: int, url: str) -> Iterator[None]:
    log = settings.instance / "server.log"
    environment = {
        **server.settings(settings.instance, port),
        "INSTANCE_PATH": str(settings.instance),
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url or "",
    }
    command = [sys.executable, "-m", "tests.e2e.pickers.served"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=server.ROOT, env=environment, stdout=output, stderr=output
        )
    try:
        server.wait_until_ready(process, url, log)
        yield
    finally:
        process.terminate()
        process.wait(timeout=server.SECONDS_TO_STOP)


def _signed_in(playwright: Playwright, url: str, name: str) -> StorageState:
    """Log in without a browser."""
    client = playwright.request.new_context(base_url=url, extra_http_headers={"Origin": url})
    answer = client.post("/login", form={"username": name, "password": server.EDITOR_PASSWORD})
    assert answer.ok, answer.status
    state = client.storage_state()
    client.dispose()
    return state
