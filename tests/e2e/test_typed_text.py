"""What somebody typed is there again, whatever became of the request that carried it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import server
from tests.e2e.accessibility import barriers
from tests.e2e.conftest import PATIENCE, Complaints
from tests.e2e.test_writing import fresh, make, sign_in

TEXT = "Typed for an hour.\n\nÉlan & <b>."


@pytest.fixture
def plain(browser: Browser, base_url: str) -> Iterator[Page]:
    """A page of an editor whose browser runs no script."""
    context = browser.new_context(base_url=base_url, java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    sign_in(page)
    yield page
    context.close()


def log_in(page: Page) -> None:
    """Fill in the form that is there."""
    page.get_by_label("Name", exact=True).fill("editor")
    page.get_by_label("Password").fill(server.EDITOR_PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in").click()


def type_into(page: Page, path: str, title: str, text: str = TEXT) -> None:
    """Open a form and fill it in."""
    page.goto(path)
    page.get_by_label("Title").fill(title)
    page.get_by_label("Text").fill(text)


def check_filled(page: Page, title: str, text: str = TEXT) -> None:
    """Fail where the form does not hold what was typed."""
    expect(page.get_by_label("Title")).to_have_value(title)
    expect(page.get_by_label("Text")).to_have_value(text)


def test_a_site_that_is_away_leaves_the_form_as_it_is(editor: Page, complaints: Complaints) -> None:
    complaints.allow("ERR_INTERNET_DISCONNECTED", "htmx:error")
    title = fresh()
    path = make(editor, title)
    type_into(editor, f"{path}edit", title)
    editor.context.set_offline(True)
    editor.get_by_role("button", name="Save").click()
    alert = editor.get_by_role("alert").filter(has_text="The site cannot be reached")
    expect(alert).to_be_visible()
    check_filled(editor, title)
    assert barriers(editor) == []
    editor.context.set_offline(False)
    editor.get_by_role("button", name="Save").click()
    expect(editor.get_by_text("Saved.")).to_be_visible()
    expect(editor.locator("article")).to_contain_text("Typed for an hour.")


def test_a_post_that_was_deleted_meanwhile_is_saved_as_a_new_one(
    editor: Page, complaints: Complaints
) -> None:
    complaints.allow("the server responded with a status of 404")
    title = fresh()
    path = make(editor, title)
    other = editor.context.new_page()
    type_into(editor, f"{path}edit", title)
    other.goto(f"{path}edit")
    other.get_by_text("Delete this post").click()
    other.get_by_role("button", name="Delete it for good").click()
    expect(other.get_by_text(f"“{title}” was deleted.")).to_be_visible()
    editor.get_by_role("button", name="Save").click()
    expect(editor.get_by_role("alert")).to_contain_text("It was deleted by editor at")
    check_filled(editor, title)
    assert barriers(editor) == []
    editor.get_by_role("button", name="Save as a new post").click()
    expect(editor.get_by_text(f"“{title}” was made.")).to_be_visible()
    expect(editor.locator("article")).to_contain_text("Typed for an hour.")


@pytest.mark.parametrize("new", [True, False])
def test_without_a_script_back_shows_what_was_typed_while_the_site_was_away(
    plain: Page, new: bool
) -> None:
    title = fresh()
    path = "/new" if new else f"{make(plain, title)}edit"
    type_into(plain, path, title)
    plain.context.set_offline(True)
    plain.get_by_role("button", name="Make the post" if new else "Save").click(no_wait_after=True)
    expect(plain).to_have_url(re.compile("^chrome-error:"))
    plain.context.set_offline(False)
    plain.go_back()
    check_filled(plain, title)


def test_without_a_script_a_refused_form_and_the_one_before_it_are_filled(plain: Page) -> None:
    title = fresh()
    type_into(plain, "/new", title, "(p ")
    plain.get_by_label("SX", exact=True).check()
    plain.get_by_role("button", name="Make the post").click()
    expect(plain.get_by_role("alert")).to_be_visible()
    check_filled(plain, title, "(p ")
    plain.go_back()
    check_filled(plain, title, "(p ")
    expect(plain.get_by_label("SX", exact=True)).to_be_checked()


def test_without_a_script_back_shows_a_text_that_was_too_large(plain: Page) -> None:
    # Nine bytes each in a form, and one line: a browser takes seconds to break so long a text.
    title, text = fresh(), "語" * 120_000
    type_into(plain, "/new", title, text)
    plain.get_by_role("button", name="Make the post").click()
    expect(plain.get_by_text("The text is larger than this site takes")).to_be_visible()
    plain.go_back()
    check_filled(plain, title, text)


def test_without_a_script_back_shows_what_was_typed_before_a_session_ended(plain: Page) -> None:
    title = fresh()
    path = make(plain, title)
    type_into(plain, f"{path}edit", title)
    plain.context.clear_cookies()
    plain.get_by_role("button", name="Save").click()
    expect(plain).to_have_url(re.compile("/login"))
    expect(plain.locator("#status")).to_contain_text("go back in your browser")
    log_in(plain)
    expect(plain).to_have_url(re.compile(f"{path}edit$"))
    plain.go_back()
    plain.go_back()
    check_filled(plain, title)


def test_drafts_are_found_again(editor: Page) -> None:
    title = fresh()
    path = make(editor, title, state="Draft: editors only")
    editor.get_by_role("link", name="Drafts").click()
    expect(editor.get_by_role("heading", level=1)).to_have_text("Drafts")
    expect(editor.get_by_role("link", name=title, exact=True).first).to_be_visible()
    assert barriers(editor) == []
    editor.get_by_label("Search all posts, drafts too").fill(title.split()[1])
    editor.get_by_role("main").get_by_role("button", name="Search").click()
    expect(editor.get_by_text("One post for")).to_be_visible()
    editor.get_by_role("link", name=title, exact=True).click()
    expect(editor).to_have_url(re.compile(f"{path}$"))


def test_the_key_of_a_post_opens_its_form_but_not_while_somebody_types(editor: Page) -> None:
    path = make(editor, fresh())
    editor.get_by_label("Search the posts").focus()
    editor.keyboard.press("e")
    editor.get_by_role("heading", level=1).focus()
    for keys in ("Control+e", "Alt+e", "Shift+E"):
        editor.keyboard.press(keys)
    expect(editor).to_have_url(re.compile(f"{path}$"))
    editor.get_by_role("heading", level=1).focus()
    editor.keyboard.press("e")
    expect(editor).to_have_url(re.compile(f"{path}edit$"))


def test_the_key_of_a_post_can_be_turned_off(editor: Page) -> None:
    path = make(editor, fresh())
    expect(editor.locator(".edit-link")).to_have_attribute("aria-keyshortcuts", "e")
    editor.goto("/drafts/")
    editor.get_by_label("On the page of a post").uncheck()
    editor.goto(path)
    expect(editor.locator(".edit-link")).not_to_have_attribute("aria-keyshortcuts", "e")
    editor.keyboard.press("e")
    editor.get_by_role("link", name="Drafts").click()
    expect(editor).to_have_url(re.compile("/drafts/$"))
    expect(editor.get_by_label("On the page of a post")).not_to_be_checked()


def test_a_tag_that_is_made_for_a_draft_says_that_it_goes_public_with_it(editor: Page) -> None:
    title, tag = fresh(), fresh()
    path = make(editor, title, state="Draft: editors only")
    editor.goto(f"{path}edit")
    editor.locator("#q-tagged").fill(tag)
    editor.get_by_role("option", name=f"Create “{tag}”").click()
    chip = editor.locator("#region-chips-tagged li").filter(has_text=tag)
    expect(chip).to_contain_text("goes public with its posts")
    expect(
        editor.get_by_role("status").filter(has_text="goes public with its posts")
    ).to_be_visible()
    assert barriers(editor) == []
