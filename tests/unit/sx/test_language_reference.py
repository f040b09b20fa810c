"""The reference is true: its examples run, and its tables are those of the code."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.sx import Helper, Loader, Source
from app.sx.core.known import Known, Place
from app.sx.library.definitions import Definitions, collect
from app.sx.library.examples import program_trials, samples
from app.sx.library.linking import assemble
from app.sx.tools import main
from app.sx.tools.conformance import ConformanceCase, cases_of, complaint

PATH = Path(__file__).parents[3] / "docs" / "language.md"
TEXT = PATH.read_text("utf-8")
FENCE = re.compile(r"^```(?P<kind>[^\n]*)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
LOADERS = {
    "post-page": Loader(("slug", "page"), ("post",)),
    "post-article": Loader(("slug",), ("post",)),
    "post-tags": Loader(("viewer", "slug"), ("tags",)),
    "edit-page": Loader(("slug",), ("kinds",)),
    "edit-chips": Loader(("slug", "key"), ("chips",)),
}


def blocks(kind: str) -> list[tuple[int, str]]:
    found = [match for match in FENCE.finditer(TEXT) if match["kind"] == kind]
    return [(TEXT.count("\n", 0, match.start()) + 1, match["text"]) for match in found]


def cases() -> Iterator[ConformanceCase]:
    for line, text in blocks("sx"):
        yield from cases_of(PATH.name, f";;; line {line}\n{text}")


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.title)
def test_example(case: ConformanceCase) -> None:
    assert complaint(case) is None


def test_there_are_many_examples_and_no_fence_of_another_kind() -> None:
    kinds = [match["kind"] for match in FENCE.finditer(TEXT)]
    assert set(kinds) == {"sx", "sx page", "text"}
    assert kinds.count("sx") >= 40


def test_the_pages_compile() -> None:
    names: list[str] = []
    for _, text in blocks("sx page"):
        collected = Definitions(Known(helpers={"url-for": Helper("url-for")}, loaders=LOADERS))
        collect(Source("page.sx", text), Place(), collected, is_program=True)
        names += assemble(collected).pages
        assert collected.faults == []
    assert names == ["blog/post", "edit/post"]


def test_the_tests_in_examples_pass() -> None:
    texts = [text for _, text in blocks("sx") if "(deftest" in text]
    outcomes = [
        trial.complaint(samples(()))
        for text in texts
        for trial in program_trials(Source("reference", text))[2]
    ]
    assert outcomes == [None] * 4


def test_the_tables_are_up_to_date(tmp_path: Path) -> None:
    copy = tmp_path / "language.md"
    copy.write_text(TEXT, "utf-8")
    assert main(["doc", "--markdown", str(copy)]) == 0
    assert copy.read_text("utf-8") == TEXT
