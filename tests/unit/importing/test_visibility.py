"""Who may see a post, in the words of many tools: what is not understood is a draft."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.importing.files import File
from app.importing.front_matter import split
from app.importing.visibility import Visibility, judge

_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_ROOT = Path("/notes")


def _judge(front: str, path: str = "x.md", *tags: str) -> Visibility:
    return judge(split(f"---\n{front}\n---\nb"), File(_ROOT / path, _ROOT), tags, None, _NOW)


@pytest.mark.parametrize(
    "front",
    [
        *(
            "a: b",
            "draft: false",
            "draft:",
            "private: no",
            "published: yes",
            "published: 2020-01-02",
        ),
        *(
            "status: publish",
            "status: [Published]",
            "visibility: public",
            "hide: [navigation, toc]",
            "hide: [toc]",
        ),
        *("hide_table_of_contents: true", "publisher: X", "published_by: X", "password: false"),
        *("_build: {list: always, render: always}", "sitemap: {priority: 0.5}", "robots: index"),
        *("expiryDate: 2027-01-01", "expires: never", "publishDate: 2025-12-31", "type: page"),
        *(
            "published_at: 2025-01-01",
            "layout: post",
            "search: {exclude: true}",
            "extra: {draft: no}",
        ),
        *("enabled: true", "archived: false", "comments: {enabled: false}", "index: 3", "skip: 2"),
        *("toc: {active: no}", "show: [a]", "exclude: [a.md]", "state: open", "type: review"),
        *("valid_until: 2027-01-01", "unpublish_on: 2027-01-01", "meta: [{name: a, content: b}]"),
    ],
)
def test_what_says_nothing_else_is_public(front: str) -> None:
    visibility = _judge(front)
    assert (visibility.status, visibility.notes) == ("published", ())


@pytest.mark.parametrize(
    "front",
    [
        *(
            "draft: true",
            "draft: yes",
            "Draft: True",
            "private: true",
            "hidden: 1",
            "unlisted: true",
        ),
        *(
            "published: false",
            "publish: no",
            "dg-publish: false",
            "public: false",
            "visible: false",
        ),
        *("published: draft", "status: hidden", "status: Private", "visibility: private"),
        *(
            "post_status: pending",
            "type: private",
            "permalink: false",
            "permissions: private",
            "sitemap: false",
        ),
        *(
            "_build: {render: never}",
            "build: {list: local}",
            "robots: noindex, follow",
            "hide: true",
        ),
        *(
            "headless: true",
            "eleventyExcludeFromCollections: true",
            "render: false",
            "noindex: true",
        ),
        *(
            "enabled: false",
            "active: no",
            "show: false",
            "output: false",
        ),
        *("archived: true", "archived: 2020-01-02", "ignore: yes", "members_only: true"),
        *("state: archived", "audience: only_paid", "type: unfinished", "stage: In-Progress"),
        *("login_required: true", "googlebot: noindex"),
        *("head: [[meta, {name: robots, content: 'noindex'}]]", "routable: false", "index: false"),
        *("Черновик: true", "brouillon: true", "草稿: true"),
    ],
)
def test_what_hides_a_page_elsewhere_makes_a_draft(front: str) -> None:
    visibility = _judge(front)
    assert (visibility.status, visibility.notes) == ("draft", ())


@pytest.mark.parametrize(
    "front",
    [
        *("status: seedling", "status: [reading]", "status: [a, b]", "visibility: friends"),
        *("draft: maybe", "draft: 2027-01-01", "published: soon", "publish: {when: later}"),
        *("is_draft: perhaps", "privacy: 3", "hiddenFromHomePage: true", "not_published: true"),
        *("password: hunter2", "protected: yes", "extra: {hidden: true}", "params: {draft: true}"),
        *("publishDate: soon", "expiryDate: some day", "expiryDate: 2025-01-01", "secret_of: me"),
        *("unpublish_on: 2025-01-01", "visible-until: 2025-01-01", "valid_until: 2025-01-01"),
        *("Expiration Date: soon", "hide_from_home: true", "access: {site.login: true}"),
        *("extra: {enabled: false}", "sitemap: {exclude: true}", "Черновик: да"),
    ],
)
def test_what_sounds_like_it_makes_a_draft_and_is_told(front: str) -> None:
    visibility = _judge(front)
    assert (visibility.status, len(visibility.notes)) == ("draft", 1)


@pytest.mark.parametrize(
    ("path", "count"),
    [
        *(("_drafts/x.md", 0), ("a/Drafts/b/x.md", 0), ("Private/x.md", 0)),
        *(("_templates/x.md", 1), ("archetypes/x.md", 1), ("scaffolds/x.md", 1), ("_x.md", 1)),
    ],
)
def test_where_a_file_stands_may_make_it_a_draft(path: str, count: int) -> None:
    visibility = _judge("a: b", path)
    assert (visibility.status, len(visibility.notes)) == ("draft", count)


@pytest.mark.parametrize("path", ["_posts/x.md", "_index.md", "posts/x.md"])
def test_other_places_are_public(path: str) -> None:
    assert _judge("a: b", path).status == "published"


@pytest.mark.parametrize("path", ["x.draft.md", "x.private.md", "x.Draft.en.md"])
def test_a_name_may_say_that_a_file_is_a_draft(path: str) -> None:
    assert _judge("a: b", path).status == "draft"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("#draft", "draft"),
        ("a\n\n#sea #Private \n", "draft"),
        ("about #draft beer", "published"),
        ("#drafting", "published"),
        ("# draft", "published"),
    ],
)
def test_a_line_of_tags_may_say_that_a_note_is_a_draft(body: str, status: str) -> None:
    file = File(_ROOT / "x.md", _ROOT)
    assert judge(split(body), file, (), None, _NOW).status == status


def test_a_tag_may_say_that_a_post_is_a_draft() -> None:
    assert _judge("a: b", "x.md", "Draft").status == "draft"
    assert _judge("a: b", "x.md", "drafting").status == "published"


@pytest.mark.parametrize(
    "front",
    [
        "publishDate: 2026-02-03",
        "published: 2026-02-03",
        "embargo: 2026-02-03",
        "extra: {publish_date: 2026-02-03}",
        "public_from_publish: 2026-02-03",
    ],
)
def test_a_day_to_come_makes_a_draft_until_then(front: str) -> None:
    until = datetime(2026, 2, 3, tzinfo=UTC)
    assert _judge(front) == Visibility("draft", until=until)
