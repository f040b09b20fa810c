"""What the cards of the index page cost, written and fed in other ways: each against flat dicts."""

import gc
import re
import statistics
from collections.abc import Iterator
from dataclasses import make_dataclass
from functools import cache
from typing import Any

from app.sx import Source
from app.sx.library.program import compile_program
from bench.data import index_page
from bench.engines import Expand, round_of
from bench.our_adapter import PAGES


def _program(page: str, typed: bool = False) -> Expand:
    text = (PAGES / f"{page}.sx").read_text("utf-8")
    if typed:
        texts = re.compile(r"(?<=&key )[a-z ]+(?=\))")
        text = texts.sub(
            lambda names: re.sub(r"\b(?!tag)\w+", r"(\g<0> :as string)", names[0]), text
        )
    return compile_program(Source(f"bench/pages/{page}.sx", text), ("posts",))


def _rows(value: Any) -> Any:  # noqa: ANN401 - plain data of any shape
    """Return the same data with a frozen dataclass for each dict."""
    if isinstance(value, list):
        return [_rows(item) for item in value]
    if not isinstance(value, dict):
        return value
    return _class(tuple(value))(*map(_rows, value.values()))


@cache
def _class(names: tuple[str, ...]) -> type[Any]:
    return make_dataclass("Row", names, frozen=True)


def measure(rounds: int) -> Iterator[str]:
    """A line for each variant: the median of its ratios to flat cards of dicts."""
    posts = {"posts": index_page()["posts"]}
    flat = _program("flat")
    variants: dict[str, tuple[Expand, dict[str, Any]]] = {
        "nine small components a card": (_program("split"), posts),
        "nine with typed parameters": (_program("split", typed=True), posts),
        "rows of frozen dataclasses": (flat, {"posts": _rows(posts["posts"])}),
    }
    html = flat(posts)
    if any(expand(data) != html for expand, data in variants.values()):
        raise SystemExit("bench: the variants of the cards differ; nothing was timed")
    gc.collect()
    ratios: dict[str, list[float]] = {title: [] for title in variants}
    for _ in range(rounds):
        base = round_of(flat, posts)
        for title, (expand, data) in variants.items():
            ratios[title].append(round_of(expand, data) / base)
    for title, found in ratios.items():
        yield f"{title}: {statistics.median(found):.2f} times flat cards ({rounds} rounds)"
