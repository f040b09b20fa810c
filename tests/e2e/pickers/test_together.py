"""Several pages at once: they stay in step, and an older answer never puts back an older state."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import clock
from tests.e2e.pickers.conftest import (
    CHANGING,
    OpenBrowser,
    both_setups,
    every_latency,
)
from tests.e2e.pickers.network import Asked, Held
from tests.e2e.pickers.picker import Picker
from tests.e2e.pickers.sample_site import Garden


def opened(page: Page, post: str, kind: str) -> Picker:
    """The picker of a kind on the page of a post."""
    page.goto(f"/{post}/edit")
    return Picker(page, kind)


@both_setups
@every_latency
def test_two_pickers_and_the_switch_at_work_on_two_pages_of_two_editors(
    site: Garden, post: str, desk: Page, open_browser: OpenBrowser
) -> None:
    """The story of all pickers: what one editor does, the other one sees."""
    tags, related = Picker(desk, "tagged"), Picker(desk, "related")
    other_page = open_browser("second").new_page()
    other_tags = opened(other_page, post, "tagged")
    other_related = Picker(other_page, "related")
    for slug in ("topic-03", "topic-01", "topic-02"):
        tags.pick(slug)
    related.pick("candidate-05")
    other_related.pick("new-york-notes")
    # Its list stays open, over what stands below.
    other_related.input.press("Escape")
    for picker in (tags, other_tags):
        picker.expect_chosen("topic-03", "topic-01", "topic-02")
    for picker, slug in ((related, "candidate-05"), (other_related, "new-york-notes")):
        expect(picker.chip(slug)).to_be_visible()
    stored = site.related(post, "related")
    assert set(stored) == {"candidate-05", "new-york-notes"}
    for picker in (related, other_related):
        picker.expect_chosen(*stored)
    other_tags.remove_button("topic-03").click()
    tags.remove_button("topic-02").press("Alt+ArrowLeft")
    desk.get_by_role("switch").click()
    for page, picker in ((desk, tags), (other_page, other_tags)):
        picker.expect_chosen("topic-02", "topic-01")
        expect(page.locator("#region-tags a")).to_have_text(["Topic 02", "Topic 01"])
        expect(page.get_by_role("switch")).to_have_attribute("aria-checked", "true")
    assert site.related(post, "tagged") == ["topic-02", "topic-01"]
    other_page.goto("/candidate-05/edit")
    Picker(other_page, "related").expect_chosen(post)
    Picker(other_page, "tagged").pick(post)
    expect(desk.locator("#region-members")).to_contain_text("Candidate 05")


@pytest.mark.parametrize(
    ("site", "latency"),
    [
        ("small", 0),
        ("small", CHANGING),
        pytest.param("large", 0, marks=[pytest.mark.postgres, pytest.mark.redis]),
    ],
    indirect=True,
)
def test_pickers_of_one_kind_on_pages_of_both_ends_stay_in_step(
    site: Garden, post: str, desk: Page
) -> None:
    here = Picker(desk, "related")
    there = opened(desk.context.new_page(), "candidate-01", "related")
    here.pick("candidate-01")
    here.expect_chosen("candidate-01")
    there.expect_chosen(post)
    there.remove_button(post).click()
    there.expect_chosen()
    here.expect_chosen()
    assert site.related(post, "related") == []


@both_setups
def test_news_come_within_three_seconds(site: Garden, page: Page, post: str, tags: Picker) -> None:
    clock.stop(page)
    site.relate(post, "tagged", "topic-11")
    clock.let_pass(page, 3_000)
    expect(tags.chip("topic-11")).to_be_visible()
    expect(page.locator("#region-tags")).to_contain_text("Topic 11")


def test_an_open_page_asks_for_news_every_two_seconds(page: Page, post: str) -> None:
    page.goto(f"/{post}/edit")
    clock.stop(page)
    page.evaluate(
        "asked = 0; document.getElementById('log-position').addEventListener('ask', () => asked++)"
    )
    page.clock.run_for(6_000)
    assert page.evaluate("asked") == 3


def test_a_page_that_nobody_looks_at_does_not_ask(site: Garden, post: str, desk: Page) -> None:
    hidden = desk.context.new_page()
    hidden.add_init_script(
        "Object.defineProperty(document, 'visibilityState',"
        " { configurable: true, get: () => window.shown ? 'visible' : 'hidden' })"
    )
    asked = Asked(hidden, "/_live")
    tags = opened(hidden, post, "tagged")
    for _ in range(2):
        desk.wait_for_event("response", lambda answer: "/_live" in answer.url)
    assert asked.requests == []
    site.relate(post, "tagged", "topic-11")
    hidden.evaluate("window.shown = true; document.dispatchEvent(new Event('visibilitychange'))")
    tags.expect_chosen("topic-11")
    assert len(asked.requests) == 1


def test_an_old_answer_to_the_page_never_puts_back_what_was_before_a_pick(
    page: Page, tags: Picker, site: Garden, post: str
) -> None:
    held = Held(page, "/_live.*after=[0-9]+$")
    site.relate(post, "tagged", "topic-01")
    held.wait_for()
    tags.pick("topic-02")
    tags.expect_chosen("topic-01", "topic-02")
    with page.expect_response(lambda answer: "/_live" in answer.url):
        held.release()
    page.wait_for_event("response", lambda answer: "/_live" in answer.url)
    tags.expect_chosen("topic-01", "topic-02")
    expect(page.locator("#region-tags a")).to_have_text(["Topic 01", "Topic 02"])


def test_an_old_answer_to_a_pick_never_puts_back_what_others_did_since(
    page: Page, tags: Picker, site: Garden, post: str
) -> None:
    held = Held(page, "/relate$")
    tags.pick("topic-02")
    held.wait_for()
    site.relate(post, "tagged", "topic-03")
    tags.expect_chosen("topic-02", "topic-03")
    with page.expect_response(lambda answer: answer.url.endswith("/relate")):
        held.release()
    page.wait_for_event("response", lambda answer: "/_live" in answer.url)
    tags.expect_chosen("topic-02", "topic-03")
