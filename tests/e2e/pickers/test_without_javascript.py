"""The whole story of relating in a browser that runs no script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import server
from tests.e2e.conftest import Complaints
from tests.e2e.pickers.conftest import delay, some_latencies
from tests.e2e.pickers.picker import Picker
from tests.e2e.pickers.sample_site import Garden


@pytest.fixture
def plain_page(
    browser: Browser, site: Garden, complaints: Complaints, latency: int | str
) -> Iterator[Page]:
    """A page whose browser runs no script, and of which nobody has logged in."""
    with browser.new_context(base_url=site.url, java_script_enabled=False) as context:
        complaints.listen(context)
        delay(context, latency)
        yield context.new_page()


def find(picker: Picker, text: str) -> None:
    """Ask for posts by the button."""
    picker.input.fill(text)
    with picker.page.expect_navigation():
        picker.root.get_by_role("button", name="Find").click()


def press(page: Page, name: str) -> None:
    """Press a button of the status."""
    page.locator("#status").get_by_role("button", name=name).click()


@some_latencies
def test_log_in_find_pick_remove_take_back_make_and_turn_into_a_tag(
    site: Garden, post: str, plain_page: Page
) -> None:
    page, tags, related = plain_page, Picker(plain_page, "tagged"), Picker(plain_page, "related")
    page.goto(f"/{post}/edit")
    page.get_by_label("Name", exact=True).fill("editor")
    page.get_by_label("Password").fill(server.EDITOR_PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Heron")
    find(tags, "topic 1")
    assert tags.offered() == [f"topic-{number}" for number in range(10, 20)]
    expect(tags.input).to_have_value("topic 1")
    tags.row("topic-12").click()
    tags.expect_chosen("topic-12")
    expect(page.locator("#status")).to_contain_text("“Topic 12” was added to Tags.")
    find(related, "crème")
    related.row("creme-brulee").click()
    related.expect_chosen("creme-brulee")
    find(tags, "Wading birds")
    tags.create.click()
    tags.expect_chosen("topic-12", "wading-birds")
    tags.remove_button("topic-12").click()
    tags.expect_chosen("wading-birds")
    press(page, "Undo")
    tags.expect_chosen("topic-12", "wading-birds")
    assert page.url == f"{site.url}/{post}/edit#picker-tagged"
    assert site.related(post, "related") == ["creme-brulee"]
    page.goto(f"/{post}/")
    expect(page.locator("#region-tags a")).to_have_text(["Topic 12", "Wading birds"])
    expect(page.locator("#region-related a")).to_have_text(["Crème brûlée"])


def test_a_chip_is_moved_to_the_left_and_back(site: Garden, post: str, plain_page: Page) -> None:
    page, tags = plain_page, Picker(plain_page, "tagged")
    page.context.add_cookies(site.signed_in["editor"]["cookies"])  # type: ignore[arg-type]
    site.relate(post, "tagged", "topic-01", "topic-02", "topic-03")
    page.goto(f"/{post}/edit")
    tags.chip("topic-03").get_by_role("button", name="to the left").click()
    tags.expect_chosen("topic-01", "topic-03", "topic-02")
    expect(page.locator("#status")).to_contain_text("“Topic 03” was moved in Tags.")
    press(page, "Undo")
    tags.expect_chosen("topic-01", "topic-02", "topic-03")


def test_a_tag_is_made_and_asked_for_before_it_stops_being_one(
    site: Garden, post: str, plain_page: Page
) -> None:
    page, tags = plain_page, Picker(plain_page, "tagged")
    page.context.add_cookies(site.signed_in["editor"]["cookies"])  # type: ignore[arg-type]
    page.goto(f"/{post}/edit")
    page.get_by_role("switch").click()
    expect(page.get_by_role("switch")).to_have_attribute("aria-checked", "true")
    page.goto("/candidate-01/edit")
    find(tags, "heron")
    tags.row(post).click()
    tags.expect_chosen(post)
    page.goto(f"/{post}/edit")
    page.get_by_role("switch").click()
    expect(page.get_by_role("main")).to_contain_text("is on 1 post")
    page.get_by_role("link", name="Leave it as it is").click()
    expect(page.get_by_role("switch")).to_have_attribute("aria-checked", "true")
    page.get_by_role("switch").click()
    page.get_by_role("main").get_by_role("button", name="Make it a tag no more").click()
    expect(page.get_by_role("switch")).to_have_attribute("aria-checked", "false")
    assert site.related("candidate-01", "tagged") == [post]


def test_what_cannot_be_picked_is_said_on_a_page(
    site: Garden, post: str, plain_page: Page, complaints: Complaints
) -> None:
    complaints.allow("status of 422")
    page, tags = plain_page, Picker(plain_page, "tagged")
    page.context.add_cookies(site.signed_in["editor"]["cookies"])  # type: ignore[arg-type]
    tag = site.new_tag("Passing fashion")
    page.goto(f"/{post}/edit")
    find(tags, "passing")
    site.unrelate(tag, "is-a", "tag")
    tags.row(tag).click()
    expect(page.get_by_role("main")).to_contain_text("is no tag")
    page.go_back()
    tags.expect_chosen()
