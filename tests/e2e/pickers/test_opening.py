"""What the pickers of a page offer, and to whom."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import server
from tests.e2e.conftest import Complaints
from tests.e2e.pickers.conftest import delay, every_latency
from tests.e2e.pickers.garden import ODD_TITLES, TAGS, Garden
from tests.e2e.pickers.picker import Picker
from tests.e2e.pickers.wires import Held, Stalled


@every_latency
def test_somebody_who_is_not_signed_in_logs_in_and_comes_to_the_page_they_wanted(
    browser: Browser, site: Garden, post: str, complaints: Complaints, latency: int | str
) -> None:
    with browser.new_context(base_url=site.url) as context:
        complaints.listen(context)
        delay(context, latency)
        page = context.new_page()
        page.goto(f"/{post}/edit")
        expect(page).to_have_url(re.compile(r"/login\?next=.*heron.*edit"))
        page.get_by_label("Name", exact=True).fill("editor")
        page.get_by_label("Password").fill(server.EDITOR_PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Log in").click()
        expect(page).to_have_url(f"{site.url}/{post}/edit")
        Picker(page, "tagged").open()


@every_latency
def test_each_picker_offers_its_own_candidates_alone(tags: Picker, related: Picker) -> None:
    tags.open()
    assert [slug[:6] for slug in tags.offered()] == ["topic-"] * 20
    related.open()
    assert [slug[:10] for slug in related.offered()] == ["candidate-"] * 20


@every_latency
def test_the_list_scrolls_to_its_last_row_and_no_row_comes_twice(
    site: Garden, tags: Picker, related: Picker, post: str
) -> None:
    for picker, most in ((tags, TAGS), (related, len(site.base))):
        picker.open()
        read_on(picker, most)
        offered = picker.offered()
        assert len(set(offered)) == len(offered) == most
        assert post not in offered


@pytest.mark.parametrize("first", ["pick", "page", "answer"])
def test_no_row_is_left_out_when_one_is_picked_while_a_page_is_on_its_way(
    page: Page, site: Garden, related: Picker, first: str
) -> None:
    """The page comes before the pick, and is told after it; or reaches the server after it."""
    related.open()
    address = "/relate$" if first == "pick" else "relate-options.*offset"
    held = Held(page, address) if first == "answer" else Stalled(page, address)
    if first == "pick":
        related.row("candidate-30").click()
        held.wait_for()
        related.rows.last.scroll_into_view_if_needed()
        expect(related.rows.nth(20)).to_be_attached()
        held.release()
        related.expect_chosen("candidate-30")
    else:
        related.rows.last.scroll_into_view_if_needed()
        held.wait_for()
        related.row("candidate-30").click()
        related.expect_chosen("candidate-30")
        held.release()
    read_on(related, len(site.base) - 1)
    assert set(related.offered()) == site.base - {"candidate-30"}


def read_on(picker: Picker, most: int) -> None:
    """Scroll until the list has no more; it has so many rows then."""
    while picker.rows.count() < most:
        seen = picker.rows.count()
        picker.rows.last.scroll_into_view_if_needed()
        expect(picker.rows.nth(seen)).to_be_attached()
    picker.list.evaluate("list => list.scrollTo(0, list.scrollHeight)")
    expect(picker.list.locator(".sentinel")).to_have_count(0)


@every_latency
def test_whatever_signs_a_title_has_it_is_found_by_them(related: Picker) -> None:
    related.open()
    for title, typed in ODD_TITLES.items():
        related.input.fill("")
        related.input.press_sequentially(typed)
        expect(related.rows).to_have_text([re.compile(re.escape(title))])


def test_what_nobody_is_called_is_not_found(related: Picker) -> None:
    related.open()
    for typed in ("%%", "__", "' OR 1=1 --", "</ul>", "&amp;"):
        related.input.fill(typed)
        expect(related.rows).to_have_count(0)


@every_latency
def test_words_typed_while_a_list_is_on_its_way_are_the_ones_that_count(related: Picker) -> None:
    related.input.focus()
    related.input.press_sequentially("creme", delay=30)
    expect(related.rows).to_have_count(1)
    related.input.press("Control+a")
    related.input.press_sequentially("york")
    related.input.press_sequentially(" n")
    expect(related.row("new-york-notes")).to_be_visible()
    expect(related.rows).to_have_count(1)


def test_an_answer_to_older_words_that_comes_late_is_not_shown(page: Page, related: Picker) -> None:
    held = Held(page, "relate-options")
    related.input.focus()
    held.wait_for()
    related.input.press_sequentially("york")
    expect(related.row("new-york-notes")).to_be_visible()
    held.release()
    related.search("york n")
    expect(related.rows).to_have_count(1)


def test_what_is_chosen_is_not_offered_and_comes_back_when_it_is_removed(tags: Picker) -> None:
    tags.pick("topic-07")
    tags.expect_chosen("topic-07")
    tags.input.fill("topic 0")
    expect(tags.rows).to_have_count(9)
    expect(tags.row("topic-07")).to_have_count(0)
    tags.remove_button("topic-07").click()
    tags.expect_chosen()
    tags.input.fill("topic 07")
    expect(tags.row("topic-07")).to_be_visible()
