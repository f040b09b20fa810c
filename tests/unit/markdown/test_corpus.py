"""Real posts, where they are at hand: they give valid pages."""

from pathlib import Path

import html5lib
import pytest

from app import markdown, sx
from app.markdown import Addresses

_POSTS = Path(__file__).parents[4] / "shared" / "corpus" / "til"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not _POSTS.is_dir(), reason="the posts are not at hand"),
]


def test_every_eighth_post_gives_a_valid_page() -> None:
    library = sx.Library.load(())
    faulty = {}
    for path in sorted(_POSTS.rglob("*.md"))[::8]:
        text = markdown.adapt(markdown.take_title(path.read_text("utf-8")).text, Addresses()).text
        page = library.document(markdown.document_forms(text, "markdown"), trusted=True).text
        parser = html5lib.HTMLParser()
        parser.parse(f"<!doctype html><html><title>a</title><main>{page}</main></html>")
        if parser.errors:
            faulty[path.name] = parser.errors
    assert faulty == {}
