"""The search, from the header of any page."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Complaints
from tests.e2e.sample_site import NEWEST, RARE_WORD


def search_from_header(page: Page, words: str) -> None:
    page.get_by_role("banner").get_by_role("searchbox").fill(words)
    page.keyboard.press("Enter")


def test_a_rare_word_finds_its_post_and_marks_it(page: Page) -> None:
    page.goto("/tags/")
    search_from_header(page, RARE_WORD)
    expect(page).to_have_url(re.compile(rf"/search\?q={RARE_WORD}$"))
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    results = page.get_by_role("main").get_by_role("article")
    expect(results).to_have_count(1)
    expect(results.locator("mark")).to_have_text(RARE_WORD)
    results.get_by_role("link", name=NEWEST).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NEWEST)


def test_case_and_accents_do_not_matter(page: Page) -> None:
    page.goto("/search?q=QUÍNCUNX")
    expect(page.get_by_role("main").get_by_role("link", name=NEWEST)).to_be_visible()


def test_the_box_keeps_what_was_searched_for(page: Page) -> None:
    page.goto('/search?q="a" <b>')
    expect(page.get_by_role("main").get_by_role("searchbox")).to_have_value('"a" <b>')


def test_a_page_that_is_not_there_offers_the_search(page: Page, complaints: Complaints) -> None:
    complaints.allow("status of 404")
    page.goto("/paper-bots/")
    box = page.get_by_role("main").get_by_role("searchbox")
    box.fill(RARE_WORD)
    box.press("Enter")
    expect(page.get_by_role("main").get_by_role("link", name=NEWEST)).to_be_visible()
