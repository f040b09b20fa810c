"""A page that was open when its post got another address: its pickers go on."""

from playwright.sync_api import Page, expect

from tests.e2e.pickers.conftest import some_latencies
from tests.e2e.pickers.picker import Picker
from tests.e2e.pickers.sample_site import Garden


@some_latencies
def test_picks_and_removals_go_to_the_post_that_has_another_address(
    site: Garden, post: str, page: Page, related: Picker
) -> None:
    site.rename(post, "bittern")
    related.pick("candidate-05")
    related.expect_chosen("candidate-05")
    related.pick("candidate-07")
    related.expect_chosen("candidate-05", "candidate-07")
    related.remove_button("candidate-07").focus()
    page.keyboard.press("Alt+ArrowLeft")
    expect(page.locator("#status")).to_contain_text("was moved")
    related.expect_chosen("candidate-07", "candidate-05")
    related.remove_button("candidate-05").click()
    related.expect_chosen("candidate-07")
    page.locator("#status").get_by_role("button", name="Undo").click()
    related.expect_chosen("candidate-07", "candidate-05")
    assert site.related("bittern", "related") == ["candidate-07", "candidate-05"]
