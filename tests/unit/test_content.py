"""The handbook of a fresh site: its posts name each other rightly, its examples are true."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.sx import Source, read
from app.sx.library.program import expand_program
from db.kernel import well_known

CONTENT = Path(__file__).parents[2] / "content"
STATIC = CONTENT.parent / "static"
FILES = sorted(CONTENT.glob("*.md"))

SEEDED = {value for name, value in vars(well_known).items() if name.isupper()}
FIELDS = ["title", "slug", "summary", "date", "updated", "tags", "related"]
ROUTES = {"drafts", "tags", "types", "feed.xml", "sitemap.xml"}

EXAMPLE = re.compile(
    r"```sx\n(?P<program>(?:(?!```).)*)```\n\ngives[^\n]*\n\n```html\n(?P<html>.*?)\n```", re.DOTALL
)


@cache
def front_matter(path: Path) -> dict[str, Any]:
    """Give the fields at the head of a file."""
    fields: dict[str, Any] = yaml.safe_load(path.read_text().split("---\n", 2)[1])
    return fields


def test_the_handbook_is_there() -> None:
    assert len(FILES) >= 18


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_post_has_all_fields_and_the_slug_of_its_file(path: Path) -> None:
    fields = front_matter(path)
    assert list(fields) == FIELDS
    assert fields["slug"] == path.stem


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_related_posts_exist(path: Path) -> None:
    assert set(front_matter(path)["related"]) <= {file.stem for file in FILES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_links_inside_the_site_lead_somewhere(path: Path) -> None:
    links = set(re.findall(r"\]\(/([^)\s]*?)(?:/|/source)?[\s)]", path.read_text()))
    posts = {file.stem for file in FILES} | SEEDED | ROUTES
    lost = {link for link in links - posts if not (STATIC.parent / link).is_file()}
    assert lost == set()


def test_no_two_posts_have_one_date() -> None:
    dates = [front_matter(path)["date"] for path in FILES]
    assert len(set(dates)) == len(dates)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_examples_of_the_language_can_be_read(path: Path) -> None:
    for program in re.findall(r"```sx\n(.*?)```", path.read_text(), re.DOTALL):
        assert read(Source(path.name, program))


@pytest.mark.parametrize(
    ("program", "html"),
    [found.groups() for path in FILES for found in EXAMPLE.finditer(path.read_text())],
)
def test_examples_with_their_html_are_true(program: str, html: str) -> None:
    assert expand_program(Source("example", program), {}) == html
