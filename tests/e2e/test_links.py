"""What a browser does with a link by itself stays the browser's, whatever script listens.

The expected ends are those of the same browser with its scripts switched off, on Linux, where Meta
means nothing; only a plain click is the script's, and there the document stays.
"""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.sample_site import RARE_WORD

#: Records, when all listeners are done, whether one of them took the event from the browser.
WATCH = """
for (const name of ["click", "auxclick", "contextmenu", "dragstart", "submit"])
  addEventListener(name, event => setTimeout(() => window.taken = event.defaultPrevented), true)
addEventListener("dragover", event => event.preventDefault())
addEventListener("drop", event => {
  event.preventDefault()
  window.dragged = event.dataTransfer.getData("text/uri-list")
})
"""


@dataclass(frozen=True, slots=True)
class Spot:
    """A link, or the button of a form, on a page."""

    path: str
    selector: str
    #: Whether a plain click replaces #main alone.
    partial: bool = True

    def open(self, page: Page) -> str:
        """Load its page afresh, and give the address that it leads to."""
        page.goto(self.path)
        page.evaluate("document.body.classList.add('first')")
        element = page.locator(self.selector).first
        return str(element.evaluate("e => e.href ?? `${e.form.action}?q=${e.form.q.value}`"))


LINKS = {
    "navigation": Spot("/", "#site-nav a[href='/tags/']"),
    "card": Spot("/", "main article h2 a"),
    "pager": Spot("/", ".pager a"),
    "tag": Spot("/paper-boats/", "#region-tags a"),
    "member": Spot("/rivers/", "#region-members .member a"),
    "search-result": Spot(f"/search?q={RARE_WORD}", "main article h2 a"),
    "author-text": Spot("/paper-boats/", ".prose a", partial=False),
}
BUTTON = Spot(f"/search?q={RARE_WORD}", ".search-box-page button")
SPOTS = {**LINKS, "button": BUTTON}

every_spot = pytest.mark.parametrize("spot", SPOTS.values(), ids=SPOTS)
every_link = pytest.mark.parametrize("spot", LINKS.values(), ids=LINKS)


@pytest.fixture
def page(page: Page) -> Page:
    """A page that says what became of its events."""
    page.add_init_script(WATCH)
    return page


def press(page: Page, spot: Spot, gesture: str) -> None:
    """Click with a modifier or the middle button, or press keys on the focused element."""
    element = page.locator(spot.selector).first
    if "Enter" in gesture:
        element.press(gesture)
    elif gesture == "middle":
        element.click(button="middle")
    else:
        element.click(modifiers=[gesture])  # type: ignore[list-item]


def expect_left_to_the_browser(page: Page) -> None:
    page.wait_for_function("() => window.taken === false")


def expect_another_page(context: BrowserContext, page: Page, spot: Spot, *gestures: str) -> None:
    """Each gesture opens the address beside the page, which stays as it is."""
    target = spot.open(page)
    for gesture in gestures:
        with context.expect_page() as opened:
            press(page, spot, gesture)
        expect(opened.value).to_have_url(target)
        expect(opened.value.get_by_role("banner")).to_be_visible()
        opened.value.close()
    assert page.locator("body.first").count() == 1


@every_spot
def test_control_and_shift_open_another_page(
    context: BrowserContext, page: Page, spot: Spot
) -> None:
    expect_another_page(context, page, spot, "Control", "Shift")


@every_link
def test_the_middle_button_and_control_enter_open_another_page(
    context: BrowserContext, page: Page, spot: Spot
) -> None:
    expect_another_page(context, page, spot, "middle", "Control+Enter")


@every_spot
def test_alt_asks_the_browser_to_keep_the_page_as_a_file(page: Page, spot: Spot) -> None:
    spot.open(page)
    press(page, spot, "Alt")
    expect_left_to_the_browser(page)
    assert page.locator("body.first").count() == 1


@every_spot
def test_meta_is_the_browsers_to_understand(page: Page, spot: Spot) -> None:
    """On Linux it is a click like any other: the browser loads the whole page."""
    target = spot.open(page)
    press(page, spot, "Meta")
    expect(page.locator("body.first")).to_have_count(0)
    expect(page).to_have_url(target)


@every_spot
def test_a_plain_click_and_enter_lead_there_in_the_same_page(page: Page, spot: Spot) -> None:
    for lead in (page.locator(spot.selector).first.click, None):
        target = spot.open(page)
        page.evaluate("document.querySelector('h1').classList.add('old')")
        if lead:
            lead()
        else:
            press(page, spot, "Enter")
        expect(page.locator("h1.old")).to_have_count(0)
        expect(page).to_have_url(target)
        expect(page.locator("body.first")).to_have_count(1 if spot.partial else 0)
    assert len(page.context.pages) == 1


@every_link
def test_a_link_can_be_dragged_and_has_a_menu(page: Page, spot: Spot) -> None:
    target = spot.open(page)
    link = page.locator(spot.selector).first
    link.click(button="right")
    expect_left_to_the_browser(page)
    page.evaluate("window.taken = undefined")
    link.hover()
    page.mouse.down()
    page.mouse.move(5, 5, steps=4)
    page.mouse.up()
    expect_left_to_the_browser(page)
    page.wait_for_function("address => window.dragged === address", arg=target)
    assert page.locator("body.first").count() == 1


@every_link
def test_the_address_of_a_link_opens_the_same_page(page: Page, spot: Spot) -> None:
    target = spot.open(page)
    page.locator(spot.selector).first.click()
    expect(page).to_have_url(target)
    heading = page.get_by_role("heading", level=1).inner_text()
    beside = page.context.new_page()
    beside.goto(target)
    expect(beside.get_by_role("heading", level=1)).to_have_text(heading)
    expect(beside.get_by_role("banner")).to_be_visible()


def test_a_fragment_of_the_same_page_is_gone_to_without_loading_it(page: Page) -> None:
    page.goto("/paper-boats/")
    page.evaluate("""() => {
      document.body.classList.add("first")
      document.querySelector("h1").classList.add("old")
      const link = document.querySelector("#region-tags a")
      link.href = "/paper-boats/#region-article"
    }""")
    page.locator("#region-tags a").first.click()
    expect(page).to_have_url(re.compile("/paper-boats/#region-article$"))
    assert page.locator("body.first h1.old").count() == 1
    expect(page.locator(":target")).to_have_id("region-article")
