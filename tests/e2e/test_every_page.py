"""Rules that hold for each page: direct loads, accessibility, narrow windows, valid HTML."""

import gzip
import xml.etree.ElementTree as ET
from collections import Counter

import html5lib
import pytest
from playwright.sync_api import Page, Response, expect

from tests.e2e.accessibility import barriers
from tests.e2e.conftest import Complaints
from tests.e2e.pages import PLACES, Place
from tests.e2e.server import fetch

MOST_BYTES_OF_A_FIRST_VISIT = 100_000

every_place = pytest.mark.parametrize("place", PLACES, ids=lambda place: place.path)


def open_place(page: Page, place: Place, complaints: Complaints) -> None:
    if place.status != 200:
        complaints.allow(place.complaint)
    response = page.goto(place.path)
    assert response is not None
    assert response.status == place.status


@every_place
def test_a_page_loads_by_its_address(page: Page, place: Place, complaints: Complaints) -> None:
    open_place(page, place, complaints)
    expect(page.get_by_role("heading", level=1)).to_have_text(place.heading)
    landmarks = {name: page.get_by_role(name).count() for name in ("banner", "main", "contentinfo")}
    assert landmarks == {"banner": 1, "main": 1, "contentinfo": 1}


@every_place
def test_a_page_has_no_barrier_and_fits_its_window(
    page: Page, place: Place, complaints: Complaints
) -> None:
    open_place(page, place, complaints)
    assert barriers(page) == []


def test_what_an_editor_sees_has_no_barrier(editor: Page) -> None:
    editor.goto("/paper-boats/")
    expect(editor.get_by_role("link", name="View source")).to_be_visible()
    assert barriers(editor) == []


def faults_of_html(text: str) -> list[str]:
    """What a strict parser and a count of ids have to say against a page."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(text)
    ids = Counter(element.get("id") for element in tree.iter() if element.get("id"))
    faults = [f"{place}: {code} {data}" for place, code, data in parser.errors]
    return faults + [f"id {name} stands {n} times" for name, n in ids.items() if n > 1]


@every_place
def test_a_page_is_valid_html(place: Place, base_url: str) -> None:
    answer = fetch(f"{base_url}{place.path}")
    assert (answer.status, faults_of_html(answer.text)) == (place.status, [])


def test_every_post_is_valid_html(base_url: str) -> None:
    sitemap = ET.fromstring(fetch(f"{base_url}/sitemap.xml").text)
    urls = [element.text or "" for element in sitemap.findall(".//{*}loc")]
    faults = {url: faults_of_html(fetch(url).text) for url in urls}
    assert len(urls) > 50
    assert {url: found for url, found in faults.items() if found} == {}


def test_a_navigation_gives_the_same_main_as_a_direct_load(page: Page) -> None:
    page.goto("/paper-boats/")
    direct = page.locator("#main").inner_html()
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="Paper boats").click()
    expect(page.locator("#region-article")).to_be_visible()
    assert page.locator("#main").inner_html() == direct


def test_a_first_visit_weighs_less_than_100_kb(page: Page) -> None:
    responses: list[Response] = []

    def arrived(response: Response) -> None:
        responses.append(response)

    page.on("response", arrived)
    page.goto("/", wait_until="networkidle")
    weights = {
        response.url: len(gzip.compress(response.body()))
        for response in responses
        if response.request.resource_type != "image"
    }
    assert len(weights) > 3
    assert sum(weights.values()) < MOST_BYTES_OF_A_FIRST_VISIT
