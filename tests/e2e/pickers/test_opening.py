"""What the pickers of a page offer, and to whom."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import server
from tests.e2e.conftest import Complaints
from tests.e2e.pickers.conftest import delay, some_latencies
from tests.e2e.pickers.network import Asked, Held, Stalled
from tests.e2e.pickers.picker import Picker
from tests.e2e.pickers.sample_site import ODD_TITLES, TAGS, Garden


@some_latencies
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


@some_latencies
def test_each_picker_offers_its_own_candidates_alone(tags: Picker, related: Picker) -> None:
    tags.open()
    assert [slug[:6] for slug in tags.offered()] == ["topic-"] * 20
    related.open()
    assert [slug[:10] for slug in related.offered()] == ["candidate-"] * 20


@some_latencies
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
    read_on(related, len(site.base))
    assert set(related.offered()) == site.base
    expect(related.ticked()).to_have_count(1)
    expect(related.row("candidate-30")).to_have_attribute("aria-checked", "true")


def read_on(picker: Picker, most: int) -> None:
    """Scroll until the list has no more; it has so many rows then."""
    while picker.rows.count() < most:
        seen = picker.rows.count()
        picker.rows.last.scroll_into_view_if_needed()
        expect(picker.rows.nth(seen)).to_be_attached()
    picker.list.evaluate("list => list.scrollTo(0, list.scrollHeight)")
    expect(picker.list.locator(".sentinel")).to_have_count(0)


@some_latencies
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


@some_latencies
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


@some_latencies
def test_what_is_added_is_offered_with_a_tick_until_it_is_removed(
    site: Garden, post: str, tags: Picker
) -> None:
    tags.pick("topic-07")
    tags.expect_chosen("topic-07")
    tags.input.fill("topic 07")
    expect(tags.rows).to_have_count(1)
    row = tags.row("topic-07")
    expect(row).to_have_attribute("aria-checked", "true")
    expect(tags.root.get_by_role("status")).to_have_text("1 found.")
    site.unrelate(post, "tagged", "topic-07")
    tags.expect_chosen()
    expect(row).to_have_attribute("aria-checked", "false")
    row.click()
    tags.expect_chosen("topic-07")
    tags.remove_button("topic-07").click()
    tags.expect_chosen()
    tags.search("topic 07")
    expect(row).to_have_attribute("aria-checked", "false")


@pytest.mark.parametrize("key", ["Enter", "click"])
def test_a_row_that_is_ticked_is_not_removed_by_a_second_pick(
    site: Garden, post: str, page: Page, tags: Picker, key: str
) -> None:
    tags.pick("topic-07")
    tags.expect_chosen("topic-07")
    asked = Asked(page, "relate")
    tags.search("topic 07")
    tags.expect_active("topic-07")
    if key == "Enter":
        tags.input.press("Enter")
    else:
        tags.row("topic-07").click()
    said = tags.root.get_by_role("status")
    expect(said).to_contain_text("“Topic 07” is added already.")
    expect(tags.input).to_have_value("")
    expect(tags.rows).to_have_count(20)
    expect(said).to_have_text("“Topic 07” is added already. More than 20 found.")
    expect(tags.input).to_be_focused()
    tags.expect_chosen("topic-07")
    assert [request.url for request in asked.requests if request.method == "POST"] == []
    assert site.related(post, "tagged") == ["topic-07"]


def test_rows_and_chips_of_one_title_can_be_told_apart(site: Garden, page: Page, post: str) -> None:
    site.new_post("Sandpiper"), site.new_post("sandpiper"), site.new_post("Sanderling")
    page.goto(f"/{post}/edit")
    related = Picker(page, "related")
    related.input.click()
    related.search("sand")
    names = ("sandpiper sandpiper-2", "Sandpiper sandpiper", "Sanderling")
    for name in names:
        expect(page.get_by_role("option", name=name, exact=True)).to_be_visible()
    related.row("sandpiper-2").click()
    related.search("sand")
    related.row("sandpiper").click()
    related.search("sand")
    related.row("sanderling").click()
    related.expect_chosen("sandpiper-2", "sandpiper", "sanderling")
    expect(related.chip("sandpiper-2")).to_contain_text("sandpiper-2")
    for name in ("sandpiper, sandpiper-2", "Sandpiper, sandpiper", "Sanderling"):
        button = page.get_by_role("button", name=f"Remove {name}", exact=True)
        expect(button).to_be_visible()
