"""Writing a post in a browser: made, changed, refused without losing a word, deleted."""

import re
from uuid import uuid4

from playwright.sync_api import Browser, Page, expect

from tests.e2e import clock, server
from tests.e2e.accessibility import barriers
from tests.e2e.conftest import Complaints


def fresh() -> str:
    """A title that no other test has."""
    return f"Leaf {uuid4().hex[:8]}"


def make(page: Page, title: str, body: str = "Green.", state: str = "Published") -> str:
    """Write a post in the form, and give its path."""
    page.goto("/new")
    page.get_by_label("Title").fill(title)
    page.get_by_label("Text").fill(body)
    page.get_by_label(state).check()
    page.get_by_role("button", name="Make the post").click()
    path = f"/{title.lower().replace(' ', '-')}/"
    expect(page).to_have_url(re.compile(f"{path}$"))
    return path


def test_a_post_is_made_changed_and_deleted(editor: Page) -> None:
    title = fresh()
    path = make(editor, title)
    expect(editor.get_by_role("status").filter(has_text="was made")).to_be_visible()
    expect(editor.get_by_role("heading", level=1)).to_have_text(title)
    editor.goto(f"{path}edit")
    editor.get_by_label("Text").fill("Green and *slow*.")
    editor.get_by_role("button", name="Save").click()
    expect(editor.get_by_text("Saved.")).to_be_visible()
    expect(editor.locator("article em")).to_have_text("slow")
    editor.reload()
    expect(editor.get_by_text("Saved.")).to_have_count(0)
    editor.goto(f"{path}edit")
    editor.get_by_text("Delete this post").click()
    editor.get_by_role("button", name="Delete it for good").click()
    expect(editor.get_by_text(f"“{title}” was deleted.")).to_be_visible()


def test_a_text_that_does_not_compile_comes_back_with_its_fault(
    editor: Page, complaints: Complaints
) -> None:
    complaints.allow("the server responded with a status of 422")
    editor.goto("/new")
    editor.get_by_label("Title").fill(fresh())
    editor.get_by_label("SX", exact=True).check()
    editor.get_by_label("Text").fill('(p "one")\n(scrpt "two")')
    editor.get_by_role("button", name="Make the post").click()
    expect(editor.get_by_role("alert")).to_contain_text("scrpt")
    expect(editor.get_by_label("Text")).to_have_value('(p "one")\n(scrpt "two")')
    assert barriers(editor) == []


def test_two_editors_who_save_the_same_post_lose_nothing(
    editor: Page, browser: Browser, base_url: str, complaints: Complaints
) -> None:
    complaints.allow("the server responded with a status of 409")
    path = make(editor, fresh(), "one\n\ntwo")
    other = browser.new_context(base_url=base_url).new_page()
    sign_in(other)
    for page in (editor, other):
        page.goto(f"{path}edit")
    other.get_by_label("Text").fill("one\n\ntheirs")
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_text("Saved.")).to_be_visible()
    editor.get_by_label("Text").fill("one\n\nmine")
    editor.get_by_role("button", name="Save").click()
    alert = editor.get_by_role("alert")
    expect(alert.locator("del")).to_have_text("- theirs")
    expect(alert.locator("ins")).to_have_text("+ mine")
    expect(editor.get_by_label("Text")).to_have_value("one\n\nmine")
    assert barriers(editor) == []
    editor.get_by_role("button", name="Save").click()
    expect(editor.get_by_text("Saved.")).to_be_visible()
    other.context.close()


def test_what_others_write_comes_in_by_itself_while_the_page_is_looked_at(
    editor: Page, browser: Browser, base_url: str
) -> None:
    title = fresh()
    path = make(editor, title)
    other = browser.new_context(base_url=base_url).new_page()
    sign_in(other)
    other.goto(f"{path}edit")
    other.get_by_label("Title").fill(f"{title} renamed")
    clock.stop(editor)
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_text("Saved.")).to_be_visible()
    clock.let_pass(editor, 3_000)
    expect(editor.get_by_role("heading", level=1)).to_have_text(f"{title} renamed")
    other.context.close()


def test_the_forms_have_no_barrier(editor: Page) -> None:
    path = make(editor, fresh(), state="Draft: editors only")
    for address in ("/new", f"{path}edit"):
        editor.goto(address)
        assert barriers(editor) == []


def test_a_post_is_written_without_a_script(browser: Browser, base_url: str) -> None:
    context = browser.new_context(base_url=base_url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page)
    title = fresh()
    path = make(page, title)
    expect(page.get_by_text(f"“{title}” was made.")).to_be_visible()
    page.goto(f"{path}edit")
    page.get_by_label("Summary").fill("About leaves.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    context.close()


def sign_in(page: Page) -> None:
    """Log in as the editor."""
    page.goto("/login")
    page.get_by_label("Name", exact=True).fill("editor")
    page.get_by_label("Password").fill(server.EDITOR_PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in").click()
    page.get_by_text("Signed in as editor").wait_for()


def test_a_link_to_a_part_of_a_page_leads_the_focus_there(editor: Page) -> None:
    path = make(editor, fresh())
    link = editor.get_by_role("link", name="Relate it to one")
    link.click()
    expect(editor).to_have_url(re.compile(f"{path}edit#picker-related$"))
    expect(editor.locator("#picker-related")).to_be_focused()
    expect(editor.locator("#picker-related")).to_be_in_viewport()
    editor.keyboard.press("Tab")
    expect(editor.locator("#picker-related :focus")).to_have_count(1)
    editor.go_back()
    link.wait_for()
    link.evaluate("link => link.href = link.href.replace('picker-related', '%E0%A4%A')")
    link.click()
    expect(editor.get_by_role("heading", level=1)).to_be_focused()
