"""Real posts and hostile texts, where they are at hand: all give valid pages, and safe ones."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import html5lib
import pytest

from app import markdown, sx
from app.markdown import LinkTargets

_CORPUS = Path(__file__).parents[4] / "shared" / "corpus"
_POSTS, _HOSTILE = _CORPUS / "til", _CORPUS / "hostile"
_ATTRIBUTES = {
    *("href", "src", "alt", "title", "id", "class", "role", "aria-label", "tabindex"),
    *("loading", "decoding", "scope", "start"),
}
_RUNS = re.compile(r"\s*(?:javascript|vbscript|data:text|file):", re.IGNORECASE)

pytestmark = pytest.mark.slow
_library = sx.Library.load(())


def _page(text: str) -> str:
    return _library.document(markdown.document_forms(text, "markdown"), trusted=True).text


@pytest.mark.skipif(not _POSTS.is_dir(), reason="the posts are not at hand")
def test_every_eighth_post_gives_a_valid_page() -> None:
    faulty = {}
    for path in sorted(_POSTS.rglob("*.md"))[::8]:
        text = markdown.adapt(markdown.take_title(path.read_text("utf-8")).text, LinkTargets())
        parser = html5lib.HTMLParser()
        parser.parse(f"<!doctype html><html><title>a</title><main>{_page(text)}</main></html>")
        if parser.errors:
            faulty[path.name] = parser.errors
    assert faulty == {}


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)


def _ways(text: str) -> Iterator[str]:
    """Every way in which a text may come into a post."""
    yield from (text, f"[a]({text})", f"![a]({text})", f"[a][b]\n\n[b]: {text}", f"<{text}>")
    yield f"```{text}\n{text}\n```"
    yield markdown.html_to_markdown(text)
    yield markdown.adapt(text, LinkTargets())
    yield from (f"a {text}", f"<div>\n{text}", f'<a href="{text}">a</a> <img src="{text}">')


def _unsafe(page: str) -> Iterator[str]:
    for element in html5lib.HTMLParser(namespaceHTMLElements=False).parseFragment(page).iter():
        if element.tag in ("script", "style", "iframe", "object", "embed", "form", "svg", "math"):
            yield element.tag
        for name, value in element.attrib.items():
            if name not in _ATTRIBUTES or (name in ("href", "src") and _RUNS.match(value)):
                yield f"{name}={value}"


@pytest.mark.skipif(not _HOSTILE.is_dir(), reason="the texts are not at hand")
def test_every_fortieth_hostile_text_gives_a_safe_page() -> None:
    files = sorted(_HOSTILE.glob("*/*.json"))
    texts = [text for path in files for text in _strings(json.loads(path.read_text("utf-8")))]
    found = {way: [*_unsafe(_page(way))] for text in texts[::40] for way in _ways(text[:5000])}
    assert {way: unsafe for way, unsafe in found.items() if unsafe} == {}
