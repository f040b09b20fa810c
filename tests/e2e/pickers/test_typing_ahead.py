"""Keys that come before their rows: they pick what they would have picked."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Complaints
from tests.e2e.pickers.conftest import some_latencies
from tests.e2e.pickers.network import Asked, Held, Stalled
from tests.e2e.pickers.picker import Picker
from tests.e2e.pickers.sample_site import Garden


def burst(page: Page, *keys: str) -> None:
    """Press keys one after the other without waiting for anything; several letters are typed."""
    for key in keys:
        if re.fullmatch(r"(Arrow|Alt|Control).+|Enter|Escape|Tab|Backspace|Home|End", key):
            page.keyboard.press(key)
        else:
            page.keyboard.insert_text(key)


@some_latencies
@pytest.mark.parametrize(
    ("keys", "slug"),
    [
        (("topic 1", "Enter"), "topic-10"),
        (("topic 1", "ArrowDown", "Enter"), "topic-11"),
        (("topic 1", "ArrowDown", "ArrowDown", "ArrowUp", "Enter"), "topic-11"),
        (("topic 1", "ArrowUp", "ArrowUp", "Enter"), "topic-19"),
        (("ArrowDown", "ArrowDown", "Enter"), "topic-23"),
        (("t", "o", "pic 07", "Backspace", "9", "Enter"), "topic-09"),
        (("Topic", *["ArrowDown"] * 22, "Enter"), "topic-22"),
        (("nobody", "ArrowDown", "Enter"), "nobody"),
    ],
)
def test_letters_arrows_and_enter_before_the_rows_have_come(
    site: Garden, post: str, tags: Picker, keys: tuple[str, ...], slug: str
) -> None:
    tags.input.focus()
    burst(tags.page, *keys)
    expect(tags.input).to_have_value("")
    tags.expect_chosen(slug)
    expect(tags.input).to_be_focused()
    assert site.related(post, "tagged") == [slug]


@some_latencies
def test_a_fast_burst_of_several_picks_is_kept_in_its_order(
    site: Garden, post: str, tags: Picker
) -> None:
    tags.input.focus()
    burst(tags.page, "topic 07", "Enter", "topic 1", "ArrowDown", "Enter", "Egrets", "ArrowUp")
    burst(tags.page, "Enter", "topic 24", "Enter", "topic 0")
    tags.expect_chosen("topic-07", "topic-11", "egrets", "topic-24")
    expect(tags.input).to_have_value("topic 0")
    expect(tags.rows).to_have_count(10)
    expect(tags.rows.first).to_have_attribute("aria-selected", "true")
    assert site.related(post, "tagged") == ["topic-07", "topic-11", "egrets", "topic-24"]


@some_latencies
def test_two_pickers_in_turn_do_not_mix_their_keys(
    site: Garden, post: str, tags: Picker, related: Picker
) -> None:
    for number, slug in ((3, "candidate-03"), (4, "candidate-04")):
        tags.input.focus()
        burst(tags.page, f"topic 0{number}", "Enter")
        related.input.focus()
        burst(tags.page, f"candidate 0{number - 1}", "ArrowDown", "Enter", slug, "Enter")
    tags.expect_chosen("topic-03", "topic-04")
    related.expect_chosen("candidate-02", "candidate-03", "candidate-04")
    assert site.related(post, "tagged") == ["topic-03", "topic-04"]


@some_latencies
def test_a_row_that_is_clicked_after_such_keys_comes_after_them(
    site: Garden, post: str, tags: Picker
) -> None:
    tags.open()
    burst(tags.page, "topic 07", "Enter")
    tags.row("topic-24").click()
    tags.expect_chosen("topic-07", "topic-24")
    assert site.related(post, "tagged") == ["topic-07", "topic-24"]


@some_latencies
@pytest.mark.parametrize("leave", ["Escape", "Tab"])
def test_escape_and_tab_before_the_rows_take_nothing_but_what_was_entered(
    site: Garden, post: str, tags: Picker, leave: str
) -> None:
    tags.input.focus()
    burst(tags.page, "topic 1", "ArrowDown", leave)
    expect(tags.list).to_be_hidden()
    tags.input.fill("")
    burst(tags.page, "topic 07", "Enter", leave)
    tags.expect_chosen("topic-07")
    expect(tags.list).to_be_hidden()
    if leave == "Tab":
        expect(tags.input).not_to_be_focused()
    assert site.related(post, "tagged") == ["topic-07"]


@some_latencies
def test_escape_and_enter_before_the_rows_take_nothing(
    site: Garden, post: str, tags: Picker
) -> None:
    tags.input.focus()
    burst(tags.page, "topic 07", "Escape", "Enter", "ArrowDown")
    tags.expect_active("topic-07")
    assert site.related(post, "tagged") == []


@some_latencies
def test_backspace_after_such_a_pick_goes_to_its_chip(
    site: Garden, post: str, tags: Picker
) -> None:
    site.relate(post, "tagged", "topic-01")
    tags.expect_chosen("topic-01")
    tags.input.focus()
    burst(tags.page, "topic 07", "Enter", "Backspace")
    tags.expect_chosen("topic-01", "topic-07")
    expect(tags.remove_button("topic-07")).to_be_focused()
    tags.input.focus()
    burst(tags.page, "topic 08", "Enter", "Backspace", "Backspace")
    expect(tags.page.locator("#status")).to_contain_text("“Topic 08” was removed")
    tags.expect_chosen("topic-01", "topic-07")
    expect(tags.remove_button("topic-07")).to_be_focused()


@pytest.mark.parametrize("latency", [400], indirect=True)
def test_ctrl_z_takes_back_a_pick_that_still_waits_for_its_rows(
    site: Garden, post: str, tags: Picker
) -> None:
    tags.pick("topic-01")
    tags.expect_chosen("topic-01")
    tags.input.focus()
    burst(tags.page, "topic 07", "Enter", "Control+z")
    expect(tags.input).to_have_value("topic 07")
    expect(tags.rows).to_have_count(1)
    tags.expect_chosen("topic-01")
    assert site.related(post, "tagged") == ["topic-01"]


def test_rows_that_come_late_are_those_of_the_text_that_was_entered(
    page: Page, site: Garden, post: str, tags: Picker
) -> None:
    """The answer for later letters overtakes the one for the pick."""
    tags.open()
    held = Held(page, r"relate-options.*q=topic\+07")
    burst(page, "topic 07", "Enter")
    held.wait_for()
    burst(page, "topic 1")
    expect(tags.rows).to_have_count(10)
    tags.expect_active("topic-10")
    held.release()
    tags.expect_chosen("topic-07")
    expect(tags.input).to_have_value("topic 1")
    tags.input.press("Enter")
    tags.expect_chosen("topic-07", "topic-10")
    assert site.related(post, "tagged") == ["topic-07", "topic-10"]


@some_latencies
def test_what_is_added_already_is_said_and_the_next_word_goes_on(
    site: Garden, post: str, tags: Picker
) -> None:
    site.relate(post, "tagged", "topic-07")
    tags.expect_chosen("topic-07")
    tags.input.focus()
    burst(tags.page, "topic 07", "Enter")
    expect(tags.root.get_by_role("status")).to_contain_text("“Topic 07” is added already.")
    burst(tags.page, "topic 08", "Enter")
    tags.expect_chosen("topic-07", "topic-08")


@some_latencies
def test_a_text_that_finds_nothing_comes_back_and_makes_nothing(
    site: Garden, post: str, tags: Picker
) -> None:
    before = site.slugs()
    tags.input.focus()
    burst(tags.page, "Wading birds", "Enter")
    expect(tags.input).to_have_value("Wading birds")
    expect(tags.create).to_be_visible()
    said = tags.root.get_by_role("status")
    expect(said).to_have_text("“Wading birds” was not added. Nothing found.")
    burst(tags.page, "topic 07")
    expect(tags.input).to_have_value("topic 07")
    expect(said).to_have_text("“Wading birds” was not added. 1 found.")
    burst(tags.page, "Enter")
    tags.expect_chosen("topic-07")
    assert site.slugs() == before


@pytest.mark.parametrize("failure", ["500", "429", "offline"])
def test_a_search_that_fails_drops_the_keys_and_says_so(
    site: Garden, post: str, tags: Picker, complaints: Complaints, failure: str
) -> None:
    complaints.allow("ERR_FAILED", "ERR_INTERNET_DISCONNECTED", "Failed to fetch")
    complaints.allow("status of 500", "status of 429", "htmx:response:error")
    page = tags.page
    tags.open()
    # Where keys come slowly, the search of the input asks as well as the pick.
    stalled = Stalled(page, r"relate-options.*q=topic\+1", times=2)
    burst(page, "topic 1", "ArrowDown", "Enter", "topic 2", "Enter")
    stalled.wait_for()
    if failure == "offline":
        page.context.set_offline(True)
        stalled.lose()
    else:
        page.set_extra_http_headers({"X-Test-Fail": failure})
        stalled.release({"X-Test-Fail": failure})
    expect(tags.root.get_by_role("alert")).not_to_be_empty()
    expect(tags.input).to_have_value("topic 1")
    expect(tags.root.get_by_role("status")).to_have_text("“topic 2” was not added.")
    page.context.set_offline(False)
    page.set_extra_http_headers({})
    tags.root.get_by_role("button", name="Try again").click()
    expect(tags.rows).to_have_count(10)
    tags.expect_active("topic-10")
    assert site.related(post, "tagged") == []
    tags.input.press("Enter")
    tags.expect_chosen("topic-10")


def test_arrows_for_rows_that_do_not_come_lead_nowhere(
    tags: Picker, complaints: Complaints
) -> None:
    complaints.allow("status of 500", "htmx:response:error")
    page = tags.page
    page.set_extra_http_headers({"X-Test-Fail": "500"})
    tags.input.focus()
    burst(page, "topic 1", "ArrowDown", "ArrowDown")
    expect(tags.root.get_by_role("alert")).not_to_be_empty()
    page.set_extra_http_headers({})
    tags.root.get_by_role("button", name="Try again").click()
    tags.expect_active("topic-10")


def test_a_page_that_goes_keeps_what_waited_for_its_rows(page: Page, tags: Picker) -> None:
    stalled = Stalled(page, r"relate-options.*q=topic\+07")
    tags.input.focus()
    burst(page, "topic 07", "Enter")
    stalled.wait_for()
    page.reload()
    expect(tags.input).to_have_value("topic 07")
    tags.expect_chosen()


@some_latencies
def test_a_link_that_is_followed_at_once_loses_no_pick(
    site: Garden, post: str, desk: Page, tags: Picker
) -> None:
    tags.input.focus()
    burst(desk, "topic 07", "Enter")
    desk.get_by_role("link", name="See the post").click()
    expect(desk.locator("#region-tags a")).to_have_text(["Topic 07"])
    assert site.related(post, "tagged") == ["topic-07"]


def test_nothing_is_asked_for_in_vain(page: Page, tags: Picker) -> None:
    """A pick of a row that is there is one write, and one search for what is offered next."""
    tags.search("topic 1")
    tags.expect_active("topic-10")
    asked = Asked(page, "relate")
    tags.input.press("Enter")
    tags.expect_chosen("topic-10")
    expect(tags.rows).to_have_count(20)
    assert [request.method for request in asked.requests] == ["POST", "GET"]
