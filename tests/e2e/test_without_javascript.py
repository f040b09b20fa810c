"""Every page is complete without a script."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Complaints
from tests.e2e.sample_site import NEWEST, RARE_WORD
from tests.e2e.server import EDITOR_PASSWORD


@pytest.fixture
def plain_page(browser: Browser, base_url: str, complaints: Complaints) -> Iterator[Page]:
    """A page whose browser runs no script."""
    context = browser.new_context(base_url=base_url, java_script_enabled=False)
    complaints.listen(context)
    yield context.new_page()
    context.close()


def test_reading_needs_no_script(plain_page: Page) -> None:
    plain_page.goto("/")
    plain_page.get_by_role("main").get_by_role("link", name=NEWEST).click()
    expect(plain_page.get_by_role("heading", level=1)).to_have_text(NEWEST)
    plain_page.locator("#region-tags").get_by_role("link", name="rivers").click()
    expect(plain_page.get_by_role("heading", level=1)).to_have_text("rivers")
    plain_page.go_back()
    expect(plain_page.get_by_role("heading", level=1)).to_have_text(NEWEST)


def test_paging_and_search_need_no_script(plain_page: Page) -> None:
    plain_page.goto("/")
    plain_page.get_by_role("link", name="Older").click()
    expect(plain_page).to_have_url(re.compile(r"/\?page=2$"))
    box = plain_page.get_by_role("banner").get_by_role("searchbox")
    box.fill(RARE_WORD)
    box.press("Enter")
    expect(plain_page.get_by_role("main").get_by_role("link", name=NEWEST)).to_be_visible()


def test_signing_in_and_out_needs_no_script(plain_page: Page) -> None:
    plain_page.goto("/login")
    plain_page.get_by_label("Name", exact=True).fill("editor")
    plain_page.get_by_label("Password").fill(EDITOR_PASSWORD)
    plain_page.get_by_role("main").get_by_role("button", name="Log in").click()
    expect(plain_page.get_by_text("Signed in as editor")).to_be_visible()
    plain_page.get_by_role("button", name="Log out").click()
    footer = plain_page.get_by_role("contentinfo")
    expect(footer.get_by_role("link", name="Log in")).to_be_visible()
