"""The one layout: whole texts as they come out, and the laws that every text obeys."""

import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.sx.syntax.errors import ReadError, Source, SxError
from app.sx.syntax.forms import Form
from app.sx.syntax.reader import read, source_of
from app.sx.tools.conformance import read_cases
from app.sx.tools.formatter import formatted

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
FOLDERS = ("app/components", "app/pages", "bench/pages")
FILES = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.sx"))]
TOKEN = re.compile(
    r"""\#;|;[^\n]*|\#\|[^|]*\||"(?:[^"\\]|\\.)*"|[(\[{\])}]|,@|['`,]|[^\s()\[\]{}"'`,;]+""",
    re.DOTALL,
)


def forms_of(text: str) -> tuple[Form, ...]:
    return read(Source("text", text))


def readable() -> list[str]:
    texts = [case.program for case in read_cases(Path(__file__).parent / "conformance")]
    texts += [source_of(path).text for path in FILES]
    found = []
    for text in texts:
        try:
            forms_of(text)
        except SxError:
            continue
        found.append(text)
    return found


TEXTS = readable()


def tokens_of(text: str) -> list[str]:
    return [found[0] for found in TOKEN.finditer(text) if not found[0].startswith(";")]


def laid_out(text: str) -> str:
    return formatted(Source("text", text))


def test_all_programs_keep_their_meaning_and_a_second_time_changes_nothing() -> None:
    assert len(TEXTS) > 550
    for text in TEXTS:
        once = laid_out(text)
        assert forms_of(once) == forms_of(text)
        assert laid_out(once) == once


def test_the_layout_does_not_depend_on_where_the_lines_ended() -> None:
    for text in TEXTS[::4]:
        tokens = tokens_of(text)
        assert laid_out("\n".join(tokens)) == laid_out(" ".join(tokens))


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(TEXTS), st.integers(0, 2**32))
def test_comments_and_blank_lines_may_stand_anywhere(text: str, seed: int) -> None:
    chance = random.Random(seed)
    between = [" ", "\n", "\n\n\n", " ; why\n", "\n; a line\n", "\n\n;; two\n;; lines\n", " #;x "]
    tokens = tokens_of(text)
    weights = [30, 10, 2, 1, 1, 1, 0]
    noisy = "".join(token + chance.choices(between, weights)[0] for token in tokens)
    once = laid_out(noisy)
    assert forms_of(once) == forms_of(noisy)
    assert laid_out(once) == once
    assert once.count(";") == noisy.count(";")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_files_of_the_project_have_this_layout(path: Path) -> None:
    text = source_of(path).text
    assert laid_out(text) == text


def test_a_text_nested_as_deeply_as_may_be_is_laid_out() -> None:
    for deep in ("(p " * 199 + "(br)" + ")" * 199, "{:a " * 200 + "1" + "}" * 200):
        once = laid_out(deep)
        assert (tokens_of(once), laid_out(once)) == (tokens_of(deep), once)


def test_a_text_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ReadError, match="is not closed"):
        laid_out("(p")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("", ""),
        ("\n\n", ""),
        ("; only a comment", "; only a comment\n"),
        ("\ufeff(p)\r\n", "(p)\n"),
        ("(p   1\n 2 )", "(p 1 2)\n"),
        ("' x ` ( a , b ,@ c )", "'x\n`(a ,b ,@c)\n"),
        ("[ 1 2 ]\n\n\n\n{ :a 1 }", "[1 2]\n\n{:a 1}\n"),
        ('(p #|raw "x"| "\\u{41}\n  b")', '(p #|raw "x"| "\\u{41}\n  b")\n'),
    ],
)
def test_small_things(written: str, expected: str) -> None:
    assert laid_out(written) == expected


def layouts() -> dict[str, tuple[str, str]]:
    """Read the cases of `layouts.txt`: by title, a text and its layout."""
    text = (Path(__file__).parent / "layouts.txt").read_text("utf-8")
    cases = {}
    for case in text.split("=== ")[1:]:
        title, _, texts = case.partition("\n")
        written, _, expected = texts.partition("---\n")
        cases[title] = (written, expected)
    return cases


LAYOUTS = layouts()


@pytest.mark.parametrize("title", LAYOUTS)
def test_layout(title: str) -> None:
    written, expected = LAYOUTS[title]
    assert laid_out(written) == expected
