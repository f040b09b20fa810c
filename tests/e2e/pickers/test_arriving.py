"""Pickers that come with a type of the post, and go with it."""

import pytest
from playwright.sync_api import Page, Route, expect

from db.kernel.records import Kind
from tests.e2e.conftest import Complaints
from tests.e2e.pickers.conftest import OpenBrowser, some_latencies
from tests.e2e.pickers.network import Held
from tests.e2e.pickers.picker import Picker
from tests.e2e.pickers.sample_site import Garden


@pytest.fixture
def kind(site: Garden) -> Kind:
    """A kind, named in Cyrillic, whose picker stands on recipes."""
    return site.new_kind("Варит", site.new_type("Recipe"))


@pytest.fixture(autouse=True)
def early(complaints: Complaints) -> None:
    """What the chips of a picker are may be told before the picker is there."""
    complaints.allow("no place for #region-chips-")


def kinds(page: Page) -> list[str]:
    """Name the pickers of a page, from the first to the last."""
    found: list[str] = page.locator(".relate-picker").evaluate_all(
        "pickers => pickers.map(picker => picker.dataset.kind)"
    )
    return found


@some_latencies
def test_a_picker_comes_with_the_type_that_shows_it_and_goes_with_it(
    site: Garden, kind: Kind, post: str, desk: Page, tags: Picker
) -> None:
    types, cooks = Picker(desk, "is-a"), Picker(desk, kind.key)
    expect(cooks.root).to_have_count(0)
    tags.input.fill("unsaved")
    types.pick("recipe")
    expect(cooks.input).to_be_visible()
    assert kinds(desk) == ["related", "tagged", "is-a", kind.key]
    expect(tags.input).to_have_value("unsaved")
    cooks.pick("candidate-07")
    cooks.expect_chosen("candidate-07")
    expect(cooks.input).to_be_focused()
    cooks.remove_button("candidate-07").press("Backspace")
    cooks.expect_chosen()
    assert site.related(post, kind.slug) == []
    types.remove_button("recipe").click()
    expect(cooks.root).to_have_count(0)
    assert kinds(desk) == ["related", "tagged", "is-a"]
    expect(tags.input).to_have_value("unsaved")


def test_a_post_that_becomes_a_type_can_be_put_under_others(desk: Page) -> None:
    types, above = Picker(desk, "is-a"), Picker(desk, "subtype-of")
    types.pick("type")
    above.pick("article")
    above.expect_chosen("article")


def test_it_comes_to_the_open_page_of_another_editor(
    site: Garden, kind: Kind, post: str, desk: Page, open_browser: OpenBrowser
) -> None:
    other = open_browser("second").new_page()
    other.goto(f"/{post}/edit")
    leave_notice(other, site.url, post)
    Picker(desk, "is-a").pick("recipe")
    cooks = Picker(other, kind.key)
    cooks.pick("candidate-07")
    cooks.expect_chosen("candidate-07")
    Picker(desk, kind.key).expect_chosen("candidate-07")
    other.reload()
    expect(other.locator("#status")).to_contain_text("“Topic 03” was added to Tags.")


def leave_notice(page: Page, url: str, post: str) -> None:
    """Do something as another tab without a script does, which has not gone on yet."""
    form: dict[str, str | float | bool] = {"kind": "tagged", "other": "topic-03"}
    address = f"{url}/{post}/relate"
    page.request.post(address, form=form, headers={"Origin": url}, max_redirects=0)


def test_one_in_which_somebody_is_at_work_stays_until_they_leave_it(
    site: Garden, kind: Kind, post: str, desk: Page
) -> None:
    site.relate(post, "is-a", "recipe")
    cooks = Picker(desk, kind.key)
    cooks.input.fill("candidate")
    site.unrelate(post, "is-a", "recipe")
    Picker(desk, "is-a").expect_chosen()
    expect(cooks.input).to_have_value("candidate")
    desk.get_by_label("Title").focus()
    expect(cooks.root).to_have_count(0)


def test_two_that_come_at_once_both_come(site: Garden, post: str, desk: Page) -> None:
    kinds_of = [
        site.new_kind(f"{name} by", site.new_type(name)) for name in ("Washed", "Dried", "Ironed")
    ]
    held = Held(desk, "/edit$")
    site.relate(post, "is-a", "washed")
    held.wait_for()
    site.relate(post, "is-a", "dried", "ironed")
    Picker(desk, "is-a").expect_chosen("washed", "dried", "ironed")
    held.release()
    for kind in kinds_of:
        expect(Picker(desk, kind.key).input).to_be_visible()
    assert kinds(desk) == ["related", "tagged", "is-a", *(kind.key for kind in kinds_of)]


def test_what_changed_while_it_was_on_its_way_is_in_it(
    site: Garden, kind: Kind, post: str, desk: Page
) -> None:
    held = Held(desk, "/edit$")
    Picker(desk, "is-a").pick("recipe")
    held.wait_for()
    site.relate(post, kind.slug, "candidate-01")
    site.relate(post, "tagged", "topic-09")
    Picker(desk, "tagged").expect_chosen("topic-09")
    held.release()
    Picker(desk, kind.key).expect_chosen("candidate-01")


def test_an_answer_that_is_older_than_a_picker_does_not_change_it(
    site: Garden, kind: Kind, post: str, desk: Page
) -> None:
    site.relate(post, kind.slug, "candidate-01")
    Picker(desk, "is-a").pick("recipe")
    cooks = Picker(desk, kind.key)
    cooks.expect_chosen("candidate-01")
    position = site.head()
    news = [
        (position - 1, swap(f"region-chips-{kind.key}", "ul", "")),
        (position, swap("region-tags", "div", "<p>Later</p>")),
    ]

    def send(route: Route) -> None:
        if not news:
            route.fulfill(status=204)
            return
        at, body = news.pop(0)
        route.fulfill(body=body, content_type="text/html", headers={"Log-Position": str(at)})

    desk.route("**/_live*", send)
    expect(desk.locator("#region-tags")).to_have_text("Later")
    cooks.expect_chosen("candidate-01")


def swap(name: str, tag: str, content: str) -> str:
    """Write a region as an answer brings it."""
    region = f'<{tag} id="{name}">{content}</{tag}>'
    return f'<div hx-swap-oob="outerMorph target:#{name} strip:true">{region}</div>'
