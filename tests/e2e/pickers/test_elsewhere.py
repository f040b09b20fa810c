"""Things of other sites in a picker: offered, chosen, moved, removed, and all of it taken back."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.pickers.conftest import some_latencies
from tests.e2e.pickers.picker import Picker
from tests.e2e.pickers.sample_site import Garden


@pytest.fixture
def fern(site: Garden) -> str:
    """The address of a thing elsewhere."""
    return site.new_elsewhere("Fern")


@some_latencies
def test_a_thing_elsewhere_is_picked_by_title_and_removed(
    site: Garden, post: str, fern: str, related: Picker
) -> None:
    related.input.fill("fern")
    expect(related.row(fern)).to_contain_text(fern)
    related.row(fern).click()
    related.expect_chosen(fern)
    expect(related.page.locator("#status")).to_contain_text("“Fern” was added")
    related.remove_button(fern).click()
    related.expect_chosen()
    related.page.locator("#status").get_by_role("button", name="Undo").click()
    related.expect_chosen(fern)
    assert site.related(post, "related") == [fern]


@some_latencies
def test_a_thing_elsewhere_is_moved_by_keys_and_taken_back(
    site: Garden, post: str, fern: str, page: Page, related: Picker
) -> None:
    site.relate(post, "related", "tag", fern)
    page.reload()
    related.expect_chosen("tag", fern)
    related.remove_button(fern).focus()
    page.keyboard.press("Alt+ArrowLeft")
    related.expect_chosen(fern, "tag")
    expect(page.locator("#status")).to_contain_text("“Fern” was moved")
    page.keyboard.press("Control+z")
    related.expect_chosen("tag", fern)
    expect(page.locator("#status")).to_contain_text("is back in its old place")
    assert site.related(post, "related") == ["tag", fern]
