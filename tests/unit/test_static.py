"""The files that browsers get as they are: what they weigh, and what must never stand in them."""

import gzip
import hashlib
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "static"
VENDOR = STATIC / "vendor"
STYLESHEET = STATIC / "site.css"
SCRIPTS = sorted(STATIC.glob("*.js"))
COMPONENTS = sorted((ROOT / "app" / "components").rglob("*.sx"))

#: What a first visit loads besides the page itself, compressed.
FIRST_VISIT = 60_000
#: The style sheet as it is written.
LARGEST_STYLESHEET = 24_000


def without_comments(text: str) -> str:
    """Take the comments out of a style sheet or a script."""
    return re.sub(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", "", text, flags=re.DOTALL)


def compressed_size(path: Path) -> int:
    """Give the size of a file as it is sent."""
    return len(gzip.compress(path.read_bytes(), 6))


def test_vendored_files_are_exactly_those_that_were_recorded() -> None:
    recorded = {
        path.name.removesuffix(".sha384"): path.read_text().split()
        for path in VENDOR.glob("*.sha384")
    }
    found = {
        path.name: [hashlib.sha384(path.read_bytes()).hexdigest(), path.name]
        for path in VENDOR.glob("*.js")
    }
    assert recorded == found
    assert list(found) == ["htmx-4.0.1.min.js"]


def test_vendored_files_come_with_their_licence() -> None:
    assert (VENDOR / "htmx-LICENSE").read_text().startswith("Zero-Clause BSD\n")


def test_a_first_visit_loads_little() -> None:
    own = (STATIC / name for name in ("links.js", "site.js", "favicon.svg"))
    files = (STYLESHEET, *own, *VENDOR.glob("*.js"))
    assert sum(map(compressed_size, files)) < FIRST_VISIT


def test_the_stylesheet_stays_small() -> None:
    assert STYLESHEET.stat().st_size <= LARGEST_STYLESHEET


def test_the_stylesheet_loads_nothing() -> None:
    assert re.findall(r"@import|url\(|@font-face|expression\(", STYLESHEET.read_text()) == []


def test_the_stylesheet_is_important_for_hidden_alone() -> None:
    rules = re.findall(r"([^{};]*)\{[^{}]*!important", without_comments(STYLESHEET.read_text()))
    assert [rule.strip() for rule in rules] == ["[hidden]"]


def test_the_stylesheet_closes_what_it_opens() -> None:
    text = without_comments(STYLESHEET.read_text())
    assert text.count("{") == text.count("}")


def test_every_rule_stands_in_a_layer() -> None:
    depth, outside = 0, ""
    for character in without_comments(STYLESHEET.read_text()):
        depth -= character == "}"
        outside += character if depth == 0 else ""
        depth += character == "{"
    heads = [head.strip() for head in re.split(r"[{};]", outside) if head.strip()]
    declared, *used = (head.removeprefix("@layer ") for head in heads)
    assert declared.split(", ") == used


def test_every_custom_property_that_is_used_is_defined() -> None:
    text = without_comments(STYLESHEET.read_text())
    used = set(re.findall(r"var\((--[\w-]+)", text))
    defined = set(re.findall(r"(--[\w-]+)\s*:", text))
    assert used == defined


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_of_the_site_make_no_html_and_no_code(script: Path) -> None:
    forbidden = r"(?:inner|outer|Adjacent)HTML|document\.write|\beval\b|new Function|\.style\b"
    assert re.findall(forbidden, without_comments(script.read_text())) == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_of_the_site_are_checked_and_strict(script: Path) -> None:
    assert script.read_text().splitlines()[:2] == ["// @ts-check", '"use strict";']


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda path: path.stem)
def test_components_hold_no_inline_styles_and_no_handlers(component: Path) -> None:
    assert re.findall(r":(?:style|on[a-z]+|hx-on\S*|hx-swap-oob)\s", component.read_text()) == []


@pytest.mark.parametrize("picture", sorted(STATIC.glob("*.svg")), ids=lambda path: path.name)
def test_drawings_are_well_formed_and_do_nothing(picture: Path) -> None:
    elements = ElementTree.parse(picture).iter()
    names = {element.tag.rpartition("}")[2] for element in elements}
    assert names.isdisjoint({"script", "style", "foreignObject", "image", "use"})
