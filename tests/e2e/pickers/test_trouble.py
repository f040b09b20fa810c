"""What goes wrong between an author and the site: nothing is lost, and it can be tried again."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e import server
from tests.e2e.conftest import Complaints
from tests.e2e.pickers.conftest import every_latency
from tests.e2e.pickers.network import Stalled
from tests.e2e.pickers.picker import Picker
from tests.e2e.pickers.sample_site import Garden

Line = Callable[[Page, bool], None]


def cut(page: Page, down: bool) -> None:
    """The network is gone."""
    page.context.set_offline(down)


def break_down(page: Page, down: bool) -> None:
    """The site breaks at each request."""
    page.set_extra_http_headers({"X-Test-Fail": "500"} if down else {})


def refuse(page: Page, down: bool) -> None:
    """The site says that this was too much."""
    page.set_extra_http_headers({"X-Test-Fail": "429"} if down else {})


LINES: dict[Line, str] = {
    cut: "cannot be reached",
    break_down: "The fault is ours",
    refuse: "Please wait a moment",
}
every_line = pytest.mark.parametrize("line", LINES, ids=["offline", "500", "429"])


@pytest.fixture(autouse=True)
def expected(complaints: Complaints) -> None:
    """The browser says on its console what these tests do to it."""
    complaints.allow("ERR_INTERNET_DISCONNECTED", "Failed to fetch", "htmx:response:error")
    complaints.allow("status of 500", "status of 429", "status of 422")


def fault(picker: Picker) -> Locator:
    """What a picker has to complain of."""
    return picker.root.get_by_role("alert")


def again(picker: Picker) -> Locator:
    """The button that sends again what did not arrive."""
    return picker.root.get_by_role("button", name="Try again")


@every_line
def test_a_pick_that_fails_is_said_and_sent_again(
    site: Garden, post: str, tags: Picker, line: Line
) -> None:
    tags.pick("topic-01")
    tags.expect_chosen("topic-01")
    row = tags.find("topic-02")
    line(tags.page, True)
    row.click()
    expect(fault(tags)).to_contain_text(LINES[line])
    tags.expect_chosen("topic-01")
    assert site.related(post, "tagged") == ["topic-01"]
    line(tags.page, False)
    again(tags).click()
    tags.expect_chosen("topic-01", "topic-02")
    expect(fault(tags)).to_be_hidden()
    assert site.related(post, "tagged") == ["topic-01", "topic-02"]


def test_what_was_not_done_is_not_taken_back(
    site: Garden, post: str, tags: Picker, complaints: Complaints
) -> None:
    """Ctrl+Z is for the pick that is under way; what was done before it stays."""
    complaints.allow("ERR_FAILED")
    tags.pick("topic-01")
    tags.expect_chosen("topic-01")
    stalled = Stalled(tags.page, "/relate$")
    tags.pick("topic-02")
    stalled.wait_for()
    tags.input.press("Control+z")
    stalled.lose()
    expect(fault(tags)).to_contain_text("cannot be reached")
    again(tags).click()
    tags.expect_chosen("topic-01", "topic-02")
    assert site.related(post, "tagged") == ["topic-01", "topic-02"]


@every_line
def test_three_picks_that_fail_are_sent_again_in_their_order(
    site: Garden, post: str, tags: Picker, line: Line
) -> None:
    tags.input.click()
    tags.input.fill("topic 0")
    expect(tags.rows).to_have_count(10)
    line(tags.page, True)
    tags.list.evaluate(
        "list => [...list.querySelectorAll('[data-slug]')].slice(2, 5).forEach(row => row.click())"
    )
    expect(fault(tags)).to_contain_text(LINES[line])
    expect(tags.page.locator(".htmx-request")).to_have_count(0)
    line(tags.page, False)
    again(tags).click()
    tags.expect_chosen("topic-02", "topic-03", "topic-04")
    assert site.related(post, "tagged") == ["topic-02", "topic-03", "topic-04"]


@every_line
def test_a_removal_that_fails_leaves_the_chip(
    site: Garden, post: str, tags: Picker, line: Line
) -> None:
    tags.pick("topic-01")
    tags.expect_chosen("topic-01")
    line(tags.page, True)
    tags.remove_button("topic-01").click()
    expect(fault(tags)).to_contain_text(LINES[line])
    tags.expect_chosen("topic-01")
    line(tags.page, False)
    tags.remove_button("topic-01").click()
    tags.expect_chosen()
    assert site.related(post, "tagged") == []


@every_line
def test_a_move_that_fails_puts_the_chip_back(
    site: Garden, post: str, tags: Picker, line: Line
) -> None:
    site.relate(post, "tagged", "topic-01", "topic-02")
    tags.expect_chosen("topic-01", "topic-02")
    line(tags.page, True)
    tags.remove_button("topic-02").press("Alt+ArrowLeft")
    expect(fault(tags)).to_contain_text(LINES[line])
    tags.expect_chosen("topic-01", "topic-02")
    expect(tags.remove_button("topic-02")).to_be_focused()
    line(tags.page, False)
    tags.remove_button("topic-02").press("Alt+ArrowLeft")
    expect(tags.page.locator("#region-tags a")).to_have_text(["Topic 02", "Topic 01"])
    assert site.related(post, "tagged") == ["topic-02", "topic-01"]


@every_line
def test_a_search_that_fails_is_said_and_keeps_what_was_typed(tags: Picker, line: Line) -> None:
    tags.open()
    line(tags.page, True)
    tags.input.fill("topic 07")
    expect(fault(tags)).to_contain_text(LINES[line])
    expect(tags.input).to_have_value("topic 07")
    line(tags.page, False)
    again(tags).click()
    expect(tags.row("topic-07")).to_be_visible()
    expect(tags.rows).to_have_count(1)
    expect(fault(tags)).to_be_hidden()


@every_latency
def test_a_session_that_ends_in_mid_pick_is_begun_again_and_nothing_is_lost(
    site: Garden, post: str, tags: Picker, complaints: Complaints
) -> None:
    page = tags.page
    tags.pick("topic-01")
    tags.expect_chosen("topic-01")
    page.get_by_label("Title").fill("Heron in spring")
    related = Picker(page, "related")
    related.input.fill("half a wo")
    row = tags.find("topic-02")
    page.context.clear_cookies()
    row.click()
    expect(page).to_have_url(re.compile(r"/login\?next="))
    page.get_by_label("Name", exact=True).fill("editor")
    page.get_by_label("Password").fill(server.EDITOR_PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in").click()
    expect(page).to_have_url(f"{site.url}/{post}/edit")
    tags.expect_chosen("topic-01")
    expect(page.get_by_label("Title")).to_have_value("Heron in spring")
    expect(related.input).to_have_value("half a wo")
    expect(page.locator("#status")).to_contain_text("“Topic 02” was not added")
    tags.pick("topic-02")
    tags.expect_chosen("topic-01", "topic-02")
    assert site.related(post, "tagged") == ["topic-01", "topic-02"]


def test_a_session_that_ends_while_searching_leads_to_the_login_and_back(
    site: Garden, post: str, tags: Picker
) -> None:
    page = tags.page
    page.context.clear_cookies()
    tags.input.fill("topic 07")
    expect(page).to_have_url(re.compile(r"/login\?next="))
    page.get_by_label("Name", exact=True).fill("editor")
    page.get_by_label("Password").fill(server.EDITOR_PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in").click()
    expect(page).to_have_url(f"{site.url}/{post}/edit")
    expect(tags.input).to_have_value("topic 07")
    expect(tags.rows).to_have_count(0)
    tags.input.click()
    expect(tags.row("topic-07")).to_be_visible()
    expect(tags.rows).to_have_count(1)
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("link", name="Log in").first).to_be_visible()
    assert page.evaluate("Object.keys(sessionStorage)") == []


def test_what_the_server_will_not_have_is_said_in_the_picker(
    site: Garden, post: str, tags: Picker
) -> None:
    """Somebody else takes the tag away while it is offered."""
    tag = site.new_tag("Passing fashion")
    row = tags.find(tag)
    site.unrelate(tag, "is-a", "tag")
    with tags.page.expect_response(re.compile("/relate$")) as answered:
        row.click()
    assert answered.value.status == 422
    expect(fault(tags)).to_contain_text("is no tag")
    expect(again(tags)).to_be_hidden()
    tags.expect_chosen()
    tags.pick("topic-01")
    tags.expect_chosen("topic-01")
    expect(fault(tags)).to_be_hidden()


@every_line
def test_a_failure_is_said_once(tags: Picker, line: Line) -> None:
    row = tags.find("topic-01")
    line(tags.page, True)
    row.click()
    expect(fault(tags)).to_contain_text(LINES[line])
    expect(tags.page.locator("#status")).to_be_empty()
    expect(tags.page.locator("[role=alert]:has(> span:not(:empty))")).to_have_count(1)


def test_a_link_on_a_chip_that_leads_nowhere_is_no_fault_of_the_picker(
    site: Garden, post: str, tags: Picker
) -> None:
    site.relate(post, "tagged", "topic-01")
    tags.expect_chosen("topic-01")
    cut(tags.page, True)
    tags.root.get_by_role("link", name="Topic 01").click()
    status = tags.page.locator("#status")
    expect(status).to_contain_text("did not arrive")
    expect(fault(tags)).to_be_hidden()
    cut(tags.page, False)
    status.get_by_role("button", name="Try again").click()
    expect(tags.page.get_by_role("heading", level=1)).to_have_text("Topic 01")
