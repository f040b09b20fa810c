"""A site with posts, and a browser whose every complaint on its console fails the test."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, WebError, expect

from tests.e2e import sample_site, server

#: Milliseconds: on a busy machine whatever is waited for may take long.
PATIENCE = 20_000
expect.set_options(timeout=PATIENCE)

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Reports of htmx go to the console, where the test sees them. It says nothing itself of what it
# cannot place, neither as a task without a target nor as one that it does not even make.
HTMX_WATCH = """
for (const name of ["htmx:error", "htmx:response:error"])
  document.addEventListener(name, event =>
    console.error(`${name} ${event.detail?.error ?? event.detail?.ctx?.response?.status ?? ""}`))
document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
  const answer = new DOMParser().parseFromString(ctx.text ?? "", "text/html")
  const named = [...answer.querySelectorAll("[hx-swap-oob]")].map(envelope =>
    /target:(\\S+)/.exec(envelope.getAttribute("hx-swap-oob"))?.[1] ?? `#${envelope.id}`)
  for (const selector of named)
    if (!document.querySelector(selector)) console.error(`no place for ${selector}`)
  if (tasks.some(task => !task.target)) console.error("a swap without a target")
}, true)
"""


@dataclass
class Complaints:
    """What the browser said on its console; `allow` names what a test expects."""

    heard: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def allow(self, *parts: str) -> None:
        """Expect messages that hold one of these parts."""
        self.allowed += parts

    def unexpected(self) -> list[str]:
        """The messages that no test asked for."""
        return [said for said in self.heard if not any(part in said for part in self.allowed)]

    def listen(self, context: BrowserContext) -> None:
        """Hear every page of this context, its scripts and htmx."""
        context.add_init_script(HTMX_WATCH)
        context.on("console", self._message)
        context.on("weberror", self._error)

    def _message(self, message: ConsoleMessage) -> None:
        self.heard.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    def _error(self, error: WebError) -> None:
        self.heard.append(f"exception: {error.error}")


@pytest.fixture(scope="session")
def base_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("site")
    with server.running(folder, sample_site.plant(folder / "posts")) as url:
        yield url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    chromium = shutil.which("chromium-headless-shell")
    assert chromium, "no Chromium found: run tools/install_test_servers.sh chromium"
    return {
        **browser_type_launch_args,
        "executable_path": chromium,
        "args": CHROMIUM_ARGUMENTS,
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "viewport": {"width": 1280, "height": 800}}


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    complaints = Complaints()
    yield complaints
    assert complaints.unexpected() == []


@pytest.fixture
def page(context: BrowserContext, complaints: Complaints) -> Page:
    complaints.listen(context)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    return page


@pytest.fixture
def editor(page: Page) -> Page:
    """A page on which the editor has signed in."""
    page.goto("/login")
    page.get_by_label("Name", exact=True).fill("editor")
    page.get_by_label("Password").fill(server.EDITOR_PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in").click()
    page.get_by_text("Signed in as editor").wait_for()
    return page
