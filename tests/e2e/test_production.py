"""The site as strangers meet it in production, where kept pages take the fast path."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import sample_site, server
from tests.e2e.sample_site import NEWEST


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site in production, with two processes."""
    folder = tmp_path_factory.mktemp("production")
    with server.running(folder, sample_site.plant(folder / "posts"), APP_ENV="production") as url:
        yield url


@pytest.mark.parametrize("path", ["/", "/paper-boats/", "/tags/"])
def test_a_page_is_the_same_however_often_it_is_asked_for(site: str, path: str) -> None:
    answers = [server.fetch(f"{site}{path}") for _ in range(6)]
    numbers = [answer.headers.pop("x-request-id") for answer in answers]
    for answer in answers:
        del answer.headers["date"]
    assert answers == [answers[0]] * 6
    assert len({*numbers}) == 6
    assert "max-age" in answers[0].headers["strict-transport-security"]


def test_a_browser_that_has_the_page_is_told_so(site: str) -> None:
    first = server.fetch(f"{site}/paper-boats/")
    again = server.fetch(f"{site}/paper-boats/", {"If-None-Match": first.headers["etag"]})
    assert (first.status, again.status, again.text) == (200, 304, "")


def test_a_visitor_reads_and_goes_on(site: str, page: Page) -> None:
    for _ in range(2):
        page.goto(site)
        page.get_by_role("main").get_by_role("link", name=NEWEST).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(NEWEST)
        page.locator("#region-tags").get_by_role("link", name="rivers").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("rivers")
