"""Signed-in browsers on sites whose answers come as late as a test likes."""

from collections.abc import Callable, Iterator
from itertools import cycle

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Route, expect

from tests.e2e.conftest import PATIENCE, Complaints
from tests.e2e.pickers import sample_site
from tests.e2e.pickers.picker import Picker
from tests.e2e.pickers.sample_site import Garden
from tests.postgres import Server as Postgres
from tests.postgres import postgres_server
from tests.redis import Server as Redis
from tests.redis import redis_server
from tests.setups import Large, Small

__all__ = ["postgres_server", "redis_server"]

#: Milliseconds; CHANGING is another one for each request, so that answers overtake each other.
CHANGING = "changing"
LATENCIES = (0, 100, 400, CHANGING)
CHANGES = (400, 0, 200, 50, 0, 300)

# A story about a race is told at every latency, another one at some, and in a long run at all.
every_latency = pytest.mark.parametrize("latency", LATENCIES, indirect=True)
some_latencies = pytest.mark.parametrize(
    "latency",
    [0, CHANGING, *(pytest.param(each, marks=pytest.mark.long) for each in (100, 400))],
    indirect=True,
)
both_setups = pytest.mark.parametrize(
    "site",
    ["small", pytest.param("large", marks=[pytest.mark.postgres, pytest.mark.redis])],
    indirect=True,
)

OpenBrowser = Callable[[str], BrowserContext]


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory, playwright: Playwright) -> Iterator[Garden]:
    """SQLite, and fragments in the process."""
    setup = Small(tmp_path_factory.mktemp("written"), sample_site.write)
    with sample_site.serving(setup.copy(tmp_path_factory.mktemp("small")), playwright) as site:
        yield site


@pytest.fixture(scope="session")
def large(
    tmp_path_factory: pytest.TempPathFactory,
    playwright: Playwright,
    postgres_server: Postgres,
    redis_server: Redis,
) -> Iterator[Garden]:
    """PostgreSQL, and fragments in Redis."""
    setup = Large(postgres_server, redis_server, sample_site.write)
    with sample_site.serving(setup.copy(tmp_path_factory.mktemp("large")), playwright) as site:
        yield site


@pytest.fixture
def site(request: pytest.FixtureRequest) -> Iterator[Garden]:
    """One of the two; what the test makes on it is gone afterwards."""
    chosen: Garden = request.getfixturevalue(getattr(request, "param", "small"))
    yield chosen
    chosen.tidy()


@pytest.fixture
def latency(request: pytest.FixtureRequest) -> int | str:
    """How late each answer comes."""
    return getattr(request, "param", 0)


@pytest.fixture
def open_browser(
    browser: Browser, site: Garden, latency: int | str, complaints: Complaints
) -> Iterator[OpenBrowser]:
    """A way to give an editor a browser of their own."""
    opened: list[BrowserContext] = []

    def open_one(name: str) -> BrowserContext:
        context = browser.new_context(base_url=site.url, storage_state=site.signed_in[name])
        context.set_default_timeout(PATIENCE)
        complaints.listen(context)
        delay(context, latency)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def context(open_browser: OpenBrowser) -> BrowserContext:
    """The first editor's browser."""
    return open_browser("editor")


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """An empty page of the first editor."""
    return context.new_page()


@pytest.fixture
def post(site: Garden) -> str:
    """The one post."""
    return site.new_post("Heron")


@pytest.fixture
def desk(page: Page, post: str) -> Page:
    """The page on which the post is edited."""
    page.goto(f"/{post}/edit")
    expect(page.locator(".relate-picker")).not_to_have_count(0)
    return page


@pytest.fixture
def tags(desk: Page) -> Picker:
    """The picker of tags."""
    return Picker(desk, "tagged")


@pytest.fixture
def related(desk: Page) -> Picker:
    """The picker of related posts."""
    return Picker(desk, "related")


def delay(context: BrowserContext, latency: int | str) -> None:
    """Let every answer of the server be late."""
    if latency != CHANGING:
        context.set_extra_http_headers({"X-Test-Delay": str(latency)})
        return
    delays = cycle(CHANGES)

    def send(route: Route) -> None:
        headers = route.request.headers
        route.continue_(headers={**headers, "X-Test-Delay": str(next(delays))})

    context.route(lambda url: "/static/" not in url, send)
