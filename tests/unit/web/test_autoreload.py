"""Files that change while the site runs: in use from the next page on, or reported there."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from app import factory, sx
from app.config import ROOT, Settings
from app.web.site import current_site
from tests.unit.web.site_client import NAVIGATION, assembled, read, texts

FOOTER = "components/shared/layout.sx"

UNKNOWN = "unknown element or function `{}`"


class Running:
    """A site in development on files of its own, and a browser."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self.app = app
        self.browser = app.test_client()
        self._folder = folder
        self._before: dict[Path, str] = {}

    def edit(self, name: str, old: str, new: str) -> None:
        """Change a file as an editor does: another takes its place."""
        path = self._folder / name
        text = path.read_text("utf-8")
        assert old in text
        self._before.setdefault(path, text)
        beside = path.with_suffix(".new")
        beside.write_text(text.replace(old, new, 1), "utf-8")
        beside.replace(path)

    def restore(self) -> None:
        """Put back what was changed."""
        for path, text in self._before.items():
            path.write_text(text, "utf-8")

    def footer(self) -> str:
        """What the end of the home page says."""
        return texts(self.browser.get("/"), "footer")[0]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of all pages."""
    copy = tmp_path_factory.mktemp("pages")
    for name in ("components", "pages"):
        shutil.copytree(ROOT / "app" / name, copy / name)
    return copy


@pytest.fixture(scope="module")
def loaded(folder: Path) -> sx.Library:
    """The pages, compiled once: a reload gives another library and leaves this one as it is."""
    return factory.load_library((folder / "components", folder / "pages"))


@contextmanager
def served(settings: Settings, library: sx.Library, folder: Path) -> Iterator[Running]:
    """Serve the pages of a folder, and put it in order afterwards."""
    with assembled(settings, library) as app:
        running = Running(app, folder)
        yield running
        running.restore()


@pytest.fixture
def running(settings: Settings, loaded: sx.Library, folder: Path) -> Iterator[Running]:
    """A site in development that was asked for a page already."""
    with served(settings, loaded, folder) as running:
        assert running.browser.get("/").status_code == 200
        yield running


def test_a_changed_component_is_on_the_next_page(running: Running) -> None:
    running.edit(FOOTER, '"Feed"', '"News"')
    assert "News" in running.footer()


def test_what_was_kept_of_a_page_is_made_afresh(running: Running) -> None:
    running.browser.get("/ash/")
    running.edit("components/blog/post.sx", "columns post", "changed post")
    assert len(texts(running.browser.get("/ash/"), "article.changed")) == 1


def test_while_a_file_has_a_fault_every_page_shows_it(running: Running) -> None:
    running.edit(FOOTER, "site-footer ()", "site-footer () (dvi) (spna)")
    for path in ("/", "/ash/"):
        answer = running.browser.get(path)
        assert (answer.status_code, read(answer).headings) == (500, [UNKNOWN.format("dvi")])
        assert UNKNOWN.format("spna") in texts(answer, ".fault-text")[0]
        assert "The first of 2 faults" in answer.text
    running.edit(FOOTER, "site-footer () (dvi) (spna)", "site-footer ()")
    assert "Feed" in running.footer()


def test_a_fault_lies_over_the_page_that_is_there(running: Running) -> None:
    running.edit(FOOTER, "site-footer ()", "site-footer () (dvi)")
    answer = running.browser.get("/ash/", headers=NAVIGATION)
    assert (answer.status_code, "developer-report" in answer.text) == (500, True)


def test_what_is_no_page_is_answered_by_the_library_in_use(running: Running) -> None:
    running.edit(FOOTER, "site-footer ()", "site-footer () (dvi)")
    assert running.browser.get("/feed.xml").status_code == 200
    assert running.browser.get("/favicon.ico").status_code == 200
    assert read(running.browser.post("/login", data={"username": "x"})).headings == ["Log in"]


@pytest.mark.parametrize(
    ("new", "message"),
    [
        (':path "/labels/"', "the path of `tag/index` is new"),
        ("", "the path of `tag/index` is gone"),
    ],
)
def test_another_path_wants_a_restart(running: Running, new: str, message: str) -> None:
    running.edit("pages/tags.sx", ':path "/tags/"', new)
    answer = running.browser.get("/")
    assert read(answer).headings == [message]
    assert "restart the site" in answer.text


def test_a_request_keeps_the_site_that_it_began_with(running: Running) -> None:
    used = []

    def during() -> str:
        used.append(current_site())
        running.edit(FOOTER, '"Feed"', '"News"')
        with ThreadPoolExecutor(1) as others:
            assert "News" in others.submit(running.footer).result()
        used.append(current_site())
        return "done"

    running.app.view_functions["tag/index"] = during
    running.browser.get("/tags/")
    assert used[0] is used[1]
    assert used[0] is not factory.site_of(running.app)


def test_a_file_that_is_just_being_replaced_is_looked_at_again(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    running.edit(FOOTER, '"Feed"', '"News"')
    with monkeypatch.context() as patch:
        patch.setattr(sx.Library, "reloaded", _vanishing)
        assert "Feed" in running.footer()
    assert "News" in running.footer()


def _vanishing(_: sx.Library) -> sx.Library:
    raise FileNotFoundError


def test_in_production_nobody_looks(settings: Settings, loaded: sx.Library, folder: Path) -> None:
    with served(replace(settings, environment="production"), loaded, folder) as running:
        running.edit(FOOTER, '"Feed"', '"News"')
        assert "Feed" in running.footer()
