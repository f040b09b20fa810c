"""The note with the button that takes a change back lies where nobody is at work."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.pickers.picker import Picker
from tests.e2e.pickers.sample_site import Garden

#: How many pixels of one element are under another, in the window.
COVERED = """([one, other]) => {
    const [a, b] = [one, other].map(each => document.querySelector(each).getBoundingClientRect())
    const side = (from, to) => Math.max(0, Math.min(a[to], b[to]) - Math.max(a[from], b[from]))
    return side("left", "right") * side("top", "bottom")
}"""

sizes = pytest.mark.parametrize("size", [(360, 640), (1280, 800)], ids=["360", "1280"])


def expect_free(page: Page, selector: str) -> None:
    """Wait until the note is there, in the window, and covers nothing of an element."""
    expect(page.locator("#status").get_by_role("button", name="Undo")).to_be_in_viewport(ratio=1)
    page.wait_for_function(f"names => ({COVERED})(names) === 0", arg=["#status", selector])


@sizes
@pytest.mark.parametrize("block", ["start", "center", "end"])
def test_it_covers_no_open_list_and_no_input(
    page: Page, tags: Picker, size: tuple[int, int], block: str
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    tags.open()
    tags.input.evaluate("(input, block) => input.scrollIntoView({ block })", block)
    tags.row("topic-24").evaluate("row => row.click()")
    tags.expect_chosen("topic-24")
    expect(tags.list).to_be_visible()
    for selector in ("#options-tagged", "#q-tagged"):
        expect_free(page, selector)
    page.mouse.wheel(0, -200)
    for selector in ("#options-tagged", "#q-tagged"):
        expect_free(page, selector)


@sizes
def test_it_makes_room_for_what_has_the_focus(
    site: Garden, post: str, page: Page, tags: Picker, size: tuple[int, int]
) -> None:
    site.relate(post, "tagged", *(f"topic-{number:02}" for number in range(6)))
    expect(tags.chips).to_have_count(6)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    tags.remove_button("topic-00").click()
    expect(tags.chips).to_have_count(5)
    expect_free(page, ":focus")
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        expect_free(page, ":focus")
    focused = page.locator(":focus")
    for block in ("start", "end"):
        focused.evaluate("(element, block) => element.scrollIntoView({ block })", block)
        expect_free(page, ":focus")
