"""Back and Forward after picks."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.pickers.conftest import some_latencies
from tests.e2e.pickers.network import Held
from tests.e2e.pickers.picker import Picker


def see(desk: Page, post: str) -> None:
    """Follow the link to the post; its page shows blocks that the edit page has as well."""
    desk.get_by_role("link", name="See the post").click()
    expect(desk).to_have_url(re.compile(f"/{post}/$"))


@some_latencies
def test_back_and_forward_show_what_was_picked_and_the_pickers_work_on(
    desk: Page, post: str, tags: Picker, related: Picker
) -> None:
    tags.pick("topic-01")
    related.pick("candidate-01")
    related.expect_chosen("candidate-01")
    see(desk, post)
    expect(desk.get_by_role("heading", level=1)).to_have_text("Heron")
    expect(desk.locator("#region-tags a")).to_have_text(["Topic 01"])
    desk.locator("#region-tags a").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Topic 01")
    expect(desk.locator("#region-members")).to_contain_text("Heron")
    desk.go_back()
    expect(desk.locator("#region-tags a")).to_have_text(["Topic 01"])
    desk.go_back()
    tags.expect_chosen("topic-01")
    related.expect_chosen("candidate-01")
    tags.pick("topic-02")
    tags.expect_chosen("topic-01", "topic-02")
    desk.go_forward()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Heron")
    expect(desk.locator("#region-tags a")).to_have_text(["Topic 01", "Topic 02"])
    desk.go_back()
    tags.expect_chosen("topic-01", "topic-02")
    tags.open()


def test_coming_to_an_edit_page_by_a_link_wires_its_pickers(page: Page, post: str) -> None:
    page.goto(f"/{post}/")
    page.get_by_role("main").get_by_role("link", name="Edit").click()
    tags = Picker(page, "tagged")
    tags.pick("topic-01")
    tags.expect_chosen("topic-01")
    expect(tags.input).to_be_focused()
    expect(page.locator("#region-tags a")).to_have_text(["Topic 01"])


def test_a_pick_whose_answer_comes_on_the_next_page_is_kept(
    desk: Page, post: str, tags: Picker
) -> None:
    tags.pick("topic-01")
    tags.expect_chosen("topic-01")
    held = Held(desk, "/relate$")
    tags.pick("topic-02")
    held.wait_for()
    see(desk, post)
    expect(desk.locator("#region-tags a")).to_have_text(["Topic 01", "Topic 02"])
    with desk.expect_response(re.compile("/relate$")):
        held.release()
    desk.go_back()
    tags.expect_chosen("topic-01", "topic-02")
