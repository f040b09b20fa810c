"""Signing in and out."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Complaints


def test_an_editor_signs_in_reads_a_source_and_signs_out(editor: Page) -> None:
    editor.goto("/paper-boats/")
    editor.get_by_role("link", name="View source").click()
    expect(editor).to_have_url(re.compile("/paper-boats/source$"))
    expect(editor.locator("body")).to_contain_text("## How to fold one")
    editor.go_back()
    editor.get_by_role("button", name="Log out").click()
    expect(editor.get_by_role("contentinfo").get_by_role("link", name="Log in")).to_be_visible()
    editor.goto("/paper-boats/")
    expect(editor.get_by_role("link", name="View source")).to_have_count(0)


def test_a_wrong_password_says_so_and_keeps_the_name(page: Page, complaints: Complaints) -> None:
    complaints.allow("the server responded with a status of 4")
    page.goto("/login?next=/tags/")
    page.get_by_label("Name", exact=True).fill("editor")
    page.get_by_label("Password").fill("not this one")
    page.get_by_role("main").get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Name", exact=True)).to_have_value("editor")


def test_signing_in_goes_on_to_where_one_wanted_to_be(page: Page, complaints: Complaints) -> None:
    complaints.allow("the server responded with a status of 4")
    page.goto("/login?next=/tags/")
    page.get_by_label("Name", exact=True).fill("editor")
    page.get_by_label("Password").fill("a long password for tests")
    page.get_by_role("main").get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tags")
    expect(page).to_have_url(re.compile("/tags/$"))


def test_signing_in_never_leads_to_another_site(page: Page, base_url: str) -> None:
    page.goto("/login?next=//example.org/")
    page.get_by_label("Name", exact=True).fill("editor")
    page.get_by_label("Password").fill("a long password for tests")
    page.get_by_role("main").get_by_role("button", name="Log in").click()
    page.get_by_text("Signed in as editor").wait_for()
    expect(page).to_have_url(re.compile(f"^{re.escape(base_url)}/"))
