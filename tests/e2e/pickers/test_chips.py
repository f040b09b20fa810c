"""The chips of a picker: one stop of the Tab key, arrows inside, and an order made by dragging."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, CDPSession, Locator, Page, expect

from tests.e2e.accessibility import barriers
from tests.e2e.conftest import Complaints
from tests.e2e.pickers.conftest import some_latencies
from tests.e2e.pickers.network import Asked, Held
from tests.e2e.pickers.picker import Picker
from tests.e2e.pickers.sample_site import Garden

TOPICS = ("topic-01", "topic-02", "topic-03", "topic-04")


@pytest.fixture
def tags(site: Garden, post: str, desk: Page) -> Picker:
    """The picker of tags, with four chips."""
    site.relate(post, "tagged", *TOPICS)
    picker = Picker(desk, "tagged")
    picker.expect_chosen(*TOPICS)
    picker.root.evaluate("picker => picker.scrollIntoView({ block: 'center' })")
    return picker


def stops(picker: Picker) -> Locator:
    """What of the chips the Tab key comes to."""
    return picker.root.locator(".relate-chips :is(a, button):not([tabindex='-1'])")


def test_the_tab_key_stops_once_at_the_chips(page: Page, tags: Picker, related: Picker) -> None:
    expect(stops(tags)).to_have_count(1)
    related.input.focus()
    page.keyboard.press("Tab")
    expect(tags.remove_button("topic-01")).to_be_focused()
    page.keyboard.press("Tab")
    expect(tags.input).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(tags.remove_button("topic-01")).to_be_focused()
    assert barriers(page) == []


def test_arrows_home_and_end_go_through_the_chips(page: Page, tags: Picker) -> None:
    tags.remove_button("topic-01").focus()
    for key, slug in (
        ("ArrowRight", "topic-02"),
        ("End", "topic-04"),
        ("ArrowLeft", "topic-03"),
        ("Home", "topic-01"),
        ("ArrowLeft", "topic-01"),
        ("ArrowRight", "topic-02"),
    ):
        page.keyboard.press(key)
        expect(tags.remove_button(slug)).to_be_focused()
        expect(stops(tags)).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(tags.remove_button("topic-02")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    expect(tags.input).to_be_focused()
    expect(tags.list).to_be_hidden()


def test_up_and_down_go_to_the_link_of_a_chip_which_is_followed(page: Page, tags: Picker) -> None:
    tags.remove_button("topic-02").focus()
    page.keyboard.press("ArrowUp")
    expect(tags.chip("topic-02").get_by_role("link")).to_be_focused()
    page.keyboard.press("ArrowRight")
    link = tags.chip("topic-03").get_by_role("link", name="Topic 03")
    expect(link).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(tags.remove_button("topic-03")).to_be_focused()
    expect(tags.remove_button("topic-03")).to_have_accessible_name("Remove Topic 03")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Topic 03")


@some_latencies
def test_the_one_stop_outlives_swaps_of_the_chips(
    site: Garden, post: str, page: Page, tags: Picker
) -> None:
    tags.remove_button("topic-03").focus()
    site.relate(post, "tagged", "topic-09")
    tags.expect_chosen(*TOPICS, "topic-09")
    expect(tags.remove_button("topic-03")).to_be_focused()
    expect(stops(tags)).to_have_count(1)
    page.keyboard.press("Delete")
    tags.expect_chosen("topic-01", "topic-02", "topic-04", "topic-09")
    expect(tags.remove_button("topic-04")).to_be_focused()
    expect(stops(tags)).to_have_count(1)


# Dragging


def middle(chip: Locator, share: float = 0.5) -> tuple[float, float]:
    """A point of a chip, so far from its left to its right, without its buttons."""
    box = chip.bounding_box()
    assert box
    return box["x"] + box["width"] * share, box["y"] + box["height"] / 2


def drag(picker: Picker, slug: str, onto: str, share: float) -> None:
    """Press on a chip and move to a part of another."""
    mouse = picker.page.mouse
    mouse.move(*middle(picker.chip(slug), 0.3))
    mouse.down()
    mouse.move(*middle(picker.chip(onto), share), steps=8)


@some_latencies
def test_a_chip_is_dragged_to_its_place_and_the_order_is_there_after_a_reload(
    site: Garden, post: str, page: Page, tags: Picker
) -> None:
    drag(tags, "topic-01", "topic-03", 0.9)
    expect(tags.chip("topic-01")).to_have_class("dragged")
    page.mouse.up()
    tags.expect_chosen("topic-02", "topic-03", "topic-01", "topic-04")
    expect(tags.chip("topic-01")).not_to_have_class("dragged")
    expect(tags.root.get_by_role("status")).to_have_text("Place 3 of 4.")
    expect(page.locator("#status")).to_contain_text("“Topic 01” was moved in Tags.")
    drag(tags, "topic-04", "topic-02", 0.1)
    page.mouse.up()
    tags.expect_chosen("topic-04", "topic-02", "topic-03", "topic-01")
    names = ["Topic 04", "Topic 02", "Topic 03", "Topic 01"]
    expect(page.locator("#region-tags a")).to_have_text(names)
    page.reload()
    tags.expect_chosen("topic-04", "topic-02", "topic-03", "topic-01")
    assert site.related(post, "tagged") == ["topic-04", "topic-02", "topic-03", "topic-01"]


def test_escape_puts_a_dragged_chip_back_and_nothing_is_sent(
    site: Garden, post: str, page: Page, tags: Picker
) -> None:
    asked = Asked(page, "/move")
    drag(tags, "topic-01", "topic-04", 0.9)
    tags.expect_chosen("topic-02", "topic-03", "topic-04", "topic-01")
    page.keyboard.press("Escape")
    tags.expect_chosen(*TOPICS)
    page.mouse.up()
    tags.expect_chosen(*TOPICS)
    drag(tags, "topic-02", "topic-02", 0.6)
    page.mouse.up()
    assert asked.requests == []
    assert site.related(post, "tagged") == [*TOPICS]


def test_dragging_a_chip_by_its_link_opens_nothing(page: Page, tags: Picker) -> None:
    address = page.url
    box = tags.chip("topic-01").get_by_role("link").bounding_box()
    assert box
    page.mouse.move(box["x"] + 5, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(*middle(tags.chip("topic-02"), 0.9), steps=8)
    page.mouse.move(box["x"] + 5, box["y"] + box["height"] / 2, steps=8)
    page.mouse.up()
    tags.expect_chosen(*TOPICS)
    assert page.url == address
    assert page.evaluate("getSelection().toString()") == ""
    tags.chip("topic-01").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Topic 01")


def test_what_others_change_during_a_drag_is_neither_lost_nor_in_its_way(
    site: Garden, post: str, page: Page, tags: Picker
) -> None:
    drag(tags, "topic-01", "topic-03", 0.9)
    site.relate(post, "tagged", "topic-09")
    expect(tags.chip("topic-09")).to_be_visible()
    page.mouse.move(*middle(tags.chip("topic-04"), 0.9), steps=4)
    page.mouse.up()
    tags.expect_chosen("topic-02", "topic-03", "topic-04", "topic-01", "topic-09")
    expect(page.locator("#status")).to_contain_text("was moved")
    assert site.related(post, "tagged")[-2:] == ["topic-01", "topic-09"]


def test_a_drag_that_cannot_be_kept_puts_the_chip_back(
    page: Page, tags: Picker, complaints: Complaints
) -> None:
    complaints.allow("status of 500", "htmx:response:error")
    page.set_extra_http_headers({"X-Test-Fail": "500"})
    drag(tags, "topic-01", "topic-03", 0.9)
    page.mouse.up()
    expect(tags.root.get_by_role("alert")).not_to_be_empty()
    tags.expect_chosen(*TOPICS)
    page.set_extra_http_headers({})


def test_a_drag_while_an_earlier_move_is_on_its_way_keeps_both(
    site: Garden, post: str, page: Page, tags: Picker
) -> None:
    held = Held(page, "/move$")
    drag(tags, "topic-01", "topic-02", 0.9)
    page.mouse.up()
    held.wait_for()
    drag(tags, "topic-04", "topic-02", 0.1)
    page.mouse.up()
    held.release()
    expect(page.locator("#status")).to_contain_text("“Topic 04” was moved in Tags.")
    tags.expect_chosen("topic-04", "topic-02", "topic-01", "topic-03")
    assert site.related(post, "tagged") == ["topic-04", "topic-02", "topic-01", "topic-03"]


@pytest.fixture
def phone(site: Garden, post: str, browser: Browser) -> Iterator[Picker]:
    """The picker of tags, with four chips, on a small screen that is touched."""
    site.relate(post, "tagged", *TOPICS)
    with browser.new_context(
        base_url=site.url,
        storage_state=site.signed_in["editor"],
        viewport={"width": 400, "height": 800},
        has_touch=True,
        is_mobile=True,
    ) as context:
        page = context.new_page()
        page.goto(f"/{post}/edit")
        picker = Picker(page, "tagged")
        picker.root.scroll_into_view_if_needed()
        yield picker


def touch(session: CDPSession, kind: str, *points: tuple[float, float]) -> None:
    """Tell the browser of a finger."""
    touches = [{"x": x, "y": y} for x, y in points]
    session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})


def test_a_finger_that_rests_drags_a_chip(site: Garden, post: str, phone: Picker) -> None:
    session = phone.page.context.new_cdp_session(phone.page)
    touch(session, "touchStart", middle(phone.chip("topic-01"), 0.3))
    expect(phone.chip("topic-01")).to_have_class("dragged")
    start, goal = middle(phone.chip("topic-01"), 0.3), middle(phone.chip("topic-02"), 0.9)
    for part in (0.3, 0.6, 1):
        x, y = (a + (b - a) * part for a, b in zip(start, goal, strict=True))
        touch(session, "touchMove", (x, y))
    touch(session, "touchEnd")
    phone.expect_chosen("topic-02", "topic-01", "topic-03", "topic-04")
    expect(phone.page.locator("#status")).to_contain_text("“Topic 01” was moved in Tags.")
    assert site.related(post, "tagged") == ["topic-02", "topic-01", "topic-03", "topic-04"]


def test_a_finger_that_does_not_rest_scrolls_the_page(
    site: Garden, post: str, phone: Picker
) -> None:
    session = phone.page.context.new_cdp_session(phone.page)
    before = phone.page.evaluate("scrollY")
    x, y = middle(phone.chip("topic-01"), 0.3)
    touch(session, "touchStart", (x, y))
    for step in range(1, 8):
        touch(session, "touchMove", (x, y - 20 * step))
    touch(session, "touchEnd")
    phone.page.wait_for_function("before => scrollY !== before", arg=before)
    phone.expect_chosen(*TOPICS)
    assert site.related(post, "tagged") == [*TOPICS]
