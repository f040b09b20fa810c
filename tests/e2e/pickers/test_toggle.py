"""The switch that makes a post a tag."""

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from tests.e2e.pickers.conftest import some_latencies
from tests.e2e.pickers.picker import Picker
from tests.e2e.pickers.sample_site import Garden

OFFERED = 'data-slug="heron"'


@pytest.fixture
def switch(desk: Page) -> Locator:
    """The switch."""
    return desk.locator("form.is-a-toggle[data-type=tag]").get_by_role("switch")


class Answering:
    """Answers the next questions of a page, and notes them."""

    def __init__(self, page: Page, *, yes: bool) -> None:
        self.asked: list[str] = []
        self._yes = yes
        page.on("dialog", self._answer)

    def _answer(self, dialog: Dialog) -> None:
        self.asked.append(dialog.message)
        if self._yes:
            dialog.accept()
        else:
            dialog.dismiss()


@some_latencies
def test_a_switch_that_is_turned_on_and_off_says_so_and_keeps_the_focus(
    site: Garden, post: str, desk: Page, switch: Locator
) -> None:
    questions = Answering(desk, yes=False)
    expect(switch).to_have_attribute("aria-checked", "false")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "true")
    expect(switch).to_be_focused()
    Picker(desk, "is-a").expect_chosen("tag")
    desk.keyboard.press("Space")
    expect(switch).to_have_attribute("aria-checked", "false")
    expect(switch).to_be_focused()
    Picker(desk, "is-a").expect_chosen()
    assert (questions.asked, site.related(post, "is-a")) == ([], [])


@some_latencies
def test_a_tag_that_posts_carry_asks_before_it_stops_being_one(
    site: Garden, post: str, desk: Page, switch: Locator
) -> None:
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "true")
    for number in (1, 2, 3):
        site.relate(f"candidate-0{number}", "tagged", post)
    desk.reload()
    refusing = Answering(desk, yes=False)
    with desk.expect_event("dialog"):
        switch.click()
    assert "3 posts" in refusing.asked[0]
    expect(switch).to_have_attribute("aria-checked", "true")
    assert site.related(post, "is-a") == ["tag"]


@some_latencies
def test_turned_off_it_leaves_the_posts_their_tag_and_its_page_lists_none(
    site: Garden, post: str, desk: Page, switch: Locator
) -> None:
    site.relate(post, "is-a", "tag")
    site.relate("candidate-01", "tagged", post)
    desk.reload()
    agreeing = Answering(desk, yes=True)
    expect(desk.locator("#region-members")).to_contain_text("Candidate 01")
    with desk.expect_event("dialog"):
        switch.click()
    expect(switch).to_have_attribute("aria-checked", "false")
    assert "1 post" in agreeing.asked[0]
    expect(desk.locator("#region-members")).not_to_contain_text("Candidate 01")
    assert site.related("candidate-01", "tagged") == [post]
    desk.goto("/candidate-01/")
    expect(desk.locator("#region-tags")).to_contain_text("Heron")


@some_latencies
def test_a_new_tag_is_offered_by_the_tags_picker_of_a_page_that_is_open(
    page: Page, switch: Locator
) -> None:
    other = Picker(page.context.new_page(), "tagged")
    other.page.goto("/candidate-01/edit")
    other.input.click()
    assert OFFERED not in other.search("heron").text()
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "true")
    other.input.fill("")
    assert OFFERED in other.search("heron").text()
    expect(other.row("heron")).to_be_visible()
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "false")
    other.input.fill("")
    assert OFFERED not in other.search("heron").text()
    expect(other.row("heron")).to_have_count(0)
