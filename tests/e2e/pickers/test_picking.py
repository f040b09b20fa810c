"""Adding posts, by pointer and by keyboard."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.pickers.conftest import every_latency
from tests.e2e.pickers.network import Asked
from tests.e2e.pickers.picker import Picker
from tests.e2e.pickers.sample_site import Garden


@every_latency
def test_a_click_on_a_row_adds_it_and_typing_goes_on(site: Garden, post: str, tags: Picker) -> None:
    tags.input.click()
    tags.input.press_sequentially("topic 07")
    expect(tags.rows).to_have_count(1)
    tags.row("topic-07").click()
    expect(tags.input).to_have_value("")
    expect(tags.input).to_be_focused()
    tags.expect_chosen("topic-07")
    expect(tags.page.locator("#region-tags")).to_contain_text("Topic 07")
    expect(tags.page.locator("#status")).to_contain_text("“Topic 07” was added to Tags.")
    expect(tags.input).to_be_focused()
    assert site.related(post, "tagged") == ["topic-07"]


@every_latency
def test_the_keyboard_alone_adds_what_it_makes_active(
    site: Garden, post: str, tags: Picker, related: Picker
) -> None:
    tags.input.focus()
    tags.input.press_sequentially("topic 1")
    expect(tags.rows).to_have_count(10)
    tags.expect_active("topic-10")
    for key, slug in (
        ("ArrowDown", "topic-11"),
        ("ArrowDown", "topic-12"),
        ("ArrowUp", "topic-11"),
    ):
        tags.input.press(key)
        tags.expect_active(slug)
    tags.input.press("Enter")
    expect(tags.input).to_have_value("")
    expect(tags.input).to_be_focused()
    tags.expect_chosen("topic-11")
    tags.input.press_sequentially("topic 24")
    expect(tags.rows).to_have_count(1)
    tags.input.press("Enter")
    tags.expect_chosen("topic-11", "topic-24")
    related.expect_chosen()
    assert site.related(post, "tagged") == ["topic-11", "topic-24"]


def test_enter_in_an_empty_input_does_nothing(page: Page, tags: Picker) -> None:
    tags.pick("topic-01")
    tags.expect_chosen("topic-01")
    asked = Asked(page, "relate")
    address = page.url
    for _ in range(2):
        tags.input.press("Enter")
        tags.search("topic 2")
        expect(tags.rows).to_have_count(5)
        tags.input.fill("")
        expect(tags.rows).to_have_count(20)
    tags.expect_chosen("topic-01")
    assert page.url == address
    assert [request.method for request in asked.requests if request.method != "GET"] == []


def test_enter_does_not_create(site: Garden, tags: Picker) -> None:
    before = site.slugs()
    tags.input.click()
    tags.search("Wading birds")
    expect(tags.create).to_be_visible()
    tags.expect_active(None)
    tags.input.press("Enter")
    expect(tags.input).to_have_value("Wading birds")
    tags.expect_chosen()
    assert site.slugs() == before


@every_latency
def test_the_list_stays_open_after_a_pick_and_its_rows_are_those_for_no_text(
    tags: Picker,
) -> None:
    tags.input.click()
    tags.search("topic 1")
    expect(tags.rows).to_have_count(10)
    tags.input.press("Enter")
    expect(tags.input).to_have_value("")
    expect(tags.input).to_be_focused()
    expect(tags.row("topic-24")).to_be_visible()
    expect(tags.rows).to_have_count(20)
    tags.expect_active(None)
    expect(tags.row("topic-10")).to_have_attribute("aria-checked", "true")
    expect(tags.row("topic-10")).to_contain_text("1 use")
    tags.expect_chosen("topic-10")
    tags.row("topic-24").click()
    tags.expect_chosen("topic-10", "topic-24")
    expect(tags.list).to_be_visible()


@every_latency
def test_several_rows_are_picked_one_after_the_other_where_the_list_is_not_typed_at(
    site: Garden, post: str, tags: Picker
) -> None:
    tags.open()
    for _ in range(3):
        tags.input.press("ArrowDown")
        tags.input.press("ArrowDown")
        tags.input.press("Enter")
    tags.expect_chosen("topic-23", "topic-21", "topic-19")
    tags.expect_active("topic-19")
    assert site.related(post, "tagged") == ["topic-23", "topic-21", "topic-19"]


@every_latency
def test_three_picks_in_one_tick_are_kept_in_order_while_the_next_word_is_typed(
    site: Garden, post: str, tags: Picker
) -> None:
    tags.input.click()
    tags.input.press_sequentially("topic 0")
    expect(tags.rows).to_have_count(10)
    tags.list.evaluate(
        "list => [...list.querySelectorAll('[data-slug]')].slice(2, 5).forEach(row => row.click())"
    )
    tags.input.press_sequentially("topic 2")
    tags.expect_chosen("topic-02", "topic-03", "topic-04")
    expect(tags.input).to_have_value("topic 2")
    expect(tags.input).to_be_focused()
    expect(tags.rows).to_have_count(5)
    assert site.related(post, "tagged") == ["topic-02", "topic-03", "topic-04"]


@every_latency
def test_a_pick_leaves_the_other_picker_as_it_stands(tags: Picker, related: Picker) -> None:
    """The answer comes when the author is at work in the other one already."""
    tags.pick("topic-05")
    related.input.click()
    related.input.press_sequentially("candidate")
    expect(related.rows).to_have_count(20)
    related.expect_active("candidate-00")
    related.input.press("ArrowDown")
    related.expect_active("candidate-01")
    related.list.evaluate("list => list.scrollTo(0, 120)")
    related.input.press("ArrowLeft")
    related.input.press("Shift+ArrowLeft")
    before = state(related)
    assert (before["text"], before["caret"]) == ("candidate", [7, 8])
    assert before["scrolled"]
    tags.expect_chosen("topic-05")
    assert state(related) == before


def test_what_others_change_leaves_an_open_picker_as_it_stands(
    site: Garden, post: str, tags: Picker, related: Picker
) -> None:
    related.input.click()
    related.input.press_sequentially("candidate")
    # A row of its own is active; until these have come the rows of before stand there.
    expect(related.input).to_have_attribute("aria-activedescendant", re.compile("option-"))
    related.list.evaluate("list => list.scrollTo(0, 120)")
    related.input.press("ArrowLeft")
    related.input.press("Shift+ArrowLeft")
    before = state(related)
    site.relate(post, "tagged", "topic-05")
    site.relate(post, "related", "new-york-notes")
    tags.expect_chosen("topic-05")
    related.expect_chosen("new-york-notes")
    assert state(related) == before


def state(picker: Picker) -> dict[str, object]:
    """What is typed into a picker, where its caret is, what its list shows."""
    focused = picker.input.evaluate("input => input === document.activeElement")
    found: dict[str, object] = picker.input.evaluate(
        """input => ({
            text: input.value,
            caret: [input.selectionStart, input.selectionEnd],
            open: input.getAttribute("aria-expanded"),
            active: input.getAttribute("aria-activedescendant"),
        })"""
    )
    scrolled = picker.list.evaluate("list => list.scrollTop")
    visible = picker.list.is_visible()
    return {**found, "focused": focused, "scrolled": scrolled, "visible": visible}


@every_latency
def test_the_page_of_the_post_shows_what_was_picked(
    page: Page, post: str, tags: Picker, related: Picker
) -> None:
    tags.pick("topic-05")
    related.pick("new-york-notes")
    related.pick("candidate-03")
    related.expect_chosen("new-york-notes", "candidate-03")
    page.goto(f"/{post}/")
    expect(page.locator("#region-tags a")).to_have_text(["Topic 05"])
    expect(page.locator("#region-related a")).to_have_text(["New York notes", "Candidate 03"])
    page.goto("/topic-05/")
    expect(page.locator("#region-members")).to_contain_text("Heron")
    page.goto("/candidate-03/edit")
    Picker(page, "related").expect_chosen(post)
