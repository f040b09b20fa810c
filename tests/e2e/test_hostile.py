"""Data cannot become code: hostile values in a real browser, touched by a real mouse and keys.

What the engine made of each value stands in cells, 200 to a page, under the site's policy and
under none, with htmx. A probe reports whatever runs; every request is answered here, and none
may go to another site unless the value stands where a link or a picture stands. Such a page is
kept from going where its links lead, or the first would end it; that does not keep a link from
running code. Controls show that the probe sees the same values when they are put in raw.

Some of the values that a place takes are tried in some places of each kind, and in a long run all
of them in all places.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from itertools import groupby
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route

from app import sx
from app.web.headers import POLICY
from tests.unit.sx.hostile.rules import is_own, scheme
from tests.unit.sx.hostile.table import GROUPS, PLACES, VALUES, Place

SITE = "https://site.example"
HTMX = Path(__file__).parents[2] / "static" / "vendor" / "htmx-4.0.1.min.js"
ON_A_PAGE = 200
CELL = 24
IN_A_ROW = 50
KEYS = 20
MOST_ROUNDS = 100
LAST = f"{SITE}/last"

PROBE = """
const report = what => console.log(`ran: ${what}`);
window.__xss = report;
for (const name of ["alert", "prompt", "print"]) window[name] = () => report(name);
// htmx asks this before a request, with the text of `hx-confirm`.
window.confirm = () => true;
const pressed = new Set();
window.__pressed = () => pressed.size;
document.addEventListener("mousedown", ({ target }) => {
  const cell = target.closest(".cell");
  if (cell) pressed.add(cell);
}, true);
if (top.location.pathname.includes("/stay/"))
  navigation.addEventListener("navigate", event => event.preventDefault());
"""
#: What handlers put off comes before this is through: frames, timers, idle times, requests.
ROUND = """async last => {
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  await new Promise(done => setTimeout(done));
  await new Promise(done => requestIdleCallback(done));
  await fetch(last);
}"""
STYLES = f"""
body {{ margin: 0; width: {CELL * IN_A_ROW}px; font-size: 8px }}
.cell {{ float: left; position: relative; width: {CELL}px; height: {CELL}px; contain: strict }}
.cell * {{ position: absolute; inset: 0; width: {CELL}px; height: {CELL}px; margin: 0 }}
select {{ pointer-events: none }}
"""
OUR_SETTINGS = '{"prefix":"","extensions":"none","includeIndicatorCSS":false}'

#: How many places of a kind are tried when not all are, and which of the pages that this gives.
PLACES_OF_A_KIND = 4
SAMPLE = slice(None, None, 3)
#: In how many tests all places are tried.
SHARES = 20


@dataclass
class Visits:
    """What ran and which requests were made since the last page was opened."""

    pages: dict[str, str] = field(default_factory=dict)
    ran: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    asked: int = 0
    pressed: int = 0

    def answer(self, route: Route) -> None:
        """Answer every request: ours with what is here, all others with nothing."""
        url = route.request.url
        self.asked += url != LAST
        known = self.pages.get(url)
        if known is None:
            if not url.startswith(f"{SITE}/"):
                self.left.append(url)
            # No content: the page that asked stays where it is.
            route.fulfill(status=204, body="")
            return
        kind = url.rpartition(".")[2]
        types = {"js": "text/javascript", "css": "text/css"}
        headers = {"Content-Security-Policy": POLICY} if "/strict" in url else {}
        headers["Content-Type"] = types.get(kind, "text/html; charset=utf-8")
        route.fulfill(body=known.encode("utf-8", "replace"), headers=headers)

    def hear(self, message: ConsoleMessage) -> None:
        """Keep what the probe reports."""
        if message.text.startswith("ran: "):
            self.ran.append(message.text.removeprefix("ran: "))


@pytest.fixture(scope="module")
def visits() -> Visits:
    return Visits({f"{SITE}/htmx.js": HTMX.read_text("utf-8"), f"{SITE}/cells.css": STYLES})


@pytest.fixture(scope="module")
def hostile(browser: Browser, visits: Visits) -> Iterator[BrowserContext]:
    """A browser that knows this site alone, and is watched."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    context.add_init_script(PROBE)
    context.route("**/*", visits.answer)
    context.on("console", visits.hear)
    context.on("dialog", lambda dialog: dialog.dismiss())
    context.on("page", close_what_a_page_opened)
    yield context
    context.close()


def close_what_a_page_opened(page: Page) -> None:
    """Close a window that a link's target opened."""
    if page.opener():
        page.close()


@pytest.fixture(scope="module", autouse=True)
def _quiet() -> Iterator[None]:
    # Each refused URL is logged, and there are thousands of them.
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


def visit(
    context: BrowserContext, visits: Visits, cells: Sequence[str], strict: bool, stay: bool = False
) -> None:
    """Open a page of cells, click on each and go through them with the keyboard."""
    page = context.new_page()
    url = f"{SITE}/{'strict' if strict else 'open'}/{'stay' if stay else 'go'}/page"
    visits.pages[url] = document(cells, strict)
    visits.ran.clear()
    visits.left.clear()
    page.goto(url)
    settle(page, visits)
    for place in range(len(cells)):
        row, column = divmod(place, IN_A_ROW)
        page.mouse.click((column + 0.5) * CELL, (row + 0.5) * CELL)
    visits.pressed = page.evaluate("__pressed()")
    for _ in range(KEYS):
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    settle(page, visits)
    for each in context.pages:
        each.close()


def settle(page: Page, visits: Visits) -> None:
    """Go through rounds of all that a page puts off until one of them brings no request.

    Requests arrive in the order in which they are made, so whatever an attack sends is here
    before the last request of its round; what the answers set off has the next round.
    """
    for _ in range(MOST_ROUNDS):
        asked = visits.asked
        page.evaluate(ROUND, LAST)
        if visits.asked == asked:
            return
    pytest.fail("the page does not come to rest")


def document(cells: Sequence[str], strict: bool) -> str:
    """Write a page of cells; under no policy htmx takes `data-hx-` names as well."""
    settings = f"<meta name=htmx-config content='{OUR_SETTINGS}'>" if strict else ""
    inner = "".join(f'<div class="cell">{cell}</div>' for cell in cells)
    return (
        f'<!doctype html><html><head><meta charset="utf-8">{settings}'
        '<link rel="stylesheet" href="/cells.css"><script src="/htmx.js"></script></head>'
        f"<body>{inner}</body></html>"
    )


# --- what the engine makes of the values --------------------------------------------------


def accepted(place: Place) -> Iterator[str]:
    """Give the HTML of the values that a place takes."""
    program = sx.compile_program(sx.Source("hostile.sx", place.program), ["x"])
    for value in VALUES:
        try:
            yield program({"x": value})
        except sx.ExpandError:
            continue


def some_of_each_kind(places: Iterable[Place]) -> Iterator[Place]:
    """Give as many places of each kind, spread over all there are."""
    for _, group in groupby(sorted(places, key=lambda place: place.kind), lambda place: place.kind):
        own = list(group)
        yield from own[:: -(-len(own) // PLACES_OF_A_KIND)]


def places_of(leaves: bool, every: bool) -> list[Place]:
    """Give the places where a link or a picture stands, or all others; or some of each kind."""
    places = [p for p in PLACES if p.leaves is leaves and not p.html.startswith("<html>")]
    return places if every else list(some_of_each_kind(places))


@cache
def packed(leaves: bool, every: bool) -> list[list[str]]:
    """Give the cells of places, page by page; what two places write alike stands there once."""
    places = places_of(leaves, every)
    cells = list(dict.fromkeys(html for place in places for html in accepted(place)))
    return [cells[start : start + ON_A_PAGE] for start in range(0, len(cells), ON_A_PAGE)]


def test_enough_places_are_tried() -> None:
    assert sum(len(places_of(leaves, every=False)) for leaves in (True, False)) >= 50


STRICT = pytest.mark.parametrize("strict", [True, False], ids=["our policy", "no policy"])
SHARE = pytest.mark.parametrize(
    ("every", "share"),
    [
        pytest.param(False, SAMPLE, id="sample"),
        *(
            pytest.param(True, slice(start, None, SHARES), marks=pytest.mark.long, id=f"{start}")
            for start in range(SHARES)
        ),
    ],
)


@STRICT
@SHARE
def test_nothing_runs_and_nothing_leaves(
    hostile: BrowserContext, visits: Visits, strict: bool, every: bool, share: slice
) -> None:
    for cells in packed(leaves=False, every=every)[share]:
        visit(hostile, visits, cells, strict)
        assert (visits.ran, visits.left) == ([], [])
        assert visits.pressed == len(cells)


@STRICT
@SHARE
def test_a_link_and_a_picture_run_nothing(
    hostile: BrowserContext, visits: Visits, strict: bool, every: bool, share: slice
) -> None:
    for cells in packed(leaves=True, every=every)[share]:
        visit(hostile, visits, cells, strict, stay=True)
        assert visits.ran == []
        assert visits.pressed == len(cells)


# --- the same values, put in raw ----------------------------------------------------------


def test_the_probe_sees_what_is_put_in_raw(hostile: BrowserContext, visits: Visits) -> None:
    texts = live("text: open an element", "text: leave an element")
    assert len(seen(hostile, visits, "◊", texts)) > 50
    attributes = live("attribute: leave the quotes")
    assert len(seen(hostile, visits, '<i title="◊">x</i>', attributes)) > 10


def test_the_probe_sees_requests_that_leave(hostile: BrowserContext, visits: Visits) -> None:
    foreign = [value for value, _ in GROUPS["text: open an element"] if "//evil" in value]
    visit(hostile, visits, framed(foreign), strict=False)
    assert len(set(visits.left)) > 4


@pytest.mark.parametrize(
    ("raw", "groups", "least"),
    [
        ('<a href="◊">x</a>', ["URL: the scheme"], 10),
        ('<button form="f" formaction="◊">x</button><form id="f"></form>', ["URL: the scheme"], 5),
        ('<i hx-get="/a" hx-confirm="◊">x</i>', ["htmx: attributes and words"], 2),
        ('<i hx-get="/a" hx-vals="◊">x</i>', ["htmx: attributes and words"], 1),
        ('<i hx-get="/a" hx-trigger="◊">x</i>', ["htmx: attributes and words"], 2),
        (
            '<b hx-confirm:inherited="◊"><i hx-get="/a" hx-confirm:append="a">x</i></b>',
            ["htmx: attributes and words"],
            3,
        ),
    ],
)
def test_the_probe_sees_values_that_are_escaped_alone(
    hostile: BrowserContext, visits: Visits, raw: str, groups: list[str], least: int
) -> None:
    values = [escape(value) for value in live(*groups)]
    assert len(seen(hostile, visits, raw, values)) >= least


def live(*groups: str) -> list[str]:
    """Give the values of these groups that would report themselves."""
    return [value for group in groups for value, _ in GROUPS[group] if "__xss(1)" in value]


def seen(context: BrowserContext, visits: Visits, raw: str, values: Sequence[str]) -> set[str]:
    """Give the values that ran when they stood where `◊` stands."""
    cells = [raw.replace("◊", v.replace("__xss(1)", f"__xss({n})")) for n, v in enumerate(values)]
    visit(context, visits, cells if "hx-" in raw else framed(cells), strict=False, stay=True)
    return {values[int(number)] for number in visits.ran}


def framed(cells: Sequence[str]) -> list[str]:
    """Put each into a document of its own, so that none swallows the next."""
    style = '<link rel="stylesheet" href="/cells.css">'
    documents = [f"{style}<body><div class=cell>{cell}</div>" for cell in cells]
    return [f'<iframe srcdoc="{escape(each)}"></iframe>' for each in documents]


# --- the rules themselves -----------------------------------------------------------------

READ_URLS = """values => values.map(value => {
  try { const url = new URL(value, "https://site.example/a/b"); return [url.protocol, url.origin]; }
  catch { return null; }
})"""


def test_the_rules_of_urls_are_the_browsers(hostile: BrowserContext) -> None:
    values = [value for value in VALUES if value.encode("utf-8", "ignore").decode() == value]
    page = hostile.new_page()
    read = dict(zip(values, page.evaluate(READ_URLS, values), strict=True))
    page.close()
    known = {value: found for value, found in read.items() if found}
    schemes = {value: f"{scheme(value) or 'https'}:" for value in known}
    assert schemes == {value: protocol for value, (protocol, _) in known.items()}
    assert {read[value][1] for value in values if is_own(value)} == {SITE}
