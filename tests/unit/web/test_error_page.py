"""What a fault in SX shows: everything to a developer, nothing to a visitor."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import factory, sx
from app.config import ROOT, Settings
from app.host import HOST
from app.service import Access, MountedServices, Route, Service
from app.web.pages.helpers import HELPERS, helpers_for
from app.web.pages.respond import respond
from app.web.site import current_site
from tests.unit.web.site_client import NAVIGATION, assembled, check_html, read, texts

HOSTILE = '"><img src=x onerror=alert(1)>\u2028</pre><script>alert(2)</script>'

CARD = """
;; A card with a slip: a title has no field.
(defcomp ~broken/card (&key title (compact false) (secret-token "abc"))
  (h2 :class (when compact "compact") title.name secret-token))

(defcomp ~broken/list (&key titles)
  (ul
    (for (title titles)
      (li (~/card :title title)))))
"""
PAGE = """
(defpage broken
  :path "/broken"
  :fields (titles)
  :layout (~shared:layout/app-body :title "Broken" :description "A broken page.")
  :content (~broken/list :titles titles))
"""


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> sx.Library:
    """The pages of the site, and one with a fault."""
    folder = tmp_path_factory.mktemp("broken")
    for name in ("components", "pages"):
        shutil.copytree(ROOT / "app" / name, folder / "app" / name)
    (folder / "app" / "components" / "broken.sx").write_text(CARD, encoding="utf-8")
    (folder / "app" / "pages" / "broken.sx").write_text(PAGE, encoding="utf-8")
    return factory.load_library((folder / "app" / "components", folder / "app" / "pages"))


@contextmanager
def visiting(
    settings: Settings, library: sx.Library, titles: object, environment: str = "development"
) -> Iterator[FlaskClient]:
    """A browser of a site whose page /broken gets these titles."""
    view = partial(respond, "broken", override={"titles": titles})
    route = Route("broken", "/broken", Access.EVERYONE, view)
    mounted = MountedServices((HOST, Service("broken", settings.instance, (route,))))
    with assembled(replace(settings, environment=environment), library, mounted) as app:
        yield app.test_client()


def test_a_developer_sees_where_why_and_with_what(settings: Settings, broken: sx.Library) -> None:
    with visiting(settings, broken, ["Rose"]) as browser:
        answer = browser.get("/broken")
    check_html(answer)
    assert read(answer).status == 500
    assert read(answer).title == "A fault · Rose Ash"
    assert read(answer).headings == ["a string has no field `name`"]
    assert texts(answer, ".fault-source mark") == ["title.name"]
    assert texts(answer, ".fault-values tr") == [
        'title"Rose"',
        "compactfalse",
        "secret-tokenhidden",
    ]
    assert texts(answer, ".fault-steps li") == [
        "~broken/card at app/components/broken.sx:9:11",
        "~broken/list at app/pages/broken.sx:6:12",
    ]
    assert "expand error: a string has no field `name`" in texts(answer, ".fault-text")[0]


def test_the_source_is_shown_five_lines_around(settings: Settings, broken: sx.Library) -> None:
    with visiting(settings, broken, ["Rose"]) as browser:
        numbers = texts(browser.get("/broken"), ".fault-number")
    assert numbers == [str(number) for number in range(1, 10)]


def test_an_answer_to_htmx_is_an_overlay(settings: Settings, broken: sx.Library) -> None:
    with visiting(settings, broken, ["Rose"]) as browser:
        answer = browser.get("/broken", headers=NAVIGATION)
    assert (answer.status_code, answer.headers["HX-Reswap"], answer.headers["HX-Push-Url"]) == (
        500,
        "none",
        "false",
    )
    assert answer.text.startswith('<div hx-swap-oob="outerMorph target:#developer-report')
    assert texts(answer, "#developer-report dialog h1") == ["a string has no field `name`"]
    assert texts(answer, "dialog form button") == ["Close"]


@pytest.mark.parametrize("headers", [{}, NAVIGATION], ids=["document", "htmx"])
def test_a_visitor_sees_nothing_of_it(
    settings: Settings, broken: sx.Library, headers: dict[str, str]
) -> None:
    with visiting(settings, broken, ["Rose"], "production") as browser:
        answer = browser.get("/broken", headers=headers)
    assert (answer.status_code, read(answer).headings) == (500, ["Something broke"])
    for told in ("title.name", "no field", "broken.sx", "developer", "_editor", "fault"):
        assert told not in answer.text.replace("The fault is ours", "")


def test_a_page_for_visitors_loads_nothing_of_developers(
    settings: Settings, broken: sx.Library
) -> None:
    pages = {}
    for environment in ("production", "development"):
        with visiting(settings, broken, [], environment) as browser:
            pages[environment] = "developer" in browser.get("/").text
    assert pages == {"production": False, "development": True}


@pytest.mark.parametrize("headers", [{}, NAVIGATION], ids=["document", "htmx"])
def test_hostile_values_are_only_text(
    settings: Settings, broken: sx.Library, headers: dict[str, str]
) -> None:
    with visiting(settings, broken, [{HOSTILE: HOSTILE}], "development") as browser:
        answer = browser.get("/broken", headers=headers)
    assert read(answer).status == 500
    assert texts(answer, "img") == []
    assert [text for text in texts(answer, "script") if text] == []
    assert "<img src=x" in texts(answer, ".fault-values tr:first-child td")[0]


def test_a_fault_of_the_layout_itself_comes_as_plain_text_or_as_an_overlay(
    settings: Settings, tmp_path: Path
) -> None:
    for name in ("components", "pages"):
        shutil.copytree(ROOT / "app" / name, tmp_path / "app" / name)
    layout = tmp_path / "app" / "components" / "shared" / "layout.sx"
    text = layout.read_text(encoding="utf-8")
    slip = '(when (= (return-address) "/tags/") (nth (list) 1))'
    layout.write_text(text.replace("(nav :id", f"(nav :title {slip} :id"), encoding="utf-8")
    library = factory.load_library((tmp_path / "app" / "components", tmp_path / "app" / "pages"))
    with assembled(settings, library) as app:
        alone = app.test_client().get("/tags/")
        over = app.test_client().get("/tags/", headers=NAVIGATION)
    assert (alone.status_code, alone.mimetype) == (500, "text/plain")
    assert alone.text.startswith("expand error: no item 1 in a list of 0\n")
    assert (over.status_code, read(over).headings) == (500, ["no item 1 in a list of 0"])


def test_the_editor_opens_at_a_place_of_our_files(settings: Settings, broken: sx.Library) -> None:
    place = {"file": "app/components/shared/error.sx", "line": "3", "column": "10"}
    with visiting(settings, broken, []) as browser:
        answer = browser.get("/_editor", query_string=place)
    path = ROOT / place["file"]
    assert (answer.status_code, answer.headers["Location"]) == (303, f"vscode://file{path}:3:10")


@pytest.mark.parametrize(
    "name",
    ["", "pyproject.toml", "../secret.sx", "/etc/passwd", "app/components/none.sx"],
)
def test_the_editor_opens_no_other_file(settings: Settings, broken: sx.Library, name: str) -> None:
    with visiting(settings, broken, []) as browser:
        assert browser.get("/_editor", query_string={"file": name}).status_code == 404


def test_there_is_no_editor_in_production(settings: Settings, broken: sx.Library) -> None:
    with visiting(settings, broken, [], "production") as browser:
        place = {"file": "app/components/shared/error.sx"}
        assert browser.get("/_editor", query_string=place).status_code == 404


def test_places_in_files_of_the_project_are_linked(settings: Settings, library: sx.Library) -> None:
    with assembled(settings, library) as app:
        app.add_url_rule("/broken", "broken", lambda: respond("error", override={"status": 500}))
        answer = app.test_client().get("/broken")
    assert texts(answer, 'a[href^="/_editor?file=app"]') == [texts(answer, "p > a > code")[0]]


@pytest.mark.parametrize(
    ("call", "marked", "message", "hint"),
    [
        ('(url-for "hmoe")', '"hmoe"', "unknown page `hmoe`", "did you mean `home`?"),
        (
            '(url-for "blog/post" {:slgu 1})',
            "{:slgu 1}",
            "the address of `blog/post` needs `slug`",
            "give it: `{:slug ...}`",
        ),
        (
            '(url-for "blog/post")',
            '(url-for "blog/post")',
            "the address of `blog/post` needs `slug`",
            "give it: `{:slug ...}`",
        ),
        (
            '(asset-url "sit.css")',
            '"sit.css"',
            "unknown file `sit.css`",
            "did you mean `site.css`?",
        ),
        (
            "(absolute-url nil)",
            "nil",
            "expected a string",
            "give a literal or a field that holds text",
        ),
        ('(url-for "home" "x")', '"x"', "expected a dict", "write it as `{:slug post.slug}`"),
    ],
    ids=range(6),
)
def test_a_fault_in_a_helpers_argument_points_at_the_argument(
    settings: Settings, library: sx.Library, call: str, marked: str, message: str, hint: str
) -> None:
    with assembled(settings, library) as app, app.test_request_context("/"):
        helpers = helpers_for(current_site(), None, "/")
        program = sx.compile_program(sx.Source("a.sx", f"(p (str {call}))"), (), HELPERS)
        with pytest.raises(sx.ExpandError) as caught:
            program({}, helpers)
    fault = caught.value
    text = fault.span.source.text[fault.span.column - 1 : fault.span.end_column - 1]
    assert (text, fault.message, fault.hint) == (marked, message, hint)
