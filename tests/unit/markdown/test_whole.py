"""No limit of a parser is silent: all words of a text are in its document, however written."""

import re
from collections.abc import Callable

import pytest

from app import markdown, sx

_library = sx.Library.load(())
DEPTHS = (5, 19, 20, 21, 40, 41, 60, 300)


def _page(text: str) -> str:
    forms = markdown.document_forms(text, "markdown")
    return _library.compile_document(forms, trusted=True).document({}).text


NESTS: dict[str, Callable[[int], str]] = {
    "quotes": lambda depth: "> " * depth + "inside",
    "lists": lambda depth: "\n".join("  " * level + "- inside" for level in range(depth)),
    "lists in a line": lambda depth: "- " * depth + "inside",
    "numbers": lambda depth: "\n".join("   " * level + "1. inside" for level in range(depth)),
    "quotes and lists": lambda depth: "> - " * depth + "inside",
    "callouts": lambda depth: "\n".join("> " * (n + 1) + "[!note] inside" for n in range(depth)),
    "emphasis": lambda depth: "*a " * depth + "inside" + "*" * depth,
    "strong": lambda depth: "**a " * depth + "inside" + "**" * depth,
    "marks": lambda depth: "==a " * depth + "inside" + " b==" * depth,
    "struck": lambda depth: "~~a " * depth + "inside" + " b~~" * depth,
    "brackets": lambda depth: "[" * depth + "inside" + "](/x)" * depth,
    "pictures": lambda depth: "![" * depth + "inside" + "](https://a/x)" * depth,
    "links by name": lambda depth: "[[" * depth + "inside" + "]]" * depth,
    "notes": lambda depth: "a[^1]\n\n[^1]: " + "> " * depth + "inside",
    "parentheses": lambda depth: "[inside](" + "(" * depth + "x" + ")" * depth + ")",
}


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("nest", NESTS)
def test_what_is_nested_is_shown_and_so_is_what_follows(nest: str, depth: int) -> None:
    text = f"{NESTS[nest](depth)}\n\nafterwards\n\n## the end"
    page, plain = _page(text), markdown.plain_text(text, "markdown")
    for words in (page, plain):
        assert all(each in words for each in ("inside", "afterwards", "the end"))
    assert re.search(r"<p>afterwards</p>|afterwards</p></li>", page)


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("| 1 | 2 | 3 | 4 |", ["1", "2", "3", "4"]),
        ("1 | 2 | 3", ["1", "2", "3"]),
        ("| 1 |", ["1", ""]),
        ("| 1 | 2 |", ["1", "2"]),
        ("| 1 | 2 ||", ["1", "2", ""]),
        (r"| 1 | 2 \| 3 |", ["1", "2 | 3"]),
    ],
)
def test_a_row_keeps_all_its_cells(row: str, cells: list[str]) -> None:
    for lead in ("", "> ", "- "):
        rest = lead.replace("-", " ")
        text = f"{lead}| a | b |\n{rest}|---|---|\n{rest}{row}\n{rest}| 5 | 6 |"
        assert re.findall("<td>(.*?)</td>", _page(text)) == [*cells, "5", "6"]


@pytest.mark.slow
def test_a_table_that_would_be_filled_up_without_end_loses_no_row() -> None:
    width, height = 300, 300
    rows = "\n".join(f"| word{number} |" for number in range(height))
    text = f"{'| a ' * width}|\n{'|---' * width}|\n{rows}\n\nafterwards"
    plain = markdown.plain_text(text, "markdown")
    assert plain.endswith("afterwards")
    assert all(f"word{number}" in plain for number in range(height))


def test_a_text_of_many_references_loses_none() -> None:
    words = [f"w{number}" for number in range(3000)]
    definitions = "\n".join(f"[{word}]: /{word}" for word in words)
    text = f"{definitions}\n\n{' '.join(f'[{word}]' for word in words)}"
    assert markdown.plain_text(text, "markdown").split() == words


def test_a_document_over_the_limit_is_refused_with_the_line() -> None:
    text = "*a*\n\n" * 4000
    with pytest.raises(markdown.Oversize, match=r"line \d,?\d+"):
        markdown.document_forms(text, "markdown")
