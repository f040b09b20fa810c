"""Pages that do not arrive: a sentence, a button that asks again, and an address that is true."""

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.conftest import Complaints
from tests.e2e.sample_site import NEWEST, RARE_WORD


@pytest.fixture(autouse=True)
def expected(complaints: Complaints) -> None:
    """The browser says on its console what these tests do to it."""
    complaints.allow("ERR_INTERNET_DISCONNECTED", "Failed to fetch", "ERR_FAILED", "timeout")


def status(page: Page) -> Locator:
    return page.locator("#status")


def again(page: Page) -> Locator:
    return status(page).get_by_role("button", name="Try again")


def cut(page: Page, down: bool = True) -> None:
    page.context.set_offline(down)


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def expect_failure(page: Page, name: str, address: str) -> None:
    """The page with this heading is still shown, under its own address, and it is said why."""
    expect(status(page)).to_contain_text("did not arrive")
    expect(again(page)).to_be_visible()
    expect(page).to_have_url(re.compile(f"{re.escape(address)}$"))
    expect(heading(page)).to_have_text(name)


def follow(page: Page, name: str) -> None:
    """Follow a link of the main navigation to the end."""
    page.get_by_role("navigation", name="Main").get_by_role("link", name=name).click()
    expect(heading(page)).to_have_text(name)
    expect(heading(page)).to_be_focused()


def test_a_link_that_leads_nowhere_is_tried_again_with_the_keyboard(page: Page) -> None:
    page.goto("/tags/")
    cut(page)
    page.get_by_role("main").get_by_role("link", name="rivers").press("Enter")
    expect_failure(page, "Tags", "/tags/")
    again(page).focus()
    page.keyboard.press("Enter")
    expect(again(page)).to_be_focused()
    expect_failure(page, "Tags", "/tags/")
    cut(page, down=False)
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text("rivers")
    expect(heading(page)).to_be_focused()
    expect(page).to_have_url(re.compile("/rivers/$"))
    expect(status(page)).to_be_empty()
    page.go_back()
    expect(heading(page)).to_have_text("Tags")


def test_a_search_that_does_not_arrive_is_tried_again_as_it_was(page: Page) -> None:
    page.goto("/tags/")
    cut(page)
    box = page.get_by_role("banner").get_by_role("searchbox")
    box.fill(RARE_WORD)
    box.press("Enter")
    expect_failure(page, "Tags", "/tags/")
    expect(box).to_have_value(RARE_WORD)
    box.fill("something else")
    cut(page, down=False)
    again(page).click()
    expect(page).to_have_url(re.compile(rf"/search\?q={RARE_WORD}$"))
    expect(page.get_by_role("main").get_by_role("link", name=NEWEST)).to_be_visible()


def test_what_is_tried_again_keeps_its_fragment(page: Page) -> None:
    page.goto("/tags/")
    link = page.get_by_role("main").get_by_role("link", name="rivers")
    link.evaluate("link => link.href += '#region-members'")
    cut(page)
    link.click()
    expect_failure(page, "Tags", "/tags/")
    cut(page, down=False)
    again(page).click()
    expect(page).to_have_url(re.compile("/rivers/#region-members$"))
    expect(page.locator("#region-members")).to_be_focused()
    expect(page.locator("#region-members")).to_be_in_viewport()


def test_back_without_a_line_leaves_the_page_and_its_address(page: Page) -> None:
    page.goto("/")
    follow(page, "Tags")
    follow(page, "Types")
    cut(page)
    page.go_back()
    expect_failure(page, "Types", "/types/")
    expect(again(page)).to_be_focused()
    page.go_back()
    expect_failure(page, "Types", "/types/")
    cut(page, down=False)
    again(page).click()
    expect(heading(page)).to_have_text("Tags")
    expect(page).to_have_url(re.compile("/tags/$"))
    expect(status(page)).to_be_empty()
    page.go_back()
    expect(heading(page)).to_have_text("Posts")
    page.go_forward()
    expect(heading(page)).to_have_text("Tags")
    page.go_forward()
    expect(heading(page)).to_have_text("Types")
    expect(page).to_have_url(re.compile("/types/$"))


def test_two_steps_back_without_a_line_are_one_way_back(page: Page) -> None:
    page.goto("/")
    follow(page, "Tags")
    follow(page, "Types")
    cut(page)
    page.evaluate("history.go(-2)")
    expect_failure(page, "Types", "/types/")
    cut(page, down=False)
    again(page).click()
    expect(heading(page)).to_have_text("Posts")
    expect(page).to_have_url(re.compile("[0-9]/$"))
    page.go_forward()
    expect(heading(page)).to_have_text("Tags")


def test_the_place_on_the_page_outlives_a_back_that_failed(page: Page) -> None:
    page.goto("/tags/")
    page.get_by_role("main").get_by_role("link", name="rivers").click()
    expect(heading(page)).to_have_text("rivers")
    page.locator(".member").nth(15).scroll_into_view_if_needed()
    page.wait_for_function("() => history.state.scroll === scrollY && scrollY > 0")
    place = page.evaluate("scrollY")
    cut(page)
    page.go_back()
    expect_failure(page, "rivers", "/rivers/")
    page.wait_for_function("place => scrollY === place", arg=place)


def test_a_link_followed_while_back_is_on_its_way_wins(page: Page) -> None:
    page.goto("/")
    follow(page, "Tags")
    follow(page, "Types")
    held: list[Route] = []
    page.route(re.compile("/tags/$"), lambda route: held.append(route), times=1)
    page.go_back()
    page.wait_for_function("() => location.pathname === '/tags/'")
    page.get_by_role("main").get_by_role("link", name="Article").first.click()
    expect(heading(page)).to_have_text("Article")
    expect(page).to_have_url(re.compile("/article/$"))
    page.go_back()
    expect(heading(page)).to_have_text("Tags")
    page.go_back()
    expect(heading(page)).to_have_text("Posts")


def test_a_page_that_takes_for_ever_has_not_arrived(page: Page) -> None:
    page.goto("/tags/")
    page.evaluate("htmx.config.defaultTimeout = 100")
    page.route(re.compile("/rivers/$"), lambda _: None, times=1)
    page.get_by_role("main").get_by_role("link", name="rivers").click()
    expect_failure(page, "Tags", "/tags/")
    page.evaluate("htmx.config.defaultTimeout = 60000")
    again(page).click()
    expect(heading(page)).to_have_text("rivers")


def test_an_entry_that_was_replaced_counts_once(page: Page) -> None:
    page.goto("/")
    follow(page, "Tags")
    page.evaluate("location.replace('#main')")
    expect(page).to_have_url(re.compile("/tags/#main$"))
    cut(page)
    page.go_back()
    expect_failure(page, "Tags", "/tags/#main")
    cut(page, down=False)
    again(page).click()
    expect(heading(page)).to_have_text("Posts")
