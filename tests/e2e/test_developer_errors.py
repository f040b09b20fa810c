"""A page with a fault, in development: a page of its own, or an overlay over another page."""

import shutil
import threading
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from app import factory
from app.config import ROOT, Settings
from app.host import HOST
from app.service import Access, MountedServices, Route, Service
from db import migrations
from db.engine import Database
from tests.e2e.conftest import Complaints

PAGE = """
(defcomp ~broken/card (&key title) (h2 title.name))

(defpage broken
  :path "/broken"
  :layout (~shared:layout/app-body :title "Broken" :description "A broken page.")
  :content (~broken/card :title "Rose"))

(defpage sound
  :path "/sound"
  :layout (~shared:layout/app-body :title "Sound" :description "A sound page.")
  :content (<> (h1 "Sound") (p (a :href "/broken" "To the broken page"))))
"""


@pytest.fixture(scope="module")
def broken_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site whose pages are those of the project, and two more."""
    folder = tmp_path_factory.mktemp("broken")
    for name in ("components", "pages"):
        shutil.copytree(ROOT / "app" / name, folder / "app" / name)
    (folder / "app" / "pages" / "broken.sx").write_text(PAGE, encoding="utf-8")
    url = f"sqlite:///{folder / 'site.db'}"
    migrations.upgrade(url)
    database = Database(url)
    library = factory.load_library((folder / "app" / "components", folder / "app" / "pages"))
    settings = Settings(folder, url, "a secret key for tests alone", rate_limits=None)
    names = ("broken", "sound")
    routes = tuple(Route(name, f"/{name}", Access.EVERYONE) for name in names)
    mounted = MountedServices((HOST, Service("broken", folder, routes)))
    app = factory.assemble(settings, database, library, mounted)
    server = make_server("127.0.0.1", 0, app, True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    database.dispose()


@pytest.fixture(autouse=True)
def _fault_is_expected(complaints: Complaints) -> None:
    complaints.allow("500", "htmx:response:error")


def follow(page: Page, site: str) -> None:
    """Go to the broken page as a visitor does: by a link, which htmx follows."""
    page.goto(f"{site}/sound")
    page.get_by_role("link", name="To the broken page").click()
    expect(page.get_by_role("dialog", name="A fault")).to_be_visible()


def test_a_document_with_a_fault_is_a_page_of_its_own(page: Page, broken_site: str) -> None:
    answer = page.goto(f"{broken_site}/broken")
    assert answer
    assert answer.status == 500
    expect(page.get_by_role("heading", level=1)).to_have_text("a string has no field `name`")
    expect(page.locator(".fault-source mark")).to_have_text("title.name")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_link_to_a_page_with_a_fault_opens_the_overlay(page: Page, broken_site: str) -> None:
    follow(page, broken_site)
    dialog = page.get_by_role("dialog", name="A fault")
    expect(dialog.locator(".fault-source mark")).to_have_text("title.name")
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    expect(page.locator("#main h1")).to_have_text("Sound")
    assert page.evaluate("location.pathname") == "/sound"


@pytest.mark.parametrize("way", ["Escape", "Enter", "button", "beside"])
def test_the_overlay_closes_and_leaves_the_page_as_it_was(
    page: Page, broken_site: str, way: str
) -> None:
    follow(page, broken_site)
    dialog = page.get_by_role("dialog", name="A fault")
    match way:
        case "button":
            dialog.get_by_role("button", name="Close").click()
        case "beside":
            page.mouse.click(5, 5)
        case _:
            page.keyboard.press(way)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#main h1")).to_have_text("Sound")
    assert page.evaluate("document.getElementById('main').contains(document.activeElement)")
    assert page.evaluate("location.pathname") == "/sound"


def test_the_overlay_opens_again(page: Page, broken_site: str) -> None:
    follow(page, broken_site)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("link", name="To the broken page").click()
    expect(page.get_by_role("dialog", name="A fault")).to_be_visible()


def test_the_report_is_accessible(page: Page, broken_site: str) -> None:
    page.goto(f"{broken_site}/broken")
    alone = Axe().run(page)
    follow(page, broken_site)
    over = Axe().run(page)
    assert (alone.violations_count, over.violations_count) == (0, 0), (
        f"{alone.generate_report()}\n{over.generate_report()}"
    )


def test_nothing_of_it_is_wider_than_a_phone(page: Page, broken_site: str) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(f"{broken_site}/broken")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
