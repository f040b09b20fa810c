"""Every route of the site that shows a page: what is on it, for whom, and that it is valid."""

import pytest
from flask.testing import FlaskClient

from tests.unit.web.site_client import Reading, check_html, read, texts

PAGES = [
    ("/", Reading(200, "Rose Ash", ["Posts"])),
    ("/?page=2", Reading(200, "Posts, page 2 · Rose Ash", ["Posts · page 2"])),
    ("/ash/", Reading(200, "Ash · Rose Ash", ["Ash"])),
    ("/birch/", Reading(200, "Birch · Rose Ash", ["Birch"])),
    ("/trees/", Reading(200, "Trees · Rose Ash", ["Trees"])),
    ("/tag/", Reading(200, "Tag · Rose Ash", ["Tag"])),
    ("/tagged/", Reading(200, "Tagged · Rose Ash", ["Tagged"])),
    ("/tags/", Reading(200, "Tags · Rose Ash", ["Tags"])),
    ("/types/", Reading(200, "Types · Rose Ash", ["Types"])),
    ("/search", Reading(200, "Search · Rose Ash", ["Search"])),
    ("/search?q=fire", Reading(200, "Search: fire · Rose Ash", ["Search"])),
    ("/search?q=%22%22%22", Reading(200, 'Search: """ · Rose Ash', ["Search"])),
    ("/login", Reading(200, "Log in · Rose Ash", ["Log in"])),
]


@pytest.mark.parametrize(("path", "reading"), PAGES, ids=[path for path, _ in PAGES])
def test_a_page_has_its_title_and_one_heading_and_is_valid(
    visitor: FlaskClient, path: str, reading: Reading
) -> None:
    response = visitor.get(path)
    check_html(response)
    assert read(response) == reading


def test_the_home_page_lists_twenty_posts_newest_first(visitor: FlaskClient) -> None:
    first, second = visitor.get("/"), visitor.get("/?page=2")
    assert texts(first, "main h2") + texts(second, "main h2") == [
        "Ash",
        "Birch",
        *(f"Post {number}" for number in range(25, 0, -1)),
    ]


def test_a_post_shows_its_body_tags_and_related_posts_that_are_published(
    visitor: FlaskClient,
) -> None:
    page = visitor.get("/ash/")
    assert (
        texts(page, "#region-article .prose strong"),
        texts(page, "#region-tags a"),
        texts(page, "#region-related a"),
    ) == (["after a fire"], ["Trees"], ["Birch"])


def test_public_regions_show_published_posts_only_to_editors_too(editor: FlaskClient) -> None:
    page = editor.get("/ash/")
    assert texts(page, "#region-related a") == ["Birch"]


def test_a_tag_lists_what_is_tagged_with_it(visitor: FlaskClient) -> None:
    page = visitor.get("/trees/")
    assert (
        texts(page, "#region-members h2"),
        texts(page, "#region-members li > a:first-child"),
    ) == (
        ["Tagged with this 2"],
        ["Ash", "Birch"],
    )


def test_a_type_lists_its_instances(visitor: FlaskClient) -> None:
    page = visitor.get("/article/")
    assert (
        texts(page, "#region-members h2"),
        texts(page, "#region-members li > a:first-child"),
    ) == (
        ["Instances 1"],
        ["Ash"],
    )


def test_a_draft_is_missing_to_visitors_and_there_for_editors(
    visitor: FlaskClient, editor: FlaskClient
) -> None:
    statuses = [
        browser.get(path).status_code
        for browser in (visitor, editor)
        for path in ("/secret/", "/secret/source")
    ]
    assert statuses == [404, 404, 200, 200]


def test_a_draft_is_nowhere_on_the_pages_of_visitors(visitor: FlaskClient) -> None:
    paths = ["/", "/ash/", "/trees/", "/search?q=nobody", "/feed.xml", "/sitemap.xml"]
    assert [path for path in paths if "Secret" in visitor.get(path).text] == []


def test_a_search_marks_what_it_found(visitor: FlaskClient) -> None:
    page = visitor.get("/search?q=FIRÉ")
    assert (texts(page, "main h2"), texts(page, "main mark")) == (["Ash"], ["fire"])


def test_a_page_says_where_it_lives_by_the_base_url(visitor: FlaskClient) -> None:
    paths = ["/", "/?page=1", "/?page=2", "/ash/", "/tags/", "/types/", "/search?q=a"]
    links = [
        visitor.get(path, headers={"Host": "evil.example"}).text.partition('rel="canonical" href="')
        for path in paths
    ]
    assert [link.partition('"')[0] for _, _, link in links] == [
        "http://site.example/",
        "http://site.example/",
        "http://site.example/?page=2",
        "http://site.example/ash/",
        "http://site.example/tags/",
        "http://site.example/types/",
        "http://site.example/search?q=a",
    ]


def test_an_editor_sees_the_tools_for_a_post(visitor: FlaskClient, editor: FlaskClient) -> None:
    links = [
        [text for text in texts(browser.get("/ash/"), "main a") if text == "View source"]
        for browser in (visitor, editor)
    ]
    assert links == [[], ["View source"]]
