"""Our engine as the runner of peers wants it: NAME, KIND, setup() and cold(data)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.sx import Source
from app.sx.library.program import compile_program

NAME = "rose-ash"
KIND = "s-expressions, generated Python"

Expand = Callable[[dict[str, Any]], str]

PAGES = Path(__file__).parent / "pages"
NAMES = {
    "table": ("table",),
    "index": ("site", "current", "heading", "posts", "pager"),
    "post": ("site", "current", "post", "related", "comments", "n-comments"),
}


def program(page: str) -> Expand:
    """One page with its components, compiled to a function of its data."""
    files = (PAGES / "components.sx", PAGES / f"{page}.sx")
    text = "\n".join(path.read_text("utf-8") for path in files)
    return compile_program(Source(f"bench/pages/{page}.sx", text), NAMES[page])


def setup() -> dict[str, Expand]:
    """The three workloads under the names that the runner gives them."""
    return {"a": program("table"), "b": program("index"), "c": program("post")}


def cold(data: dict[str, Any]) -> str:
    """From source text to the HTML of the index page, nothing kept."""
    return program("index")(data)
