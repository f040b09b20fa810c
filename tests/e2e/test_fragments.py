"""Fragments from elsewhere: a heading is found by its plain name, and by those it had before."""

import re

import pytest
from playwright.sync_api import Page, expect

POST = "/paper-boats/"


def _arrive(page: Page, fragment: str) -> None:
    page.set_viewport_size({"width": 600, "height": 200})
    page.goto(f"{POST}{fragment}")


@pytest.mark.parametrize(
    ("fragment", "found"),
    [
        ("#how-to-fold-one", "how-to-fold-one"),
        ("#user-how-to-fold-one", "how-to-fold-one"),
        ("#user-content-how-to-fold-one", "how-to-fold-one"),
        ("#How%20to%20fold%20one", "how-to-fold-one"),
        ("#status", "text-status"),
        ("#user-status", "text-status"),
        ("#text-status", "text-status"),
    ],
)
def test_a_fragment_leads_to_its_heading(page: Page, fragment: str, found: str) -> None:
    _arrive(page, fragment)
    expect(page.locator(f"#{found}")).to_be_in_viewport()
    expect(page).to_have_url(re.compile(f"#{found}$"))


@pytest.mark.parametrize("fragment", ["#nowhere", "#%zz", "#", "#main"])
def test_what_is_no_heading_stays(page: Page, fragment: str) -> None:
    _arrive(page, fragment)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page).to_have_url(re.compile(f"{re.escape(fragment)}$"))


def test_the_link_that_skips_to_the_content_is_not_led_astray(page: Page) -> None:
    page.goto(POST)
    page.evaluate("location.hash = 'status'")
    page.evaluate("location.hash = 'main'")
    expect(page).to_have_url(re.compile("#main$"))
    page.evaluate("location.hash = 'user-how-to-fold-one'")
    expect(page).to_have_url(re.compile("#how-to-fold-one$"))
