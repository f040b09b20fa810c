"""Our engine and Jinja2 on the same index page, in turns, after a check that both say the same."""

import gc
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2

from bench import our_adapter
from bench.canonical import tokens
from bench.data import index_page

Expand = Callable[[dict[str, Any]], str]
CALLS_OF_A_ROUND = 10


def jinja_index() -> Expand:
    """The index page as a user of Jinja2 would write it: inheritance, macros, escaping on."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    template = environment.get_template("index.html")
    return lambda data: template.render(data, title=data["heading"])


def round_of(expand: Expand, data: dict[str, Any]) -> float:
    """Microseconds of CPU time for one page."""
    start = time.thread_time()
    for _ in range(CALLS_OF_A_ROUND):
        expand(data)
    return (time.thread_time() - start) / CALLS_OF_A_ROUND * 1e6


def compare(rounds: int) -> str:
    """A sentence with both medians and their ratio."""
    data = index_page()
    ours, theirs = our_adapter.program("index"), jinja_index()
    if tokens(ours(data)) != tokens(theirs(data)):
        raise SystemExit("bench: our index page and Jinja2's differ; nothing was timed")
    gc.collect()
    pairs = [(round_of(ours, data), round_of(theirs, data)) for _ in range(rounds)]
    our_median = statistics.median(pair[0] for pair in pairs)
    their_median = statistics.median(pair[1] for pair in pairs)
    ratio = statistics.median(theirs / ours for ours, theirs in pairs)
    return (
        f"index page of 50 cards: rose-ash {our_median:.0f} us, Jinja2 {their_median:.0f} us; "
        f"Jinja2 takes {ratio:.1f} times as long (median of {rounds} rounds)"
    )
