"""Reading with the keyboard alone."""

from playwright.sync_api import Page, expect

from tests.e2e.sample_site import NEWEST


def test_the_first_tab_offers_to_skip_to_the_content(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("main").get_by_role("link").first).to_be_focused()


def test_after_a_navigation_the_next_tab_is_in_the_new_page(page: Page) -> None:
    page.goto("/tags/")
    page.get_by_role("main").get_by_role("link", name="rivers").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("rivers")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#main :focus")).to_have_count(1)


def test_the_focus_is_seen(page: Page) -> None:
    page.goto("/")
    link = page.get_by_role("main").get_by_role("link", name=NEWEST)
    link.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(link).to_be_focused()
    expect(link).not_to_have_css("outline-style", "none")
