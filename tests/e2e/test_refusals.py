"""A form that is refused: the focus is on what is wrong, and a login leads back to where it began.

Each story is told with a script and without one.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.conftest import Complaints
from tests.e2e.server import EDITOR_PASSWORD


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def context(
    request: pytest.FixtureRequest, browser: Browser, base_url: str
) -> Iterator[BrowserContext]:
    """A browser with its scripts on, and one with them off."""
    context = browser.new_context(base_url=base_url, java_script_enabled=request.param)
    yield context
    context.close()


@pytest.fixture(autouse=True)
def expected(complaints: Complaints) -> None:
    complaints.allow("status of 404", "status of 422", "htmx:response:error")


def log_in(page: Page, password: str = EDITOR_PASSWORD) -> None:
    page.get_by_label("Name", exact=True).fill("editor")
    page.get_by_label("Password").fill(password)
    page.get_by_role("main").get_by_role("button", name="Log in").click()


def follow_log_in(page: Page) -> None:
    page.get_by_role("contentinfo").get_by_role("link", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in")


def test_after_a_wrong_password_it_can_be_typed_again_at_once(page: Page) -> None:
    page.goto("/login")
    log_in(page, "not this one")
    field = page.get_by_label("Password")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("do not belong together"))
    page.keyboard.type(EDITOR_PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Signed in as editor")).to_be_visible()


def test_a_post_that_is_refused_begins_at_what_is_wrong(page: Page) -> None:
    page.goto("/login?next=/new")
    log_in(page)
    page.get_by_label("Title").fill("Leaf")
    page.get_by_label("SX", exact=True).check()
    page.get_by_label("Text").fill('(scrpt "two")')
    page.get_by_role("button", name="Make the post").click()
    alert = page.get_by_role("alert").filter(has_text="scrpt")
    expect(alert).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Title")).to_be_focused()


def test_a_search_for_nothing_begins_at_what_is_wrong(page: Page) -> None:
    page.goto("/")
    page.get_by_role("banner").get_by_role("searchbox").fill("?!")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main").get_by_role("alert")).to_be_focused()


def test_a_page_that_says_no_begins_at_its_heading(page: Page) -> None:
    page.goto("/there-is-no-such-page/")
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_a_login_leads_back_to_the_page_it_began_on(page: Page) -> None:
    page.goto("/paper-boats/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Posts").click()
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Older").click()
    expect(page).to_have_url(re.compile(r"[0-9]/\?page=2$"))
    follow_log_in(page)
    log_in(page, "not this one")
    expect(page.get_by_role("alert")).to_be_visible()
    log_in(page)
    expect(page.get_by_text("Signed in as editor")).to_be_visible()
    expect(page).to_have_url(re.compile(r"[0-9]/\?page=2$"))


def test_back_and_forward_lead_the_login_along(page: Page) -> None:
    page.goto("/tags/")
    link = page.get_by_role("contentinfo").get_by_role("link", name="Log in")
    expect(link).to_have_attribute("href", "/login?next=%2Ftags%2F")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Types").click()
    expect(link).to_have_attribute("href", "/login?next=%2Ftypes%2F")
    page.go_back()
    expect(link).to_have_attribute("href", "/login?next=%2Ftags%2F")
    page.goto("/search?q=river boats")
    expect(link).to_have_attribute("href", "/login?next=%2Fsearch%3Fq%3Driver%2Bboats")
    follow_log_in(page)
    log_in(page)
    expect(page).to_have_url(re.compile(r"/search\?q=river\+boats$"))
    expect(page.get_by_text("Signed in as editor")).to_be_visible()
