"""What keeps somebody from using a picker, in each of its states."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.accessibility import barriers
from tests.e2e.conftest import Complaints
from tests.e2e.pickers.picker import Picker
from tests.e2e.pickers.sample_site import Garden


def test_closed_and_empty_it_has_no_barrier(desk: Page) -> None:
    assert barriers(desk) == []


def test_with_chips_and_a_way_back_it_has_no_barrier(
    site: Garden, post: str, desk: Page, tags: Picker, related: Picker
) -> None:
    site.relate(post, "related", "candidate-01", "creme-brulee")
    tags.pick("topic-01")
    tags.expect_chosen("topic-01")
    related.expect_chosen("candidate-01", "creme-brulee")
    expect(desk.locator("#status").get_by_role("button", name="Undo")).to_be_visible()
    assert barriers(desk) == []


def test_open_with_an_active_row_it_has_no_barrier(desk: Page, tags: Picker) -> None:
    tags.open()
    tags.input.press("ArrowDown")
    tags.expect_active("topic-24")
    assert barriers(desk) == []
    expect(tags.rows.first).to_be_visible()


def test_open_with_a_title_to_be_made_it_has_no_barrier(desk: Page, tags: Picker) -> None:
    tags.input.click()
    tags.search("topic 1")
    expect(tags.create).to_be_visible()
    assert barriers(desk) == []


def test_with_a_row_that_cannot_be_chosen_it_has_no_barrier(site: Garden, page: Page) -> None:
    """A type offers its own subtypes, and says why they cannot stand above it."""
    above, below = site.new_type("Wader"), site.new_type("Stilt")
    site.relate(below, "subtype-of", above)
    page.goto(f"/{above}/edit")
    types = Picker(page, "subtype-of")
    types.input.click()
    types.search("stilt")
    row = types.row(below)
    expect(row).to_have_attribute("aria-disabled", "true")
    expect(row).to_contain_text("subtype of this post already")
    assert barriers(page) == []
    row.click(force=True)
    types.input.press("ArrowDown")
    types.input.press("Enter")
    types.expect_chosen("type")
    assert site.related(above, "subtype-of") == ["type"]


def test_with_a_fault_it_has_no_barrier(desk: Page, tags: Picker, complaints: Complaints) -> None:
    complaints.allow("status of 500", "htmx:response:error")
    row = tags.find("topic-01")
    desk.set_extra_http_headers({"X-Test-Fail": "500"})
    row.click()
    expect(tags.root.get_by_role("alert")).not_to_be_empty()
    desk.set_extra_http_headers({})
    assert barriers(desk) == []


@pytest.mark.parametrize("width", [320, 1280])
def test_what_is_pressed_is_large_enough_for_a_finger(
    site: Garden, post: str, desk: Page, tags: Picker, width: int
) -> None:
    site.relate(post, "tagged", "topic-01", "topic-02")
    tags.expect_chosen("topic-01", "topic-02")
    desk.set_viewport_size({"width": width, "height": 800})
    tags.open()
    for target in (tags.remove_button("topic-01"), tags.rows.first, tags.input):
        box = target.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 24
