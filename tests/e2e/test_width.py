"""No page is wider than its window, whatever words, tables, code and nesting it holds."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e import server
from tests.e2e.conftest import Complaints
from tests.e2e.pickers.picker import Picker

WIDTHS = (320, 360, 768, 1100)

WORD = "Rechtsschutzversicherungsgesellschaftenverwaltungsangestellter"
LONG = WORD * 3
ADDRESS = f"https://example.org/{'path' * 40}?{'query=' * 40}"
DEPTH = 16

TABLE = f"| {LONG} | {LONG} | c |\n|---|---|---|\n| `{LONG}` | {ADDRESS} | {WORD} |\n"
CODE = f"```python\n{LONG} = '{LONG}'\n```\n"


def indented(text: str, by: int) -> str:
    """Put a text under an item of a list."""
    return "".join(f"{' ' * by}{line}\n" for line in text.splitlines())


NESTED_LISTS = "".join(f"{'  ' * depth}- {WORD}\n" for depth in range(DEPTH))
NESTED_QUOTES = "".join(f"{'>' * depth} {WORD}\n\n" for depth in range(1, DEPTH))
PARTS = (
    f"# {LONG}",
    f"{LONG} *{LONG}* **{LONG}** ~~{LONG}~~ `{LONG}`",
    f"###### `{LONG}`",
    ADDRESS,
    f'[{LONG}]({ADDRESS} "{WORD}")',
    f"![{LONG}]({ADDRESS}.png)",
    TABLE,
    CODE,
    f"- {WORD}\n\n{indented(TABLE, 2)}\n{indented(CODE, 2)}",
    NESTED_LISTS,
    NESTED_QUOTES,
    "".join(f"{'>' * 8} {line}\n" for line in f"{TABLE}\n{CODE}".splitlines()),
    f"- [ ] {LONG}\n- [x] {ADDRESS}",
    f"Word[^1]\n\n[^1]: {LONG} `{LONG}` {ADDRESS}",
    f"{WORD}\n: {LONG}",
    f"<details><summary>{LONG}</summary>{LONG}</details>",
    f"<kbd>{LONG}</kbd> <mark>{LONG}</mark> <small>{LONG}</small> <sup>{LONG}</sup>",
    f'<figure><img src="/none.png" width="3000" height="9" alt="{LONG}">'
    f"<figcaption>{LONG}</figcaption></figure>",
)


def plant(folder: Path) -> Path:
    """Write posts whose titles, tags, summaries, slugs and bodies are too wide for a telephone."""
    folder.mkdir()
    tags = f"[{LONG}, {WORD}a, {WORD}b, {'x' * 90}]"
    body = "\n\n".join(PARTS)
    # More than one page of the home page and of the tags.
    for number in range(22):
        head = f"title: {LONG}{number}\nsummary: {LONG} {ADDRESS}\ntags: {tags}\ndate: 2026-01-01"
        slug = "wide" if number == 0 else f"{WORD.lower()}-{number}"
        text = f"---\n{head}\nslug: {slug}\n---\n{body if number == 0 else LONG}\n"
        (folder / f"{number}.md").write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="session")
def base_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site of wide posts."""
    folder = tmp_path_factory.mktemp("wide")
    with server.running(folder, plant(folder / "posts")) as url:
        yield url


@pytest.fixture
def context(browser: Browser, base_url: str) -> Iterator[BrowserContext]:
    """A browser on this site; the settings of a session are those of its first site."""
    context = browser.new_context(base_url=base_url, viewport={"width": 1280, "height": 800})
    yield context
    context.close()


@pytest.fixture(autouse=True)
def expected(complaints: Complaints) -> None:
    """Some of these pages are errors, and the pictures are nowhere."""
    complaints.allow("Failed to load resource", "htmx:response:error")


def widths(page: Page) -> dict[int, int]:
    """Give by how many pixels a page is wider than its window, at each width where it is."""
    wide = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        more = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if more:
            wide[width] = more
    return wide


#: How many lines an element has.
LINES = "each => Math.round(each.offsetHeight / parseFloat(getComputedStyle(each).lineHeight))"

PATHS = (
    "/",
    "/?page=2",
    "/wide/",
    "/tags/",
    "/types/",
    f"/{'x' * 90}/",
    f"/{LONG.lower()}/",
    f"/search?q={LONG}",
    f"/search?q={WORD[:12]}",
    "/search?q=nothing",
    "/login",
    f"/there-is-no-{LONG}/",
)
EDITORS_PATHS = ("/new", "/wide/edit", "/wide/")


def test_no_page_scrolls_sideways(page: Page) -> None:
    wide = {}
    for path in PATHS:
        page.goto(path)
        if found := widths(page):
            wide[path] = found
    assert wide == {}


def test_no_page_of_an_editor_scrolls_sideways(editor: Page) -> None:
    wide = {}
    for path in EDITORS_PATHS:
        editor.goto(path)
        if found := widths(editor):
            wide[path] = found
    assert wide == {}


def test_a_picker_full_of_long_titles_does_not(editor: Page) -> None:
    editor.goto("/wide/edit")
    for kind in ("tagged", "related"):
        picker = Picker(editor, kind)
        picker.input.click()
        expect(picker.rows.first).to_be_visible()
        assert widths(editor) == {}
        picker.search(WORD)
        assert widths(editor) == {}
        picker.search(f"{LONG} anew")
        assert widths(editor) == {}
    picker.search(WORD)
    picker.input.press("Enter")
    expect(editor.locator("#status")).to_contain_text(WORD)
    assert widths(editor) == {}
    picker.search(WORD)
    picker.input.press("Enter")
    expect(picker.root.get_by_role("status")).to_contain_text("is added already")
    assert widths(editor) == {}
    for short in (
        "#label-related",
        "#label-tagged",
        "#picker-tagged .relate-chips .about >> nth=0",
    ):
        assert editor.locator(short).evaluate(LINES) == 1, short


def test_what_is_too_wide_scrolls_in_itself_and_is_not_cut_off(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto("/wide/")
    for selector in (".prose > .table", ".prose > pre"):
        wide = page.locator(selector).first
        assert wide.evaluate("each => each.scrollWidth > each.clientWidth")
        expect(wide).to_have_css("overflow-x", "auto")
