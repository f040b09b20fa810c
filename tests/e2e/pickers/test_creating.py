"""Tags that are made while they are picked."""

from playwright.sync_api import Page, expect

from tests.e2e.pickers.conftest import OpenBrowser, some_latencies
from tests.e2e.pickers.network import Asked
from tests.e2e.pickers.picker import Picker
from tests.e2e.pickers.sample_site import Garden


@some_latencies
def test_a_title_that_nobody_has_becomes_a_tag(
    site: Garden, page: Page, post: str, tags: Picker
) -> None:
    tags.input.focus()
    tags.input.press_sequentially("Wading birds")
    expect(tags.create).to_have_text("Create “Wading birds”")
    tags.input.press("ArrowUp")
    tags.input.press("Enter")
    expect(tags.input).to_have_value("")
    tags.expect_chosen("wading-birds")
    expect(tags.input).to_be_focused()
    assert site.related("wading-birds", "is-a") == ["tag"]
    page.goto("/candidate-01/edit")
    other = Picker(page, "tagged")
    other.input.fill("wading")
    expect(other.row("wading-birds")).to_be_visible()


def test_a_title_that_somebody_has_is_not_offered_to_be_made(
    site: Garden, tags: Picker, related: Picker
) -> None:
    site.new_tag("Été")
    tags.input.click()
    for typed in ("ÉTÉ", "ete", " Topic  07 "):
        tags.input.fill(typed)
        expect(tags.rows).to_have_count(1)
        expect(tags.create).to_have_count(0)
    related.input.click()
    related.search("Nobody is called so")
    expect(related.create).to_have_count(0)


def test_nothing_is_made_by_leaving_the_input(site: Garden, tags: Picker, related: Picker) -> None:
    before = site.slugs()
    asked = Asked(tags.page, "/relate")
    for leave in ("Tab", "Escape", "Enter"):
        tags.input.click()
        tags.input.fill("")
        tags.search("Never made")
        expect(tags.create).to_be_visible()
        tags.input.press(leave)
    related.open()
    assert [request for request in asked.requests if request.method == "POST"] == []
    assert site.slugs() == before


@some_latencies
def test_two_editors_who_make_the_same_tag_at_once_get_one(
    site: Garden, post: str, tags: Picker, open_browser: OpenBrowser
) -> None:
    before = site.slugs() | {site.new_post("Egret")}
    second = Picker(open_browser("second").new_page(), "tagged")
    second.page.goto("/egret/edit")
    for picker, typed in ((tags, "Crane Flies"), (second, "crane flies")):
        picker.input.focus()
        picker.input.press_sequentially(typed)
        expect(picker.create).to_be_visible()
        picker.input.press("ArrowUp")
    tags.input.press("Enter", no_wait_after=True)
    second.input.press("Enter", no_wait_after=True)
    tags.expect_chosen("crane-flies")
    second.expect_chosen("crane-flies")
    assert site.slugs() - before == {"crane-flies"}
