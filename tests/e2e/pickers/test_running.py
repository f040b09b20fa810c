"""A write under way shows within a tenth of a second that it runs."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.pickers.network import Stalled
from tests.e2e.pickers.picker import Picker

#: Milliseconds until the line at the top of the window is there; 0 without one.
SHOWN_AFTER = """() => document.getAnimations()
  .filter(({ effect }) => effect.pseudoElement === "::before" && effect.target === document.body)
  .map(({ effect }) => effect.getComputedTiming().endTime)[0] ?? 0"""


def expect_shown_at_once(page: Page) -> None:
    page.wait_for_function(f"() => ({SHOWN_AFTER})() > 0")
    assert page.evaluate(SHOWN_AFTER) <= 100
    page.wait_for_function("() => getComputedStyle(document.body, '::before').opacity === '1'")


def expect_over(page: Page) -> None:
    page.wait_for_function("() => getComputedStyle(document.body, '::before').content === 'none'")


def test_a_pick_a_removal_and_what_takes_it_back(tags: Picker) -> None:
    page = tags.page
    stalled = Stalled(page, "/relate$")
    tags.pick("topic-01")
    expect_shown_at_once(page)
    stalled.release()
    tags.expect_chosen("topic-01")
    expect_over(page)
    stalled = Stalled(page, "/unrelate$")
    tags.remove_button("topic-01").click()
    expect_shown_at_once(page)
    stalled.release()
    tags.expect_chosen()
    stalled = Stalled(page, "/undo$")
    page.get_by_role("button", name="Undo").click()
    expect_shown_at_once(page)
    stalled.release()
    tags.expect_chosen("topic-01")
    expect_over(page)


#: The page cannot be asked while a form of it is on its way: it keeps what it shows then.
KEEP_SHOWN = f"""navigation.addEventListener("navigate", ({{ formData }}) => {{
  if (formData) queueMicrotask(() => sessionStorage.setItem("shown after", ({SHOWN_AFTER})()))
}})"""


def expect_was_shown_at_once(page: Page) -> None:
    page.wait_for_function("() => sessionStorage.getItem('shown after')")
    assert 0 < page.evaluate("Number(sessionStorage.getItem('shown after'))") <= 100
    expect_over(page)


def test_a_post_that_is_saved(desk: Page) -> None:
    desk.evaluate(KEEP_SHOWN)
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_text("Saved.")).to_be_visible()
    expect_was_shown_at_once(desk)


def test_a_save_that_was_stopped_shows_nothing_any_more(desk: Page) -> None:
    desk.evaluate(KEEP_SHOWN)
    desk.route(re.compile(r"/edit\?save$"), lambda route: None, times=1)
    desk.evaluate("""() => new Promise((resolve) => {
      const stopAndGoOn = () => { stop(); resolve() }
      navigation.addEventListener("navigate", () => setTimeout(stopAndGoOn, 100), { once: true })
      document.querySelector(".edit-form").requestSubmit()
    })""")
    expect_was_shown_at_once(desk)


def test_a_page_that_is_asked_for_takes_its_time(desk: Page) -> None:
    stalled = Stalled(desk, "/tags/$")
    desk.get_by_role("navigation", name="Main").get_by_role("link", name="Tags").click()
    stalled.wait_for()
    desk.wait_for_function(f"() => ({SHOWN_AFTER})() > 200")
    stalled.release()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Tags")
