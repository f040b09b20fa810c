"""Stories of navigation: links replace #main, and everything that belongs to the page follows."""

import functools
import http.server
import re
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Request, expect

from tests.e2e.sample_site import LINKED_WORD, NEWEST


class Documents:
    """Counts the documents that a page loads; partial swaps load none."""

    def __init__(self, page: Page) -> None:
        self.loaded: list[str] = []
        page.on("request", self._seen)

    def _seen(self, request: Request) -> None:
        if request.resource_type == "document":
            self.loaded.append(request.url)


@pytest.fixture
def documents(page: Page) -> Documents:
    return Documents(page)


def expect_arrival(page: Page, heading: str, path: str) -> None:
    """The page that stands under this heading is shown, and told, in every place."""
    expect(page).to_have_url(re.compile(f"{re.escape(path)}$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    expect(page).to_have_title(re.compile(f"^{re.escape(heading)} · "))


def expect_told(page: Page, heading: str) -> None:
    """A navigation moved the focus to the heading and had it announced."""
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.locator("#announcer")).to_have_text(heading)


def open_newest_post(page: Page) -> None:
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name=NEWEST).click()
    expect_arrival(page, NEWEST, "/paper-boats/")


def test_home_to_post_to_tag_and_back_and_forward(page: Page, documents: Documents) -> None:
    open_newest_post(page)
    expect_told(page, NEWEST)

    page.locator("#region-tags").get_by_role("link", name="rivers").click()
    expect_arrival(page, "rivers", "/rivers/")
    expect_told(page, "rivers")
    expect(page.locator("#region-members").get_by_role("link", name=NEWEST)).to_be_visible()

    page.go_back()
    expect_arrival(page, NEWEST, "/paper-boats/")
    expect(page.locator("#region-article table")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Posts")
    expect(page).to_have_url(re.compile(r"[0-9]/$"))
    page.go_forward()
    expect_arrival(page, NEWEST, "/paper-boats/")
    page.go_forward()
    expect_arrival(page, "rivers", "/rivers/")
    assert len(documents.loaded) == 1


def test_the_navigation_marks_where_we_are(page: Page, documents: Documents) -> None:
    page.goto("/")
    current = page.get_by_role("navigation", name="Main").locator("[aria-current=page]")
    expect(current).to_have_text(["Posts"])
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Tags").click()
    expect_arrival(page, "Tags", "/tags/")
    expect(current).to_have_text(["Tags"])
    page.go_back()
    expect(current).to_have_text(["Posts"])
    assert len(documents.loaded) == 1


def test_a_navigation_changes_what_the_head_says_of_the_page(page: Page, base_url: str) -> None:
    open_newest_post(page)
    description = page.locator("meta[name=description]")
    expect(description).to_have_attribute("content", "How long paper floats.")
    expect(page.locator("link[rel=canonical]")).to_have_attribute(
        "href", f"{base_url}/paper-boats/"
    )


def test_a_link_in_a_text_loads_the_whole_page(page: Page, documents: Documents) -> None:
    open_newest_post(page)
    page.get_by_role("link", name=LINKED_WORD).click()
    expect_arrival(page, "River 7", "/river-07/")
    assert len(documents.loaded) == 2


def test_pages_of_a_list_follow_each_other(page: Page, documents: Documents) -> None:
    page.goto("/")
    titles = page.get_by_role("main").locator("article h2")
    first = titles.all_inner_texts()
    page.get_by_role("link", name="Older").click()
    expect(page).to_have_url(re.compile(r"/\?page=2$"))
    expect(titles.first).not_to_have_text(first[0])
    second = titles.all_inner_texts()
    page.get_by_role("link", name="Newer").click()
    expect(titles).to_have_text(first)
    assert (len(first), len(second), set(first) & set(second)) == (20, 20, set())
    assert len(documents.loaded) == 1


@pytest.fixture
def another_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("another")
    (folder / "index.html").write_text(
        "<!doctype html><html lang=en><link rel=icon href='data:,'><title>Away</title>", "utf-8"
    )
    handler = functools.partial(QuietHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as away:
        threading.Thread(target=away.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{away.server_port}/"
        away.shutdown()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """A file server that keeps no log."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_coming_back_from_another_site_shows_the_whole_page(page: Page, another_site: str) -> None:
    open_newest_post(page)
    page.goto(another_site)
    expect(page).to_have_title("Away")
    page.go_back()
    expect_arrival(page, NEWEST, "/paper-boats/")
    expect(page.get_by_role("banner")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Posts")
    expect(page.get_by_role("banner")).to_be_visible()


def test_every_answer_of_a_page_varies_with_what_htmx_asks(page: Page) -> None:
    with page.expect_response(lambda response: response.url.endswith("/paper-boats/")) as asked:
        open_newest_post(page)
    names = {name.strip() for name in (asked.value.header_value("vary") or "").split(",")}
    assert names >= {
        "HX-Request",
        "HX-Request-Type",
        "HX-Boosted",
        "HX-History-Restore-Request",
    }
