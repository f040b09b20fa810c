"""A page's clock that stands, and goes on only as far as a test lets it.

So what must be done within some seconds is bounded by the page's own time, however slow the
machine is.
"""

from playwright.sync_api import Page, expect

_STEP = 500
_LATER = 60_000


def stop(page: Page) -> None:
    """Load the page that is open anew, with a clock that stands when it has begun to work."""
    page.clock.install(time=0)
    page.reload()
    page.clock.pause_at(_LATER)
    _rest(page)


def let_pass(page: Page, milliseconds: int) -> None:
    """Let the clock go on; whatever the page asks meanwhile is answered before it goes on again."""
    for _ in range(0, milliseconds, _STEP):
        page.clock.run_for(_STEP)
        _rest(page)


def _rest(page: Page) -> None:
    """Wait until no question for news is under way: the next one would be left out."""
    expect(page.locator("#log-position.htmx-request")).to_have_count(0)
