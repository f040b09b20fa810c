"""Ten seconds in which a change can be taken back."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e import clock
from tests.e2e.pickers.conftest import some_latencies
from tests.e2e.pickers.picker import Picker
from tests.e2e.pickers.sample_site import Garden

TOPICS = ("topic-01", "topic-02", "topic-03")


@pytest.fixture
def tags(site: Garden, post: str, desk: Page) -> Picker:
    """The picker of tags, with three chips."""
    site.relate(post, "tagged", *TOPICS)
    desk.reload()
    picker = Picker(desk, "tagged")
    picker.expect_chosen(*TOPICS)
    return picker


def undo_button(page: Page) -> Locator:
    """The button that takes the last change back."""
    return page.locator("#status").get_by_role("button", name="Undo")


@some_latencies
def test_the_button_puts_a_chip_back_into_its_place(site: Garden, post: str, tags: Picker) -> None:
    tags.remove_button("topic-02").click()
    tags.expect_chosen("topic-01", "topic-03")
    undo_button(tags.page).click()
    tags.expect_chosen(*TOPICS)
    expect(tags.page.locator("#status")).to_contain_text("is back in Tags")
    expect(undo_button(tags.page)).to_have_count(0)
    tags.page.reload()
    tags.expect_chosen(*TOPICS)
    assert site.related(post, "tagged") == [*TOPICS]


@some_latencies
def test_ctrl_z_takes_back_a_pick(site: Garden, post: str, tags: Picker) -> None:
    tags.pick("topic-09")
    tags.expect_chosen(*TOPICS, "topic-09")
    expect(tags.input).to_be_focused()
    tags.input.press("Control+z")
    tags.expect_chosen(*TOPICS)
    expect(tags.input).to_be_focused()
    tags.page.reload()
    tags.expect_chosen(*TOPICS)
    assert site.related(post, "tagged") == [*TOPICS]


@some_latencies
def test_ctrl_z_on_a_chip_takes_back_a_move_and_a_removal(tags: Picker) -> None:
    tags.remove_button("topic-03").focus()
    tags.page.keyboard.press("Alt+ArrowLeft")
    expect(tags.page.locator("#status")).to_contain_text("was moved")
    tags.expect_chosen("topic-01", "topic-03", "topic-02")
    tags.page.keyboard.press("Control+z")
    tags.expect_chosen(*TOPICS)
    tags.remove_button("topic-01").click()
    tags.expect_chosen("topic-02", "topic-03")
    tags.page.keyboard.press("Control+z")
    tags.expect_chosen(*TOPICS)


@pytest.mark.parametrize("latency", [400], indirect=True)
def test_ctrl_z_before_the_answer_has_come_takes_that_change_back(
    site: Garden, post: str, tags: Picker
) -> None:
    tags.pick("topic-09")
    tags.input.press("Control+z")
    expect(tags.page.locator("#status")).to_contain_text("“Topic 09” is out of Tags again.")
    tags.expect_chosen(*TOPICS)
    assert site.related(post, "tagged") == [*TOPICS]


def test_ctrl_z_in_a_word_belongs_to_the_word(tags: Picker) -> None:
    tags.remove_button("topic-03").click()
    tags.expect_chosen("topic-01", "topic-02")
    tags.input.click()
    tags.input.press_sequentially("topic")
    tags.input.press("Control+z")
    expect(tags.input).not_to_have_value("topic")
    tags.expect_chosen("topic-01", "topic-02")
    expect(undo_button(tags.page)).to_be_visible()


def test_what_was_made_is_gone_when_it_is_taken_back(site: Garden, tags: Picker) -> None:
    before = site.slugs()
    tags.input.click()
    tags.search("Brand new")
    tags.create.click()
    tags.expect_chosen(*TOPICS, "brand-new")
    undo_button(tags.page).click()
    tags.expect_chosen(*TOPICS)
    assert site.slugs() == before


def test_after_ten_seconds_there_is_nothing_to_press(page: Page, post: str) -> None:
    page.goto(f"/{post}/edit")
    clock.stop(page)
    tags = Picker(page, "tagged")
    tags.input.click()
    clock.let_pass(page, 1_000)
    tags.row("topic-09").click()
    tags.expect_chosen("topic-09")
    clock.let_pass(page, 9_500)
    expect(undo_button(page)).to_be_visible()
    clock.let_pass(page, 1_000)
    expect(undo_button(page)).to_have_count(0)
    tags.expect_chosen("topic-09")
