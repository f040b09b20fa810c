"""The keys of a combobox, and what it tells to somebody who does not see it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.e2e.accessibility import barriers
from tests.e2e.conftest import Complaints
from tests.e2e.pickers.conftest import some_latencies
from tests.e2e.pickers.picker import Picker
from tests.e2e.pickers.sample_site import TAGS, Garden


@some_latencies
def test_escape_closes_the_list_and_a_second_one_empties_the_input(tags: Picker) -> None:
    tags.input.click()
    tags.input.press_sequentially("topic 1")
    expect(tags.rows).to_have_count(10)
    tags.input.press("Escape")
    expect(tags.list).to_be_hidden()
    expect(tags.input).to_have_attribute("aria-expanded", "false")
    expect(tags.input).to_have_value("topic 1")
    tags.input.press("Escape")
    expect(tags.input).to_have_value("")
    expect(tags.input).to_be_focused()


@some_latencies
def test_arrows_open_a_closed_list_and_go_round_in_it(tags: Picker) -> None:
    tags.input.focus()
    tags.input.press_sequentially("topic 2")
    expect(tags.rows).to_have_count(5)
    tags.input.press("Escape")
    tags.input.press("Alt+ArrowDown")
    expect(tags.rows).to_have_count(5)
    tags.expect_active(None)
    tags.input.press("Alt+ArrowUp")
    expect(tags.list).to_be_hidden()
    tags.input.press("ArrowDown")
    tags.expect_active("topic-20")
    tags.input.press("ArrowUp")
    expect(tags.create).to_have_attribute("aria-selected", "true")
    tags.input.press("ArrowDown")
    tags.expect_active("topic-20")


def test_keys_that_move_in_a_word_stay_with_the_word(tags: Picker) -> None:
    tags.input.focus()
    tags.input.press_sequentially("topic 2")
    expect(tags.rows).to_have_count(5)
    tags.input.press("Home")
    tags.input.press("ArrowRight")
    tags.input.press_sequentially("x")
    expect(tags.input).to_have_value("txopic 2")
    tags.input.press("Backspace")
    tags.input.press("End")
    tags.input.press_sequentially("4")
    expect(tags.input).to_have_value("topic 24")
    expect(tags.rows).to_have_count(1)


def test_the_arrow_goes_through_all_pages_of_the_list(tags: Picker) -> None:
    tags.open()
    for number in reversed(range(TAGS)):
        tags.input.press("ArrowDown")
        tags.expect_active(f"topic-{number:02}")
        expect(tags.row(f"topic-{number:02}")).to_be_in_viewport()


def test_tab_goes_past_the_list_and_closes_it(tags: Picker) -> None:
    tags.open()
    tags.input.press("ArrowDown")
    tags.input.press("Tab")
    expect(tags.list).to_be_hidden()
    expect(tags.list.locator(":focus")).to_have_count(0)
    tags.expect_chosen()


def test_it_tells_how_much_it_found_and_where_each_row_stands(desk: Page, tags: Picker) -> None:
    said = tags.root.get_by_role("status")
    tags.input.click()
    expect(said).to_have_text("More than 20 found.")
    expect(tags.rows.nth(3)).to_have_attribute("aria-posinset", "4")
    tags.search("topic 2")
    expect(said).to_have_text("5 found.")
    expect(tags.rows.nth(4)).to_have_attribute("aria-posinset", "5")
    expect(tags.rows.first).to_have_attribute("aria-setsize", "6")
    tags.search("nobody is called so")
    expect(said).to_have_text("Nothing found.")
    tags.input.press("Escape")
    expect(said).to_be_empty()
    expect(tags.input).to_have_accessible_name("Tags")


def size(target: Locator) -> float:
    """Measure the shorter side."""
    box = target.bounding_box()
    assert box
    return min(box["width"], box["height"])


@pytest.fixture
def phone(site: Garden, post: str, browser: Browser) -> Iterator[Picker]:
    """The picker of tags on a small screen that is touched; one tag is there."""
    site.relate(post, "tagged", "topic-01")
    with browser.new_context(
        base_url=site.url,
        storage_state=site.signed_in["editor"],
        viewport={"width": 400, "height": 800},
        has_touch=True,
        is_mobile=True,
    ) as context:
        page = context.new_page()
        page.goto(f"/{post}/edit")
        yield Picker(page, "tagged")


def test_what_a_finger_presses_is_large(phone: Picker) -> None:
    phone.input.tap()
    switch = phone.page.get_by_role("switch")
    for target in (phone.rows.first, phone.remove_button("topic-01"), phone.input, switch):
        assert size(target) >= 44
    phone.row("topic-24").tap()
    phone.expect_chosen("topic-01", "topic-24")
    assert size(phone.chip("topic-24").locator(".earlier")) >= 44
    assert size(phone.page.get_by_role("button", name="Undo")) >= 44
    phone.input.fill("Nobody is called so")
    assert size(phone.create) >= 44
    phone.remove_button("topic-01").tap()
    phone.expect_chosen("topic-24")


def test_a_finger_puts_chips_in_order(site: Garden, post: str, phone: Picker) -> None:
    status = phone.page.locator("#status")
    for slug in ("topic-02", "topic-03"):
        phone.pick(slug)
    phone.expect_chosen("topic-01", "topic-02", "topic-03")
    earlier = phone.chip("topic-03").get_by_role("button", name="Move Topic 03 to the left")
    earlier.tap()
    phone.expect_chosen("topic-01", "topic-03", "topic-02")
    expect(phone.root.get_by_role("status")).to_have_text("Place 2 of 3.")
    expect(status).to_contain_text("“Topic 03” was moved in Tags.")
    expect(earlier).to_be_focused()
    earlier.tap()
    phone.expect_chosen("topic-03", "topic-01", "topic-02")
    expect(phone.chip("topic-01").locator(".earlier")).to_be_visible()
    expect(earlier).to_have_count(0)
    expect(phone.remove_button("topic-03")).to_be_focused()
    assert site.related(post, "tagged") == ["topic-03", "topic-01", "topic-02"]
    assert barriers(phone.page) == []


def test_an_answer_that_has_no_place_in_the_page_is_heard(
    page: Page, tags: Picker, complaints: Complaints
) -> None:
    """Otherwise these tests would not notice a swap that htmx drops in silence."""
    complaints.allow("no place for #nowhere")
    lost = '<div hx-swap-oob="innerMorph target:#nowhere"><p>Lost</p></div>'

    def send(route: Route) -> None:
        route.fulfill(body=lost, content_type="text/html")

    page.route("**/relate", send)
    row = tags.find("topic-01")
    with page.expect_console_message(lambda said: "no place for #nowhere" in said.text):
        row.click()
