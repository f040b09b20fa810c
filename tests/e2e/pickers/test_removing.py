"""Removing what was picked, putting it in order, and where the focus is each time."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.pickers.conftest import some_latencies
from tests.e2e.pickers.picker import Picker
from tests.e2e.pickers.sample_site import Garden

TOPICS = ("topic-01", "topic-02", "topic-03", "topic-04")


@pytest.fixture
def chosen(site: Garden, post: str) -> None:
    """The post has four tags before its page is opened."""
    site.relate(post, "tagged", *TOPICS)


@pytest.fixture
def tags(chosen: None, desk: Page) -> Picker:
    """The picker of tags, with four chips."""
    picker = Picker(desk, "tagged")
    picker.expect_chosen(*TOPICS)
    return picker


@some_latencies
def test_after_a_chip_is_removed_the_focus_is_on_the_next_one(
    site: Garden, post: str, tags: Picker
) -> None:
    for gone, after, left in (
        ("topic-02", "topic-03", ("topic-01", "topic-03", "topic-04")),
        ("topic-04", "topic-03", ("topic-01", "topic-03")),
        ("topic-01", "topic-03", ("topic-03",)),
    ):
        tags.remove_button(gone).click()
        tags.expect_chosen(*left)
        expect(tags.remove_button(after)).to_be_focused()
    tags.remove_button("topic-03").click()
    tags.expect_chosen()
    expect(tags.input).to_be_focused()
    expect(tags.page.locator("#region-tags a")).to_have_count(0)
    assert site.related(post, "tagged") == []


@some_latencies
def test_several_chips_removed_in_a_row_do_not_wait_for_each_other(
    site: Garden, post: str, tags: Picker
) -> None:
    tags.remove_button("topic-01").focus()
    for _ in TOPICS[:-1]:
        tags.page.keyboard.press("Enter")
    tags.expect_chosen("topic-04")
    expect(tags.remove_button("topic-04")).to_be_focused()
    assert site.related(post, "tagged") == ["topic-04"]


@some_latencies
def test_backspace_goes_to_the_last_chip_and_a_second_one_removes_it(tags: Picker) -> None:
    tags.input.click()
    tags.input.press_sequentially("x")
    tags.input.press("Backspace")
    expect(tags.input).to_be_focused()
    tags.input.press("Backspace")
    expect(tags.remove_button("topic-04")).to_be_focused()
    tags.expect_chosen(*TOPICS)
    tags.page.keyboard.press("Backspace")
    tags.expect_chosen("topic-01", "topic-02", "topic-03")
    expect(tags.remove_button("topic-03")).to_be_focused()
    tags.page.keyboard.press("Backspace")
    tags.expect_chosen("topic-01", "topic-02")
    expect(tags.remove_button("topic-02")).to_be_focused()


@some_latencies
def test_alt_and_an_arrow_move_a_chip_and_the_order_is_there_after_a_reload(
    site: Garden, post: str, tags: Picker
) -> None:
    keyboard = tags.page.keyboard
    tags.remove_button("topic-04").focus()
    for _ in range(2):
        keyboard.press("Alt+ArrowLeft")
        expect(tags.remove_button("topic-04")).to_be_focused()
    tags.expect_chosen("topic-01", "topic-04", "topic-02", "topic-03")
    tags.remove_button("topic-01").focus()
    keyboard.press("Alt+ArrowRight")
    tags.expect_chosen("topic-04", "topic-01", "topic-02", "topic-03")
    expect(tags.remove_button("topic-01")).to_be_focused()
    expect(tags.page.locator("#region-tags a")).to_have_text(
        ["Topic 04", "Topic 01", "Topic 02", "Topic 03"]
    )
    expect(tags.remove_button("topic-01")).to_be_focused()
    tags.page.reload()
    tags.expect_chosen("topic-04", "topic-01", "topic-02", "topic-03")
    assert site.related(post, "tagged") == ["topic-04", "topic-01", "topic-02", "topic-03"]


def test_a_chip_at_the_end_moves_no_further(tags: Picker) -> None:
    tags.remove_button("topic-01").focus()
    tags.page.keyboard.press("Alt+ArrowLeft")
    tags.expect_chosen(*TOPICS)
    tags.remove_button("topic-04").focus()
    tags.page.keyboard.press("Alt+ArrowRight")
    tags.expect_chosen(*TOPICS)
    expect(tags.remove_button("topic-04")).to_be_focused()


def test_each_end_of_a_relation_keeps_its_own_order(
    site: Garden, page: Page, post: str, chosen: None
) -> None:
    other = site.new_post("Egret")
    site.relate(post, "related", "candidate-01", other)
    site.relate(other, "related", "candidate-02")
    page.goto(f"/{other}/edit")
    related = Picker(page, "related")
    related.expect_chosen(post, "candidate-02")
    related.remove_button(post).focus()
    page.keyboard.press("Alt+ArrowRight")
    expect(page.locator("#region-related a")).to_have_text(["Candidate 02", "Heron"])
    assert site.related(other, "related") == ["candidate-02", post]
    assert site.related(post, "related") == ["candidate-01", other]
